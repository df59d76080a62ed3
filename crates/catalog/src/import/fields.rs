//! The fields of a row: which names there are, and how each is read.

use hark_track::{Acoustic, AssetId, Electronic, Genre, Voice};
use serde_json::{Map, Value};

use super::Problem;
use super::values::{self, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS, shown};
use crate::patch::{Field, Fields};

/// A row read: its identity, if it states one, and its fields.
type Row = (Option<AssetId>, Fields);

/// Years that a release can have.
const YEARS: (i64, i64) = (1, 9999);

/// Reads one line of JSON Lines.
pub(super) fn from_json(line: &str) -> Result<Row, Problem> {
    match parse(line) {
        Ok(Value::Object(object)) => from_object(object),
        Ok(other) => Err((None, format!("{} is not an object", shown(&other)))),
        Err(error) => Err((None, format!("not valid JSON: {error}"))),
    }
}

/// Reads one row of a separated file. An empty cell clears its field; `mood.happy` and its like make up `mood`.
pub(super) fn from_cells(header: &[String], cells: Vec<String>) -> Result<Row, Problem> {
    if cells.len() != header.len() {
        return Err((None, format!("{} cells, but the header has {}", cells.len(), header.len())));
    }
    let mut object = Map::new();
    let mut mood = Map::new();
    let mut has_mood_columns = false;
    for (name, cell) in header.iter().zip(cells).filter(|(name, _)| !name.is_empty()) {
        let value = if cell.trim().is_empty() { Value::Null } else { Value::String(cell) };
        if let Some(score) = name.strip_prefix("mood.") {
            has_mood_columns = true;
            mood.insert(score.to_owned(), value);
        } else {
            object.insert(name.clone(), value);
        }
    }
    if has_mood_columns {
        mood.retain(|_, score| !score.is_null());
        object.insert("mood".to_owned(), if mood.is_empty() { Value::Null } else { Value::Object(mood) });
    }
    from_object(object)
}

fn from_object(object: Map<String, Value>) -> Result<Row, Problem> {
    let mut id = Field::Keep;
    let mut slug = Field::Keep;
    let mut fields = Fields::default();
    for (name, value) in object {
        let read = match name.as_str() {
            "asset_id" => values::asset_id(&value).map(|read| id = read),
            "genre_slug" => values::text(&value, MAX_NAME_CHARS).map(|read| slug = read),
            "mood" => mood(&mut fields, &value),
            // What an earlier search thought of the track says nothing about it.
            "score" => Ok(()),
            _ => match set_words(&mut fields, &name, &value) {
                Some(read) => read,
                None => set_sound(&mut fields, &name, &value).unwrap_or_else(|| {
                    fields.extra.insert(name.clone(), value);
                    Ok(())
                }),
            },
        };
        read.map_err(|reason| (Some(name), reason))?;
    }
    fields.genre = genre(fields.genre, slug);
    match id {
        Field::Set(id) => Ok((Some(id), fields)),
        Field::Keep | Field::Clear if matches!(fields.path, Field::Set(_)) => Ok((None, fields)),
        Field::Keep | Field::Clear => Err((
            Some("asset_id".to_owned()),
            "missing: a row needs an asset_id, or the path of its audio file".to_owned(),
        )),
    }
}

/// The fields that describe a track. `None` when the name is not among them.
fn set_words(fields: &mut Fields, name: &str, value: &Value) -> Option<Result<(), String>> {
    Some(match name {
        "status" => values::label(value).map(|read| fields.status = read),
        "name" => values::text(value, MAX_NAME_CHARS).map(|read| fields.name = read),
        "artist" => values::text(value, MAX_NAME_CHARS).map(|read| fields.artist = read),
        "album" => values::text(value, MAX_NAME_CHARS).map(|read| fields.album = read),
        "creator_name" => values::text(value, MAX_NAME_CHARS).map(|read| fields.creator_name = read),
        "description" => values::text(value, MAX_DESCRIPTION_CHARS).map(|read| fields.description = read),
        "genre" => values::text(value, MAX_NAME_CHARS).map(|read| fields.genre = read),
        "genres" => values::list(value).map(|read| fields.genres = read),
        "tags" => values::list(value).map(|read| fields.tags = read),
        "instruments" => values::list(value).map(|read| fields.instruments = read),
        "moods" => values::list(value).map(|read| fields.moods = read),
        "gender" => values::label(value).map(|read| fields.gender = read),
        "year" => values::whole(value, YEARS.0, YEARS.1)
            .map(|read| fields.year = converted(read, |year| i32::try_from(year).ok())),
        "play_count" => count(value).map(|read| fields.play_count = read),
        "likes" => count(value).map(|read| fields.likes = read),
        "created_at" => values::moment(value).map(|read| fields.created_at = read),
        "updated_at" => values::moment(value).map(|read| fields.updated_at = read),
        "path" => values::path(value).map(|read| fields.path = read),
        _ => return None,
    })
}

