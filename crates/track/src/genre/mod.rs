//! The canonical genres: what the API's `genre` and `genre_slug` can be.
//!
//! Catalogues write genres in every way there is (`drumnbass`, `Drum n Bass`, `dnb`). One table resolves them all, and
//! two functions read it: [`Genre::parse`] is strict and serves filters, where a wrong value must be an error;
//! [`Genre::classify`] is lenient and serves imports, where "progressive witch house" is better filed under House than
//! under nothing.

mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold;

/// How narrow a genre is. Among the several genres of a track, the narrowest becomes its canonical one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Breadth {
    /// Says nothing: `Other`.
    None,
    /// An umbrella or a use: Electronic, Soundtrack, Experimental.
    Umbrella,
    /// A genre in the ordinary sense: Rock, Jazz.
    Genre,
    /// A style inside a genre: Dubstep, Metal.
    Style,
}

/// One row of the table.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) slug: &'static str,
    pub(crate) breadth: Breadth,
    /// Legacy Roblox `music_genre` slugs.
    pub(crate) legacy: &'static [&'static str],
    /// Other names, including the styles of the Discogs vocabulary that belong here.
    pub(crate) aliases: &'static [&'static str],
}

/// A canonical genre. Small, ordered as the table is; compare and copy freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Genre(u8);

impl Genre {
    /// The genre of a track about which nothing is known. The last of the table.
    pub const OTHER: Genre = Genre((table::ENTRIES.len() - 1) as u8);

    /// Number of canonical genres.
    pub const COUNT: usize = table::ENTRIES.len();

    /// Every genre, in table order.
    pub fn all() -> impl Iterator<Item = Genre> {
        (0..=Self::OTHER.0).map(Genre)
    }

    /// Display name, such as `Hip Hop / Rap`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// URL-safe form, such as `hip-hop-rap`: the name in lower case with each run of other characters as one hyphen.
    pub fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// The legacy Roblox `music_genre` slugs that mean this genre.
    pub fn legacy_slugs(self) -> &'static [&'static str] {
        self.entry().legacy
    }

    /// Other names that resolve to this genre.
    pub fn aliases(self) -> &'static [&'static str] {
        self.entry().aliases
    }

    /// Position in the table: 0 to [`Genre::COUNT`] − 1. Not stable between releases; store the slug.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The genre at this position in the table.
    pub fn from_index(index: usize) -> Option<Genre> {
        u8::try_from(index).ok().filter(|index| *index <= Self::OTHER.0).map(Genre)
    }

    /// The genre with this name in any case, slug, legacy slug or listed alias; punctuation and blanks do not matter.
    pub fn parse(text: &str) -> Option<Genre> {
        BY_NAME.get(fold::compact(text).as_str()).copied()
    }

    /// The best guess for a genre as people write it: [`Genre::parse`] of the whole, then of what remains as leading
    /// words and then trailing words are dropped (`melodic death metal` → Metal).
    pub fn classify(text: &str) -> Option<Genre> {
        let words = fold::words(text);
        let suffixes = (0..words.len()).map(|from| &words[from..]);
        let prefixes = (1..words.len()).rev().map(|to| &words[..to]);
        suffixes.chain(prefixes).find_map(|part| BY_NAME.get(part.concat().as_str()).copied())
    }

    /// The genre for a style and parent of the Discogs vocabulary: the style's own where the table lists it, else the
    /// parent's.
    pub fn from_style(parent: &str, style: &str) -> Option<Genre> {
        Genre::parse(style).or_else(|| Genre::parse(parent))
    }

    /// The canonical genre of a track whose source lists `genres`: the narrowest, and of equals the first.
    /// [`Genre::OTHER`] when none resolves.
    pub fn primary<'a>(genres: impl IntoIterator<Item = &'a str>) -> Genre {
        genres.into_iter().filter_map(Genre::classify).fold(Genre::OTHER, |best, genre| {
            if genre.entry().breadth > best.entry().breadth { genre } else { best }
        })
    }

    fn entry(self) -> &'static Entry {
        &table::ENTRIES[usize::from(self.0)]
    }
}

impl std::fmt::Display for Genre {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Every spelling of the table, compacted, with its genre.
static BY_NAME: LazyLock<HashMap<String, Genre>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for genre in Genre::all() {
        let entry = genre.entry();
        for spelling in [entry.name, entry.slug].iter().chain(entry.legacy).chain(entry.aliases) {
            by_name.insert(fold::compact(spelling), genre);
        }
    }
    by_name
});
