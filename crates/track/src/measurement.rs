//! Everything that one pass over a file gives: the values of the API and what is stored beside them.

use crate::analysis::Analysis;
use crate::structure::Structure;

/// The most points of a [`Waveform`].
pub const WAVEFORM_POINTS: usize = 1000;

/// All that was measured from one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measurement {
    /// The fields of the API's track.
    pub analysis: Analysis,
    /// Beat grid and sections; absent where there is no pulse and no form to speak of.
    pub structure: Option<Structure>,
    /// The outline for drawing.
    pub waveform: Waveform,
    /// What the tagger heard, for search; absent without a tagger.
    pub sound: Option<SoundPrint>,
}

/// The outline of a track: the highest absolute sample of each of at most [`WAVEFORM_POINTS`] equal stretches, over
/// all channels, 255 being full scale. Empty for an empty file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waveform(pub Vec<u8>);

/// What a music tagger made of a track: means over its windows.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundPrint {
    /// Names models, weights and preprocessing; prints of different versions are never compared.
    pub version: String,
    /// The embedding, as the version defines it.
    pub embedding: Vec<f32>,
    /// Probabilities 0 to 1, in the order of the version's list of tags.
    pub tags: Vec<f32>,
}
