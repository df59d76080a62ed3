//! Ids against the reference tokenizer's; the cutting into runs against its pattern; descriptions of other tokenizers
//! are refused.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn bpe() -> Bpe {
    Bpe::from_tokenizer_json(fixture("tokenizer.json").to_string().as_bytes()).unwrap()
}

#[test]
fn ids_are_the_reference_tokenizers() {
    let bpe = bpe();
    let reference = fixture("reference.json");
    let texts = reference["texts"].as_array().unwrap();
    assert!(texts.len() > 10);
    for text in texts {
        let ids: Vec<u32> = serde_json::from_value(text["ids"].clone()).unwrap();
        assert_eq!(bpe.encode(text["text"].as_str().unwrap()), ids, "{}", text["text"]);
    }
}

#[test]
fn runs_are_those_of_the_pattern() {
    for (text, expected) in [
        ("it's we'll 'twas", &["it", "'s", " we", "'ll", " '", "twas"][..]),
        ("  two  ends  ", &[" ", " two", " ", " ends", "  "]),
        ("a\n b\t\tc", &["a", "\n", " b", "\t", "\t", "c"]),
        ("120bpm 4/4!!", &["120", "bpm", " 4", "/", "4", "!!"]),
        ("夏祭り①", &["夏祭り", "①"]),
        ("", &[]),
    ] {
        assert_eq!(runs(text).collect::<Vec<_>>(), expected, "{text:?}");
    }
}

#[test]
fn both_spellings_of_merges_are_read() {
    let mut listed = fixture("tokenizer.json");
    for merge in listed["model"]["merges"].as_array_mut().unwrap() {
        let pair: Vec<&str> = merge.as_str().unwrap().split(' ').collect();
        *merge = json!(pair);
    }
    let listed = Bpe::from_tokenizer_json(listed.to_string().as_bytes()).unwrap();
    let text = "the sound of rain and distant thunder";
    assert_eq!(listed.encode(text), bpe().encode(text));
}

#[test]
fn long_texts_are_cut_in_reasonable_time() {
    let bpe = bpe();
    for text in ["a".repeat(1 << 20), "é ".repeat(1 << 19), " ".repeat(1 << 20)] {
        let ids = bpe.encode(&text);
        assert!(ids.len() <= MAX_TOKENS);
        assert_eq!((ids[0], ids[ids.len() - 1]), (bpe.start, bpe.end));
    }
}

type Change = fn(&mut Value);

#[test]
fn other_tokenizers_are_refused_by_name() {
    let changes: [(Change, &str); 11] = [
        (|t| t["model"]["type"] = json!("WordPiece"), "model type"),
        (|t| t["normalizer"] = json!({"type": "NFC"}), "normalizer"),
        (|t| t["pre_tokenizer"] = json!(null), "pre-tokenizer"),
        (|t| t["pre_tokenizer"]["add_prefix_space"] = json!(true), "add_prefix_space"),
        (|t| t["pre_tokenizer"]["use_regex"] = json!(false), "use_regex"),
        (|t| t["model"]["end_of_word_suffix"] = json!("</w>"), "end of word"),
        (|t| t["model"]["merges"][3] = json!("zz qq"), "merge 3"),
        (|t| t["model"]["merges"][0] = json!("one"), "merge 0"),
        (|t| drop(t["model"]["vocab"].as_object_mut().unwrap().remove("!")), "byte 0x21"),
        (|t| drop(t["model"]["vocab"].as_object_mut().unwrap().remove("</s>")), "</s>"),
        (|t| t["model"]["vocab"]["!"] = json!(4_000_000_000_u32), "beyond"),
    ];
    for (change, expected) in changes {
        let mut description = fixture("tokenizer.json");
        change(&mut description);
        let error = Bpe::from_tokenizer_json(description.to_string().as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
    }
    assert!(matches!(Bpe::from_tokenizer_json(b"{"), Err(BpeError::Json { .. })));
}

proptest! {
    #[test]
    fn runs_are_the_text_cut(text in "\\PC{0,20}[ \t\n'a-z0-9!é]{0,20}") {
        prop_assert_eq!(runs(&text).collect::<String>(), text);
    }

    #[test]
    fn any_text_gives_few_known_ids(text in any::<String>()) {
        let ids = bpe().encode(&text);
        prop_assert!((2..=MAX_TOKENS).contains(&ids.len()));
        prop_assert!(ids.iter().all(|id| *id < 420));
    }
}
