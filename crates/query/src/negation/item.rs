//! One thing that a negation reaches.

use std::ops::Range;

use hark_knowledge::Kind;

use super::cues::{self, Way};
use super::{Scene, excluded};
use crate::piece::{Meaning, Polarity};
use crate::tokens::Gap;
use crate::vocabulary::{MUSIC, is_function_word};
use crate::voice;

/// A thing that is negated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    core: Range<usize>,
    meaning: Meaning,
    polarity: Polarity,
    class: Class,
    /// The word after it and what belongs to it.
    pub(super) end: usize,
}

/// Things go with things and qualities with qualities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Thing,
    Quality,
    Unknown,
}

impl Item {
    /// Whether both are things or both qualities, as far as one knows.
    pub(super) fn alike(&self, other: Option<&Item>) -> bool {
        other.is_none_or(|other| {
            self.class == other.class || self.class == Class::Unknown || other.class == Class::Unknown
        })
    }

    /// Whether it is a number, which only the first place after a negator can be.
    pub(super) fn is_number(&self) -> bool {
        matches!(
            self.meaning,
            Meaning::Tempo(_) | Meaning::Length(_) | Meaning::Years { .. } | Meaning::Key { .. }
        )
    }

    /// What negating it comes to.
    pub(super) fn judged(self) -> (Range<usize>, Meaning, Polarity) {
        let (meaning, polarity) = excluded(&self.meaning, self.polarity);
        (self.core, meaning, polarity)
    }
}

/// Whether a concept is a thing that can be in the music, not a quality of it.
pub(super) fn is_thing(kind: Kind) -> bool {
    matches!(kind, Kind::Instrument | Kind::Style | Kind::Voice | Kind::Use | Kind::Culture | Kind::Era)
}

/// Words that begin something new.
const ENDS: &[&str] = &[
    "but",
    "and",
    "or",
    "nor",
    "just",
    "only",
    "with",
    "instead",
    "although",
    "however",
    "yet",
    "though",
    "while",
    "still",
    "rather",
    "always",
    "please",
    "pls",
    "prefer",
    "keep",
    "want",
    "give",
    "make",
    "no",
    "not",
    "without",
    "for",
    "then",
    "as",
    "to",
    "in",
    "at",
    "on",
    "itself",
    "themselves",
    "anywhere",
    "whatsoever",
    "allowed",
    "involved",
    "because",
    "since",
    "so",
    "if",
    "when",
    "where",
    "that",
    "which",
    "like",
    "by",
    "from",
    "this",
    "here",
    "either",
    "thanks",
];
/// Most words of a thing that the lexicon does not know.
const MAX_WORDS: usize = 3;

/// The thing that stands at a word.
pub(super) fn read(scene: &Scene<'_>, at: usize, way: Way, polarity: Polarity) -> Option<Item> {
    if scene.tokens.gap(at) == Gap::Stop || at >= scene.tokens.len() {
        return None;
    }
    claimed(scene, at, polarity)
        .or_else(|| sung(scene, at, polarity))
        .or_else(|| words(scene, at, way, polarity))
}

fn claimed(scene: &Scene<'_>, at: usize, polarity: Polarity) -> Option<Item> {
    let claim = scene.claim_at(at).filter(|claim| claim.core.start == at || claim.cover.start == at)?;
    let named = matches!(claim.meaning, Meaning::Artist { .. } | Meaning::Voice(_) | Meaning::Gender(_));
    let class = if named { Class::Thing } else { Class::Unknown };
    Some(Item {
        core: claim.core.clone(),
        meaning: claim.meaning.clone(),
        polarity,
        class,
        end: claim.cover.end,
    })
}

/// The voice itself. Less of it is not none of it.
fn sung(scene: &Scene<'_>, at: usize, polarity: Polarity) -> Option<Item> {
    let core = voice::sung(scene.tokens, at).filter(|_| polarity == Polarity::Excluded)?;
    let meaning = Meaning::Voice(crate::piece::Voice::Vocal);
    let end = core.end;
    Some(Item { core, meaning, polarity, class: Class::Thing, end })
}

