//! How well an analysis agrees with music whose answers are known.
//!
//! The measures are those of the field's literature, with the rules of `mir_eval` (Raffel et al., "mir_eval: a
//! transparent implementation of common MIR metrics", ISMIR 2014) wherever it has them, so that the numbers can stand
//! beside published ones. Two rules differ and are stated here: beats are compared from the start of the file (mir_eval
//! drops the first five seconds by default), and an absent estimate is a wrong one, never a row less.
//!
//! Everything here is pure arithmetic over one file's truth and estimate ([`score`]) and over many ([`Summary`]);
//! reading truth files and running the analyser is the caller's affair. The road not taken is scoring with a script
//! beside the program: the people who would tune on it would not have it.

pub mod beats;
pub mod calibration;
pub mod key;
mod summary;
pub mod tempo;

use hark_track::{Measurement, PitchClass, Scale};

pub use calibration::Calibration;
pub use summary::{BeatMeasures, DownbeatMeasures, KeyMeasures, Summary, TempoMeasures};

/// What is known about a file. Only what is known is scored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Truth {
    /// Beats a minute, above 0.
    pub bpm: Option<f64>,
    /// Tonic.
    pub key: Option<PitchClass>,
    /// Mode.
    pub scale: Option<Scale>,
    /// Beats in seconds, ascending, not empty.
    pub beats: Option<Vec<f64>>,
    /// First beats of bars in seconds, ascending, not empty.
    pub downbeats: Option<Vec<f64>>,
}

/// What the analyser said about a file; everything absent for a file that it refused.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Estimate {
    /// Beats a minute.
    pub bpm: Option<f64>,
    /// Trust in `bpm` at its own metrical level, 0 to 1.
    pub bpm_confidence: Option<f64>,
    /// The second candidate.
    pub bpm_alternative: Option<f64>,
    /// Tonic.
    pub key: Option<PitchClass>,
    /// Mode.
    pub scale: Option<Scale>,
    /// Trust in tonic and mode together, 0 to 1.
    pub key_confidence: Option<f64>,
    /// Beats in seconds, ascending; empty for none.
    pub beats: Vec<f64>,
    /// First beats of bars in seconds, ascending; empty for none.
    pub downbeats: Vec<f64>,
}

impl From<&Measurement> for Estimate {
    fn from(measured: &Measurement) -> Estimate {
        let analysis = &measured.analysis;
        let structure = measured.structure.clone().unwrap_or_default();
        Estimate {
            bpm: analysis.bpm.map(f64::from),
            bpm_confidence: analysis.bpm_confidence.map(f64::from),
            bpm_alternative: analysis.bpm_alternative.map(|candidate| candidate.bpm.get()),
            key: analysis.key,
            scale: analysis.scale,
            key_confidence: analysis.key_confidence.map(f64::from),
            beats: structure.beats,
            downbeats: structure.downbeats,
        }
    }
}

/// The scores of one file; `None` where its truth does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// Where the truth has a tempo.
    pub tempo: Option<TempoScore>,
    /// Where the truth has beats.
    pub beats: Option<BeatScore>,
    /// F-measure of the downbeats, 0 to 1, where the truth has them.
    pub downbeats: Option<f64>,
    /// Where the truth has tonic and mode.
    pub key: Option<KeyScore>,
}

/// Whether a tempo is right; see [`tempo`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TempoScore {
    /// The tempo of the truth.
    pub acc1: bool,
    /// The tempo of the truth or an octave error of it.
    pub acc2: bool,
    /// The tempo of the truth, by the first or by the second candidate.
    pub acc1_either: bool,
}

/// How well beats agree; see [`beats`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BeatScore {
    /// F-measure, 0 to 1.
    pub f: f64,
    /// The best F-measure over metrical levels, 0 to 1.
    pub f_any_level: f64,
}

/// How well a key agrees; see [`mod@key`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KeyScore {
    /// Tonic and mode are right.
    pub exact: bool,
    /// MIREX score, 0 to 1.
    pub weighted: f64,
}

/// Scores one file. An absent estimate scores 0 wherever the truth has an answer.
pub fn score(truth: &Truth, estimate: &Estimate) -> Scores {
    let agrees =
        |rule: fn(f64, f64) -> bool, said: Option<f64>, bpm| said.is_some_and(|said| rule(bpm, said));
    let tempo = |bpm| {
        let acc1 = agrees(tempo::acc1, estimate.bpm, bpm);
        let second = estimate.bpm.and(estimate.bpm_alternative);
        TempoScore {
            acc1,
            acc2: agrees(tempo::acc2, estimate.bpm, bpm),
            acc1_either: acc1 || agrees(tempo::acc1, second, bpm),
        }
    };
    let beats = |truth: &Vec<f64>| BeatScore {
        f: beats::f_measure(truth, &estimate.beats),
        f_any_level: beats::f_measure_any_level(truth, &estimate.beats),
    };
    let said = estimate.key.zip(estimate.scale);
    let key = |truth: (PitchClass, Scale)| KeyScore {
        exact: said == Some(truth),
        weighted: said.map_or(0.0, |said| key::weighted(truth, said)),
    };
    Scores {
        tempo: truth.bpm.map(tempo),
        beats: truth.beats.as_ref().map(beats),
        downbeats: truth.downbeats.as_ref().map(|truth| beats::f_measure(truth, &estimate.downbeats)),
        key: truth.key.zip(truth.scale).map(key),
    }
}

#[cfg(test)]
mod tests;
