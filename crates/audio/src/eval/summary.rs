//! Many files' scores as the figures that are reported.

use super::{BeatScore, Calibration, Estimate, KeyScore, Scores, TempoScore, Truth, score};

/// The measures over a set of files. A mean over no file is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Tempo.
    pub tempo: TempoMeasures,
    /// Beats.
    pub beats: BeatMeasures,
    /// Downbeats.
    pub downbeats: DownbeatMeasures,
    /// Key.
    pub key: KeyMeasures,
    /// `bpm_confidence` against [`TempoScore::acc1`].
    pub bpm_confidence: Calibration,
    /// `key_confidence` against [`KeyScore::exact`].
    pub key_confidence: Calibration,
}

/// Tempo over a set of files.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TempoMeasures {
    /// Files whose tempo is known.
    pub n: usize,
    /// Those of them without an estimate; counted as wrong.
    pub absent: usize,
    /// Share right.
    pub acc1: Option<f64>,
    /// Share right but for the metrical level.
    pub acc2: Option<f64>,
    /// Share right by the first or the second candidate.
    pub acc1_either: Option<f64>,
}

/// Beats over a set of files.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BeatMeasures {
    /// Files whose beats are known.
    pub n: usize,
    /// Those of them without an estimate; counted as wrong.
    pub absent: usize,
    /// Mean F-measure.
    pub f: Option<f64>,
    /// Mean of the best F-measure over metrical levels.
    pub f_any_level: Option<f64>,
}

/// Downbeats over a set of files.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DownbeatMeasures {
    /// Files whose downbeats are known.
    pub n: usize,
    /// Those of them without an estimate; counted as wrong.
    pub absent: usize,
    /// Mean F-measure.
    pub f: Option<f64>,
}

/// Key over a set of files.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KeyMeasures {
    /// Files whose key is known.
    pub n: usize,
    /// Those of them without an estimate; counted as wrong.
    pub absent: usize,
    /// Share with tonic and mode right.
    pub exact: Option<f64>,
    /// Mean MIREX score.
    pub weighted: Option<f64>,
}

impl Summary {
    /// The measures over `files`, in any order.
    pub fn of(files: &[(&Truth, &Estimate)]) -> Summary {
        let scored: Vec<(Scores, &Estimate)> =
            files.iter().map(|(truth, estimate)| (score(truth, estimate), *estimate)).collect();
        Summary {
            tempo: tempo(&scored),
            beats: beats(&scored),
            downbeats: downbeats(&scored),
            key: key(&scored),
            bpm_confidence: calibration(&scored, |scores, estimate| {
                estimate.bpm?;
                Some((estimate.bpm_confidence?, scores.tempo?.acc1))
            }),
            key_confidence: calibration(&scored, |scores, estimate| {
                estimate.key?;
                Some((estimate.key_confidence?, scores.key?.exact))
            }),
        }
    }
}

type Scored<'a> = (Scores, &'a Estimate);

fn tempo(scored: &[Scored]) -> TempoMeasures {
    let known: Vec<(TempoScore, &Estimate)> =
        scored.iter().filter_map(|(scores, estimate)| Some((scores.tempo?, *estimate))).collect();
    let share = |right: fn(&TempoScore) -> bool| {
        mean(known.iter().map(|(score, _)| f64::from(u8::from(right(score)))))
    };
    TempoMeasures {
        n: known.len(),
        absent: known.iter().filter(|(_, estimate)| estimate.bpm.is_none()).count(),
        acc1: share(|score| score.acc1),
        acc2: share(|score| score.acc2),
        acc1_either: share(|score| score.acc1_either),
    }
}

fn beats(scored: &[Scored]) -> BeatMeasures {
    let known: Vec<(BeatScore, &Estimate)> =
        scored.iter().filter_map(|(scores, estimate)| Some((scores.beats?, *estimate))).collect();
    BeatMeasures {
        n: known.len(),
        absent: known.iter().filter(|(_, estimate)| estimate.beats.is_empty()).count(),
        f: mean(known.iter().map(|(score, _)| score.f)),
        f_any_level: mean(known.iter().map(|(score, _)| score.f_any_level)),
    }
}

fn downbeats(scored: &[Scored]) -> DownbeatMeasures {
    let known: Vec<(f64, &Estimate)> =
        scored.iter().filter_map(|(scores, estimate)| Some((scores.downbeats?, *estimate))).collect();
    DownbeatMeasures {
        n: known.len(),
        absent: known.iter().filter(|(_, estimate)| estimate.downbeats.is_empty()).count(),
        f: mean(known.iter().map(|(score, _)| *score)),
    }
}

fn key(scored: &[Scored]) -> KeyMeasures {
    let known: Vec<(KeyScore, &Estimate)> =
        scored.iter().filter_map(|(scores, estimate)| Some((scores.key?, *estimate))).collect();
    let absent = |estimate: &Estimate| estimate.key.is_none() || estimate.scale.is_none();
    KeyMeasures {
        n: known.len(),
        absent: known.iter().filter(|(_, estimate)| absent(estimate)).count(),
        exact: mean(known.iter().map(|(score, _)| f64::from(u8::from(score.exact)))),
        weighted: mean(known.iter().map(|(score, _)| score.weighted)),
    }
}

fn calibration(scored: &[Scored], answer: fn(&Scores, &Estimate) -> Option<(f64, bool)>) -> Calibration {
    let answers: Vec<(f64, bool)> =
        scored.iter().filter_map(|(scores, estimate)| answer(scores, estimate)).collect();
    Calibration::of(&answers)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let n = values.len();
    (n > 0).then(|| values.sum::<f64>() / n as f64)
}
