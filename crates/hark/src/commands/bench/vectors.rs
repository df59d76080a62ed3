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

#[cfg(test)]
mod tests {
    use hark_models::ModelVersion;
    use hark_testkit::catalogue::Catalogue;

    use super::*;

    /// A unit vector of random direction for each text.
    struct Random(ModelVersion);

    impl TextEncoder for Random {
        fn version(&self) -> &ModelVersion {
            &self.0
        }

        fn dimensions(&self) -> usize {
            64
        }

        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, hark_models::Error> {
            let seed =
                |text: &str| text.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
            let vector = |text: &&str| {
                let mut rng = Rng::new(seed(text));
                let mut vector: Vec<f32> = (0..64).map(|_| catalogue::normal(&mut rng) as f32).collect();
                normalise(&mut vector);
                vector
            };
            Ok(texts.iter().map(vector).collect())
        }
    }

    fn cosine(a: &QuantizedVector, b: &QuantizedVector) -> f32 {
        let (a, b) = (a.to_f32(), b.to_f32());
        a.iter().zip(&b).map(|(a, b)| a * b).sum::<f32>() / (length(&a) * length(&b))
    }

    #[test]
    fn tracks_of_one_genre_are_near_each_other_and_none_are_alike() {
        let vectors = Vectors::new(&Random(ModelVersion::new("random/1")), 1).unwrap();
        assert!(vectors.version().starts_with("random/1"));
        let tracks: Vec<Track> = Catalogue::new(400, 1).tracks().collect();
        let made: Vec<QuantizedVector> = tracks.iter().map(|track| vectors.of(track).unwrap()).collect();
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for (at, first) in tracks.iter().enumerate() {
            assert_eq!(vectors.of(first).unwrap(), made[at]);
            assert!((length(&made[at].to_f32()) - 1.0).abs() < 0.02);
            for (second, vector) in tracks.iter().zip(&made).skip(at + 1) {
                let cosine = cosine(&made[at], vector);
                assert!(cosine < 0.999);
                if first.genres == second.genres { same.push(cosine) } else { other.push(cosine) }
            }
        }
        let mean = |cosines: &[f32]| cosines.iter().sum::<f32>() / cosines.len() as f32;
        assert!(mean(&same) > mean(&other) + 0.2, "{} {}", mean(&same), mean(&other));
    }
}
