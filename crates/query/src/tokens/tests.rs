//! What must hold of tokens.

use proptest::prelude::*;

use super::*;

#[test]
fn words_are_folded_and_keep_their_place() {
    let tokens = Tokens::read("Don’t – stop! Café's (R&B)");
    let words: Vec<&str> = (0..tokens.len()).map(|at| tokens.word(at)).collect();
    assert_eq!(words, ["dont", "stop", "cafes", "r", "b"]);
    let gaps: Vec<Gap> = (0..=tokens.len()).map(|at| tokens.gap(at)).collect();
    assert_eq!(gaps, [Gap::Edge, Gap::Dash, Gap::Stop, Gap::Stop, Gap::And, Gap::Stop]);
    assert_eq!(tokens.written(&(2..4)), "Café's (R");
}

proptest! {
    /// The words are those that names and the index are made of, so they meet.
    #[test]
    fn the_words_are_those_of_folding(text in "[a-zA-Z0-9 ,.'’éßæ&/-]{0,60}") {
        let tokens = Tokens::read(&text);
        let words: Vec<String> = (0..tokens.len()).map(|at| tokens.word(at).to_owned()).collect();
        prop_assert_eq!(words, fold::words(&text));
    }

    #[test]
    fn spans_are_whole_letters_in_order_whatever_the_text(text in "\\PC{0,80}") {
        let tokens = Tokens::read(&text);
        let mut end = 0;
        for at in 0..tokens.len() {
            let span = tokens.span(&(at..at + 1));
            prop_assert!(span.start >= end && span.end > span.start);
            prop_assert!(text.get(span.clone()).is_some() && !tokens.word(at).is_empty());
            end = span.end;
        }
    }
}