/// The fields that describe a sound. `None` when the name is not among them.
fn set_sound(fields: &mut Fields, name: &str, value: &Value) -> Option<Result<(), String>> {
    Some(match name {
        "duration" => values::quantity(value).map(|read| fields.duration = read),
        "loudness_lufs" => values::loudness(value).map(|read| fields.loudness_lufs = read),
        "loudness_range_lu" => values::loudness(value).map(|read| fields.loudness_range_lu = read),
        "true_peak_dbtp" => values::loudness(value).map(|read| fields.true_peak_dbtp = read),
        "bpm" => values::quantity(value).map(|read| fields.bpm = read),
        "key" => values::key(value).map(|read| fields.key = read),
        "scale" => values::label(value).map(|read| fields.scale = read),
        "key_confidence" => values::quantity(value).map(|read| fields.key_confidence = read),
        "voice" => values::either(value, Voice::Voice, Voice::Instrumental).map(|read| fields.voice = read),
        "voice_confidence" => values::quantity(value).map(|read| fields.voice_confidence = read),
        "electronic" => values::either(value, Electronic::Electronic, Electronic::NonElectronic)
            .map(|read| fields.electronic = read),
        "acoustic" => values::either(value, Acoustic::Acoustic, Acoustic::NonAcoustic)
            .map(|read| fields.acoustic = read),
        "timbre" => values::label(value).map(|read| fields.timbre = read),
        "danceability" => values::number(value, 0.0, 100.0).map(|read| fields.danceability = read),
        "genres_detailed" => values::styles(value).map(|read| fields.genres_detailed = read),
        _ => return None,
    })
}

fn mood(fields: &mut Fields, value: &Value) -> Result<(), String> {
    let (mood, unknown) = values::mood(value)?;
    fields.mood = mood;
    fields.extra.extend(unknown);
    Ok(())
}

fn count(value: &Value) -> values::Read<u64> {
    values::whole(value, 0, i64::MAX).map(|read| converted(read, |count| u64::try_from(count).ok()))
}

/// Narrows a number that was checked to be in range.
fn converted<A, B>(read: Field<A>, narrow: impl FnOnce(A) -> Option<B>) -> Field<B> {
    match read {
        Field::Keep => Field::Keep,
        Field::Clear => Field::Clear,
        Field::Set(wide) => narrow(wide).map_or(Field::Clear, Field::Set),
    }
}

/// The stated genre: `genre`, or `genre_slug` where that alone is known to us or `genre` is not given.
fn genre(genre: Field<String>, slug: Field<String>) -> Field<String> {
    let known = |field: &Field<String>| match field {
        Field::Set(text) => Genre::parse(text),
        Field::Keep | Field::Clear => None,
    };
    match (&genre, known(&genre), known(&slug)) {
        (Field::Set(_), Some(_), _) | (Field::Set(_), _, None) => genre,
        (_, _, Some(slug)) => Field::Set(slug.name().to_owned()),
        (Field::Keep, _, None) => slug,
        (Field::Clear, _, None) => {
            if matches!(slug, Field::Set(_)) {
                slug
            } else {
                Field::Clear
            }
        }
    }
}

/// Parses JSON; where it is not valid, also as the JSON of writers that put bare `NaN` and `Infinity` for numbers that
/// are none (those read as `null`).
fn parse(line: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(line).or_else(|error| match without_bare_words(line) {
        Some(repaired) => serde_json::from_str(&repaired).map_err(|_still_bad| error),
        None => Err(error),
    })
}

/// `line` with `NaN`, `Infinity` and `-Infinity` outside texts made `null`; `None` when there are none.
fn without_bare_words(line: &str) -> Option<String> {
    const WORDS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    let mut repaired = String::with_capacity(line.len());
    let mut found = false;
    // Every second part lies between quotes, once escaped quotes are taken out of the way.
    let mut rest = line;
    while !rest.is_empty() {
        let outside_end = rest.find('"').unwrap_or(rest.len());
        let (outside, from_quote) = rest.split_at(outside_end);
        let replaced = WORDS.iter().fold(outside.to_owned(), |text, word| text.replace(word, "null"));
        found |= replaced != outside;
        repaired.push_str(&replaced);
        let inside_end = end_of_text(from_quote);
        repaired.push_str(&from_quote[..inside_end]);
        rest = &from_quote[inside_end..];
    }
    found.then_some(repaired)
}

/// The length of the JSON text that `text` begins with, both quotes included; all of it when the text does not end.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}
