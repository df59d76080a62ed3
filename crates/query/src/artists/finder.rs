//! Looking names up: each run of words once, misspellings within a budget.

use std::cell::RefCell;
use std::ops::Range;

use hark_track::fold;

use super::cues::{self, CLOSERS, Cue};
use super::words::is_word;
use crate::claim::{Claim, Strength};
use crate::concepts::Concepts;
use crate::known::{KnownArtist, KnownSong, MAX_SIMILAR, Names, Spelling};
use crate::piece::{Meaning, Role, Standing};
use crate::tokens::{Gap, Tokens};
use crate::vocabulary::{MUSIC, is_function_word};

/// How widely known an artist must be for a weak reading to count.
pub(super) const PROMINENT: u32 = 2 * KnownArtist::WIDELY_KNOWN;
/// Longest name that is looked for, in words, whatever the tables hold.
const MAX_WORDS: usize = 8;
/// Longest name of an artist that is looked for, in words: few have more, and every run of words is a look-up.
const MAX_ARTIST_WORDS: usize = 6;

pub(super) struct Finder<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) names: &'a dyn Names,
    pub(super) concepts: &'a Concepts<'a>,
    /// Words that another recogniser has claimed.
    pub(super) busy: &'a [bool],
    /// The longest known artist that begins at each word.
    artists: Vec<Option<Hit>>,
    /// The words that lead to names, where they begin.
    cues: Vec<Option<Cue>>,
    /// Whether each word is one of the language.
    plain: Vec<bool>,
    /// What misspelt names were found, by their words.
    similar: RefCell<Vec<(Range<usize>, Option<KnownArtist>)>>,
}

/// An artist's name in the query.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) artist: KnownArtist,
    pub(super) words: Range<usize>,
    /// The name consists of ordinary words, so that it may mean what it says.
    pub(super) plain: bool,
}

impl Hit {
    pub(super) fn widely_known(&self) -> bool {
        self.artist.prominence >= KnownArtist::WIDELY_KNOWN || self.artist.held
    }

    pub(super) fn meaning(&self, role: Role) -> Meaning {
        let standing = if self.artist.held { Standing::Held } else { Standing::Known };
        Meaning::Artist { name: self.artist.name.clone(), role, standing }
    }

