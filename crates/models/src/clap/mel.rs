//! The spectrogram that the audio tower takes: log-mel bands of one window, stretched to the network's width.
//!
//! As `ClapFeatureExtractor` of Hugging Face `transformers` makes it for models without fusion: frames centred on
//! every hop, the window mirrored at both ends; a periodic Hann window; the power spectrum; triangular bands on
//! Slaney's mel scale, each of unit area; `10 · log10(max(power, 1e-10))`.
//!
//! **The stretching** belongs to the network: its graph brings the 1,001 frames of ten seconds to 1,024 by cubic
//! interpolation, after a normalisation of each band. But the runtime replaces cubic interpolation by linear without a
//! word, which is wrong by far more than rounding. So it is done here, before the graph; the graph's own then has
//! nothing left to do. That is exact: the normalisation is `a · x + b` in each band, and as the weights of the
//! interpolation add up to one, either order gives the same.

use std::sync::Arc;

use realfft::num_complex::Complex64;
use realfft::{RealFftPlanner, RealToComplex};

use super::config::{Padding, Preprocessing};
use crate::mel::{Band, Triangles, sane};

/// Power below which a band counts as silent.
const FLOOR: f64 = 1e-10;

/// Of the cubic convolution, as in PyTorch and in ONNX's default.
const CUBIC: f64 = -0.75;

/// Window, transform, bands and stretching: the same for every sound, shared by all.
pub(super) struct LogMel {
    settings: Preprocessing,
    hann: Vec<f64>,
    /// In double precision: decibels are kept down to the floor, far below what single precision leaves of the
    /// silent bands beside a loud tone.
    transform: Arc<dyn RealToComplex<f64>>,
    bands: Vec<Band>,
    stretch: Vec<Taps>,
}

/// One stretched frame is a sum of four.
type Taps = [(usize, f32); 4];

impl LogMel {
    pub(super) fn new(settings: Preprocessing) -> Self {
        let frame = settings.frame;
        let phase = |n: usize| std::f64::consts::TAU * n as f64 / frame as f64;
        let triangles =
            Triangles { rate: settings.rate, frame, count: settings.bands, hertz: settings.range };
        Self {
            hann: (0..frame).map(|n| 0.5 - 0.5 * phase(n).cos()).collect(),
            transform: RealFftPlanner::new().plan_fft_forward(frame),
            bands: triangles.bands(),
            stretch: cubic(settings.frames(), settings.width),
            settings,
        }
    }

    pub(super) fn settings(&self) -> &Preprocessing {
        &self.settings
    }

    /// The spectrogram of one window or of a shorter sound, at least one sample: first all bands of the first frame.
    /// [`Preprocessing::frames`] × `bands` values.
    pub(super) fn frames(&self, sound: &[f32]) -> Vec<f32> {
        let Preprocessing { frame, hop, bands, .. } = self.settings;
        let padded = self.mirrored(&self.filled(sound));
        let mut values = Vec::with_capacity(self.settings.frames() * bands);
        let (mut input, mut spectrum) = (self.transform.make_input_vec(), self.transform.make_output_vec());
        let mut scratch = self.transform.make_scratch_vec();
        for samples in padded.windows(frame).step_by(hop).take(self.settings.frames()) {
            for ((place, sample), weight) in input.iter_mut().zip(samples).zip(&self.hann) {
                *place = f64::from(*sample) * weight;
            }
            let done = self.transform.process_with_scratch(&mut input, &mut spectrum, &mut scratch);
            debug_assert!(done.is_ok(), "the transform made its buffers itself");
            values.extend(self.bands.iter().map(|band| decibels(band, &spectrum)));
        }
        values
    }

    /// [`LogMel::frames`], stretched to the network's width.
    pub(super) fn stretched(&self, frames: &[f32]) -> Vec<f32> {
        let bands = self.settings.bands;
        let mut values = Vec::with_capacity(self.stretch.len() * bands);
        for taps in &self.stretch {
            let value =
                |band: usize| taps.iter().map(|(at, weight)| frames[at * bands + band] * weight).sum::<f32>();
            values.extend((0..bands).map(value));
        }
        values
    }

    /// A sound as long as a window.
    fn filled(&self, sound: &[f32]) -> Vec<f32> {
        let Preprocessing { window, padding, .. } = self.settings;
        let sound = &sound[..sound.len().min(window)];
        let repeated = match padding {
            Padding::Repeat => window,
            Padding::RepeatPad => window / sound.len().max(1) * sound.len(),
            Padding::Pad => sound.len(),
        };
        let mut filled: Vec<f32> = sound.iter().copied().map(sane).cycle().take(repeated).collect();
        filled.resize(window, 0.0);
        filled
    }

    /// A window mirrored about its first and its last sample.
    fn mirrored(&self, window: &[f32]) -> Vec<f32> {
        let half = self.settings.frame / 2;
        let before = window[1..=half].iter().rev();
        let after = window[window.len() - 1 - half..window.len() - 1].iter().rev();
        before.chain(window).chain(after).copied().collect()
    }
}

/// A band's power; full scale has no special place.
fn decibels(band: &Band, spectrum: &[Complex64]) -> f32 {
    let bins = band.weights.iter().zip(&spectrum[band.first..]);
    let power: f64 = bins.map(|(weight, bin)| f64::from(*weight) * bin.norm_sqr()).sum();
    (10.0 * power.max(FLOOR).log10()) as f32
}

/// Cubic convolution from `count` to `width` values whose first and last coincide; beyond the ends the last value.
fn cubic(count: usize, width: usize) -> Vec<Taps> {
    let step = (count - 1) as f64 / (width - 1).max(1) as f64;
    let near = |t: f64| ((CUBIC + 2.0) * t - (CUBIC + 3.0)) * t * t + 1.0;
    let far = |t: f64| ((CUBIC * t - 5.0 * CUBIC) * t + 8.0 * CUBIC) * t - 4.0 * CUBIC;
    let taps = |index: usize| {
        let place = index as f64 * step;
        let whole = (place.floor() as usize).min(count - 1);
        let t = place - whole as f64;
        let at = |offset: usize| (whole + offset).saturating_sub(1).min(count - 1);
        let weights = [far(t + 1.0), near(t), near(1.0 - t), far(2.0 - t)];
        [0, 1, 2, 3].map(|tap| (at(tap), weights[tap] as f32))
    };
    (0..width).map(taps).collect()
}

#[cfg(test)]
mod tests;
