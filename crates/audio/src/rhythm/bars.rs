//! First beats of bars: which of every three or four beats begins one.

use super::harmony::Part;
use super::level::{Evidence, GROUPS, highest_near};
use super::net::{BARS, softmax};
use super::onset::FRAMES_PER_SECOND;

/// Beats in a window, and between windows: the count of bars may slip where beats were missed.
const WINDOW: usize = 32;
const WINDOW_HOP: usize = 16;
/// What is followed from beat to beat: onsets in three bands, changes of pitches and bass over one and two beats.
const SIGNALS: usize = GROUPS + 4;
/// Cost of counting otherwise from one window to the next, as a logarithm.
const SLIP: f32 = 3.0;
/// Positions in the longest bar.
const POSITIONS: usize = 4;

/// A way to count: beats a bar, and how many beats come before the first downbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) meter: usize,
    pub(super) phase: usize,
}

/// All ways to count, in a fixed order.
pub(super) const COUNTS: [Count; 7] = [
    Count { meter: 4, phase: 0 },
    Count { meter: 4, phase: 1 },
    Count { meter: 4, phase: 2 },
    Count { meter: 4, phase: 3 },
    Count { meter: 3, phase: 0 },
    Count { meter: 3, phase: 1 },
    Count { meter: 3, phase: 2 },
];

/// For each window of beats, its first beat and the features of every way to count, phases counted from beat 0.
pub(super) fn features(evidence: &Evidence<'_>, beats: &[usize]) -> Vec<(usize, Vec<Vec<f32>>)> {
    let signals = signals(evidence, beats);
    let mut windows = Vec::new();
    let mut from = 0;
    loop {
        let to = (from + WINDOW).min(beats.len());
        let period = (beats[to - 1] - beats[from]) as f64 / (to - from).max(2) as f64;
        let standard: Vec<Vec<f32>> = signals.iter().map(|signal| standardise(&signal[from..to])).collect();
        let repeats: Vec<f32> =
            [2.0, 3.0, 4.0, 6.0, 8.0].map(|beats| evidence.repeats(period * beats)).to_vec();
        let of = |count: &Count| {
            let mut features =
                vec![(count.meter == 3) as u8 as f32, ((to - from) as f32 / WINDOW as f32).ln()];
            features.extend(&repeats);
            for signal in &standard {
                features.extend(positions(signal, from, *count));
            }
            features
        };
        windows.push((from, COUNTS.iter().map(of).collect()));
        if to == beats.len() {
            return windows;
        }
        from += WINDOW_HOP;
    }
}

/// One value a beat for each signal.
fn signals(evidence: &Evidence<'_>, beats: &[usize]) -> Vec<Vec<f32>> {
    let mut signals: Vec<Vec<f32>> = evidence
        .groups
        .iter()
        .map(|group| beats.iter().map(|&beat| (1.0 + highest_near(group, beat)).ln()).collect())
        .collect();
    let interval = |at: usize| {
        let (a, b) = (beats[at.saturating_sub(1)], beats[(at + 1).min(beats.len() - 1)]);
        (b - a) as f64 / FRAMES_PER_SECOND / if at == 0 || at + 1 == beats.len() { 1.0 } else { 2.0 }
    };
    for part in [Part::Pitches, Part::Bass] {
        for width in [1.0, 2.0] {
            let change = |at: usize| {
                let seconds = beats[at] as f64 / FRAMES_PER_SECOND;
                evidence.harmony.change(part, seconds, width * interval(at)).sqrt()
            };
            signals.push((0..beats.len()).map(change).collect());
        }
    }
    debug_assert_eq!(signals.len(), SIGNALS);
    signals
}

/// Zero mean, unit variance.
fn standardise(values: &[f32]) -> Vec<f32> {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    values.iter().map(|value| (value - mean) / (variance.sqrt() + 1e-3)).collect()
}

/// Means over the positions of the bar, 0 where there is no such position; `first` is the index of `signal[0]`.
fn positions(signal: &[f32], first: usize, count: Count) -> [f32; POSITIONS] {
    let mut sums = [0.0f32; POSITIONS];
    let mut counts = [0.0f32; POSITIONS];
    for (at, value) in signal.iter().enumerate() {
        let position = (first + at + count.meter - count.phase) % count.meter;
        sums[position] += value;
        counts[position] += 1.0;
    }
    std::array::from_fn(|at| sums[at] / counts[at].max(1.0))
}

/// Beats counted in bars.
pub(super) struct Counted {
    /// Beats a bar of most of the track.
    pub(super) meter: u8,
    /// Which beats begin a bar, ascending.
    pub(super) downbeats: Vec<usize>,
}

/// The likeliest way to count `beats`, which may change between windows (Viterbi).
pub(super) fn count(evidence: &Evidence<'_>, beats: &[usize]) -> Counted {
    let windows = features(evidence, beats);
    let scores: Vec<Vec<f32>> = windows
        .iter()
        .map(|(_, counts)| counts.iter().map(|features| BARS.score(features)).collect::<Vec<f32>>())
        .map(|scores| softmax(&scores).iter().map(|share| share.max(1e-6).ln()).collect())
        .collect();
    let path = likeliest_path(&scores);
    let mut downbeats = Vec::new();
    let mut in_threes = 0;
    for (at, &chosen) in path.iter().enumerate() {
        // Each window decides about its middle; the first and the last about the ends too.
        let quarter = WINDOW_HOP / 2;
        let from = if at == 0 { 0 } else { windows[at].0 + quarter };
        let to = windows.get(at + 1).map_or(beats.len(), |next| next.0 + quarter);
        let Count { meter, phase } = COUNTS[chosen];
        in_threes += if meter == 3 { to - from } else { 0 };
        downbeats.extend((from..to).filter(|beat| beat % meter == phase));
    }
    Counted { meter: if 2 * in_threes > beats.len() { 3 } else { 4 }, downbeats }
}

/// For each window the index of the way to count, a change costing [`SLIP`].
fn likeliest_path(scores: &[Vec<f32>]) -> Vec<usize> {
    let mut best = scores.first().cloned().unwrap_or_default();
    let mut back: Vec<Vec<usize>> = Vec::new();
    for window in scores.iter().skip(1) {
        let leader = highest(&best);
        let from: Vec<usize> =
            (0..best.len()).map(|at| if best[at] >= best[leader] - SLIP { at } else { leader }).collect();
        best = (0..best.len())
            .map(|at| best[from[at]] - if from[at] == at { 0.0 } else { SLIP } + window[at])
            .collect();
        back.push(from);
    }
    let mut path = vec![highest(&best)];
    for from in back.iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

fn highest(values: &[f32]) -> usize {
    (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]).then(b.cmp(&a))).unwrap_or(0)
}
