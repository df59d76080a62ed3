//! What there is to embed about a track: the few hundred phrases that all generated tracks are described with.

use hark_track::{Genre, Track};

use super::genres;
use super::words::{ANY_MOODS, CALM_MOODS, LIVELY_MOODS, TAGS, USES};

/// Weights of genre words, moods, instruments and tags in the meaning of a track.
const GENRE: f32 = 1.0;
const MOOD: f32 = 0.8;
const INSTRUMENT: f32 = 0.5;
const TAG: f32 = 0.6;

/// Every phrase that [`phrases`] can name, sorted, each once.
pub fn vocabulary() -> Vec<String> {
    let genres = Genre::all().flat_map(|genre| genre.aliases().iter().copied().chain([genre.name()]));
    let mut vocabulary: Vec<String> = genres.map(|genre| of_genre(&genre.to_lowercase())).collect();
    let instruments = genres::profiles().flat_map(|profile| profile.instruments.iter().copied());
    let words = [CALM_MOODS, LIVELY_MOODS, ANY_MOODS, TAGS, USES].into_iter().flatten().copied();
    vocabulary.extend(words.chain(instruments).map(str::to_owned));
    vocabulary.sort_unstable();
    vocabulary.dedup();
    vocabulary
}

/// The phrases that describe a track, with their weights.
pub fn phrases(track: &Track) -> Vec<(String, f32)> {
    let genres = track.genres.iter().map(|genre| (of_genre(genre), GENRE));
    let weighted = |words: &[String], weight: f32| -> Vec<(String, f32)> {
        words.iter().map(|word| (word.clone(), weight)).collect()
    };
    genres
        .chain(weighted(&track.moods, MOOD))
        .chain(weighted(&track.instruments, INSTRUMENT))
        .chain(weighted(&track.tags, TAG))
        .collect()
}

fn of_genre(genre: &str) -> String {
    format!("{genre} music")
}
