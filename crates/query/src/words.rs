//! The words of a query, with those marked that carry no meaning of their own.

use hark_track::fold;

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded ([`fold::words`]), never empty.
    pub text: String,
    /// A word that people put around what they are looking for ("some", "music", "with").
    pub filler: bool,
}

/// Most words of a query that are looked for; the meaning of the whole is still taken from all of it.
const MAX_WORDS: usize = 64;

/// The words of a query, in order, each once.
pub fn read(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for text in fold::words(text) {
        if words.len() == MAX_WORDS {
            break;
        }
        if words.iter().all(|word| word.text != text) {
            let filler = FILLERS.binary_search(&text.as_str()).is_ok();
            words.push(Word { text, filler });
        }
    }
    words
}

/// Sorted. Found by looking at what real people write around their descriptions of music.
const FILLERS: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "also",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "by",
    "can",
    "could",
    "de",
    "do",
    "each",
    "featuring",
    "find",
    "for",
    "from",
    "give",
    "good",
    "has",
    "have",
    "hear",
    "heard",
    "i",
    "im",
    "in",
    "into",
    "is",
    "it",
    "its",
    "just",
    "kind",
    "la",
    "le",
    "like",
    "list",
    "listen",
    "looking",
    "make",
    "makes",
    "me",
    "more",
    "music",
    "my",
    "need",
    "of",
    "on",
    "or",
    "piece",
    "play",
    "playlist",
    "please",
    "recording",
    "some",
    "something",
    "song",
    "songs",
    "sort",
    "sound",
    "sounding",
    "sounds",
    "style",
    "suitable",
    "than",
    "that",
    "the",
    "them",
    "then",
    "there",
    "these",
    "thing",
    "this",
    "to",
    "track",
    "tracks",
    "tune",
    "type",
    "very",
    "vibe",
    "want",
    "was",
    "we",
    "what",
    "which",
    "while",
    "with",
    "would",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_listed_once_with_fillers_marked() {
        let words = read("Some Dark, dark Café music");
        let shown: Vec<(&str, bool)> = words.iter().map(|word| (word.text.as_str(), word.filler)).collect();
        assert_eq!(shown, [("some", true), ("dark", false), ("cafe", false), ("music", true)]);
        assert!(FILLERS.is_sorted());
    }

    #[test]
    fn a_query_of_ten_thousand_words_is_cut() {
        let text: String = (0..10_000).map(|n| format!("w{n} ")).collect();
        assert_eq!(read(&text).len(), MAX_WORDS);
    }
}
