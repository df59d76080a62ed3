//! `hark up`: the main job in one command.

use hark_models::{KnownModel, Source};

use super::{import as import_command, models, serve};
use crate::cli::Up;
use crate::config::Settings;
use crate::data::DataDir;
use crate::import::{self, Options};
use crate::output::{self, Done};

pub(crate) fn run(settings: Settings, args: &Up) -> anyhow::Result<Done> {
    bring_up(settings, &args.paths, args.serve)
}

/// Gets the text model when it is missing, imports, embeds, and serves until told to stop.
pub(crate) fn bring_up(
    settings: Settings,
    paths: &[std::path::PathBuf],
    args: crate::cli::Serve,
) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    ensure_model(&settings.data);
    let summary = import::import(&catalog, paths, Options { analyze: true, allow_empty: false })?;
    import_command::print(&summary)?;
    if let Ok(encoder) = settings.data.encoder() {
        import_command::embed(&catalog, encoder.as_ref())?;
    }
    serve::ensure_key(&settings, &catalog)?;
    drop(catalog);
    let served = serve::run(settings, args)?;
    Ok(if summary.refused.is_empty() { served } else { Done::WithRefusals })
}

/// Installs the text model if it is not there. Without it Hark still works, by words.
fn ensure_model(data: &DataDir) {
    if data.models().has(KnownModel::AllMiniLmL6V2) {
        return;
    }
    output::note("the text model is missing; getting it (once, about 90 MB)");
    if let Err(error) = models::pull(data, &Source::Anywhere) {
        output::note(format!("going on without the text model, by words only: {error:#}"));
    }
}
