//! Reading single values leniently: what a JSON value or a CSV cell means for a field of a given kind.
//!
//! Every function returns what the patch does to the field, or the reason why the value cannot be used. `null`, the
//! empty text and the empty list clear a field.

use std::str::FromStr;

use hark_track::{AssetId, Mood, PitchClass, StyleScore, Timestamp};
use serde_json::{Map, Value};

use crate::patch::Field;
use crate::text::{cleaned, shortened};

/// Most characters of `name`, `artist`, `album`, `creator_name` and `genre`.
pub(super) const MAX_NAME_CHARS: usize = 1_000;
/// Most characters of `description`.
pub(super) const MAX_DESCRIPTION_CHARS: usize = 10_000;
/// Most characters of `path`.
const MAX_PATH_CHARS: usize = 4_096;
/// Most items of a list.
const MAX_ITEMS: usize = 200;
/// Most characters of an item.
const MAX_ITEM_CHARS: usize = 200;
/// How many styles are kept of `genres_detailed`.
const MAX_STYLES: usize = 5;
/// Integers up to here are exact in a double.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A field's change, or why the value cannot be used.
pub(super) type Read<T> = Result<Field<T>, String>;

/// A value for a reason: as JSON, shortened.
pub(super) fn shown(value: &Value) -> String {
    shortened(&value.to_string(), 60)
}

/// Whether the value says that there is none.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn unless_nothing<T>(value: &Value, read: impl FnOnce(&Value) -> Result<T, String>) -> Read<T> {
    if is_nothing(value) { Ok(Field::Clear) } else { read(value).map(Field::Set) }
}

/// A text of at most `limit` characters.
pub(super) fn text(value: &Value, limit: usize) -> Read<String> {
    let read = unless_nothing(value, |value| plain_text(value, limit))?;
    Ok(if read == Field::Set(String::new()) { Field::Clear } else { read })
}

fn plain_text(value: &Value, limit: usize) -> Result<String, String> {
    let text = match value {
        Value::String(text) => cleaned(text),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return Err(format!("{} is not a text", shown(value)));
        }
    };
    let length = text.chars().count();
    if length > limit { Err(format!("{length} characters, at most {limit} are allowed")) } else { Ok(text) }
}

/// A list of texts: a JSON list, or one text split at `|` and `;`.
pub(super) fn list(value: &Value) -> Read<Vec<String>> {
    let items = unless_nothing(value, |value| match value {
        Value::Array(items) => items.iter().map(|item| plain_text(item, MAX_ITEM_CHARS)).collect(),
        Value::String(text) => {
            let parts = text.split(['|', ';']);
            parts.map(|part| plain_text(&Value::from(part), MAX_ITEM_CHARS)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            Err(format!("{} is not a list of texts", shown(value)))
        }
    })?;
    let Field::Set(items) = items else { return Ok(items) };
    let items: Vec<String> = items.into_iter().filter(|item| !item.is_empty()).collect();
    match items.len() {
        0 => Ok(Field::Clear),
        1..=MAX_ITEMS => Ok(Field::Set(items)),
        length => Err(format!("{length} items, at most {MAX_ITEMS} are allowed")),
    }
}

/// A path, untouched.
pub(super) fn path(value: &Value) -> Read<String> {
    unless_nothing(value, |value| match value.as_str() {
        Some(path) if path.chars().any(char::is_control) => {
            Err(format!("{} holds a control character", shown(value)))
        }
        Some(path) if path.chars().count() > MAX_PATH_CHARS => {
            Err(format!("longer than {MAX_PATH_CHARS} characters"))
        }
        Some(path) => Ok(path.to_owned()),
        None => Err(format!("{} is not a text", shown(value))),
    })
}

fn finite(value: &Value) -> Result<f64, String> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|n| n.is_finite()).ok_or_else(|| format!("{} is not a number", shown(value)))
}

/// A quantity with a unit.
pub(super) fn quantity<T: TryFrom<f64, Error: ToString>>(value: &Value) -> Read<T> {
    unless_nothing(value, |value| T::try_from(finite(value)?).map_err(|error| error.to_string()))
}

/// A quantity that sources write as NaN or infinite when it could not be measured: those clear it.
pub(super) fn loudness<T: TryFrom<f64, Error: ToString>>(value: &Value) -> Read<T> {
    let infinite =
        value.as_str().and_then(|text| text.trim().parse::<f64>().ok()).is_some_and(|n| !n.is_finite());
    if infinite { Ok(Field::Clear) } else { quantity(value) }
}

/// A plain number between `low` and `high`.
pub(super) fn number(value: &Value, low: f64, high: f64) -> Read<f64> {
    unless_nothing(value, |value| in_range(finite(value)?, low, high))
}

fn in_range(number: f64, low: f64, high: f64) -> Result<f64, String> {
    let fine = (low..=high).contains(&number);
    if fine { Ok(number) } else { Err(format!("{number} is not between {low} and {high}")) }
}

/// A whole number between `low` and `high`; `3.0` and `"3"` will do.
pub(super) fn whole(value: &Value, low: i64, high: i64) -> Read<i64> {
    unless_nothing(value, |value| {
        let exact = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let rounded = || finite(value).ok().filter(|n| n.fract() == 0.0 && n.abs() <= MAX_EXACT);
        let number = exact.or_else(|| rounded().map(|n| n as i64));
        number
            .filter(|number| (low..=high).contains(number))
            .ok_or_else(|| format!("{} is not a whole number from {low} to {high}", shown(value)))
    })
}

