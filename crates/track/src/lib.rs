//! What a track *is*: its identity, its words, its measured sound, and the vocabularies those are written in.
//!
//! Everything else in the workspace speaks in these types, so this crate knows nothing of the rest: no files, no
//! database, no ranking. Values are parsed once, here; a [`Bpm`] or an [`AssetId`] that exists is valid, and no later
//! stage checks it again. Raw floats with a unit do not cross crate boundaries.
//!
//! The road not taken is a loose JSON map per track: importers would be shorter, and every reader would re-validate.

pub mod analysis;
pub mod fold;
pub mod genre;
pub mod id;
pub mod key;
pub mod measurement;
pub mod record;
pub mod sound;
pub mod structure;
pub mod timestamp;
pub mod units;
pub mod version;
pub mod vocabulary;

pub use analysis::{
    Acoustic, Analysis, Electronic, FeaturesVersion, Mood, StyleScore, TempoCandidate, Timbre, Voice,
};
pub use genre::Genre;
pub use id::AssetId;
pub use key::{PitchClass, Scale};
pub use measurement::{Measurement, SoundPrint, Waveform};
pub use record::{Gender, Status, Track};
pub use sound::Axis;
pub use structure::{Section, SectionLabel, Structure};
pub use timestamp::Timestamp;
pub use units::{Bpm, Confidence, Dbtp, LoudnessUnits, Lufs, Seconds};
