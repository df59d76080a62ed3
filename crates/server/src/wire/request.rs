//! Reads a search request from JSON.
//!
//! ```text
//! body    := object with query, asset_ids, limit, offset, sort, region, filters, explain; others are ignored
//! filters := object with genres, duration{min,max}, min_play_count, min_likes, created_after, instrumental,
//!            electronic, acoustic, key, scale, gender; others are refused
//! ```
//! A newer client may send more at the top; a condition that is not understood would silently widen the search, so
//! inside `filters` it is an error.

use hark_search::{Filters, Page, SearchRequest, Sort, What};
use hark_track::{Gender, Genre, PitchClass, Scale, Seconds, Timestamp, fold};
use serde_json::Value;

use super::read::{Fields, MAX_WHOLE, shorten};
use crate::error::{ApiError, Code};

/// Most entries in `filters.genres`.
pub const MAX_GENRES: usize = 100;

/// Most genres suggested for one that does not exist.
const MAX_HINTS: usize = 3;

/// Fields that `filters` may hold, in the order in which they are documented.
pub(super) const FILTER_FIELDS: [&str; 11] = [
    "genres",
    "duration",
    "min_play_count",
    "min_likes",
    "created_after",
    "instrumental",
    "electronic",
    "acoustic",
    "key",
    "scale",
    "gender",
];

/// Fields of the body that are read.
#[cfg(test)]
pub(super) const BODY_FIELDS: [&str; 8] =
    ["query", "asset_ids", "limit", "offset", "sort", "region", "filters", "explain"];

/// Regions that clients may name. They choose a data centre of a hosted service and mean nothing here.
const REGIONS: [&str; 4] = ["auto", "americas", "eu", "apac"];

/// Reads a search request.
///
/// With a non-empty `asset_ids`, the fields `query`, `limit`, `offset`, `sort` and `filters` play no part and are not
/// even checked. Otherwise every field that is present must be right.
///
/// # Errors
/// Status 400, naming field, value and what is allowed, for the first wrong value in the order of the documentation.
pub fn parse_search(body: &Value) -> Result<SearchRequest, ApiError> {
    let empty = serde_json::Map::new();
    let is_empty_table = body.as_array().is_some_and(Vec::is_empty);
    let Some(map) = body.as_object().or(is_empty_table.then_some(&empty)) else {
        let message = format!("The body must be a JSON object, not {}", shorten(&body.to_string()));
        return Err(ApiError::new(Code::InvalidBody, message));
    };
    let fields = Fields::top(map);
    let ids = asset_ids(&fields)?;
    if !ids.is_empty() {
        region(&fields)?;
        return Ok(SearchRequest {
            what: What::Ids(ids),
            filters: Filters::default(),
            sort: Sort::default(),
            page: Page::default(),
            explain: false,
        });
    }
    let what = What::Query(query(&fields)?.to_owned());
    let page = page(&fields)?;
    let sort = sort(&fields)?;
    region(&fields)?;
    let explain = fields.flag("explain")?;
    Ok(SearchRequest { what, filters: filters(&fields)?, sort, page, explain })
}

/// Reads filters alone, in the form they have inside a request.
///
/// # Errors
/// As [`parse_search`].
pub fn parse_filters(value: &Value) -> Result<Filters, ApiError> {
    let body = serde_json::Map::from_iter([("filters".to_owned(), value.clone())]);
    filters(&Fields::top(&body))
}

/// The distinct identities, in the order given.
fn asset_ids(fields: &Fields<'_>) -> Result<Vec<String>, ApiError> {
    let mut ids: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (at, value) in fields.array("asset_ids", "an array of strings of digits")?.iter().enumerate() {
        let digits = value.as_str().filter(|text| is_digits(text)).ok_or_else(|| {
            fields.wrong(&format!("asset_ids[{at}]"), value, "a string of decimal digits, such as \"123\"")
        })?;
        if seen.insert(digits) {
            ids.push(digits.to_owned());
        }
    }
    at_most_ids("asset_ids", ids.len())?;
    Ok(ids)
}

fn query<'a>(fields: &Fields<'a>) -> Result<&'a str, ApiError> {
    let text = fields.text("query")?.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(ApiError::missing("query"));
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if parts.iter().all(|part| is_digits(part)) {
        let distinct: std::collections::HashSet<&str> = parts.into_iter().collect();
        at_most_ids("query", distinct.len())?;
    }
    let chars = text.chars().count();
    if chars > SearchRequest::MAX_QUERY_CHARS {
        let message = format!(
            "Invalid value for query: {chars} characters; allowed are at most {}",
            SearchRequest::MAX_QUERY_CHARS
        );
        return Err(ApiError::new(Code::InvalidValue, message));
    }
    Ok(text)
}

