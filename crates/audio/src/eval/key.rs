//! Key: the MIREX weighted score, by the rule of `mir_eval.key.weighted_score`.
//!
//! | the estimate is | score |
//! |---|--:|
//! | the key | 1 |
//! | a perfect fifth *above* the truth, same mode (G major for C major; not F major) | 0.5 |
//! | the relative key | 0.3 |
//! | the parallel key | 0.2 |
//! | anything else | 0 |
//!
//! Some papers give half a point for the fifth below as well; their numbers are higher for the same answers.

use hark_track::{PitchClass, Scale};

/// A tonic and a mode.
pub type Key = (PitchClass, Scale);

/// The MIREX score of `estimate`, 0 to 1.
pub fn weighted(truth: Key, estimate: Key) -> f64 {
    let above = (12 + estimate.0.semitones() - truth.0.semitones()) % 12;
    match (truth.1, estimate.1, above) {
        (Scale::Major, Scale::Major, 0) | (Scale::Minor, Scale::Minor, 0) => 1.0,
        (Scale::Major, Scale::Major, 7) | (Scale::Minor, Scale::Minor, 7) => 0.5,
        (Scale::Major, Scale::Minor, 9) | (Scale::Minor, Scale::Major, 3) => 0.3,
        (Scale::Major, Scale::Minor, 0) | (Scale::Minor, Scale::Major, 0) => 0.2,
        _ => 0.0,
    }
}
