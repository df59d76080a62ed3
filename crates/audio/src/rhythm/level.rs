//! Which of the periods that fit is the one people tap.

use super::harmony::{Harmony, Part};
use super::onset::{BANDS, FRAMES_PER_SECOND};
use super::pulse::{Autocorrelation, emphasise};

/// Bands taken together: bass, middle, treble.
pub(super) const GROUPS: usize = 3;
/// Places within a beat, as shares of it.
const PLACES: [f64; 6] = [0.0, 0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75];
/// Multiples of the period at which the whole and the groups are compared with themselves.
const MULTIPLES: [f64; 11] = [0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0];
const GROUP_MULTIPLES: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 8.0];

/// Files shorter than this may be loops: their length is a whole number of beats, often of bars.
const LOOP_S: f64 = 16.0;

/// What all candidates of a track are judged from.
pub(super) struct Evidence<'a> {
    pub(super) novelty: &'a [f32],
    pub(super) acf: &'a Autocorrelation,
    pub(super) harmony: &'a Harmony,
    pub(super) groups: [Vec<f32>; GROUPS],
    group_acfs: [Autocorrelation; GROUPS],
    pub(super) onsets_per_second: f64,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(
        strengths: &[[f32; BANDS]],
        novelty: &'a [f32],
        acf: &'a Autocorrelation,
        harmony: &'a Harmony,
    ) -> Evidence<'a> {
        let group = |which: usize| {
            let sums: Vec<f32> =
                strengths.iter().map(|bands| bands[2 * which] + bands[2 * which + 1]).collect();
            emphasise(&sums)
        };
        let groups = [group(0), group(1), group(2)];
        let group_acfs = [0, 1, 2].map(|which: usize| Autocorrelation::of(&groups[which]));
        let onsets = novelty
            .windows(7)
            .filter(|around| around[3] > 1.0 && around.iter().all(|&other| other <= around[3]))
            .count();
        let seconds = novelty.len() as f64 / FRAMES_PER_SECOND;
        Evidence {
            novelty,
            acf,
            harmony,
            groups,
            group_acfs,
            onsets_per_second: onsets as f64 / seconds.max(1e-3),
        }
    }

    /// What speaks for and against beats at these frames, about `period` apart.
    pub(super) fn features(&self, period: f64, beats: &[usize]) -> Vec<f32> {
        let octaves = (60.0 * FRAMES_PER_SECOND / period / 110.0).log2() as f32;
        let mut features = vec![octaves, octaves * octaves, octaves * octaves * octaves];
        features.push((self.onsets_per_second * period / FRAMES_PER_SECOND).max(0.1).ln() as f32);
        features.push((self.onsets_per_second.max(0.1)).ln() as f32);
        let seconds = self.novelty.len() as f64 / FRAMES_PER_SECOND;
        features.push((seconds / 30.0).clamp(0.03, 1.0).ln() as f32);
        let length = self.novelty.len() as f64 / period;
        let is_short = if seconds < LOOP_S { 1.0 } else { 0.0 };
        features.extend(
            [1.0, 2.0, 4.0].map(|beats| is_short * (std::f64::consts::TAU * length / beats).cos() as f32),
        );
        features.extend(MULTIPLES.iter().map(|multiple| self.acf.near(period * multiple, 0.02)));
        for acf in &self.group_acfs {
            features.extend(GROUP_MULTIPLES.iter().map(|multiple| acf.near(period * multiple, 0.02)));
        }
        features.push(self.strength(beats));
        for group in &self.groups {
            features.extend(PLACES.iter().map(|place| (1.0 + mean_at(group, beats, *place)).ln()));
        }
        for cycle in [2, 3, 4] {
            for group in &self.groups {
                features.push(unevenness(group, beats, cycle));
            }
        }
        features.push(self.backbeat(beats));
        self.harmonic_features(period, beats, &mut features);
        features
    }

    fn harmonic_features(&self, period: f64, beats: &[usize], features: &mut Vec<f32>) {
        let width = period / FRAMES_PER_SECOND;
        for part in [Part::Pitches, Part::Bass] {
            let changes = |place: f64| -> Vec<f32> {
                beats
                    .iter()
                    .map(|&beat| (beat as f64 + place * period) / FRAMES_PER_SECOND)
                    .map(|seconds| self.harmony.change(part, seconds, width))
                    .collect()
            };
            let on = changes(0.0);
            features.push(mean(&on));
            features.extend([0.25, 0.5, 0.75].map(|place| mean(&changes(place)) / (mean(&on) + 0.02)));
            for cycle in [2, 3, 4, 8] {
                features.push(unevenness_of(&on, cycle));
            }
        }
    }

    /// How much the onsets are like themselves `lag` frames later.
    pub(super) fn repeats(&self, lag: f64) -> f32 {
        self.acf.near(lag, 0.02)
    }

    /// How much the onsets are like themselves after the best of a few multiples of `period`.
    pub(super) fn likeness(&self, period: f64) -> f32 {
        [1.0, 1.5, 2.0, 3.0, 4.0].map(|beats| self.repeats(beats * period)).into_iter().fold(0.0, f32::max)
    }

    /// Mean onset strength on the beats, in standard deviations.
    pub(super) fn strength(&self, beats: &[usize]) -> f32 {
        mean_at(self.novelty, beats, 0.0)
    }

    /// Positive where bass and middle take turns on every other beat, as kick and snare do.
    fn backbeat(&self, beats: &[usize]) -> f32 {
        let tilt = |group: &[f32]| {
            let (even, odd) = (mean_of_cycle(group, beats, 2, 0), mean_of_cycle(group, beats, 2, 1));
            (even - odd) / (even + odd + 0.1)
        };
        -tilt(&self.groups[0]) * tilt(&self.groups[1])
    }
}

