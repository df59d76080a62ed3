//! Songs and albums: "Circles by Post Malone", "Rogue - Exogenesis", "the song Creep", "\"Take Five\"", "Dummy, the
//! Portishead album", and known titles where a title may stand.

mod quotes;
mod shapes;

use std::ops::Range;

use super::cues::{Cue, Trust};
use super::finder::Finder;
use super::slots::{self, Named};
use crate::claim::{Claim, Strength};
use crate::known::Spelling;
use crate::piece::{Meaning, Role};
use crate::tokens::Gap;
use crate::vocabulary::is_function_word;

/// Longest title that is looked for, in words.
const MAX_WORDS: usize = 10;

pub(super) fn claims(finder: &Finder<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for at in 0..finder.tokens.len() {
        if matches!(finder.tokens.word(at), "by" | "from" | "off") && finder.tokens.gap(at + 1).binds() {
            claims.extend(around_by(finder, at).into_iter().flatten());
        }
        claims.extend(shapes::around_dash(finder, at));
        claims.extend(shapes::behind_noun(finder, at));
        claims.extend(shapes::behind_comma(finder, at));
        claims.extend(known_behind_cue(finder, at));
    }
    claims.extend(quotes::claims(finder));
    claims
}

/// What kind of thing has a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Song,
    Album,
}

/// A title and all that leads to it.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) cover: Range<usize>,
    pub(super) core: Range<usize>,
    pub(super) role: Role,
    pub(super) work: Work,
}

impl Title {
    pub(super) fn claim(&self, finder: &Finder<'_>, artist: Option<&str>) -> Claim {
        let written = finder.tokens.written(&self.core).to_owned();
        let title = known_title(finder, &self.core, artist).unwrap_or(written);
        let meaning = match self.work {
            Work::Song => Meaning::Song { title, artist: artist.map(str::to_owned), role: self.role },
            Work::Album => Meaning::Album { title },
        };
        Claim::new(self.cover.clone(), self.core.clone(), meaning).with(Strength::Quoted)
    }
}

fn known_title(finder: &Finder<'_>, words: &Range<usize>, artist: Option<&str>) -> Option<String> {
    let name = finder.tokens.joined(words);
    finder.names.song(&name, artist, Spelling::Exact).map(|song| song.title)
}

/// "TITLE by ARTIST". "From" and "off" hold only where the title is known or asked for outright.
fn around_by(finder: &Finder<'_>, by: usize) -> Option<[Claim; 2]> {
    let segment = segment_before(finder, by)?;
    let exact = finder.artist(by + 1);
    let known = exact.and_then(|hit| known_of(finder, &segment, &hit.artist.name));
    let (title, artist) = match (known, exact) {
        (Some(core), Some(hit)) => (lead_in(finder, &segment, core), Named::Known(hit.clone())),
        _ => {
            let artist =
                slots::name(finder, by + 1, Trust::Strong).or_else(|| plain_artist(finder, by + 1))?;
            let known = known_of(finder, &segment, artist.name());
            (
                known
                    .map(|core| lead_in(finder, &segment, core))
                    .or_else(|| asked_for(finder, &segment, by))?,
                artist,
            )
        }
    };
    let title = if album_behind(finder, artist.end()) { Title { work: Work::Album, ..title } } else { title };
    let mut claim = artist.claim(by, Role::By);
    claim.strength = Strength::Quoted;
    Some([title.claim(finder, Some(artist.name())), claim])
}

/// A capital title in front makes a name of ordinary words a name.
fn plain_artist(finder: &Finder<'_>, at: usize) -> Option<Named> {
    finder
        .artist(at)
        .filter(|hit| hit.widely_known() && finder.closes(hit.words.end))
        .cloned()
        .map(Named::Known)
}

/// The words before "by", up to the last pause.
fn segment_before(finder: &Finder<'_>, by: usize) -> Option<Range<usize>> {
    let mut start = by;
    while start > 0
        && by - start < MAX_WORDS
        && (start == by || !matches!(finder.tokens.gap(start), Gap::Stop | Gap::Comma | Gap::Dash))
    {
        start -= 1;
    }
    let compound = matches!(
        finder.tokens.word(by.wrapping_sub(1)),
        "inspired"
            | "influenced"
            | "sung"
            | "performed"
            | "produced"
            | "written"
            | "voiced"
            | "singing"
            | "vocals"
    );
    (start < by && finder.tokens.gap(by).binds() && !compound).then_some(start..by)
}

