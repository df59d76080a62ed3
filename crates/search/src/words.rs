//! Retrieval by words: BM25F (Robertson, Zaragoza & Taylor, "Simple BM25 extension to multiple weighted fields",
//! CIKM 2004). The fields of a track are weighed together before saturation, so that a word in title *and* tags counts
//! more than in one of them but not twice.

mod best;
mod order;
mod tally;

use hark_index::{Error, Field, Listed, Rows, SimilarTerm, Words, terms};
use hark_query::Word;

use tally::Sought;

/// Saturation of term frequency.
const K1: f32 = 1.2;
/// Weight and length normalisation (0 none, 1 full) of a field, by [`Field::index`]. Short lists say the same whether
/// they have two entries or six, so only descriptions are normalised much.
const FIELDS: [(f32, f32); Field::ALL.len()] =
    [(2.0, 0.3), (2.0, 0.3), (1.5, 0.3), (2.0, 0.2), (2.0, 0.2), (2.0, 0.2), (2.0, 0.2), (1.0, 0.6)];
/// The weighted frequency at which a word counts as fully matched: once in a field of weight 2.
const FULL_MATCH: f32 = 2.0;
/// What a word is worth that was found only under a similar spelling, or as the beginning of another.
const SIMILAR_WEIGHT: f32 = 0.6;
/// Similar spellings, or longer words, tried for a word that the catalogue does not have.
const MAX_SIMILAR: usize = 3;
/// Characters of the shortest word that may be the beginning of another.
const SHORTEST_BEGINNING: usize = 3;

/// A track that holds some of the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordMatch {
    /// The track.
    pub row: u32,
    /// How much of the query's information the track's words carry: 0 to 1.
    pub share: f32,
}

/// The tracks of `universe` that hold any of the query's words, best first, at most `most`; equal ones by row.
///
/// Fillers are looked for only when there is nothing else. A word that no track has is looked for among the names: when
/// it is the query's last, as the beginning of a word that is still being written; then under similar spellings. Where
/// the title of one of the best holds words in the query's order, order is part of what the query says (`order`).
pub fn retrieve(
    words: &Words,
    query: &[Word],
    universe: &Rows,
    most: usize,
) -> Result<Vec<WordMatch>, Error> {
    let mut sought = Vec::new();
    let (mut full, mut unknown) = (0.0, 0);
    for term in terms_of(query) {
        let (spellings, holders) = spellings(words, &term)?;
        if holders == 0 {
            unknown += 1;
            continue;
        }
        let (documents, holders) = (words.documents() as f32, holders as f32);
        let idf = (1.0 + (documents - holders + 0.5).max(0.5) / (holders + 0.5)).ln();
        full += idf * saturated(FULL_MATCH);
        sought.push(Sought { spellings, idf, position: term.position });
    }
    // A word that nothing matches counts as an average one that is missing everywhere.
    full *= 1.0 + unknown as f32 / sought.len().max(1) as f32;
    let best = tally::best(words, &sought, universe, (full, most))?;
    let mut matches: Vec<WordMatch> =
        best.iter().map(|found| WordMatch { row: found.row, share: found.sum / full }).collect();
    if order::weigh(words, &sought, &best, &mut matches)? {
        crate::rank::keep_best(&mut matches, most, |found| (found.share, found.row));
    }
    Ok(matches)
}

/// A term that is looked for.
struct Term {
    text: String,
    /// Position among the terms of the query, fillers counted.
    position: u32,
    /// The word as it was written, when more of it may come.
    unfinished: Option<String>,
}

/// What is looked for: the terms of the telling words, each once.
fn terms_of(query: &[Word]) -> Vec<Term> {
    let fillers_only = query.iter().all(|word| word.filler);
    let mut all: Vec<Term> = Vec::new();
    let mut position = 0;
    for (at, word) in query.iter().enumerate() {
        let of_word = terms(&word.text);
        let writing = at + 1 == query.len() && of_word.len() == 1;
        let writing = writing && word.text.chars().count() >= SHORTEST_BEGINNING;
        for text in of_word {
            let looked_for = fillers_only || !word.filler;
            let unfinished = writing.then(|| word.text.clone());
            if let Some(known) = all.iter_mut().find(|term| looked_for && term.text == text) {
                // A word that is said twice may still be being written the second time.
                known.unfinished = known.unfinished.take().or(unfinished);
            } else if looked_for {
                all.push(Term { text, position, unfinished });
            }
            position += 1;
        }
    }
    all
}

/// Under which terms, with which weights, a word is looked for; and how many tracks hold any of them.
fn spellings(words: &Words, term: &Term) -> Result<(Vec<(Listed, f32)>, u32), Error> {
    let itself = words.look_up(&term.text)?;
    let holders = words.holders(&[&itself])?;
    if holders > 0 {
        return Ok((vec![(itself, 1.0)], holders));
    }
    let beginning = term.unfinished.as_ref().map(|word| words.terms_beginning(word, MAX_SIMILAR));
    let longer = among(words, &beginning.transpose()?.unwrap_or_default())?;
    if longer.1 > 0 {
        return Ok(longer);
    }
    let similar = words.similar_terms(&term.text, tolerated_distance(&term.text), MAX_SIMILAR)?;
    among(words, &similar)
}

fn among(words: &Words, similar: &[SimilarTerm]) -> Result<(Vec<(Listed, f32)>, u32), Error> {
    let similar = similar.iter().map(|similar| words.look_up(&similar.term));
    let similar = similar.collect::<Result<Vec<_>, Error>>()?;
    let holders = words.holders(&similar.iter().collect::<Vec<_>>())?;
    Ok((similar.into_iter().map(|listed| (listed, SIMILAR_WEIGHT)).collect(), holders))
}

fn saturated(frequency: f32) -> f32 {
    frequency * (K1 + 1.0) / (frequency + K1)
}

/// Spelling mistakes forgiven in a word, by its length in characters.
fn tolerated_distance(term: &str) -> u8 {
    match term.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}
