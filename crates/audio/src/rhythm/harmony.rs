//! When the harmony changes: what distinguishes a beat from an off-beat, and a downbeat from a beat, where drums do not.
//!
//! Pitch-class and bass spectra twenty times a second; the change at a time is how unlike the stretches before and
//! after it are (after Harte, Sandler & Gasser, *Detecting harmonic change in musical audio*, 2006).

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use crate::analyze::RATE_HZ;
use crate::dsp::hann;

/// Samples between frames: 50 ms.
const HOP: usize = 1100;
/// Frames a second.
pub(super) const FRAMES_PER_SECOND: f64 = RATE_HZ as f64 / HOP as f64;
/// Samples in a frame: 186 ms.
const WINDOW: usize = 4096;
/// Pitch classes are heard from here to here, in Hz.
const PITCHES_HZ: [f64; 2] = [150.0, 2_000.0];
/// Spectral bins of the bass: 43 to 215 Hz.
const BASS_BINS: std::ops::Range<usize> = 8..40;
/// Numbers a frame has: pitch classes, then the bass.
const WIDTH: usize = 12 + 32;

/// Streaming pitch-class and bass spectra.
pub(super) struct Harmony {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// Pitch class of each bin and its weight.
    classes: Vec<(usize, f32)>,
    held: Vec<f32>,
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    /// Running sums of the frames, so that the mean of any stretch costs the same.
    sums: Vec<[f64; WIDTH]>,
}

/// Which part of the spectrum.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Pitches,
    Bass,
}

impl Harmony {
    pub(super) fn new() -> Harmony {
        let transform = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Harmony {
            window: hann(WINDOW),
            classes: classes(),
            held: vec![0.0; WINDOW / 2],
            frame: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            sums: vec![[0.0; WIDTH]],
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

    /// How much the harmony changes at `seconds`, comparing `width` seconds before and after: 0 to 1.
    pub(super) fn change(&self, part: Part, seconds: f64, width: f64) -> f32 {
        let middle = seconds * FRAMES_PER_SECOND;
        let reach = width * FRAMES_PER_SECOND;
        let (before, after) = (self.sum(middle - reach, middle), self.sum(middle, middle + reach));
        let range = match part {
            Part::Pitches => 0..12,
            Part::Bass => 12..WIDTH,
        };
        unlikeness(&before[range.clone()], &after[range])
    }

    /// Sum of the frames centred between two frame positions.
    fn sum(&self, from: f64, to: f64) -> [f64; WIDTH] {
        let index = |position: f64| (position.ceil().max(0.0) as usize).min(self.sums.len() - 1);
        let (from, to) = (&self.sums[index(from)], &self.sums[index(to)]);
        std::array::from_fn(|at| to[at] - from[at])
    }

    fn take_frame(&mut self, at: usize) {
        let samples = &self.held[at..at + WINDOW];
        for ((to, sample), weight) in self.frame.iter_mut().zip(samples).zip(&self.window) {
            *to = sample * weight;
        }
        let done =
            self.transform.process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok());
        let mut sums = self.sums.last().copied().unwrap_or([0.0; WIDTH]);
        for (bin, &(class, weight)) in self.spectrum.iter().zip(&self.classes) {
            if weight > 0.0 {
                sums[class] += f64::from(bin.norm_sqr().sqrt() * weight);
            }
        }
        for (to, bin) in sums[12..].iter_mut().zip(&self.spectrum[BASS_BINS]) {
            *to += f64::from(bin.norm_sqr().sqrt());
        }
        self.sums.push(sums);
    }
}

/// 1 − cosine of two spectra without what is the same everywhere in each; 0 where either is empty.
fn unlikeness(a: &[f64], b: &[f64]) -> f32 {
    let lowest = |spectrum: &[f64]| spectrum.iter().copied().fold(f64::INFINITY, f64::min);
    let (floor_a, floor_b) = (lowest(a), lowest(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - floor_a, b - floor_b);
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    if aa * bb > 0.0 { (1.0 - ab / (aa * bb).sqrt()) as f32 } else { 0.0 }
}

/// The nearest pitch class of each bin, weighted by how near it is and against the greater density of high bins.
fn classes() -> Vec<(usize, f32)> {
    let class = |bin: usize| {
        let hz = bin as f64 * f64::from(RATE_HZ) / WINDOW as f64;
        if !(PITCHES_HZ[0]..PITCHES_HZ[1]).contains(&hz) {
            return (0, 0.0);
        }
        let semitones = 12.0 * (hz / 440.0).log2() + 69.0;
        let off = semitones - semitones.round();
        let weight = (std::f64::consts::PI * off).cos().powi(2) * (PITCHES_HZ[0] / hz).sqrt();
        ((semitones.round() as usize) % 12, weight as f32)
    };
    (0..=WINDOW / 2).map(class).collect()
}
