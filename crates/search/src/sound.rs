//! Retrieval by sound: how well what was measured of a track fits what a description means for the sound.
//!
//! A description becomes a [`Target`]: weights on the axes of sound, from the lexicon. On each axis a track counts by its
//! *place among the catalogue's tracks*, as a normal score (van der Waerden): the quantile of the standard normal
//! distribution at its percentile. So no axis weighs more because its numbers happen to be large, a catalogue of nothing
//! but loud music still has louder and less loud tracks, and a track without a value on an axis lies exactly in the middle:
//! neither rewarded nor punished.

pub mod position;
mod prior;

use hark_index::sounds::{Histogram, NOTHING, Worth};
use hark_index::{Rows, Sounds};
use hark_track::Axis;

use crate::meaning::SAMPLE;

/// As how many tracks the prior distribution of each axis counts: it decides in catalogues of a few dozen tracks.
const PRIOR_WEIGHT: f32 = 24.0;
/// Percentiles are kept this far from 0 and 1, so that one axis alone never says everything.
const EDGE: f32 = 0.004;
/// The spread of a target's sum, as a share of that of independent axes, before any track is seen, and as how many tracks
/// that belief counts. Axes that a description names together tend to go together.
const PRIOR_SPREAD: (f32, f32) = (1.3, 48.0);
/// The spread is never taken to be less than this share.
const LEAST_SPREAD: f32 = 0.8;

/// How far an axis can be relied on. Loudness and its range tell as much of the mastering as of the music, mode and timbre
/// are guesses: in full they made quiet battles and loud ambient music change places (see `docs/relevance.md`).
fn reliability(axis: Axis) -> f32 {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rule, not a list")]
    match axis {
        Axis::Loud => 0.4,
        Axis::Dynamic | Axis::Minor | Axis::Bright => 0.6,
        _ => 1.0,
    }
}

/// What a description means for the sound: a weight on each axis, 0 where it says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    weights: [f32; Axis::COUNT],
}

impl Default for Target {
    fn default() -> Target {
        Target { weights: [0.0; Axis::COUNT] }
    }
}

impl Target {
    /// Adds `share` of some weights.
    pub fn add(&mut self, weights: &[(Axis, f32)], share: f32) {
        for (axis, weight) in weights {
            self.weights[axis.index()] += share * weight * reliability(*axis);
        }
    }

    /// Adds `share` of another target.
    pub fn add_target(&mut self, other: &Target, share: f32) {
        self.weights.iter_mut().zip(other.weights).for_each(|(own, weight)| *own += share * weight);
    }

    /// The axes that it says something of.
    pub fn weights(&self) -> impl Iterator<Item = (Axis, f32)> + '_ {
        Axis::ALL
            .iter()
            .zip(self.weights)
            .filter(|(_, weight)| *weight != 0.0)
            .map(|(axis, weight)| (*axis, weight))
    }

    /// The length of the vector of weights.
    pub fn norm(&self) -> f32 {
        self.weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.weights.iter().all(|weight| *weight == 0.0)
    }
}

/// The normal score of each code on every axis, for the tracks of one snapshot: worked out once for all its queries.
#[derive(Debug, Clone, Default)]
pub struct Scores(Vec<Worth>);

impl Scores {
    /// The scores among these tracks.
    pub fn new(sounds: &Sounds) -> Scores {
        Scores(Axis::ALL.iter().map(|axis| normal_scores(*axis, sounds.histogram(*axis))).collect())
    }

    /// The normal score of each code on `axis`.
    pub(crate) fn of(&self, axis: Axis) -> Worth {
        self.0.get(axis.index()).copied().unwrap_or([0.0; 256])
    }
}

/// How well a track's sound fits a target.
#[derive(Debug)]
pub struct Fit {
    /// What each code counts on each of the target's axes, in standard deviations from an ordinary track.
    worth: Vec<(Axis, Worth)>,
    /// How that grows with the normal score, by [`Axis::index`].
    weights: Vec<f32>,
}

