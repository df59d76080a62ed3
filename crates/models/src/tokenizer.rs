//! BERT's uncased WordPiece tokenizer: text in, token ids out.
//!
//! Written here because it is small and must be exact. A sentence vector is only right if every id is the one the
//! model was trained with, so the steps, their order and even the Unicode tables are those of the reference
//! tokenizer (Hugging Face `tokenizers`, `BertNormalizer` and `BertPreTokenizer`); a fixture made with it is part of
//! the tests.
//!
//! 1. drop NUL, U+FFFD and control characters, turn white space into spaces, set CJK characters apart by spaces;
//! 2. decompose (NFD), drop non-spacing marks, lower-case;
//! 3. split at white space, and before and after every punctuation character;
//! 4. cut each word greedily into the longest known pieces; a word that cannot be cut, or is over
//!    [`MAX_WORD_CHARS`], becomes the unknown token.
//!
//! One deliberate difference: `[MASK]`, `[SEP]` and the like typed by a user are ordinary text here, never special
//! tokens.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_categories::UnicodeCategories;
use unicode_normalization::UnicodeNormalization;

/// Bytes of a text that are read; what follows is ignored. 254 pieces, all the model takes, are seldom 1,500 bytes.
pub const MAX_TEXT_BYTES: usize = 8 << 10;

/// Longest word that is cut into pieces, in characters.
pub const MAX_WORD_CHARS: usize = 100;

/// Largest vocabulary accepted.
pub const MAX_VOCABULARY: usize = 1 << 20;

const CONTINUATION: &str = "##";

/// What is wrong with a tokenizer description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// The file is not the JSON it should be.
    #[error("the tokenizer description is not valid: {reason}")]
    Json {
        /// What the JSON reader said.
        reason: String,
    },
    /// A setting asks for something else than BERT's uncased tokenizer.
    #[error("the tokenizer's {setting} is {found:?}, only {expected:?} is supported")]
    Unsupported {
        /// Which setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// The value this crate implements.
        expected: &'static str,
    },
    /// Ids are missing, doubled or out of range, or the vocabulary is empty or over [`MAX_VOCABULARY`].
    #[error("the vocabulary of {tokens} tokens is not numbered from 0 without gaps, or is over the limit")]
    Numbering {
        /// Number of tokens.
        tokens: usize,
    },
    /// A token cannot be stored.
    #[error("token {id} is empty, doubled, or holds a line break")]
    Token {
        /// Its id.
        id: usize,
    },
    /// A token that the tokenizer itself needs is not in the vocabulary.
    #[error("the vocabulary lacks the token {token}")]
    MissingSpecial {
        /// The token.
        token: &'static str,
    },
    /// The stored vocabulary is not UTF-8.
    #[error("the stored vocabulary is not UTF-8")]
    Encoding,
}

/// The tokens in order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vocabulary(Vec<String>);

impl Vocabulary {
    /// Reads a `tokenizer.json` and refuses any that describes another tokenizer than this module.
    pub(crate) fn from_tokenizer_json(json: &[u8]) -> Result<Self, TokenizerError> {
        let description: Description = serde_json::from_slice(json)
            .map_err(|error| TokenizerError::Json { reason: error.to_string() })?;
        description.check()?;
        let vocabulary = description.model.vocab;
        let numbering = TokenizerError::Numbering { tokens: vocabulary.len() };
        if vocabulary.len() > MAX_VOCABULARY {
            return Err(numbering);
        }
        let mut tokens = vec![None; vocabulary.len()];
        let mut entries: Vec<(String, usize)> = vocabulary.into_iter().collect();
        entries.sort_unstable_by_key(|(_, id)| *id);
        for (token, id) in entries {
            match tokens.get_mut(id) {
                Some(place @ None) => *place = Some(token),
                _ => return Err(numbering),
            }
        }
        Self::checked(tokens.into_iter().flatten().collect())
    }

    /// Reads back what [`Vocabulary::to_lines`] wrote.
    pub(crate) fn from_lines(lines: &[u8]) -> Result<Self, TokenizerError> {
        let text = std::str::from_utf8(lines).map_err(|_invalid| TokenizerError::Encoding)?;
        Self::checked(text.split('\n').map(str::to_owned).collect())
    }

