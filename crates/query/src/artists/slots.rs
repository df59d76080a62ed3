//! Names behind words that lead to them, one or a list: "like Air, Muse and Queen", "some 2Pac", "by the band Live".

use std::ops::Range;

use super::cues::{Cue, Trust};
use super::finder::{Finder, Hit, PROMINENT};
use crate::claim::{Claim, Strength};
use crate::piece::{Meaning, Role, Standing};
use crate::tokens::Gap;

/// Words between a cue and a name that belong to neither.
const FILLERS: &[&str] = &[
    "the", "some", "more", "of", "by", "from", "a", "little", "few", "old", "new", "early", "classic",
    "good", "nice", "songs", "maybe", "also", "stuff", "of",
];
/// Most names of one list.
const MAX_NAMES: usize = 16;

pub(super) fn claims(finder: &Finder<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < finder.tokens.len() {
        let list = finder.cue(at).map(|cue| (list(finder, cue), cue));
        match list.filter(|(list, _)| !list.is_empty()) {
            Some((list, cue)) => {
                let mut start = at;
                for named in list {
                    at = named.end();
                    claims.push(named.claim(start, cue.role));
                    start = at;
                }
            }
            None => at += 1,
        }
    }
    claims
}

/// A name in a slot.
pub(super) enum Named {
    Known(Hit),
    /// As written.
    Unheard(String, Range<usize>),
}

impl Named {
    pub(super) fn end(&self) -> usize {
        self.words().end
    }

    pub(super) fn words(&self) -> &Range<usize> {
        match self {
            Named::Known(hit) => &hit.words,
            Named::Unheard(_, words) => words,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Named::Known(hit) => &hit.artist.name,
            Named::Unheard(name, _) => name,
        }
    }

    /// A claim that takes in all words from `start`.
    pub(super) fn claim(&self, start: usize, role: Role) -> Claim {
        match self {
            Named::Known(hit) => hit.claim(start, role, Strength::Named),
            Named::Unheard(name, words) => {
                let meaning = Meaning::Artist { name: name.clone(), role, standing: Standing::Unheard };
                Claim::new(words.clone(), words.clone(), meaning).with(Strength::Named)
            }
        }
    }
}

/// The names behind a cue.
fn list(finder: &Finder<'_>, cue: Cue) -> Vec<Named> {
    let mut list = Vec::new();
    let mut next = finder.tokens.gap(cue.end).binds().then_some(cue.end);
    while let Some(at) = next {
        let trust = if list.is_empty() { cue.trust } else { cue.trust.min(Trust::Strong) };
        let Some(named) = name(finder, at, trust).or_else(|| mate(finder, at, &list)) else { break };
        let end = named.end();
        list.push(named);
        next = if list.len() < MAX_NAMES { link(finder, end) } else { None };
    }
    list
}

/// The name that stands at a word, what may stand before it skipped.
pub(super) fn name(finder: &Finder<'_>, mut at: usize, trust: Trust) -> Option<Named> {
    for _ in 0..3 {
        if let Some(hit) = known(finder, at, trust) {
            return Some(Named::Known(hit));
        }
        let comparison = finder.tokens.word(at) == "a" && trust == Trust::Strong;
        if comparison || !FILLERS.contains(&finder.tokens.word(at)) || !finder.tokens.gap(at + 1).binds() {
            break;
        }
        at += 1;
    }
    unheard(finder, at, trust)
}

fn known(finder: &Finder<'_>, at: usize, trust: Trust) -> Option<Hit> {
    let exact = finder.artist(at).filter(|hit| accepts(finder, hit, trust)).cloned();
    exact.or_else(|| misspelt(finder, at, trust))
}

/// Whether an exact name is one, in a place of this trust.
fn accepts(finder: &Finder<'_>, hit: &Hit, trust: Trust) -> bool {
    if hit.words.clone().any(|at| finder.busy[at]) && hit.plain {
        return false;
    }
    if hidden_by_song(finder, hit) || goes_on_in_capitals(finder, hit) {
        return false;
    }
    let closed = finder.closes(hit.words.end);
    let marked = finder.is_marked(&hit.words);
    let concept = finder.concepts.id_at(hit.words.start).is_some_and(|(_, end)| end > hit.words.end);
    match trust {
        Trust::Sure => true,
        Trust::Strong if !hit.plain => true,
        Trust::Strong => {
            (marked && !concept)
                || (closed && (hit.widely_known() || hit.words.len() > 1) && told(finder, hit))
        }
        Trust::Weak if !hit.plain => hit.words.len() > 1 || marked || hit.widely_known() || closed,
        Trust::Weak if marked => !concept && (closed || hit.words.len() > 1) && hit.artist.prominence > 0,
        Trust::Weak => played(finder, hit),
    }
}

