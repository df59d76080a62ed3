//! The spectrogram that the tagger was trained on, frame by frame as the sound comes in.
//!
//! As musicnn makes it with librosa 0.7: 16 kHz mono, frames of 512 samples every 256, centred, the signal mirrored
//! at both ends; a periodic Hann window; the power spectrum; 96 triangular bands from 0 to 8 kHz on Slaney's mel
//! scale, each of unit area; `log10(1 + 10000 · power)`. Later versions of librosa pad with zeros instead of
//! mirroring, which changes the first and the last frame only.
//!
//! One thing is not as there. The original passes the power through half precision, which ends at 65,504: where a
//! band's power exceeds 6.55, as in nearly every loud recording, ten thousand times that is infinity, and the
//! network's answer no number. Here it is single precision throughout, as in the formula; where the original's
//! numbers are finite the tags differ by less than a thousandth.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use crate::musicnn::BANDS;
use crate::simd::vectorised;

/// Sample rate of what is listened to, in hertz.
pub const SAMPLE_RATE: u32 = 16_000;

/// Samples from one frame to the next.
pub(crate) const HOP: usize = 256;

const FRAME: usize = 512;
const BINS: usize = FRAME / 2 + 1;
const HALF: usize = FRAME / 2;

/// Samples kept before the buffer is moved up.
const KEPT: usize = 64 * HOP;

/// Louder samples are taken as this loud, so that no power is infinite. Full scale is 1.
const MAX_SAMPLE: f32 = 1e6;

/// Window, transform and bands: the same for every sound, shared by all.
pub(crate) struct Mel {
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
    bands: Vec<Band>,
}

/// A triangle over neighbouring bins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Band {
    pub(crate) first: usize,
    pub(crate) weights: Vec<f32>,
}

/// Bands whose corners are evenly spaced on Slaney's mel scale, each of unit area.
#[derive(Debug, Clone)]
pub(crate) struct Triangles {
    /// Samples a second.
    pub(crate) rate: u32,
    /// Samples of a frame.
    pub(crate) frame: usize,
    pub(crate) count: usize,
    /// Where the first begins and the last ends.
    pub(crate) hertz: [f64; 2],
}

impl Mel {
    pub(crate) fn new() -> Self {
        let phase = |n: usize| std::f64::consts::TAU * n as f64 / FRAME as f64;
        Self {
            window: (0..FRAME).map(|n| (0.5 - 0.5 * phase(n).cos()) as f32).collect(),
            transform: RealFftPlanner::new().plan_fft_forward(FRAME),
            bands: bands(),
        }
    }
}

/// One sound's spectrogram in the making.
pub(crate) struct Spectrogram {
    mel: Arc<Mel>,
    /// Samples from [`Spectrogram::next`]'s predecessor on; before the start, mirrored ones.
    samples: Vec<f32>,
    /// Where the next frame begins in `samples`.
    next: usize,
    /// Whether the start has been mirrored.
    started: bool,
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    power: Vec<f32>,
}

impl Spectrogram {
    pub(crate) fn new(mel: Arc<Mel>) -> Self {
        let (frame, spectrum) = (mel.transform.make_input_vec(), mel.transform.make_output_vec());
        let scratch = mel.transform.make_scratch_vec();
        let samples = Vec::with_capacity(KEPT);
        Self { mel, samples, next: 0, started: false, frame, spectrum, scratch, power: vec![0.0; BINS] }
    }

    /// Takes samples and hands every frame that is complete to `each`, [`BANDS`] values at a time.
    pub(crate) fn push(&mut self, samples: &[f32], mut each: impl FnMut(&[f32; BANDS])) {
        for part in samples.chunks(KEPT) {
            self.samples.extend(part.iter().copied().map(sane));
            self.start();
            self.drain(&mut each);
        }
    }

    /// Hands over the frames that reach past the end. A sound of fewer than 257 samples has none: there is not
    /// enough to mirror.
    pub(crate) fn finish(mut self, mut each: impl FnMut(&[f32; BANDS])) {
        if !self.started {
            return;
        }
        let last = self.samples.len() - 1;
        let mirrored: Vec<f32> = self.samples[last - HALF..last].iter().rev().copied().collect();
        self.samples.extend(mirrored);
        self.drain(&mut each);
    }