/// The words before a comma, up to the last pause.
fn segment_before_comma(finder: &Finder<'_>, at: usize) -> Option<Range<usize>> {
    let mut start = at - 1;
    while start > 0 && at - start < MAX_WORDS && finder.tokens.gap(start).joins() {
        start -= 1;
    }
    (start < at).then_some(start..at)
}

/// The longest title of this artist that ends the segment.
fn known_of(finder: &Finder<'_>, segment: &Range<usize>, artist: &str) -> Option<Range<usize>> {
    segment.clone().map(|start| start..segment.end).find(|words| {
        let name = finder.tokens.joined(words);
        finder.names.song(&name, Some(artist), Spelling::Exact).is_some()
    })
}

/// A known title with its role, which what stands before it decides.
fn lead_in(finder: &Finder<'_>, segment: &Range<usize>, core: Range<usize>) -> Title {
    let cue = cue_before(finder, core.start);
    let role = cue.map_or(Role::By, |(_, cue)| cue.role);
    let start = cue.map_or(core.start, |(start, _)| start).max(segment.start);
    let album = (segment.start..core.start).any(|at| matches!(finder.tokens.word(at), "album" | "off"));
    Title { cover: start..core.end, core, role, work: if album { Work::Album } else { Work::Song } }
}

/// The cue that ends right before a word, an opening "the song" between them or not.
pub(super) fn cue_before(finder: &Finder<'_>, at: usize) -> Option<(usize, Cue)> {
    let noun = at.checked_sub(2).filter(|the| {
        finder.tokens.word(*the) == "the"
            && matches!(finder.tokens.word(the + 1), "song" | "track" | "tune" | "piece" | "single" | "theme")
    });
    let end = noun.unwrap_or(at);
    (end.saturating_sub(5)..end)
        .find_map(|start| finder.cue(start).filter(|cue| cue.end == end).map(|cue| (start, cue)))
}

/// What is asked for in the words before "by": the title, if it can be one.
fn asked_for(finder: &Finder<'_>, segment: &Range<usize>, by: usize) -> Option<Title> {
    const CUTS: &[(&[&str], Role)] = &[
        (&["the", "song"], Role::By),
        (&["the", "track"], Role::By),
        (&["called"], Role::By),
        (&["titled"], Role::By),
        (&["version", "of"], Role::By),
        (&["the", "tune"], Role::By),
        (&["the", "single"], Role::By),
        (&["song"], Role::By),
        (&["cover", "of"], Role::By),
        (&["remix", "of"], Role::By),
        (&["like"], Role::Like),
        (&["similar", "to"], Role::Like),
        (&["style", "of"], Role::Like),
        (&["like", "the", "song"], Role::Like),
        (&["similar", "to", "the", "song"], Role::Like),
        (&["lines", "of"], Role::Like),
        (&["vein", "of"], Role::Like),
        (&["the", "album"], Role::By),
        (&["album"], Role::By),
        (&["off"], Role::By),
        (&["the", "record"], Role::By),
        (&["off", "of"], Role::By),
    ];
    let mut title = Title { cover: segment.clone(), core: segment.clone(), role: Role::By, work: Work::Song };
    let mut asked = false;
    for at in segment.clone() {
        if let Some((words, role)) =
            CUTS.iter().filter(|(words, _)| finder.tokens.has(at, words)).max_by_key(|(words, _)| words.len())
        {
            let last = finder.tokens.word(at + words.len() - 1);
            let verb = last == "like"
                && at > 0
                && matches!(finder.tokens.word(at - 1), "i" | "we" | "also" | "would" | "id" | "really");
            title.core.start = at + words.len();
            title.role = if verb { Role::By } else { *role };
            title.work = if matches!(last, "album" | "off" | "record") || words.contains(&"off") {
                Work::Album
            } else {
                Work::Song
            };
            asked = true;
        }
    }
    asked |= strip_request(finder, &mut title.core);
    title.cover.start = title.core.start;
    let from = finder.tokens.word(by) != "by";
    let sure = !from
        || (asked && finder.is_capital(&title.core) && title.core.len() <= 6)
        || (asked && title.core.len() == 1 && !finder.concepts.is_any(title.core.start));
    (sure && can_be_title(finder, &title.core, asked)).then_some(title)
}

/// Drops the words of a request before a title. Whether there were any.
fn strip_request(finder: &Finder<'_>, words: &mut Range<usize>) -> bool {
    const REQUEST: &[&str] = &[
        "play", "add", "adding", "can", "could", "you", "please", "find", "me", "i", "id", "we", "need",
        "want", "hear", "to", "love", "like", "also", "lets", "get", "how", "about", "what", "put", "on",
        "would", "us", "and", "some", "have", "maybe", "the", "im", "looking", "for", "search", "show",
        "give", "listen", "got", "do", "a", "any", "then", "now", "it", "is", "this", "with",
    ];
    let start = words.start;
    let request = |at: usize| REQUEST.contains(&finder.tokens.word(at));
    // "The Wall" and "I Want It All" begin with such words, but with capitals in the middle of a sentence.
    while words.start < words.end && request(words.start) && !opens_title(finder, words.start) {
        words.start += 1;
    }
    // All of it was a request: it may have been the title.
    words.start > start
}

