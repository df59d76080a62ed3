//! Names that stand by themselves: strange enough to be nothing else, or the whole of what is asked.

use std::ops::Range;

use super::finder::{Finder, Hit, PROMINENT};
use super::slots;
use crate::claim::{Claim, Strength};
use crate::known::KnownSong;
use crate::piece::{Meaning, Role};
use crate::tokens::Gap;
use crate::vocabulary::is_function_word;

pub(super) fn claims(finder: &Finder<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < finder.tokens.len() {
        match finder.artist(at).filter(|hit| stands(finder, hit)) {
            Some(hit) => {
                claims.push(hit.claim(at, Role::By, Strength::Bare));
                at = hit.words.end;
            }
            None => at += 1,
        }
    }
    let mates = mates(finder, &claims);
    claims.extend(mates);
    claims.extend(opening(finder));

    claims.extend(capital_list(finder));
    claims.extend(opening_song(finder));
    claims
}

/// What follows two names and a comma is a name too, however it is spelled.
fn mates(finder: &Finder<'_>, names: &[Claim]) -> Vec<Claim> {
    let after_comma = |at: usize| finder.tokens.gap(at) == Gap::Comma;
    let mut mates = Vec::new();
    for pair in names.windows(2) {
        let end = pair[1].cover.end;
        let listed =
            pair[0].cover.end == pair[1].cover.start && after_comma(pair[1].cover.start) && after_comma(end);
        let run = finder.run(end);
        if listed && !run.is_empty() && !finder.tokens.gap(run.end).binds() && !finder.is_plain(&run) {
            let known = finder.similar(&run).filter(|hit| hit.widely_known());
            mates.extend(known.map(|hit| hit.claim(end, Role::By, Strength::Bare)));
        }
    }
    mates
}

/// Whether a name can be nothing else, wherever it stands.
fn stands(finder: &Finder<'_>, hit: &Hit) -> bool {
    if hit.words.clone().any(|at| finder.busy[at]) {
        return false;
    }
    let content = hit.words.len() - usize::from(finder.tokens.word(hit.words.start) == "the");
    let marked = finder.is_marked(&hit.words);
    // "a slipknot tightening", "the offspring of a robot".
    let noun =
        !marked && (after_article(finder, hit.words.start) || finder.tokens.word(hit.words.end) == "of");
    if noun || inside_capitals(finder, hit) {
        return false;
    }
    // "Drake's album".
    if finder.is_owner(&hit.words) && hit.widely_known() {
        return true;
    }
    match (hit.plain, content) {
        (false, 1) => hit.artist.prominence >= PROMINENT || (marked && hit.widely_known()),
        (false, _) => true,
        // "a Prince song".
        (true, 1) => {
            marked
                && hit.widely_known()
                && finder.tokens.gap(hit.words.end).binds()
                && finder.is_music(hit.words.end)
        }
        (true, _) => marked && hit.widely_known(),
    }
}

/// Part of a longer name in capitals that nobody knows ("Lauren Spencer Smith").
fn inside_capitals(finder: &Finder<'_>, hit: &Hit) -> bool {
    let start = hit.words.start;
    let before = start > 0 && finder.tokens.gap(start).binds() && finder.tokens.capital(start - 1);
    before
        && !is_function_word(finder.tokens.word(start - 1))
        && finder.is_marked(&hit.words)
        && hit.artist.prominence < PROMINENT
}

fn after_article(finder: &Finder<'_>, at: usize) -> bool {
    at > 0
        && matches!(
            finder.tokens.word(at - 1),
            "a" | "an" | "the" | "my" | "his" | "her" | "their" | "our" | "this" | "every"
        )
}

/// A name with which the query begins: all of it, or all up to a pause or a word that goes on from a name.
fn opening(finder: &Finder<'_>) -> Option<Claim> {
    let first = (0..finder.tokens.len()).find(|at| !finder.busy[*at])?;
    let free = finder.busy.iter().filter(|busy| !**busy).count();
    if let Some(hit) = finder.artist(first) {
        let whole = hit.words.len() == free;
        let ends = !finder.tokens.gap(hit.words.end).binds();
        let concept = finder.concepts.id_at(first).is_some_and(|(_, end)| end >= hit.words.end);
        let likely = if hit.plain {
            (whole || rest_is_polite(finder, hit.words.end)) && !unlikely(finder, hit, concept)
                || (ends && opens(finder, hit))
        } else {
            whole || ends || goes_on(finder, hit.words.end)
        };
        let named = ends && finder.tokens.upper(first) && apposition(finder, hit.words.end);
        let days = hit.plain
            && finder.is_capital(&hit.words)
            && finder.tokens.word(hit.words.end) == "from"
            && finder.tokens.word(hit.words.end + 1) == "their";
        if likely || named || days {
            return Some(hit.claim(first, Role::By, Strength::Bare));
        }
    }
    let run = finder.run(first);
    let ends = run.end == first + free || !finder.tokens.gap(run.end).binds() || goes_on(finder, run.end);
    let whole = run.len() == free;
    if finder.is_plain(&run) || !ends || !(run.len() > 1 || whole) {
        return None;
    }
    let hit = finder.similar(&run).filter(Hit::widely_known)?;
    let sure = run.len() > 1 || hit.artist.prominence >= PROMINENT;
    sure.then(|| hit.claim(first, Role::By, Strength::Bare))
}

