//! What the asker meant: plain words to an [`Intent`].
//!
//! Pure: no catalogue, no clock, no I/O; what names exist is asked through [`Names`]. Reading never fails, because
//! plain words are never wrong; what is not recognised stays description.
//!
//! A query is read in four steps. Recognisers, one a file, each look at the words alone and *claim* those that they
//! understand ("120 bpm", "in A minor", "like Daft Punk"); one resolver settles claims to the same words; negations then
//! decide what is not wanted and how far; concepts of the lexicon take what is left. A grammar over the whole query was
//! the other road: people write in no order and without grammar, so each recogniser has to work wherever it stands.
//!
//! Whatever is uncertain stays description: a filter that nobody asked for hides the right track for good, while a
//! missed one only lowers it.

mod artists;
mod claim;
mod concepts;
mod general;
mod identities;
mod intent;
pub mod judge;
mod key;
mod known;
mod length;
mod measure;
mod names;
mod negation;
mod number;
mod phrases;
mod piece;
mod tempo;
mod tokens;
mod vocabulary;
mod voice;
mod words;
mod years;

pub use general::GenerallyKnown;
pub use identities::Identities;
pub use intent::{Intent, read, read_with};
pub use known::{KnownAlbum, KnownArtist, KnownSong, MAX_SIMILAR, Names, NoNames, Spelling};
pub use names::NameReading;
pub use piece::{Meaning, Measure, Piece, Polarity, Role, Standing, Voice};
pub use words::{Word, read as words};

#[cfg(test)]
mod tests;
