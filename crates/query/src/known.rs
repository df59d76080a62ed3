//! What the reader of queries asks about names. Whoever owns the tables answers: this crate knows no artist.

/// The names of a catalogue and of general knowledge.
///
/// Names are handed in folded ([`hark_track::fold::name`]), but signs that stand for letters are kept ("ke$ha").
///
/// # For Implementations
/// The reader asks for every run of a few words, so [`Spelling::Exact`] answers must come in well under a
/// microsecond or two; [`Spelling::Similar`] is asked for at most [`MAX_SIMILAR`] times a query. "The" at the start is
/// optional, "and" and "&" are one, and blanks may be ignored ("acdc" is "AC/DC"). Where several names fit, the best
/// known wins, and one that the catalogue holds before all others.
pub trait Names {
    /// The artist of this name.
    fn artist(&self, name: &str, spelling: Spelling) -> Option<KnownArtist>;

    /// The song of this title, by this artist when one is given.
    fn song(&self, title: &str, artist: Option<&str>, spelling: Spelling) -> Option<KnownSong>;

    /// The album of this title, by this artist when one is given.
    fn album(&self, title: &str, artist: Option<&str>, spelling: Spelling) -> Option<KnownAlbum>;

    /// Words in the longest name of all.
    fn longest(&self) -> usize;

    /// Whether this single folded word is an ordinary word of the language in any of its forms, so that it says little
    /// about whether a name is meant.
    fn ordinary(&self, word: &str) -> bool;
}

/// Most questions with [`Spelling::Similar`] that one query leads to.
pub const MAX_SIMILAR: usize = 5;

/// How well the spelling must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Letter by letter, after folding.
    Exact,
    /// A slip or two of the keyboard allowed.
    Similar,
}

/// An artist that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownArtist {
    /// As commonly written.
    pub name: String,
    /// The catalogue has music of them.
    pub held: bool,
    /// The name is also an ordinary word or phrase.
    pub ordinary: bool,
    /// How widely known they are: about how many other artists are described with their name. 0 is nobody's idea of an
    /// artist without further words, [`KnownArtist::WIDELY_KNOWN`] a household name.
    pub prominence: u32,
}

impl KnownArtist {
    /// From here on a name is an artist to most people who read it.
    pub const WIDELY_KNOWN: u32 = 4;
}

/// A song that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSong {
    /// As commonly written.
    pub title: String,
    /// Who made it, as commonly written.
    pub artist: Option<String>,
}

/// An album that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAlbum {
    /// As commonly written.
    pub title: String,
    /// Who made it, as commonly written.
    pub artist: Option<String>,
}

/// Nobody and nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn artist(&self, _name: &str, _spelling: Spelling) -> Option<KnownArtist> {
        None
    }

    fn song(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownSong> {
        None
    }

    fn album(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        None
    }

    fn longest(&self) -> usize {
        0
    }

    fn ordinary(&self, _word: &str) -> bool {
        false
    }
}
