//! How well queries are read, where it is known what they mean.
//!
//! A label lists the pieces that become filters, penalties or names ("artist=Daft Punk; bpm=90-100", "-" for none); the
//! vague rest is not judged. Or there is no label, and all that is known is that nobody is named. The comparison is that
//! of [`hark_query::judge`].

use std::fmt;

use hark_knowledge::Lexicon;
use hark_query::Intent;
pub use hark_query::judge::Counts;
use hark_query::judge::{Pieces, Score};

/// Every kind of piece that a label may hold.
pub const KINDS: [&str; 15] = [
    "artist",
    "like",
    "notartist",
    "song",
    "likesong",
    "album",
    "bpm",
    "key",
    "scale",
    "duration",
    "voice",
    "gender",
    "year",
    "not",
    "less",
];
/// The first of [`KINDS`] are names.
const NAMES: usize = 6;

/// What is known of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// These pieces and no others.
    Exactly(Pieces),
    /// No artist, song or album.
    NoName,
}

/// A label that says nothing that could be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// A part is not of the form `kind=value`.
    #[error(transparent)]
    Form(#[from] hark_query::judge::UnknownLabel),
    /// There is no such kind.
    #[error("there is no kind of piece {kind:?}; the kinds are {}", KINDS.join(", "))]
    Kind {
        /// As the label has it.
        kind: String,
    },
}

impl Expected {
    /// Reads a label.
    ///
    /// # Errors
    /// [`LabelError`] when a part is no `kind=value`, or of no known kind.
    pub fn label(text: &str) -> Result<Expected, LabelError> {
        let pieces = Pieces::parse(text, Lexicon::get())?;
        let unknown = pieces.iter().find(|(kind, _)| !KINDS.contains(kind));
        match unknown {
            Some((kind, _)) => Err(LabelError::Kind { kind: kind.to_owned() }),
            None => Ok(Expected::Exactly(pieces)),
        }
    }
}

/// One query judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Whether everything that is judged was read as expected.
    pub exact: bool,
    /// The certain pieces that were read, as a label.
    pub read: String,
    /// The names among them, as a label.
    pub names: String,
}

/// Many queries judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    score: Score,
}

impl Judgement {
    /// Adds one query.
    pub fn add(&mut self, expected: &Expected, intent: &Intent) -> Reading {
        let read = Pieces::of(intent, Lexicon::get());
        let names = intent.certain().filter(|piece| is_name(&piece.to_string()));
        let names = joined(names);
        let exact = match expected {
            Expected::Exactly(expected) => self.score.add(expected, &read),
            Expected::NoName if names.is_empty() => self.score.add(&read, &read),
            Expected::NoName => self.score.add(&Pieces::default(), &read),
        };
        Reading { exact, read: joined(intent.certain()), names }
    }

    /// Queries judged.
    pub fn queries(&self) -> usize {
        self.score.queries
    }

    /// Queries read exactly.
    pub fn exact(&self) -> usize {
        self.score.exact
    }

    /// By kind of piece, in the order of the alphabet: how many were expected and read, only expected, and only read.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.score.kinds.iter().map(|(kind, counts)| (kind.as_str(), *counts))
    }
}

/// Precision and recall of a kind of piece, each 0 to 1; `None` where nothing was read, or nothing expected.
pub fn precision_and_recall(counts: Counts) -> (Option<f64>, Option<f64>) {
    let share = |of: usize| (of > 0).then(|| counts.found as f64 / of as f64);
    (share(counts.found + counts.extra), share(counts.found + counts.missed))
}

fn is_name(piece: &str) -> bool {
    piece.split_once('=').is_some_and(|(kind, _)| KINDS[..NAMES].contains(&kind))
}

fn joined(pieces: impl Iterator<Item = impl fmt::Display>) -> String {
    pieces.map(|piece| piece.to_string()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
