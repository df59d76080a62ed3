//! The installed all-MiniLM-L6-v2 against figures of the original.
//!
//! `fixtures/cosines.json` holds the cosines between every two of 24 sentences, computed from the published weights
//! in double precision by a NumPy pass written from the paper. `fixtures/tokens.json` was made with the reference
//! tokenizer.

use std::io::Write;

use hark_models::{CacheLimits, CachedEncoder, MiniLm, ModelDir, TextEncoder};
use serde::Deserialize;

/// Largest difference allowed between a cosine of eight-bit vectors and the original's. Measured: 0.0281.
const TOLERANCE: f32 = 0.04;

#[derive(Deserialize)]
struct Cosines {
    sentences: Vec<String>,
    cosines: Vec<Vec<f32>>,
}

/// The installed encoder, or a word on why the test does nothing.
fn encoder() -> Option<MiniLm> {
    let Some(folder) = std::env::var_os("HARK_TEST_MODELS") else {
        // Past the test harness, which would keep it to itself.
        let said =
            writeln!(std::io::stderr(), "skipped: HARK_TEST_MODELS names no folder of installed models");
        assert!(said.is_ok());
        return None;
    };
    Some(MiniLm::load(&ModelDir::new(folder)).expect("the model that HARK_TEST_MODELS names loads"))
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn cosines_equal_the_original() {
    let Some(encoder) = encoder() else { return };
    let fixture: Cosines = serde_json::from_str(include_str!("../fixtures/cosines.json")).unwrap();
    let texts: Vec<&str> = fixture.sentences.iter().map(String::as_str).collect();
    let vectors = encoder.embed(&texts).unwrap();
    let mut worst = 0.0_f32;
    let mut compared = 0;
    for (i, row) in fixture.cosines.iter().enumerate() {
        for (j, expected) in row.iter().enumerate() {
            worst = worst.max((cosine(&vectors[i], &vectors[j]) - expected).abs());
            compared += 1;
        }
    }
    assert_eq!(compared, 276);
    assert!(worst < TOLERANCE, "differs by {worst}");
}

#[test]
fn odd_texts_are_accepted() {
    let Some(encoder) = encoder() else { return };
    let long = "a heavy beat ".repeat(800);
    for text in ["", "\0", "🎵", &"x".repeat(10_000), &long] {
        let vector = encoder.embed(&[text]).unwrap().remove(0);
        assert_eq!(vector.len(), 384);
        assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-5);
    }
}

#[test]
fn vectors_do_not_depend_on_batch_or_memory() {
    let Some(encoder) = encoder() else { return };
    let fixture: Cosines = serde_json::from_str(include_str!("../fixtures/cosines.json")).unwrap();
    let texts: Vec<&str> = fixture.sentences.iter().map(String::as_str).collect();
    let together = encoder.embed(&texts).unwrap();
    let cached = CachedEncoder::new(encoder, CacheLimits::default());
    for _ in 0..2 {
        for (text, vector) in texts.iter().zip(&together) {
            assert_eq!(&cached.embed(&[text]).unwrap()[0], vector);
        }
    }
    assert_eq!(cached.stats().hits, 24);
}
