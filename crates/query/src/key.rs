//! Keys: "in A minor", "F#m", "Cmaj", "Bb major", "key of D", "c sharp minor", Camelot's "8A", and "in a minor key".
//!
//! The letters A to G are also words, grades and gates, so a letter alone needs a word that leads to a key, and
//! "a minor" needs to be followed by nothing that it could describe.

use std::ops::Range;

use hark_track::{PitchClass, Scale};

use crate::claim::Claim;
use crate::piece::Meaning;
use crate::tokens::Tokens;

/// Words that lead to a key, however it is spelled.
const LEADS: &[&[&str]] = &[
    &["in", "the", "key", "of"],
    &["in", "key", "of"],
    &["key", "of"],
    &["key"],
    &["key", "is"],
    &["tuned", "to"],
    &["camelot"],
    &["in", "camelot"],
    &["root", "note"],
    &["tonic"],
];
/// Words after which "a minor" is complete.
const ENDS: &[&str] = &[
    "",
    "with",
    "and",
    "at",
    "for",
    "but",
    "or",
    "in",
    "around",
    "about",
    "about",
    "no",
    "without",
    "that",
    "please",
    "like",
    "by",
    "to",
    "on",
    "from",
    "under",
    "over",
    "between",
    "track",
    "tracks",
    "song",
    "songs",
    "music",
    "piece",
    "pieces",
    "tune",
    "tunes",
    "instrumental",
    "bpm",
    "tempo",
    "melody",
    "loop",
    "loops",
    "beat",
    "beats",
    "then",
    "only",
    "ish",
    "slow",
    "fast",
    "key",
];
/// Nouns that make a mode a mode.
const MODE_NOUNS: &[&str] = &["key", "keys", "scale", "scales", "tonality", "mode"];
/// What a number and a letter name besides keys.
const NUMBERED: &[&str] = &[
    "section",
    "room",
    "apartment",
    "flat",
    "level",
    "grade",
    "figure",
    "scene",
    "act",
    "take",
    "part",
    "track",
    "side",
    "phase",
    "step",
    "episode",
    "unit",
    "gate",
    "seat",
    "floor",
    "stage",
    "world",
    "zone",
    "map",
    "chapter",
    "season",
    "cue",
    "area",
    "district",
    "block",
    "version",
    "exhibit",
    "bus",
    "line",
    "platform",
    "class",
    "number",
    "no",
    "route",
    "sector",
    "wave",
];

pub(crate) fn claims(tokens: &Tokens<'_>) -> Vec<Claim> {
    let found =
        |at| camelot(tokens, at).or_else(|| tonic_claim(tokens, at)).or_else(|| scale_claim(tokens, at));
    (0..tokens.len()).filter_map(found).collect()
}

/// A claim whose cover takes in the words that lead to it.
fn claim(tokens: &Tokens<'_>, core: Range<usize>, tonic: Option<PitchClass>, scale: Option<Scale>) -> Claim {
    let mut cover = core.clone();
    if let Some(words) = lead(tokens, core.start) {
        cover.start -= words;
    } else if core.start > 0 && tokens.word(core.start - 1) == "in" && tokens.gap(core.start).binds() {
        cover.start -= 1;
    }
    if tonic.is_some() && tokens.gap(cover.end).binds() && matches!(tokens.word(cover.end), "key" | "scale") {
        cover.end += 1;
    }
    Claim::new(cover, core, Meaning::Key { tonic, scale })
}

/// How many words before a position lead to a key; a colon may stand between ("key: D").
fn lead(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let colon = matches!(tokens.between(at).trim(), "" | ":" | "=");
    LEADS
        .iter()
        .filter(|words| at >= words.len() && tokens.has(at - words.len(), words) && colon)
        .map(|w| w.len())
        .max()
}

/// A tonic with what follows it.
struct Tonic {
    pitch: PitchClass,
    end: usize,
    /// A sharp or flat, or a mode, is written: more than a letter.
    marked: bool,
    scale: Option<Scale>,
}

fn tonic_claim(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let Tonic { pitch, end, marked, scale } = tonic(tokens, at)?;
    let led = lead(tokens, at).is_some();
    if let Some(scale) = scale {
        return Some(claim(tokens, at..end, Some(pitch), Some(scale)))
            .filter(|_| !glued_word(tokens, at) || led || in_key(tokens, at));
    }
    if let Some((scale, after)) = mode(tokens, end) {
        let whole = tokens.word(at) != "a" || marked || article_is_key(tokens, at, after) || led;
        return whole.then(|| claim(tokens, at..after, Some(pitch), Some(scale)));
    }
    let closed =
        !tokens.gap(end).binds() || ENDS.contains(&tokens.word(end)) || tokens.word(end).ends_with("ian");
    let letter = tokens.upper(at) && in_key(tokens, at) && closed;
    let sharp = marked
        && (tokens.upper(at) || in_key(tokens, at))
        && (end == at + 1 || closed)
        && in_or_written(tokens, at, end);
    (led || letter || sharp).then(|| claim(tokens, at..end, Some(pitch), None))
}

/// "F#" and "Bb" say enough by themselves; "A flat" needs "in".
fn in_or_written(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    end == at + 1 || in_key(tokens, at)
}

fn in_key(tokens: &Tokens<'_>, at: usize) -> bool {
    at > 0 && tokens.word(at - 1) == "in" && tokens.gap(at).binds()
}

