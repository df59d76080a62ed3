//! Names from plain tables, for judging and timing without a catalogue.
//!
//! Tables are tab-separated and told apart by their header or columns: `name genres associated_acts` (an artist is as
//! prominent as the number of rows that name it), `name aliases …` (seven columns; taken as widely known), `title
//! artist` (songs), and a list of ordinary words without tabs.

use std::collections::{HashMap, HashSet};

use hark_query::{KnownAlbum, KnownArtist, KnownSong, Names, Spelling};
use hark_track::fold;

/// Prominence of artists that somebody wrote down by hand.
const BY_HAND: u32 = 20;

#[derive(Default)]
pub(crate) struct PlainNames {
    artists: Vec<KnownArtist>,
    by_name: HashMap<String, usize>,
    /// Artists by the name with one letter left out, for misspellings.
    shortened: HashMap<String, Vec<usize>>,
    songs: HashMap<String, Vec<KnownSong>>,
    words: HashSet<String>,
    longest: usize,
}

impl PlainNames {
    /// Reads tables given as texts.
    pub(crate) fn read(tables: &[String]) -> PlainNames {
        let mut names = PlainNames::default();
        for table in tables {
            names.add(table);
        }
        for (artist, known) in names.artists.iter_mut().enumerate() {
            known.ordinary =
                !fold::name(&known.name).contains(' ') && is_ordinary(&names.words, &fold::name(&known.name));
            for short in shortened(&key(&known.name)) {
                names.shortened.entry(short).or_default().push(artist);
            }
        }
        names
    }

    fn add(&mut self, table: &str) {
        let mut acts: HashMap<String, u32> = HashMap::new();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .collect();
        for row in rows.iter().filter(|row| row.len() == 3) {
            for act in row[2].split('|').filter(|act| !act.is_empty()) {
                *acts.entry(fold::compact(&clean(act))).or_default() += 1;
            }
        }
        // Acts that other rows name often are artists too, even without a row of their own.
        for row in rows.iter().filter(|row| row.len() == 3) {
            for act in row[2].split('|').map(clean) {
                match acts.get(&fold::compact(&act)) {
                    Some(times) if *times >= 3 && !self.by_name.contains_key(&key(&act)) => {
                        self.add_artist(&act, &[], *times)
                    }
                    _ => {}
                }
            }
        }
        for row in &rows {
            match row[..] {
                [word] => self.words.extend(word.split_whitespace().map(fold::name)),
                [title, artist] if title != "title" => self.add_song(title, artist),
                [name, _, _] if name != "name" => self.add_artist(
                    &clean(name),
                    &[],
                    acts.get(&fold::compact(&clean(name))).copied().unwrap_or(0),
                ),
                [name, aliases, _, _, _, _, _] if name != "name" => {
                    self.add_artist(name, &aliases.split('|').collect::<Vec<_>>(), BY_HAND);
                }
                _ => {}
            }
        }
    }

    fn add_artist(&mut self, name: &str, aliases: &[&str], prominence: u32) {
        self.longest = self.longest.max(fold::words(name).len());
        let known = KnownArtist { name: name.to_owned(), held: false, ordinary: false, prominence };
        let new = self.artists.len();
        let at = *self.by_name.entry(key(name)).or_insert(new);
        if at == new {
            self.artists.push(known);
        } else if prominence > self.artists[at].prominence {
            self.artists[at] = known;
        }
        for alias in aliases.iter().filter(|alias| !alias.is_empty()) {
            self.longest = self.longest.max(fold::words(alias).len());
            self.by_name.entry(key(alias)).or_insert(at);
        }
    }

    fn add_song(&mut self, title: &str, artist: &str) {
        self.longest = self.longest.max(fold::words(title).len());
        let song = KnownSong { title: title.to_owned(), artist: Some(artist.to_owned()) };
        self.songs.entry(fold::compact(title)).or_default().push(song);
    }

    fn similar(&self, name: &str) -> Option<KnownArtist> {
        let compact = key(name);
        let allowed = if compact.len() >= 9 { 2 } else { usize::from(compact.len() >= 5) };
        let near = shortened(&compact).into_iter().filter_map(|short| self.shortened.get(&short)).flatten();
        let near = near.filter_map(|at| {
            let distance = distance(&key(&self.artists[*at].name), &compact);
            (distance <= allowed).then_some((std::cmp::Reverse(distance), self.artists[*at].prominence, *at))
        });
        near.max().map(|(_, _, at)| self.artists[at].clone())
    }
}

impl Names for PlainNames {
    fn artist(&self, name: &str, spelling: Spelling) -> Option<KnownArtist> {
        match spelling {
            Spelling::Exact => self.by_name.get(&key(name)).map(|at| self.artists[*at].clone()),
            Spelling::Similar => self.similar(name),
        }
    }

    fn song(&self, title: &str, artist: Option<&str>, spelling: Spelling) -> Option<KnownSong> {
        if spelling == Spelling::Similar {
            return None;
        }
        let songs = self.songs.get(&fold::compact(title))?;
        let of_artist =
            |song: &&KnownSong| artist.is_none_or(|name| song.artist.as_deref().map(key) == Some(key(name)));
        songs.iter().find(of_artist).cloned()
    }

    fn album(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        None
    }

    fn longest(&self) -> usize {
        self.longest
    }

    fn ordinary(&self, word: &str) -> bool {
        is_ordinary(&self.words, word)
    }
}

/// Without what an encyclopaedia puts behind a name to tell it from others.
fn clean(name: &str) -> String {
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    name.replace("\\u2019", "'")
}

fn key(name: &str) -> String {
    let words = fold::words(name);
    let bare = if words.len() > 1 && words[0] == "the" { &words[1..] } else { &words[..] };
    bare.iter().filter(|word| bare.len() < 3 || *word != "and").map(String::as_str).collect()
}

fn is_ordinary(words: &HashSet<String>, word: &str) -> bool {
    let stems = ["s", "es", "d", "ed", "ing", "er", "est", "ly", "y"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    words.contains(word)
        || stems
            .filter(|stem| stem.len() >= 3)
            .any(|stem| words.contains(stem) || words.contains(&format!("{stem}e")))
}

/// The name, and the name with each letter left out.
fn shortened(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().take(32).collect();
    let without = |gone: usize| {
        letters.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, letter)| *letter).collect()
    };
    (0..=letters.len()).map(without).collect()
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for at in 0..=one.len() {
        rows[at][0] = at;
    }
    rows[0] = (0..=other.len()).collect();
    for i in 1..=one.len() {
        for j in 1..=other.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[one.len()][other.len()]
}