impl Fit {
    /// Prepares to compare tracks with `target`.
    pub fn new(sounds: &Sounds, scores: &Scores, target: &Target) -> Fit {
        let weigh = |(axis, weight)| (axis, scores.of(axis).map(|score| weight * score));
        let mut fit = Fit { worth: target.weights().map(weigh).collect(), weights: target.weights.to_vec() };
        let spread = spread(sounds, &fit, target);
        fit.worth.iter_mut().flat_map(|(_, worth)| worth).for_each(|worth| *worth /= spread);
        fit.weights.iter_mut().for_each(|weight| *weight /= spread);
        fit
    }

    /// The evidence for a track: standard deviations from an ordinary one; 0 without a sound.
    pub fn of(&self, sounds: &Sounds, row: u32) -> f32 {
        let Some(codes) = sounds.codes(row) else { return 0.0 };
        self.worth.iter().map(|(axis, worth)| worth[usize::from(codes[axis.index()])]).sum()
    }

    /// The tracks of `universe` that fit best, best first, at most `most`.
    pub fn best(&self, sounds: &Sounds, universe: &Rows, most: usize) -> Vec<u32> {
        sounds.best(&self.worth, &self.weights, universe, most).into_iter().map(|(row, _)| row).collect()
    }
}

/// What a track contributes on one axis: each of the target's axes with its evidence, strongest first.
pub fn contributions(sounds: &Sounds, scores: &Scores, target: &Target, row: u32) -> Vec<(Axis, f32)> {
    let norm = target.norm().max(f32::MIN_POSITIVE);
    let score = |axis| scores.of(axis)[usize::from(sounds.code(row, axis))];
    let mut all: Vec<(Axis, f32)> =
        target.weights().map(|(axis, weight)| (axis, weight * score(axis) / norm)).collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all
}

/// The standard deviation of the sums, with its prior. The mean is that of normal scores, 0.
fn spread(sounds: &Sounds, sums: &Fit, target: &Target) -> f32 {
    let (mut squares, mut count) = (0.0f32, 0.0f32);
    for row in sounds.present().sample(SAMPLE) {
        squares += sums.of(sounds, row).powi(2);
        count += 1.0;
    }
    let (share, weight) = PRIOR_SPREAD;
    let norm = target.norm().max(f32::MIN_POSITIVE);
    let variance = (squares + weight * (share * norm).powi(2)) / (count + weight);
    variance.sqrt().max(LEAST_SPREAD * norm)
}

/// The normal score of each code of an axis, among the catalogue's tracks and the prior; [`NOTHING`] is worth 0.
fn normal_scores(axis: Axis, histogram: &Histogram) -> Worth {
    let nothing = usize::from(NOTHING);
    let total: u32 = histogram.iter().sum::<u32>() - histogram[nothing];
    let mut scores = [0.0f32; 256];
    let mut below = 0u32;
    for code in nothing + 1..256 {
        let count = histogram[code];
        let own = below as f32 + count as f32 / 2.0;
        let share = (own + PRIOR_WEIGHT * prior::share_below(axis, code)) / (total as f32 + PRIOR_WEIGHT);
        scores[code] = normal_quantile(share.clamp(EDGE, 1.0 - EDGE));
        below += count;
    }
    scores
}

/// The quantile of the standard normal distribution, within 0.0005 (Abramowitz & Stegun 1964, 26.2.23).
fn normal_quantile(share: f32) -> f32 {
    let tail = share.min(1.0 - share);
    let t = (-2.0 * tail.ln()).sqrt();
    let above = t
        - (2.515_517 + 0.802_853 * t + 0.010_328 * t * t)
            / (1.0 + 1.432_788 * t + 0.189_269 * t * t + 0.001_308 * t * t * t);
    if share < 0.5 { -above } else { above }
}

#[cfg(test)]
mod tests;
