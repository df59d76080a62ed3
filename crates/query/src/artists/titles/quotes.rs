//! Names in double quotation marks.

use std::ops::Range;

use super::{Title, Work, cue_before, known_title};
use crate::artists::finder::Finder;
use crate::claim::{Claim, Strength};
use crate::piece::Role;

pub(super) fn claims(finder: &Finder<'_>) -> Vec<Claim> {
    quoted(finder).into_iter().filter_map(|words| claim(finder, words)).collect()
}

fn claim(finder: &Finder<'_>, words: Range<usize>) -> Option<Claim> {
    let cue = cue_before(finder, words.start);
    let (start, role) = cue.map_or((words.start, Role::By), |(start, cue)| (start, cue.role));
    if let Some(hit) = finder.artist(words.start).filter(|hit| hit.words == words)
        && known_title(finder, &words, None).is_none()
    {
        return (!hit.plain || finder.is_capital(&words)).then(|| hit.claim(start, role, Strength::Quoted));
    }
    let before = words.start.checked_sub(1).map_or("", |at| finder.tokens.word(at));
    let after = finder.tokens.word(words.end);
    let work = if before == "album" || after == "album" { Work::Album } else { Work::Song };
    let led =
        matches!(before, "song" | "track" | "called" | "titled" | "album" | "play" | "single" | "named")
            || matches!(after, "by" | "album")
            || role == Role::Like;
    let likely =
        led || known_title(finder, &words, None).is_some() || (words.len() > 1 && finder.is_capital(&words));
    likely.then(|| Title { cover: start..words.end, core: words, role, work }.claim(finder, None))
}

/// The words between each pair of quotation marks.
fn quoted(finder: &Finder<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for at in 0..=finder.tokens.len() {
        for _ in finder.tokens.between(at).chars().filter(|letter| is_quote(*letter)) {
            match open.take() {
                Some(start) if start < at => found.push(start..at),
                _ => open = Some(at),
            }
        }
    }
    found.retain(|words| words.len() <= super::MAX_WORDS);
    found
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}