/// A name of one word whose next word has a capital too is the beginning of another name ("Kane Brown").
fn goes_on_in_capitals(finder: &Finder<'_>, hit: &Hit) -> bool {
    let end = hit.words.end;
    let tokens = finder.tokens;
    let next =
        tokens.gap(end).binds() && tokens.capital(end) && !finder.closes(end) && !finder.concepts.is_any(end);
    next && hit.words.len() == 1 && finder.is_capital(&hit.words) && hit.artist.prominence < PROMINENT
}

/// "Seven Nation Army" is no music like Seven's.
fn hidden_by_song(finder: &Finder<'_>, hit: &Hit) -> bool {
    finder
        .song(hit.words.start)
        .is_some_and(|(_, song)| song.len() > hit.words.len() || (song == hit.words && !hit.widely_known()))
}

/// Whether words for music stand before the cue of a name in small letters ("bands like air", "songs by the cure"), so
/// that it is not a comparison ("drums like thunder", "music by the sea").
fn told(finder: &Finder<'_>, hit: &Hit) -> bool {
    let start = hit.words.start;
    let tokens = finder.tokens;
    let lead = (1..=3)
        .filter_map(|back| start.checked_sub(back))
        .find(|at| matches!(tokens.word(*at), "like" | "by" | "to" | "of" | "from"));
    let Some(lead) = lead else { return false };
    let noun = lead.checked_sub(1).map_or("", |at| tokens.word(at));
    let about_music = finder.is_music(lead.saturating_sub(1))
        || matches!(
            noun,
            "some"
                | "more"
                | "few"
                | "artists"
                | "artist"
                | "bands"
                | "band"
                | "similar"
                | "style"
                | "fans"
                | "vein"
        );
    let concrete = finder.concepts.id_at(start).is_some();
    let by = tokens.word(lead) == "by" && hit.widely_known();
    about_music
        && (by || !(concrete && hit.words.len() == 1))
        && (hit.words.len() > 1 || hit.artist.prominence >= 3)
}

/// "play kiss": nothing else is said.
fn played(finder: &Finder<'_>, hit: &Hit) -> bool {
    const WAYS: &[&[&str]] =
        &[&["play"], &["play", "me"], &["play", "some"], &["listen", "to"], &["put", "on"]];
    let asked = finder.tokens.longest_before(hit.words.start, WAYS).is_some();
    let last = hit.words.end == finder.tokens.len();
    asked && last && hit.artist.prominence >= PROMINENT && finder.concepts.id_at(hit.words.start).is_none()
}

/// A name with a slip in it. The whole run of words must be the name.
fn misspelt(finder: &Finder<'_>, at: usize, trust: Trust) -> Option<Hit> {
    let article = finder.tokens.word(at) == "the" && finder.tokens.gap(at + 1).binds();
    let run = finder.run(at + usize::from(article));
    if run.is_empty() {
        return None;
    }
    let plain = finder.is_plain(&run);
    let marked = finder.is_marked(&run);

    // "some drakes" and "drake's" written without the apostrophe.
    if let Some(hit) = finder.without_s(&run).filter(|hit| {
        hit.widely_known() && (!hit.plain || (trust >= Trust::Strong && hit.artist.prominence >= PROMINENT))
    }) {
        return Some(hit);
    }
    if plain && !(marked && trust >= Trust::Strong) {
        return written_apart(finder, &run, trust);
    }
    let hit = finder.similar(&run)?;
    if !same_start(finder, &hit) {
        return None;
    }
    let likely = match trust {
        Trust::Weak => hit.widely_known() && (run.len() > 1 || finder.tokens.word(run.start).len() >= 5),
        Trust::Strong | Trust::Sure if hit.plain => hit.artist.prominence >= PROMINENT,
        Trust::Strong | Trust::Sure => hit.artist.prominence > 0,
    };
    likely.then_some(hit)
}

/// "back street boys": ordinary words that are a strange name in one piece.
fn written_apart(finder: &Finder<'_>, run: &Range<usize>, trust: Trust) -> Option<Hit> {
    let asked = trust >= Trust::Strong || finder.tokens.word(run.start.wrapping_sub(1)) == "like";
    if !asked || run.len() < 2 {
        return None;
    }
    let hit = finder.similar(run).filter(|hit| !hit.plain)?;
    let name: String = run.clone().map(|at| finder.tokens.word(at)).collect();
    (hark_track::fold::compact(&hit.artist.name) == name).then_some(hit)
}

