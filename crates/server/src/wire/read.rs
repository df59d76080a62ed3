//! Reads the fields of one JSON object, naming field, value and what is allowed in every error.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::error::{ApiError, Code};

/// The largest whole number that every JSON client can write exactly: 2^53.
pub(super) const MAX_WHOLE: u64 = 1 << 53;

/// Longest value quoted in an error, in characters.
const MAX_QUOTED_CHARS: usize = 60;

/// The fields of one object. A field that is null is absent.
pub(super) struct Fields<'a> {
    map: Option<&'a Map<String, Value>>,
    /// What stands before a field's name in errors, such as `filters.`.
    prefix: &'static str,
}

impl<'a> Fields<'a> {
    /// The fields of the top-level object.
    pub(super) fn top(map: &'a Map<String, Value>) -> Fields<'a> {
        Fields { map: Some(map), prefix: "" }
    }

    /// The object in field `name`, whose own fields are called `prefix` and their name. Absent, `{}` and the empty
    /// array (an empty table of a game client) are an object without fields.
    pub(super) fn object(&self, name: &str, prefix: &'static str) -> Result<Fields<'a>, ApiError> {
        let map = match self.get(name) {
            None => None,
            Some(Value::Object(map)) => Some(map),
            Some(Value::Array(items)) if items.is_empty() => None,
            Some(other) => return Err(self.wrong(name, other, "an object")),
        };
        Ok(Fields { map, prefix })
    }

    /// Refuses a field that is none of `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        let mut names = self.map.into_iter().flat_map(Map::keys);
        match names.find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(ApiError::new(
                Code::UnknownField,
                format!("Unknown field: {}{}; known are {}", self.prefix, shorten(name), known.join(", ")),
            )),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, other, "a string")),
        }
    }

    pub(super) fn array(&self, name: &str, of: &str) -> Result<&'a [Value], ApiError> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(self.wrong(name, other, of)),
        }
    }

    /// `true` narrows; `false` and absent are no condition.
    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(other) => Err(self.wrong(name, other, "true or false")),
        }
    }

    /// A whole number from `low` to `high`, both at most [`MAX_WHOLE`]; `20.0` is 20.
    pub(super) fn whole(&self, name: &str, low: u64, high: u64) -> Result<Option<u64>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match whole(value).filter(|number| (low..=high).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(self.wrong(name, value, &format!("a whole number from {low} to {high}"))),
        }
    }

    /// A number that `parse` accepts; `allowed` says which those are.
    pub(super) fn number<T>(
        &self,
        name: &str,
        allowed: &str,
        parse: impl FnOnce(f64) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.as_f64().and_then(parse) {
            Some(number) => Ok(Some(number)),
            None => Err(self.wrong(name, value, allowed)),
        }
    }

    /// One of the texts `allowed`, all of which `T` parses.
    pub(super) fn label<T: FromStr>(&self, name: &str, allowed: &[&str]) -> Result<Option<T>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let parsed = value.as_str().filter(|text| allowed.contains(text)).and_then(|text| text.parse().ok());
        match parsed {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(self.wrong(name, value, &format!("one of {}", allowed.join(", ")))),
        }
    }

    /// The error for a wrong value of field `name`.
    pub(super) fn wrong(&self, name: &str, value: &Value, allowed: &str) -> ApiError {
        let quoted = shorten(&value.to_string());
        ApiError::new(
            Code::InvalidValue,
            format!("Invalid value for {}{name}: {quoted}; allowed is {allowed}", self.prefix),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.map?.get(name).filter(|value| !value.is_null())
    }
}

/// The value when it is a whole number from 0 to [`MAX_WHOLE`], however it is written.
fn whole(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| {
        let float = value.as_f64()?;
        // Exact: the range is checked first, and every whole f64 up to 2^53 is a u64.
        ((0.0..=MAX_WHOLE as f64).contains(&float) && float.fract() == 0.0).then_some(float as u64)
    })?;
    (number <= MAX_WHOLE).then_some(number)
}

/// `text`, cut to [`MAX_QUOTED_CHARS`] with a mark of the cut.
pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= MAX_QUOTED_CHARS {
        return text.to_owned();
    }
    text.chars().take(MAX_QUOTED_CHARS - 1).chain(['…']).collect()
}
