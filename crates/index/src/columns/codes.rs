//! A column of numbers in one byte a row: which of 255 ranges a value lies in.
//!
//! Ranges are learnt so that each holds as many rows as another, and values that many rows share have a range of their own. A
//! condition then is a set of codes, and for the one or two ranges that it cuts through the values themselves are asked
//! (zone maps by value rather than by place). Whether ranges are well chosen decides how fast that is, never what it gives.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::blocks::Blocks;
use crate::file::{In, Out};
use crate::kernel::bytes::{BLOCK, ByteSet};

/// The code of a row without a value.
pub(super) const MISSING: u8 = 0;
/// Ranges that are learnt; a few more come of values of their own.
const RANGES: usize = 200;
/// Rows at which ranges are learnt for the first time.
const FIRST: usize = 512;

/// Codes by row.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    codes: Blocks<u8, BLOCK>,
    ranges: Arc<Ranges>,
    /// Rows at which the ranges were learnt.
    learnt: usize,
}

/// By code less one.
#[derive(Debug, Clone)]
struct Ranges {
    /// Greatest key that may be in the range.
    upper: Vec<u64>,
    /// Least and greatest key that ever were; (MAX, 0) while there were none.
    seen: Vec<(u64, u64)>,
}

/// What a condition means for codes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Match {
    /// Rows of these codes comply.
    pub(super) surely: ByteSet,
    /// Rows of these codes have to be asked.
    pub(super) perhaps: ByteSet,
}

impl Default for Codes {
    fn default() -> Codes {
        let ranges = Arc::new(Ranges { upper: vec![u64::MAX], seen: vec![(u64::MAX, 0)] });
        Codes { codes: Blocks::new(MISSING), ranges, learnt: 0 }
    }
}

impl Codes {
    /// Sets the key of `row`, whose order is that of the values; `None` for a row without a value.
    pub(super) fn set(&mut self, row: u32, key: Option<u64>) {
        let code = key.map_or(MISSING, |key| self.code(key));
        if self.codes.get(row) != code || row as usize >= self.codes.bound() {
            self.codes.set(row, code);
        }
    }

    fn code(&mut self, key: u64) -> u8 {
        let at = self.ranges.upper.partition_point(|upper| *upper < key).min(self.ranges.upper.len() - 1);
        let (least, most) = self.ranges.seen[at];
        if key < least || key > most {
            Arc::make_mut(&mut self.ranges).seen[at] = (least.min(key), most.max(key));
        }
        at as u8 + 1
    }

    /// Whether there are so many more rows now that ranges are worth learning anew.
    pub(super) fn is_outgrown(&self) -> bool {
        self.codes.bound() >= FIRST && self.codes.bound() >= 2 * self.learnt
    }

    /// Learns the ranges from the keys of all rows, and codes these anew.
    pub(super) fn learn(&mut self, key: impl Fn(u32) -> Option<u64>) {
        let bound = self.codes.bound();
        let keys: Vec<Option<u64>> = (0..bound as u32).map(key).collect();
        let mut sorted: Vec<u64> = keys.iter().flatten().copied().collect();
        sorted.sort_unstable();
        let upper = upper_bounds(&sorted);
        let seen = vec![(u64::MAX, 0); upper.len()];
        *self =
            Codes { codes: Blocks::new(MISSING), ranges: Arc::new(Ranges { upper, seen }), learnt: bound };
        keys.into_iter().zip(0..).for_each(|(key, row)| self.set(row, key));
    }

    /// What it means for codes that a key lies in `wanted`.
    pub(super) fn within(&self, wanted: &RangeInclusive<u64>) -> Match {
        let mut found = Match::default();
        for (code, (least, most)) in (1..=u8::MAX).zip(&self.ranges.seen) {
            if wanted.contains(least) && wanted.contains(most) {
                found.surely.insert(code);
            } else if least <= most && least <= wanted.end() && most >= wanted.start() {
                found.perhaps.insert(code);
            }
        }
        found
    }

    /// The codes, block by block.
    pub(super) fn blocks(&self) -> impl ExactSizeIterator<Item = &[u8; BLOCK]> {
        self.codes.blocks()
    }

