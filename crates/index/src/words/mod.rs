//! The words of the tracks, as postings: which rows hold a term, in which field, how often.
//!
//! tantivy keeps the postings (segments, atomic commits, crash safety). Ranking is not its business here: the searcher
//! reads postings through a [`Cursor`] for each field and weighs the fields of one track together (BM25F), which
//! per-field scores added up afterwards cannot do.

mod adjacent;
mod postings;
mod reader;
mod schema;
mod segment;
pub(crate) mod terms;
mod writer;

pub use postings::{Cursor, Listed, Part};
pub use reader::Words;
pub use terms::terms;

pub(crate) use writer::WordsWriter;

/// A text field of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Title.
    Name,
    /// Artist, and the account that published the track.
    Artist,
    /// Album.
    Album,
    /// Canonical genre and genre words.
    Genres,
    /// Free tags.
    Tags,
    /// Mood words.
    Moods,
    /// Instruments.
    Instruments,
    /// Description.
    Description,
}

impl Field {
    /// Every field, in the order of their numbers.
    pub const ALL: [Field; 8] = [
        Field::Name,
        Field::Artist,
        Field::Album,
        Field::Genres,
        Field::Tags,
        Field::Moods,
        Field::Instruments,
        Field::Description,
    ];

    /// Position in [`Field::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A field that can be asked for as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameField {
    /// Title.
    Name,
    /// Artist.
    Artist,
    /// Album.
    Album,
}

/// One term in one field of one track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// The track.
    pub row: u32,
    /// The field.
    pub field: Field,
    /// How often the term stands there.
    pub frequency: u32,
    /// Number of terms in the field (rounded for long fields).
    pub length: u32,
}

/// A term of the names that is spelled almost like a word, or begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarTerm {
    /// The term.
    pub term: String,
    /// In how many fields of tracks it stands.
    pub occurrences: u64,
}
