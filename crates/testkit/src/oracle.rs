//! Slow, obvious measurements to hold signals and analysers against.
//!
//! Each does one thing in the plainest way that is still right, so that it can be believed by reading it;
//! none shares a line with the analyser. They are for tests and for checking the demonstration catalogue,
//! not for use: expect a second a minute of sound.

use crate::synth::filter::{Biquad, Pass};
use crate::synth::theory::{Key, Mode};
use std::f32::consts::TAU;

/// Amplitude of the sine of frequency `hz` that best fits `samples` (a single bin of a discrete Fourier
/// transform with a Hann window); zero for no samples.
pub fn amplitude_at(samples: &[f32], sample_rate: u32, hz: f32) -> f32 {
    let n = samples.len();
    let step = f64::from(TAU) * f64::from(hz) / f64::from(sample_rate);
    let (mut re, mut im, mut weight) = (0.0f64, 0.0f64, 0.0f64);
    for (i, &x) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * (f64::from(TAU) * (i as f64 + 0.5) / n as f64).cos();
        let (sin, cos) = (step * i as f64).sin_cos();
        re += f64::from(x) * window * cos;
        im += f64::from(x) * window * sin;
        weight += window;
    }
    if weight > 0.0 { (2.0 * (re * re + im * im).sqrt() / weight) as f32 } else { 0.0 }
}

/// How much of the sound lies on each pitch class from C upwards, summing to 1: the amplitude at every note
/// from A2 to C6, in windows of 0.37 s, added over octaves.
pub fn pitch_classes(frames: &[[f32; 2]], sample_rate: u32) -> [f32; 12] {
    const LOW: i32 = 45;
    const HIGH: i32 = 84;
    // A quarter of the rate is plenty for C6, and four times as fast.
    let mut soft = [Biquad::new(Pass::Low, 2_500.0, 0.54), Biquad::new(Pass::Low, 2_500.0, 1.3)];
    let mono = frames.iter().map(|[left, right]| soft.iter_mut().fold(left + right, |x, f| f.tick(x)));
    let mono: Vec<f32> = mono.step_by(4).collect();
    let rate = sample_rate as f32 / 4.0;
    let mut classes = [0.0f32; 12];
    for window in mono.chunks_exact(((0.37 * rate) as usize).max(1)) {
        for note in LOW..=HIGH {
            let hz = crate::synth::theory::hz(note);
            classes[note.rem_euclid(12) as usize] += goertzel(window, TAU * hz / rate);
        }
    }
    let sum: f32 = classes.iter().sum();
    if sum > 0.0 { classes.map(|x| x / sum) } else { classes }
}

/// Unwindowed Fourier amplitude at `omega` radians a sample, by Goertzel's recurrence.
fn goertzel(samples: &[f32], omega: f32) -> f32 {
    let turn = 2.0 * omega.cos();
    let (mut a, mut b) = (0.0f32, 0.0f32);
    for (i, x) in samples.iter().enumerate() {
        // A triangular window: steep enough that a loud bass does not smear over its neighbours.
        let window = 1.0 - (2.0 * i as f32 / samples.len() as f32 - 1.0).abs();
        (a, b) = (x * window + turn * a - b, a);
    }
    (a * a + b * b - turn * a * b).max(0.0).sqrt()
}

/// All 24 keys, the best first, with the correlation of `pitch_classes` and the profile of each (Krumhansl
/// and Kessler 1982).
pub fn keys(pitch_classes: &[f32; 12]) -> Vec<(Key, f32)> {
    const MAJOR: [f32; 12] = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
    const MINOR: [f32; 12] = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];
    let fit = |tonic: i32, profile: &[f32; 12]| {
        let turned: [f32; 12] = std::array::from_fn(|i| pitch_classes[(i + tonic as usize) % 12]);
        correlation(&turned, profile)
    };
    let both = [(Mode::Major, &MAJOR), (Mode::Minor, &MINOR)];
    let mut ranked: Vec<(Key, f32)> = (0..12)
        .flat_map(|tonic| both.map(|(mode, profile)| (Key::new(tonic, mode), fit(tonic, profile))))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

