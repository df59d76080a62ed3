//! Postings in blocks, segment by segment: what ranking reads.
//!
//! A word is looked up once ([`Words::look_up`]), counted ([`Words::holders`]), and read through one [`Cursor`] for each
//! field of each [`Part`] of the index. Documents are numbered within a part; those deleted stand in the postings until
//! segments merge, and have no row.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{BitSet, TantivyError};

use super::segment::Segment;
use super::{Field, Words};
use crate::error::Error;

/// Words with fewer postings than this in a segment are counted anew by each query.
const TEDIOUS: u32 = 1024;

/// Where the postings of a term lie in one view of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    term: String,
    /// Number of the part, field.
    places: Vec<(usize, Field, TermInfo)>,
}

impl Listed {
    /// The term.
    pub fn term(&self) -> &str {
        &self.term
    }

    /// Number of postings over all fields, those of deleted tracks included.
    pub fn postings(&self) -> u64 {
        self.places.iter().map(|(_, _, info)| u64::from(info.doc_freq)).sum()
    }

    /// Where they lie in one part, in the order of [`Field::ALL`].
    pub(super) fn places(&self, part: usize) -> impl Iterator<Item = (Field, &TermInfo)> {
        let here = self.places.iter().filter(move |(number, _, _)| *number == part);
        here.map(|(_, field, info)| (*field, info))
    }
}

/// A part of the word index: some of the tracks, as documents numbered from 0.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub(super) words: &'a Words,
    pub(super) number: usize,
    pub(super) segment: &'a Segment,
}

impl Part<'_> {
    /// Number of documents, deleted ones included.
    pub fn documents(&self) -> u32 {
        self.segment.documents()
    }

    /// The row of a document below [`Part::documents`]; `None` when it is deleted.
    #[inline]
    pub fn row(&self, document: u32) -> Option<u32> {
        self.segment.row(document)
    }

    /// The postings of a term in this part, a cursor for each field that has it, in the order of [`Field::ALL`].
    pub fn cursors(&self, listed: &Listed) -> Result<Vec<Cursor>, Error> {
        let mut cursors = Vec::with_capacity(listed.places(self.number).count());
        for (field, info) in listed.places(self.number) {
            let cursor = Cursor::open(self.segment, field, info);
            cursors.push(cursor.map_err(|source| self.words.error(source))?);
        }
        Ok(cursors)
    }
}

/// The postings of one term in one field of one part, ascending by document.
pub struct Cursor {
    field: Field,
    lengths: FieldNormReader,
    blocks: BlockSegmentPostings,
    /// Position in the present block.
    at: usize,
}

impl Cursor {
    fn open(segment: &Segment, field: Field, info: &TermInfo) -> tantivy::Result<Cursor> {
        let (postings, lengths) = segment.field(field);
        let blocks = postings.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        Ok(Cursor { field, lengths: lengths.clone(), blocks, at: 0 })
    }

    /// The field.
    pub fn field(&self) -> Field {
        self.field
    }

    /// Number of postings, those of deleted documents included.
    pub fn postings(&self) -> u32 {
        self.blocks.doc_freq()
    }

