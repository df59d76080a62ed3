//! Well known songs and pieces, and whose they are.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::name;
use super::spelling::{self, Spellings};

/// A song or piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Song {
    /// As it is usually written.
    pub title: &'static str,
    /// Who is known for it.
    pub artist: &'static str,
}

/// The songs of this build.
#[derive(Debug)]
pub(super) struct Songs {
    /// Songs of one title in the order of the table.
    by_title: HashMap<String, Vec<Song>>,
    /// Owners are places in `keys`.
    spellings: Spellings,
    keys: Vec<String>,
    longest: usize,
}

impl Songs {
    pub(super) fn built_in() -> &'static Songs {
        static BUILT_IN: LazyLock<Songs> = LazyLock::new(|| Songs::read(super::SONGS));
        &BUILT_IN
    }

    /// Reads lines of title and artist. A title that is partly in parentheses can be found without them.
    fn read(lines: &'static str) -> Songs {
        let mut songs =
            Songs { by_title: HashMap::new(), spellings: Spellings::default(), keys: Vec::new(), longest: 0 };
        let mut spellings = spelling::Builder::default();
        for song in lines.lines().filter(|line| !line.starts_with('#')).filter_map(song) {
            songs.longest = songs.longest.max(name::word_count(song.title)).min(super::MAX_NAME_WORDS);
            let mut keys = vec![name::key(song.title), name::key(&outside_parentheses(song.title))];
            keys.dedup();
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
                let known = songs.by_title.entry(key.clone()).or_default();
                if known.is_empty() {
                    // There are fewer songs than this number can count.
                    spellings.add(&key, songs.keys.len() as u32);
                    songs.keys.push(key);
                }
                known.push(song);
            }
        }
        songs.spellings = spellings.finish();
        songs
    }

    /// The first song of this title, or with an artist, the first of theirs.
    pub(super) fn find(&self, title: &str, artist: Option<&str>) -> Option<Song> {
        self.of_key(&name::key(title), artist)
    }

    /// The song whose title was probably meant.
    pub(super) fn find_similar(&self, title: &str, artist: Option<&str>) -> Option<Song> {
        let place = self.spellings.find(&name::key(title), |_| 0)?;
        self.of_key(self.keys.get(place as usize)?, artist)
    }

    /// Words in the longest title, with the same limit as for names.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    fn of_key(&self, key: &str, artist: Option<&str>) -> Option<Song> {
        let artist = artist.map(name::key);
        let theirs = |song: &&Song| artist.as_ref().is_none_or(|artist| name::key(song.artist) == *artist);
        self.by_title.get(key)?.iter().find(theirs).copied()
    }
}

fn song(line: &'static str) -> Option<Song> {
    let (title, artist) = line.split_once('\t')?;
    let artist = artist.split('\t').next().unwrap_or(artist).trim();
    let header = (title, artist) == ("title", "artist");
    (!header && !name::key(title).is_empty() && !artist.is_empty())
        .then_some(Song { title: title.trim(), artist })
}

/// A title without what stands in parentheses.
fn outside_parentheses(title: &str) -> String {
    let mut depth = 0_usize;
    let outside = title.chars().filter(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

#[cfg(test)]
mod tests;
