//! What one stretch of a query means, and the one spelling in which it is reported, tested and judged.

use std::fmt;
use std::ops::Range;

use hark_knowledge::{ConceptId, Kind};
use hark_track::{Gender, PitchClass, Scale};

/// One thing that the asker said.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Bytes of [`Intent::text`](crate::Intent::text): the words that say it, without those that only lead to it
    /// ("by", "no").
    pub span: Range<usize>,
    /// What it means.
    pub meaning: Meaning,
    /// Whether it is asked for or not.
    pub polarity: Polarity,
}

impl Piece {
    /// Whether this can decide by itself which tracks fit, rather than describe how they should sound: everything but
    /// a wanted concept.
    pub fn is_certain(&self) -> bool {
        self.polarity != Polarity::Wanted || !matches!(self.meaning, Meaning::Concept { .. })
    }
}

/// Whether a thing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// "with strings".
    Wanted,
    /// "no strings".
    Excluded,
    /// "not too many strings", "less heavy": some of it will do.
    Less,
}

/// What a piece means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// An artist.
    Artist {
        /// As commonly written; as in the query when nobody knows it.
        name: String,
        /// Music by them or music like theirs.
        role: Role,
        /// What is known of them.
        standing: Standing,
    },
    /// A song or piece.
    Song {
        /// As commonly written; as in the query when nobody knows it.
        title: String,
        /// Who made it, when the query or the tables say so. An artist that the query states is a piece of its own too.
        artist: Option<String>,
        /// The song itself or music like it.
        role: Role,
    },
    /// An album.
    Album {
        /// As commonly written; as in the query when nobody knows it.
        title: String,
    },
    /// Beats a minute.
    Tempo(Measure),
    /// A key or a part of one. At least one is there.
    Key {
        /// The tonic.
        tonic: Option<PitchClass>,
        /// The mode.
        scale: Option<Scale>,
    },
    /// Seconds.
    Length(Measure),
    /// Whether anybody sings.
    Voice(Voice),
    /// Who sings.
    Gender(Gender),
    /// Years of release, both ends included. At least one is there.
    Years {
        /// First year.
        from: Option<u16>,
        /// Last year.
        to: Option<u16>,
    },
    /// A concept of the lexicon.
    Concept {
        /// Its place in the lexicon of this build.
        id: ConceptId,
        /// What sort of thing it is.
        kind: Kind,
        /// Its name in the lexicon, whichever of its names the query uses.
        name: &'static str,
    },
    /// Something that the lexicon does not know: the words, folded, the last one in the singular. Never wanted.
    Plain(String),
}

/// How a named thing is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is asked for itself.
    By,
    /// Music like it is asked for.
    Like,
}

/// What is known of an artist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The catalogue has them.
    Held,
    /// General knowledge has them, the catalogue has not.
    Known,
    /// The query names them, and nobody knows them.
    Unheard,
}

/// Whether anybody sings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Nobody.
    Instrumental,
    /// Somebody.
    Vocal,
}

/// A number that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// This.
    Exactly(f64),
    /// About this.
    Around(f64),
    /// From the first to the second, which is greater.
    Between(f64, f64),
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

/// The canonical spelling: `bpm=90-100`, `not=guitar`, `artist=Daft Punk`.
impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.polarity, &self.meaning) {
            (Polarity::Wanted, meaning) => write!(f, "{meaning}"),
            (_, Meaning::Artist { name, .. }) => write!(f, "notartist={name}"),
            (Polarity::Excluded, meaning) => write!(f, "not={}", Bare(meaning)),
            (Polarity::Less, meaning) => write!(f, "less={}", Bare(meaning)),
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = Bare(self);
        match self {
            Meaning::Artist { role: Role::By, .. } => write!(f, "artist={value}"),
            Meaning::Artist { role: Role::Like, .. } => write!(f, "like={value}"),
            Meaning::Song { role: Role::By, .. } => write!(f, "song={value}"),
            Meaning::Song { role: Role::Like, .. } => write!(f, "likesong={value}"),
            Meaning::Album { .. } => write!(f, "album={value}"),
            Meaning::Tempo(measure) => write!(f, "bpm{measure}"),
            Meaning::Length(measure) => write!(f, "duration{measure}"),
            Meaning::Key { tonic: None, .. } => write!(f, "scale={value}"),
            Meaning::Key { .. } => write!(f, "key={value}"),
            Meaning::Voice(_) => write!(f, "voice={value}"),
            Meaning::Gender(_) => write!(f, "gender={value}"),
            Meaning::Years { from, to } => f.write_str(&years(*from, *to)),
            Meaning::Concept { kind, .. } => write!(f, "{}={value}", kind_name(*kind)),
            Meaning::Plain(_) => write!(f, "words={value}"),
        }
    }
}

/// A meaning without its label.
struct Bare<'m>(&'m Meaning);

impl fmt::Display for Bare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Meaning::Artist { name, .. } => f.write_str(name),
            Meaning::Song { title, .. } | Meaning::Album { title } => f.write_str(title),
            Meaning::Tempo(measure) => write!(f, "bpm{measure}"),
            Meaning::Length(measure) => write!(f, "duration{measure}"),
            Meaning::Key { tonic: Some(tonic), scale: Some(scale) } => {
                write!(f, "{tonic} {}", scale.as_str())
            }
            Meaning::Key { tonic: Some(tonic), scale: None } => write!(f, "{tonic}"),
            Meaning::Key { tonic: None, scale } => f.write_str(scale.map_or("", Scale::as_str)),
            Meaning::Voice(Voice::Instrumental) => f.write_str("instrumental"),
            Meaning::Voice(Voice::Vocal) => f.write_str("vocal"),
            Meaning::Gender(gender) => f.write_str(gender.as_str()),
            Meaning::Years { from, to } => f.write_str(&years(*from, *to)),
            Meaning::Concept { name, .. } => f.write_str(name),
            Meaning::Plain(words) => f.write_str(words),
        }
    }
}

/// With the sign before it: `=120`, `=90-100`, `=~120`, `>=140`, `<=80`.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Exactly(value) => write!(f, "={value}"),
            Measure::Around(value) => write!(f, "=~{value}"),
            Measure::Between(low, high) => write!(f, "={low}-{high}"),
            Measure::AtLeast(value) => write!(f, ">={value}"),
            Measure::AtMost(value) => write!(f, "<={value}"),
        }
    }
}

fn years(from: Option<u16>, to: Option<u16>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("year={from}"),
        (Some(from), Some(to)) => format!("year={from}-{to}"),
        (Some(from), None) => format!("year>={from}"),
        (None, Some(to)) => format!("year<={to}"),
        (None, None) => "year=".to_owned(),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Mood => "mood",
        Kind::Use => "use",
        Kind::Texture => "texture",
        Kind::Energy => "energy",
        Kind::Tempo => "tempo",
        Kind::Voice => "voice",
        Kind::Instrument => "instrument",
        Kind::Style => "style",
        Kind::Era => "era",
        Kind::Culture => "culture",
    }
}
