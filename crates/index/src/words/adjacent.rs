//! The order of words in titles: which tracks hold two words next to each other.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TantivyError};

use super::Field;
use super::postings::{Listed, Part};
use crate::error::Error;

impl Part<'_> {
    /// Those of `documents`, which ascend, whose name holds `second` at one of these distances behind `first`: 1 is right
    /// after it.
    pub fn in_order(
        &self,
        (first, second): (&Listed, &Listed),
        distances: &[u32],
        documents: &[u32],
    ) -> Result<Vec<u32>, Error> {
        let (Some(mut first), Some(mut second)) = (self.positions(first)?, self.positions(second)?) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(document) = documents.get(at) {
            let reached = advance(&mut first, *document);
            let reached = if reached == *document { advance(&mut second, *document) } else { reached };
            if reached > *document {
                at += documents[at..].partition_point(|document| *document < reached);
                continue;
            }
            first.positions(&mut before);
            second.positions(&mut behind);
            let follows = |at: &u32| distances.iter().any(|distance| behind.contains(&(at + distance)));
            if before.iter().any(follows) {
                found.push(*document);
            }
            at += 1;
        }
        Ok(found)
    }

    fn positions(&self, listed: &Listed) -> Result<Option<SegmentPostings>, Error> {
        let place = listed.places(self.number).find(|(field, _)| *field == Field::Name);
        let read = |(field, info)| {
            let postings = self.segment.field(field).0;
            postings.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
        };
        place.map(read).transpose().map_err(|source| self.words.error(TantivyError::from(source)))
    }
}

/// Goes to the first posting at or after `document`.
fn advance(postings: &mut SegmentPostings, document: u32) -> u32 {
    if postings.doc() < document { postings.seek(document) } else { postings.doc() }
}
