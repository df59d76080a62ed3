//! The grammar that tempo and length share: a number or two, their bounds, and a unit.
//!
//! ```text
//! quantity := bound? number more? (to number more?)? unit
//! bound    := around | over | at least | under | up to | between | ~ | > | < | …
//! more     := + | ish | or more | or less | or so | …
//! to       := - | to | and
//! ```

use std::ops::Range;

use crate::number::{self, Number};
use crate::piece::Measure;
use crate::tokens::Tokens;

/// A unit of measure.
pub(crate) trait Unit {
    /// The value of one, when these letters right behind the digits name it.
    fn glued(&self, letters: &str) -> Option<f64>;

    /// The value of one and the word after its name, when it is named here.
    fn named(&self, tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)>;

    /// Numbers with a spelling of their own ("2:30"), with the value of their unit.
    fn special(&self, tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)>;
}

/// A quantity and the words that say it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) measure: Measure,
    /// All its words, bounds and unit included.
    pub(crate) cover: Range<usize>,
    /// Whether a unit is named.
    pub(crate) has_unit: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Around,
    AtLeast,
    AtMost,
    Between,
}

const BEFORE: &[(Bound, &[&[&str]])] = &[
    (
        Bound::Around,
        &[
            &["around"],
            &["about"],
            &["roughly"],
            &["approximately"],
            &["approx"],
            &["circa"],
            &["ca"],
            &["near"],
            &["nearly"],
            &["almost"],
            &["maybe"],
            &["say"],
            &["close", "to"],
            &["somewhere", "around"],
            &["something", "like"],
            &["in", "the", "region", "of"],
            &["in", "the", "neighborhood", "of"],
            &["in", "the", "ballpark", "of"],
        ],
    ),
    (
        Bound::AtLeast,
        &[
            &["over"],
            &["above"],
            &["more", "than"],
            &["at", "least"],
            &["minimum"],
            &["min"],
            &["minimum", "of"],
            &["no", "less", "than"],
            &["not", "less", "than"],
            &["not", "under"],
            &["not", "below"],
            &["no", "shorter", "than"],
            &["not", "shorter", "than"],
            &["no", "slower", "than"],
            &["not", "slower", "than"],
            &["faster", "than"],
            &["longer", "than"],
            &["greater", "than"],
            &["higher", "than"],
            &["upwards", "of"],
            &["north", "of"],
            &["exceeding"],
            &["no", "lower", "than"],
            &["no", "fewer", "than"],
        ],
    ),
    (
        Bound::AtMost,
        &[
            &["under"],
            &["below"],
            &["less", "than"],
            &["at", "most"],
            &["maximum"],
            &["max"],
            &["maximum", "of"],
            &["no", "more", "than"],
            &["not", "more", "than"],
            &["not", "over"],
            &["not", "above"],
            &["no", "longer", "than"],
            &["not", "longer", "than"],
            &["no", "faster", "than"],
            &["not", "faster", "than"],
            &["up", "to"],
            &["slower", "than"],
            &["shorter", "than"],
            &["lower", "than"],
            &["fewer", "than"],
            &["within"],
            &["south", "of"],
            &["not", "exceeding"],
            &["no", "higher", "than"],
            &["capped", "at"],
        ],
    ),
    (
        Bound::Between,
        &[&["between"], &["anywhere", "between"], &["anywhere", "from"], &["somewhere", "between"]],
    ),
];

const AFTER: &[(Bound, &[&[&str]])] = &[
    (
        Bound::AtLeast,
        &[
            &["or", "more"],
            &["or", "faster"],
            &["or", "higher"],
            &["or", "above"],
            &["or", "over"],
            &["or", "longer"],
            &["or", "up"],
            &["and", "up"],
            &["and", "above"],
            &["and", "over"],
            &["and", "higher"],
            &["plus"],
            &["minimum"],
            &["upwards"],
            &["at", "least"],
            &["and", "faster"],
            &["or", "greater"],
            &["or", "quicker"],
        ],
    ),
    (
        Bound::AtMost,
        &[
            &["or", "less"],
            &["or", "slower"],
            &["or", "under"],
            &["or", "below"],
            &["or", "lower"],
            &["or", "shorter"],
            &["or", "fewer"],
            &["max"],
            &["maximum"],
            &["tops"],
            &["at", "most"],
            &["and", "under"],
            &["and", "below"],
            &["and", "slower"],
            &["at", "the", "most"],
        ],
    ),
    (
        Bound::Around,
        &[
            &["or", "so"],
            &["ish"],
            &["give", "or", "take"],
            &["or", "thereabouts"],
            &["approximately"],
            &["approx"],
            &["roughly"],
        ],
    ),
];

