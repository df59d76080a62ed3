//! Prints what the catalogue's tracks measure, beside what is stated about them.
//!
//! `cargo run --release -p hark-testkit --example audit [-- FOLDER]` renders all tracks; with a folder it
//! writes the files there too and says how long that took and how large they are.
#![expect(clippy::print_stdout, reason = "a report for a person at a terminal")]

use hark_testkit::demo::{self, DemoTrack};
use hark_testkit::oracle;
use hark_testkit::synth::{SAMPLE_RATE, master};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(folder) = std::env::args_os().nth(1) {
        let start = Instant::now();
        let paths = demo::write_all(&PathBuf::from(folder), |p| {
            println!("{}/{} {}", p.done, p.total, p.path.display())
        })?;
        let bytes = paths.iter().map(|path| path.metadata().map(|m| m.len())).sum::<Result<u64, _>>()?;
        println!(
            "{} files, {:.1} MB, {:.2} s",
            paths.len(),
            bytes as f64 / 1e6,
            start.elapsed().as_secs_f64()
        );
        return Ok(());
    }
    println!(
        "{:38} {:>5} {:>6} {:>6} {:>6} {:>6}  key            tempo",
        "track", "s", "ms", "peak", "LUFS", "centr"
    );
    demo::catalogue().iter().for_each(report);
    Ok(())
}

fn report(track: &DemoTrack) {
    let start = Instant::now();
    let frames = demo::render(track);
    let ms = start.elapsed().as_millis();
    let peak = frames.iter().flatten().fold(0f32, |peak, x| peak.max(x.abs()));
    let keys = oracle::keys(&oracle::pitch_classes(&frames, SAMPLE_RATE));
    let stated = track.key.map_or("none".to_owned(), |(tonic, mode)| format!("{tonic} {mode}"));
    let name = |i: usize| format!("{} {}", keys[i].0.tonic_name(), keys[i].0.mode().name());
    let heard = name(0);
    let margin = format!("{:.2} over {:9}", keys[0].1 - keys[1].1, name(1));
    let onsets = oracle::onsets(&frames, SAMPLE_RATE);
    let best = (60..200)
        .map(|bpm| bpm as f32)
        .max_by(|a, b| oracle::pulse(&onsets, *a).total_cmp(&oracle::pulse(&onsets, *b)));
    println!(
        "{:38} {:5.1} {ms:6} {peak:6.3} {:6.1} {:6.0}  {stated:9}{}{heard:9} {margin}  {:?} {:.2} best {:?} {:.2} onsets {:.1}",
        track.file_name,
        frames.len() as f32 / SAMPLE_RATE as f32,
        master::loudness(&frames).unwrap_or(f32::NAN),
        oracle::centroid(&frames),
        if stated == heard { " = " } else { " ≠ " },
        track.bpm,
        track.bpm.map_or(0.0, |bpm| oracle::pulse(&onsets, bpm)),
        best,
        best.map_or(0.0, |bpm| oracle::pulse(&onsets, bpm)),
        onsets.iter().sum::<f32>() / onsets.len() as f32,
    );
}