    /// The codes of the block of this number.
    pub(super) fn block(&self, number: usize) -> Option<&[u8; BLOCK]> {
        self.codes.block(number)
    }

    /// Codes in the order of the values, those of rows without one last.
    pub(super) fn ascending(&self) -> impl DoubleEndedIterator<Item = u8> + use<> {
        1..=self.ranges.upper.len() as u8
    }

    /// Bytes held in memory.
    pub(super) fn memory_bytes(&self) -> usize {
        self.codes.memory_bytes() + 24 * self.ranges.upper.len()
    }

    pub(super) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.learnt as u64)?;
        out.list(&self.ranges.upper)?;
        let (least, most): (Vec<u64>, Vec<u64>) = self.ranges.seen.iter().copied().unzip();
        out.list(&least)?;
        out.list(&most)?;
        self.codes.save(out)
    }

    pub(super) fn load(from: &mut In<'_>) -> Option<Codes> {
        let learnt = usize::try_from(from.u64()?).ok()?;
        let (upper, least, most) = (from.list(0u64)?, from.list(0u64)?, from.list(0u64)?);
        let fits =
            (1..=255).contains(&upper.len()) && least.len() == upper.len() && most.len() == upper.len();
        let ranges = Arc::new(Ranges { upper, seen: least.into_iter().zip(most).collect() });
        let codes = Blocks::load(from, MISSING)?;
        fits.then_some(Codes { codes, ranges, learnt })
    }
}

/// The greatest key of each range: those at equal shares of the sorted keys. A key at several shares is alone in its range.
fn upper_bounds(sorted: &[u64]) -> Vec<u64> {
    let at = |range: usize| sorted.get((range + 1) * sorted.len() / RANGES).copied();
    let keys: Vec<u64> = (0..RANGES - 1).filter_map(at).collect();
    let mut upper: Vec<u64> = Vec::new();
    for same in keys.chunk_by(|a, b| a == b) {
        upper.extend(same[0].checked_sub(1).filter(|_| same.len() > 1));
        upper.push(same[0]);
    }
    upper.push(u64::MAX);
    upper.dedup();
    upper.sort_unstable();
    upper.dedup();
    upper
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::file::tests::{read, written};

    proptest! {
        #[test]
        fn codes_say_of_every_row_whether_it_complies_or_must_be_asked(
            keys in prop::collection::vec(prop::option::weighted(0.9, prop_oneof![0u64..9, any::<u64>(), 1_000u64..2_000]), 0..1_500),
            (low, high) in (any::<u64>(), any::<u64>()),
            near in 0u64..2_000,
            learns in any::<bool>(),
        ) {
            let mut codes = Codes::default();
            for (row, key) in keys.iter().enumerate() {
                codes.set(row as u32, *key);
            }
            if learns {
                codes.learn(|row| keys[row as usize]);
                prop_assert!(!codes.is_outgrown());
            }
            let stored = written(|out| codes.save(out));
            let loaded = read(&stored, Codes::load).unwrap();
            for codes in [codes, loaded] {
                for wanted in [low..=high, 0..=near, near..=u64::MAX, near..=near + 3] {
                    let found = codes.within(&wanted);
                    for (row, key) in keys.iter().enumerate() {
                        let code = codes.codes.get(row as u32);
                        let complies = key.is_some_and(|key| wanted.contains(&key));
                        prop_assert_eq!(code == MISSING, key.is_none());
                        prop_assert!(!found.surely.contains(code) || complies);
                        prop_assert!(found.surely.contains(code) || found.perhaps.contains(code) || !complies);
                    }
                }
            }
        }
    }

    #[test]
    fn a_range_cuts_through_two_codes_and_a_common_value_has_one_of_its_own() {
        let mut codes = Codes::default();
        let key = |row: u32| Some(if row.is_multiple_of(2) { 40 } else { u64::from(row) });
        (0..20_000).for_each(|row| codes.set(row, key(row)));
        assert!(codes.is_outgrown());
        codes.learn(key);
        let count = |set: ByteSet| (0..=255).filter(|code| set.contains(*code)).count();
        assert!(count(codes.within(&(3_001..=9_000)).perhaps) <= 2);
        let common = codes.within(&(40..=40));
        assert_eq!((count(common.surely), count(common.perhaps)), (1, 0));
    }
}
