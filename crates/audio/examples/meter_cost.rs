//! What the loudness meter costs, beside the `ebur128` crate on the same samples in turns: wall seconds of one thread per
//! minute of 44.1 kHz stereo, medians.
//!
//! `cargo run --release -p hark-audio --example meter_cost -- FILE...` decodes up to ten minutes of the files first.

#![expect(clippy::print_stdout, reason = "the output of the program")]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use ebur128::{EbuR128, Mode};
use hark_audio::loudness::Meter;
use hark_audio::{ChannelRole, Limits, Stream};

const ROUNDS: usize = 9;
const BLOCK: usize = 2 * 4096;
const MOST_SECONDS: f64 = 600.0;
const SAMPLES_PER_SECOND: f64 = 88_200.0;

type Tool = (&'static str, fn(&[f32]));

fn main() {
    let mut samples: Vec<f32> = Vec::new();
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        let Ok(mut stream) = Stream::open(&path, &Limits::default()) else { continue };
        if (stream.spec().sample_rate_hz, stream.spec().roles.len()) != (44_100, 2) {
            continue;
        }
        while let Ok(Some(block)) = stream.next_block() {
            samples.extend_from_slice(block.samples);
            if samples.len() as f64 > MOST_SECONDS * SAMPLES_PER_SECOND {
                break;
            }
        }
    }
    let minutes = samples.len() as f64 / SAMPLES_PER_SECOND / 60.0;
    println!("{minutes:.1} minutes");
    let tools: [Tool; 4] = [
        ("hark, everything", |samples| ours(samples)),
        ("ebur128, loudness", |samples| theirs(samples, Mode::I | Mode::LRA)),
        ("ebur128, true peak", |samples| theirs(samples, Mode::TRUE_PEAK)),
        ("ebur128, everything", |samples| theirs(samples, Mode::I | Mode::LRA | Mode::TRUE_PEAK)),
    ];
    let mut spent = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        for ((_, tool), spent) in tools.iter().zip(&mut spent) {
            let begun = Instant::now();
            tool(&samples);
            spent.push(begun.elapsed().as_secs_f64() / minutes);
        }
    }
    for ((name, _), spent) in tools.iter().zip(&mut spent) {
        spent.sort_by(f64::total_cmp);
        println!("{name:<22} {:.4} s/min (least {:.4})", spent[ROUNDS / 2], spent[0]);
    }
}

fn ours(samples: &[f32]) {
    let mut meter = Meter::new(44_100, &[ChannelRole::Main; 2]);
    samples.chunks(BLOCK).for_each(|block| meter.push(block));
    black_box((meter.integrated(), meter.range(), meter.true_peak()));
}

fn theirs(samples: &[f32], mode: Mode) {
    let Ok(mut meter) = EbuR128::new(2, 44_100, mode) else { return };
    let taken = samples.chunks(BLOCK).try_for_each(|block| meter.add_frames_f32(block));
    black_box(taken.is_ok());
    black_box((meter.loudness_global().ok(), meter.loudness_range().ok(), meter.true_peak(0).ok()));
}
