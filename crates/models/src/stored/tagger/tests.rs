//! A tagger's file reads back as written; damaged or foreign ones are refused, never a panic.

use proptest::prelude::*;

use super::*;
use crate::testing::TinyTagger;

fn tagger() -> StoredTagger {
    StoredTagger { name: "tiny".to_owned(), network: Folded::new(&TinyTagger::new(2).published()) }
}

#[test]
fn a_file_reads_back_as_written() {
    let bytes = tagger().to_bytes().unwrap();
    let read = StoredTagger::from_bytes(bytes.clone()).unwrap();
    assert_eq!(read, tagger());
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert_eq!(read.version().as_str(), "tiny/f32/1");
}

#[test]
fn truncated_files_are_refused() {
    let bytes = tagger().to_bytes().unwrap();
    for length in (0..bytes.len()).step_by(977).chain([bytes.len() - 1]) {
        assert!(StoredTagger::from_bytes(bytes[..length].to_vec()).is_err(), "{length}");
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    let mut tagger = tagger();
    tagger.network.middle[1].offset[0] = f32::NAN;
    let error = StoredTagger::from_bytes(tagger.to_bytes().unwrap()).unwrap_err();
    assert!(matches!(error, Error::NotFinite { .. }), "{error}");
}

/// A file with one place of its header replaced by something of the same length.
fn patched(from: &str, to: &str) -> Error {
    assert_eq!(from.len(), to.len());
    let mut bytes = tagger().to_bytes().unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    StoredTagger::from_bytes(bytes).unwrap_err()
}

#[test]
fn foreign_metadata_is_refused() {
    for (from, to) in [
        ("hark-tagger", "hurk-tagger"),
        (r#""format_version":"1""#, r#""format_version":"9""#),
        (r#""encoding":"f32""#, r#""encoding":"f64""#),
        (r#""model":"#, r#""modal":"#),
    ] {
        assert!(matches!(patched(from, to), Error::Metadata { .. }), "{from}");
    }
    assert!(matches!(patched(r#"middle\":4"#, r#"middle\":0"#), Error::TaggerShape { .. }));
    assert!(matches!(patched(r#"middle\":4"#, r#"middle\":5"#), Error::Weights(_)));
    assert!(matches!(patched(r#"\"dense\":"#, r#"\"dance\":"#), Error::Json { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_changed_headers_never_panic(at in 0..4000_usize, byte: u8) {
        let mut bytes = tagger().to_bytes().unwrap();
        bytes[at] = byte;
        if let Ok(tagger) = StoredTagger::from_bytes(bytes) {
            drop(tagger);
        }
    }
}
