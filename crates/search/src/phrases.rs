//! The lexicon as points: which concepts are near to a description that names none of them.
//!
//! "A dragon circles the burning keep" holds no word of the lexicon, and is near to "battle" and "fantasy" all the same. The
//! vectors of all concepts are made once for a text model and a lexicon, and kept beside the index, from where they are read
//! at every later start.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use hark_knowledge::{ConceptId, Lexicon};
use hark_models::TextEncoder;

use crate::embed;

/// Concepts that are taken from what is near, at most.
const MOST: usize = 5;
/// Cosines from which on a concept counts, and at which it counts in full.
const NEAR: (f32, f32) = (0.50, 0.80);
/// What a near concept counts beside one that is named.
const WEIGHT: f32 = 0.5;
const FILE: &str = "concepts.bin";
const MAGIC: &[u8] = b"HARKCON1";

/// One vector a concept, in the lexicon's order.
#[derive(Debug, Default)]
pub struct Phrases {
    dimensions: usize,
    values: Vec<f32>,
}

impl Phrases {
    /// Reads the vectors from `folder`, or makes them and writes them there. What cannot be written is made again next
    /// time; where the model fails there are none.
    pub fn open(folder: &Path, encoder: &dyn TextEncoder) -> Phrases {
        let key = key(encoder);
        let path = folder.join(FILE);
        let stored =
            std::fs::read(&path).ok().and_then(|file| Phrases::read(&file, key, encoder.dimensions()));
        stored.unwrap_or_else(|| {
            let made = Phrases::make(encoder);
            if !made.values.is_empty() {
                // A cache: the next start makes it again.
                drop(std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, made.written(key))));
            }
            made
        })
    }

    /// The concepts nearest to `vector`, nearest first, with what each counts.
    pub fn near(&self, vector: &[f32]) -> Vec<(ConceptId, f32)> {
        if self.dimensions == 0 || vector.len() != self.dimensions {
            return Vec::new();
        }
        let cosines = self.values.chunks_exact(self.dimensions).map(|row| embed::dot(row, vector));
        let mut near: Vec<(ConceptId, f32)> =
            Lexicon::get().ids().zip(cosines).filter(|(_, cosine)| *cosine >= NEAR.0).collect();
        crate::rank::keep_best(&mut near, MOST, |(id, cosine)| (*cosine, *id));
        let weight = |cosine: f32| WEIGHT * ((cosine - NEAR.0) / (NEAR.1 - NEAR.0)).min(1.0);
        near.into_iter().map(|(id, cosine)| (id, weight(cosine))).collect()
    }

    fn make(encoder: &dyn TextEncoder) -> Phrases {
        let names: Vec<String> =
            Lexicon::get().concepts().iter().map(|concept| format!("{} music", concept.name)).collect();
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        match embed::vectors(encoder, &texts) {
            Ok(vectors) => {
                Phrases { dimensions: encoder.dimensions(), values: vectors.into_iter().flatten().collect() }
            }
            Err(_) => Phrases::default(),
        }
    }

    fn read(file: &[u8], key: u64, dimensions: usize) -> Option<Phrases> {
        let (stored, values) = file.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
        let fits = u64::from_le_bytes(*stored) == key
            && values.len() == 4 * dimensions * Lexicon::get().concepts().len();
        let values: Vec<f32> =
            values.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        (fits && values.iter().all(|value| value.is_finite())).then_some(Phrases { dimensions, values })
    }

    fn written(&self, key: u64) -> Vec<u8> {
        let values = self.values.iter().flat_map(|value| value.to_le_bytes());
        MAGIC.iter().copied().chain(key.to_le_bytes()).chain(values).collect()
    }
}

/// Changes with the model, the adapter and the names of the lexicon.
fn key(encoder: &dyn TextEncoder) -> u64 {
    let mut hasher = DefaultHasher::new();
    embed::version(encoder).hash(&mut hasher);
    for concept in Lexicon::get().concepts() {
        concept.name.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests;