/// The quantity whose first number begins at a word.
pub(crate) fn read(tokens: &Tokens<'_>, at: usize, unit: &dyn Unit) -> Option<Quantity> {
    let first = Part::read(tokens, at, unit)?;
    let second = joint(tokens, first.end).and_then(|next| Part::read(tokens, next, unit));
    let second = second.filter(|second| first.unit.is_none() || second.unit.is_some());
    let end = second.as_ref().map_or(first.end, |second| second.end);
    let (bound, start) = bound_before(tokens, at, second.is_some());
    let scale = second.as_ref().and_then(|second| second.unit).or(first.unit);
    let low = first.value * first.unit.or(scale).unwrap_or(1.0);
    let measure = match &second {
        Some(second) => between(low, second.value * second.unit.or(scale).unwrap_or(1.0)),
        None => bounded(bound.or(first.bound), low),
    };
    Some(Quantity { measure, cover: start..end, has_unit: scale.is_some() })
}

/// One number with what is said after it and its unit, in either order.
struct Part {
    value: f64,
    bound: Option<Bound>,
    unit: Option<f64>,
    end: usize,
}

impl Part {
    fn read(tokens: &Tokens<'_>, at: usize, unit: &dyn Unit) -> Option<Part> {
        if let Some((value, end)) = unit.special(tokens, at) {
            let (bound, end) = bound_after(tokens, end);
            return Some(Part { value, bound, unit: Some(1.0), end });
        }
        let Number { value, glued, end } = number::read(tokens, at)?;
        let stem = glued.strip_suffix("ish").unwrap_or(glued);
        let unit_glued = unit.glued(stem);
        if unit_glued.is_none() && !stem.is_empty() {
            return None;
        }
        let ish = (stem.len() < glued.len()).then_some(Bound::Around);
        let (before, end) = bound_after(tokens, end);
        let (scale, end) = match unit.named(tokens, end).filter(|_| unit_glued.is_none()) {
            Some((scale, end)) => (Some(scale), end),
            None => (unit_glued, end),
        };
        let (after, end) = if before.is_none() { bound_after(tokens, end) } else { (None, end) };
        Some(Part { value, bound: ish.or(before).or(after), unit: scale, end })
    }
}

fn bounded(bound: Option<Bound>, value: f64) -> Measure {
    match bound {
        None | Some(Bound::Between) => Measure::Exactly(value),
        Some(Bound::Around) => Measure::Around(value),
        Some(Bound::AtLeast) => Measure::AtLeast(value),
        Some(Bound::AtMost) => Measure::AtMost(value),
    }
}

fn between(one: f64, other: f64) -> Measure {
    match one.total_cmp(&other) {
        std::cmp::Ordering::Less => Measure::Between(one, other),
        std::cmp::Ordering::Equal => Measure::Exactly(one),
        std::cmp::Ordering::Greater => Measure::Between(other, one),
    }
}

/// The word after "to" or a hyphen that joins two numbers.
fn joint(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    if matches!(tokens.between(at).trim(), "-" | "–" | "—" | "‐" | "‑" | ".." | "..." | "~" | "/") {
        return Some(at);
    }
    let word = matches!(tokens.word(at), "to" | "and" | "or" | "through" | "till" | "until");
    (word && tokens.gap(at).binds() && tokens.gap(at + 1).binds()).then_some(at + 1)
}

/// The bound said before a number, and the word at which it begins.
fn bound_before(tokens: &Tokens<'_>, at: usize, pair: bool) -> (Option<Bound>, usize) {
    let end = if at > 0 && matches!(tokens.word(at - 1), "the" | "a") { at - 1 } else { at };
    for place in [at, end] {
        let found = BEFORE
            .iter()
            .filter(|(bound, _)| (*bound == Bound::Between) == pair || *bound == Bound::Around)
            .filter_map(|(bound, ways)| Some((tokens.longest_before(place, ways)?, *bound)))
            .max_by_key(|(words, _)| *words);
        if let Some((words, bound)) = found {
            return (Some(bound), place - words);
        }
    }
    if matches!(tokens.word(at.wrapping_sub(1)), "approx" | "ca") && tokens.between(at).starts_with('.') {
        return (Some(Bound::Around), at - 1);
    }
    let sign = tokens
        .between(at)
        .trim_start_matches(|letter: char| !matches!(letter, '~' | '≈' | '>' | '≥' | '<' | '≤'));
    let bound = match sign.chars().next() {
        Some('~' | '≈') => Some(Bound::Around),
        Some('>' | '≥') => Some(Bound::AtLeast),
        Some('<' | '≤') => Some(Bound::AtMost),
        _ => None,
    };
    (bound, at)
}

/// The bound said after a number, and the word after it.
fn bound_after(tokens: &Tokens<'_>, at: usize) -> (Option<Bound>, usize) {
    if tokens.between(at).starts_with('+') {
        return (Some(Bound::AtLeast), at);
    }
    if !tokens.gap(at).binds() {
        return (None, at);
    }
    let found = AFTER
        .iter()
        .filter_map(|(bound, ways)| Some((tokens.longest(at, ways)?, *bound)))
        .max_by_key(|(words, _)| *words);
    found.map_or((None, at), |(words, bound)| (Some(bound), at + words))
}

#[cfg(test)]
mod tests;
