//! `hark eval`: how good the answers are, where the right ones are known.

mod analysis;
mod search;
mod truth;

use crate::cli::Eval;
use crate::config::Settings;
use crate::output::Done;

pub(crate) fn run(settings: &Settings, args: &Eval) -> anyhow::Result<Done> {
    match args {
        Eval::Search(args) => search::run(settings, args),
        Eval::Analysis(args) => analysis::run(args),
    }
}
