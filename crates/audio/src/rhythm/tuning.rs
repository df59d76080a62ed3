//! What `level` and `bars` see, for fitting their weights. Not part of what the crate promises.

use super::bars;
use super::harmony::Harmony;
use super::level::Evidence;
use super::onset::{FRAMES_PER_SECOND, Onsets};
use super::pulse::{self, Autocorrelation};
use crate::analyze::RATE_HZ;
use crate::dsp::Resampler;

/// One hypothesis about the beat.
pub struct Hypothesis {
    /// Beats a minute.
    pub bpm: f64,
    /// Beats in seconds, before the grid is made.
    pub beats: Vec<f64>,
    /// What `level` judges by.
    pub features: Vec<f32>,
    /// Windows of beats: the first beat, and what `bars` judges each way to count by.
    pub bars: Vec<(usize, Vec<Vec<f32>>)>,
}

/// All hypotheses about mono samples at `rate_hz`.
pub fn hypotheses(mono: &[f32], rate_hz: u32) -> Vec<Hypothesis> {
    let mut resampler = Resampler::new(rate_hz, RATE_HZ);
    let mut mono_at_rate = Vec::new();
    resampler.push(mono, &mut mono_at_rate);
    resampler.finish(&mut mono_at_rate);
    let (mut onsets, mut harmony) = (Onsets::new(), Harmony::new());
    onsets.push(&mono_at_rate);
    harmony.push(&mono_at_rate);
    let strengths = onsets.finish();
    let novelty = pulse::novelty(strengths);
    let acf = Autocorrelation::of(&novelty);
    let evidence = Evidence::new(strengths, &novelty, &acf, &harmony);
    let describe = |(period, beats): (f64, Vec<usize>)| Hypothesis {
        bpm: pulse::tempo(period),
        features: evidence.features(period, &beats),
        bars: bars::features(&evidence, &beats),
        beats: beats.iter().map(|&beat| beat as f64 / FRAMES_PER_SECOND).collect(),
    };
    super::hypotheses(&novelty, &acf).into_iter().map(describe).collect()
}
