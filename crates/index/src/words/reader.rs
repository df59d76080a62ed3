//! Reading the word index: one immutable view of all its segments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hark_track::fold;
use tantivy::columnar::ColumnValues;
use tantivy::postings::Postings;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field as TantivyField, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::Layout;
use super::terms::terms;
use super::{Field, NameField, Occurrence, SimilarTerm};
use crate::error::Error;

/// The words of every public track as of one commit.
#[derive(Clone)]
pub struct Words {
    layout: Arc<Layout>,
    path: PathBuf,
    segments: Vec<Segment>,
    documents: usize,
    average_lengths: [f32; Field::ALL.len()],
}

#[derive(Clone)]
struct Segment {
    reader: SegmentReader,
    rows: Arc<dyn ColumnValues<u64>>,
}

impl Words {
    pub(crate) fn new(layout: Arc<Layout>, path: &Path, searcher: &Searcher) -> Result<Words, Error> {
        let build = || -> tantivy::Result<Words> {
            let segments = searcher
                .segment_readers()
                .iter()
                .map(|reader| {
                    let rows = reader.fast_fields().u64("row")?.first_or_default_col(0);
                    Ok(Segment { reader: reader.clone(), rows })
                })
                .collect::<tantivy::Result<Vec<_>>>()?;
            let documents = segments.iter().map(|s| s.reader.num_docs() as usize).sum();
            let average_lengths = average_lengths(&layout, &segments, documents)?;
            Ok(Words {
                layout: Arc::clone(&layout),
                path: path.to_owned(),
                segments,
                documents,
                average_lengths,
            })
        };
        build().map_err(|source| Error::Words { path: path.to_owned(), source })
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
        let mut similar: Vec<SimilarTerm> =
            found.into_iter().map(|(term, occurrences)| SimilarTerm { term, occurrences }).collect();
        similar.sort_by(|a, b| b.occurrences.cmp(&a.occurrences).then_with(|| a.term.cmp(&b.term)));
        similar.truncate(most);
        Ok(similar)
    }

    fn collect_similar(
        &self,
        field: Field,
        word: &str,
        distance: u8,
        found: &mut BTreeMap<String, u64>,
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

    fn error(&self, source: TantivyError) -> Error {
        Error::Words { path: self.path.clone(), source }
    }
}

/// The average number of terms a field, by [`Field::index`], over the live documents. Counted anew for each view: the
/// index's own totals hold deleted documents until segments merge, and scores would depend on the history of changes.
fn average_lengths(
    layout: &Layout,
    segments: &[Segment],
    documents: usize,
) -> tantivy::Result<[f32; Field::ALL.len()]> {
    let mut averages = [0.0; Field::ALL.len()];
    for (field, average) in Field::ALL.into_iter().zip(&mut averages) {
        let mut total = 0u64;
        for segment in segments {
            let lengths = segment.reader.get_fieldnorms_reader(layout.text(field))?;
            total += segment.reader.doc_ids_alive().map(|doc| u64::from(lengths.fieldnorm(doc))).sum::<u64>();
        }
        *average = total as f32 / documents.max(1) as f32;
    }
    Ok(averages)
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
    let alive = segment.reader.alive_bitset();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            let row = u32::try_from(segment.rows.get_val(doc)).unwrap_or(u32::MAX);
            visit(doc, row, postings.term_freq());
        }
        doc = postings.advance();
    }
    Ok(())
}
