//! Tempo in numbers: "120bpm", "@ 174", "around 90–100 bpm", "tempo of 128", "140+ bpm". Tempo in words ("allegro")
//! is a concept.

use crate::claim::Claim;
use crate::measure::{self, Quantity, Unit};
use crate::piece::{Meaning, Measure};
use crate::tokens::Tokens;

/// Slowest and fastest tempo that anybody means, in beats a minute.
const RANGE: std::ops::RangeInclusive<f64> = 20.0..=400.0;

/// Words that say that the number behind them is a tempo.
const LEADS: &[&[&str]] = &[
    &["bpm"],
    &["bpm", "of"],
    &["bpm", "at"],
    &["bpm", "is"],
    &["bpm", "range"],
    &["bpm", "range", "of"],
    &["tempo"],
    &["tempo", "of"],
    &["tempo", "at"],
    &["tempo", "is"],
    &["tempo", "range"],
    &["tempo", "range", "of"],
    &["bpms"],
];

pub(crate) fn claims(tokens: &Tokens<'_>) -> Vec<Claim> {
    (0..tokens.len()).filter_map(|at| claim(tokens, at)).collect()
}

fn claim(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let Quantity { measure, mut cover, has_unit } = measure::read(tokens, at, &Beats)?;
    let core = cover.clone();
    if let Some(words) = lead(tokens, cover.start) {
        cover.start -= words;
    } else if !has_unit && !marked(tokens, at) {
        return None;
    }
    if !plausible(measure) {
        return None;
    }
    let at_it = matches!(tokens.word(cover.start.wrapping_sub(1)), "at") && tokens.gap(cover.start).binds();
    cover.start -= usize::from(at_it);
    Some(Claim::new(cover, core, Meaning::Tempo(measure)))
}

/// How many words right before a position lead to a tempo, a colon between them or not.
fn lead(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let found = LEADS.iter().filter(|words| at >= words.len() && tokens.has(at - words.len(), words));
    let joined =
        matches!(tokens.between(at).trim().trim_end_matches(['~', '<', '>', '=']).trim(), "" | ":" | "-");
    found.map(|words| words.len()).max().filter(|_| joined)
}

/// "@ 174" and "♩=120".
fn marked(tokens: &Tokens<'_>, at: usize) -> bool {
    let sign = tokens.between(at).trim_end();
    sign.ends_with('@') || (sign.ends_with('=') && sign.contains(['♩', '♪']))
}

fn plausible(measure: Measure) -> bool {
    match measure {
        Measure::Exactly(value)
        | Measure::Around(value)
        | Measure::AtLeast(value)
        | Measure::AtMost(value) => RANGE.contains(&value),
        Measure::Between(low, high) => RANGE.contains(&low) && RANGE.contains(&high),
    }
}

struct Beats;

impl Unit for Beats {
    fn glued(&self, letters: &str) -> Option<f64> {
        matches!(letters, "bpm" | "bpms").then_some(1.0)
    }

    fn named(&self, tokens: &Tokens<'_>, at: usize) -> Option<(f64, usize)> {
        const NAMES: &[&[&str]] = &[
            &["bpm"],
            &["bpms"],
            &["b", "p", "m"],
            &["beats", "per", "minute"],
            &["beats", "a", "minute"],
            &["beats", "minute"],
        ];
        let words = tokens.longest(at, NAMES).filter(|_| tokens.gap(at).joins())?;
        Some((1.0, at + words))
    }

    fn special(&self, _tokens: &Tokens<'_>, _at: usize) -> Option<(f64, usize)> {
        None
    }
}

#[cfg(test)]
mod tests;
