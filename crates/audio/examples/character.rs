//! Where real music lies before calibration: for the middles and widths in `character/recipes.rs`.
//!
//! `cargo run --release -p hark-audio --example character -- MODELS FILE...` prints one JSON line a file (values before
//! calibration, voice, tags) on standard output, and medians and widths over all on standard error. MODELS is a folder with
//! the installed taggers.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the output of the program")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hark_audio::{Options, uncalibrated};
use hark_models::{ModelDir, Taggers};
use serde_json::json;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let models = ModelDir::new(arguments.next().expect("a folder of models"));
    let taggers = Taggers::load(&models).expect("sound models").expect("installed taggers");
    let files: Vec<PathBuf> = arguments.collect();
    let options = Options { taggers: Some(taggers.clone()), ..Options::default() };
    let next = AtomicUsize::new(0);
    let all: Mutex<BTreeMap<&'static str, Vec<f32>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (report, values) = match uncalibrated(file, &options) {
                        Ok(found) => found,
                        Err(error) => {
                            eprintln!("{error}");
                            continue;
                        }
                    };
                    let tags: BTreeMap<&str, f32> = taggers
                        .tags()
                        .iter()
                        .copied()
                        .zip(report.measured.sound.iter().flat_map(|sound| sound.tags.clone()))
                        .collect();
                    println!(
                        "{}",
                        json!({"file": file, "raw": values, "tags": tags, "analysis": report.measured.analysis,
                            "structure": report.measured.structure})
                    );
                    let mut all = all.lock().expect("no thread panicked");
                    for (name, value) in values {
                        all.entry(name).or_default().push(value);
                    }
                }
            });
        }
    });
    for (name, mut values) in all.into_inner().expect("no thread panicked") {
        values.sort_by(f32::total_cmp);
        let at = |share: f32| values[(share * (values.len() - 1) as f32) as usize];
        eprintln!(
            "{name}: middle {:.2}, width {:.2}, of {}",
            at(0.5),
            (at(0.84) - at(0.16)) / 3.0,
            values.len()
        );
    }
}