/// A concept or plain words.
fn words(scene: &Scene<'_>, at: usize, way: Way, polarity: Polarity) -> Option<Item> {
    let phrase = phrase(scene, at);
    let concept = scene.concepts.id_at(at).filter(|(_, end)| !scene_taken(scene, at..*end));
    if let Some((id, end)) = concept {
        let kind = scene.concepts.at(at).map(|(concept, _)| concept.kind)?;
        let class = if is_thing(kind) { Class::Thing } else { Class::Quality };
        let described = longer_phrase(scene, end, phrase.end, way, class);
        if way == Way::Never && class == Class::Thing {
            return None;
        }
        if !described {
            let end = past_music(scene, end);
            return Some(Item {
                core: at..end.min(phrase.end.max(end)),
                meaning: scene.concepts.meaning(id),
                polarity,
                class,
                end,
            });
        }
        return Some(plain(scene, phrase, polarity, Class::Thing));
    }
    let few = match way {
        Way::No | Way::Without => 1..=MAX_WORDS,
        Way::Not | Way::Less => 1..=1,
        Way::Never => return None,
    };
    let nothing = phrase.clone().all(|word| MUSIC.contains(&scene.tokens.word(word)));
    let known = phrase.clone().any(|word| scene.concepts.id_at(word).is_some() && word > at);
    let closed = closes(scene, phrase.end) || way == Way::Less;
    (!nothing && few.contains(&phrase.len()) && closed && (!known || phrase.len() == 2))
        .then(|| plain(scene, phrase, polarity, Class::Unknown))
}

/// Whether the words after a concept belong to the thing that is negated: "heavy" in "no heavy drums" does not stand
/// for itself. Only where things are negated, and only when the phrase is short and ends there.
fn longer_phrase(scene: &Scene<'_>, end: usize, phrase_end: usize, way: Way, class: Class) -> bool {
    if end >= phrase_end || !matches!(way, Way::No | Way::Without) {
        return false;
    }
    let rest = end..phrase_end;
    let music_only = rest.clone().all(|word| MUSIC.contains(&scene.tokens.word(word)));
    let next_is_quality = scene.concepts.at(end).is_some_and(|(concept, _)| !is_thing(concept.kind));
    let apart = class == Class::Thing && scene.concepts.id_at(end).is_some();
    !music_only && rest.len() <= 1 && closes(scene, phrase_end) && !next_is_quality && !apart
}

/// "sad songs" is what is sad.
fn past_music(scene: &Scene<'_>, at: usize) -> usize {
    let music = scene.tokens.gap(at).binds()
        && MUSIC.contains(&scene.tokens.word(at))
        && scene.claim_at(at).is_none();
    at + usize::from(music)
}

/// The words from here to the next pause, claim or word that begins something new.
fn phrase(scene: &Scene<'_>, at: usize) -> Range<usize> {
    let mut end = at;
    while end < scene.tokens.len()
        && end - at <= MAX_WORDS
        && (end == at || scene.tokens.gap(end).binds())
        && scene.claim_at(end).is_none()
        && !ENDS.contains(&scene.tokens.word(end))
        && !is_function_word(scene.tokens.word(end))
        && cues::at(scene.tokens, end).is_none()
    {
        end += 1;
    }
    at..end
}

/// Whether nothing that could belong to the phrase follows it.
fn closes(scene: &Scene<'_>, end: usize) -> bool {
    let word = scene.tokens.word(end);
    !scene.tokens.gap(end).binds()
        || ENDS.contains(&word)
        || is_function_word(word)
        || scene.claim_at(end).is_some()
}

fn plain(scene: &Scene<'_>, core: Range<usize>, polarity: Polarity, class: Class) -> Item {
    let words = singular(&scene.tokens.joined(&core));
    let end = core.end;
    Item { core, meaning: Meaning::Plain(words), polarity, class, end }
}

/// The last word without its plural s.
pub(crate) fn singular(words: &str) -> String {
    let stem = words.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']));
    stem.unwrap_or(words).to_owned()
}

fn scene_taken(scene: &Scene<'_>, words: Range<usize>) -> bool {
    words.into_iter().any(|word| scene.claim_at(word).is_some())
}
