//! How long reading a query takes: queries of 5 to 50 words over the names that are generally known.
//!
//! `cargo bench -p hark-query --bench intent` prints the median and the 99th percentile; the aim is a 99th percentile
//! under a millisecond.
#![expect(clippy::print_stdout, reason = "what it finds is its output")]

use std::time::{Duration, Instant};

use hark_knowledge::Artists;
use hark_query::GenerallyKnown;

/// What people ask for, short and long.
const QUERIES: &[&str] = &[
    "daft pnuk",
    "songs by bilie eilish, whispery and dark",
    "upbeat female vocals around 120 bpm, no guitars, like Daft Punk",
    "under 2 minutes, no vocals, in a minor key, creeping dread for the crypt level",
    "something like Burial meets Four Tet but no vocals and under five minutes, not too dark, 120-130 bpm, F# minor",
    "hey, could you dig up some 60s soul sung by a woman, nothing too slow, for a long drive along the coast",
    "credits music for a sad game about a lighthouse keeper who never left the rock, bittersweet and swelling slowly, with \
     a hint of hope, an old accordion, distant thunder, and the sound of waves fading underneath until the very end, no \
     drums or electric guitars, around 70 bpm",
    "anything by Radiohed, Bjork, Portishaed, Masive Attack, Aphex Twinn, Moderat, Burrial, Tycho, Bonobbo, Röyksop, \
     Kraftwrek and Boards of Canda would do, also Roads by Portishead and Teardrop by Massive Attack, plus whoever sounds like \
     them, but nothing from before 1990 and not too bright or cheerful, because it is for painting at night",
];
const ROUNDS: usize = 500;

fn main() {
    let artists = Artists::built_in();
    let names = GenerallyKnown(&artists);
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..=ROUNDS {
        for query in QUERIES {
            let start = Instant::now();
            std::hint::black_box(hark_query::read(query, &names));
            // The first round warms the lexicon up.
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    for (number, query) in QUERIES.iter().enumerate() {
        let mut own: Vec<Duration> = times.iter().skip(number).step_by(QUERIES.len()).copied().collect();
        own.sort_unstable();
        println!("{} words: p50 {:?}", query.split_whitespace().count(), own[own.len() / 2]);
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} readings: p50 {:?}, p99 {:?}, worst {:?}",
        times.len(),
        at(0.5),
        at(0.99),
        times[times.len() - 1]
    );
}
