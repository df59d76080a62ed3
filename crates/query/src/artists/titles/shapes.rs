//! Titles by their shape: around a dash, behind "the song" or "the album", and before a comma and their artist.

use std::ops::Range;

use super::{Title, Work, cue_before, known_title};
use crate::artists::cues::CLOSERS;
use crate::artists::finder::{Finder, Hit};
use crate::claim::{Claim, Strength};
use crate::known::Spelling;
use crate::piece::{Meaning, Role, Standing};
use crate::tokens::Gap;
use crate::vocabulary::is_function_word;

/// "ARTIST - TITLE" and "TITLE - ARTIST", the dash before a word.
pub(super) fn around_dash(finder: &Finder<'_>, at: usize) -> Vec<Claim> {
    if finder.tokens.gap(at) != Gap::Dash || at == 0 {
        return Vec::new();
    }
    let right = title_run(finder, at);
    let left = left_run(finder, at);
    let example = (0..at).any(|word| finder.tokens.word(word).starts_with("example"));
    let role = if example { Role::Like } else { Role::By };
    let song = |core: Range<usize>| Title { cover: core.clone(), core, role, work: Work::Song };
    let grammar = |words: &Range<usize>| words.clone().all(|at| is_function_word(finder.tokens.word(at)));
    let titled = |words: &Range<usize>, hit: &Hit| {
        let known = || known_title(finder, words, Some(&hit.artist.name)).is_some();
        !grammar(words) && (finder.is_capital(words) || is_rest(finder, words, hit) || known())
    };
    if let Some(hit) = finder.artist_before(at).filter(|hit| !hit.plain || finder.is_capital(&hit.words))
        && titled(&right, hit)
    {
        let artist = hit.claim(hit.words.start, Role::By, Strength::Quoted);
        return vec![artist, song(right).claim(finder, Some(&hit.artist.name))];
    }
    if let Some(hit) = finder
        .artist(at)
        .filter(|hit| hit.words.end == right.end && (!hit.plain || finder.is_capital(&hit.words)))
        && titled(&left, hit)
    {
        return vec![
            song(left).claim(finder, Some(&hit.artist.name)),
            hit.claim(at, Role::By, Strength::Quoted),
        ];
    }
    unheard(finder, left, right).map_or_else(Vec::new, |(name, left, right)| {
        let meaning = Meaning::Artist { name: name.clone(), role: Role::By, standing: Standing::Unheard };
        vec![
            Claim::new(left.clone(), left, meaning).with(Strength::Quoted),
            song(right).claim(finder, Some(&name)),
        ]
    })
}

/// Whether a title and its artist are all that is asked, so that capitals say nothing.
fn is_rest(finder: &Finder<'_>, words: &Range<usize>, hit: &Hit) -> bool {
    let whole = words.len() + hit.words.len() == finder.tokens.len();
    let upper = finder.tokens.upper(words.start);
    whole && words.len() <= 5 && (upper || !words.clone().any(|at| finder.concepts.is_any(at)))
}

/// Two runs of capitals around a dash, at least one strange word on the left.
fn unheard(
    finder: &Finder<'_>,
    left: Range<usize>,
    right: Range<usize>,
) -> Option<(String, Range<usize>, Range<usize>)> {
    let grammar = |words: &Range<usize>| words.clone().all(|at| is_function_word(finder.tokens.word(at)));
    let capital = |words: &Range<usize>| {
        !grammar(words) && words.clone().all(|at| finder.tokens.upper(at)) && finder.is_capital(words)
    };
    let strange = !finder.is_plain(&left)
        || (finder.is_marked(&left) && !left.clone().any(|at| finder.concepts.is_any(at)));
    (capital(&left) && capital(&right) && strange)
        .then(|| (finder.tokens.written(&left).to_owned(), left, right))
}

/// The words with capitals that end before a dash.
fn left_run(finder: &Finder<'_>, at: usize) -> Range<usize> {
    let mut start = at;
    let capital = finder.tokens.upper(at - 1);
    while start > 0
        && finder.tokens.upper(start - 1) == capital
        && (start == at || finder.tokens.gap(start).binds())
    {
        start -= 1;
    }
    start..at
}

/// The words of a title that begins here: as far as capitals go where there are some, else to the next pause.
fn title_run(finder: &Finder<'_>, at: usize) -> Range<usize> {
    let capital = finder.tokens.upper(at) && finder.tokens.cased();
    let mut end = at;
    while end < finder.tokens.len()
        && end < at + super::MAX_WORDS
        && (end == at || finder.tokens.gap(end).binds())
    {
        let word = finder.tokens.word(end);
        let inside = if capital {
            finder.tokens.upper(end)
                || word.starts_with(|c: char| c.is_ascii_digit())
                || (is_function_word(word) && later_capital(finder, end))
        } else {
            end == at || !CLOSERS.contains(&word)
        };
        if !inside || (end > at && word == "by") {
            break;
        }
        end += 1;
    }
    at..end
}

/// Whether a capital follows within a title: "Has the Right to Children". "By" and "or" end it.
fn later_capital(finder: &Finder<'_>, at: usize) -> bool {
    let next = |word: usize| finder.tokens.gap(word).binds() && word < finder.tokens.len();
    !matches!(finder.tokens.word(at), "by" | "or" | "but")
        && ((next(at + 1)
            && (finder.tokens.upper(at + 1)
                || finder.tokens.word(at + 1).starts_with(|c: char| c.is_ascii_digit())))
            || (next(at + 1)
                && next(at + 2)
                && is_function_word(finder.tokens.word(at + 1))
                && finder.tokens.upper(at + 2)))
}

