//! Judging the reader by labelled queries: expected pieces against those that were read.
//!
//! A label is a list of canonical pieces between semicolons, or "-" for none: `artist=Daft Punk; bpm=90-100`. Names are
//! compared folded and without a leading "the"; what is excluded is compared by its concept where the lexicon has one,
//! else by its folded words in the singular.

use std::collections::{BTreeMap, BTreeSet};

use hark_knowledge::Lexicon;
use hark_track::fold;

use crate::intent::Intent;
use crate::negation::singular;
use crate::piece::{Meaning, Piece, Polarity};

/// A set of canonical pieces that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pieces(BTreeSet<(String, String)>);

impl Pieces {
    /// The certain pieces of an intent.
    pub fn of(intent: &Intent, lexicon: &Lexicon) -> Pieces {
        Pieces(intent.certain().filter_map(|piece| entry(&label(intent, piece, lexicon), lexicon)).collect())
    }

    /// Reads a label.
    ///
    /// # Errors
    /// [`UnknownLabel`] for a part that is no `kind=value`.
    pub fn parse(label: &str, lexicon: &Lexicon) -> Result<Pieces, UnknownLabel> {
        let parts = label.split(';').map(str::trim).filter(|part| !part.is_empty() && *part != "-");
        let entries =
            parts.map(|part| entry(part, lexicon).ok_or_else(|| UnknownLabel { part: part.to_owned() }));
        entries.collect::<Result<_, _>>().map(Pieces)
    }

    /// The pieces, each with its kind ("artist", "bpm").
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(kind, value)| (kind.as_str(), value.as_str()))
    }
}

/// A part of a label that is no piece.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part:?} is no piece: write kind=value, such as bpm=120")]
pub struct UnknownLabel {
    /// The part.
    pub part: String,
}

/// A piece as a label. What is excluded is given by the query's own word where that names the same concept, because a
/// label says "clap" and the lexicon may have it under several names.
fn label(intent: &Intent, piece: &Piece, lexicon: &Lexicon) -> String {
    let written = intent.text.get(piece.span.clone()).unwrap_or("");
    match (&piece.meaning, piece.polarity) {
        (Meaning::Concept { id, .. }, Polarity::Excluded) if lexicon.find(written) == Some(*id) => {
            format!("not={written}")
        }
        (Meaning::Concept { id, .. }, Polarity::Less) if lexicon.find(written) == Some(*id) => {
            format!("less={written}")
        }
        _ => piece.to_string(),
    }
}

/// One piece as (kind, value in a form that can be compared).
fn entry(piece: &str, lexicon: &Lexicon) -> Option<(String, String)> {
    let sign = piece.find(['=', '<', '>'])?;
    let (kind, value) = piece.split_at(sign);
    let (kind, value) = (kind.trim(), value.trim());
    let plain = value.strip_prefix('=').unwrap_or(value).trim();
    if kind.is_empty() || plain.is_empty() {
        return None;
    }
    let value = match kind {
        "artist" | "like" | "notartist" | "song" | "likesong" | "album" => name(plain),
        "not" | "less" => thing(plain, lexicon),
        _ => value.to_lowercase(),
    };
    Some((kind.to_owned(), value))
}

fn name(text: &str) -> String {
    let folded = fold::name(text);
    let bare = folded.strip_prefix("the ").unwrap_or(&folded);
    bare.replace(" and ", " ").replace(' ', "")
}

fn thing(text: &str, lexicon: &Lexicon) -> String {
    let folded = fold::name(text);
    let concept = lexicon.find(&singular(&folded)).or_else(|| lexicon.find(&folded));
    concept.map_or_else(|| singular(&folded), |id| fold::name(lexicon.concept(id).name))
}

/// Totals over many queries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// Queries judged.
    pub queries: usize,
    /// Queries whose certain pieces are exactly those expected.
    pub exact: usize,
    /// By kind of piece.
    pub kinds: BTreeMap<String, Counts>,
}

/// How one kind of piece did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Expected and read.
    pub found: usize,
    /// Expected and not read.
    pub missed: usize,
    /// Read and not expected.
    pub extra: usize,
}

impl Score {
    /// Adds one query. Returns whether it is exact.
    pub fn add(&mut self, expected: &Pieces, read: &Pieces) -> bool {
        self.queries += 1;
        self.exact += usize::from(expected == read);
        for (kind, _) in expected.0.intersection(&read.0) {
            self.kinds.entry(kind.clone()).or_default().found += 1;
        }
        for (kind, _) in expected.0.difference(&read.0) {
            self.kinds.entry(kind.clone()).or_default().missed += 1;
        }
        for (kind, _) in read.0.difference(&expected.0) {
            self.kinds.entry(kind.clone()).or_default().extra += 1;
        }
        expected == read
    }

    /// Share of exact queries, 0 to 1; 1 when there are none.
    pub fn share(&self) -> f64 {
        if self.queries == 0 { 1.0 } else { self.exact as f64 / self.queries as f64 }
    }
}

#[cfg(test)]
mod tests;
