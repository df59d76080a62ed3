//! Conditions on columns, as requests state them. [`crate::Columns::select`] turns them into a set of rows.

use hark_track::{Gender, Genre, PitchClass, Scale, Seconds, Timestamp};

use crate::columns::Labels;

/// Conditions that every result satisfies, all at once. A track that lacks the value a condition asks for does not
/// satisfy it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    /// The track's genre is one of these; empty: any.
    pub genres: Vec<Genre>,
    /// Shortest length, inclusive.
    pub duration_min: Option<Seconds>,
    /// Greatest length, inclusive.
    pub duration_max: Option<Seconds>,
    /// Fewest lifetime plays, inclusive.
    pub min_play_count: Option<u64>,
    /// Fewest lifetime likes, inclusive.
    pub min_likes: Option<u64>,
    /// Earliest creation, inclusive.
    pub created_after: Option<Timestamp>,
    /// Only tracks without a voice.
    pub instrumental: bool,
    /// Only tracks that are mainly electronic.
    pub electronic: bool,
    /// Only tracks that are mainly acoustic.
    pub acoustic: bool,
    /// Tonic.
    pub key: Option<PitchClass>,
    /// Mode.
    pub scale: Option<Scale>,
    /// Gender of the voice; tracks without a voice do not match.
    pub gender: Option<Gender>,
}

impl Filters {
    /// Whether every track satisfies these filters.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// Whether a condition is on the labels.
    pub(crate) fn wants_labels(&self) -> bool {
        self.instrumental || self.electronic || self.acoustic || self.gender.is_some()
    }

    /// Whether a track with these labels satisfies the conditions on them.
    pub(crate) fn admits_labels(&self, labels: Labels) -> bool {
        let wanted = |wanted: bool, label: Option<bool>| !wanted || label == Some(true);
        wanted(self.instrumental, labels.instrumental)
            && wanted(self.electronic, labels.electronic)
            && wanted(self.acoustic, labels.acoustic)
            && self
                .gender
                .is_none_or(|gender| labels.gender == Some(gender) && labels.instrumental != Some(true))
    }
}
