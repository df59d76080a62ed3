//! What embedding costs, and how close it comes to the original.
//!
//! Run with the folder of an installed model: `HARK_TEST_MODELS=DIR cargo bench -p hark-models`. The texts are those
//! of use: a query of 8 tokens decides the latency of a search, descriptions of about 64 decide the time of an
//! import. Wall-clock milliseconds, fewest and median of the runs; on a machine with other work trust the fewest.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::Instant;

use hark_models::{CacheLimits, CachedEncoder, Error, MiniLm, ModelDir, TextEncoder, list};
use serde::Deserialize;

/// Six words of one piece each, and the two tokens around every text.
const QUERY: &str = "dark music for a boss fight";

#[derive(Deserialize)]
struct Cosines {
    sentences: Vec<String>,
    cosines: Vec<Vec<f32>>,
}

fn main() -> ExitCode {
    let Some(folder) = std::env::var_os("HARK_TEST_MODELS") else {
        println!("skipped: HARK_TEST_MODELS names no folder of installed models");
        return ExitCode::SUCCESS;
    };
    match run(&ModelDir::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(dir: &ModelDir) -> Result<(), Error> {
    for status in list(dir) {
        if let Some(Ok(manifest)) = status.installed {
            println!("{} made from {}: {:?}", manifest.version, manifest.source, manifest.agreement);
        }
    }
    measure("load, checksum included", 5, || MiniLm::load(dir))?;
    let one = MiniLm::load_with_threads(dir, NonZeroUsize::MIN)?;
    let all = MiniLm::load(dir)?;
    let text = "music ".repeat(62);
    let batch = vec![text.as_str(); 32];
    let long = "music ".repeat(254);
    measure("8 tokens", 300, || one.embed(&[QUERY]))?;
    measure("64 tokens", 100, || one.embed(&[&text]))?;
    measure("256 tokens", 30, || one.embed(&[&long]))?;
    measure("32 texts of 64 tokens, one thread", 10, || one.embed(&batch))?;
    measure("32 texts of 64 tokens, every core", 10, || all.embed(&batch))?;
    agreement(&one)?;
    let cached = CachedEncoder::new(one, CacheLimits::default());
    measure("remembered query", 1000, || cached.embed(&[QUERY]))
}

/// Runs it once to warm up, then `runs` times.
fn measure<T>(name: &str, runs: usize, mut work: impl FnMut() -> Result<T, Error>) -> Result<(), Error> {
    work()?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    println!("{name:36} fewest {:9.3} ms   median {:9.3} ms", times[0], times[runs / 2]);
    Ok(())
}

/// Cosines between 24 sentences, against those of the original in double precision.
fn agreement(encoder: &MiniLm) -> Result<(), Error> {
    let fixture: Cosines = serde_json::from_str(include_str!("../tests/fixtures/cosines.json"))
        .map_err(|source| Error::Json { what: "the fixture", source })?;
    let texts: Vec<&str> = fixture.sentences.iter().map(String::as_str).collect();
    let vectors = encoder.embed(&texts)?;
    let cosine = |i: usize, j: usize| vectors[i].iter().zip(&vectors[j]).map(|(a, b)| a * b).sum::<f32>();
    let mut differences = Vec::new();
    for (i, row) in fixture.cosines.iter().enumerate() {
        differences.extend(row.iter().enumerate().map(|(j, expected)| (cosine(i, j) - expected).abs()));
    }
    let largest = differences.iter().copied().fold(0.0, f32::max);
    let mean = differences.iter().sum::<f32>() / differences.len() as f32;
    println!("{} cosines: off by {mean:.4} in the mean, {largest:.4} at most", differences.len());
    Ok(())
}
