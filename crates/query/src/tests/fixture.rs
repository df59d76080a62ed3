//! A small lexicon and small tables of names for the tests of this crate, and the one way in which they check.

use std::sync::LazyLock;

use hark_knowledge::Lexicon;
use hark_track::fold;

use crate::intent::{Intent, read_with};
use crate::known::{KnownAlbum, KnownArtist, KnownSong, Names, NoNames, Spelling};

/// Kind, name, aliases.
const CONCEPTS: &str = "\
instrument\tguitar\tguitars\t\t\t
instrument\telectric guitar\t\tguitar\t\t
instrument\tdrums\tdrum\t\t\t
instrument\tbass\t\t\t\t
instrument\tpiano\t\t\t\t
instrument\tstrings\t\t\t\t
instrument\tviolin\t\tstrings\t\t
instrument\tbrass\t\t\t\t
instrument\tbell\t\t\t\t
instrument\tcello\t\t\t\t
style\tmetal\theavy metal\t\t\t
style\trock\t\t\t\t
style\tjazz\t\t\t\t
style\tfolk\t\t\t\t
style\tpop\t\t\t\t
style\ttechno\t\t\t\t
style\tdrum and bass\tdnb|drum & bass\t\t\t
style\tfuture bass\t\t\t\t
style\tno wave\t\t\t\t
style\tr&b\t\t\t\t
mood\tsad\t\t\t\t
mood\thappy\t\t\t\t
mood\tdark\t\t\t\t
mood\tcheesy\t\t\t\t
mood\tscary\t\t\t\t
mood\tdreamy\t\t\t\t
tempo\tfast\t\t\t\t
tempo\tslow\t\t\t\t
energy\taggressive\t\t\t\t
energy\tloud\t\t\t\t
texture\theavy\t\t\t\t
voice\tchoir\t\t\t\t
voice\tinstrumental\tno vocals|without singing\t\t\t
use\tboss fight\t\t\t\t
era\t80s\teighties\t\t\t
";

/// Name, prominence, held by the catalogue.
const ARTISTS: &[(&str, u32, bool)] = &[
    ("Daft Punk", 20, false),
    ("Radiohead", 20, false),
    ("Billie Eilish", 20, false),
    ("Air", 10, false),
    ("Low", 10, false),
    ("Muse", 12, false),
    ("Train", 10, false),
    ("Future", 10, false),
    ("Kiss", 10, false),
    ("Queen", 20, false),
    ("The Beatles", 40, false),
    ("Talking Heads", 10, false),
    ("Massive Attack", 10, false),
    ("Simon & Garfunkel", 10, false),
    ("AC/DC", 20, false),
    ("Toto", 10, false),
    ("Chic", 10, false),
    ("Drake", 20, false),
    ("Hans Zimmer", 20, false),
    ("Portishead", 10, false),
    ("Ilse Varga", 0, true),
];
const SONGS: &[(&str, &str)] = &[
    ("Bohemian Rhapsody", "Queen"),
    ("Africa", "Toto"),
    ("Creep", "Radiohead"),
    ("No Surprises", "Radiohead"),
];
/// Words of the language that occur in those names and around them.
const WORDS: &[&str] = &[
    "air",
    "low",
    "muse",
    "train",
    "future",
    "kiss",
    "queen",
    "talking",
    "heads",
    "massive",
    "attack",
    "africa",
    "creep",
    "surprises",
    "sea",
    "ride",
    "bee",
    "city",
    "morning",
    "news",
    "chic",
    "beat",
    "walls",
    "lines",
    "hello",
    "world",
];

pub(crate) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(&[("fixture.tsv", CONCEPTS)]).unwrap());

/// The tables above.
pub(crate) struct Few;

impl Names for Few {
    fn artist(&self, name: &str, spelling: Spelling) -> Option<KnownArtist> {
        static KEYS: LazyLock<Vec<String>> =
            LazyLock::new(|| ARTISTS.iter().map(|(name, ..)| key(name)).collect());
        let key = key(name);
        let fits = |known: &String| match spelling {
            Spelling::Exact => *known == key,
            Spelling::Similar => one_letter_apart(known, &key),
        };
        let (name, prominence, held) = ARTISTS[KEYS.iter().position(fits)?];
        let ordinary = WORDS.contains(&fold::name(name).as_str());
        Some(KnownArtist { name: name.to_owned(), held, ordinary, prominence })
    }

    fn song(&self, title: &str, artist: Option<&str>, _spelling: Spelling) -> Option<KnownSong> {
        let (title, by) = *SONGS.iter().find(|(known, _)| fold::name(known) == title)?;
        let fits = artist.is_none_or(|artist| key(artist) == key(by));
        fits.then(|| KnownSong { title: title.to_owned(), artist: Some(by.to_owned()) })
    }

    fn album(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        None
    }

    fn longest(&self) -> usize {
        3
    }

    fn ordinary(&self, word: &str) -> bool {
        WORDS.contains(&word)
    }
}

fn key(name: &str) -> String {
    let name = fold::name(name).replace(" and ", " ");
    name.strip_prefix("the ").unwrap_or(&name).replace(' ', "")
}

/// One letter more, less or other, or two neighbours swapped; tried out.
fn one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let without = |word: &[char], at: usize| [&word[..at], &word[at + 1..]].concat();
    let shorter = |long: &[char], short: &[char]| (0..long.len()).any(|at| without(long, at) == short);
    let replaced = one.len() == other.len() && one.iter().zip(&other).filter(|(a, b)| a != b).count() <= 1;
    let swapped = (1..one.len()).any(|at| {
        let mut word = one.clone();
        word.swap(at - 1, at);
        word == other
    });
    replaced || swapped || shorter(&one, &other) || shorter(&other, &one)
}

/// Reads with the small tables.
pub(crate) fn read(query: &str) -> Intent {
    read_with(query, &Few, &LEXICON)
}

/// The certain pieces of a query, without any names.
pub(crate) fn plain(query: &str) -> String {
    shown(&read_with(query, &NoNames, &LEXICON))
}

/// The certain pieces of a query, joined.
pub(crate) fn shown(intent: &Intent) -> String {
    intent.certain().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Checks the certain pieces of many queries, names known.
pub(crate) fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(query, expected)| (query, expected, shown(&read(query))))
        .filter(|(_, expected, read)| *expected != read)
        .map(|(query, expected, read)| format!("{query}\n  expected {expected}\n  read     {read}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
