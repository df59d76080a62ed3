//! Which artists, titles and albums there are, by name: in memory, because a reader of queries asks about every run of a
//! few words.
//!
//! Names are compared compacted ([`fold::compact`]) and without a leading "the". Titles are kept as hashes alone: there
//! are as many as tracks, and whoever needs the title looks its rows up in the word index.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use hark_track::{Track, fold};

use crate::file::{In, Out};
use crate::hash;
use crate::layered::Layered;

/// Longest name, in words, that [`Names::longest`] tells of.
const MAX_WORDS: usize = 8;
/// Most artists of one length and first letter that a misspelt name is compared with.
const MAX_COMPARED: usize = 20_000;

/// Keys of artists, shared by clones.
type SharedKeys = Arc<Vec<Box<str>>>;

/// The names of a catalogue. A name stays when its last track goes: an answer is a hint to look.
#[derive(Debug, Clone, Default)]
pub struct Names {
    artists: Layered,
    albums: Layered,
    titles: Layered,
    /// Keys of artists by first letter and length.
    shapes: Arc<HashMap<(char, usize), SharedKeys>>,
    longest: usize,
}

impl Names {
    /// Takes in the names of a track whose artist and album have these numbers.
    pub fn add(&mut self, track: &Track, artist: Option<u32>, album: Option<u32>) {
        if let Some(number) = artist {
            self.note_length(&track.artist);
            self.add_artist(&key(&track.artist), number);
        }
        if let Some(number) = album {
            self.note_length(&track.album);
            self.albums.add(hash(&track.album), number);
        }
        if !track.name.is_empty() {
            self.note_length(&track.name);
            self.titles.add(hash(&track.name), 0);
        }
    }

    fn add_artist(&mut self, key: &str, number: u32) {
        let hash = hash::hash(key.as_bytes());
        if !key.is_empty() && self.artists.get(hash).is_none() {
            let shapes = Arc::make_mut(&mut self.shapes).entry(shape(key)).or_default();
            Arc::make_mut(shapes).push(key.into());
            self.artists.add(hash, number);
        }
    }

    /// The number of the artist of this name.
    pub fn artist(&self, name: &str) -> Option<u32> {
        self.artists.get(hash(name))
    }

    /// The number of the artist whose name differs from `name` by one slip of the keyboard (two from nine letters on),
    /// not in the first letter; of several the nearest.
    pub fn similar_artist(&self, name: &str) -> Option<u32> {
        let wanted = key(name);
        let length = wanted.chars().count();
        let most = if length < 5 { 0 } else { 1 + usize::from(length >= 9) };
        let first = wanted.chars().next()?;
        let shapes = (length - most.min(length)..=length + most)
            .filter_map(|length| self.shapes.get(&(first, length)));
        let near = shapes
            .flat_map(|names| names.iter().take(MAX_COMPARED))
            .filter_map(|name| Some((distance(&wanted, name, most)?, name)));
        near.min().and_then(|(_, name)| self.artists.get(hash::hash(name.as_bytes())))
    }

    /// Whether a track has, or had, this title.
    pub fn has_title(&self, title: &str) -> bool {
        self.titles.get(hash(title)).is_some()
    }

    /// The number of an album of this title.
    pub fn album(&self, title: &str) -> Option<u32> {
        self.albums.get(hash(title))
    }

    /// Words in the longest name, at most 8.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub fn memory_bytes(&self) -> usize {
        #[expect(clippy::iter_over_hash_type, reason = "a sum does not depend on the order")]
        let shapes: usize = {
            let mut sum = 0;
            for names in self.shapes.values() {
                sum += 64 + names.iter().map(|name| name.len() + 32).sum::<usize>();
            }
            sum
        };
        shapes + self.artists.memory_bytes() + self.albums.memory_bytes() + self.titles.memory_bytes()
    }

    fn note_length(&mut self, name: &str) {
        self.longest = self.longest.max(name.split_whitespace().take(MAX_WORDS).count());
    }

    /// Writes every name.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.longest as u64)?;
        self.albums.save(out)?;
        self.titles.save(out)?;
        let mut shapes: Vec<_> = self.shapes.iter().collect();
        shapes.sort_unstable_by_key(|(shape, _)| **shape);
        let artists = || shapes.iter().flat_map(|(_, names)| names.iter());
        out.u64(artists().count() as u64)?;
        artists().try_for_each(|key| {
            out.u32(self.artists.get(hash::hash(key.as_bytes())).unwrap_or(0))?;
            out.text(key)
        })
    }

    /// Reads what [`Names::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Names> {
        let longest = usize::try_from(from.u64()?).ok()?;
        let (albums, titles) = (Layered::load(from)?, Layered::load(from)?);
        let mut names = Names { albums, titles, longest, ..Names::default() };
        for _ in 0..from.length(12)? {
            let number = from.u32()?;
            names.add_artist(from.text()?, number);
        }
        Some(names)
    }
}

fn key(name: &str) -> String {
    let compact = fold::compact(name);
    let starts = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
    match compact.strip_prefix("the").filter(|rest| starts && !rest.is_empty()) {
        Some(rest) => rest.to_owned(),
        None => compact,
    }
}

fn hash(name: &str) -> u64 {
    hash::hash(key(name).as_bytes())
}

fn shape(key: &str) -> (char, usize) {
    (key.chars().next().unwrap_or(' '), key.chars().count())
}

/// Insertions, deletions, substitutions and swaps of neighbours between two names (optimal string alignment), where they
/// are at most `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|cost| *cost > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use hark_track::{AssetId, Timestamp};

    use super::*;

    fn named(name: &str, artist: &str) -> Track {
        let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
        (track.name, track.artist) = (name.to_owned(), artist.to_owned());
        track
    }

    #[test]
    fn names_are_found_in_any_spelling_and_with_a_slip_of_the_keyboard() {
        let mut names = Names::default();
        names.add(&named("Sexy Boy", "Air"), Some(0), None);
        names.add(&named("Élan (Remix)", "The Räin Dogs"), Some(1), None);
        let stored = crate::file::tests::written(|out| names.save(out));
        let names = crate::file::tests::read(&stored, Names::load).unwrap();
        for (name, number) in
            [("AIR", Some(0)), ("rain dogs", Some(1)), ("The Rain-Dogs", Some(1)), ("rain", None)]
        {
            assert_eq!(names.artist(name), number, "{name}");
        }
        for (name, number) in
            [("rian dogs", Some(1)), ("raindog", Some(1)), ("aer", None), ("train dogs", None)]
        {
            assert_eq!(names.similar_artist(name), number, "{name}");
        }
        assert!(names.has_title("elan remix") && !names.has_title("elan"));
        assert_eq!((names.album("x"), names.longest()), (None, 3));
    }

    #[test]
    fn a_slip_is_a_letter_changed_added_left_out_or_swapped() {
        for (a, b, expected) in [
            ("daftpunk", "daftpnuk", Some(1)),
            ("daftpunk", "daftpun", Some(1)),
            ("daftpunk", "daffpunk", Some(1)),
            ("daftpunk", "daftpunk", Some(0)),
            ("daftpunk", "drftpnuk", None),
        ] {
            assert_eq!(distance(a, b, 1), expected, "{a} {b}");
        }
        assert_eq!(distance("drftpnuk", "daftpunk", 2), Some(2));
    }
}
