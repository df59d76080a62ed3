//! Vectors for generated tracks, in a small part of the time that the text model would take for each.
//!
//! Embedding ten million descriptions takes hours. But all generated tracks are described with the same few hundred
//! phrases, so these are embedded once, and a track gets the weighted sum of its own with some noise: like real vectors,
//! they lie in clusters around genres and moods, and no two are alike.

use std::collections::HashMap;

use hark_catalog::QuantizedVector;
use hark_models::TextEncoder;
use hark_testkit::catalogue;
use hark_testkit::rng::Rng;
use hark_track::Track;

/// The length of the noise, against that of the sum.
const NOISE: f64 = 1.0 / 3.0;

/// Makes vectors.
pub(super) struct Vectors {
    version: String,
    seed: u64,
    phrases: HashMap<String, Vec<f32>>,
}

impl Vectors {
    /// Embeds every phrase that generated tracks can have.
    pub(super) fn new(encoder: &dyn TextEncoder, seed: u64) -> Result<Vectors, hark_models::Error> {
        let vocabulary = catalogue::vocabulary();
        let texts: Vec<&str> = vocabulary.iter().map(String::as_str).collect();
        let vectors = hark_search::embed::vectors(encoder, &texts)?;
        let phrases = vocabulary.into_iter().zip(vectors).collect();
        Ok(Vectors { version: hark_search::embed::version(encoder), seed, phrases })
    }

    /// The version under which the catalogue keeps them.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Number of phrases that were embedded.
    pub(super) fn phrases(&self) -> usize {
        self.phrases.len()
    }

    /// The vector of a track; `None` when it has no phrases.
    pub(super) fn of(&self, track: &Track) -> Option<QuantizedVector> {
        let mut sum: Vec<f32> = Vec::new();
        for (phrase, weight) in catalogue::phrases(track) {
            let Some(vector) = self.phrases.get(&phrase) else { continue };
            sum.resize(vector.len(), 0.0);
            sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += weight * value);
        }
        let length = length(&sum);
        if length == 0.0 {
            return None;
        }
        let mut rng = Rng::new(self.seed).fork(track.id.get());
        let step = f64::from(length) * NOISE / (sum.len() as f64).sqrt();
        sum.iter_mut().for_each(|value| *value += (step * catalogue::normal(&mut rng)) as f32);
        normalise(&mut sum);
        Some(QuantizedVector::from_f32(&sum))
    }
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt()
}

fn normalise(vector: &mut [f32]) {
    let length = length(vector);
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
}
