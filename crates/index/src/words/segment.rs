//! One segment of the word index, with what is worked out once for it and kept from commit to commit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field as TantivyField;
use tantivy::{BitSet, InvertedIndexReader, SegmentReader};

use super::Field;
use super::schema::Layout;

const FIELDS: usize = Field::ALL.len();
/// Counts of holders remembered for a segment.
const MAX_COUNTS: usize = 4096;

/// A segment and its documents that are not deleted.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    /// Row of each document.
    rows: Arc<[u32]>,
    /// `None` while nothing is deleted.
    alive: Option<BitSet>,
    /// Terms in a field over all documents that are not deleted, by [`Field::index`].
    pub(super) totals: [u64; FIELDS],
    fields: Vec<(Arc<InvertedIndexReader>, FieldNormReader)>,
    /// How many documents hold a word, by its spellings: for words that are tedious to count.
    counts: Mutex<HashMap<String, u32>>,
}

impl Segment {
    /// Opens a segment, given the segments of the view before: one among them that differs in deletions only passes on
    /// what it knows.
    pub(super) fn open(
        layout: &Layout,
        reader: &SegmentReader,
        before: &[Arc<Segment>],
    ) -> tantivy::Result<Arc<Segment>> {
        let same = before.iter().find(|old| old.reader.segment_id() == reader.segment_id());
        if let Some(same) = same.filter(|old| old.reader.num_deleted_docs() == reader.num_deleted_docs()) {
            return Ok(Arc::clone(same));
        }
        let rows = match same {
            Some(same) => Arc::clone(&same.rows),
            None => rows(reader)?,
        };
        let fields = Field::ALL
            .iter()
            .map(|field| {
                let field: TantivyField = layout.text(*field);
                Ok((reader.inverted_index(field)?, reader.get_fieldnorms_reader(field)?))
            })
            .collect::<tantivy::Result<Vec<_>>>()?;
        let mut segment = Segment {
            reader: reader.clone(),
            rows,
            alive: alive(reader),
            totals: [0; FIELDS],
            fields,
            counts: Mutex::default(),
        };
        segment.totals = match same {
            Some(same) => segment.totals_since(same),
            None => segment.sum_lengths(|document| segment.is_alive(document), 0..segment.documents()),
        };
        Ok(Arc::new(segment))
    }

    /// Number of documents, deleted ones included; documents are numbered from 0.
    pub(super) fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    pub(super) fn field(&self, field: Field) -> (&InvertedIndexReader, &FieldNormReader) {
        let (postings, lengths) = &self.fields[field.index()];
        (postings, lengths)
    }

    pub(super) fn has_deletions(&self) -> bool {
        self.alive.is_some()
    }

    pub(super) fn is_alive(&self, document: u32) -> bool {
        self.alive.as_ref().is_none_or(|alive| alive.contains(document))
    }

    /// The row of a document, `None` when it is deleted.
    #[inline]
    pub(super) fn row(&self, document: u32) -> Option<u32> {
        self.rows.get(document as usize).copied().filter(|_| self.is_alive(document))
    }

    /// What `count` says for a word of this name, remembered.
    pub(super) fn counted(
        &self,
        name: &str,
        count: impl FnOnce() -> tantivy::Result<u32>,
    ) -> tantivy::Result<u32> {
        let counts = || self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = counts().get(name) {
            return Ok(*known);
        }
        let counted = count()?;
        let mut counts = counts();
        if counts.len() >= MAX_COUNTS {
            counts.clear();
        }
        counts.insert(name.to_owned(), counted);
        Ok(counted)
    }

    /// The totals of the same segment before, less the documents deleted since.
    fn totals_since(&self, before: &Segment) -> [u64; FIELDS] {
        let mut totals = before.totals;
        let living = |segment: &Segment, block: u32| {
            segment.alive.as_ref().map_or(64, |alive| alive.tinyset(block).len())
        };
        for block in 0..self.documents().div_ceil(64) {
            if self.alive.is_some() && living(self, block) != living(before, block) {
                let documents = block * 64..self.documents().min(block * 64 + 64);
                let gone = self
                    .sum_lengths(|document| before.is_alive(document) && !self.is_alive(document), documents);
                totals.iter_mut().zip(gone).for_each(|(total, gone)| *total = total.saturating_sub(gone));
            }
        }
        totals
    }

    fn sum_lengths(&self, counts: impl Fn(u32) -> bool, documents: std::ops::Range<u32>) -> [u64; FIELDS] {
        let mut totals = [0; FIELDS];
        for ((_, lengths), total) in self.fields.iter().zip(&mut totals) {
            let lengths = |document: u32| u64::from(lengths.fieldnorm(document));
            *total = documents.clone().filter(|document| counts(*document)).map(lengths).sum();
        }
        totals
    }
}

fn rows(reader: &SegmentReader) -> tantivy::Result<Arc<[u32]>> {
    let column = reader.fast_fields().u64("row")?.first_or_default_col(0);
    Ok((0..reader.max_doc()).map(|doc| u32::try_from(column.get_val(doc)).unwrap_or(u32::MAX)).collect())
}

fn alive(reader: &SegmentReader) -> Option<BitSet> {
    reader.alive_bitset().map(|alive| {
        let mut all = BitSet::with_max_value_and_full(reader.max_doc());
        all.intersect_update(alive.bitset());
        all
    })
}
