//! Filters: the biquads of Robert Bristow-Johnson's "Cookbook formulae for audio EQ" and a one-pole.

use super::SAMPLE_RATE;
use std::f32::consts::TAU;

/// What a [`Biquad`] lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pass {
    /// Below the corner frequency, 12 dB an octave.
    Low,
    /// Above the corner frequency, 12 dB an octave.
    High,
    /// Around the centre frequency, 0 dB at its peak.
    Band,
    /// Everything, with what lies above the corner raised by this many decibels.
    HighShelf(f32),
}

/// A second-order filter (transposed direct form II).
#[derive(Clone, Debug)]
pub struct Biquad {
    pass: Pass,
    b: [f32; 3],
    a: [f32; 2],
    state: [f32; 2],
}

impl Biquad {
    /// `hz` is held between 10 Hz and 0.45 of the sample rate; `q` of 0.707 has no resonance.
    pub fn new(pass: Pass, hz: f32, q: f32) -> Self {
        let mut filter = Self { pass, b: [0.0; 3], a: [0.0; 2], state: [0.0; 2] };
        filter.tune(hz, q);
        filter
    }

    /// Moves the corner while running; what is ringing goes on.
    pub fn tune(&mut self, hz: f32, q: f32) {
        let hz = hz.clamp(10.0, 0.45 * SAMPLE_RATE as f32);
        let (sin, cos) = (TAU * hz / SAMPLE_RATE as f32).sin_cos();
        let alpha = sin / (2.0 * q.max(0.1));
        let plain = [1.0 + alpha, -2.0 * cos, 1.0 - alpha];
        let (b, [a0, a1, a2]) = match self.pass {
            Pass::Low => ([(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0], plain),
            Pass::High => ([(1.0 + cos) / 2.0, -1.0 - cos, (1.0 + cos) / 2.0], plain),
            Pass::Band => ([alpha, 0.0, -alpha], plain),
            Pass::HighShelf(db) => high_shelf(10f32.powf(db / 40.0), cos, alpha),
        };
        self.b = b.map(|x| x / a0);
        self.a = [a1 / a0, a2 / a0];
    }

    /// Filters one sample.
    pub fn tick(&mut self, x: f32) -> f32 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

/// Numerator and denominator of a shelf of gain `a` squared.
fn high_shelf(a: f32, cos: f32, alpha: f32) -> ([f32; 3], [f32; 3]) {
    let (up, down, edge) = (a + 1.0, a - 1.0, 2.0 * a.sqrt() * alpha);
    let b = [a * (up + down * cos + edge), -2.0 * a * (down + up * cos), a * (up + down * cos - edge)];
    (b, [up - down * cos + edge, 2.0 * (down - up * cos), up - down * cos - edge])
}

/// A first-order low-pass, 6 dB an octave; `x - tick(x)` is the high-pass.
#[derive(Clone, Debug)]
pub struct OnePole {
    keep: f32,
    state: f32,
}

impl OnePole {
    /// Corner at `hz`.
    pub fn new(hz: f32) -> Self {
        Self { keep: (-TAU * hz.max(0.0) / SAMPLE_RATE as f32).exp(), state: 0.0 }
    }

    /// Filters one sample.
    pub fn tick(&mut self, x: f32) -> f32 {
        self.state = x + self.keep * (self.state - x);
        self.state
    }
}
