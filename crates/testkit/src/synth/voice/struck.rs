//! Struck strings, bars and bells: a sum of partials, each dying away at its own pace.

use super::Note;
use crate::rng::Rng;
use crate::synth::filter::OnePole;
use crate::synth::osc::Partial;
use crate::synth::{DT, samples};

/// A struck instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Struck {
    /// Partials as (multiple of the fundamental, level).
    pub partials: &'static [(f32, f32)],
    /// Stretch of the partials: partial n lies at `n √(1 + B n²)`. About 0.0004 for a piano, 0 for bells.
    pub stretch: f32,
    /// Seconds in which the fundamental of C4 loses 60 dB; higher notes die sooner.
    pub ring: f32,
    /// How much sooner the upper partials die: 0 not at all.
    pub dulling: f32,
    /// Level of the hammer's noise.
    pub hammer: f32,
    /// Seconds of sound after the key is let go; a long one for bells, a short one where a damper falls.
    pub release: f32,
}

impl Struck {
    pub(super) fn render(&self, note: Note, rng: &mut Rng) -> Vec<f32> {
        let ring = self.ring * (261.6 / note.hz).powf(0.4);
        let held = note.gate.min(ring);
        let len = samples(held + self.release);
        let mut out = vec![0.0f32; len];
        let total: f32 = self.partials.iter().map(|p| p.1).sum();
        for &(multiple, level) in self.partials {
            let hz = note.hz * multiple * (1.0 + self.stretch * multiple * multiple).sqrt();
            // A harder blow brings out the upper partials.
            let level = level / total * note.velocity.powf(0.2 * (multiple - 1.0).min(6.0));
            let mut partial =
                Partial::new(hz, level).dying_in(ring / (1.0 + self.dulling * (multiple - 1.0)));
            out.iter_mut().for_each(|x| *x += partial.tick());
        }
        self.strike(&mut out, rng);
        damp(&mut out, samples(held), note.velocity * 1.6);
        out
    }

    fn strike(&self, out: &mut [f32], rng: &mut Rng) {
        let mut soft = OnePole::new(2_500.0);
        for (i, x) in out.iter_mut().take(samples(0.012)).enumerate() {
            let t = i as f32 * DT;
            *x += self.hammer * soft.tick(rng.signed()) * (-t / 0.003).exp() * (t / 0.0005).min(1.0);
        }
    }
}

/// Applies the gain, and from `held` on a smooth fall to zero.
fn damp(out: &mut [f32], held: usize, gain: f32) {
    let rest = out.len().saturating_sub(held).max(1) as f32;
    for (i, x) in out.iter_mut().enumerate() {
        let left = 1.0 - i.saturating_sub(held) as f32 / rest;
        *x *= gain * left * left;
    }
}
