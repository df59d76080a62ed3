//! The classic synthesiser voice: rich oscillators, a low-pass filter that follows the envelope, vibrato.

use super::{BLOCK, Note};
use crate::rng::Rng;
use crate::synth::DT;
use crate::synth::env::Adsr;
use crate::synth::filter::{Biquad, Pass};
use crate::synth::osc::{Osc, Wave};
use std::f32::consts::TAU;

/// One oscillator of a voice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Its shape.
    pub wave: Wave,
    /// Multiple of the note's frequency; slightly off 1 for a chorus of players.
    pub ratio: f32,
    /// Its share of the sound.
    pub level: f32,
}

impl Layer {
    /// The three values in order.
    pub const fn new(wave: Wave, ratio: f32, level: f32) -> Self {
        Self { wave, ratio, level }
    }
}

/// A subtractive voice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Subtractive {
    /// Its oscillators.
    pub layers: &'static [Layer],
    /// Loudness over time.
    pub shape: Adsr,
    /// Corner of the low-pass with the envelope at zero, in hertz.
    pub cutoff: f32,
    /// Octaves by which a full envelope at full velocity opens the filter.
    pub sweep: f32,
    /// Resonance of the filter; 0.7 is none.
    pub q: f32,
    /// Depth of the vibrato, as a part of the frequency; 0.004 is about 7 cents.
    pub vibrato: f32,
}

impl Subtractive {
    pub(super) fn render(&self, note: Note, rng: &mut Rng) -> Vec<f32> {
        let mut out = self.shape.curve(note.gate);
        let total: f32 = self.layers.iter().map(|l| l.level).sum();
        let mut oscillators: Vec<(Osc, f32, f32)> = self
            .layers
            .iter()
            .map(|l| (Osc::new(l.wave, note.hz * l.ratio).at_phase(rng.unit()), l.ratio, l.level / total))
            .collect();
        let mut filter = Biquad::new(Pass::Low, self.cutoff, self.q);
        let gain = note.velocity * 0.8;
        for (block, chunk) in out.chunks_mut(BLOCK).enumerate() {
            let level = chunk.first().copied().unwrap_or(0.0);
            filter.tune(self.cutoff * 2f32.powf(self.sweep * level * note.velocity), self.q);
            if self.vibrato > 0.0 {
                let t = (block * BLOCK) as f32 * DT;
                let bend = 1.0 + self.vibrato * (t / 0.4).min(1.0) * (TAU * 5.2 * t).sin();
                oscillators.iter_mut().for_each(|(osc, ratio, _)| osc.set_hz(note.hz * *ratio * bend));
            }
            for x in chunk {
                let mut sum = 0.0;
                for (osc, _, level) in &mut oscillators {
                    sum += osc.tick() * *level;
                }
                *x *= filter.tick(sum) * gain;
            }
        }
        out
    }
}
