//! The words of a query with their places, so that whatever is recognised can be pointed at in the text.
//!
//! Words are those of [`fold::words`], because names and concepts are compared in that form; what stands between two
//! words (a comma, a dash, a sharp sign) is kept beside them, because it decides where a list or a negation ends.

use std::ops::Range;

use hark_track::fold;

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: the text begins here.
    Edge,
    /// Blanks.
    Blank,
    /// A sign that binds without blanks: hyphen, full stop, apostrophe and the like ("lo-fi", "N.W.A").
    Tight,
    /// A slash.
    Slash,
    /// "&" or "+".
    And,
    /// A dash with blanks around it, or a long one.
    Dash,
    /// A comma.
    Comma,
    /// The end of a sentence or a bracket.
    Stop,
}

impl Gap {
    /// Whether a reader goes on without a pause.
    pub(crate) fn binds(self) -> bool {
        matches!(self, Gap::Blank | Gap::Tight)
    }

    /// Whether words on both sides can belong to one name or concept ("AC/DC", "R&B").
    pub(crate) fn joins(self) -> bool {
        matches!(self, Gap::Blank | Gap::Tight | Gap::Slash | Gap::And)
    }
}

/// A word and its place.
#[derive(Debug)]
pub(crate) struct Token<'t> {
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
    /// As written.
    pub(crate) raw: &'t str,
    /// Folded; never empty.
    pub(crate) word: String,
    /// What stands before it.
    pub(crate) gap: Gap,
}

/// The words of a text. Positions are counted in words; a position past the end has the empty word.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    pub(crate) text: &'t str,
    list: Vec<Token<'t>>,
    /// Whether capitals mean something: some words have them and some have not.
    cased: bool,
}

impl<'t> Tokens<'t> {
    pub(crate) fn read(text: &'t str) -> Tokens<'t> {
        let mut list: Vec<Token<'t>> = Vec::new();
        let mut end = 0;
        for span in spans(text) {
            let raw = &text[span.clone()];
            let word = folded(raw);
            if !word.is_empty() {
                let gap = if list.is_empty() { Gap::Edge } else { gap_of(&text[end..span.start]) };
                end = span.end;
                list.push(Token { span, raw, word, gap });
            }
        }
        let lower = list.iter().filter(|token| token.raw.starts_with(char::is_lowercase)).count();
        let upper = list.iter().filter(|token| token.raw.starts_with(char::is_uppercase)).count();
        Tokens { text, list, cased: lower > 0 && lower * 3 >= upper }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The folded word at a position, empty past the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |token| token.word.as_str())
    }

    /// The word as written, empty past the end.
    pub(crate) fn raw(&self, at: usize) -> &'t str {
        self.list.get(at).map_or("", |token| token.raw)
    }

    /// What stands before the word at a position; past the end, a stop.
    pub(crate) fn gap(&self, at: usize) -> Gap {
        self.list.get(at).map_or(Gap::Stop, |token| token.gap)
    }

    /// What is written before the word at a position, or after the last word.
    pub(crate) fn between(&self, at: usize) -> &'t str {
        let start =
            at.checked_sub(1).and_then(|before| self.list.get(before)).map_or(0, |token| token.span.end);
        let end = self.list.get(at).map_or(self.text.len(), |token| token.span.start);
        self.text.get(start..end).unwrap_or("")
    }

    /// The bytes of a range of words. Empty at the end of the text when the range is empty.
    pub(crate) fn span(&self, range: &Range<usize>) -> Range<usize> {
        match (self.list.get(range.start), range.end.checked_sub(1).and_then(|last| self.list.get(last))) {
            (Some(first), Some(last)) if !range.is_empty() => first.span.start..last.span.end,
            _ => self.text.len()..self.text.len(),
        }
    }

    /// A range of words as written.
    pub(crate) fn written(&self, range: &Range<usize>) -> &'t str {
        &self.text[self.span(range)]
    }

    /// A range of words, folded, with single blanks between them.
    pub(crate) fn joined(&self, range: &Range<usize>) -> String {
        let words: Vec<&str> = range.clone().map(|at| self.word(at)).collect();
        words.join(" ")
    }

    /// Whether these words stand here with nothing but blanks or hyphens between them.
    pub(crate) fn has(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(n, word)| self.word(at + n) == *word && (n == 0 || self.gap(at + n).binds()))
    }

    /// The longest of several sequences that stands here: its number of words.
    pub(crate) fn longest(&self, at: usize, sequences: &[&[&str]]) -> Option<usize> {
        sequences.iter().filter(|words| self.has(at, words)).map(|words| words.len()).max()
    }

    /// The longest of several sequences that ends right before a position, with no pause before it.
    pub(crate) fn longest_before(&self, at: usize, sequences: &[&[&str]]) -> Option<usize> {
        let stands = |words: &&&[&str]| {
            at >= words.len()
                && self.has(at - words.len(), words)
                && (at >= self.len() || self.gap(at).binds())
        };
        sequences.iter().filter(stands).map(|words| words.len()).max()
    }

    /// Whether the word is written with a capital where one says something: not at the start of a sentence, and not
    /// in a text that is all capitals.
    pub(crate) fn capital(&self, at: usize) -> bool {
        self.cased
            && !matches!(self.gap(at), Gap::Edge | Gap::Stop)
            && self.raw(at).starts_with(char::is_uppercase)
    }

    /// Whether the text uses capitals and the word has one, wherever it stands.
    pub(crate) fn upper(&self, at: usize) -> bool {
        self.raw(at).starts_with(char::is_uppercase)
    }

    /// Whether the text uses capitals at all, so that a small letter says something.
    pub(crate) fn cased(&self) -> bool {
        self.cased
    }
}

/// The bytes of each run of letters and digits, with the apostrophes and marks inside it.
fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = letters.by_ref().find(|(_, letter)| letter.is_alphanumeric())?;
        let mut end = start + text[start..].chars().next().map_or(0, char::len_utf8);
        while let Some((at, letter)) = letters.peek().copied() {
            if letter.is_alphanumeric() {
                end = at + letter.len_utf8();
            } else if !is_apostrophe(letter) && !is_mark(letter) {
                break;
            }
            letters.next();
        }
        Some(start..end)
    })
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

/// Whether folding drops the character, so that it does not end a word.
fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && fold::fold(letter.encode_utf8(&mut [0; 4])).is_empty()
}

fn folded(raw: &str) -> String {
    if raw.is_ascii() {
        raw.bytes()
            .filter(|byte| *byte != b'\'' && *byte != b'`')
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect()
    } else {
        fold::compact(raw)
    }
}

fn gap_of(between: &str) -> Gap {
    let inner = between.trim();
    let tight = inner.len() == between.len();
    match inner {
        "" => Gap::Blank,
        "/" => Gap::Slash,
        "&" | "+" => Gap::And,
        "–" | "—" | "--" => Gap::Dash,
        "-" | "‐" | "‑" if !tight => Gap::Dash,
        _ if tight && inner.chars().count() == 1 && !matches!(inner, "," | ";" | "(" | ")" | "|") => {
            Gap::Tight
        }
        _ if inner.contains(['.', '!', '?', ';', ':', '(', ')', '[', ']', '|', '\n', '…']) => Gap::Stop,
        _ if inner.contains(',') => Gap::Comma,
        _ if inner.starts_with(['-', '–', '—']) || inner.ends_with(['–', '—']) => Gap::Dash,
        _ => Gap::Blank,
    }
}

#[cfg(test)]
mod tests;
