//! How long the knowledge base takes: to be read, to find, to find misspelt names, to tell who is close.
//!
//! `cargo run --release -p hark-knowledge --example artists_speed [ADDED]`, with that many made-up artists on top.

#![expect(clippy::print_stdout, reason = "a measurement talks to its user")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use hark_knowledge::{ArtistRecord, Artists, Source};

const ASKED: [&str; 8] = [
    "metalica",
    "daft punk",
    "fleetwod mack",
    "red hot chilli pepers",
    "dark cinematic boss tension",
    "hans zimer",
    "beetles",
    "relaxing piano for studying",
];

fn main() {
    let added: u32 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
    let begun = Instant::now();
    let artists = Artists::with((0..added).map(made_up));
    println!("{} artists read in {:.1?}", artists.len(), begun.elapsed());
    let begun = Instant::now();
    artists.warm_up();
    println!("warmed up in {:.1?}", begun.elapsed());
    report("find", |asked| {
        black_box(artists.find(asked));
    });
    report("find_similar", |asked| {
        black_box(artists.find_similar(asked));
    });
    let known: Vec<_> = ASKED.iter().filter_map(|asked| artists.find_similar(asked)).collect();
    report("similar_to", |asked| {
        black_box(artists.similar_to(known[asked.len() % known.len()]));
    });
}

/// Median and worst time of a call.
fn report(what: &str, call: impl Fn(&str)) {
    let mut times: Vec<Duration> = (0..100)
        .flat_map(|_| ASKED)
        .map(|asked| {
            let begun = Instant::now();
            call(asked);
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{what}: median {:.1?}, 99 of 100 under {:.1?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100]
    );
}

/// An artist with a name of letters that look like a name's.
fn made_up(number: u32) -> ArtistRecord {
    let mut left = number.wrapping_mul(2_654_435_761);
    let mut syllable = || {
        left = left.rotate_left(7).wrapping_mul(2_246_822_519).wrapping_add(number);
        [
            "ba", "ri", "ton", "mel", "sha", "ko", "vin", "der", "la", "ster", "no", "qui", "pra", "zel",
            "mi", "gan",
        ][left as usize >> 9 & 15]
    };
    ArtistRecord {
        name: format!("{}{} {}{}{}", syllable(), syllable(), syllable(), syllable(), syllable()),
        styles: vec![syllable().to_owned(), "rock".to_owned()],
        prominence: number % 50,
        source: Source::Dump,
        ..ArtistRecord::default()
    }
}
