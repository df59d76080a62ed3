//! One window of sound to the pitches that stand out of its spectrum, folded into one octave.
//!
//! Peaks of the magnitude spectrum, placed between bins by a parabola through the logarithms (Smith & Serra, *PARSHL*,
//! 1987), as in the harmonic pitch-class profile of Gómez (*Tonal Description of Music Audio Signals*, 2006, ch. 3). A
//! peak must stand out of the spectrum around it, so that the broad spectrum of drums hardly counts, and counts by
//! the square root of its magnitude, so that the loudest instrument does not speak for all.

use std::f32::consts::TAU;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Divisions of an octave: three a semitone, so that the tuning can be applied when it is known, at the end.
pub(super) const FINE: usize = 36;
/// Ranges of pitch that are kept apart: bass, middle, treble.
pub(super) const BANDS: usize = 3;

/// The strength of each fine pitch class from C upwards, in each band.
pub(super) type Fine = [[f32; FINE]; BANDS];

/// Where one band ends and the next begins, in Hz: about F3, above which basses rarely play, and F5, above which
/// partials outnumber the notes that are written.
const EDGES_HZ: [f32; BANDS - 1] = [180.0, 720.0];
/// What is looked at, in Hz: from E1, the lowest string of a bass, to the top of the piano.
const RANGE_HZ: [f32; 2] = [40.0, 4_000.0];
/// A peak counts if it exceeds this times the mean magnitude around it: what does not is the floor of noise and drums.
const STANDS_OUT: f32 = 1.5;
/// "Around" is from `f / AROUND` to `f · AROUND`, three semitones each way, and at least [`AROUND_BINS`] each way.
const AROUND: f32 = 1.2;
const AROUND_BINS: usize = 8;
/// Peaks 80 dB below the loudest are side lobes and rounding.
const FAINTEST: f32 = 1e-4;
/// Below this the placement of a peak is too coarse to tell the tuning, in Hz: a bin there is 22 cents and more.
const TUNING_FROM_HZ: f32 = 200.0;

/// The transform of one window and its peaks.
pub(super) struct Peaks {
    hz_per_bin: f32,
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    magnitude: Vec<f32>,
    /// Sum of the magnitudes below each bin.
    below: Vec<f64>,
    lowest: usize,
    highest: usize,
    /// Sum over the peaks heard so far: strength times the unit vector that points to the deviation from the equal
    /// temperament on A = 440 Hz, once around a semitone; and of the strengths.
    deviation: Complex<f64>,
    weight: f64,
}

impl Peaks {
    /// For windows of `len` samples at `rate_hz`.
    pub(super) fn new(len: usize, rate_hz: u32) -> Peaks {
        let fft = RealFftPlanner::new().plan_fft_forward(len);
        let hann = |k| 0.5 - 0.5 * (TAU * k as f32 / len as f32).cos();
        let hz_per_bin = rate_hz as f32 / len as f32;
        Peaks {
            hz_per_bin,
            window: (0..len).map(hann).collect(),
            input: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            magnitude: vec![0.0; len / 2 + 1],
            below: vec![0.0; len / 2 + 2],
            lowest: (RANGE_HZ[0] / hz_per_bin) as usize,
            highest: ((RANGE_HZ[1] / hz_per_bin) as usize).min(len / 2),
            deviation: Complex::new(0.0, 0.0),
            weight: 0.0,
            fft,
        }
    }

    /// The pitch classes of one window, and their deviations added to the tuning.
    pub(super) fn hear(&mut self, samples: &[f32]) -> Fine {
        let mut fine = [[0.0; FINE]; BANDS];
        if !self.transform(samples) {
            return fine;
        }
        let range = self.lowest..self.highest;
        let faintest = self.magnitude[range.clone()].iter().copied().fold(0.0, f32::max) * FAINTEST;
        for bin in range {
            let [left, here, right] = [-1, 0, 1].map(|by| self.magnitude[bin.wrapping_add_signed(by)]);
            let peak = here > left && here >= right && here > faintest;
            if peak && here > STANDS_OUT * self.around(bin) {
                let hz = (bin as f32 + vertex(left, here, right)) * self.hz_per_bin;
                self.count(&mut fine, hz, here.sqrt());
            }
        }
        fine
    }

    /// How far the tuning lies from A = 440 Hz, in semitones within ±0.5, and how much the peaks agree on it, 0 to 1.
    pub(super) fn tuning(&self) -> (f32, f32) {
        if self.weight == 0.0 {
            return (0.0, 0.0);
        }
        let turn = self.deviation.arg() / std::f64::consts::TAU;
        (turn as f32, (self.deviation.norm() / self.weight) as f32)
    }

    /// Fills the magnitudes and their sums; false if the transform refuses, which it does for wrong lengths only.
    fn transform(&mut self, samples: &[f32]) -> bool {
        for ((to, from), weight) in self.input.iter_mut().zip(samples).zip(&self.window) {
            *to = from * weight;
        }
        let done = self.fft.process_with_scratch(&mut self.input, &mut self.spectrum, &mut self.scratch);
        let mut sum = 0.0;
        for (bin, value) in self.spectrum.iter().enumerate() {
            let magnitude = value.norm_sqr().sqrt();
            self.magnitude[bin] = magnitude;
            sum += f64::from(magnitude);
            self.below[bin + 1] = sum;
        }
        done.is_ok()
    }

    /// The mean magnitude around a bin.
    fn around(&self, bin: usize) -> f32 {
        let low = ((bin as f32 / AROUND) as usize).min(bin.saturating_sub(AROUND_BINS));
        let high = ((bin as f32 * AROUND) as usize).max(bin + AROUND_BINS).min(self.magnitude.len() - 1);
        ((self.below[high + 1] - self.below[low]) / (high + 1 - low) as f64) as f32
    }

    fn count(&mut self, fine: &mut Fine, hz: f32, strength: f32) {
        // A is nine semitones above C.
        let semitones = 12.0 * (hz / 440.0).log2() + 9.0;
        if hz > TUNING_FROM_HZ {
            let angle = f64::from(semitones.fract() * TAU);
            self.deviation += Complex::from_polar(f64::from(strength), angle);
            self.weight += f64::from(strength);
        }
        let band = EDGES_HZ.iter().filter(|edge| hz >= **edge).count();
        let place = (semitones * (FINE / 12) as f32).rem_euclid(FINE as f32);
        let (low, part) = (place as usize % FINE, place.fract());
        fine[band][low] += strength * (1.0 - part);
        fine[band][(low + 1) % FINE] += strength * part;
    }
}

/// Where between its neighbours the top of a peak lies, in bins: that of the parabola through three logarithms.
fn vertex(left: f32, here: f32, right: f32) -> f32 {
    let [left, here, right] = [left, here, right].map(|magnitude| magnitude.max(f32::MIN_POSITIVE).ln());
    let bend = left - 2.0 * here + right;
    if bend < 0.0 { (0.5 * (left - right) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}
