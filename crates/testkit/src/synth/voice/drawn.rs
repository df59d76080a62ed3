//! Held harmonics with tremor and formants: pipes, reeds and voices.

use super::{BLOCK, Note};
use crate::synth::DT;
use crate::synth::env::Adsr;
use crate::synth::osc::Partial;
use std::f32::consts::TAU;

/// A sustaining instrument made of harmonics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Harmonics as (multiple of the fundamental, level).
    pub harmonics: &'static [(f32, f32)],
    /// Resonances of throat or body as (hertz, gain): harmonics within about a fifth of one are raised.
    pub formants: &'static [(f32, f32)],
    /// Loudness over time.
    pub shape: Adsr,
    /// Speed of vibrato and tremolo in hertz.
    pub tremor_hz: f32,
    /// Depth of the vibrato, as a part of the frequency.
    pub vibrato: f32,
}

impl Drawn {
    pub(super) fn render(&self, note: Note) -> Vec<f32> {
        let mut out = self.shape.curve(note.gate);
        let mut voices: Vec<(Partial, f32, f32)> = self
            .harmonics
            .iter()
            .map(|&(n, level)| (n * note.hz, level * self.formant_gain(n * note.hz)))
            .filter(|&(hz, _)| hz < 16_000.0)
            .map(|(hz, level)| (Partial::new(hz, level), hz, level))
            .collect();
        let total: f32 = voices.iter().map(|v| v.2).sum();
        let gain = note.velocity * 1.3 / total.max(1e-6);
        for (block, chunk) in out.chunks_mut(BLOCK).enumerate() {
            let t = (block * BLOCK) as f32 * DT;
            let swing = (t / 0.5).min(1.0) * (TAU * self.tremor_hz * t).sin();
            let bend = 1.0 + self.vibrato * swing;
            voices.iter_mut().for_each(|(partial, hz, level)| partial.retune(*hz * bend, *level));
            for x in chunk {
                let mut sum = 0.0;
                for (partial, _, _) in &mut voices {
                    sum += partial.tick();
                }
                *x *= sum * gain;
            }
        }
        out
    }

    fn formant_gain(&self, hz: f32) -> f32 {
        let near = |&(centre, gain): &(f32, f32)| gain * (-((hz / centre).log2() / 0.5).powi(2)).exp();
        if self.formants.is_empty() { 1.0 } else { 0.15 + self.formants.iter().map(near).sum::<f32>() }
    }
}
