//! Names that are also words.

use std::collections::HashSet;
use std::sync::LazyLock;

use hark_track::fold;

use crate::Lexicon;

/// Common English words in their plain form, blanks and line breaks between them.
static WORDS: &str = include_str!("../../words/common.txt");

/// Whether a name is one ordinary word: a common English one, also as plural, past or present participle, comparison or
/// adverb ("Doors", "Cars", "Lower"), a number, a single letter, or a concept of the [`Lexicon`] whatever its length
/// ("Heavy Metal"). An article before it does not count ("The Band").
pub fn is_ordinary_word(name: &str) -> bool {
    let words = fold::words(name);
    let words = match words.split_first() {
        Some((article, rest)) if !rest.is_empty() && matches!(article.as_str(), "the" | "a" | "an") => rest,
        _ => &words[..],
    };
    let plain = match words {
        [word] => word.chars().count() == 1 || word.bytes().all(|b| b.is_ascii_digit()) || is_common(word),
        _ => false,
    };
    plain || (!words.is_empty() && Lexicon::get().find(name).is_some())
}

fn is_common(word: &str) -> bool {
    static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    let known = |stem: &str| COMMON.contains(stem);
    known(word) || stems(word).iter().any(|stem| known(stem))
}

/// What a word may be a form of.
fn stems(word: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for ending in ["s", "es", "d", "ed", "ing", "r", "er", "st", "est", "ly", "y"] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3) else { continue };
        stems.push(stem.to_owned());
        if matches!(ending, "ing" | "y") {
            stems.push(format!("{stem}e"));
        }
        if let Some(rest) = stem.strip_suffix('i') {
            stems.push(format!("{rest}y"));
        }
        let mut letters = stem.chars().rev();
        if letters.next() == letters.next() {
            // "humming" from "hum"; the stem is not empty, so there is a last letter.
            stems.push(stem.chars().take(stem.chars().count() - 1).collect());
        }
    }
    stems
}

#[cfg(test)]
mod tests;
