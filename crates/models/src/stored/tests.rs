//! Our own file reads back as written; damaged or foreign ones are refused, never a panic.

use proptest::prelude::*;

use super::*;
use crate::testing::{HEADS, INNER, LAYERS, MAX_TOKENS, Tiny, WIDTH, tokens};

fn model() -> StoredModel {
    let tiny = Tiny::new(2);
    let shape = BertShape {
        vocabulary: tokens().len(),
        width: WIDTH,
        inner: INNER,
        layers: LAYERS,
        heads: HEADS,
        max_tokens: MAX_TOKENS,
        epsilon: 1e-12,
    };
    StoredModel {
        name: "tiny".to_owned(),
        encoding: Encoding::F32,
        weights: BertWeights::from_published(&tiny.safetensors(), shape).unwrap(),
        vocabulary: Vocabulary::from_tokenizer_json(&tiny.tokenizer).unwrap(),
    }
}

#[test]
fn a_file_reads_back_as_written() {
    for model in [model(), model().quantised()] {
        let bytes = model.to_bytes().unwrap();
        let read = StoredModel::from_bytes(bytes.clone()).unwrap();
        assert_eq!(read.version(), model.version());
        assert_eq!(read.to_bytes().unwrap(), bytes);
    }
}

#[test]
fn the_version_names_model_encoding_and_format() {
    assert_eq!(model().version().as_str(), "tiny/f32/1");
    assert_eq!(model().quantised().version().as_str(), "tiny/int8/1");
}

#[test]
fn truncated_files_are_refused() {
    let bytes = model().quantised().to_bytes().unwrap();
    for length in (0..bytes.len()).step_by(977).chain([bytes.len() - 1]) {
        assert!(StoredModel::from_bytes(bytes[..length].to_vec()).is_err(), "{length}");
    }
}

/// A file with one place of its header replaced by something of the same length.
fn patched(from: &str, to: &str) -> Error {
    assert_eq!(from.len(), to.len());
    let mut bytes = model().quantised().to_bytes().unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    StoredModel::from_bytes(bytes).unwrap_err()
}

#[test]
fn foreign_metadata_is_refused() {
    for (from, to) in [
        ("hark-text-encoder", "hurk-text-encoder"),
        (r#""format_version":"1""#, r#""format_version":"9""#),
        (r#""encoding":"int8""#, r#""encoding":"int4""#),
        ("bert-uncased", "bert-unknown"),
        (r#""model":"#, r#""modal":"#),
    ] {
        assert!(matches!(patched(from, to), Error::Metadata { .. }), "{from}");
    }
    assert!(matches!(patched(r#"heads\":4"#, r#"heads\":5"#), Error::Shape { .. }));
    assert!(matches!(patched(r#"layers\":2"#, r#"layers\":3"#), Error::Weights(_)));
    assert!(matches!(patched(r#"\"heads\":"#, r#"\"hoods\":"#), Error::Json { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_changed_headers_never_panic(at in 0..4000_usize, byte: u8) {
        let mut bytes = model().quantised().to_bytes().unwrap();
        bytes[at] = byte;
        if let Ok(model) = StoredModel::from_bytes(bytes) {
            drop(model);
        }
    }
}
