//! `hark up`: the main job in one command.

use hark_models::{KnownModel, Source};

use super::{import as import_command, models, serve};
use crate::analyser::OnDemand;
use crate::cli::Up;
use crate::config::Settings;
use crate::data::DataDir;
use crate::import::{self, Options};
use crate::output::{self, Done};

pub(crate) fn run(settings: Settings, args: &Up) -> anyhow::Result<Done> {
    bring_up(settings, &args.paths, args.serve)
}

/// Gets the models that are missing, imports, embeds, and serves until told to stop.
pub(crate) fn bring_up(
    settings: Settings,
    paths: &[std::path::PathBuf],
    args: crate::cli::Serve,
) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    ensure_models(&settings.data);
    let analyser = Some(OnDemand::new(settings.data.models()));
    let summary = import::import(&catalog, paths, &Options { analyser, allow_empty: false })?;
    import_command::print(&summary)?;
    if let Ok(encoder) = settings.data.encoder() {
        import_command::embed(&catalog, encoder.as_ref())?;
    }
    serve::ensure_key(&settings, &catalog)?;
    drop(catalog);
    let served = serve::run(settings, args)?;
    Ok(if summary.refused.is_empty() { served } else { Done::WithRefusals })
}

/// Installs the models that are not there. Without them Hark still works: without the text model by words only, without
/// the taggers with some fields empty. Either is said where it matters.
fn ensure_models(data: &DataDir) {
    let installed = data.models();
    let missing: Vec<KnownModel> =
        KnownModel::DEFAULT.into_iter().filter(|model| !installed.has(*model)).collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|model| model.name()).collect();
    output::note(format!("not installed yet: {}; getting that (once)", names.join(", ")));
    match models::pull(&installed, &missing, &Source::Anywhere) {
        Ok(outcomes) => {
            for (model, error) in
                outcomes.into_iter().filter_map(|(model, pulled)| Some((model, pulled.err()?)))
            {
                output::note(format!("going on without {}: {error}", model.name()));
            }
        }
        Err(error) => output::note(format!("going on without {}: {error}", names.join(", "))),
    }
}