/// "A Horse with No Name", "I Want It All": a small word with a capital before another one.
fn opens_title(finder: &Finder<'_>, at: usize) -> bool {
    const SMALL: &[&str] = &[
        "a", "the", "i", "some", "how", "do", "you", "me", "we", "it", "this", "is", "on", "to", "with",
        "for", "and", "can",
    ];
    let tokens = finder.tokens;
    let pair = tokens.upper(at) && tokens.upper(at + 1) && tokens.cased();
    (tokens.capital(at) && tokens.word(at) != "i" && tokens.upper(at + 1))
        || (pair && SMALL.contains(&tokens.word(at)))
}

/// Whether words that no table knows can be a title.
fn can_be_title(finder: &Finder<'_>, words: &Range<usize>, asked: bool) -> bool {
    const NEVER: &[&str] = &[
        "latest",
        "newest",
        "best",
        "most",
        "more",
        "rest",
        "other",
        "others",
        "another",
        "sound",
        "sounds",
        "stuff",
        "inspired",
        "made",
        "is",
        "actually",
        "ones",
        "one's",
        "artists",
        "artist",
        "something",
        "anything",
        "everything",
        "new",
        "playlist",
        "mix",
    ];
    if words.is_empty() || words.len() > 8 {
        return false;
    }
    if finder.is_capital(words)
        && (words.len() > 1
            || !finder.concepts.is_any(words.start)
            || finder.tokens.capital(words.start)
            || asked)
    {
        return !words.clone().all(|at| finder.is_music(at));
    }
    let number = |at: usize| {
        matches!(finder.tokens.word(at), "one" | "number" | "numbers" | "thing" | "things" | "work")
            && at + 1 < words.end
    };
    let dull = words.clone().any(|at| {
        (finder.is_music(at) && !number(at))
            || (NEVER.contains(&finder.tokens.word(at)) && (at == words.start || at + 1 == words.end))
    });
    let content = words.clone().any(|at| !is_function_word(finder.tokens.word(at)));
    let described = words.clone().any(|at| finder.concepts.describes(at))
        && words.len() <= 3
        && !finder.is_capital(words);
    content && !dull && !described
}

/// "the whole album" behind the artist.
fn album_behind(finder: &Finder<'_>, at: usize) -> bool {
    const WAYS: &[&[&str]] = &[
        &["the", "whole", "album"],
        &["the", "album"],
        &["the", "full", "album"],
        &["the", "entire", "album"],
        &["full", "album"],
        &["whole", "album"],
        &["album"],
        &["the", "record"],
    ];
    finder.tokens.longest(at, WAYS).is_some()
}

/// A known title behind a cue: "songs like Bohemian Rhapsody", "a cover of Creep", "play Africa".
fn known_behind_cue(finder: &Finder<'_>, at: usize) -> Option<Claim> {
    let (start, role) = match cue_before(finder, at) {
        Some((start, cue)) => (start, cue.role),
        None if of_version(finder, at) => (at, Role::By),
        None => return None,
    };
    let (song, words) = finder.song(at)?;
    // An artist of the same name, or a longer one, comes first.
    let artist = finder.artist(at).is_some_and(|hit| hit.words.end >= words.end && hit.artist.prominence > 0);
    let asked = finder.tokens.word(start) == "play" && words.end == finder.tokens.len() && words.len() > 1;
    let strange =
        finder.is_marked(&words) || (!finder.is_plain(&words) && words.len() > 1) || words.len() > 3;
    if artist || !(strange || asked) || !finder.closes(words.end) {
        return None;
    }
    let meaning = Meaning::Song { title: song.title, artist: song.artist, role };
    Some(Claim::new(start..words.end, words, meaning).with(Strength::Named))
}

fn of_version(finder: &Finder<'_>, at: usize) -> bool {
    const WAYS: &[&[&str]] = &[
        &["cover", "of"],
        &["version", "of"],
        &["covers", "of"],
        &["versions", "of"],
        &["remix", "of"],
        &["rendition", "of"],
        &["the", "song"],
        &["the", "track"],
    ];
    finder.tokens.longest_before(at, WAYS).is_some()
}