/// A short word that begins with another letter is another word ("Garth" and "Earth").
fn same_start(finder: &Finder<'_>, hit: &Hit) -> bool {
    let word = finder.tokens.word(hit.words.start);
    let name = hark_track::fold::name(&hit.artist.name);
    let bare = name.strip_prefix("the ").unwrap_or(&name);
    hit.words.len() > 1 || word.len() > 6 || bare.chars().next() == word.chars().next()
}

/// A name that nobody knows: written with capitals where a name must stand.
fn unheard(finder: &Finder<'_>, at: usize, trust: Trust) -> Option<Named> {
    let run = finder.run(at);
    let strange = !run.is_empty() && !finder.is_plain(&run);
    if strange && asked_outright(finder, at, &run) {
        return Some(unheard_at(finder, run));
    }
    let verb = matches!(finder.tokens.word(at.saturating_sub(1)), "like" | "love" | "by" | "of" | "to");
    let marked = finder.is_marked(&run) && finder.tokens.capital(run.start) && verb;
    (strange && marked && trust >= Trust::Weak).then(|| unheard_at(finder, run))
}

/// A name in small letters that nobody knows, where people name artists and nothing else ("i also like zorbel quimby",
/// "songs by zorbel"): strange from its first word on, and the last thing that is said.
fn asked_outright(finder: &Finder<'_>, at: usize, run: &Range<usize>) -> bool {
    const WAYS: &[&[&str]] = &[
        &["also", "like"],
        &["i", "like"],
        &["i", "love"],
        &["some", "of"],
        &["songs", "by"],
        &["song", "by"],
        &["something", "by"],
        &["anything", "by"],
        &["tracks", "by"],
        &["more", "by"],
        &["some", "by"],
    ];
    let asked = at == run.start && finder.tokens.longest_before(at, WAYS).is_some();
    let last =
        !finder.tokens.gap(run.end).binds() || matches!(finder.tokens.word(run.end), "please" | "too" | "as");
    let concept = run.clone().any(|word| finder.concepts.is_any(word) || finder.is_music(word));
    asked && last && !concept && run.len() <= 3 && !finder.is_plain(&(run.start..run.start + 1))
}

fn unheard_at(finder: &Finder<'_>, run: Range<usize>) -> Named {
    Named::Unheard(finder.tokens.written(&run).to_owned(), run)
}

/// A name that nobody knows, in a list with known ones.
fn mate(finder: &Finder<'_>, at: usize, list: &[Named]) -> Option<Named> {
    let known = list.iter().any(|named| matches!(named, Named::Known(_)));
    let run = finder.run(at);
    let comma = finder.tokens.gap(at) == Gap::Comma;
    let marked = finder.is_marked(&run);
    let several = list.iter().filter(|named| matches!(named, Named::Known(_))).count() > 1;
    let strange =
        !run.is_empty() && run.len() <= 3 && (!finder.is_plain(&run) || marked || (several && comma));
    let commas = list.windows(2).any(|pair| finder.tokens.gap(pair[1].words().start) == Gap::Comma);
    ((marked || (known && comma && commas)) && strange && finder.concepts.id_at(at).is_none())
        .then(|| unheard_at(finder, run))
}

/// Where a list of names goes on.
pub(super) fn link(finder: &Finder<'_>, end: usize) -> Option<usize> {
    const LINKS: &[&[&str]] = &[
        &["and"],
        &["or"],
        &["meets"],
        &["x"],
        &["vs"],
        &["with"],
        &["plus"],
        &["and", "also"],
        &["and", "maybe"],
        &["or", "even"],
        &["and", "some"],
        &["crossed", "with"],
        &["mixed", "with"],
        &["and", "more"],
        &["or", "maybe"],
        &["n"],
        &["and", "even"],
        &["and", "some", "from"],
        &["and", "some", "of"],
        &["as", "well", "as"],
    ];
    let tokens = finder.tokens;
    match tokens.gap(end) {
        Gap::Comma | Gap::Blank | Gap::Stop
            if tokens.longest(end, LINKS).is_some() && tokens.gap(end) != Gap::Stop =>
        {
            tokens.longest(end, LINKS).map(|words| end + words)
        }
        Gap::Comma | Gap::Slash | Gap::And => Some(end),
        Gap::Edge | Gap::Blank | Gap::Tight | Gap::Dash | Gap::Stop => None,
    }
}
