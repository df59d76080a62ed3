//! Beats of a given period on the onsets: dynamic programming (Ellis, *Beat tracking by dynamic programming*, 2007).

/// Cost of an interval that is off by a factor `f`: `TIGHTNESS · ln²(f)`, in units of the onsets' standard deviation.
const TIGHTNESS: f32 = 100.0;
/// Intervals lie within the period times or by this.
const STRETCH: f64 = 1.3;

/// Frames of the beats that best fit `novelty` (of unit power) at about `period` frames an interval, ascending.
pub(super) fn track(novelty: &[f32], period: f64) -> Vec<usize> {
    let (nearest, furthest) = intervals(period);
    let costs: Vec<f32> = (nearest..=furthest).filter_map(|interval| cost(interval, period)).collect();
    let mut best = vec![0.0f32; novelty.len()];
    let mut back = vec![u32::MAX; novelty.len()];
    for frame in 0..novelty.len() {
        let (mut highest, mut from) = (0.0f32, u32::MAX);
        for (interval, cost) in (nearest..=furthest).zip(&costs) {
            let Some(before) = frame.checked_sub(interval) else { break };
            let value = best[before] - cost;
            if value > highest {
                (highest, from) = (value, before as u32);
            }
        }
        best[frame] = highest + novelty[frame];
        back[frame] = from;
    }
    let tail = novelty.len().saturating_sub(furthest);
    let last = (tail..novelty.len()).max_by(|&a, &b| best[a].total_cmp(&best[b]));
    let mut beats = Vec::new();
    let mut next = last.map_or(u32::MAX, |last| last as u32);
    while next != u32::MAX {
        beats.push(next as usize);
        next = back[next as usize];
    }
    beats.reverse();
    beats
}

/// Frames from a beat to the next: the least and the most.
pub(super) fn intervals(period: f64) -> (usize, usize) {
    (((period / STRETCH).round() as usize).max(1), (period * STRETCH).round() as usize)
}

/// What an interval costs; `None` where it is no beat.
pub(super) fn cost(interval: usize, period: f64) -> Option<f32> {
    let (nearest, furthest) = intervals(period);
    let off = (interval as f64 / period).ln() as f32;
    (nearest..=furthest).contains(&interval).then_some(TIGHTNESS * off * off)
}

/// The beats half a period away: between each two, where the onsets are strongest, and beyond both ends.
pub(super) fn off_beats(novelty: &[f32], beats: &[usize]) -> Vec<usize> {
    let (Some(&first), Some(&last)) = (beats.first(), beats.last()) else { return Vec::new() };
    if beats.len() < 2 {
        return Vec::new();
    }
    let (opening, closing) = (beats[1] - first, last - beats[beats.len() - 2]);
    let before = first.checked_sub(opening / 2);
    let after = Some(last + closing / 2).filter(|&frame| frame < novelty.len());
    let between = beats.windows(2).map(|pair| (pair[0] + pair[1]) / 2);
    before.into_iter().chain(between).chain(after).map(|frame| strongest_near(novelty, frame)).collect()
}

/// The strongest frame within 30 ms, the nearer the better.
fn strongest_near(novelty: &[f32], frame: usize) -> usize {
    let candidates = frame.saturating_sub(3)..(frame + 4).min(novelty.len());
    let worth = |&at: &usize| novelty[at] + 0.3 - 0.1 * at.abs_diff(frame) as f32;
    candidates.max_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or(frame)
}
