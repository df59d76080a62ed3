//! The sentence about a track that the text model reads.
//!
//! People describe music by genre, mood and instruments, and that is what the sentence holds. Names are left out: they
//! are found as words, and in the sentence they drown what the track sounds like (leaving them out raised recall@10 by
//! two thirds, see `docs/decisions/0006-ranking.md`). A track of which nothing else is known has no description, and is found
//! by words alone: described by its name it would be near to every odd query.

use hark_track::vocabulary::split_compound;
use hark_track::{Acoustic, Analysis, Electronic, Gender, Genre, Track, Voice, fold};

/// Part of the version of every vector: a change of [`describe`] makes the old vectors useless.
pub const VERSION: u32 = 2;

/// Styles that were heard count as genres from this score on, and so many of them.
const SURE_STYLE: f64 = 0.2;
const MOST_STYLES: usize = 2;
/// Moods are named from this value on; an ordinary track has 0.5.
const CLEAR: f64 = 0.8;
/// Longest description, in characters, that is passed on from the source.
const MAX_DESCRIPTION: usize = 600;

/// What the text model is told about `track`. Empty when nothing is known but names.
pub fn describe(track: &Track) -> String {
    let mut parts = Vec::new();
    let genres = genre_words(track);
    if !genres.is_empty() {
        parts.push(format!("{} music", genres.join(", ")));
    }
    for list in [&track.moods, &track.tags] {
        parts.extend((!list.is_empty()).then(|| spelled(list).join(", ")));
    }
    if !track.instruments.is_empty() {
        parts.push(format!("with {}", spelled(&track.instruments).join(", ")));
    }
    let heard = heard_words(&track.analysis);
    parts.extend((!heard.is_empty()).then(|| heard.join(", ")));
    parts.extend(voice_words(track).map(str::to_owned));
    parts.extend(tempo_words(track));
    if !track.description.is_empty() {
        parts.push(track.description.chars().take(MAX_DESCRIPTION).collect());
    }
    parts.join(". ")
}

/// The source's genre words; when there are none the styles that were heard, else the canonical genre.
fn genre_words(track: &Track) -> Vec<String> {
    if !track.genres.is_empty() {
        return spelled(&track.genres);
    }
    let heard = track.analysis.genres_detailed.iter().filter(|style| style.score >= SURE_STYLE);
    let styles: Vec<String> = heard.take(MOST_STYLES).map(|style| style.label.clone()).collect();
    match (styles.is_empty(), track.genre == Genre::OTHER) {
        (false, _) => spelled(&styles),
        (true, false) => vec![track.genre.name().to_lowercase()],
        (true, true) => Vec::new(),
    }
}

/// What was heard of moods and instruments, where it was heard clearly.
fn heard_words(analysis: &Analysis) -> Vec<&'static str> {
    let mood = analysis.mood.unwrap_or_default();
    let arousal = mood.arousal.map(|arousal| (arousal + 1.0) / 2.0);
    let clearly =
        |value: Option<f64>, word: &'static str| value.filter(|value| *value >= CLEAR).map(|_| word);
    let moods = [
        clearly(arousal, "energetic"),
        clearly(arousal.map(|arousal| 1.0 - arousal), "calm"),
        clearly(mood.happy, "happy"),
        clearly(mood.sad, "sad"),
        clearly(mood.aggressive, "aggressive"),
        clearly(mood.relaxed, "relaxing"),
        clearly(mood.party, "party"),
        (analysis.electronic == Some(Electronic::Electronic)).then_some("electronic"),
        (analysis.acoustic == Some(Acoustic::Acoustic)).then_some("acoustic"),
    ];
    moods.into_iter().flatten().collect()
}

/// Each text once, compounds written as separate words.
fn spelled(texts: &[String]) -> Vec<String> {
    let mut spelled: Vec<String> = Vec::new();
    for text in texts {
        let words = fold::words(text);
        let parts: Vec<&str> = words
            .iter()
            .flat_map(|word| split_compound(word).unwrap_or_else(|| vec![word.as_str()]))
            .collect();
        let text = parts.join(" ");
        if !text.is_empty() && !spelled.contains(&text) {
            spelled.push(text);
        }
    }
    spelled
}

fn voice_words(track: &Track) -> Option<&'static str> {
    match (track.analysis.voice, track.gender()) {
        (Some(Voice::Instrumental), _) => Some("instrumental, no vocals"),
        (_, Some(Gender::Female)) => Some("female vocals"),
        (_, Some(Gender::Male)) => Some("male vocals"),
        (Some(Voice::Voice), None) => Some("vocals"),
        (None, None) => None,
    }
}

fn tempo_words(track: &Track) -> Option<String> {
    let bpm = track.analysis.bpm?.get();
    let pace = match bpm {
        ..76.0 => "slow",
        ..108.0 => "medium tempo",
        ..140.0 => "upbeat",
        _ => "fast",
    };
    Some(pace.to_owned())
}

#[cfg(test)]
mod tests {
    use hark_track::{AssetId, Bpm, Mood, Timestamp};

    use super::*;

    #[test]
    fn a_description_holds_what_is_known_and_nothing_else() {
        let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
        assert_eq!(describe(&track), "");
        track.name = "Winter".into();
        assert_eq!(describe(&track), "", "a name says little about the sound");
        track.genres = vec!["easylistening".into(), "easy listening".into()];
        track.instruments = vec!["acousticguitar".into()];
        track.moods = vec!["sad".into()];
        track.analysis.bpm = Bpm::new(60.0);
        assert_eq!(describe(&track), "easy listening music. sad. with acoustic guitar. slow");
        track.analysis.mood = Some(Mood { happy: Some(0.9), arousal: Some(-0.8), ..Mood::default() });
        assert_eq!(describe(&track), "easy listening music. sad. with acoustic guitar. calm, happy. slow");
    }
}
