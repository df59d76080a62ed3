//! Change of the sampling rate by a rational factor, block by block.
//!
//! A polyphase bank of a Kaiser-windowed sinc (Crochiere & Rabiner, *Multirate Digital Signal Processing*, 1983, ch. 4;
//! window: Kaiser 1974). The passband reaches 0.92 of the lower Nyquist frequency within 0.01 dB, images and aliases lie
//! 90 dB down from 1.08 of it. Output sample `k` is centred on input time `k · in / out`: no delay, and the file is
//! padded with zeros at both ends.

/// Half the length of the filter in periods of the lower rate.
const HALF_WIDTH: f64 = 36.0;
/// Kaiser's β for 90 dB (Kaiser 1974).
const BETA: f64 = 8.96;

/// The most phases a bank has. Odd rates whose ratio needs more get the nearest ratio with fewer, off by less than one
/// in a million, so that a file with a strange rate costs neither memory nor time.
const MAX_PHASES: u64 = 1024;

/// A streaming resampler of one channel.
pub(crate) struct Resampler {
    /// Output samples that each `down` input samples give.
    up: usize,
    down: usize,
    /// Taps a phase.
    taps: usize,
    /// `up` rows of `taps` coefficients, each row in the order of the input.
    bank: Vec<f32>,
    /// Input not yet done with, a contiguous run.
    held: Vec<f32>,
    /// Where the window of the next output begins within `held`.
    at: usize,
    phase: usize,
    /// Samples taken and given so far.
    taken: u64,
    given: u64,
}

impl Resampler {
    /// From `from_hz` to `to_hz`, both at least 1.
    pub(crate) fn new(from_hz: u32, to_hz: u32) -> Resampler {
        let (up, down) = ratio(to_hz, from_hz);
        let lower = f64::from(to_hz.min(from_hz)) / f64::from(from_hz);
        let half = (HALF_WIDTH / lower).ceil() as usize;
        // Rows padded to whole vectors of eight.
        let taps = (2 * half).next_multiple_of(8);
        Resampler {
            up,
            down,
            taps,
            bank: bank(up, half, taps, lower),
            held: vec![0.0; half - 1],
            at: 0,
            phase: 0,
            taken: 0,
            given: 0,
        }
    }

    /// Appends what `input` adds to the output.
    pub(crate) fn push(&mut self, input: &[f32], output: &mut Vec<f32>) {
        self.taken += input.len() as u64;
        if self.up == self.down {
            self.given += input.len() as u64;
            output.extend_from_slice(input);
            return;
        }
        self.held.extend_from_slice(input);
        self.run(u64::MAX, output);
    }

    /// Appends the rest: `ceil(taken · out / in)` samples have been given then.
    pub(crate) fn finish(&mut self, output: &mut Vec<f32>) {
        if self.up == self.down {
            return;
        }
        let total = (self.taken * self.up as u64).div_ceil(self.down as u64);
        self.held.resize(self.held.len() + self.taps, 0.0);
        self.run(total, output);
    }

    fn run(&mut self, total: u64, output: &mut Vec<f32>) {
        while self.at + self.taps <= self.held.len() && self.given < total {
            let row = &self.bank[self.phase * self.taps..][..self.taps];
            output.push(dot(row, &self.held[self.at..][..self.taps]));
            self.given += 1;
            self.phase += self.down;
            self.at += self.phase / self.up;
            self.phase %= self.up;
        }
        let done = self.at.min(self.held.len());
        self.held.drain(..done);
        self.at -= done;
    }
}

/// Sum of products in eight lanes, so that it is vectorised and its order never changes.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let (low, high) = lanes.split_at(4);
    low.iter().zip(high).map(|(low, high)| low + high).sum()
}

/// Row `p` weighs the input around `p / up` input periods after the window's middle.
fn bank(up: usize, half: usize, taps: usize, lower: f64) -> Vec<f32> {
    let mut bank = vec![0.0f32; up * taps];
    for (phase, row) in bank.chunks_exact_mut(taps).enumerate() {
        let fraction = phase as f64 / up as f64;
        let weights: Vec<f64> = (0..2 * half)
            .map(|tap| {
                let time = tap as f64 - (half - 1) as f64 - fraction;
                lower * sinc(time * lower) * kaiser(time / half as f64)
            })
            .collect();
        // Every phase passes a constant as it is.
        let sum: f64 = weights.iter().sum();
        for (to, weight) in row.iter_mut().zip(weights) {
            *to = (weight / sum) as f32;
        }
    }
    bank
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x) }
}

/// The Kaiser window over −1..1.
fn kaiser(x: f64) -> f64 {
    if x.abs() > 1.0 { 0.0 } else { bessel_i0(BETA * (1.0 - x * x).sqrt()) / bessel_i0(BETA) }
}

/// The modified Bessel function of order zero (Abramowitz & Stegun 9.6.12).
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let terms = (1..60).scan(1.0, |term, k| {
        *term *= quarter / f64::from(k * k);
        Some(*term)
    });
    1.0 + terms.sum::<f64>()
}

/// `to / from` in lowest terms, or its last continued-fraction convergent whose terms keep to [`MAX_PHASES`].
fn ratio(to: u32, from: u32) -> (usize, usize) {
    let (mut a, mut b) = (u64::from(to), u64::from(from));
    let (mut before, mut last) = ((0, 1), (1, 0));
    while b != 0 {
        let whole = a / b;
        let next = (whole * last.0 + before.0, whole * last.1 + before.1);
        if next.0 > MAX_PHASES {
            break;
        }
        (before, last) = (last, next);
        (a, b) = (b, a % b);
    }
    (last.0 as usize, last.1 as usize)
}

#[cfg(test)]
mod tests;
