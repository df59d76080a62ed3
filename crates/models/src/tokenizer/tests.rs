//! Token ids against the reference tokenizer, by a fixture made with it (Hugging Face `tokenizers` 0.23, the
//! published `tokenizer.json`, truncation at 256, no padding).
//!
//! The fixture lists the pieces of each text. The vocabulary here is the union of those pieces: greedy cutting takes
//! the same pieces from it as from the whole vocabulary, because whatever longer piece it holds the whole one holds
//! too, and a word that cannot be cut there cannot be cut here.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::testing::Tiny;

#[derive(Deserialize)]
struct Case {
    text: String,
    tokens: Vec<String>,
    ids: Vec<u32>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../tests/fixtures/tokens.json")).unwrap()
}

fn tiny() -> Tokenizer {
    Tokenizer::new(&Vocabulary::from_tokenizer_json(&Tiny::new(1).tokenizer).unwrap(), 16).unwrap()
}

#[test]
fn pieces_equal_the_reference() {
    let cases = cases();
    assert!(cases.len() >= 60);
    let mut vocabulary: BTreeMap<u32, String> = BTreeMap::from([(100, "[UNK]".to_owned())]);
    for case in &cases {
        vocabulary.extend(case.ids.iter().copied().zip(case.tokens.iter().cloned()));
    }
    let published: Vec<u32> = vocabulary.keys().copied().collect();
    let tokenizer = Tokenizer::new(&Vocabulary(vocabulary.into_values().collect()), 256).unwrap();
    for case in cases {
        let ids: Vec<u32> = tokenizer.encode(&case.text).iter().map(|id| published[*id as usize]).collect();
        assert_eq!(ids, case.ids, "{:?} → {:?}", case.text, case.tokens);
    }
}

#[test]
fn special_tokens_typed_by_a_user_are_text() {
    let tokenizer = tiny();
    let ids = tokenizer.encode("[SEP] [CLS]");
    assert_eq!(ids.iter().filter(|id| **id == tokenizer.start).count(), 1);
    assert_eq!(ids.iter().filter(|id| **id == tokenizer.end).count(), 1);
}

#[test]
fn limit_tokens() {
    let tokenizer = tiny();
    let ids = tokenizer.encode(&"music ".repeat(14));
    assert_eq!((ids.len(), ids[0], ids[15]), (16, tokenizer.start, tokenizer.end));
    assert_eq!(tokenizer.encode(&"music ".repeat(15)), ids);
    assert_eq!(tokenizer.encode(""), [tokenizer.start, tokenizer.end]);
}

#[test]
fn limit_text_bytes() {
    let tokenizer = tiny();
    let blank = " ".repeat(MAX_TEXT_BYTES - 4);
    assert_eq!(tokenizer.encode(&format!("{blank}drum")).len(), 3);
    assert_eq!(tokenizer.encode(&format!("{blank}    drum")).len(), 2);
    assert_eq!(tokenizer.encode(&format!("{blank}   日drum")).len(), 2);
}

#[test]
fn a_vocabulary_survives_storing() {
    let vocabulary = Vocabulary::from_tokenizer_json(&Tiny::new(1).tokenizer).unwrap();
    assert_eq!(Vocabulary::from_lines(&vocabulary.to_lines()), Ok(vocabulary));
}

/// Changes one place of a good description.
fn changed(pointer: &str, value: serde_json::Value) -> Result<Vocabulary, TokenizerError> {
    let mut json: serde_json::Value = serde_json::from_slice(&Tiny::new(1).tokenizer).unwrap();
    *json.pointer_mut(pointer).unwrap() = value;
    Vocabulary::from_tokenizer_json(json.to_string().as_bytes())
}

#[test]
fn other_tokenizers_are_refused() {
    for (pointer, value) in [
        ("/model/type", "BPE".into()),
        ("/model/continuing_subword_prefix", "@@".into()),
        ("/model/max_input_chars_per_word", 50.into()),
        ("/normalizer/lowercase", false.into()),
        ("/normalizer/strip_accents", false.into()),
        ("/pre_tokenizer/type", "Whitespace".into()),
    ] {
        assert!(matches!(changed(pointer, value), Err(TokenizerError::Unsupported { .. })), "{pointer}");
    }
}

#[test]
fn bad_vocabularies_are_refused() {
    let refused = |vocabulary: serde_json::Value| changed("/model/vocab", vocabulary).unwrap_err();
    assert!(matches!(refused(serde_json::json!({})), TokenizerError::Numbering { .. }));
    assert!(matches!(refused(serde_json::json!({"a": 0, "b": 0})), TokenizerError::Numbering { .. }));
    assert!(matches!(refused(serde_json::json!({"a": 0, "b": 9})), TokenizerError::Numbering { .. }));
    assert!(matches!(refused(serde_json::json!({"a": -1})), TokenizerError::Json { .. }));
    assert!(matches!(refused(serde_json::json!({"a\nb": 0})), TokenizerError::Token { id: 0 }));
    assert!(matches!(Vocabulary::from_tokenizer_json(b"{"), Err(TokenizerError::Json { .. })));
    assert!(matches!(Vocabulary::from_lines(b"\xff"), Err(TokenizerError::Encoding)));
    let lacking = Vocabulary::from_lines(b"[UNK]\n[CLS]").unwrap();
    assert!(matches!(Tokenizer::new(&lacking, 8), Err(TokenizerError::MissingSpecial { token: "[SEP]" })));
    let doubled = Vocabulary::from_lines(b"[UNK]\n[CLS]\n[SEP]\na\na").unwrap();
    assert!(matches!(Tokenizer::new(&doubled, 8), Err(TokenizerError::Token { id: 4 })));
}

proptest! {
    #[test]
    fn prop_any_text_gives_known_ids_within_the_limit(text in "\\PC{0,80}|.{0,80}") {
        let tokenizer = tiny();
        let ids = tokenizer.encode(&text);
        prop_assert!((2..=16).contains(&ids.len()));
        prop_assert!(ids.iter().all(|id| (*id as usize) < crate::testing::tokens().len()));
    }
}
