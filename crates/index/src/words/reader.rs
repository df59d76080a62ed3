//! Reading the word index: one immutable view of all its segments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hark_track::fold;
use tantivy::postings::Postings;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field as TantivyField, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, TantivyError, Term};

use super::schema::Layout;
use super::segment::Segment;
use super::terms::terms;
use super::{Field, NameField, Occurrence, SimilarTerm};
use crate::error::Error;

/// In how many fields of tracks a term stands.
type Occurrences = BTreeMap<String, u64>;

/// The words of every public track as of one commit.
#[derive(Clone)]
pub struct Words {
    pub(super) layout: Arc<Layout>,
    path: PathBuf,
    pub(super) segments: Vec<Arc<Segment>>,
    documents: usize,
    average_lengths: [f32; Field::ALL.len()],
}

impl Words {
    /// The words that `searcher` sees; what the view `before` knows of segments that are still there is kept.
    pub(crate) fn new(
        layout: Arc<Layout>,
        path: &Path,
        searcher: &Searcher,
        before: Option<&Words>,
    ) -> Result<Words, Error> {
        let before = before.map_or(&[][..], |before| &before.segments);
        let segments = searcher.segment_readers().iter().map(|reader| Segment::open(&layout, reader, before));
        let segments = segments
            .collect::<tantivy::Result<Vec<_>>>()
            .map_err(|source| Error::Words { path: path.to_owned(), source })?;
        let documents = segments.iter().map(|s| s.reader.num_docs() as usize).sum();
        let average_lengths = average_lengths(&segments, documents);
        Ok(Words { layout, path: path.to_owned(), segments, documents, average_lengths })
    }

    /// Number of tracks that have words.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Average number of terms in a field over all tracks, those without any included. Long fields count rounded.
    pub fn average_length(&self, field: Field) -> f32 {
        self.average_lengths[field.index()]
    }

    /// Calls `visit` for every occurrence of `term`, one of [`terms`]'s results, in any field of any track.
    pub fn visit(&self, term: &str, mut visit: impl FnMut(Occurrence)) -> Result<(), Error> {
        let mut read = |segment: &Segment, field: Field| -> tantivy::Result<()> {
            let tantivy_field = self.layout.text(field);
            let lengths = segment.reader.get_fieldnorms_reader(tantivy_field)?;
            each_posting(segment, tantivy_field, term, |doc, row, frequency| {
                visit(Occurrence { row, field, frequency, length: lengths.fieldnorm(doc) });
            })
        };
        for segment in &self.segments {
            for field in Field::ALL {
                read(segment, field).map_err(|source| self.error(source))?;
            }
        }
        Ok(())
    }

    /// The rows whose name, artist or album, folded ([`fold::name`]), is exactly that of `name`; ascending.
    pub fn rows_named(&self, field: NameField, name: &str) -> Result<Vec<u32>, Error> {
        let folded = fold::name(name);
        let mut rows = Vec::new();
        for segment in &self.segments {
            each_posting(segment, self.layout.whole(field), &folded, |_, row, _| rows.push(row))
                .map_err(|source| self.error(source))?;
        }
        rows.sort_unstable();
        Ok(rows)
    }

    /// The terms of names, artists and albums at most `distance` (0 to 2) insertions, deletions, substitutions or
    /// transpositions away from `word`, most frequent first, at most `most`.
    pub fn similar_terms(&self, word: &str, distance: u8, most: usize) -> Result<Vec<SimilarTerm>, Error> {
        let word = terms(word).concat();
        let mut found = BTreeMap::new();
        for field in [Field::Name, Field::Artist, Field::Album] {
            self.collect_similar(field, &word, distance, &mut found).map_err(|source| self.error(source))?;
        }
        Ok(most_frequent(found, most))
    }

    /// The terms of names, artists and albums that begin with `beginning` (folded, not empty) and are longer, most
    /// frequent first, at most `most`. Takes time in proportion to all terms with that beginning.
    pub fn terms_beginning(&self, beginning: &str, most: usize) -> Result<Vec<SimilarTerm>, Error> {
        let mut found = BTreeMap::new();
        for field in [Field::Name, Field::Artist, Field::Album] {
            for segment in &self.segments {
                let collected = collect_beginning(segment, field, beginning, &mut found);
                collected.map_err(|source| self.error(source))?;
            }
        }
        Ok(most_frequent(found, most))
    }

    fn collect_similar(
        &self,
        field: Field,
        word: &str,
        distance: u8,
        found: &mut Occurrences,
    ) -> tantivy::Result<()> {
        let field = self.layout.text(field);
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
        for segment in &self.segments {
            let inverted = segment.reader.inverted_index(field)?;
            let mut stream = inverted.terms().search(query.automaton()?).into_stream()?;
            while stream.advance() {
                let occurrences = u64::from(stream.value().doc_freq);
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    *found.entry(term.to_owned()).or_default() += occurrences;
                }
            }
        }
        Ok(())
    }

    pub(super) fn error(&self, source: TantivyError) -> Error {
        Error::Words { path: self.path.clone(), source }
    }
}

/// The average number of terms a field, by [`Field::index`], over the live documents. Not taken from the index's own
/// totals, which hold deleted documents until segments merge: scores would depend on the history of changes.
fn average_lengths(segments: &[Arc<Segment>], documents: usize) -> [f32; Field::ALL.len()] {
    Field::ALL.map(|field| {
        let total: u64 = segments.iter().map(|segment| segment.totals[field.index()]).sum();
        total as f32 / documents.max(1) as f32
    })
}

fn collect_beginning(
    segment: &Segment,
    field: Field,
    beginning: &str,
    found: &mut Occurrences,
) -> tantivy::Result<()> {
    let mut stream = segment.field(field).0.terms().range().gt(beginning).into_stream()?;
    while stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
        let occurrences = u64::from(stream.value().doc_freq);
        if let Ok(term) = std::str::from_utf8(stream.key()) {
            *found.entry(term.to_owned()).or_default() += occurrences;
        }
    }
    Ok(())
}

fn most_frequent(found: Occurrences, most: usize) -> Vec<SimilarTerm> {
    let terms = found.into_iter().map(|(term, occurrences)| SimilarTerm { term, occurrences });
    let mut terms: Vec<SimilarTerm> = terms.collect();
    terms.sort_by(|a, b| b.occurrences.cmp(&a.occurrences).then_with(|| a.term.cmp(&b.term)));
    terms.truncate(most);
    terms
}

/// Calls `visit` with (document, row, frequency) for each live posting of `term`.
fn each_posting(
    segment: &Segment,
    field: TantivyField,
    term: &str,
    mut visit: impl FnMut(u32, u32, u32),
) -> tantivy::Result<()> {
    let inverted = segment.reader.inverted_index(field)?;
    let term = Term::from_field_text(field, term);
    let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? else {
        return Ok(());
    };
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if let Some(row) = segment.row(doc) {
            visit(doc, row, postings.term_freq());
        }
        doc = postings.advance();
    }
    Ok(())
}
