//! From beats in frames to times that a player can follow, and to a tempo in BPM.

use super::onset::FRAMES_PER_SECOND;

/// How much later than the note the onset strength peaks, in seconds: measured on notes with known times.
const DELAY_S: f64 = 0.008;
/// Beats to each side whose regression line places a beat: steadier than frames of 10 ms, and still free to drift.
const REACH: usize = 2;
/// Beats whose distances from an even grid are at most this, in seconds RMS, are one tempo throughout.
const EVEN_S: f64 = 0.02;
/// Beats over which an uneven tempo is read.
const SPAN: usize = 8;

/// Times of beats in seconds, strictly ascending, within the file.
pub(super) fn times(frames: &[usize], seconds: f64) -> Vec<f64> {
    let raw: Vec<f64> = frames.iter().map(|&frame| frame as f64 / FRAMES_PER_SECOND - DELAY_S).collect();
    let smooth = |at: usize| {
        let (from, to) = (at.saturating_sub(REACH), (at + REACH + 1).min(raw.len()));
        let (slope, middle) = line(&raw[from..to]);
        let centre = (to - from - 1) as f64 / 2.0;
        middle + slope * ((at - from) as f64 - centre)
    };
    let mut times: Vec<f64> = (0..raw.len()).map(smooth).map(|time| time.clamp(0.0, seconds)).collect();
    times.dedup_by(|next, before| *next <= *before);
    times
}

/// Beats a minute.
pub(super) fn tempo(beats: &[f64]) -> f64 {
    let (slope, middle) = line(beats);
    let centre = (beats.len() - 1) as f64 / 2.0;
    let off = |(at, beat): (usize, &f64)| (beat - middle - slope * (at as f64 - centre)).powi(2);
    let spread = (beats.iter().enumerate().map(off).sum::<f64>() / beats.len() as f64).sqrt();
    if spread < EVEN_S {
        return 60.0 / slope;
    }
    let span = SPAN.min(beats.len() - 1);
    let mut intervals: Vec<f64> =
        beats.windows(span + 1).map(|run| (run[span] - run[0]) / span as f64).collect();
    intervals.sort_by(f64::total_cmp);
    60.0 / intervals[intervals.len() / 2]
}

/// Slope and mean of the regression line of values at 0, 1, 2, …
fn line(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let centre = (count - 1.0) / 2.0;
    let (mut products, mut squares) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate() {
        let x = at as f64 - centre;
        products += x * (value - mean);
        squares += x * x;
    }
    (if squares > 0.0 { products / squares } else { 0.0 }, mean)
}