    /// A claim that takes in all words from `start`.
    pub(super) fn claim(&self, start: usize, role: Role, strength: Strength) -> Claim {
        Claim::new(start.min(self.words.start)..self.words.end, self.words.clone(), self.meaning(role))
            .with(strength)
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        tokens: &'a Tokens<'a>,
        names: &'a dyn Names,
        concepts: &'a Concepts<'a>,
        busy: &'a [bool],
    ) -> Finder<'a> {
        let plain = (0..tokens.len()).map(|at| is_plain(tokens.word(at), names, concepts)).collect();
        let mut finder = Finder {
            tokens,
            names,
            concepts,
            busy,
            artists: Vec::new(),
            cues: (0..tokens.len()).map(|at| cues::before(tokens, at)).collect(),
            plain,
            similar: RefCell::default(),
        };
        finder.artists = (0..tokens.len()).map(|at| finder.look_up(at)).collect();
        finder
    }

    /// The longest known artist that begins at a word.
    fn look_up(&self, at: usize) -> Option<Hit> {
        let mut artist = None;
        for (name, words) in self.windows(at).take_while(|(_, words)| words.len() <= MAX_ARTIST_WORDS) {
            if !self.is_grammar(&words)
                && let Some(found) = self.exact(&name, words.end)
            {
                artist = Some((found, words));
            }
        }
        artist.map(|(found, words)| self.hit(found, words))
    }

    /// The runs of words from here that can be a name, shortest first, each folded. Signs that stand for letters are
    /// kept ("ke$ha").
    fn windows(&self, at: usize) -> impl Iterator<Item = (String, Range<usize>)> {
        let most = self.names.longest().min(MAX_WORDS);
        let mut name = String::new();
        (at + 1..=(at + most).min(self.tokens.len()))
            .map_while(move |end| {
                let last = end - 1;
                if last > at {
                    match (self.tokens.gap(last), self.tokens.between(last)) {
                        (Gap::Dash, _) => return None,
                        (Gap::Tight, sign @ ("$" | "!" | "@")) => name.push_str(sign),
                        _ => name.push(' '),
                    }
                }
                name.push_str(self.tokens.word(last));
                Some((name.clone(), at..end))
            })
            .filter(|(_, words)| !matches!(self.tokens.word(words.end - 1), "and" | "or"))
    }

    /// A name that ends before `end`, a possessive s aside.
    fn exact(&self, name: &str, end: usize) -> Option<KnownArtist> {
        let exact = |name: &str| self.names.artist(name, Spelling::Exact);
        exact(name).or_else(|| exact(name.strip_suffix('s').filter(|_| self.is_possessive(end - 1))?))
    }

    fn is_possessive(&self, at: usize) -> bool {
        let raw = self.tokens.raw(at);
        raw.strip_suffix(['s', 'S']).is_some_and(|stem| stem.ends_with(['\'', '’', '`', '´']))
    }

    /// "Drake's" before a word for music.
    pub(super) fn is_owner(&self, words: &Range<usize>) -> bool {
        self.is_possessive(words.end - 1) && self.tokens.gap(words.end).binds() && self.is_music(words.end)
    }

    fn hit(&self, artist: KnownArtist, words: Range<usize>) -> Hit {
        let numbered =
            words.len() > 1 && words.clone().any(|at| self.is_sign(at)) && artist.prominence >= PROMINENT;
        let apart = self.is_written_apart(&artist, &words);
        let plain =
            !numbered && !apart && (artist.ordinary || self.is_plain(&words) || self.is_concept(&words));
        Hit { artist, words, plain }
    }

    /// A word of grammar is a name only where it is written like one ("by Yes", "from HER").
    fn is_grammar(&self, words: &Range<usize>) -> bool {
        let owner = |at: usize| {
            self.is_possessive(at) && self.tokens.word(at).strip_suffix('s').is_some_and(is_function_word)
        };
        let grammar = words.clone().all(|at| is_function_word(self.tokens.word(at)) || owner(at));
        let letter = matches!(self.tokens.word(words.start), "i" | "a" | "the" | "an") && words.len() == 1;
        grammar && (letter || !self.tokens.upper(words.start))
    }

    /// A widely known name that is written apart here ("back street boys") is as strange as it is in one piece.
    fn is_written_apart(&self, artist: &KnownArtist, words: &Range<usize>) -> bool {
        let parts = fold::words(&artist.name);
        let strange = |part: &String| !is_plain(part, self.names, self.concepts);
        artist.prominence >= PROMINENT && parts.len() < words.len() && parts.iter().any(strange)
    }

    /// A number or a letter, of which sentences hold few beside names ("50 cent", "jay z").
    fn is_sign(&self, at: usize) -> bool {
        let word = self.tokens.word(at);
        let letter = word.len() == 1 && !is_function_word(word);
        letter || word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether the words together are a concept ("lo-fi", "a cappella").
    fn is_concept(&self, words: &Range<usize>) -> bool {
        let name: String = words.clone().map(|at| self.tokens.word(at)).collect();
        self.concepts.is_name(&name)
    }

    /// The known artist that begins at a word.
    pub(super) fn artist(&self, at: usize) -> Option<&Hit> {
        self.artists.get(at).and_then(Option::as_ref)
    }

    /// The longest known artist that ends before a word.
    pub(super) fn artist_before(&self, end: usize) -> Option<&Hit> {
        let starts = end.saturating_sub(MAX_WORDS)..end;
        starts.filter_map(|at| self.artist(at)).find(|hit| hit.words.end == end)
    }

    /// The longest known song that begins at a word.
    pub(super) fn song(&self, at: usize) -> Option<(KnownSong, Range<usize>)> {
        let songs = self.windows(at).filter_map(|(name, words)| {
            self.names.song(&name, None, Spelling::Exact).map(|song| (song, words))
        });
        songs.last()
    }

    /// The words that lead to a name, beginning here.
    pub(super) fn cue(&self, at: usize) -> Option<Cue> {
        self.cues.get(at).copied().flatten()
    }

    /// The artist whose name these words misspell. Every word of a run must be part of the name.
    pub(super) fn similar(&self, words: &Range<usize>) -> Option<Hit> {
        let name = self.tokens.joined(words);
        let letters = name.chars().filter(|letter| *letter != ' ').count();
        if letters < 4 || words.len() > 5 {
            return None;
        }
        let mut asked = self.similar.borrow_mut();
        let before = asked.iter().find(|(other, _)| other == words).map(|(_, artist)| artist.clone());
        let artist = match before {
            Some(artist) => artist,
            None if asked.len() == MAX_SIMILAR => None,
            None => {
                let artist = self.names.artist(&name, Spelling::Similar);
                asked.push((words.clone(), artist.clone()));
                artist
            }
        };
        artist.map(|artist| self.hit(artist, words.clone()))
    }

    /// The exact name of these words, with or without an s at the end.
    pub(super) fn without_s(&self, words: &Range<usize>) -> Option<Hit> {
        let name = self.tokens.joined(words);
        let artist = self.names.artist(name.strip_suffix('s')?, Spelling::Exact)?;
        Some(self.hit(artist, words.clone()))
    }

    /// Whether all these words are words of the language.
    pub(super) fn is_plain(&self, words: &Range<usize>) -> bool {
        words.clone().all(|at| self.plain.get(at).copied().unwrap_or(true))
    }

    /// Whether every word that carries meaning has a capital, in a text that uses them.
    pub(super) fn is_capital(&self, words: &Range<usize>) -> bool {
        let small = |at: usize| is_function_word(self.tokens.word(at)) && at != words.start;
        self.tokens.cased()
            && words.clone().all(|at| {
                self.tokens.upper(at)
                    || small(at)
                    || self.tokens.raw(at).starts_with(|c: char| c.is_ascii_digit())
            })
    }

    /// Whether the capital of a name says something: it does not where every sentence begins with one.
    pub(super) fn is_marked(&self, words: &Range<usize>) -> bool {
        self.is_capital(words) && (self.tokens.capital(words.start) || self.many_capitals(words))
    }

    fn many_capitals(&self, words: &Range<usize>) -> bool {
        words.clone().skip(1).any(|at| self.tokens.capital(at))
    }

    /// Whether nothing that follows can belong to the same thing.
    pub(super) fn closes(&self, end: usize) -> bool {
        !self.tokens.gap(end).binds()
            || CLOSERS.contains(&self.tokens.word(end))
            || self.busy.get(end).copied().unwrap_or(true)
    }

    /// The words from here that can be one name: up to the next pause or word that closes it.
    pub(super) fn run(&self, at: usize) -> Range<usize> {
        let mut end = at;
        while end < self.tokens.len()
            && end < at + 5
            && (end == at || self.tokens.gap(end).binds())
            && !(end > at && CLOSERS.contains(&self.tokens.word(end)))
            && !self.busy[end]
            && !is_function_word(self.tokens.word(end))
        {
            end += 1;
        }
        at..end
    }

    /// Whether these words name a kind of music rather than a piece of it.
    pub(super) fn is_music(&self, at: usize) -> bool {
        MUSIC.contains(&self.tokens.word(at))
    }
}

fn is_plain(word: &str, names: &dyn Names, concepts: &Concepts<'_>) -> bool {
    let number = word.bytes().all(|byte| byte.is_ascii_digit());
    number
        || word.chars().count() == 1
        || is_function_word(word)
        || names.ordinary(word)
        || concepts.is_name(word)
        || is_word(word)
}
