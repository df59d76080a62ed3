//! A set of rows as a bitmap: one bit a track, so that conditions combine by `and` and membership costs one load.

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

    /// Every n-th of the rows, ascending, so that at most `most` (above 0) remain: the same ones every time.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = u32> + '_ {
        self.iter().step_by(self.count().div_ceil(most).max(1))
    }

    /// Bytes held in memory.
    pub fn memory_bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>()
    }
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
