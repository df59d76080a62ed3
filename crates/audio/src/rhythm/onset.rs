//! Onset strength: how much begins in each frame, in six bands from bass to cymbals.
//!
//! The rise of log-compressed magnitudes over a log-frequency filter bank against a maximum-filtered earlier frame
//! (SuperFlux: Böck & Widmer, DAFx 2013), which does not take vibrato for onsets. Magnitudes are compressed relative to the loudest
//! the track has recently been, so the strengths of a quiet copy of a track are those of the track.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use crate::analyze::RATE_HZ;
use crate::dsp::hann;

/// Samples between frames.
pub(super) const HOP: usize = 220;
/// Frames a second: 100.2.
pub(super) const FRAMES_PER_SECOND: f64 = RATE_HZ as f64 / HOP as f64;
/// Bands of onset strength.
pub(super) const BANDS: usize = 6;

/// Samples in a frame: 46 ms.
const WINDOW: usize = 1024;
/// Filters an octave.
const FILTERS_PER_OCTAVE: f64 = 12.0;
/// The lowest filter's centre, in Hz.
const LOWEST_HZ: f64 = 43.0;
/// Where bands end, in Hz: kick; bass and toms; voices' fundamentals; snare and voices; consonants; cymbals.
const BAND_ENDS_HZ: [f64; BANDS] = [130.0, 350.0, 1_000.0, 2_500.0, 5_500.0, 11_025.0];
/// Frames between the compared ones.
const LAG: usize = 2;
/// Compression: `ln(1 + COMPRESSION · magnitude / recent mean)`.
const COMPRESSION: f32 = 2.0;
/// How much the recent level falls a frame: to 1/e within 10 s.
const LEVEL_DECAY: f32 = 0.999;

/// Streaming onset strengths.
pub(super) struct Onsets {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    filters: Vec<Filter>,
    held: Vec<f32>,
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    magnitudes: Vec<f32>,
    /// The last [`LAG`] compressed frames, oldest first.
    earlier: Vec<Vec<f32>>,
    level: f32,
    strengths: Vec<[f32; BANDS]>,
}

/// A triangle over spectral bins.
struct Filter {
    first_bin: usize,
    weights: Vec<f32>,
    band: usize,
}

impl Onsets {
    pub(super) fn new() -> Onsets {
        let transform = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let filters = filters();
        Onsets {
            window: hann(WINDOW),
            // The first frame is centred on the first sample.
            held: vec![0.0; WINDOW / 2],
            frame: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            magnitudes: vec![0.0; WINDOW / 2 + 1],
            earlier: Vec::new(),
            level: 0.0,
            strengths: Vec::new(),
            filters,
            transform,
        }
    }

    /// Takes mono samples at [`RATE_HZ`].
    pub(super) fn push(&mut self, mono: &[f32]) {
        self.held.extend_from_slice(mono);
        let mut at = 0;
        while at + WINDOW <= self.held.len() {
            self.take_frame(at);
            at += HOP;
        }
        self.held.drain(..at);
    }

    /// Takes the end: frames centred on the last samples.
    pub(super) fn finish(&mut self) -> &[[f32; BANDS]] {
        self.push(&[0.0; WINDOW / 2]);
        &self.strengths
    }

    fn take_frame(&mut self, at: usize) {
        let samples = &self.held[at..at + WINDOW];
        for ((to, sample), weight) in self.frame.iter_mut().zip(samples).zip(&self.window) {
            *to = sample * weight;
        }
        // Lengths are those that the transform itself made.
        let done =
            self.transform.process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok());
        for (magnitude, bin) in self.magnitudes.iter_mut().zip(&self.spectrum) {
            *magnitude = bin.norm_sqr().sqrt();
        }
        let mut bands: Vec<f32> = self.filters.iter().map(|filter| filter.apply(&self.magnitudes)).collect();
        let mean = bands.iter().sum::<f32>() / bands.len() as f32;
        self.level = (self.level * LEVEL_DECAY).max(mean);
        let scale = if self.level > 0.0 { COMPRESSION / self.level } else { 0.0 };
        for band in &mut bands {
            *band = (1.0 + scale * *band).ln();
        }
        self.compare(bands);
    }

    fn compare(&mut self, now: Vec<f32>) {
        let mut strength = [0.0f32; BANDS];
        if self.earlier.len() == LAG {
            let before = self.earlier.remove(0);
            for (at, filter) in self.filters.iter().enumerate() {
                let around = &before[at.saturating_sub(1)..(at + 2).min(before.len())];
                let highest = around.iter().copied().fold(0.0, f32::max);
                strength[filter.band] += (now[at] - highest).max(0.0);
            }
        }
        self.earlier.push(now);
        self.strengths.push(strength);
    }
}

impl Filter {
    fn apply(&self, magnitudes: &[f32]) -> f32 {
        let bins = &magnitudes[self.first_bin..][..self.weights.len()];
        bins.iter().zip(&self.weights).map(|(bin, weight)| bin * weight).sum()
    }
}

/// Triangles of unit sum, [`FILTERS_PER_OCTAVE`] from [`LOWEST_HZ`] up; where bins are wider than that, one a bin.
fn filters() -> Vec<Filter> {
    let hz_per_bin = f64::from(RATE_HZ) / WINDOW as f64;
    let mut centres: Vec<usize> = Vec::new();
    for step in 0.. {
        let bin = (LOWEST_HZ * (f64::from(step) / FILTERS_PER_OCTAVE).exp2() / hz_per_bin).round() as usize;
        if bin > WINDOW / 2 {
            break;
        }
        if centres.last() != Some(&bin) {
            centres.push(bin);
        }
    }
    let triangle = |ends: &[usize]| {
        let (low, middle, high) = (ends[0], ends[1], ends[2]);
        let rise = (low + 1..=middle).map(|bin| (bin - low) as f32 / (middle - low) as f32);
        let fall = (middle + 1..high).map(|bin| (high - bin) as f32 / (high - middle) as f32);
        let weights: Vec<f32> = rise.chain(fall).collect();
        let sum: f32 = weights.iter().sum();
        let hz = middle as f64 * hz_per_bin;
        Filter {
            first_bin: low + 1,
            weights: weights.iter().map(|weight| weight / sum).collect(),
            band: BAND_ENDS_HZ.iter().position(|&end| hz < end).unwrap_or(BANDS - 1),
        }
    };
    centres.windows(3).map(triangle).collect()
}
