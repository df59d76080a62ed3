//! What is not wanted, and how far each "no" reaches.
//!
//! ```text
//! negation := negator leading* degree? item (link item)*
//! negator  := no | not | without | anything but | less | …             (negation/cues.rs)
//! degree   := too | so | very | …        turns "not" into "less"
//! item     := claim | voice | concept | words that no table knows      (negation/item.rs)
//! link     := or | nor | / | and, between items of one class | a comma, in a list that ends with "or"
//! ```
//!
//! A comma otherwise ends the reach, as does "but": "no drums, piano and strings" wants the piano. After "without" and
//! its like a list may also end with "and": "without drums, bass and guitar" wants none of the three.

mod cues;
mod item;

use std::ops::Range;

use crate::claim::Claim;
use crate::concepts::Concepts;
use crate::piece::{Meaning, Measure, Polarity, Voice};
use crate::tokens::{Gap, Tokens};
use cues::Way;
use item::Item;
pub(crate) use item::singular;

/// One negation with all that it reaches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Negation {
    /// From the negating word to the last thing that it reaches.
    pub(crate) cover: Range<usize>,
    /// What it reaches: words, meaning and polarity.
    pub(crate) items: Vec<(Range<usize>, Meaning, Polarity)>,
}

/// What negations are read from.
pub(crate) struct Scene<'a> {
    pub(crate) tokens: &'a Tokens<'a>,
    pub(crate) concepts: &'a Concepts<'a>,
    /// The claims that stand, in order.
    pub(crate) claims: &'a [Claim],
    /// For each word the claim that covers it.
    owner: Vec<Option<usize>>,
}

/// Most items of one list.
const MAX_ITEMS: usize = 16;

/// All negations, in order; none begins inside another or inside a claim.
pub(crate) fn read(tokens: &Tokens<'_>, concepts: &Concepts<'_>, claims: &[Claim]) -> Vec<Negation> {
    let mut owner = vec![None; tokens.len()];
    for (number, claim) in claims.iter().enumerate() {
        owner[claim.cover.clone()].fill(Some(number));
    }
    let scene = Scene { tokens, concepts, claims, owner };
    let mut found: Vec<Negation> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let negation = scene.negation(at).filter(|negation| !negation.items.is_empty());
        at = negation.as_ref().map_or(at + 1, |negation| negation.cover.end.max(at + 1));
        found.extend(negation);
    }
    found
}