/// The mean over beats of the highest within 30 ms of a place in the beat; `place` is a share of the interval.
fn mean_at(series: &[f32], beats: &[usize], place: f64) -> f32 {
    let mut sum = 0.0;
    let mut count = 0.0f32;
    for pair in beats.windows(2) {
        let at = pair[0] as f64 + place * (pair[1] - pair[0]) as f64;
        sum += highest_near(series, at.round() as usize);
        count += 1.0;
    }
    sum / count.max(1.0)
}

fn mean_of_cycle(series: &[f32], beats: &[usize], cycle: usize, phase: usize) -> f32 {
    let chosen: Vec<f32> =
        beats.iter().skip(phase).step_by(cycle).map(|&beat| highest_near(series, beat)).collect();
    chosen.iter().sum::<f32>() / chosen.len().max(1) as f32
}

/// Standard deviation of the means over the phases of a cycle of beats, over their mean.
fn unevenness(series: &[f32], beats: &[usize], cycle: usize) -> f32 {
    let means: Vec<f32> = (0..cycle).map(|phase| mean_of_cycle(series, beats, cycle, phase)).collect();
    let mean = means.iter().sum::<f32>() / cycle as f32;
    let variance = means.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / cycle as f32;
    variance.sqrt() / (mean + 0.1)
}

pub(super) fn highest_near(series: &[f32], frame: usize) -> f32 {
    let (from, to) = (frame.saturating_sub(3), (frame + 4).min(series.len()));
    series.get(from..to).unwrap_or_default().iter().copied().fold(0.0, f32::max)
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

fn unevenness_of(values: &[f32], cycle: usize) -> f32 {
    let of_phase = |phase: usize| -> f32 {
        mean(&values.iter().skip(phase).step_by(cycle).copied().collect::<Vec<_>>())
    };
    let means: Vec<f32> = (0..cycle).map(of_phase).collect();
    let middle = mean(&means);
    let variance = means.iter().map(|value| (value - middle).powi(2)).sum::<f32>() / cycle as f32;
    variance.sqrt() / (middle + 0.02)
}
