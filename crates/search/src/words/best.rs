//! The best documents so far, and what one must have to be among them.

use std::cmp::Ordering;

/// A document with its sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) sum: f32,
    pub(super) row: u32,
    /// Number of the part of the index, and the document there.
    pub(super) part: u32,
    pub(super) document: u32,
}

impl Found {
    /// Higher sums first, then lower rows.
    fn order(&self, other: &Found) -> Ordering {
        other.sum.total_cmp(&self.sum).then_with(|| self.row.cmp(&other.row))
    }
}

/// The best `most` of the documents offered.
pub(super) struct Best {
    most: usize,
    kept: Vec<Found>,
    /// The last of the best, once there are `most`.
    last: Option<Found>,
}

impl Best {
    pub(super) fn new(most: usize) -> Best {
        Best { most, kept: Vec::new(), last: None }
    }

    /// A sum below this is not among the best, whatever its row. 0 as long as anything is.
    pub(super) fn floor(&self) -> f32 {
        self.last.map_or(0.0, |last| last.sum)
    }

    pub(super) fn offer(&mut self, found: Found) {
        if self.last.is_none_or(|last| found.order(&last).is_lt()) {
            self.kept.push(found);
            let enough = if self.last.is_none() { 0 } else { self.most / 4 + 16 };
            if self.kept.len() >= self.most.saturating_add(enough) {
                self.settle();
            }
        }
    }

    /// Drops what is not among the best, so that [`Best::floor`] is as high as it can be.
    fn settle(&mut self) {
        if self.most > 0 && self.kept.len() >= self.most {
            self.kept.select_nth_unstable_by(self.most - 1, Found::order);
            self.last = Some(self.kept[self.most - 1]);
        }
        self.kept.truncate(self.most);
    }

    /// The best, best first.
    pub(super) fn into_sorted(mut self) -> Vec<Found> {
        self.settle();
        self.kept.sort_unstable_by(Found::order);
        self.kept
    }
}