impl<'a> Scene<'a> {
    /// The claim that covers a word.
    pub(crate) fn claim_at(&self, at: usize) -> Option<&'a Claim> {
        self.owner.get(at).copied().flatten().map(|number| &self.claims[number])
    }

    fn negation(&self, at: usize) -> Option<Negation> {
        if let Some(negation) = self.suffixed(at).or_else(|| self.split(at)) {
            return Some(negation);
        }
        // "No wave" is a style.
        if self.is_concept_phrase(at) {
            return None;
        }
        let cue = cues::at(self.tokens, at)?;
        // "no surprises" inside a title, "no less than" inside a tempo.
        if self.claim_at(at).is_some_and(|claim| claim.core.contains(&at) || claim.core.end < cue.end) {
            return None;
        }
        let (start, polarity) = self.lead_in(cue.end, cue.way);
        let items = self.items(start, cue.way, polarity);
        let end = items.last()?.end;
        let items = items.into_iter().map(|item| item.judged()).collect();
        Some(Negation { cover: at..end, items })
    }

    /// Skips what may stand between a negator and its object, and finds whether it is softened.
    fn lead_in(&self, mut at: usize, way: Way) -> (usize, Polarity) {
        let mut polarity = if way == Way::Less { Polarity::Less } else { Polarity::Excluded };
        while self.tokens.gap(at).binds() && self.claim_at(at).is_none_or(|claim| claim.core.start != at) {
            if cues::DEGREES.contains(&self.tokens.word(at)) && !self.is_concept_phrase(at) {
                polarity = Polarity::Less;
            } else if !cues::LEADING.contains(&self.tokens.word(at)) {
                break;
            }
            at += 1;
        }
        (at, polarity)
    }

    /// Whether a concept of several words begins here ("so chill" is none, "very slow tempo" may be).
    fn is_concept_phrase(&self, at: usize) -> bool {
        self.concepts.id_at(at).is_some_and(|(_, end)| end > at + 1)
    }

    /// The items of the list that begins at a word.
    fn items(&self, start: usize, way: Way, polarity: Polarity) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next {
            let Some(item) = item::read(self, at, way, polarity) else { break };
            if !items.is_empty() && item.is_number() {
                break;
            }
            if !items.is_empty() && self.needs_one_class(items.last(), at) && !item.alike(items.last()) {
                break;
            }
            let end = item.end;
            items.push(item);
            next = if items.len() < MAX_ITEMS { self.link(end, way, polarity, &items) } else { None };
        }
        items
    }

    /// Whether the link before an item holds only between things of one class: "and", but not "or".
    fn needs_one_class(&self, before: Option<&Item>, at: usize) -> bool {
        let from = before.map_or(at, |item| item.end);
        !(from..at).any(|word| matches!(self.tokens.word(word), "or" | "nor"))
    }

    /// Where the list goes on after an item.
    fn link(&self, end: usize, way: Way, polarity: Polarity, items: &[Item]) -> Option<usize> {
        let word = self.tokens.word(end);
        match self.tokens.gap(end) {
            Gap::Comma => self.after_comma(end, way, polarity, items),
            Gap::Slash | Gap::And => Some(end),
            Gap::Blank if matches!(word, "or" | "nor") => Some(self.skip_leading(end + 1)),
            Gap::Blank if word == "and" => Some(self.skip_leading(end + 1)),
            Gap::Blank | Gap::Tight | Gap::Edge | Gap::Dash | Gap::Stop => None,
        }
    }

    fn skip_leading(&self, mut at: usize) -> usize {
        while cues::LEADING.contains(&self.tokens.word(at)) || cues::DEGREES.contains(&self.tokens.word(at)) {
            at += 1;
        }
        at
    }

    /// Goes on over a comma only in a list that ends with "or" ("and" after "without").
    fn after_comma(&self, end: usize, way: Way, polarity: Polarity, items: &[Item]) -> Option<usize> {
        let last = |word: &str| word == "or" || word == "nor" || (way == Way::Without && word == "and");
        let mut at = end;
        for _ in items.len()..MAX_ITEMS {
            if last(self.tokens.word(at)) {
                return Some(if at == end { self.skip_leading(end + 1) } else { end });
            }
            let item = item::read(self, at, way, polarity).filter(|item| item.alike(items.last()))?;
            at = item.end;
            let gap = self.tokens.gap(at);
            let goes_on = gap == Gap::Comma || (gap.binds() && last(self.tokens.word(at)));
            if !goes_on {
                return None;
            }
        }
        None
    }

    /// "guitar-free", "drumless".
    fn suffixed(&self, at: usize) -> Option<Negation> {
        if self.claim_at(at).is_some() {
            return None;
        }
        let (range, end) = if let Some(stem) = self.tokens.word(at).strip_suffix("less") {
            let concept = self.concepts.instrument(stem)?;
            return Some(single(at..at + 1, at..at + 1, concept));
        } else {
            let (_, end) = self.concepts.at(at).filter(|(concept, _)| item::is_thing(concept.kind))?;
            (at..end, end)
        };
        let free = self.tokens.word(end) == "free" && self.tokens.gap(end) == Gap::Tight;
        let (id, _) = self.concepts.id_at(at).filter(|_| free)?;
        Some(single(range.start..end + 1, range, self.concepts.meaning(id)))
    }

    /// "keep the violins out", "leave out" with its object inside.
    fn split(&self, at: usize) -> Option<Negation> {
        if !matches!(self.tokens.word(at), "keep" | "leave" | "take" | "cut") {
            return None;
        }
        let start = at + 1 + usize::from(matches!(self.tokens.word(at + 1), "the" | "any" | "all"));
        let item = item::read(self, start, Way::Without, Polarity::Excluded)?;
        let out = self.tokens.word(item.end) == "out" && self.tokens.gap(item.end).binds();
        out.then(|| Negation { cover: at..item.end + 1, items: vec![item.judged()] })
    }
}

fn single(cover: Range<usize>, core: Range<usize>, meaning: Meaning) -> Negation {
    Negation { cover, items: vec![(core, meaning, Polarity::Excluded)] }
}

/// What excluding a thing comes to: no voice is an instrumental, no instrumental is a voice.
pub(crate) fn excluded(meaning: &Meaning, polarity: Polarity) -> (Meaning, Polarity) {
    let turned = if let Meaning::Voice(voice) = meaning {
        let other = if *voice == Voice::Vocal { Voice::Instrumental } else { Voice::Vocal };
        Some(Meaning::Voice(other))
    } else if let Meaning::Tempo(measure) = meaning {
        opposite(*measure).map(Meaning::Tempo)
    } else if let Meaning::Length(measure) = meaning {
        opposite(*measure).map(Meaning::Length)
    } else {
        None
    };
    turned.map_or_else(|| (meaning.clone(), polarity), |meaning| (meaning, Polarity::Wanted))
}

/// "Nothing longer than 3 minutes".
fn opposite(measure: Measure) -> Option<Measure> {
    match measure {
        Measure::AtLeast(value) => Some(Measure::AtMost(value)),
        Measure::AtMost(value) => Some(Measure::AtLeast(value)),
        Measure::Exactly(_) | Measure::Around(_) | Measure::Between(..) => None,
    }
}

#[cfg(test)]
mod tests;
