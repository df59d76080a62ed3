//! Names before words that borrow their sound: "Burial-esque", "Future type beat", "Daft Punk meets Chic", "2Pac and
//! similar artists".

use std::ops::Range;

use super::cues::{self, Trust};
use super::finder::{Finder, Hit};
use crate::claim::{Claim, Strength};
use crate::piece::Role;

/// Words between two names that lend their sound together.
const MEETINGS: &[&[&str]] =
    &[&["meets"], &["crossed", "with"], &["mixed", "with"], &["blended", "with"], &["vs"]];
/// How widely known an artist must be for a name of ordinary words to borrow from without capitals.
const HOUSEHOLD: u32 = 50;

/// Names whose sound is borrowed by the words behind them.
pub(super) fn claims(finder: &Finder<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for at in 1..finder.tokens.len() {
        if let Some((end, trust)) = cues::after(finder.tokens, at) {
            if let Some(hit) = lender(finder, at, trust) {
                let mut claim = hit.claim(hit.words.start, Role::Like, Strength::Quoted);
                claim.cover.end = end;
                claims.push(claim);
                claims.extend(lenders_before(finder, hit.words.start));
            }
        } else if let Some(words) = finder.tokens.longest(at, MEETINGS) {
            claims.extend(meeting(finder, at..at + words));
        } else {
            claims.extend(and_similar(finder, at));
        }
    }
    claims
}

/// The name that ends before a word which borrows its sound.
fn lender(finder: &Finder<'_>, at: usize, trust: Trust) -> Option<Hit> {
    if let Some(hit) = finder.artist_before(at) {
        let capital =
            finder.is_marked(&hit.words) || (trust == Trust::Strong && finder.tokens.upper(hit.words.start));
        let told = trust == Trust::Strong && finder.tokens.word(at + 1).starts_with("beat");
        let household = hit.words.len() > 1
            && hit.artist.prominence >= HOUSEHOLD
            && finder.concepts.id_at(hit.words.start).is_none_or(|(_, end)| end < hit.words.end);
        let known = household
            || !hit.plain
                && (hit.words.len() > 1 || hit.widely_known() || finder.tokens.upper(hit.words.start));
        let likely = known
            || ((capital || told)
                && hit.widely_known()
                && finder.concepts.id_at(hit.words.start).is_none_or(|_| capital));
        return likely.then(|| hit.clone());
    }
    let start = (at.saturating_sub(3)..at)
        .find(|start| finder.tokens.word(*start).len() > 1 && finder.run(*start).end >= at)?;
    let run = start..at;
    let strange = run.len() > 1 && !finder.is_plain(&run);
    strange.then(|| finder.similar(&run)).flatten().filter(Hit::widely_known)
}

/// "X and Y vibes": X too.
fn lenders_before(finder: &Finder<'_>, start: usize) -> Option<Claim> {
    let link = start
        .checked_sub(1)
        .filter(|link| matches!(finder.tokens.word(*link), "and" | "meets" | "x" | "or"))?;
    let hit = finder.artist_before(link).filter(|hit| !hit.plain || finder.is_capital(&hit.words))?;
    Some(hit.claim(hit.words.start, Role::Like, Strength::Quoted))
}

/// "2Pac and similar artists": music like theirs too.
fn and_similar(finder: &Finder<'_>, at: usize) -> Option<Claim> {
    const WAYS: &[&[&str]] = &[
        &["and", "similar"],
        &["or", "similar"],
        &["and", "similar", "artists"],
        &["or", "similar", "artists"],
        &["and", "similar", "acts"],
        &["and", "similar", "bands"],
        &["and", "the", "like"],
    ];
    let words = finder.tokens.longest(at, WAYS)?;
    let hit = finder.artist_before(at).filter(|hit| !hit.plain || finder.is_marked(&hit.words))?;
    Some(Claim::new(at..at + words, at + 1..at + words, hit.meaning(Role::Like)).with(Strength::Quoted))
}

/// "X meets Y": both lend their sound.
fn meeting(finder: &Finder<'_>, words: Range<usize>) -> Vec<Claim> {
    let sound = |hit: &&Hit| !hit.plain || finder.is_capital(&hit.words);
    let left = finder.artist_before(words.start).filter(sound);
    let right = finder.artist(words.end).filter(sound);
    match (left, right) {
        (Some(left), Some(right)) => vec![
            left.claim(left.words.start, Role::Like, Strength::Quoted),
            right.claim(words.start, Role::Like, Strength::Quoted),
        ],
        _ => Vec::new(),
    }
}