    /// Calls `visit` with document, frequency and number of the length ([`Words::length`]) for the postings of documents
    /// from the present one to below `end`, and goes on to the first after them.
    pub fn each_below(&mut self, end: u32, mut visit: impl FnMut(u32, u32, u8)) {
        loop {
            let (docs, frequencies) = (&self.blocks.docs()[self.at..], &self.blocks.freqs()[self.at..]);
            let here = match (docs.first(), docs.last()) {
                (Some(first), _) if *first >= end => return,
                (_, Some(last)) if *last < end => docs.len(),
                _ => docs.partition_point(|doc| *doc < end),
            };
            for (doc, frequency) in docs[..here].iter().zip(frequencies) {
                visit(*doc, *frequency, self.lengths.fieldnorm_id(*doc));
            }
            self.at += here;
            if self.at < self.blocks.block_len() || self.blocks.block_len() == 0 {
                return;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }

    /// Frequency and number of the length ([`Words::length`]) in `document`, `None` when it does not hold the term. Goes
    /// forward only: documents must be asked for in ascending order. Blocks between them are not read.
    pub fn find(&mut self, document: u32) -> Option<(u32, u8)> {
        self.skip_to(document);
        let found = self.blocks.docs().get(self.at) == Some(&document);
        found.then(|| (self.blocks.freq(self.at), self.lengths.fieldnorm_id(document)))
    }

    /// Goes to the first posting at or after `document`.
    pub fn skip_to(&mut self, document: u32) {
        if self.blocks.docs().get(self.at).is_some_and(|present| *present < document) {
            self.at = self.blocks.seek(document);
        }
    }
}

impl Words {
    /// The length of a field, in terms, that goes by this number: exact up to 40 terms, rounded down in growing steps above.
    pub fn length(number: u8) -> u32 {
        FieldNormReader::id_to_fieldnorm(number)
    }

    /// The parts of the index. Every track is in one of them.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let part = |(number, segment)| Part { words: self, number, segment: Arc::as_ref(segment) };
        self.segments.iter().enumerate().map(part)
    }

    /// Where the postings of `term`, one of [`super::terms()`]'s results, lie.
    pub fn look_up(&self, term: &str) -> Result<Listed, Error> {
        let mut places = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            for field in Field::ALL {
                let term = Term::from_field_text(self.layout.text(field), term);
                let info = segment.field(field).0.get_term_info(&term);
                let info = info.map_err(|source| self.error(TantivyError::from(source)))?;
                places.extend(info.map(|info| (number, field, info)));
            }
        }
        Ok(Listed { term: term.to_owned(), places })
    }

    /// How many tracks hold at least one of these terms in any field. Counts of frequent words are remembered.
    pub fn holders(&self, listed: &[&Listed]) -> Result<u32, Error> {
        let mut name = String::new();
        for (at, listed) in listed.iter().enumerate() {
            name.push_str(if at == 0 { "" } else { " " });
            name.push_str(&listed.term);
        }
        let mut holders = 0;
        for (number, segment) in self.segments.iter().enumerate() {
            let here: Vec<_> = listed.iter().flat_map(|listed| listed.places(number)).collect();
            let counted = count(segment, &name, &here);
            holders += counted.map_err(|source| self.error(source))?;
        }
        Ok(holders)
    }
}

/// The documents of a segment that are not deleted and stand in any of these lists.
fn count(segment: &Segment, name: &str, lists: &[(Field, &TermInfo)]) -> tantivy::Result<u32> {
    let postings: u32 = lists.iter().map(|(_, info)| info.doc_freq).sum();
    if postings == 0 || lists.len() == 1 && !segment.has_deletions() {
        return Ok(postings);
    }
    if postings >= TEDIOUS {
        return segment.counted(name, || union(segment, lists));
    }
    let mut documents = Vec::with_capacity(postings as usize);
    for (field, info) in lists {
        each_document(segment, *field, info, |doc| documents.push(doc))?;
    }
    documents.sort_unstable();
    documents.dedup();
    Ok(documents.into_iter().filter(|doc| segment.is_alive(*doc)).count() as u32)
}

fn union(segment: &Segment, lists: &[(Field, &TermInfo)]) -> tantivy::Result<u32> {
    let mut documents = BitSet::with_max_value(segment.documents());
    for (field, info) in lists {
        each_document(segment, *field, info, |doc| _ = documents.insert(doc))?;
    }
    let deleted = segment.reader.alive_bitset().map(|alive| alive.bitset());
    deleted.into_iter().for_each(|alive| documents.intersect_update(alive));
    Ok(documents.len() as u32)
}

fn each_document(
    segment: &Segment,
    field: Field,
    info: &TermInfo,
    mut visit: impl FnMut(u32),
) -> tantivy::Result<()> {
    let postings = segment.field(field).0;
    let mut blocks = postings.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while blocks.block_len() > 0 {
        blocks.docs().iter().copied().for_each(&mut visit);
        blocks.advance();
    }
    Ok(())
}
