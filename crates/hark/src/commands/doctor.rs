//! `hark doctor`: what is installed, what is missing, what to do about it.

use std::path::Path;

use hark_models::{KnownModel, Taggers};
use hark_search::{EmbeddedEngine, Engine, Joint, Meaning};
use serde_json::json;

use crate::analyser::WITHOUT_TAGGERS;
use crate::cli::Output;
use crate::config::Settings;
use crate::output::{self, Done};

/// One thing that was looked at.
#[derive(Clone)]
struct Finding {
    what: &'static str,
    state: State,
    says: String,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Missing,
    Broken,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Good => "ok",
            State::Missing => "missing",
            State::Broken => "broken",
        }
    }
}

pub(crate) fn run(settings: &Settings, args: Output) -> anyhow::Result<Done> {
    let findings = [vec![folder(settings.data.path())], catalogue(settings), models(settings)].concat();
    for Finding { what, state, says } in &findings {
        if args.json {
            output::json(&json!({ "check": what, "state": state.name(), "says": says }))?;
        } else {
            output::line(format!("{:<8} {what:<12} {says}", state.name()))?;
        }
    }
    if findings.iter().any(|finding| finding.state == State::Broken) {
        anyhow::bail!("something is broken: see above for what to do");
    }
    Ok(Done::Fully)
}

fn folder(path: &Path) -> Finding {
    let probe = path.join(".doctor");
    let written = std::fs::create_dir_all(path)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Finding { what: "data", state: State::Good, says: path.display().to_string() },
        Err(error) => Finding {
            what: "data",
            state: State::Broken,
            says: format!("{} cannot be written ({error}); choose another with --data", path.display()),
        },
    }
}

/// Catalogue, index and keys.
fn catalogue(settings: &Settings) -> Vec<Finding> {
    let broken =
        |what, error: anyhow::Error| vec![Finding { what, state: State::Broken, says: format!("{error:#}") }];
    let catalog = match settings.data.catalog() {
        Ok(catalog) => catalog,
        Err(error) => return broken("catalogue", error),
    };
    let counts = match catalog.count() {
        Ok(counts) => counts,
        Err(error) => return broken("catalogue", error.into()),
    };
    let engine = match settings.data.engine(&catalog, settings.data.encoder()) {
        Ok(engine) => engine,
        Err(error) => return broken("index", error),
    };
    let keys = match catalog.list_keys() {
        Ok(keys) => keys.iter().filter(|key| key.revoked_at.is_none()).count(),
        Err(error) => return broken("keys", error.into()),
    };
    let status = engine.status();
    let unless_none = |count: usize| if count == 0 { State::Missing } else { State::Good };
    let mut findings = vec![
        Finding {
            what: "catalogue",
            state: unless_none(counts.public as usize),
            says: match counts.public {
                0 => "no public tracks; `hark import PATH` takes music in, `hark demo` makes some".to_owned(),
                public => {
                    format!("{public} public tracks of {}, {} analysed", counts.total(), counts.analysed)
                }
            },
        },
        Finding {
            what: "index",
            state: State::Good,
            says: format!(
                "{} tracks, {} of them found by meaning too; {} bytes of memory a track, vectors compared by {}",
                status.tracks,
                status.embedded,
                status.memory.total() / status.tracks.max(1),
                EmbeddedEngine::kernel()
            ),
        },
        Finding {
            what: "keys",
            state: unless_none(keys),
            says: match keys {
                0 => "no API key; `hark keys create --name NAME` makes one".to_owned(),
                keys => format!("{keys} in use"),
            },
        },
    ];
    findings.extend(engine.joint().map(|joint| joint_model(&joint, status.tracks)));
    findings
}

/// The joint model, where it is installed; nobody need have it.
fn joint_model(joint: &Joint, tracks: usize) -> Finding {
    let (state, says) = match (&joint.state, joint.heard) {
        (Meaning::Off(reason), _) => (State::Broken, reason.clone()),
        (Meaning::Ready(version), 0) if tracks > 0 => (
            State::Missing,
            format!("{version} has not listened to any track yet; import the audio files again"),
        ),
        (Meaning::Ready(version), heard) => {
            (State::Good, format!("{version} has listened to {heard} of {tracks} tracks"))
        }
    };
    Finding { what: "joint model", state, says }
}

fn models(settings: &Settings) -> Vec<Finding> {
    vec![text_model(settings), taggers(settings)]
}

fn taggers(settings: &Settings) -> Finding {
    let models = settings.data.models();
    let missing = KnownModel::TAGGERS.into_iter().filter(|tagger| !models.has(*tagger));
    let missing: Vec<&str> = missing.map(KnownModel::name).collect();
    let (state, says) = match (Taggers::load(&models), missing.is_empty()) {
        (Err(error), _) => (State::Broken, error.to_string()),
        (Ok(Some(taggers)), true) => (State::Good, taggers.version().to_string()),
        (Ok(_), _) => {
            let missing = missing.join(" and ");
            (
                State::Missing,
                format!("{missing} not installed; `hark models pull` gets them (without: {WITHOUT_TAGGERS})"),
            )
        }
    };
    Finding { what: "taggers", state, says }
}

fn text_model(settings: &Settings) -> Finding {
    let installed = settings.data.models().has(KnownModel::AllMiniLmL6V2);
    match settings.data.encoder() {
        Ok(encoder) => {
            Finding { what: "text model", state: State::Good, says: encoder.version().to_string() }
        }
        Err(reason) => Finding {
            what: "text model",
            state: if installed { State::Broken } else { State::Missing },
            says: format!("{reason} (without it tracks are found by words only)"),
        },
    }
}
