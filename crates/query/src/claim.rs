//! Claims: what the recognisers found, and the one place that decides between claims to the same words.

use std::ops::Range;

use crate::piece::Meaning;

/// What one recogniser makes of some words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    /// All words that it uses up, those that only lead to it included.
    pub(crate) cover: Range<usize>,
    /// The words that say it.
    pub(crate) core: Range<usize>,
    pub(crate) meaning: Meaning,
    /// Which claim wins; the longer of two equal ones.
    pub(crate) strength: Strength,
}

/// How surely a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// A name that stands there without anything that leads to it.
    Bare,
    /// A rule of grammar.
    Rule,
    /// A name after words that lead to names.
    Named,
    /// A name in quotation marks or around a "by".
    Quoted,
}

impl Claim {
    pub(crate) fn new(cover: Range<usize>, core: Range<usize>, meaning: Meaning) -> Claim {
        Claim { cover, core, meaning, strength: Strength::Rule }
    }

    pub(crate) fn with(self, strength: Strength) -> Claim {
        Claim { strength, ..self }
    }
}

/// The claims that stand, in the order of the text: no two of them share a word. Strongest first, then longest, then
/// first.
pub(crate) fn resolve(mut claims: Vec<Claim>, words: usize) -> Vec<Claim> {
    claims.sort_by_key(|claim| {
        (std::cmp::Reverse(claim.strength), std::cmp::Reverse(claim.cover.len()), claim.cover.start)
    });
    let mut taken = vec![false; words];
    claims.retain(|claim| {
        let free = !claim.cover.is_empty()
            && taken.get(claim.cover.clone()).is_some_and(|part| !part.contains(&true));
        if free {
            taken[claim.cover.clone()].fill(true);
        }
        free
    });
    claims.sort_by_key(|claim| claim.cover.start);
    claims
}
