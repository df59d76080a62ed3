//! Numbers as people write them: "120", "127.5", "2:30", "ninety", "a hundred and twenty", "one twenty".

use crate::tokens::{Gap, Tokens};

/// A number and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number<'t> {
    pub(crate) value: f64,
    /// Letters written right behind the digits: "bpm" in "120bpm".
    pub(crate) glued: &'t str,
    /// The word after it.
    pub(crate) end: usize,
}

/// The number that begins at a word, in digits or in words.
pub(crate) fn read<'t>(tokens: &'t Tokens<'_>, at: usize) -> Option<Number<'t>> {
    digits(tokens, at).or_else(|| in_words(tokens, at))
}

/// Most digits of a number that means anything here.
const MAX_DIGITS: usize = 6;

fn digits<'t>(tokens: &'t Tokens<'_>, at: usize) -> Option<Number<'t>> {
    let (whole, glued) = split(tokens.word(at))?;
    let mut number = Number { value: whole.parse().ok()?, glued, end: at + 1 };
    if glued.is_empty()
        && tokens.gap(at + 1) == Gap::Tight
        && tokens.between(at + 1) == "."
        && let Some((fraction, glued)) = split(tokens.word(at + 1))
    {
        number = Number { value: format!("{whole}.{fraction}").parse().ok()?, glued, end: at + 2 };
    }
    Some(number)
}

/// Leading digits and the rest.
pub(crate) fn split(word: &str) -> Option<(&str, &str)> {
    let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    (1..=MAX_DIGITS).contains(&end).then(|| word.split_at(end))
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

fn in_words<'t>(tokens: &'t Tokens<'_>, at: usize) -> Option<Number<'t>> {
    if let Some(hundred) = hundreds(tokens, at) {
        return Some(hundred);
    }
    let (first, end) = below_hundred(tokens, at)?;
    // "one twenty" is a hundred and twenty.
    if first < 10
        && tokens.gap(end).binds()
        && let Some((second, end)) = below_hundred(tokens, end).filter(|(second, _)| *second >= 10)
    {
        return Some(number(first * 100 + second, end));
    }
    Some(number(first, end))
}

fn hundreds<'t>(tokens: &'t Tokens<'_>, at: usize) -> Option<Number<'t>> {
    let count = match tokens.word(at) {
        "hundred" => return Some(number(100, at + 1)),
        "a" => 1,
        word => small(word).filter(|count| (1..10).contains(count))?,
    };
    if tokens.word(at + 1) != "hundred" || !tokens.gap(at + 1).binds() {
        return None;
    }
    let rest = if tokens.word(at + 2) == "and" { at + 3 } else { at + 2 };
    match below_hundred(tokens, rest).filter(|_| tokens.gap(rest).binds()) {
        Some((more, end)) => Some(number(count * 100 + more, end)),
        None => Some(number(count * 100, at + 2)),
    }
}

fn below_hundred(tokens: &Tokens<'_>, at: usize) -> Option<(u16, usize)> {
    if let Some(value) = small(tokens.word(at)) {
        return Some((value, at + 1));
    }
    let tens = (TENS.iter().position(|ten| *ten == tokens.word(at))? + 2) * 10;
    let tens = u16::try_from(tens).ok()?;
    match small(tokens.word(at + 1)).filter(|unit| (1..10).contains(unit) && tokens.gap(at + 1).binds()) {
        Some(unit) => Some((tens + unit, at + 2)),
        None => Some((tens, at + 1)),
    }
}

fn small(word: &str) -> Option<u16> {
    SMALL.iter().position(|known| *known == word).and_then(|value| u16::try_from(value).ok())
}

fn number<'t>(value: u16, end: usize) -> Number<'t> {
    Number { value: f64::from(value), glued: "", end }
}
