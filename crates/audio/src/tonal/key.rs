//! From the harmony over time to one key, and how far to trust it.
//!
//! Each of the 24 keys is scored by a weighted sum of the [`Evidence`], turned so that its tonic comes first; the
//! weights are the same for all twelve tonics of a mode. That is a conditional logit (McFadden 1974): the
//! exponentials of the scores, divided by their sum, are the probabilities of the keys, and the weights that make the
//! known keys of a collection most probable are found by convex optimisation (`learn`, a test that is run by hand).

use super::chroma::{Chroma, unit};
use super::weights::{CONFIDENCE, KEYS};

/// Kinds of evidence: throughout in bass, middle and treble; opening in bass and middle; close in bass and middle.
pub(super) const KINDS: usize = 7;

/// How strongly each pitch class, from C, is heard, for each kind of evidence; zero on average within a kind.
pub(super) type Evidence = [[f32; 12]; KINDS];

/// Weights of a mode: for each kind of evidence, those of the pitch classes from the tonic upwards.
pub(super) type Weights = Evidence;

/// Seconds of audible sound that count as opening and as close: one or two chords.
const OPENING_S: f64 = 2.0;
/// Less audible sound than this is no music to have a key, in seconds.
const SHORTEST_S: f64 = 2.0;
/// Peaks of noise, drums and speech lie anywhere between the semitones; those of music agree on a tuning.
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
    let evidence = evidence(chroma)?;
    let scores = scores(&evidence, &KEYS);
    let best =
        (0..24u8).max_by(|a, b| scores[usize::from(*a)].total_cmp(&scores[usize::from(*b)])).unwrap_or(0);
    Ok(Found { tonic: best % 12, minor: best >= 12, confidence: confidence(&scores, usize::from(best)) })
}

/// What the key is decided on, or why it cannot be.
pub(super) fn evidence(chroma: &Chroma) -> Result<Evidence, &'static str> {
    let audible: Vec<_> = chroma
        .frames
        .iter()
        .zip(&chroma.audible)
        .filter(|(_, audible)| **audible)
        .map(|(frame, _)| frame)
        .collect();
    if audible.len() as f64 * chroma.hop_s < SHORTEST_S {
        return Err("less than two seconds of sound");
    }
    if chroma.agreement < ATONAL {
        return Err("no definite pitch");
    }
    let mean = |band: usize, from: usize, to: usize| {
        let mut sum = [0.0; 12];
        for frame in &audible[from..to] {
            for (sum, value) in sum.iter_mut().zip(frame[band]) {
                *sum += value / (to - from) as f32;
            }
        }
        sum
    };
    let all = audible.len();
    if classes(mean(0, 0, all), mean(1, 0, all)) < FEWEST_CLASSES {
        return Err("fewer than three pitch classes");
    }
    let end = ((OPENING_S / chroma.hop_s) as usize).clamp(1, all);
    let whole = |band| unit(centred(mean(band, 0, all)));
    let part = |band, from, to| centred(mean(band, from, to));
    Ok([
        whole(0),
        whole(1),
        whole(2),
        part(0, 0, end),
        part(1, 0, end),
        part(0, all - end, all),
        part(1, all - end, all),
    ])
}

/// The scores of the keys: C to B major, then C to B minor.
pub(super) fn scores(evidence: &Evidence, weights: &[Weights; 2]) -> [f64; 24] {
    std::array::from_fn(|key| {
        let (mode, tonic) = (key / 12, key % 12);
        let rows = evidence.iter().zip(&weights[mode]);
        rows.map(|(heard, weights)| {
            (0..12).map(|step| f64::from(heard[(tonic + step) % 12] * weights[step])).sum::<f64>()
        })
        .sum()
    })
}

/// How many pitch classes share the sound, if all were equally strong.
fn classes(bass: [f32; 12], middle: [f32; 12]) -> f32 {
    let both: [f32; 12] = std::array::from_fn(|class| bass[class] + middle[class]);
    let (sum, squares) = both.iter().fold((0.0, 0.0), |(sum, squares), v| (sum + v, squares + v * v));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

fn centred(vector: [f32; 12]) -> [f32; 12] {
    let mean = vector.iter().sum::<f32>() / 12.0;
    vector.map(|value| value - mean)
}

/// The model's probability of the best key, calibrated: a logistic function of its logit, fitted on files that the
/// weights were not fitted on.
fn confidence(scores: &[f64; 24], best: usize) -> f64 {
    let others: f64 = (0..24).filter(|key| *key != best).map(|key| (scores[key] - scores[best]).exp()).sum();
    let logit = -others.max(f64::MIN_POSITIVE).ln();
    let [slope, offset] = CONFIDENCE;
    1.0 / (1.0 + (-(slope * logit + offset)).exp())
}
