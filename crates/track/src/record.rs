//! The record of one track: who made it, what it is called, how it is described, and what it sounds like.

use crate::analysis::{Analysis, labels};
use crate::genre::Genre;
use crate::id::AssetId;
use crate::timestamp::Timestamp;
use crate::units::Seconds;

labels! {
    /// Whether a track may be found. Only [`Status::Public`] tracks appear in any result.
    Status {
        /// Can be searched and looked up.
        Public = "public",
        /// Kept by its owner for themselves.
        Private = "private",
        /// Withheld by moderation.
        Moderated = "moderated",
        /// Gone: its row or file was removed.
        Deleted = "deleted",
        /// No longer offered.
        Delisted = "delisted",
    }
}

labels! {
    /// The gender of a singing voice, as heard or as stated.
    Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}

/// One track as the catalogue hands it on: words, counts and the effective analysis.
///
/// Texts are as their source wrote them (never folded); an absent text is empty. `genre` is the canonical genre
/// resolved from everything the source said, [`Genre::OTHER`] when nothing resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Identity.
    pub id: AssetId,
    /// Whether it may be found.
    pub status: Status,
    /// Title; may be empty.
    pub name: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// The account that published it; may be empty.
    pub creator_name: String,
    /// Canonical genre.
    pub genre: Genre,
    /// Genre words as the source wrote them.
    pub genres: Vec<String>,
    /// Free tags.
    pub tags: Vec<String>,
    /// Instruments.
    pub instruments: Vec<String>,
    /// Mood words (not the mood scores).
    pub moods: Vec<String>,
    /// Free description; may be empty.
    pub description: String,
    /// Gender of the voice as stated by the source.
    pub gender: Option<Gender>,
    /// Year of release.
    pub year: Option<i32>,
    /// Lifetime plays.
    pub play_count: Option<u64>,
    /// Lifetime likes.
    pub likes: Option<u64>,
    /// When the track came to be: the source's date, else when it was first imported.
    pub created_at: Timestamp,
    /// When the source, or failing that an import, last changed it.
    pub updated_at: Timestamp,
    /// Where its audio file lies, when there is one.
    pub path: Option<String>,
    /// What the source states, completed by what was measured.
    pub analysis: Analysis,
}

impl Track {
    /// A public track with this identity, created at `at`, and nothing else known.
    pub fn new(id: AssetId, at: Timestamp) -> Track {
        Track {
            id,
            status: Status::Public,
            name: String::new(),
            artist: String::new(),
            album: String::new(),
            creator_name: String::new(),
            genre: Genre::OTHER,
            genres: Vec::new(),
            tags: Vec::new(),
            instruments: Vec::new(),
            moods: Vec::new(),
            description: String::new(),
            gender: None,
            year: None,
            play_count: None,
            likes: None,
            created_at: at,
            updated_at: at,
            path: None,
            analysis: Analysis::default(),
        }
    }

    /// Length in seconds, when known.
    pub fn duration(&self) -> Option<Seconds> {
        self.analysis.duration
    }

    /// Gender of the voice: what the source states, else what was heard.
    pub fn gender(&self) -> Option<Gender> {
        self.gender.or(self.analysis.gender)
    }
}
