//! Concepts of the lexicon: the longest name that stands at a place.

use hark_knowledge::{Concept, ConceptId, Kind, Lexicon};

use crate::claim::Claim;
use crate::piece::Meaning;
use crate::tokens::Tokens;

/// Longest name of a concept that is looked for, in words, whatever the lexicon holds.
const MAX_WORDS: usize = 6;

/// What the lexicon says at each word, looked up once.
#[derive(Debug)]
pub(crate) struct Concepts<'l> {
    lexicon: &'l Lexicon,
    /// The longest concept that begins at each word, with the word after it.
    at: Vec<Option<(ConceptId, usize)>>,
}

impl<'l> Concepts<'l> {
    pub(crate) fn read(tokens: &Tokens<'_>, lexicon: &'l Lexicon) -> Concepts<'l> {
        let at = (0..tokens.len()).map(|at| longest(tokens, lexicon, at)).collect();
        Concepts { lexicon, at }
    }

    /// The longest concept that begins at a word, with the word after it.
    pub(crate) fn at(&self, at: usize) -> Option<(&'l Concept, usize)> {
        self.id_at(at).map(|(id, end)| (self.lexicon.concept(id), end))
    }

    /// Like [`Concepts::at`], by its place in the lexicon.
    pub(crate) fn id_at(&self, at: usize) -> Option<(ConceptId, usize)> {
        self.at.get(at).copied().flatten()
    }

    /// Whether a folded word is the name of a concept by itself.
    pub(crate) fn is_name(&self, word: &str) -> bool {
        self.lexicon.find_compact(word).is_some()
    }

    /// Whether any concept begins at a word.
    pub(crate) fn is_any(&self, at: usize) -> bool {
        self.id_at(at).is_some()
    }

    /// Whether a word begins a concept that describes music rather than what music is about.
    pub(crate) fn describes(&self, at: usize) -> bool {
        let kind = self.at(at).map(|(concept, _)| concept.kind);
        matches!(
            kind,
            Some(Kind::Style | Kind::Instrument | Kind::Tempo | Kind::Voice | Kind::Era | Kind::Culture)
        )
    }

    /// The instrument of this name.
    pub(crate) fn instrument(&self, name: &str) -> Option<Meaning> {
        let id = self.lexicon.find_compact(name)?;
        (self.lexicon.concept(id).kind == Kind::Instrument).then(|| self.meaning(id))
    }

    pub(crate) fn meaning(&self, id: ConceptId) -> Meaning {
        let concept = self.lexicon.concept(id);
        Meaning::Concept { id, kind: concept.kind, name: concept.name }
    }

    /// The concepts among the words that are not `taken`, from left to right, none sharing a word.
    pub(crate) fn claims(&self, tokens: &Tokens<'_>, taken: &[bool]) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.id_at(at) {
                Some((id, end)) if !taken[at..end].contains(&true) => {
                    claims.push(Claim::new(at..end, at..end, self.meaning(id)));
                    at = end;
                }
                _ => at += 1,
            }
        }
        claims
    }
}

fn longest(tokens: &Tokens<'_>, lexicon: &Lexicon, at: usize) -> Option<(ConceptId, usize)> {
    let most = lexicon.longest_name().min(MAX_WORDS);
    let mut name = String::new();
    let mut best = None;
    for end in at + 1..=(at + most).min(tokens.len()) {
        let word = end - 1;
        if word > at && !tokens.gap(word).joins() {
            break;
        }
        name.push_str(tokens.word(word));
        if let Some(id) =
            lexicon.find_compact(&name).filter(|id| allowed(tokens, at..end, lexicon.concept(*id).kind))
        {
            best = Some((id, end));
        }
    }
    best
}

/// A name that holds a negation ("no vocals") is for the grammar of negations to read, unless it is that of a style
/// ("no wave").
fn allowed(tokens: &Tokens<'_>, words: std::ops::Range<usize>, kind: Kind) -> bool {
    let negative = |at| matches!(tokens.word(at), "no" | "not" | "without" | "less" | "non");
    kind == Kind::Style || !words.into_iter().any(negative)
}

#[cfg(test)]
mod tests;
