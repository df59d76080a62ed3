//! Tables of phrases, written as people read them and looked up by their first word.

use std::collections::HashMap;

use crate::tokens::Tokens;

/// Phrases, each with what it means.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>>,
}

impl<T: Copy> Phrases<T> {
    /// Reads lists of phrases with bars between them, each list with its meaning. Of two equal phrases the first counts.
    pub(crate) fn read(lists: &[(T, &'static str)]) -> Phrases<T> {
        let mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>> = HashMap::new();
        for (meaning, list) in lists {
            for phrase in list.split('|') {
                let words: Vec<&'static str> = phrase.split_whitespace().collect();
                if let Some(first) = words.first() {
                    by_first.entry(first).or_default().push((words, *meaning));
                }
            }
        }
        Phrases { by_first }
    }

    /// The longest phrase that stands at a word: its number of words and what it means.
    pub(crate) fn at(&self, tokens: &Tokens<'_>, at: usize) -> Option<(usize, T)> {
        let mut best: Option<(usize, T)> = None;
        for (words, meaning) in self.by_first.get(tokens.word(at))? {
            if best.is_none_or(|(longest, _)| words.len() > longest) && tokens.has(at, words) {
                best = Some((words.len(), *meaning));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts_and_of_two_equal_ones_the_first() {
        let phrases = Phrases::read(&[(1, "like | in the style of |"), (2, "in the | like | in the style")]);
        let tokens = Tokens::read("in the style of, like in the");
        let found: Vec<_> = (0..tokens.len()).map(|at| phrases.at(&tokens, at)).collect();
        assert_eq!(found, [Some((4, 1)), None, None, None, Some((1, 1)), Some((2, 2)), None]);
    }
}