fn at_most_ids(field: &str, count: usize) -> Result<(), ApiError> {
    if count <= SearchRequest::MAX_IDS {
        return Ok(());
    }
    let message =
        format!("Invalid value for {field}: {count} ids; allowed are at most {}", SearchRequest::MAX_IDS);
    Err(ApiError::new(Code::InvalidValue, message))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn page(fields: &Fields<'_>) -> Result<Page, ApiError> {
    let limit = fields.whole("limit", 1, Page::MAX_LIMIT as u64)?;
    let offset = fields.whole("offset", 0, MAX_WHOLE)?;
    // Where an address has 32 bits, no offset beyond them can hold a track either.
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(Page { limit: limit.map_or(Page::DEFAULT_LIMIT, size), offset: offset.map_or(0, size) })
}

fn sort(fields: &Fields<'_>) -> Result<Sort, ApiError> {
    let text: Option<String> = fields.label("sort", &["relevance", "popular", "recent"])?;
    Ok(match text.as_deref() {
        Some("popular") => Sort::Popular,
        Some("recent") => Sort::Recent,
        _ => Sort::Relevance,
    })
}

fn region(fields: &Fields<'_>) -> Result<(), ApiError> {
    fields.label::<String>("region", &REGIONS).map(|_ignored| ())
}

fn filters(fields: &Fields<'_>) -> Result<Filters, ApiError> {
    let fields = fields.object("filters", "filters.")?;
    fields.only(&FILTER_FIELDS)?;
    let (duration_min, duration_max) = duration(&fields)?;
    Ok(Filters {
        genres: genres(&fields)?,
        duration_min,
        duration_max,
        min_play_count: fields.whole("min_play_count", 0, MAX_WHOLE)?,
        min_likes: fields.whole("min_likes", 0, MAX_WHOLE)?,
        created_after: created_after(&fields)?,
        instrumental: fields.flag("instrumental")?,
        electronic: fields.flag("electronic")?,
        acoustic: fields.flag("acoustic")?,
        key: fields.label("key", &PitchClass::NAMES)?,
        scale: fields.label::<Scale>("scale", &["major", "minor"])?,
        gender: fields.label::<Gender>("gender", &["male", "female"])?,
    })
}

fn duration(fields: &Fields<'_>) -> Result<(Option<Seconds>, Option<Seconds>), ApiError> {
    let range = fields.object("duration", "filters.duration.")?;
    range.only(&["min", "max"])?;
    let allowed = format!("a number of seconds from 0 to {}", Seconds::MAX);
    let min = range.number("min", &allowed, Seconds::new)?;
    let max = range.number("max", &allowed, Seconds::new)?;
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        let (low, high) = (low.get(), high.get());
        let message = format!(
            "Invalid value for filters.duration: min {low} is above max {high}; allowed is min at most max"
        );
        return Err(ApiError::new(Code::InvalidValue, message));
    }
    Ok((min, max))
}

/// Exactly `YYYY-MM-DD`, and a day that exists.
fn created_after(fields: &Fields<'_>) -> Result<Option<Timestamp>, ApiError> {
    let Some(value) = fields.get("created_after") else { return Ok(None) };
    let day = value.as_str().filter(|text| {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    });
    match day.and_then(|text| Timestamp::from_day(text).ok()) {
        Some(day) => Ok(Some(day)),
        None => Err(fields.wrong("created_after", value, "a date written YYYY-MM-DD, such as 2024-05-01")),
    }
}

fn genres(fields: &Fields<'_>) -> Result<Vec<Genre>, ApiError> {
    let items = fields.array("genres", "an array of genre names")?;
    if items.len() > MAX_GENRES {
        let message = format!(
            "Invalid value for filters.genres: {} entries; allowed are at most {MAX_GENRES}",
            items.len()
        );
        return Err(ApiError::new(Code::InvalidValue, message));
    }
    let mut genres = Vec::with_capacity(items.len());
    for (at, value) in items.iter().enumerate() {
        let genre = value.as_str().and_then(Genre::parse).ok_or_else(|| {
            fields.wrong(&format!("genres[{at}]"), value, &genres_allowed(value.as_str().unwrap_or_default()))
        })?;
        if !genres.contains(&genre) {
            genres.push(genre);
        }
    }
    Ok(genres)
}

/// What may stand in `genres`, with the slugs nearest to `text`.
fn genres_allowed(text: &str) -> String {
    let folded = fold::compact(text);
    let close = |spelling: &str| edit_distance(&folded, &fold::compact(spelling), 2).is_some();
    let near: Vec<&str> = Genre::all()
        .filter(|genre| [genre.name(), genre.slug()].iter().chain(genre.aliases()).any(|s| close(s)))
        .map(Genre::slug)
        .take(MAX_HINTS)
        .collect();
    let hint =
        if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(" or ")) };
    format!("the name or slug of a genre{hint}; /openapi.json lists them under GenreSlug")
}

/// Levenshtein distance in characters where it is at most `most`. Long texts are far from every genre.
fn edit_distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().collect());
    if a.is_empty() || a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= most)
}

/// The sort's text, as requests write it and responses echo it.
pub(super) fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Popular => "popular",
        Sort::Recent => "recent",
    }
}
