//! How the sound is coloured and how strong it is, over the whole and every half second: for `timbre`, for the moods,
//! and for finding where sections begin.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use crate::analyze::RATE_HZ;
use crate::dsp::hann;

/// Bands of [`Stretch::levels`].
pub(crate) const BANDS: usize = 12;

/// Samples in a frame and between frames: 46 ms.
const WINDOW: usize = 1024;
/// Frames in a stretch: half a second.
const FRAMES_PER_STRETCH: usize = 11;
/// Stretches a second.
pub(crate) const STRETCHES_PER_SECOND: f64 = RATE_HZ as f64 / (WINDOW * FRAMES_PER_STRETCH) as f64;
/// Bands divide 60 Hz to 10 kHz into equal intervals.
const BAND_RANGE_HZ: [f64; 2] = [60.0, 10_000.0];
/// Power at which a level is 0 dB less than nothing: −100 dB of full scale.
const FLOOR: f32 = 1e-10;

/// Half a second of sound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    /// Power of each band in dB.
    pub(crate) levels: [f32; BANDS],
    /// Power of the whole in dB of full scale.
    pub(crate) level: f32,
}

/// The colour of a whole file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Colour {
    /// Centre of gravity of the magnitude spectrum in Hz, mean over frames weighted by their amplitude.
    pub(crate) centroid_hz: f64,
    /// Geometric over arithmetic mean of the power spectrum, mean over frames: 0 for tones, 1 for noise.
    pub(crate) flatness: f64,
}

/// Streaming spectra.
pub(crate) struct Texture {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    band_of_bin: Vec<usize>,
    held: Vec<f32>,
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    stretches: Vec<Stretch>,
    /// Sums over the frames of the stretch that is being heard: bands, then the whole.
    powers: [f32; BANDS + 1],
    frames: usize,
    centroid: f64,
    amplitude: f64,
    flatness: f64,
}

impl Texture {
    pub(crate) fn new() -> Texture {
        let transform = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Texture {
            window: hann(WINDOW),
            band_of_bin: (0..=WINDOW / 2).map(band).collect(),
            held: Vec::new(),
            frame: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            stretches: Vec::new(),
            powers: [0.0; BANDS + 1],
            frames: 0,
            centroid: 0.0,
            amplitude: 0.0,
            flatness: 0.0,
            transform,
        }
    }

    /// Takes mono samples at [`RATE_HZ`].
    pub(crate) fn push(&mut self, mono: &[f32]) {
        self.held.extend_from_slice(mono);
        let mut at = 0;
        while at + WINDOW <= self.held.len() {
            self.take_frame(at);
            at += WINDOW;
        }
        self.held.drain(..at);
    }

    /// Half seconds, in order; the incomplete one at the end is left out.
    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The colour of the whole; `None` for silence.
    pub(crate) fn colour(&self) -> Option<Colour> {
        let loud = self.amplitude > 0.0;
        loud.then(|| Colour {
            centroid_hz: self.centroid / self.amplitude,
            flatness: self.flatness / self.amplitude,
        })
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
        let scale = 1.0 / (WINDOW as f32 * WINDOW as f32 / 8.0);
        let (mut magnitudes, mut moments, mut logs, mut power) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for (bin, (value, band)) in self.spectrum.iter().zip(&self.band_of_bin).enumerate().skip(1) {
            let of_bin = value.norm_sqr() * scale;
            if let Some(sum) = self.powers.get_mut(*band) {
                *sum += of_bin;
            }
            let magnitude = of_bin.sqrt();
            magnitudes += magnitude;
            moments += magnitude * bin as f32;
            logs += (of_bin + FLOOR * 1e-6).ln();
            power += of_bin;
        }
        self.powers[BANDS] += power;
        if magnitudes > 0.0 {
            let amplitude = f64::from(power.sqrt());
            let bins = (WINDOW / 2) as f32;
            let hz_per_bin = f64::from(RATE_HZ) / WINDOW as f64;
            self.centroid += amplitude * hz_per_bin * f64::from(moments / magnitudes);
            self.flatness += amplitude * f64::from(((logs / bins).exp() / (power / bins)).min(1.0));
            self.amplitude += amplitude;
        }
        self.frames += 1;
        if self.frames == FRAMES_PER_STRETCH {
            self.end_stretch();
        }
    }

    fn end_stretch(&mut self) {
        let decibels = |power: f32| 10.0 * (power / FRAMES_PER_STRETCH as f32 + FLOOR).log10();
        self.stretches.push(Stretch {
            levels: std::array::from_fn(|band| decibels(self.powers[band])),
            level: decibels(self.powers[BANDS]),
        });
        self.powers = [0.0; BANDS + 1];
        self.frames = 0;
    }
}

/// The band of a bin; a number beyond the bands outside their range.
fn band(bin: usize) -> usize {
    let hz = bin as f64 * f64::from(RATE_HZ) / WINDOW as f64;
    let [low, high] = BAND_RANGE_HZ;
    let place = (hz / low).ln() / (high / low).ln();
    if (0.0..1.0).contains(&place) { (place * BANDS as f64) as usize } else { usize::MAX }
}
