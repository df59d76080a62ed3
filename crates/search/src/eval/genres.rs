//! Whether a track's genre agrees with what an artist is known for: the rule of `hark eval substitution`.
//!
//! An artist's styles and a track's genre words come from different vocabularies ("nu metal" here, "metal" there), so
//! equality of words would judge spelling. A track agrees when one of its genre words, the canonical genre included,
//! either
//!
//! 1. has the canonical genre of one of the styles ([`Genre::classify`]; [`Genre::OTHER`] never agrees), or
//! 2. is one of the styles, or a kind of it, in the lexicon ([`Lexicon::broader`], concepts of style only).
//!
//! The other way around is no agreement: that someone plays shoegaze is not answered by everything that is rock, unless
//! shoegaze itself is filed under Rock by the first rule.

use std::collections::BTreeSet;

use hark_knowledge::{ConceptId, Kind, Lexicon};
use hark_track::{Genre, Track, fold};

/// The genres that some words stand for, in both vocabularies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Genres {
    canonical: BTreeSet<Genre>,
    styles: BTreeSet<ConceptId>,
}

impl Genres {
    /// Of names of genres or styles, as people write them.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Genres {
        let mut genres = Genres::default();
        for name in names {
            genres.canonical.extend(Genre::classify(name).filter(|genre| *genre != Genre::OTHER));
            genres.styles.extend(style(name));
        }
        genres
    }

    /// Of a track: its canonical genre and its genre words, each style with everything that it is a kind of.
    pub fn of_track(track: &Track) -> Genres {
        let words = track.genres.iter().map(String::as_str).chain([track.genre.name()]);
        let mut genres = Genres::of(words.filter(|word| *word != Genre::OTHER.name()));
        let lexicon = Lexicon::get();
        genres.styles = genres.styles.iter().flat_map(|style| lexicon.broader(*style)).collect();
        genres
    }

    /// Whether nothing was recognised.
    pub fn is_empty(&self) -> bool {
        self.canonical.is_empty() && self.styles.is_empty()
    }

    /// Whether a track of these genres agrees with `expected`.
    pub fn agree_with(&self, expected: &Genres) -> bool {
        !self.canonical.is_disjoint(&expected.canonical) || !self.styles.is_disjoint(&expected.styles)
    }
}

fn style(name: &str) -> Option<ConceptId> {
    let lexicon = Lexicon::get();
    lexicon.find(name).filter(|id| lexicon.concept(*id).kind == Kind::Style)
}

/// An artist's name in the form in which two spellings of it are the same: folded, without "the" at the start and "and"
/// between words, without blanks.
pub fn artist_key(name: &str) -> String {
    let words = fold::words(name);
    let skip = usize::from(words.len() > 1 && words.first().is_some_and(|word| word == "the"));
    let key: String = words[skip..].iter().filter(|word| *word != "and").map(String::as_str).collect();
    if key.is_empty() { words.concat() } else { key }
}

#[cfg(test)]
mod tests;
