//! How loud a note is over its life. An envelope is drawn in full before the note is made: it always begins
//! and ends at zero, whatever the times, so no note can click.

use super::{DT, samples};

/// Attack, decay, sustain, release. Times in seconds, sustain a linear level 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adsr {
    /// Straight rise from nothing to full.
    pub attack: f32,
    /// Time in which the level has come 95 % of the way from full to `sustain`.
    pub decay: f32,
    /// Level held while the key is down.
    pub sustain: f32,
    /// Curved fall to nothing after the key is let go.
    pub release: f32,
}

impl Adsr {
    /// Four values in the order of the name.
    pub const fn new(attack: f32, decay: f32, sustain: f32, release: f32) -> Self {
        Self { attack, decay, sustain, release }
    }

    /// The level at each sample of a note whose key is down for `gate` seconds; `gate + release` long.
    pub fn curve(&self, gate: f32) -> Vec<f32> {
        let (held, attack) = (samples(gate), samples(self.attack.max(0.001)));
        let release = samples(self.release.max(0.005));
        let keep = (-3.0 * DT / self.decay.max(1e-3)).exp();
        let mut above = 1.0 - self.sustain;
        let mut curve = Vec::with_capacity(held + release);
        for i in 0..held {
            if i < attack {
                curve.push(i as f32 / attack as f32);
            } else {
                curve.push(self.sustain + above);
                above *= keep;
            }
        }
        let level = curve.last().copied().unwrap_or(0.0);
        curve.extend((1..=release).map(|i| {
            let left = 1.0 - i as f32 / release as f32;
            level * left * left
        }));
        curve
    }
}