/// "the song TITLE", "the album TITLE", "a track called TITLE".
pub(super) fn behind_noun(finder: &Finder<'_>, at: usize) -> Option<Claim> {
    let tokens = finder.tokens;
    let named = matches!(tokens.word(at + 1), "called" | "titled" | "named") && tokens.gap(at + 1).binds();
    let start = at + 1 + usize::from(named);
    let version =
        at > 0 && matches!(tokens.word(at - 1), "cover" | "version" | "covers" | "remix" | "rendition");
    let capital = tokens.capital(start) && finder.artist(start).is_none_or(|hit| hit.plain);
    let work = match tokens.word(at) {
        "album" | "lp" | "off" => Work::Album,
        "song" | "track" | "single" | "tune" => Work::Song,
        "of" if version && capital => Work::Song,
        _ => return None,
    };
    let off = tokens.word(at) == "off" && at > 0 && finder.is_music(at - 1) && tokens.capital(start);
    let first = at == 0 && tokens.upper(start) && tokens.cased();
    let led = named
        || version
        || off
        || first
        || (at > 0 && matches!(tokens.word(at - 1), "the" | "full" | "whole" | "entire"));
    if !led || !tokens.gap(start).binds() {
        return None;
    }
    let known = finder.song(start).map(|(_, words)| words);
    let run = title_run(finder, start);
    let core = known.filter(|words| words.end >= run.end).unwrap_or(run);
    let capital = !core.is_empty() && finder.is_capital(&core);
    let likely = capital || named || (!core.is_empty() && known_title(finder, &core, None).is_some());
    let function = is_function_word(tokens.word(core.start)) && !tokens.upper(core.start);
    if !likely || (function && !named) {
        return None;
    }
    let role = cue_before(finder, at.saturating_sub(1)).map_or(Role::By, |(_, cue)| cue.role);
    let role = if work == Work::Album { Role::By } else { role };
    Some(Title { cover: at..core.end, core, role, work }.claim(finder, None))
}

/// "TITLE, ARTIST" with a known title, and "TITLE, the ARTIST one". The comma stands before a word.
pub(super) fn behind_comma(finder: &Finder<'_>, at: usize) -> Vec<Claim> {
    if finder.tokens.gap(at) != Gap::Comma || at == 0 {
        return Vec::new();
    }
    let Some(segment) = super::segment_before_comma(finder, at) else { return Vec::new() };
    if let Some(claims) = the_one(finder, at, &segment) {
        return claims;
    }
    let last = |hit: &&Hit| {
        !finder.tokens.gap(hit.words.end).binds() && finder.tokens.gap(hit.words.end) != Gap::Comma
    };
    let Some(hit) = finder.artist(at).filter(last) else {
        return Vec::new();
    };
    let by_artist = |words: &Range<usize>| {
        finder.names.song(&finder.tokens.joined(words), Some(&hit.artist.name), Spelling::Exact).is_some()
    };
    match segment.clone().map(|start| start..segment.end).find(by_artist) {
        Some(core) => {
            let title = Title { cover: core.clone(), core, role: Role::By, work: Work::Song };
            vec![title.claim(finder, Some(&hit.artist.name)), hit.claim(at, Role::By, Strength::Quoted)]
        }
        None => asked_before(finder, &segment, hit),
    }
}

/// "find me TITLE, ARTIST": a title that nobody knows, asked for and in capitals.
fn asked_before(finder: &Finder<'_>, segment: &Range<usize>, hit: &Hit) -> Vec<Claim> {
    let mut core = segment.clone();
    let asked = super::strip_request(finder, &mut core);
    if !asked || core.len() < 2 || !finder.is_capital(&core) || (hit.plain && !finder.is_capital(&hit.words))
    {
        return Vec::new();
    }
    let artist_too = finder.artist(core.start).is_some_and(|other| other.words.end == core.end);
    if artist_too {
        return Vec::new();
    }
    let title = Title { cover: core.clone(), core, role: Role::By, work: Work::Song };
    vec![title.claim(finder, Some(&hit.artist.name)), hit.claim(hit.words.start, Role::By, Strength::Quoted)]
}

/// ", the Johnny Cash one", ", the Portishead album".
fn the_one(finder: &Finder<'_>, at: usize, segment: &Range<usize>) -> Option<Vec<Claim>> {
    let hit = finder.artist(at + 1).filter(|_| finder.tokens.word(at) == "the")?;
    let work = match finder.tokens.word(hit.words.end) {
        "album" | "record" | "lp" => Work::Album,
        "one" | "song" | "version" | "track" | "tune" | "hit" | "single" => Work::Song,
        _ => return None,
    };
    let mut core = segment.clone();
    super::strip_request(finder, &mut core);
    let title = Title { cover: core.clone(), core, role: Role::By, work };
    let mut artist = hit.claim(at, Role::By, Strength::Quoted);
    artist.cover.end += 1;
    (!title.core.is_empty() && title.core.len() <= 6)
        .then(|| vec![title.claim(finder, Some(&hit.artist.name)), artist])
}
