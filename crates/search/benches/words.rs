//! How long retrieval by words takes, beside the same by definition, on an invented catalogue as skewed as real ones.
//!
//! `cargo bench -p hark-search --bench words -- [TRACKS] [alone]`, 100,000 tracks when none are given, and `alone` without
//! the definition beside it. Each query runs three times, and the shortest counts: the machine's other work is not what is
//! measured.

#![expect(clippy::print_stdout, reason = "a tool that prints what it measured")]

#[path = "../tests/it/words_oracle.rs"]
mod words_oracle;

use std::time::{Duration, Instant};

use hark_index::{Access, Entry, Error, Index, Rows, Words};
use hark_query::Word;
use hark_search::words::{WordMatch, retrieve};
use hark_track::{AssetId, Timestamp, Track};

/// Words in titles and names of artists.
const VOCABULARY: usize = 50_000;
/// Tags, a word each.
const TAGS: usize = 2_000;
const QUERIES: usize = 100;
const MOST: usize = 1000;

fn main() {
    let tracks = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let alone = std::env::args().any(|argument| argument == "alone");
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::new();
    let begun = Instant::now();
    let mut index = Index::open(folder.path(), ("bench", ""), Access::Write).expect("an index");
    for row in 0..tracks {
        let track = world.track(u64::from(row) + 1);
        let entry = Entry { row, sequence: 1, track: &track, vector: None, joint: None, sound: None };
        index.put(entry).expect("room on the disk");
    }
    index.commit(1).expect("room on the disk");
    println!("{tracks} tracks, indexed in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let track = world.track(1);
    let entry = Entry { row: 0, sequence: 2, track: &track, vector: None, joint: None, sound: None };
    index.put(entry).expect("room on the disk");
    index.commit(2).expect("room on the disk");
    println!("one track replaced in {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let snapshot = index.snapshot();
    let universe = Rows::where_(tracks as usize, |_| true);
    println!("{} parts", snapshot.words.parts().count());
    for (kind, make) in KINDS {
        let queries: Vec<Vec<Word>> = (0..QUERIES).map(|_| make(&mut world)).collect();
        let ways = [("new", retrieve as Retrieve), ("by definition", words_oracle::retrieve)];
        for (name, work) in ways.into_iter().take(if alone { 1 } else { 2 }) {
            let mut times: Vec<f64> = queries
                .iter()
                .map(|query| best_of_three(|| drop(work(&snapshot.words, query, &universe, MOST))))
                .collect();
            times.sort_by(f64::total_cmp);
            let (p50, p99) = (times[QUERIES / 2], times[QUERIES * 99 / 100]);
            println!("{kind:<24} {name:<14} p50 {p50:8.3} ms   p99 {p99:8.3} ms");
        }
    }
}

type Retrieve = fn(&Words, &[Word], &Rows, usize) -> Result<Vec<WordMatch>, Error>;
type Kind = (&'static str, fn(&mut World) -> Vec<Word>);

const KINDS: [Kind; 5] = [
    ("typical, 4 words", |world| query(vec![world.title(), world.title(), world.tag(), world.tag()])),
    ("caption, 15 words", |world| {
        let mut words: Vec<String> = (0..10).map(|_| world.tag()).collect();
        words.extend((0..5).map(|_| world.title()));
        query(words)
    }),
    ("caption, 20 words", |world| {
        let mut words: Vec<String> = (0..14).map(|_| world.tag()).collect();
        words.extend((0..6).map(|_| world.title()));
        query(words)
    }),
    ("one common tag", |world| query(vec![tag(world.random(4))])),
    ("5 of 8 commonest tags", |world| {
        let first = world.random(8);
        query((0..5).map(|at| tag((first + at) % 8)).collect())
    }),
];

fn query(mut texts: Vec<String>) -> Vec<Word> {
    texts.sort_unstable();
    texts.dedup();
    texts.into_iter().map(|text| Word { text, filler: false }).collect()
}

fn best_of_three(mut work: impl FnMut()) -> f64 {
    let mut time = || {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let times: [Duration; 3] = std::array::from_fn(|_| time());
    times.iter().min().map_or(0.0, Duration::as_secs_f64) * 1e3
}

/// Where invented tracks and queries come from.
struct World {
    state: u64,
    titles: Vec<f64>,
    tags: Vec<f64>,
}

impl World {
    fn new() -> World {
        World { state: 0x9E37_79B9_7F4A_7C15, titles: zipf(VOCABULARY, 10.0), tags: zipf(TAGS, 1.5) }
    }

    /// A title of two words, an artist of two, a genre, a mood and four tags, of which the commonest is on a third of all
    /// tracks; one in ten is described in fifteen words.
    fn track(&mut self, id: u64) -> Track {
        let mut track = Track::new(AssetId::new(id).expect("above 0"), Timestamp::default());
        track.name = format!("{} {}", self.title(), self.title());
        track.artist = format!("{} {}", self.title(), self.title());
        track.genres = vec![tag(self.random(20))];
        track.moods = vec![tag(40 + self.random(20))];
        track.tags = (0..4).map(|_| self.tag()).collect();
        track.tags.sort_unstable();
        track.tags.dedup();
        if self.random(10) == 0 {
            track.description = (0..15).map(|_| self.tag()).collect::<Vec<_>>().join(" ");
        }
        track
    }

    fn title(&mut self) -> String {
        word({
            let at = self.state_next();
            draw(&self.titles, at)
        })
    }

    fn tag(&mut self) -> String {
        {
            let at = self.state_next();
            tag(draw(&self.tags, at))
        }
    }

    fn random(&mut self, below: usize) -> usize {
        (self.state_next() * below as f64) as usize
    }

    /// The next number from 0 to below 1 (xorshift64*).
    fn state_next(&mut self) -> f64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Cumulative shares of `count` things, the n-th as frequent as 1 / (n + flat).
fn zipf(count: usize, flat: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut all: Vec<f64> = (0..count)
        .map(|n| {
            sum += 1.0 / (n as f64 + flat);
            sum
        })
        .collect();
    all.iter_mut().for_each(|share| *share /= sum);
    all
}

fn draw(shares: &[f64], at: f64) -> usize {
    shares.partition_point(|share| *share <= at).min(shares.len() - 1)
}

/// Tags are words that stand in titles too, some of them often.
fn tag(number: usize) -> String {
    word(number * 7 % VOCABULARY)
}

/// The n-th word of the vocabulary: three syllables.
fn word(number: usize) -> String {
    let syllable = |number: usize| {
        let (consonant, vowel) = (&"bdfghklmnprt"[number % 12..][..1], &"aeiou"[number / 12 % 5..][..1]);
        format!("{consonant}{vowel}")
    };
    [number % 60, number / 60 % 60, number / 3600].map(syllable).concat()
}
