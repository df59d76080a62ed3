//! What must hold of the stored vectors of concepts.

use std::sync::atomic::{AtomicUsize, Ordering};

use hark_models::{Error, ModelVersion};

use super::*;

/// Every text has a direction of its own, as far as eight letters go; counts how much it was asked.
struct Letters {
    version: ModelVersion,
    asked: AtomicUsize,
}

impl Letters {
    fn new(version: &str) -> Letters {
        Letters { version: ModelVersion::new(version), asked: AtomicUsize::new(0) }
    }
}

impl TextEncoder for Letters {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        26
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        self.asked.fetch_add(texts.len(), Ordering::Relaxed);
        let vector = |text: &&str| {
            let mut counts = [0.01f32; 26];
            text.bytes()
                .filter(u8::is_ascii_lowercase)
                .for_each(|byte| counts[usize::from(byte - b'a')] += 1.0);
            let norm = counts.iter().map(|count| count * count).sum::<f32>().sqrt();
            counts.iter().map(|count| count / norm).collect()
        };
        Ok(texts.iter().map(vector).collect())
    }
}

#[test]
fn vectors_are_made_once_for_a_model_and_read_at_every_later_start() {
    let folder = tempfile::tempdir().unwrap();
    let encoder = Letters::new("letters/1");
    let made = Phrases::open(folder.path(), &encoder);
    let count = Lexicon::get().concepts().len();
    assert_eq!(encoder.asked.load(Ordering::Relaxed), count);
    let read = Phrases::open(folder.path(), &encoder);
    assert_eq!(encoder.asked.load(Ordering::Relaxed), count, "nothing is made again");
    assert_eq!(read.values, made.values);
    let other = Letters::new("letters/2");
    Phrases::open(folder.path(), &other);
    assert_eq!(other.asked.load(Ordering::Relaxed), count, "another model has vectors of its own");
}

#[test]
fn a_damaged_file_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let encoder = Letters::new("letters/1");
    let made = Phrases::open(folder.path(), &encoder);
    let path = folder.path().join(FILE);
    let whole = std::fs::read(&path).unwrap();
    for damaged in [&whole[..whole.len() - 3], &whole[1..], b""] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(Phrases::open(folder.path(), &encoder).values, made.values);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_concept_is_near_to_itself_and_vectors_of_another_length_are_near_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let encoder = Letters::new("letters/1");
    let phrases = Phrases::open(folder.path(), &encoder);
    let concept = Lexicon::get().find("piano").unwrap();
    let vector = encoder.embed(&["piano music"]).unwrap().remove(0);
    let near = phrases.near(&vector);
    assert!(near.len() <= MOST && near.iter().all(|(_, weight)| (0.0..=WEIGHT).contains(weight)));
    assert_eq!(near[0], (concept, WEIGHT), "nearest first");
    assert!(phrases.near(&vector[1..]).is_empty());
}
