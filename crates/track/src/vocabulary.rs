//! Words that catalogues write without blanks.
//!
//! Open catalogues tag tracks with compounds such as `electricguitar` or `drumnbass`. A reader sees two words, and so
//! must the word index and the text model.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The words that make up the compounds met in open catalogues: instruments, genres and their attributes.
const PARTS: &[&str] = &[
    "acid",
    "acoustic",
    "alternative",
    "ambient",
    "bass",
    "beat",
    "blues",
    "bossa",
    "break",
    "chill",
    "classic",
    "classical",
    "core",
    "dark",
    "death",
    "deep",
    "double",
    "drum",
    "drums",
    "dub",
    "easy",
    "electric",
    "electro",
    "electronic",
    "euro",
    "field",
    "folk",
    "free",
    "funk",
    "fusion",
    "future",
    "garage",
    "grand",
    "guitar",
    "hard",
    "hip",
    "hop",
    "house",
    "indie",
    "instrumental",
    "jazz",
    "latin",
    "listening",
    "machine",
    "math",
    "melodic",
    "metal",
    "modern",
    "n",
    "neo",
    "new",
    "nova",
    "old",
    "organ",
    "out",
    "pad",
    "piano",
    "pipe",
    "pop",
    "post",
    "power",
    "progressive",
    "psy",
    "punk",
    "recording",
    "rhodes",
    "rock",
    "roll",
    "school",
    "singer",
    "slow",
    "smooth",
    "soft",
    "song",
    "soul",
    "space",
    "step",
    "string",
    "strings",
    "symphonic",
    "synth",
    "tech",
    "techno",
    "trance",
    "trip",
    "vocal",
    "voice",
    "wave",
    "world",
    "writer",
    "songwriter",
    "age",
];

/// Compounds that are words in their own right, although they could be split.
const WHOLE: &[&str] = &["dubstep", "beatbox", "bassline", "hardcore", "synthpop", "breakbeat"];

/// The parts of a folded compound word, two to four of them, or `None` when the word is none. `synthpop` and the like,
/// which everybody writes as one word, are left alone.
pub fn split_compound(word: &str) -> Option<Vec<&str>> {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| PARTS.iter().copied().collect());
    if word.len() < 6 || KNOWN.contains(word) || WHOLE.contains(&word) {
        return None;
    }
    split(word, 4, &KNOWN).filter(|parts| parts.len() > 1)
}

/// `word` as at most `most` known parts, longest first part preferred.
fn split<'a>(word: &'a str, most: usize, known: &HashSet<&str>) -> Option<Vec<&'a str>> {
    if word.is_empty() {
        return Some(Vec::new());
    }
    if most == 0 {
        return None;
    }
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect::<Vec<_>>();
    ends.into_iter().rev().filter(|end| known.contains(&word[..*end])).find_map(|end| {
        let mut parts = split(&word[end..], most - 1, known)?;
        parts.insert(0, &word[..end]);
        Some(parts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_split_and_ordinary_words_do_not() {
        for (word, parts) in [
            ("electricguitar", "electric guitar"),
            ("acousticbassguitar", "acoustic bass guitar"),
            ("drumnbass", "drum n bass"),
            ("easylistening", "easy listening"),
            ("hiphop", "hip hop"),
            ("newage", "new age"),
            ("singersongwriter", "singer songwriter"),
            ("darkambient", "dark ambient"),
        ] {
            assert_eq!(split_compound(word).map(|p| p.join(" ")).as_deref(), Some(parts));
        }
        for word in ["guitar", "dubstep", "synthpop", "electronic", "melancholic", "", "ähnlich", "bassoon"]
        {
            assert_eq!(split_compound(word), None, "{word}");
        }
    }
}
