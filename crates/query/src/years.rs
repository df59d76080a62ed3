//! Years of release: "80s rock", "from the nineties", "released after 2010", "pre-1980", "1967 to 1972". A decade whose
//! *sound* is meant ("80s vibe", "80s synths", "90s kids party") is no year: it is followed by what sounds so, not by
//! a kind of music.

mod bounds;

use std::ops::Range;

use hark_knowledge::Kind;

use crate::claim::Claim;
use crate::concepts::Concepts;
use crate::piece::Meaning;
use crate::tokens::{Gap, Tokens};
use crate::vocabulary::MUSIC;
use bounds::Bound;

/// Years that anybody means.
const RANGE: std::ops::RangeInclusive<u16> = 1900..=2039;

/// Years, both ends included, and the words that say them.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    from: u16,
    to: u16,
    /// A decade or part of one rather than a year.
    decade: bool,
    words: Range<usize>,
}

pub(crate) fn claims(tokens: &Tokens<'_>, concepts: &Concepts<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(span) = span(tokens, at) else {
            at += 1;
            continue;
        };
        let span = joined(tokens, span);
        at = span.words.end;
        claims.extend(claim(tokens, concepts, &span));
    }
    claims
}

fn claim(tokens: &Tokens<'_>, concepts: &Concepts<'_>, span: &Span) -> Option<Claim> {
    let (bound, start) = bounds::before(tokens, span.words.start);
    let after = bounds::after(tokens, span.words.end);
    let (from, to) = match (bound, after) {
        (Bound::Before, _) => (None, Some(span.from - 1)),
        (Bound::Until, _) => (None, Some(span.to)),
        (Bound::After, _) => (Some(span.to + 1), None),
        (Bound::Since, _) => (Some(span.from), None),
        (_, Some((Bound::Since, _))) => (Some(span.from), None),
        (_, Some(_)) => (None, Some(span.to)),
        (Bound::None | Bound::In, None) => (Some(span.from), Some(span.to)),
    };
    let end = after.map_or(span.words.end, |(_, end)| end);
    let said = bound != Bound::None || after.is_some() || of_music(tokens, concepts, span);
    said.then(|| Claim::new(start..end, span.words.clone(), Meaning::Years { from, to }))
}

/// Whether the years stand where they say which music: alone between pauses, or before a style or a word for music,
/// with no more than one describing word between.
fn of_music(tokens: &Tokens<'_>, concepts: &Concepts<'_>, span: &Span) -> bool {
    if !span.decade && span.to > span.from {
        return true;
    }
    let mut at = span.words.end;
    if !tokens.gap(at).binds() {
        return alone(tokens, span);
    }
    // "80s-inspired", "80s style".
    for _ in 0..3 {
        if !tokens.gap(at).binds() || tokens.gap(at) == Gap::Stop {
            return false;
        }
        if MUSIC.contains(&tokens.word(at)) {
            return true;
        }
        match concepts.at(at) {
            Some((concept, end)) if concept.kind == Kind::Style || concept.kind == Kind::Culture => {
                return !LOOKS.contains(&tokens.word(end)) || !tokens.gap(end).binds();
            }
            Some((concept, end))
                if matches!(
                    concept.kind,
                    Kind::Mood | Kind::Energy | Kind::Texture | Kind::Voice | Kind::Tempo
                ) =>
            {
                at = end;
            }
            _ => return alone(tokens, span) && STOPS.contains(&tokens.word(at)),
        }
    }
    false
}

/// What is said of a sound that only resembles its time.
const LOOKS: &[&str] = &[
    "style",
    "vibe",
    "vibes",
    "feel",
    "feeling",
    "aesthetic",
    "inspired",
    "influenced",
    "type",
    "esque",
    "ish",
    "mood",
];
/// Words after which a decade stands by itself.
const STOPS: &[&str] = &["with", "and", "or", "but", "for", "please", "no", "not", "without", "by"];

/// Whether nothing stands before the years that they could belong to.
fn alone(tokens: &Tokens<'_>, span: &Span) -> bool {
    let start = span.words.start;
    let article = start > 0 && span.decade && tokens.word(start - 1) == "the";
    let lead = start - usize::from(article);
    let looks = tokens.gap(lead).binds()
        && matches!(tokens.word(lead.wrapping_sub(1)), "like" | "by" | "as" | "into" | "feels");
    !looks
        && (!tokens.gap(start).binds() || article || STOPS.contains(&tokens.word(start.wrapping_sub(1))))
        && (span.decade || tokens.len() > span.words.len())
}