    /// One token a line, in order of their ids, without a final line break.
    pub(crate) fn to_lines(&self) -> Vec<u8> {
        self.0.join("\n").into_bytes()
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn checked(tokens: Vec<String>) -> Result<Self, TokenizerError> {
        if tokens.is_empty() || tokens.len() > MAX_VOCABULARY {
            return Err(TokenizerError::Numbering { tokens: tokens.len() });
        }
        match tokens.iter().position(|token| token.is_empty() || token.contains('\n')) {
            Some(id) => Err(TokenizerError::Token { id }),
            None => Ok(Self(tokens)),
        }
    }
}

/// The parts of a `tokenizer.json` that decide how text is cut.
#[derive(Deserialize)]
struct Description {
    model: ModelDescription,
    normalizer: NormalizerDescription,
    pre_tokenizer: PreTokenizerDescription,
}

#[derive(Deserialize)]
struct ModelDescription {
    #[serde(rename = "type", default = "wordpiece")]
    kind: String,
    #[serde(default = "continuation")]
    continuing_subword_prefix: String,
    #[serde(default = "max_word_chars")]
    max_input_chars_per_word: usize,
    vocab: HashMap<String, usize>,
}

#[derive(Deserialize)]
struct NormalizerDescription {
    #[serde(rename = "type")]
    kind: String,
    clean_text: bool,
    handle_chinese_chars: bool,
    strip_accents: Option<bool>,
    lowercase: bool,
}

#[derive(Deserialize)]
struct PreTokenizerDescription {
    #[serde(rename = "type")]
    kind: String,
}

fn wordpiece() -> String {
    "WordPiece".to_owned()
}

fn continuation() -> String {
    CONTINUATION.to_owned()
}

fn max_word_chars() -> usize {
    MAX_WORD_CHARS
}

impl Description {
    fn check(&self) -> Result<(), TokenizerError> {
        let Self { model, normalizer, pre_tokenizer } = self;
        let yes = |value: bool| value.to_string();
        expect("model type", &model.kind, "WordPiece")?;
        expect("continuation prefix", &model.continuing_subword_prefix, CONTINUATION)?;
        expect("longest word", &model.max_input_chars_per_word.to_string(), "100")?;
        expect("normalizer", &normalizer.kind, "BertNormalizer")?;
        expect("clean_text", &yes(normalizer.clean_text), "true")?;
        expect("handle_chinese_chars", &yes(normalizer.handle_chinese_chars), "true")?;
        expect("strip_accents", &yes(normalizer.strip_accents.unwrap_or(true)), "true")?;
        expect("lowercase", &yes(normalizer.lowercase), "true")?;
        expect("pre-tokenizer", &pre_tokenizer.kind, "BertPreTokenizer")
    }
}

fn expect(setting: &'static str, found: &str, expected: &'static str) -> Result<(), TokenizerError> {
    if found == expected {
        Ok(())
    } else {
        Err(TokenizerError::Unsupported { setting, found: found.to_owned(), expected })
    }
}

/// The tokenizer: the vocabulary arranged for look-up.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    initial: HashMap<String, u32>,
    continuing: HashMap<String, u32>,
    unknown: u32,
    start: u32,
    end: u32,
    max_tokens: usize,
}

impl Tokenizer {
    /// A tokenizer that gives at most `max_tokens` (at least two) ids a text.
    pub(crate) fn new(vocabulary: &Vocabulary, max_tokens: usize) -> Result<Self, TokenizerError> {
        let (mut initial, mut continuing) = (HashMap::new(), HashMap::new());
        for (id, token) in (0_u32..).zip(&vocabulary.0) {
            let previous = match token.strip_prefix(CONTINUATION) {
                Some(rest) if !rest.is_empty() => continuing.insert(rest.to_owned(), id),
                _ => initial.insert(token.clone(), id),
            };
            if previous.is_some() {
                return Err(TokenizerError::Token { id: id as usize });
            }
        }
        let special =
            |token: &'static str| initial.get(token).copied().ok_or(TokenizerError::MissingSpecial { token });
        let (unknown, start, end) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(Self { unknown, start, end, initial, continuing, max_tokens: max_tokens.max(2) })
    }

    /// The ids of a text between the start and end tokens. Pieces that do not fit are left out at the end.
    pub(crate) fn encode(&self, text: &str) -> Vec<u32> {
        let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
        let normal = normalise(text);
        let room = self.max_tokens - 1;
        let mut ids = vec![self.start];
        for word in words(&normal) {
            if ids.len() >= room {
                break;
            }
            self.push_word(word, &mut ids);
        }
        ids.truncate(room);
        ids.push(self.end);
        ids
    }

    fn push_word(&self, word: &str, ids: &mut Vec<u32>) {
        let before = ids.len();
        if word.chars().count() > MAX_WORD_CHARS {
            ids.push(self.unknown);
            return;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let known = if rest.len() == word.len() { &self.initial } else { &self.continuing };
            let Some((id, length)) = longest_prefix(known, rest) else {
                ids.truncate(before);
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            rest = &rest[length..];
        }
    }
}

fn longest_prefix(known: &HashMap<String, u32>, text: &str) -> Option<(u32, usize)> {
    let ends = text.char_indices().rev().map(|(start, _)| start).filter(|start| *start > 0);
    std::iter::once(text.len()).chain(ends).find_map(|end| Some((*known.get(&text[..end])?, end)))
}

fn normalise(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 16);
    for character in text.chars().filter(|character| !is_dropped(*character)) {
        if character.is_whitespace() {
            clean.push(' ');
        } else if is_cjk(character) {
            clean.extend([' ', character, ' ']);
        } else {
            clean.push(character);
        }
    }
    clean.nfd().filter(|character| !character.is_mark_nonspacing()).flat_map(char::to_lowercase).collect()
}

/// Words and single punctuation characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace)
        .flat_map(|run| run.split_inclusive(is_punctuation))
        .flat_map(|run| {
            let mark = run.chars().next_back().filter(|last| is_punctuation(*last)).map_or(0, char::len_utf8);
            let (word, mark) = run.split_at(run.len() - mark);
            [word, mark]
        })
        .filter(|word| !word.is_empty())
}

fn is_dropped(character: char) -> bool {
    let is_space = matches!(character, '\t' | '\n' | '\r');
    matches!(character, '\0' | '\u{fffd}') || (!is_space && character.is_other())
}

fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() || character.is_punctuation()
}

/// The blocks that the reference sets apart; the gap before U+2B920 is the reference's own.
fn is_cjk(character: char) -> bool {
    matches!(
        u32::from(character),
        0x4E00..=0x9FFF
            | 0x3400..=0x4DBF
            | 0x20000..=0x2A6DF
            | 0x2A700..=0x2B73F
            | 0x2B740..=0x2B81F
            | 0x2B920..=0x2CEAF
            | 0xF900..=0xFAFF
            | 0x2F800..=0x2FA1F
    )
}

#[cfg(test)]
mod tests;
