//! RoBERTa's byte-level tokenizer: text in, token ids out.
//!
//! As in Hugging Face `tokenizers` (`ByteLevel` and `BPE`, after GPT-2): a text is cut into runs of letters, of
//! digits, of other signs and of white space, a single space going with what follows it; each run's UTF-8 bytes are
//! tokens; then, within a run, the adjoining pair that was learned first is joined, again and again, until no learned
//! pair is left. `<s>` goes before the text and `</s>` after it.
//!
//! As in our other tokenizer, special tokens typed by a user are ordinary text.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_categories::UnicodeCategories;

use super::error::BpeError;
use crate::tokenizer::{MAX_TEXT_BYTES, MAX_VOCABULARY};

/// Most tokens of a text, both ends included: the length of the texts that CLAP models are trained on. What follows
/// is left out.
pub const MAX_TOKENS: usize = 77;

/// Most learned pairs accepted.
pub const MAX_MERGES: usize = 1 << 20;

/// Longest run that is joined as a whole; a longer one is cut. Joining takes time with the square of the length, and
/// no word of a language comes near.
pub const MAX_RUN_BYTES: usize = 512;

/// The tokenizer, arranged for look-up.
#[derive(Debug)]
pub(super) struct Bpe {
    /// Token of every byte.
    bytes: [u32; 256],
    merges: Merges,
    start: u32,
    end: u32,
}

/// For a pair of tokens: when it was learned, and the token it makes.
type Merges = HashMap<(u32, u32), (usize, u32)>;

/// The parts of a `tokenizer.json` that decide how text is cut.
#[derive(Deserialize)]
struct Description {
    model: Model,
    normalizer: Option<serde::de::IgnoredAny>,
    pre_tokenizer: Option<PreTokenizer>,
}

#[derive(Deserialize)]
struct Model {
    #[serde(rename = "type", default = "bpe")]
    kind: String,
    #[serde(default)]
    continuing_subword_prefix: Option<String>,
    #[serde(default)]
    end_of_word_suffix: Option<String>,
    #[serde(default)]
    ignore_merges: bool,
    vocab: HashMap<String, u32>,
    merges: Vec<Pair>,
}

#[derive(Deserialize)]
struct PreTokenizer {
    #[serde(rename = "type")]
    kind: String,
    add_prefix_space: bool,
    #[serde(default = "yes")]
    use_regex: bool,
}

/// Both spellings in use: two tokens with a space between, or a list of two.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pair {
    Line(String),
    List([String; 2]),
}

impl Pair {
    fn parts(&self) -> Option<(&str, &str)> {
        match self {
            Self::Line(line) => line.split_once(' '),
            Self::List([left, right]) => Some((left, right)),
        }
    }
}

fn bpe() -> String {
    "BPE".to_owned()
}

fn yes() -> bool {
    true
}

impl Bpe {
    /// Reads a `tokenizer.json` and refuses any that describes another tokenizer than this module.
    pub(super) fn from_tokenizer_json(json: &[u8]) -> Result<Self, BpeError> {
        let description: Description =
            serde_json::from_slice(json).map_err(|error| BpeError::Json { reason: error.to_string() })?;
        description.check()?;
        let Model { vocab, merges, .. } = description.model;
        bounded("tokens", vocab.len(), MAX_VOCABULARY)?;
        bounded("merges", merges.len(), MAX_MERGES)?;
        check_ids(&vocab)?;
        let special =
            |token: &'static str| vocab.get(token).copied().ok_or(BpeError::MissingSpecial { token });
        Ok(Self {
            bytes: byte_tokens(&vocab)?,
            merges: learned(&vocab, &merges)?,
            start: special("<s>")?,
            end: special("</s>")?,
        })
    }

    /// The ids of a text, at least two, at most [`MAX_TOKENS`].
    pub(super) fn encode(&self, text: &str) -> Vec<u32> {
        let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
        let mut ids = vec![self.start];
        for run in runs(text).flat_map(|run| run.as_bytes().chunks(MAX_RUN_BYTES)) {
            if ids.len() >= MAX_TOKENS {
                break;
            }
            ids.extend(self.join(run));
        }
        ids.truncate(MAX_TOKENS - 1);
        ids.push(self.end);
        ids
    }

    /// The tokens of one run.
    fn join(&self, run: &[u8]) -> Vec<u32> {
        let mut tokens: Vec<u32> = run.iter().map(|byte| self.bytes[usize::from(*byte)]).collect();
        loop {
            let pair = |at: usize| self.merges.get(&(tokens[at], tokens[at + 1])).map(|merge| (*merge, at));
            let first = (0..tokens.len().saturating_sub(1)).filter_map(pair).min();
            let Some(((_, token), at)) = first else { return tokens };
            tokens[at] = token;
            tokens.remove(at + 1);
        }
    }
}

