//! What the rhythm descriptor sees of music with known beats, for fitting its weights (`scripts/rhythm/fit.py`).
//!
//! `cargo run --release -p hark-audio --example rhythm_features -- [--excerpts] TRUTH.jsonl > FEATURES.jsonl`

#![expect(clippy::print_stdout, reason = "the output of the program")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use hark_audio::rhythm::tuning::hypotheses;
use hark_audio::{Limits, Stream};
use serde_json::{Value, json};

/// Beats of the loops that are cut out with `--excerpts`.
const LOOPS: [usize; 8] = [4, 4, 8, 8, 16, 3, 6, 12];

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_excerpts = arguments.iter().any(|argument| argument == "--excerpts");
    arguments.retain(|argument| argument != "--excerpts");
    let truth = PathBuf::from(arguments.first().expect("a truth file"));
    let text = std::fs::read_to_string(&truth).expect("a readable truth file");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let folder = truth.parent().unwrap_or(Path::new("."));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if line["bpm"].is_number() {
                        describe(
                            line,
                            &folder.join(line["file"].as_str().unwrap_or_default()),
                            with_excerpts,
                        );
                    }
                }
            });
        }
    });
}

fn describe(line: &Value, path: &Path, with_excerpts: bool) {
    let (mono, rate) = mono(path);
    let length = mono.len() as f64 / f64::from(rate);
    let mut stretches = vec![(0.0, length)];
    if with_excerpts && length > 12.0 {
        stretches.extend(excerpts(line, length));
    }
    for (at, (from, seconds)) in stretches.into_iter().enumerate() {
        let samples = (from * f64::from(rate)) as usize..((from + seconds) * f64::from(rate)) as usize;
        let found: Vec<Value> = hypotheses(&mono[samples], rate)
            .into_iter()
            .map(|found| json!({"bpm": found.bpm, "features": found.features, "beats": found.beats, "bars": found.bars}))
            .collect();
        let described = json!({
            "file": line["file"], "whole": at == 0, "from": from, "seconds": seconds, "bpm": line["bpm"],
            "beats": line["beats"], "downbeats": line["downbeats"], "hypotheses": found,
        });
        println!("{described}");
    }
}

/// Two pieces of 1.5 to 12 s and two loops of whole beats, the same in every run.
fn excerpts(line: &Value, length: f64) -> Vec<(f64, f64)> {
    let name = line["file"].as_str().unwrap_or_default();
    let seed = name.bytes().fold(7u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let random = |n: u64| {
        (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(n << 57) >> 33) as f64 / 2f64.powi(31)
    };
    let random = |n: u64| (random(n) * 977.0 * (n + 1) as f64).fract();
    let piece = |n: u64| {
        let seconds = 1.5 * 8f64.powf(random(n));
        (random(n + 1) * (length - seconds), seconds)
    };
    let beats: Vec<f64> = line["beats"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let a_loop = |n: u64| {
        let count = LOOPS[(random(n) * LOOPS.len() as f64) as usize];
        let first = (random(n + 1) * beats.len().checked_sub(count + 4)? as f64) as usize;
        Some((beats[first], (beats[first + count] - beats[first]).min(length - beats[first])))
    };
    [Some(piece(1)), Some(piece(3)), a_loop(5), a_loop(7)].into_iter().flatten().collect()
}

fn mono(path: &Path) -> (Vec<f32>, u32) {
    let mut stream = Stream::open(path, &Limits::default()).expect("an audio file");
    let rate = stream.spec().sample_rate_hz;
    let mut mono = Vec::new();
    while let Some(block) = stream.next_block().expect("sound audio") {
        let frames = block.samples.chunks_exact(block.channels);
        mono.extend(frames.map(|frame| frame.iter().sum::<f32>() / block.channels as f32));
    }
    (mono, rate)
}
