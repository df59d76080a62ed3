//! A generated track as a change to the catalogue and as a row of a catalogue export: the same statements both times.

use hark_catalog::{Field, Fields, TrackPatch};
use hark_track::{Analysis, Genre, Track};
use serde_json::{Map, Value, json};

/// The track as what a row states of it.
pub(super) fn patch(track: &Track) -> TrackPatch {
    let mut patch = TrackPatch::new(track.id);
    patch.fields = fields_of_words(track);
    state_sound(&mut patch.fields, &track.analysis);
    patch
}

fn fields_of_words(track: &Track) -> Fields {
    Fields {
        status: Field::Set(track.status),
        name: text(&track.name),
        artist: text(&track.artist),
        album: text(&track.album),
        creator_name: text(&track.creator_name),
        description: text(&track.description),
        genre: if track.genre == Genre::OTHER { Field::Keep } else { text(track.genre.name()) },
        genres: list(&track.genres),
        tags: list(&track.tags),
        instruments: list(&track.instruments),
        moods: list(&track.moods),
        gender: track.gender.into(),
        year: track.year.into(),
        play_count: track.play_count.into(),
        likes: track.likes.into(),
        created_at: Field::Set(track.created_at),
        ..Fields::default()
    }
}

fn state_sound(fields: &mut Fields, sound: &Analysis) {
    fields.duration = sound.duration.into();
    fields.loudness_lufs = sound.loudness_lufs.into();
    fields.loudness_range_lu = sound.loudness_range_lu.into();
    fields.true_peak_dbtp = sound.true_peak_dbtp.into();
    fields.bpm = sound.bpm.into();
    fields.key = sound.key.into();
    fields.scale = sound.scale.into();
    fields.key_confidence = sound.key_confidence.into();
    fields.mood = sound.mood.into();
    fields.voice = sound.voice.into();
    fields.voice_confidence = sound.voice_confidence.into();
    fields.electronic = sound.electronic.into();
    fields.acoustic = sound.acoustic.into();
    fields.timbre = sound.timbre.into();
    fields.danceability = sound.danceability.into();
    fields.genres_detailed = list(&sound.genres_detailed);
}

fn text(text: &str) -> Field<String> {
    if text.is_empty() { Field::Keep } else { Field::Set(text.to_owned()) }
}

fn list<T: Clone>(items: &[T]) -> Field<Vec<T>> {
    if items.is_empty() { Field::Keep } else { Field::Set(items.to_vec()) }
}

/// The track as one line of JSON Lines, without the line break.
pub(super) fn line(track: &Track) -> anyhow::Result<String> {
    let words = json!({
        "asset_id": track.id,
        "status": track.status,
        "name": track.name,
        "artist": track.artist,
        "album": track.album,
        "creator_name": track.creator_name,
        "description": track.description,
        "genre": if track.genre == Genre::OTHER { "" } else { track.genre.name() },
        "genres": track.genres,
        "tags": track.tags,
        "instruments": track.instruments,
        "moods": track.moods,
        "gender": track.gender,
        "year": track.year,
        "play_count": track.play_count,
        "likes": track.likes,
        "created_at": track.created_at.to_string(),
    });
    let mut row = Map::new();
    for part in [words, serde_json::to_value(&track.analysis)?] {
        if let Value::Object(part) = part {
            row.extend(part.into_iter().filter(|(name, value)| name != "version" && is_stated(value)));
        }
    }
    Ok(serde_json::to_string(&row)?)
}

fn is_stated(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("") && value.as_array().is_none_or(|items| !items.is_empty())
}