/// A moment as RFC 3339 or a day.
pub(super) fn moment(value: &Value) -> Read<Timestamp> {
    unless_nothing(value, |value| {
        let text = value.as_str().map(str::trim).ok_or_else(|| format!("{} is not a text", shown(value)))?;
        text.parse::<Timestamp>().map_err(|error| format!("{}: {error}", shown(value)))
    })
}

/// One of the fixed labels of the API, in any case.
pub(super) fn label<T: FromStr<Err: ToString>>(value: &Value) -> Read<T> {
    unless_nothing(value, |value| {
        let text = value.as_str().ok_or_else(|| format!("{} is not a text", shown(value)))?;
        let label = text.trim().to_ascii_lowercase();
        label.parse::<T>().map_err(|error| format!("{}: {}", shown(value), error.to_string()))
    })
}

/// A label with two values, which may also be written as `true` and `false`.
pub(super) fn either<T: FromStr<Err: ToString>>(value: &Value, yes: T, no: T) -> Read<T> {
    let answer = match value {
        Value::Bool(answer) => Some(*answer),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match answer {
        Some(true) => Ok(Field::Set(yes)),
        Some(false) => Ok(Field::Set(no)),
        None => label(value).map_err(|reason| format!("{reason}, true, false")),
    }
}

/// The tonic of a key in any common spelling.
pub(super) fn key(value: &Value) -> Read<PitchClass> {
    unless_nothing(value, |value| {
        let known = value.as_str().and_then(PitchClass::parse_enharmonic);
        known.ok_or_else(|| format!("{} is not one of {}", shown(value), PitchClass::NAMES.join(", ")))
    })
}

/// An identity: digits as a text or a whole number.
pub(super) fn asset_id(value: &Value) -> Read<AssetId> {
    let reason = |why: &str| format!("{}: {why}", shown(value));
    unless_nothing(value, |value| match value {
        Value::String(text) => text.trim().parse::<AssetId>().map_err(|error| reason(&error.to_string())),
        Value::Number(number) => {
            let float = number.as_f64().filter(|n| n.fract() == 0.0 && (0.0..=MAX_EXACT).contains(n));
            let whole = number.as_u64().or_else(|| float.map(|n| n as u64));
            whole.and_then(AssetId::new).ok_or_else(|| reason("an asset id is a whole number in digits"))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            Err(reason("an asset id is a text or number of digits"))
        }
    })
}

/// The value itself, or what the JSON in a text says: CSV cells carry objects and lists of objects that way.
fn structured(value: &Value) -> Result<Value, String> {
    match value.as_str() {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("{}: {error}", shown(value))),
        None => Ok(value.clone()),
    }
}

/// Mood scores, with the members that are none.
pub(super) fn mood(value: &Value) -> Result<(Field<Mood>, Map<String, Value>), String> {
    let mut unknown = Map::new();
    let read = unless_nothing(value, |value| {
        let Value::Object(scores) = structured(value)? else {
            return Err(format!("{} is not an object of mood scores", shown(value)));
        };
        let mut mood = Mood::default();
        for (name, score) in scores {
            let slot = match name.as_str() {
                "arousal" => &mut mood.arousal,
                "happy" => &mut mood.happy,
                "sad" => &mut mood.sad,
                "aggressive" => &mut mood.aggressive,
                "relaxed" => &mut mood.relaxed,
                "party" => &mut mood.party,
                "danceable" => &mut mood.danceable,
                _ => {
                    unknown.insert(format!("mood.{name}"), score);
                    continue;
                }
            };
            // "About 0 to 1" in the API: models overshoot a little.
            let (low, high) = if name == "arousal" { (-1.0, 1.0) } else { (-0.5, 1.5) };
            let read = number(&score, low, high).map_err(|reason| format!("{name}: {reason}"))?;
            *slot = if let Field::Set(score) = read { Some(score) } else { None };
        }
        Ok(mood)
    })?;
    Ok((if read == Field::Set(Mood::default()) { Field::Clear } else { read }, unknown))
}

/// Styles with their scores, best first; the best five are kept.
pub(super) fn styles(value: &Value) -> Read<Vec<StyleScore>> {
    let read = unless_nothing(value, |value| {
        let Value::Array(items) = structured(value)? else {
            return Err(format!("{} is not a list of styles", shown(value)));
        };
        if items.len() > MAX_ITEMS {
            return Err(format!("{} styles, at most {MAX_ITEMS} are allowed", items.len()));
        }
        let mut styles = items.iter().map(style).collect::<Result<Vec<_>, _>>()?;
        styles.sort_by(|a, b| b.score.total_cmp(&a.score));
        styles.truncate(MAX_STYLES);
        Ok(styles)
    })?;
    Ok(if read == Field::Set(Vec::new()) { Field::Clear } else { read })
}

fn style(item: &Value) -> Result<StyleScore, String> {
    let wrong = || format!("{} is not a style: {{\"label\", \"parent\"?, \"score\"}}", shown(item));
    let member = |name: &str| item.get(name).unwrap_or(&Value::Null);
    let label = plain_text(member("label"), MAX_ITEM_CHARS).map_err(|_no_label| wrong())?;
    let parent = text(member("parent"), MAX_ITEM_CHARS)?;
    let score = finite(member("score")).map_err(|_no_score| wrong())?;
    let parent = if let Field::Set(parent) = parent { Some(parent) } else { None };
    Ok(StyleScore { label, parent, score: in_range(score, 0.0, 1.0)? })
}