/// "am" and "em" in small letters are words.
fn glued_word(tokens: &Tokens<'_>, at: usize) -> bool {
    let raw = tokens.raw(at);
    raw.len() == 2 && (raw.starts_with(char::is_lowercase) || raw.ends_with('M') || raw == "Am")
}

/// Whether "a minor" is the key and not some minor thing.
fn article_is_key(tokens: &Tokens<'_>, at: usize, after: usize) -> bool {
    let closed = !tokens.gap(after).binds() || ENDS.contains(&tokens.word(after));
    let noun = tokens.gap(after).binds() && MODE_NOUNS.contains(&tokens.word(after));
    if tokens.capital(at) { true } else { closed && !noun }
}

fn tonic(tokens: &Tokens<'_>, at: usize) -> Option<Tonic> {
    let word = tokens.word(at);
    let mut letters = word.chars();
    let letter = letters.next().filter(|letter| ('a'..='g').contains(letter))?;
    let rest = letters.as_str();
    if tokens.between(at + 1).starts_with(['#', '♯', '♭']) && rest.is_empty() {
        return signed(tokens, at, letter);
    }
    if rest.is_empty() {
        let spoken = match tokens.word(at + 1) {
            "sharp" => Some('#'),
            "flat" => Some('b'),
            _ => None,
        };
        let sign = spoken.filter(|_| tokens.gap(at + 1).binds());
        let end = if sign.is_some() { at + 2 } else { at + 1 };
        return Some(Tonic { pitch: pitch(letter, sign)?, end, marked: sign.is_some(), scale: None });
    }
    let (sign, rest) = match rest.strip_prefix('b') {
        Some(rest) => (Some('b'), rest),
        None => (None, rest),
    };
    let scale = match rest {
        "" => None,
        "m" | "min" | "minor" => Some(Scale::Minor),
        "maj" | "major" => Some(Scale::Major),
        _ => return None,
    };
    Some(Tonic { pitch: pitch(letter, sign)?, end: at + 1, marked: true, scale })
}

/// "F#", "F#m", "B♭ minor".
fn signed(tokens: &Tokens<'_>, at: usize, letter: char) -> Option<Tonic> {
    let sign = if tokens.between(at + 1).starts_with('♭') { 'b' } else { '#' };
    let pitch = pitch(letter, Some(sign))?;
    // What is written right behind the sign is the next word: "F#m" is "f" and "m".
    let tight = tokens.between(at + 1).chars().count() == 1 && at + 1 < tokens.len();
    let scale = match tokens.word(at + 1) {
        "m" | "min" | "minor" if tight => Some(Scale::Minor),
        "maj" | "major" if tight => Some(Scale::Major),
        _ if tight => return None,
        _ => None,
    };
    Some(Tonic { pitch, end: at + 1 + usize::from(tight), marked: true, scale })
}

fn pitch(letter: char, sign: Option<char>) -> Option<PitchClass> {
    let name: String = std::iter::once(letter).chain(sign).collect();
    PitchClass::parse_enharmonic(&name)
}

/// "minor", "maj", "-minor" after a tonic.
fn mode(tokens: &Tokens<'_>, at: usize) -> Option<(Scale, usize)> {
    let sign_only = tokens.between(at).trim_matches(['#', '♯', '♭', '-', ' ']).is_empty();
    let scale = match tokens.word(at) {
        "minor" | "min" => Scale::Minor,
        "major" | "maj" => Scale::Major,
        _ => return None,
    };
    sign_only.then_some((scale, at + 1))
}

/// "minor key", "in minor", and the word alone between commas.
fn scale_claim(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let scale = match tokens.word(at) {
        "minor" => Scale::Minor,
        "major" => Scale::Major,
        _ => return None,
    };
    let noun = tokens.gap(at + 1).binds() && MODE_NOUNS.contains(&tokens.word(at + 1));
    let closed = !tokens.gap(at + 1).binds() || ENDS.contains(&tokens.word(at + 1));
    let alone = closed && !tokens.gap(at).binds() && at > 0 && !tokens.gap(at + 1).binds();
    let said = noun || alone || (in_key(tokens, at) && closed);
    if !said {
        return None;
    }
    let end = at + 1 + usize::from(noun);
    let mut start = at;
    while start > 0 && tokens.gap(start).binds() && matches!(tokens.word(start - 1), "a" | "the" | "in") {
        start -= 1;
    }
    Some(Claim::new(start..end, at..end, Meaning::Key { tonic: None, scale: Some(scale) }))
}

/// Camelot's wheel: 1A is A flat minor, 1B is B major, each step a fifth up.
fn camelot(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let (number, letter) = crate::number::split(tokens.word(at))?;
    let hour: u8 = number.parse().ok().filter(|hour| (1..=12).contains(hour) && number.len() <= 2)?;
    let (scale, first) = match letter {
        "a" => (Scale::Minor, 8),
        "b" => (Scale::Major, 11),
        _ => return None,
    };
    let before = at.checked_sub(1).map_or("", |before| tokens.word(before));
    let led = lead(tokens, at).is_some();
    let capital = tokens.raw(at).ends_with(char::is_uppercase) && !NUMBERED.contains(&before);
    let tonic = PitchClass::from_semitones((first + (hour - 1) * 7) % 12);
    let mut claim = (led || capital).then(|| claim(tokens, at..at + 1, tonic, Some(scale)))?;
    claim.cover.end += usize::from(tokens.word(at + 1) == "camelot");
    Some(claim)
}

#[cfg(test)]
mod tests;
