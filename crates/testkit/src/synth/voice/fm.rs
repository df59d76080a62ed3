//! Frequency modulation with two sines (Chowning, "The synthesis of complex audio spectra by means of
//! frequency modulation", 1973).

use super::Note;
use crate::synth::env::Adsr;
use crate::synth::{DT, SAMPLE_RATE};
use std::f32::consts::TAU;

/// An FM pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fm {
    /// Frequency of the modulator as a multiple of the note's; whole numbers keep the sound harmonic.
    pub ratio: f32,
    /// Depth at the attack at full velocity, in radians.
    pub index: f32,
    /// Seconds in which the depth falls to a third.
    pub index_decay: f32,
    /// Depth that remains.
    pub index_floor: f32,
    /// Loudness over time.
    pub shape: Adsr,
}

impl Fm {
    pub(super) fn render(&self, note: Note) -> Vec<f32> {
        let mut out = self.shape.curve(note.gate);
        let keep = (-DT / self.index_decay.max(1e-3)).exp();
        let mut index = self.index * note.velocity;
        let (step, mod_step) = (note.hz / SAMPLE_RATE as f32, note.hz * self.ratio / SAMPLE_RATE as f32);
        let (mut carrier, mut modulator) = (0.0f32, 0.0f32);
        for x in &mut out {
            let bend = (index + self.index_floor) * (TAU * modulator).sin();
            *x *= (TAU * carrier + bend).sin() * note.velocity * 0.8;
            carrier = (carrier + step).fract();
            modulator = (modulator + mod_step).fract();
            index *= keep;
        }
        out
    }
}
