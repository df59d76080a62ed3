//! Retrieval by words as it is defined, without a thought for speed: every posting of every word, arrays as long as the
//! catalogue. What `hark_search::words` is checked against, and measured against, all but the order of words.

use hark_index::{Error, Field, Occurrence, Rows, Words, terms};
use hark_query::Word;
use hark_search::words::WordMatch;

/// Saturation of term frequency.
const K1: f32 = 1.2;
/// Weight and length normalisation (0 none, 1 full) of a field, by [`Field::index`]. Short lists say the same whether
/// they have two entries or six, so only descriptions are normalised much.
const FIELDS: [(f32, f32); Field::ALL.len()] =
    [(2.0, 0.3), (2.0, 0.3), (1.5, 0.3), (2.0, 0.2), (2.0, 0.2), (2.0, 0.2), (2.0, 0.2), (1.0, 0.6)];
/// The weighted frequency at which a word counts as fully matched: once in a field of weight 2.
const FULL_MATCH: f32 = 2.0;
/// What a word is worth that was found only under a similar spelling.
const SIMILAR_WEIGHT: f32 = 0.6;
/// Similar spellings tried for a word that the catalogue does not have.
const MAX_SIMILAR: usize = 3;

/// The tracks of `universe` that hold any of the query's words, best first, at most `most` (above 0).
pub(crate) fn retrieve(
    words: &Words,
    query: &[Word],
    universe: &Rows,
    most: usize,
) -> Result<Vec<WordMatch>, Error> {
    let telling: Vec<&Word> = query.iter().filter(|word| !word.filler).collect();
    let telling = if telling.is_empty() { query.iter().collect() } else { telling };
    let mut tally = Tally::default();
    let last = query.last().filter(|word| word.text.len() >= 3).map(|word| word.text.as_str());
    for term in distinct_terms(&telling) {
        let last = last.filter(|last| terms(last) == [term.as_str()]);
        tally.add(words, (&term, last), universe)?;
    }
    Ok(tally.best(most))
}

fn distinct_terms(words: &[&Word]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for term in words.iter().flat_map(|word| terms(&word.text)) {
        if !all.contains(&term) {
            all.push(term);
        }
    }
    all
}

/// Sums over the words of a query.
#[derive(Default)]
struct Tally {
    /// By row.
    sums: Vec<f32>,
    /// Weighted frequency of the present word, by row; zero between words.
    frequencies: Vec<f32>,
    /// Rows of the present word.
    touched: Vec<u32>,
    /// Rows with a sum.
    found: Vec<u32>,
    /// The sum that a track with every word fully matched would have.
    full: f32,
    unknown: usize,
    known: usize,
}

impl Tally {
    /// With the word as it was written when it is the last.
    fn add(
        &mut self,
        words: &Words,
        (term, last): (&str, Option<&str>),
        universe: &Rows,
    ) -> Result<(), Error> {
        self.gather(words, term, 1.0)?;
        if let Some(last) = last.filter(|_| self.touched.is_empty()) {
            for longer in words.terms_beginning(last, MAX_SIMILAR)? {
                self.gather(words, &longer.term, SIMILAR_WEIGHT)?;
            }
        }
        if self.touched.is_empty() {
            for similar in words.similar_terms(term, tolerated_distance(term), MAX_SIMILAR)? {
                self.gather(words, &similar.term, SIMILAR_WEIGHT)?;
            }
        }
        self.score(words.documents(), universe);
        Ok(())
    }

    /// Adds the occurrences of one spelling to the frequencies of the present word.
    fn gather(&mut self, words: &Words, term: &str, weight: f32) -> Result<(), Error> {
        let normalisers = Field::ALL.map(|field| words.average_length(field).max(1.0));
        let (frequencies, touched) = (&mut self.frequencies, &mut self.touched);
        words.visit(term, |Occurrence { row, field, frequency, length }| {
            let (field_weight, b) = FIELDS[field.index()];
            let norm = 1.0 - b + b * length as f32 / normalisers[field.index()];
            let at = row as usize;
            if frequencies.len() <= at {
                frequencies.resize(at + 1, 0.0);
            }
            if frequencies[at] == 0.0 {
                touched.push(row);
            }
            frequencies[at] += weight * field_weight * frequency as f32 / norm;
        })
    }

    /// Turns the frequencies of the present word into its part of the sums.
    fn score(&mut self, documents: usize, universe: &Rows) {
        let with_term = self.touched.len() as f32;
        if self.touched.is_empty() {
            self.unknown += 1;
            return;
        }
        self.known += 1;
        let idf = (1.0 + (documents as f32 - with_term + 0.5).max(0.5) / (with_term + 0.5)).ln();
        self.full += idf * saturated(FULL_MATCH);
        self.sums.resize(self.sums.len().max(self.frequencies.len()), 0.0);
        for row in self.touched.drain(..) {
            let frequency = std::mem::take(&mut self.frequencies[row as usize]);
            if universe.contains(row) {
                if self.sums[row as usize] == 0.0 {
                    self.found.push(row);
                }
                self.sums[row as usize] += idf * saturated(frequency);
            }
        }
    }

    /// The best tracks. A word that nothing matches counts as an average one that is missing everywhere.
    fn best(self, most: usize) -> Vec<WordMatch> {
        let full = self.full * (1.0 + self.unknown as f32 / self.known.max(1) as f32);
        let sums = self.sums;
        let share = |row: u32| (sums[row as usize] / full).min(1.0);
        let mut best: Vec<WordMatch> =
            self.found.into_iter().map(|row| WordMatch { row, share: share(row) }).collect();
        best.sort_unstable_by(|a, b| b.share.total_cmp(&a.share).then(a.row.cmp(&b.row)));
        best.truncate(most);
        best
    }
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