fn correlation(a: &[f32; 12], b: &[f32; 12]) -> f32 {
    let mean = |x: &[f32; 12]| x.iter().sum::<f32>() / 12.0;
    let (ma, mb) = (mean(a), mean(b));
    let product = |x: &[f32; 12], mx: f32, y: &[f32; 12], my: f32| {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f32>()
    };
    product(a, ma, b, mb) / (product(a, ma, a, ma) * product(b, mb, b, mb)).sqrt().max(1e-12)
}

/// Windows a second of [`onsets`].
pub const ONSET_RATE: f32 = 100.0;

/// How suddenly the sound grows louder, in each hundredth of a second: the rises of level in decibels in
/// three bands (below 200 Hz, between, above 4 kHz) added up, where levels 50 dB below the loudest count as
/// silence.
pub fn onsets(frames: &[[f32; 2]], sample_rate: u32) -> Vec<f32> {
    let hop = (sample_rate as f32 / ONSET_RATE) as usize;
    let bands = [(Pass::Low, 200.0), (Pass::Band, 1_000.0), (Pass::High, 4_000.0)];
    let mut total = vec![0.0f32; frames.len() / hop.max(1)];
    for (pass, hz) in bands {
        let mut filter = Biquad::new(pass, hz, 0.7);
        let power = |chunk: &[[f32; 2]]| chunk.iter().map(|f| filter.tick(f[0] + f[1]).powi(2)).sum::<f32>();
        let powers: Vec<f32> = frames.chunks_exact(hop.max(1)).map(power).collect();
        let floor = powers.iter().fold(0f32, |a, &b| a.max(b)) * 1e-5 + 1e-12;
        let levels: Vec<f32> = powers.iter().map(|p| 10.0 * (p + floor).log10()).collect();
        for (rise, pair) in total.iter_mut().skip(1).zip(levels.windows(2)) {
            *rise += (pair[1] - pair[0]).max(0.0);
        }
    }
    total
}

/// How well [`onsets`] repeat after one beat of `bpm`, and after two and four: the mean of the three
/// autocorrelations (1 for perfect repetition, about 0 for none), each the best within a hundredth of a
/// second.
pub fn pulse(onsets: &[f32], bpm: f32) -> f32 {
    let beat = 60.0 / bpm * ONSET_RATE;
    let mean = onsets.iter().sum::<f32>() / onsets.len().max(1) as f32;
    let centred: Vec<f32> = onsets.iter().map(|x| x - mean).collect();
    let power: f32 = centred.iter().map(|x| x * x).sum();
    let at = |lag: usize| {
        let shifted = centred.get(lag..).unwrap_or_default();
        let sum: f32 = shifted.iter().zip(&centred).map(|(a, b)| a * b).sum();
        sum / power.max(1e-12) * centred.len() as f32 / shifted.len().max(1) as f32
    };
    let near = |beats: f32| {
        let lag = (beats * beat).round() as usize;
        (lag.saturating_sub(1)..=lag + 1).map(at).fold(f32::MIN, f32::max)
    };
    (near(1.0) + near(2.0) + near(4.0)) / 3.0
}

/// Mean frequency of the sound in hertz, each weighted by its amplitude, from the power in bands a third of
/// an octave wide between 50 Hz and 16 kHz: low is dark, high is bright.
pub fn centroid(frames: &[[f32; 2]]) -> f32 {
    let (mut weighted, mut sum) = (0.0f32, 0.0f32);
    for band in 0..25 {
        let hz = 50.0 * 2f32.powf(band as f32 / 3.0);
        let mut filter = Biquad::new(Pass::Band, hz, 4.3);
        let power: f32 = frames.iter().map(|f| filter.tick(f[0] + f[1]).powi(2)).sum();
        weighted += hz * power.sqrt();
        sum += power.sqrt();
    }
    if sum > 0.0 { weighted / sum } else { 0.0 }
}

#[cfg(test)]
mod tests;
