//! Oscillators. Saw and pulse are smoothed at their jumps (polyBLEP: Välimäki and Huovilainen, "Antialiasing
//! oscillators in subtractive synthesis", 2007), so that high notes do not fold back as false pitches, which
//! would spoil a key that is meant to be known. Partials of additive voices turn a unit vector instead of
//! calling `sin` for each sample.

use super::SAMPLE_RATE;
use std::f32::consts::TAU;

/// The shape of a cycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wave {
    /// The fundamental alone.
    Sine,
    /// Odd harmonics, falling by 12 dB an octave.
    Triangle,
    /// All harmonics, falling by 6 dB an octave.
    Saw,
    /// A square that is high for the given part of the cycle, 0–1; 0.5 is the hollow square wave.
    Pulse(f32),
}

/// A running oscillator with output in −1 to 1.
#[derive(Clone, Debug)]
pub struct Osc {
    wave: Wave,
    phase: f32,
    step: f32,
}

impl Osc {
    /// Starts at the beginning of a cycle. Frequencies above half the sample rate are held there.
    pub fn new(wave: Wave, hz: f32) -> Self {
        let mut osc = Self { wave, phase: 0.0, step: 0.0 };
        osc.set_hz(hz);
        osc
    }

    /// The same, started at `phase` of its cycle (0–1).
    #[must_use]
    pub fn at_phase(mut self, phase: f32) -> Self {
        self.phase = phase.rem_euclid(1.0);
        self
    }

    /// Changes the pitch without a jump in phase.
    pub fn set_hz(&mut self, hz: f32) {
        self.step = (hz / SAMPLE_RATE as f32).clamp(0.0, 0.5);
    }

    /// The next sample.
    pub fn tick(&mut self) -> f32 {
        let p = self.phase;
        self.phase += self.step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        match self.wave {
            Wave::Sine => (TAU * p).sin(),
            Wave::Triangle => 1.0 - 4.0 * ((p + 0.25).fract() - 0.5).abs(),
            Wave::Saw => 2.0 * p - 1.0 - self.smoothing(p),
            Wave::Pulse(width) => {
                let level = if p < width { 1.0 } else { -1.0 };
                let fall = p - width + if p < width { 1.0 } else { 0.0 };
                // The mean of an uneven pulse is taken out: it would click at the ends of a note.
                level + self.smoothing(p) - self.smoothing(fall) - (2.0 * width - 1.0)
            }
        }
    }

    /// What to add to a jump of height 2 at phase 0 so that it spans two samples smoothly.
    fn smoothing(&self, p: f32) -> f32 {
        let step = self.step;
        if p < step {
            let t = p / step;
            2.0 * t - t * t - 1.0
        } else if p > 1.0 - step {
            let t = (p - 1.0) / step;
            t * t + 2.0 * t + 1.0
        } else {
            0.0
        }
    }
}

/// A sine made by turning a vector; it can die away at the same cost.
#[derive(Clone, Debug)]
pub struct Partial {
    re: f32,
    im: f32,
    turn_re: f32,
    turn_im: f32,
}

impl Partial {
    /// A sine of `amplitude` starting at zero. At or above half the sample rate it is silent.
    pub fn new(hz: f32, amplitude: f32) -> Self {
        let amplitude = if hz < 0.48 * SAMPLE_RATE as f32 { amplitude } else { 0.0 };
        let mut partial = Self { re: amplitude, im: 0.0, turn_re: 1.0, turn_im: 0.0 };
        partial.set_hz(hz);
        partial
    }

    /// Loses 60 dB in `seconds`.
    #[must_use]
    pub fn dying_in(mut self, seconds: f32) -> Self {
        let keep = (-6.908 / (seconds.max(1e-3) * SAMPLE_RATE as f32)).exp();
        self.turn_re *= keep;
        self.turn_im *= keep;
        self
    }

    /// Changes the pitch of an undamped partial and restores its length against rounding.
    pub fn retune(&mut self, hz: f32, amplitude: f32) {
        let length = (self.re * self.re + self.im * self.im).sqrt();
        if length > 0.0 {
            self.re *= amplitude / length;
            self.im *= amplitude / length;
        }
        self.set_hz(hz);
    }

    fn set_hz(&mut self, hz: f32) {
        (self.turn_im, self.turn_re) = (TAU * hz / SAMPLE_RATE as f32).sin_cos();
    }

    /// The next sample.
    pub fn tick(&mut self) -> f32 {
        let out = self.im;
        let re = self.re * self.turn_re - self.im * self.turn_im;
        self.im = self.re * self.turn_im + self.im * self.turn_re;
        self.re = re;
        out
    }
}