/// "Drake please".
fn rest_is_polite(finder: &Finder<'_>, end: usize) -> bool {
    (end..finder.tokens.len())
        .all(|at| matches!(finder.tokens.word(at), "please" | "pls" | "thanks" | "thank" | "you"))
}

/// "Beach House, dreamy": several ordinary words that are all that stands before the first pause.
fn opens(finder: &Finder<'_>, hit: &Hit) -> bool {
    let known =
        hit.artist.prominence >= PROMINENT || (finder.is_capital(&hit.words) && hit.artist.prominence > 0);
    hit.words.len() > 1
        && known
        && finder.concepts.id_at(hit.words.start).is_none_or(|(_, end)| end < hit.words.end)
}

/// Whether a name of ordinary words is better read as them, even where it is all that is asked.
fn unlikely(finder: &Finder<'_>, hit: &Hit, concept: bool) -> bool {
    let capital = finder.tokens.upper(hit.words.start);
    (concept && !(capital && hit.artist.prominence >= PROMINENT)) || hit.artist.prominence == 0
}

/// Words that go on after a name: "for a sunny drive", "but slower".
fn goes_on(finder: &Finder<'_>, at: usize) -> bool {
    matches!(
        finder.tokens.word(at),
        "for"
            | "but"
            | "on"
            | "with"
            | "from"
            | "please"
            | "in"
            | "at"
            | "and"
            | "or"
            | "without"
            | "before"
            | "after"
            | "live"
    )
}

/// ", the prog rock band": who is meant.
fn apposition(finder: &Finder<'_>, at: usize) -> bool {
    const WHO: &[&str] = &[
        "band", "trio", "duo", "group", "singer", "rapper", "artist", "quartet", "producer", "composer",
        "rockers", "dj",
    ];
    let the = matches!(finder.tokens.word(at), "the" | "that" | "a") && finder.tokens.gap(at) == Gap::Comma;
    the && (at + 1..at + 7)
        .take_while(|at| finder.tokens.gap(*at).binds())
        .any(|at| WHO.contains(&finder.tokens.word(at)))
}

/// "Journey, Boston, Kansas", "Oasis or Blur": names of ordinary words with capitals, several in a row.
fn capital_list(finder: &Finder<'_>) -> Vec<Claim> {
    let name =
        |at: usize| finder.artist(at).filter(|hit| finder.is_capital(&hit.words) && hit.widely_known());
    let mut best: Vec<&Hit> = Vec::new();
    let mut at = 0;
    while at < finder.tokens.len() {
        let mut list = Vec::new();
        let mut next = Some(at);
        while let Some(hit) = next.and_then(name) {
            next = slots::link(finder, hit.words.end);
            list.push(hit);
        }
        at = list.last().map_or(at + 1, |hit| hit.words.end);
        if list.len() > best.len() {
            best = list;
        }
    }
    let whole_words = |list: &[&Hit]| list.len() > 1;
    if !whole_words(&best) {
        return Vec::new();
    }
    best.iter().map(|hit| hit.claim(hit.words.start, Role::By, Strength::Bare)).collect()
}

/// A known song with which the query begins and which is all of it up to a pause.
fn opening_song(finder: &Finder<'_>) -> Option<Claim> {
    let (song, words) = finder.song(0)?;
    let ends = !finder.tokens.gap(words.end).binds();
    let whole = words.len() == finder.tokens.len();
    let strange = words.len() > 2
        || !finder.is_plain(&words)
        || (whole && (words.len() > 1 || finder.is_capital(&words)));
    (ends && strange).then(|| title(song, words))
}

fn title(song: KnownSong, words: Range<usize>) -> Claim {
    let meaning = Meaning::Song { title: song.title, artist: song.artist, role: Role::By };
    Claim::new(words.clone(), words, meaning).with(Strength::Named)
}