impl Description {
    fn check(&self) -> Result<(), BpeError> {
        let Self { model, normalizer, pre_tokenizer } = self;
        let before = pre_tokenizer.as_ref();
        let prefix = model.continuing_subword_prefix.as_deref().unwrap_or_default();
        let suffix = model.end_of_word_suffix.as_deref().unwrap_or_default();
        expect("model type", &model.kind, "BPE")?;
        expect("continuing subword prefix", prefix, "")?;
        expect("end of word suffix", suffix, "")?;
        expect("ignore_merges", &model.ignore_merges.to_string(), "false")?;
        expect("normalizer", if normalizer.is_some() { "set" } else { "null" }, "null")?;
        expect("pre-tokenizer", before.map_or("null", |before| &before.kind), "ByteLevel")?;
        let flag = |value: Option<bool>| value.unwrap_or_default().to_string();
        expect("add_prefix_space", &flag(before.map(|before| before.add_prefix_space)), "false")?;
        expect("use_regex", &flag(before.map(|before| before.use_regex)), "true")
    }
}

fn expect(setting: &'static str, found: &str, expected: &'static str) -> Result<(), BpeError> {
    if found == expected {
        return Ok(());
    }
    Err(BpeError::Unsupported { setting, found: format!("{found:?}"), expected })
}

fn bounded(what: &'static str, found: usize, limit: usize) -> Result<(), BpeError> {
    if found <= limit { Ok(()) } else { Err(BpeError::TooMany { what, found, limit }) }
}

/// Ids become 32-bit signed numbers and index a table of the graph.
fn check_ids(vocab: &HashMap<String, u32>) -> Result<(), BpeError> {
    match vocab.iter().filter(|(_, id)| **id as usize >= MAX_VOCABULARY).min() {
        Some((token, id)) => Err(BpeError::Id { token: token.clone(), id: *id, limit: MAX_VOCABULARY - 1 }),
        None => Ok(()),
    }
}

fn byte_tokens(vocab: &HashMap<String, u32>) -> Result<[u32; 256], BpeError> {
    let mut tokens = [0; 256];
    for byte in 0..=u8::MAX {
        let spelt = spelling(byte).to_string();
        tokens[usize::from(byte)] = *vocab.get(&spelt).ok_or(BpeError::MissingByte { byte })?;
    }
    Ok(tokens)
}

/// How a byte is written in the vocabulary: visible Latin-1 characters as themselves, the 68 others, in order, as the
/// characters from U+0100 on.
fn spelling(byte: u8) -> char {
    let visible = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    if visible(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|byte| !visible(*byte)).count() as u32;
    char::from_u32(0x100 + before).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn learned(vocab: &HashMap<String, u32>, merges: &[Pair]) -> Result<Merges, BpeError> {
    let mut learned = Merges::with_capacity(merges.len());
    for (index, pair) in merges.iter().enumerate() {
        let joined = pair.parts().and_then(|(left, right)| {
            let whole = vocab.get(&format!("{left}{right}"))?;
            Some(((*vocab.get(left)?, *vocab.get(right)?), *whole))
        });
        let (pair, whole) = joined.ok_or(BpeError::Merge { index })?;
        learned.entry(pair).or_insert((index, whole));
    }
    Ok(learned)
}

/// A text's runs, in order; together they are the text.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (run, after) = rest.split_at(first_run(rest));
        rest = after;
        (!run.is_empty()).then_some(run)
    })
}

/// Length of the first run in bytes. In the order of GPT-2's pattern:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
fn first_run(text: &str) -> usize {
    const ENDINGS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    if let Some(ending) = ENDINGS.into_iter().find(|ending| text.starts_with(ending)) {
        return ending.len();
    }
    let body = text.strip_prefix(' ').unwrap_or(text);
    let space = text.len() - body.len();
    let Some(kind) = body.chars().next().map(Kind::of).filter(|kind| *kind != Kind::White) else {
        return white_run(text);
    };
    space + run_of(body, kind)
}

/// White space: all of it at the end of a text; before anything else all but the last character, if there are two.
fn white_run(text: &str) -> usize {
    let all = run_of(text, Kind::White);
    let last = text[..all].chars().next_back().map_or(0, char::len_utf8);
    if all < text.len() && last < all { all - last } else { all }
}

fn run_of(text: &str, kind: Kind) -> usize {
    text.find(|char| Kind::of(char) != kind).unwrap_or(text.len())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Number,
    White,
    Other,
}

impl Kind {
    fn of(char: char) -> Self {
        if char.is_whitespace() {
            Self::White
        } else if char.is_letter() {
            Self::Letter
        } else if char.is_number() {
            Self::Number
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests;
