//! When two spellings are the same name.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use hark_track::fold;

/// A name for comparison: folded as [`fold::name`], and further without a leading "the" (or ", The" at the end),
/// without "and" or "n" between words however they are written ("&", "+", "and"), and with the letters that signs stand
/// for ("A$AP", "Ke$ha", "P!nk"). Empty when there is neither letter nor digit.
///
/// A name of nothing but such words keeps them: "The The" is not the same as "The".
pub(crate) fn key(name: &str) -> String {
    let all = words(name);
    if !all.split(' ').any(|word| matches!(word, "the" | "and" | "n")) {
        return all;
    }
    let mut kept: Vec<&str> = all.split(' ').filter(|word| !matches!(*word, "and" | "n")).collect();
    if kept.len() > 1 && kept.last() == Some(&"the") && ends_in_article(name) {
        kept.pop();
    }
    if kept.len() > 1 && kept[0] == "the" && kept[1] != "the" {
        kept.remove(0);
    }
    if kept.is_empty() { all } else { kept.join(" ") }
}

/// Number of words in a name as people count them, "the" and "and" included.
pub(super) fn word_count(name: &str) -> usize {
    let between = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’');
    name.split(between).filter(|word| !word.is_empty()).count()
}

/// A hash of a key, the same throughout a run.
pub(super) fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The folded words, with single blanks between them. As [`fold::words`], but in one pass for plain names: tens of
/// thousands are read when the program starts.
fn words(name: &str) -> String {
    let folded = if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(fold::fold(name)) };
    let mut words = String::with_capacity(folded.len());
    let mut letters = folded.chars().peekable();
    let (mut before, mut gap) = (' ', false);
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let meant = match letter {
            '$' if before.is_alphabetic() || after.is_alphabetic() => 's',
            '!' if before.is_alphabetic() && after.is_alphabetic() => 'i',
            other => other.to_ascii_lowercase(),
        };
        before = letter;
        if meant.is_alphanumeric() {
            if std::mem::take(&mut gap) && !words.is_empty() {
                words.push(' ');
            }
            words.push(meant);
        } else if !matches!(letter, '\'' | '`') {
            gap = true;
        }
    }
    words
}

fn ends_in_article(name: &str) -> bool {
    name.trim_end().to_ascii_lowercase().ends_with(", the")
}

#[cfg(test)]
mod tests;
