//! `hark eval`: how good the answers are, where the right ones are known.

mod analysis;
mod baseline;
mod catalogue;
mod intent;
mod search;
mod sound;
mod substitution;
mod table;
mod truth;

use hark_search::eval::bootstrap::Estimate;
use serde_json::{Value, json};

use crate::cli::Eval;
use crate::config::Settings;
use crate::output::Done;

pub(crate) fn run(settings: &Settings, args: &Eval) -> anyhow::Result<Done> {
    match args {
        Eval::Search(args) => search::run(settings, args),
        Eval::Intent(args) => intent::run(settings, args),
        Eval::Substitution(args) => substitution::run(settings, args),
        Eval::Sound(args) => sound::run(settings, args),
        Eval::Analysis(args) => analysis::run(args),
    }
}

/// A measure with its interval, for people.
fn shown(estimate: &Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", estimate.value, estimate.low, estimate.high)
}

/// The interval of a measure.
fn interval_json(estimate: &Estimate) -> Value {
    json!([estimate.low, estimate.high])
}
