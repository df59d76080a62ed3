//! Learns the weights of the evidence from music whose key is known, and prints `weights.rs`.
//!
//! `HARK_KEY_TRUTH=a/truth.jsonl:b/truth.jsonl cargo test --release -p hark-audio -- --ignored --nocapture learn`
//!
//! A truth file has one object a line: `file` beside it, `key` and `scale`. Each piece counts once, and two excerpts
//! from its middle count half each, so that music without a proper beginning and end is known too. What is minimised
//! is minus the log-likelihood of the keys plus [`PENALTY`] times the squared weights: convex, so that where the
//! descent starts does not matter. The trust is calibrated on the pieces left out of five folds (Platt 1999).

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::analyze::RATE_HZ;
use crate::dsp::{Listener, Mono};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::stream::Stream;
use crate::tonal::chroma::{Bands, Chroma, Pitches};
use crate::tonal::evidence::{Evidence, KINDS, evidence};
use crate::tonal::key::{best, calibrated, check, logit, scores};
use crate::tonal::*;

/// Restrains the weights. Chosen among 0.02, 0.1, 0.3 and 1 by the folds' likelihood and accuracy.
const PENALTY: f64 = 0.3;
const FOLDS: usize = 5;
/// Steps of the descent; the loss no longer changes in its fourth digit after half of them.
const STEPS: usize = 1_500;
/// Excerpts a piece.
const EXCERPTS: usize = 2;

type Weights = [Evidence; 2];

struct Piece {
    set: usize,
    key: usize,
    whole: Evidence,
    excerpts: Vec<Evidence>,
}

struct Example<'a> {
    key: usize,
    evidence: &'a Evidence,
    counts: f64,
}

#[test]
#[ignore = "learns: needs music with known keys in HARK_KEY_TRUTH"]
fn learn() {
    let sets: Vec<String> = std::env::var("HARK_KEY_TRUTH").unwrap().split(':').map(str::to_owned).collect();
    let pieces: Vec<Piece> =
        sets.iter().enumerate().flat_map(|(set, truth)| read(set, Path::new(truth))).collect();
    let left_out: Vec<[f64; 24]> = (0..FOLDS)
        .flat_map(|fold| {
            let of_fold = |(index, _): &(usize, &Piece)| index % FOLDS == fold;
            let rest = pieces.iter().enumerate().filter(|piece| !of_fold(piece)).map(|(_, piece)| piece);
            let weights = fit(&rest.collect::<Vec<_>>());
            let out = pieces.iter().enumerate().filter(of_fold);
            report_excerpts(&out.clone().map(|(_, piece)| piece).collect::<Vec<_>>(), &weights);
            out.map(|(index, piece)| (index, scores(&piece.whole, &weights))).collect::<Vec<_>>()
        })
        .fold(vec![[0.0; 24]; pieces.len()], |mut all, (index, scores)| {
            all[index] = scores;
            all
        });
    let trials: Vec<(f64, bool)> = pieces
        .iter()
        .zip(&left_out)
        .map(|(piece, scores)| {
            let best = usize::from(best(scores));
            (logit(scores, best), best == piece.key)
        })
        .collect();
    let calibration = calibrate(&trials);
    report(&sets, &pieces, &trials, calibration);
    print(&fit(&pieces.iter().collect::<Vec<_>>()), calibration);
}

/// The pieces of a truth file that can have a key.
fn read(set: usize, truth: &Path) -> Vec<Piece> {
    let text = std::fs::read_to_string(truth).unwrap();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (next, pieces) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let chroma = listen(&truth.with_file_name(row["file"].as_str().unwrap()));
                    match check(&chroma) {
                        Ok(()) => {
                            pieces.lock().unwrap().push((row["file"].to_string(), piece(set, row, chroma)))
                        }
                        Err(why) => println!("{}: {why}", row["file"]),
                    }
                }
            });
        }
    });
    let mut pieces = pieces.into_inner().unwrap();
    pieces.sort_by(|a, b| a.0.cmp(&b.0));
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

fn piece(set: usize, row: &Value, chroma: Chroma) -> Piece {
    let tonic = PitchClass::parse_enharmonic(row["key"].as_str().unwrap()).unwrap();
    let minor = row["scale"] == "minor";
    Piece {
        set,
        key: usize::from(tonic.semitones()) + if minor { 12 } else { 0 },
        whole: evidence(&chroma),
        excerpts: (1..=EXCERPTS).filter_map(|number| excerpt(&chroma, number)).collect(),
    }
}

/// A third of a piece, from a quarter or from five twelfths of the way on, if that makes at least eight seconds.
fn excerpt(chroma: &Chroma, number: usize) -> Option<Evidence> {
    let third = chroma.frames.len() / (EXCERPTS + 1);
    let frames = number * third / 2 + third / 4..number * third / 2 + third / 4 + third;
    (third as f64 * chroma.hop_s >= 8.0).then(|| {
        evidence(&Chroma {
            frames: chroma.frames[frames.clone()].to_vec() as Vec<Bands>,
            audible: chroma.audible[frames].to_vec(),
            begins: false,
            ends: false,
            ..*chroma
        })
    })
}

fn listen(path: &Path) -> Chroma {
    let mut stream = Stream::open(path, &Limits::default()).unwrap();
    let mut mono = Mono::new(stream.spec(), RATE_HZ, Ear(Pitches::new(RATE_HZ)));
    while let Some(block) = stream.next_block().unwrap() {
        mono.push(block).unwrap();
    }
    mono.finish().unwrap().0.chroma()
}

