//! Length in numbers: "under two minutes", "30 sec", "2:30 long", "1-2 minutes", "half a minute". "Long" and "short"
//! are concepts.

use crate::claim::Claim;
use crate::measure::{self, Quantity, Unit};
use crate::piece::{Meaning, Measure};
use crate::tokens::Tokens;

/// Shortest and longest length that anybody means, in seconds: a second to a day.
const RANGE: std::ops::RangeInclusive<f64> = 1.0..=86_400.0;

/// Words before a time that make it a place in the music or in the day, not its length.
const NOT_BEFORE: &[&str] =
    &["after", "first", "last", "every", "each", "final", "next", "past", "opening", "another", "these"];
/// Things that last, behind their length.
const NOT_AFTER: &[&str] = &[
    "drive", "trip", "flight", "walk", "run", "jog", "commute", "shift", "ride", "nap", "break", "hike",
    "session", "in", "into", "mark", "late", "later", "ago", "before", "old", "warning", "timer", "away",
    "wait",
];

/// What has a length in seconds.
const LASTING: &[&str] = &[
    "long", "loop", "sting", "stinger", "jingle", "clip", "spot", "bumper", "cue", "intro", "outro",
    "teaser", "ad",
];

pub(crate) fn claims(tokens: &Tokens<'_>) -> Vec<Claim> {
    (0..tokens.len()).filter_map(|at| claim(tokens, at)).collect()
}

fn claim(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let Quantity { measure, mut cover, has_unit } = measure::read(tokens, at, &Time)?;
    let before = cover.start.checked_sub(1).map_or("", |before| tokens.word(before));
    let after = if tokens.gap(cover.end).binds() { tokens.word(cover.end) } else { "" };
    let bare_article = tokens.word(at) == "a" && matches!(measure, Measure::Exactly(_)) && after != "long";
    // "70s" is a decade unless something says that it is a length; an hour is what people do while they listen.
    let loose = matches!(measure, Measure::Exactly(_) | Measure::Around(_));
    // "808s" are drums.
    let glued = crate::number::split(tokens.word(at)).is_some_and(|(_, letters)| letters == "s");
    let drums = glued && matches!(measure, Measure::Exactly(value) if value > 120.0);
    let bounded = matches!(measure, Measure::AtLeast(_) | Measure::AtMost(_));
    let decade = !bounded && is_decade(tokens.word(at)) && !LASTING.contains(&after);
    let hours = loose
        && matches!(measure, Measure::Exactly(value) | Measure::Around(value) if value >= 3600.0)
        && after != "long";
    if decade || hours || drums {
        return None;
    }
    if !has_unit || bare_article || NOT_BEFORE.contains(&before) || NOT_AFTER.contains(&after) {
        return None;
    }
    let measure = about(measure)?;
    let core = cover.clone();
    if matches!(after, "long" | "length" | "duration") {
        cover.end += 1;
    } else if after == "in" && matches!(tokens.word(cover.end + 1), "length" | "duration") {
        cover.end += 2;
    }
    Some(Claim::new(cover, core, Meaning::Length(measure)))
}

