//! What the installed music taggers hear in raw sound: `hear MODELS FILE…`, the files 16 kHz mono `f32`
//! little-endian.
//!
//! One line of JSON for each file: `{"file", "seconds", "windows": [[probability]], "embedding"}`, where `seconds` is
//! how long listening took. `tests/fixtures/musicnn.py` holds such numbers against the original network's.

#![expect(clippy::print_stdout, reason = "an example prints what it found")]

use std::process::ExitCode;
use std::time::Instant;

use hark_models::{ModelDir, Taggers};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(models) = arguments.next() else {
        println!("usage: hear MODELS FILE…");
        return ExitCode::FAILURE;
    };
    let taggers = match Taggers::load(&ModelDir::new(models)) {
        Ok(Some(taggers)) => taggers,
        Ok(None) => return fail("no tagger is installed there"),
        Err(error) => return fail(&error.to_string()),
    };
    for file in arguments {
        if let Err(reason) = hear(&taggers, &file) {
            return fail(&format!("{file}: {reason}"));
        }
    }
    ExitCode::SUCCESS
}

fn fail(reason: &str) -> ExitCode {
    println!("failed: {reason}");
    ExitCode::FAILURE
}

fn hear(taggers: &Taggers, file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = std::fs::read(file)?;
    let (words, _) = bytes.as_chunks::<4>();
    let samples: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
    let start = Instant::now();
    let mut listener = taggers.listen();
    samples.chunks(4096).for_each(|block| listener.push(block));
    let heard = listener.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    let windows = heard
        .as_ref()
        .map(|heard| heard.windows.iter().map(|window| window.probabilities.as_slice()).collect::<Vec<_>>());
    let embedding = heard.as_ref().map(|heard| heard.embedding.as_slice());
    let line = serde_json::json!({
        "file": file, "seconds": seconds, "windows": windows.unwrap_or_default(), "embedding": embedding,
    });
    println!("{line}");
    Ok(())
}
