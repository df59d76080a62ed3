//! A small synthesiser: enough of a studio to make sixty short pieces that sound clearly different.
//!
//! In the order the sound takes: [`theory`] names keys, chords and scales; [`score`] places bars, swing and
//! melodies in time; a [`voice`] or a [`drums`] hit turns one note into samples, from [`osc`] oscillators,
//! [`mod@env`] envelopes and [`filter`] filters; a [`bus`] collects the notes of one part and sends them through
//! [`fx`]; [`master`] brings the mix to its loudness.
//!
//! Notes start exactly on their grid position, to the sample, and tuning is equal temperament at A = 440 Hz:
//! tempo and key of what is made here are facts, not estimates. There is no "humanising"; what varies by
//! seed is which notes are played and how hard.

/// Frames a second of everything the synthesiser makes, in hertz.
pub const SAMPLE_RATE: u32 = 44_100;

pub mod theory;

pub mod score;

pub mod patch;

pub mod voice;

pub mod drums;

pub mod osc;

pub mod env;

pub mod filter;

pub mod bus;

pub mod fx;

pub mod master;

/// Whole samples nearest to `seconds`; zero for a negative or undefined time.
pub(crate) fn samples(seconds: f32) -> usize {
    (f64::from(seconds) * f64::from(SAMPLE_RATE)).round() as usize
}

/// Seconds of one sample.
pub(crate) const DT: f32 = 1.0 / SAMPLE_RATE as f32;

#[cfg(test)]
mod tests;
