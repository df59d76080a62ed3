//! A set of rows as a bitmap: one bit a track, so that conditions combine by `and` and membership costs one load.

use std::io;

use crate::file::{In, Out};

/// A set of rows below a fixed bound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    bits: Vec<u64>,
}

impl Rows {
    /// No row, with room for rows below `bound`.
    pub fn none(bound: usize) -> Rows {
        Rows { bits: vec![0; bound.div_ceil(64)] }
    }

    /// The rows below `bound` for which `holds`.
    pub fn where_(bound: usize, mut holds: impl FnMut(usize) -> bool) -> Rows {
        let block = |first: usize, holds: &mut dyn FnMut(usize) -> bool| {
            (first..bound.min(first + 64))
                .fold(0u64, |bits, row| bits | u64::from(holds(row)) << (row - first))
        };
        Rows { bits: (0..bound).step_by(64).map(|first| block(first, &mut holds)).collect() }
    }

    /// The rows whose bits are set in these words, 64 rows a word.
    pub(crate) fn of_words(bits: Vec<u64>) -> Rows {
        Rows { bits }
    }

    /// The bits, 64 rows a word.
    pub(crate) fn words(&self) -> &[u64] {
        &self.bits
    }

    /// Adds the rows that `other` holds.
    pub fn unite(&mut self, other: &Rows) {
        self.bits.resize(self.bits.len().max(other.bits.len()), 0);
        self.bits.iter_mut().zip(&other.bits).for_each(|(bits, others)| *bits |= others);
    }

    /// Drops the rows that `other` holds.
    pub fn subtract(&mut self, other: &Rows) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(bits, others)| *bits &= !others);
    }

    /// Drops rows from `bound` on.
    pub(crate) fn truncate(&mut self, bound: usize) {
        self.bits.truncate(bound.div_ceil(64));
        if let Some(last) = self.bits.get_mut(bound / 64) {
            *last &= (1 << (bound % 64)) - 1;
        }
    }

    /// Writes the set.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.list(&self.bits)
    }

    /// Reads what [`Rows::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Rows> {
        Some(Rows { bits: from.list(0)? })
    }

    /// Whether `row` is in the set; rows at or above the bound are not.
    pub fn contains(&self, row: u32) -> bool {
        self.bits.get(row as usize / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// Adds or removes `row`, raising the bound when needed.
    pub fn set(&mut self, row: u32, member: bool) {
        let at = row as usize / 64;
        if at >= self.bits.len() {
            self.bits.resize(at + 1, 0);
        }
        let bit = 1u64 << (row % 64);
        self.bits[at] = if member { self.bits[at] | bit } else { self.bits[at] & !bit };
    }

    /// Keeps the rows that `other` holds too.
    pub fn intersect(&mut self, other: &Rows) {
        let others = other.bits.iter().copied().chain(std::iter::repeat(0));
        for (bits, others) in self.bits.iter_mut().zip(others) {
            *bits &= others;
        }
    }

    /// Number of rows that both sets hold.
    pub fn common(&self, other: &Rows) -> usize {
        self.bits.iter().zip(&other.bits).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Number of rows in the set.
    pub fn count(&self) -> usize {
        self.bits.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The rows, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().zip(0u32..).flat_map(|(bits, block)| Ones { bits: *bits, first: block * 64 })
    }

    /// Every n-th of the rows, ascending, so that at most `most` (above 0) remain: the same ones every time. Passes over what it
    /// leaves out by the word.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = u32> + '_ {
        let step = self.count().div_ceil(most).max(1);
        let (mut before, mut next) = (0, 0);
        self.bits.iter().zip(0u32..).flat_map(move |(bits, block)| {
            let after = before + bits.count_ones() as usize;
            let mut chosen = 0u64;
            while next < after {
                chosen |= 1 << nth_one(*bits, next - before);
                next += step;
            }
            before = after;
            Ones { bits: chosen, first: block * 64 }
        })
    }

    /// Bytes held in memory.
    pub fn memory_bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>()
    }
}

/// The position of the n-th one of a word, from 0; there is one.
fn nth_one(mut bits: u64, n: usize) -> u32 {
    for _ in 0..n {
        bits &= bits - 1;
    }
    bits.trailing_zeros()
}

/// The positions of the ones in a word.
struct Ones {
    bits: u64,
    first: u32,
}

impl Iterator for Ones {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.bits == 0 {
            return None;
        }
        let row = self.first + self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bitmap_is_a_set(a in prop::collection::btree_set(0u32..300, 0..80), b in prop::collection::btree_set(0u32..300, 0..80)) {
            let bitmap = |set: &BTreeSet<u32>| {
                let mut rows = Rows::none(0);
                set.iter().for_each(|row| rows.set(*row, true));
                rows
            };
            let (mut left, right) = (bitmap(&a), bitmap(&b));
            prop_assert_eq!(&left, &{
                let mut same = Rows::where_(a.last().map_or(0, |last| *last as usize + 1), |row| a.contains(&(row as u32)));
                if let Some(last) = a.last() { same.set(*last, true) }
                same
            });
            prop_assert_eq!(left.count(), a.len());
            let sample: Vec<u32> = left.sample(7).collect();
            prop_assert_eq!(&sample, &left.iter().step_by(left.count().div_ceil(7).max(1)).collect::<Vec<_>>());
            let mut either = left.clone();
            either.unite(&right);
            prop_assert_eq!(either.iter().collect::<Vec<_>>(), a.union(&b).copied().collect::<Vec<_>>());
            either.subtract(&right);
            prop_assert_eq!(either.iter().collect::<Vec<_>>(), a.difference(&b).copied().collect::<Vec<_>>());
            let mut below = left.clone();
            below.truncate(150);
            prop_assert_eq!(below.iter().collect::<Vec<_>>(), a.range(..150).copied().collect::<Vec<_>>());
            prop_assert!(sample.len() <= 7 && sample.iter().all(|row| a.contains(row)));
            prop_assert_eq!(sample.is_empty(), a.is_empty());
            prop_assert_eq!(left.common(&right), a.intersection(&b).count());
            left.intersect(&right);
            prop_assert_eq!(left.iter().collect::<Vec<_>>(), a.intersection(&b).copied().collect::<Vec<_>>());
            for row in 0..310 { prop_assert_eq!(right.contains(row), b.contains(&row)); }
            for row in &a { left.set(*row, false); }
            prop_assert_eq!(left.count(), 0);
        }
    }
}