/// "80s", "1960s" and the like.
fn is_decade(word: &str) -> bool {
    word.strip_suffix("0s")
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A length that is given without a bound is meant roughly.
fn about(measure: Measure) -> Option<Measure> {
    let inside = |value: &f64| RANGE.contains(value);
    match measure {
        Measure::Exactly(value) | Measure::Around(value) => Some(value).filter(inside).map(Measure::Around),
        Measure::Between(low, high) => (inside(&low) && inside(&high)).then_some(measure),
        Measure::AtLeast(value) | Measure::AtMost(value) => inside(&value).then_some(measure),
    }
}

struct Time;

impl Unit for Time {
    fn glued(&self, letters: &str) -> Option<f64> {
        match letters {
            "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
            "m" | "min" | "mins" | "minute" | "minutes" => Some(60.0),
            "h" | "hr" | "hrs" | "hour" | "hours" => Some(3600.0),
            _ => None,
        }
    }

    fn named(&self, tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
        let word = tokens.word(at);
        let value = self.glued(word).filter(|_| word.len() > 1 && tokens.gap(at).joins())?;
        Some((value, at + 1))
    }

    fn special(&self, tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
        clock(tokens, at).or_else(|| spoken(tokens, at)).or_else(|| compound(tokens, at))
    }
}

/// "2:30", "1:02:03".
fn clock(tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
    let part = |at: usize| tokens.word(at).parse::<u32>().ok().filter(|_| tokens.word(at).len() <= 2);
    let colon = |at: usize| tokens.between(at) == ":";
    if !colon(at + 1) || (at > 0 && colon(at)) || tokens.word(at + 1).len() != 2 {
        return None;
    }
    let (first, second) = (part(at)?, part(at + 1).filter(|part| *part < 60)?);
    match part(at + 2).filter(|_| colon(at + 2)) {
        Some(third) => Some((f64::from(first * 3600 + second * 60 + third), at + 3)),
        None => Some((f64::from(first * 60 + second), at + 2)),
    }
}

/// Lengths with a fraction or an article.
fn spoken(tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
    const WAYS: &[(&[&str], f64)] = &[
        (&["half", "a", "minute"], 30.0),
        (&["half", "minute"], 30.0),
        (&["a", "minute"], 60.0),
        (&["a", "minute", "and", "a", "half"], 90.0),
        (&["one", "minute", "and", "a", "half"], 90.0),
        (&["a", "couple", "of", "minutes"], 120.0),
        (&["a", "couple", "minutes"], 120.0),
        (&["half", "an", "hour"], 1800.0),
        (&["half", "hour"], 1800.0),
        (&["an", "hour"], 3600.0),
        (&["a", "quarter", "of", "an", "hour"], 900.0),
    ];
    let way = WAYS.iter().filter(|(words, _)| tokens.has(at, words)).max_by_key(|(words, _)| words.len());
    way.map(|(words, seconds)| (*seconds, at + words.len())).or_else(|| halves(tokens, at))
}

/// "two and a half minutes", "1 1/2 minutes" is left alone.
fn halves(tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
    let whole = crate::number::read(tokens, at).filter(|number| number.glued.is_empty())?;
    if !tokens.has(whole.end, &["and", "a", "half"]) {
        return None;
    }
    let (unit, end) = Time.named(tokens, whole.end + 3)?;
    Some(((whole.value + 0.5) * unit, end))
}

/// "2m30s", "2 min 30 sec", "2 minutes and 30 seconds".
fn compound(tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
    if let Some(seconds) = minutes_and_seconds(tokens.word(at)) {
        return Some((seconds, at + 1));
    }
    let (minutes, end) =
        with_unit(tokens, at).filter(|(unit, _, _)| *unit >= 60.0).map(|(unit, n, end)| (unit * n, end))?;
    let next = if tokens.word(end) == "and" { end + 1 } else { end };
    let (unit, seconds, end) = with_unit(tokens, next).filter(|(unit, _, _)| *unit < 60.0)?;
    (tokens.gap(next).binds() && seconds < 60.0).then_some((minutes + unit * seconds, end))
}

fn with_unit(tokens: &Tokens<'_>, at: usize) -> Option<(f64, f64, usize)> {
    let number = crate::number::read(tokens, at)?;
    let glued = Time.glued(number.glued).map(|unit| (unit, number.value, number.end));
    glued.or_else(|| {
        let (unit, end) = Time.named(tokens, number.end).filter(|_| number.glued.is_empty())?;
        Some((unit, number.value, end))
    })
}

fn minutes_and_seconds(word: &str) -> Option<f64> {
    let (minutes, rest) = crate::number::split(word)?;
    let rest = rest.strip_prefix("min").or_else(|| rest.strip_prefix('m'))?;
    let (seconds, unit) = crate::number::split(rest)?;
    let seconds: f64 = seconds.parse().ok().filter(|seconds| *seconds < 60.0)?;
    matches!(unit, "" | "s" | "sec").then_some(minutes.parse::<f64>().ok()? * 60.0 + seconds)
}

#[cfg(test)]
mod tests;
