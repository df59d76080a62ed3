//! The lexicon as points: which concepts are near to a description that names none of them.
//!
//! "A dragon circles the burning keep" holds no word of the lexicon, and is near to "battle" and "fantasy" all the same. The
//! vectors of all concepts are made once for a text model and a lexicon, and kept beside the index, from where they are read
//! at every later start.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use hark_knowledge::{ConceptId, Lexicon};
use hark_models::TextEncoder;

use crate::{embed, kept};

/// Concepts that are taken from what is near, at most.
const MOST: usize = 5;
/// Cosines from which on a concept counts, and at which it counts in full.
const NEAR: (f32, f32) = (0.50, 0.80);
/// What a near concept counts beside one that is named.
const WEIGHT: f32 = 0.5;
const FILE: &str = "concepts.bin";

/// One vector a concept, in the lexicon's order.
#[derive(Debug, Default)]
pub struct Phrases {
    dimensions: usize,
    values: Vec<f32>,
}

impl Phrases {
    /// Reads the vectors from `folder`, or makes them and writes them there. Where the model fails there are none.
    pub fn open(folder: &Path, encoder: &dyn TextEncoder) -> Phrases {
        let (path, key, dimensions) = (folder.join(FILE), key(encoder), encoder.dimensions());
        let whole = dimensions * Lexicon::get().concepts().len();
        if let Some(values) = kept::read(&path, key).filter(|values| values.len() == whole) {
            return Phrases { dimensions, values };
        }
        let made = Phrases::make(encoder);
        if !made.values.is_empty() {
            kept::write(&path, key, &made.values);
        }
        made
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
