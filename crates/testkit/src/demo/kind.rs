//! What defines a kind of music, and a piece of it: the form that every file in `kinds` fills in.

use super::stage::Stage;
use crate::synth::theory::Key;
use crate::wav::Encoding;

/// A kind of music and its pieces.
#[derive(Debug)]
pub(super) struct Kind {
    /// One lower-case word.
    pub(super) name: &'static str,
    /// The genre, then wider ones.
    pub(super) genres: &'static [&'static str],
    pub(super) tags: &'static [&'static str],
    pub(super) moods: &'static [&'static str],
    pub(super) instruments: &'static [&'static str],
    /// Beats of a bar.
    pub(super) meter: u32,
    /// See [`crate::synth::score::Clock::swing`].
    pub(super) swing: f64,
    /// Whether a tempo can be heard.
    pub(super) pulse: bool,
    /// Whether a key can be heard.
    pub(super) tonal: bool,
    /// Loudness of the finished stereo mix; a file in mono is 3 LU quieter, because one channel counts once.
    pub(super) lufs: f32,
    pub(super) delivery: Delivery,
    /// Plays a piece.
    pub(super) arrange: fn(&mut Stage),
    pub(super) pieces: [Piece; 3],
}

/// A piece of a kind. `bpm` and `key` guide the arrangement even where they cannot be heard.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) title: &'static str,
    pub(super) artist: &'static str,
    pub(super) album: &'static str,
    pub(super) description: &'static str,
    /// Beside those of its kind.
    pub(super) tags: &'static [&'static str],
    pub(super) year: u16,
    pub(super) key: Key,
    pub(super) bpm: f64,
    pub(super) seconds: f32,
}

/// The form of the audio file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delivery {
    pub(super) half_rate: bool,
    pub(super) mono: bool,
    pub(super) encoding: Encoding,
}

impl Delivery {
    /// 44.1 kHz, 16 bits.
    pub(super) const STEREO: Self = Self { half_rate: false, mono: false, encoding: Encoding::Pcm16 };
    /// 44.1 kHz, one channel, 16 bits.
    pub(super) const MONO: Self = Self { half_rate: false, mono: true, encoding: Encoding::Pcm16 };
    /// 22.05 kHz, 16 bits.
    pub(super) const HALF_STEREO: Self = Self { half_rate: true, mono: false, encoding: Encoding::Pcm16 };
    /// 22.05 kHz, one channel, 16 bits.
    pub(super) const HALF_MONO: Self = Self { half_rate: true, mono: true, encoding: Encoding::Pcm16 };
    /// 22.05 kHz, one channel, 24 bits.
    pub(super) const HALF_MONO_24: Self = Self { half_rate: true, mono: true, encoding: Encoding::Pcm24 };
    /// 22.05 kHz, one channel, 32-bit float.
    pub(super) const HALF_MONO_FLOAT: Self =
        Self { half_rate: true, mono: true, encoding: Encoding::Float32 };
}
