//! The whole of a query, put together from its claims and negations.

use std::ops::Range;

use hark_knowledge::Lexicon;

use crate::artists;
use crate::claim::{Claim, resolve};
use crate::concepts::Concepts;
use crate::identities::{self, Identities};
use crate::known::Names;
use crate::names::{self, NameReading};
use crate::negation::{self, Negation};
use crate::piece::{Meaning, Piece, Polarity, Standing};
use crate::tokens::Tokens;
use crate::words::{self, Word};
use crate::{key, length, tempo, voice, years};

/// What a query asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// The query is nothing but identities.
    pub identities: Option<Identities>,
    /// Ways to read the query as the name of a track, an artist or an album, most specific first.
    pub names: Vec<NameReading>,
    /// The words to look for, in order: those of [`Intent::description`] and the names of artists that the catalogue
    /// may have.
    pub words: Vec<Word>,
    /// The query without surrounding blanks and control characters.
    pub text: String,
    /// What was recognised, in the order of the text; no two pieces share a byte.
    pub pieces: Vec<Piece>,
    /// The text whose meaning is looked for: without recognised names, numbers and what is not wanted. Wanted concepts
    /// stay. May be empty.
    pub description: String,
}

impl Intent {
    /// The pieces that can decide by themselves which tracks fit: all but wanted concepts.
    pub fn certain(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.is_certain())
    }
}

/// Most words of a query that are read for pieces; the description keeps what follows. A query has tens of words; the
/// longest that the API takes has hundreds.
const MAX_WORDS: usize = 2_000;

/// Reads a query with the lexicon of this build. Linear in its length.
pub fn read(query: &str, names: &dyn Names) -> Intent {
    read_with(query, names, Lexicon::get())
}

/// Reads a query with a lexicon of one's own.
pub fn read_with(query: &str, names: &dyn Names, lexicon: &Lexicon) -> Intent {
    let text: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim().to_owned();
    let identities = identities::read(&text);
    let tokens = Tokens::read(cut(&text));
    let reading = Reading::of(&tokens, names, lexicon, identities.is_some());
    let description = reading.description(&tokens, &text);
    let words = words::read(&reading.words(&tokens, &text));
    let pieces = reading.pieces;
    Intent { identities, names: names::read(&text), words, text, pieces, description }
}

/// The part of a text that is read for pieces.
fn cut(text: &str) -> &str {
    let end =
        text.char_indices().filter(|(_, letter)| letter.is_whitespace()).nth(MAX_WORDS).map(|(at, _)| at);
    &text[..end.unwrap_or(text.len())]
}

/// Pieces and the words that they use up.
struct Reading {
    pieces: Vec<Piece>,
    /// Words that are not part of the description.
    dropped: Vec<bool>,
    /// Words of names that may be looked for as words all the same.
    named: Vec<bool>,
}

impl Reading {
    fn of(tokens: &Tokens<'_>, names: &dyn Names, lexicon: &Lexicon, is_identity: bool) -> Reading {
        let mut reading = Reading {
            pieces: Vec::new(),
            dropped: vec![false; tokens.len()],
            named: vec![false; tokens.len()],
        };
        if is_identity || tokens.len() == 0 {
            return reading;
        }
        let concepts = Concepts::read(tokens, lexicon);
        let mut claims = tempo::claims(tokens);
        claims.extend(length::claims(tokens));
        claims.extend(key::claims(tokens));
        claims.extend(years::claims(tokens, &concepts));
        claims.extend(voice::claims(tokens));
        let claims = artists::read(tokens, names, &concepts, claims);
        let claims = resolve(claims, tokens.len());
        let negations = negation::read(tokens, &concepts, &claims);
        reading.add_negations(tokens, &negations);
        reading.add_claims(tokens, &claims);
        let taken = reading
            .dropped
            .iter()
            .zip(&reading.named)
            .map(|(dropped, named)| *dropped || *named)
            .collect::<Vec<_>>();
        for claim in concepts.claims(tokens, &taken) {
            reading.add(tokens, claim.core, claim.meaning, Polarity::Wanted);
        }
        reading.pieces.sort_by_key(|piece| piece.span.start);
        reading
    }

    fn add_negations(&mut self, tokens: &Tokens<'_>, negations: &[Negation]) {
        for negation in negations {
            self.dropped[negation.cover.clone()].fill(true);
            for (core, meaning, polarity) in &negation.items {
                self.add(tokens, core.clone(), meaning.clone(), *polarity);
            }
        }
    }

    /// Adds the claims that no negation has taken.
    fn add_claims(&mut self, tokens: &Tokens<'_>, claims: &[Claim]) {
        for claim in claims {
            if self.dropped[claim.core.clone()].contains(&true) {
                self.dropped[claim.cover.clone()].fill(true);
                continue;
            }
            match claim.meaning {
                // Nobody knows the name, so its words may say something all the same.
                Meaning::Artist { standing: Standing::Unheard, .. } => {
                    self.named[claim.core.clone()].fill(true)
                }
                Meaning::Artist { standing: Standing::Held, .. }
                | Meaning::Song { .. }
                | Meaning::Album { .. } => {
                    self.dropped[claim.cover.clone()].fill(true);
                    self.named[claim.core.clone()].fill(true);
                }
                Meaning::Artist { .. }
                | Meaning::Tempo(_)
                | Meaning::Key { .. }
                | Meaning::Length(_)
                | Meaning::Voice(_)
                | Meaning::Gender(_)
                | Meaning::Years { .. }
                | Meaning::Concept { .. }
                | Meaning::Plain(_) => {
                    self.dropped[claim.cover.clone()].fill(true);
                }
            }
            self.add(tokens, claim.core.clone(), claim.meaning.clone(), Polarity::Wanted);
        }
    }

    fn add(&mut self, tokens: &Tokens<'_>, core: Range<usize>, meaning: Meaning, polarity: Polarity) {
        self.pieces.push(Piece { span: tokens.span(&core), meaning, polarity });
    }

    fn description(&self, tokens: &Tokens<'_>, text: &str) -> String {
        kept(tokens, text, |at| !self.dropped[at])
    }

    fn words(&self, tokens: &Tokens<'_>, text: &str) -> String {
        kept(tokens, text, |at| !self.dropped[at] || self.named[at])
    }
}

/// The text of the words that are kept, with what stands between neighbours as it was written. Where something was
/// taken out a comma stands in its place, so that nothing new comes together.
fn kept(tokens: &Tokens<'_>, text: &str, keep: impl Fn(usize) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for at in (0..tokens.len()).filter(|at| keep(*at)) {
        if last.is_some_and(|last| last + 1 == at) {
            out.push_str(tokens.between(at));
        } else if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(tokens.raw(at));
        last = Some(at);
    }
    let rest = text.get(tokens.text.len()..).unwrap_or("");
    if last.is_some_and(|last| last + 1 == tokens.len()) {
        out.push_str(tokens.between(tokens.len()));
    }
    out.push_str(rest);
    let whole = (0..tokens.len()).all(keep);
    if whole { text.to_owned() } else { out.trim().to_owned() }
}