/// "the 60s and 70s", "80s/90s", "1967 to 1972": one stretch of time.
fn joined(tokens: &Tokens<'_>, first: Span) -> Span {
    let next = first.words.end;
    let word = matches!(tokens.word(next), "and" | "to" | "or" | "through" | "until" | "till")
        && tokens.gap(next).binds();
    let sign = matches!(tokens.between(next).trim(), "-" | "–" | "—" | "/" | "&");
    if !word && !sign {
        return first;
    }
    let mut at = next + usize::from(word);
    at += usize::from(tokens.word(at) == "the");
    match span(tokens, at).or_else(|| short_year(tokens, at, first.from)) {
        // "60s and 70s" is one stretch, "1967 and 1999" are two years.
        Some(second)
            if second.from >= first.from
                && (first.decade || tokens.word(next) != "and" || between(tokens, &first)) =>
        {
            Span {
                from: first.from,
                to: second.to,
                decade: first.decade,
                words: first.words.start..second.words.end,
            }
        }
        _ => first,
    }
}

fn between(tokens: &Tokens<'_>, span: &Span) -> bool {
    span.words.start > 0 && tokens.word(span.words.start - 1) == "between"
}

/// "67" in "1965-67".
fn short_year(tokens: &Tokens<'_>, at: usize, from: u16) -> Option<Span> {
    let word = tokens.word(at);
    let year: u16 = word.parse().ok().filter(|_| word.len() == 2 && tokens.gap(at) == Gap::Tight)?;
    let year = from / 100 * 100 + year;
    (year > from && from >= *RANGE.start()).then_some(Span {
        from,
        to: year,
        decade: false,
        words: at..at + 1,
    })
}

/// The years that begin at a word.
fn span(tokens: &Tokens<'_>, at: usize) -> Option<Span> {
    let part = match tokens.word(at) {
        "early" => Some((0, 4)),
        "mid" => Some((4, 6)),
        "late" => Some((5, 9)),
        _ => None,
    };
    if let Some((first, last)) = part.filter(|_| tokens.gap(at + 1).binds()) {
        let decade = decade(tokens, at + 1)?;
        return Some(Span {
            from: decade.from + first,
            to: decade.from + last,
            words: at..decade.words.end,
            ..decade
        });
    }
    decade(tokens, at).or_else(|| year(tokens, at))
}

fn year(tokens: &Tokens<'_>, at: usize) -> Option<Span> {
    let word = tokens.word(at);
    let year: u16 = word.parse().ok().filter(|year| word.len() == 4 && RANGE.contains(year))?;
    let apart = !matches!(tokens.word(at + 1), "bpm" | "hz" | "samples");
    apart.then_some(Span { from: year, to: year, decade: false, words: at..at + 1 })
}

fn decade(tokens: &Tokens<'_>, at: usize) -> Option<Span> {
    const NAMES: [(&str, u16); 12] = [
        ("twenties", 1920),
        ("thirties", 1930),
        ("forties", 1940),
        ("fifties", 1950),
        ("sixties", 1960),
        ("seventies", 1970),
        ("eighties", 1980),
        ("nineties", 1990),
        ("noughties", 2000),
        ("aughts", 2000),
        ("naughties", 2000),
        ("2000s", 2000),
    ];
    let ten = |from: u16, words: Range<usize>| Some(Span { from, to: from + 9, decade: true, words });
    let word = tokens.word(at);
    if word == "nineteen" && tokens.gap(at + 1).binds() {
        let named = NAMES.iter().find(|(name, from)| *name == tokens.word(at + 1) && *from < 2000);
        return named.and_then(|(_, from)| ten(*from, at..at + 2));
    }
    if let Some((_, from)) = NAMES.iter().find(|(name, _)| *name == word) {
        return ten(*from, at..at + 1);
    }
    let digits = word.strip_suffix('s').filter(|digits| digits.ends_with('0'))?;
    let value: u16 = digits.parse().ok()?;
    match digits.len() {
        2 if value >= 20 => ten(1900 + value, at..at + 1),
        2 => ten(2000 + value, at..at + 1),
        4 if RANGE.contains(&value) => ten(value, at..at + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
