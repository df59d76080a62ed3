//! Conditions on columns, and the one pass that turns them into a set of rows.

use hark_track::{Gender, Genre, PitchClass, Scale, Seconds, Timestamp};

use crate::columns::{ColumnRow, Columns};
use crate::rows::Rows;

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

    /// Whether a track with these column values satisfies every condition.
    fn admits(&self, row: &ColumnRow, genres: &[bool; Genre::COUNT]) -> bool {
        let at_least =
            |value: Option<f64>, low: Option<f64>| low.is_none_or(|low| value.is_some_and(|v| v >= low));
        genres[row.genre.index()]
            && at_least(row.duration.map(Seconds::get), self.duration_min.map(Seconds::get))
            && self.duration_max.is_none_or(|max| row.duration.is_some_and(|d| d <= max))
            && self.min_play_count.is_none_or(|min| row.play_count.is_some_and(|n| n >= min))
            && self.min_likes.is_none_or(|min| row.likes.is_some_and(|n| n >= min))
            && self.created_after.is_none_or(|after| row.created_at >= after)
            && (!self.instrumental || row.instrumental == Some(true))
            && (!self.electronic || row.electronic == Some(true))
            && (!self.acoustic || row.acoustic == Some(true))
            && self.key.is_none_or(|key| row.key == Some(key))
            && self.scale.is_none_or(|scale| row.scale == Some(scale))
            && self.gender.is_none_or(|gender| row.gender == Some(gender) && row.instrumental != Some(true))
    }

    /// Which genres are admitted.
    fn genre_table(&self) -> [bool; Genre::COUNT] {
        let mut admitted = [self.genres.is_empty(); Genre::COUNT];
        for genre in &self.genres {
            admitted[genre.index()] = true;
        }
        admitted
    }
}

impl Columns {
    /// The public tracks that satisfy `filters`.
    pub fn select(&self, filters: &Filters) -> Rows {
        if filters.is_empty() {
            return self.public().clone();
        }
        let genres = filters.genre_table();
        let mut selected = Rows::none(self.bound());
        for row in self.public().iter() {
            if self.get(row).is_some_and(|values| filters.admits(values, &genres)) {
                selected.set(row, true);
            }
        }
        selected
    }
}
