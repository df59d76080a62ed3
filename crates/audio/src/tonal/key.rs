//! From the harmony over time to one key, and how far to trust it.
//!
//! Each of the 24 keys is scored by a weighted sum of the [`Evidence`], turned so that its tonic comes first; the
//! weights are the same for all twelve tonics of a mode. That is a conditional logit (McFadden 1974): the
//! exponentials of the scores, divided by their sum, are the probabilities of the keys, and the weights that make the
//! known keys of a collection most probable are found by convex optimisation (`learn`, a test that is run by hand).

use super::chroma::{Chroma, unit};
use super::evidence::{Evidence, evidence};
use super::weights::{CONFIDENCE, KEYS};

/// Less audible sound than this is no music to have a key, in seconds.
const SHORTEST_S: f64 = 2.0;
/// Peaks of noise and speech lie anywhere between the semitones; those of music agree on a tuning.
const ATONAL: f32 = 0.1;
/// Fewer pitch classes than this, counted as the inverse of their concentration, are a tone or an interval: they
/// belong to many keys.
const FEWEST_CLASSES: f32 = 2.5;

/// A key and the trust in it.
pub(super) struct Found {
    /// Semitones above C.
    pub(super) tonic: u8,
    pub(super) minor: bool,
    /// Probability that tonic and mode are right.
    pub(super) confidence: f64,
}

/// The key, or why there is none.
pub(super) fn find(chroma: &Chroma) -> Result<Found, &'static str> {
    check(chroma)?;
    let scores = scores(&evidence(chroma), &KEYS);
    let best = best(&scores);
    let confidence = calibrated(logit(&scores, usize::from(best)), CONFIDENCE);
    Ok(Found { tonic: best % 12, minor: best >= 12, confidence })
}

/// Whether there is anything that can have a key.
pub(super) fn check(chroma: &Chroma) -> Result<(), &'static str> {
    let audible = chroma.audible.iter().filter(|audible| **audible).count();
    if audible as f64 * chroma.hop_s < SHORTEST_S {
        return Err("less than two seconds of sound");
    }
    if chroma.agreement < ATONAL {
        return Err("no definite pitch");
    }
    if classes(chroma) < FEWEST_CLASSES {
        return Err("fewer than three pitch classes");
    }
    Ok(())
}

/// The scores of the keys: C to B major, then C to B minor.
pub(super) fn scores(evidence: &Evidence, weights: &[Evidence; 2]) -> [f64; 24] {
    std::array::from_fn(|key| {
        let (mode, tonic) = (key / 12, key % 12);
        let rows = evidence.iter().zip(&weights[mode]);
        rows.map(|(heard, weights)| {
            (0..12).map(|step| f64::from(heard[(tonic + step) % 12] * weights[step])).sum::<f64>()
        })
        .sum()
    })
}

/// The key with the highest score.
pub(super) fn best(scores: &[f64; 24]) -> u8 {
    (0..24u8).max_by(|a, b| scores[usize::from(*a)].total_cmp(&scores[usize::from(*b)])).unwrap_or(0)
}

/// The logarithm of the odds that the model gives a key against all others.
pub(super) fn logit(scores: &[f64; 24], key: usize) -> f64 {
    let others: f64 =
        (0..24).filter(|other| *other != key).map(|other| (scores[other] - scores[key]).exp()).sum();
    -others.max(f64::MIN_POSITIVE).ln()
}

/// A probability from the model's logit (Platt 1999).
pub(super) fn calibrated(logit: f64, [slope, offset]: [f64; 2]) -> f64 {
    1.0 / (1.0 + (-(slope * logit + offset)).exp())
}

/// How many pitch classes share bass and middle, if all were equally strong.
fn classes(chroma: &Chroma) -> f32 {
    let mut both = [0.0; 12];
    for bands in &chroma.frames {
        for class in 0..12 {
            both[class] += bands[0][class] + bands[1][class];
        }
    }
    let both = unit(both);
    both.iter().sum::<f32>().powi(2)
}