struct Ear(Pitches);

impl Listener for Ear {
    fn push(&mut self, mono: &[f32]) -> Result<(), ErrorKind> {
        self.0.push(mono);
        Ok(())
    }
}

/// The weights that make the keys of the pieces most probable: descent with adaptive steps (Adam, Kingma & Ba 2015).
fn fit(pieces: &[&Piece]) -> Weights {
    let examples: Vec<Example> = pieces
        .iter()
        .flat_map(|piece| {
            let whole = Example { key: piece.key, evidence: &piece.whole, counts: 1.0 };
            let excerpt = |evidence| Example { key: piece.key, evidence, counts: 1.0 / EXCERPTS as f64 };
            std::iter::once(whole).chain(piece.excerpts.iter().map(excerpt))
        })
        .collect();
    let mut weights: Weights = [[[0.0; 12]; KINDS]; 2];
    let mut moments = [[(0.0f64, 0.0f64); 12 * KINDS]; 2];
    for step in 1..=STEPS {
        let slope = slope(&examples, &weights);
        let rate = 0.1 * (1.0 - step as f64 / (STEPS + 1) as f64);
        for mode in 0..2 {
            let places =
                weights[mode].as_flattened_mut().iter_mut().zip(&slope[mode]).zip(&mut moments[mode]);
            for ((weight, slope), (first, second)) in places {
                *first = 0.9 * *first + 0.1 * slope;
                *second = 0.999 * *second + 0.001 * slope * slope;
                let (first, second) =
                    (*first / (1.0 - 0.9f64.powi(step as i32)), *second / (1.0 - 0.999f64.powi(step as i32)));
                *weight -= (rate * first / (second.sqrt() + 1e-8)) as f32;
            }
        }
    }
    weights
}

/// The derivative of what is minimised.
fn slope(examples: &[Example], weights: &Weights) -> [[f64; 12 * KINDS]; 2] {
    let mut slope = [[0.0; 12 * KINDS]; 2];
    for (slope, weights) in slope.iter_mut().zip(weights) {
        for (slope, weight) in slope.iter_mut().zip(weights.as_flattened()) {
            *slope = 2.0 * PENALTY * f64::from(*weight);
        }
    }
    for example in examples {
        let scores = scores(example.evidence, weights);
        let top = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - top).exp()).sum();
        for (key, score) in scores.iter().enumerate() {
            let right = if key == example.key { 1.0 } else { 0.0 };
            let pull = example.counts * ((score - top).exp() / sum - right);
            for (kind, heard) in example.evidence.iter().enumerate() {
                for step in 0..12 {
                    slope[key / 12][kind * 12 + step] += pull * f64::from(heard[(key + step) % 12]);
                }
            }
        }
    }
    slope
}

/// Slope and offset that make the trust in the best key most likely given how often it was right.
fn calibrate(trials: &[(f64, bool)]) -> [f64; 2] {
    let mut line = [1.0, 0.0];
    for _ in 0..20_000 {
        let mut slope = [0.0; 2];
        for (logit, right) in trials {
            let error = calibrated(*logit, line) - if *right { 1.0 } else { 0.0 };
            slope[0] += error * logit / trials.len() as f64;
            slope[1] += error / trials.len() as f64;
        }
        line = [line[0] - 0.3 * slope[0], line[1] - 0.3 * slope[1]];
    }
    line
}

fn report(sets: &[String], pieces: &[Piece], trials: &[(f64, bool)], calibration: [f64; 2]) {
    for (set, name) in sets.iter().enumerate() {
        let of_set = pieces.iter().zip(trials).filter(|(piece, _)| piece.set == set);
        let rights: Vec<bool> = of_set.map(|(_, (_, right))| *right).collect();
        let right = rights.iter().filter(|right| **right).count();
        println!("{name}: {right} of {} right when left out", rights.len());
    }
    let mut error = 0.0;
    for tenth in 0..10 {
        let in_tenth = |trust: f64| ((trust * 10.0) as usize).min(9) == tenth;
        let trusts = trials.iter().map(|(logit, right)| (calibrated(*logit, calibration), *right));
        let bin: Vec<(f64, bool)> = trusts.filter(|(trust, _)| in_tenth(*trust)).collect();
        let (trust, right) = bin
            .iter()
            .fold((0.0, 0.0), |(t, r), (trust, right)| (t + trust, r + if *right { 1.0 } else { 0.0 }));
        println!("trust {:.1}: {} pieces, trusted {trust:.1}, right {right}", tenth as f64 / 10.0, bin.len());
        error += (trust - right).abs() / trials.len() as f64;
    }
    println!("expected calibration error {error:.3}");
}

fn report_excerpts(pieces: &[&Piece], weights: &Weights) {
    let keys = pieces.iter().flat_map(|piece| piece.excerpts.iter().map(|excerpt| (excerpt, piece.key)));
    let right =
        keys.clone().filter(|(excerpt, key)| usize::from(best(&scores(excerpt, weights))) == *key).count();
    println!("{right} of {} excerpts right when left out", keys.count());
}

fn print(weights: &Weights, [slope, offset]: [f64; 2]) {
    println!("pub(super) const CONFIDENCE: [f64; 2] = [{slope:.2}, {offset:.2}];");
    println!("pub(super) const KEYS: [Evidence; 2] = [");
    for mode in weights {
        println!("    [");
        for row in mode {
            let row: Vec<String> = row.iter().map(|weight| format!("{weight:.2}")).collect();
            println!("        [{}],", row.join(", "));
        }
        println!("    ],");
    }
    println!("];");
}
