//! Instruments: one note in, samples out. Each kind of sound production is one struct of plain numbers, so
//! that an instrument is a constant (see [`super::patch`]) and a new one needs no code.

use crate::rng::Rng;

mod drawn;
mod fm;
mod pluck;
mod struck;
mod subtractive;

pub use drawn::Drawn;
pub use fm::Fm;
pub use pluck::Pluck;
pub use struck::Struck;
pub use subtractive::{Layer, Subtractive};

/// What the player does: pitch in hertz, time the key is down in seconds, strength 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Note {
    /// Fundamental frequency.
    pub hz: f32,
    /// Seconds until the key is let go; what sounds after that is the instrument's own.
    pub gate: f32,
    /// Strength, 0–1.
    pub velocity: f32,
}

/// An instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Patch {
    /// Partials that die away: piano, bell, music box, vibraphone.
    Struck(Struck),
    /// Oscillators through a moving filter: strings, brass, pads, synthesiser leads and basses.
    Subtractive(Subtractive),
    /// Held harmonics: organ, flute, choir, accordion.
    Drawn(Drawn),
    /// One sine modulating another: electric piano, metallic basses.
    Fm(Fm),
    /// A plucked string.
    Pluck(Pluck),
}

impl Patch {
    /// Renders a note; it peaks at about its velocity, begins and ends at zero, and lasts as long as it
    /// rings. `rng` gives the noise of hammer or plectrum and the phases of oscillators.
    pub fn render(&self, note: Note, rng: &mut Rng) -> Vec<f32> {
        match self {
            Self::Struck(patch) => patch.render(note, rng),
            Self::Subtractive(patch) => patch.render(note, rng),
            Self::Drawn(patch) => patch.render(note),
            Self::Fm(patch) => patch.render(note),
            Self::Pluck(patch) => patch.render(note, rng),
        }
    }
}

/// Samples for which slow changes (vibrato, filter sweep) are held still: 0.7 ms.
const BLOCK: usize = 32;