    /// Mirrors the start as soon as there is enough of it.
    fn start(&mut self) {
        if !self.started && self.samples.len() > HALF {
            let mirrored: Vec<f32> = self.samples[1..=HALF].iter().rev().copied().collect();
            self.samples.splice(0..0, mirrored);
            self.started = true;
        }
    }

    fn drain(&mut self, each: &mut impl FnMut(&[f32; BANDS])) {
        while self.started && self.samples.len() - self.next >= FRAME {
            each(&self.bands());
            self.next += HOP;
        }
        if self.next > KEPT {
            // One sample more than the next frame needs: the end is mirrored about the last sample.
            self.samples.drain(..self.next - 1);
            self.next = 1;
        }
    }

    fn bands(&mut self) -> [f32; BANDS] {
        let Self { mel, samples, next, frame, spectrum, scratch, power, .. } = self;
        let samples = &samples[*next..*next + FRAME];
        for ((place, sample), window) in frame.iter_mut().zip(samples).zip(&mel.window) {
            *place = sample * window;
        }
        let done = mel.transform.process_with_scratch(frame, spectrum, scratch);
        debug_assert!(done.is_ok(), "the transform made its buffers itself");
        vectorised(
            #[inline(always)]
            || power.iter_mut().zip(&*spectrum).for_each(|(power, bin)| *power = bin.norm_sqr()),
        );
        let mut values = [0.0; BANDS];
        for (value, band) in values.iter_mut().zip(&mel.bands) {
            let bins = &power[band.first..][..band.weights.len()];
            let power: f32 = bins.iter().zip(&band.weights).map(|(power, weight)| power * weight).sum();
            *value = (1.0 + 10_000.0 * power).log10();
        }
        values
    }
}

/// What is no number is silence.
pub(crate) fn sane(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-MAX_SAMPLE, MAX_SAMPLE) } else { 0.0 }
}

/// The tagger's: from 0 to half the sample rate.
fn bands() -> Vec<Band> {
    let hertz = [0.0, f64::from(SAMPLE_RATE) / 2.0];
    Triangles { rate: SAMPLE_RATE, frame: FRAME, count: BANDS, hertz }.bands()
}

impl Triangles {
    pub(crate) fn bands(&self) -> Vec<Band> {
        let [bottom, top] = self.hertz.map(to_mel);
        let corner =
            |index: usize| to_hertz(bottom + (top - bottom) * index as f64 / (self.count + 1) as f64);
        (0..self.count)
            .map(|index| self.band([corner(index), corner(index + 1), corner(index + 2)]))
            .collect()
    }

    fn band(&self, [low, centre, high]: [f64; 3]) -> Band {
        let bins = self.frame / 2 + 1;
        let bin_hertz = f64::from(self.rate) / self.frame as f64;
        let weight = |bin: usize| {
            let hertz = bin as f64 * bin_hertz;
            let height = ((hertz - low) / (centre - low)).min((high - hertz) / (high - centre)).max(0.0);
            (height * 2.0 / (high - low)) as f32
        };
        let first = (0..bins).find(|bin| weight(*bin) > 0.0).unwrap_or(0);
        let weights = (first..bins).map(weight).take_while(|weight| *weight > 0.0).collect();
        Band { first, weights }
    }
}

/// Slaney's mel scale: linear to 1 kHz, 15 mel there, then logarithmic, 27 mel to each factor of 6.4.
const LINEAR_HERTZ: f64 = 200.0 / 3.0;
const BREAK_HERTZ: f64 = 1000.0;
const BREAK_MEL: f64 = BREAK_HERTZ / LINEAR_HERTZ;

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

fn to_mel(hertz: f64) -> f64 {
    if hertz < BREAK_HERTZ {
        hertz / LINEAR_HERTZ
    } else {
        BREAK_MEL + (hertz / BREAK_HERTZ).ln() / log_step()
    }
}

fn to_hertz(mel: f64) -> f64 {
    if mel < BREAK_MEL { mel * LINEAR_HERTZ } else { BREAK_HERTZ * (log_step() * (mel - BREAK_MEL)).exp() }
}

#[cfg(test)]
mod tests;
