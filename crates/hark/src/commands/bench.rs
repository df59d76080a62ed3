//! `hark bench`: catalogues, queries and load of any size, so that everybody can measure Hark where it is to run.

mod generate;
mod load;
mod rows;
mod vectors;

use hark_testkit::catalogue;

use crate::cli::bench::{Bench, Queries};
use crate::config::Settings;
use crate::output::{self, Done};

pub(crate) fn run(settings: &Settings, args: &Bench) -> anyhow::Result<Done> {
    match args {
        Bench::Generate(args) => generate::run(settings, args),
        Bench::Queries(args) => queries(args),
        Bench::Load(args) => load::run(args),
    }
}

fn queries(args: &Queries) -> anyhow::Result<Done> {
    for query in catalogue::queries(args.count as usize, args.seed) {
        output::line(query)?;
    }
    Ok(Done::Fully)
}

/// Things a second; 0 where no time has passed.
fn rate(count: u64, seconds: f64) -> f64 {
    if seconds > 0.0 { count as f64 / seconds } else { 0.0 }
}
