//! Maps from hashes to numbers that clones share: a large sorted part and a small one that takes what is new.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use crate::file::{In, Out};

/// The small part is merged into the large one when it has grown past this share of it.
const SHARE: usize = 16;
/// And not before it has so many entries.
const LEAST: usize = 1_024;

/// Numbers by hash; the first number given to a hash stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layered {
    hashes: Arc<Vec<u64>>,
    numbers: Arc<Vec<u32>>,
    new: Arc<BTreeMap<u64, u32>>,
}

impl Layered {
    /// The number of a hash.
    pub(crate) fn get(&self, hash: u64) -> Option<u32> {
        let known = self.hashes.binary_search(&hash).ok().map(|at| self.numbers[at]);
        known.or_else(|| self.new.get(&hash).copied())
    }

    /// Gives a hash a number, unless it has one.
    pub(crate) fn add(&mut self, hash: u64, number: u32) {
        if self.get(hash).is_some() {
            return;
        }
        Arc::make_mut(&mut self.new).insert(hash, number);
        if self.new.len() > LEAST + self.hashes.len() / SHARE {
            self.merge();
        }
    }

    fn merge(&mut self) {
        let old = self.hashes.iter().copied().zip(self.numbers.iter().copied());
        let mut all: Vec<(u64, u32)> =
            old.chain(std::mem::take(&mut self.new).iter().map(|(h, n)| (*h, *n))).collect();
        all.sort_unstable();
        self.hashes = Arc::new(all.iter().map(|(hash, _)| *hash).collect());
        self.numbers = Arc::new(all.iter().map(|(_, number)| *number).collect());
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub(crate) fn memory_bytes(&self) -> usize {
        12 * self.hashes.capacity() + 24 * self.new.len()
    }

    /// Writes every entry.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        let mut whole = self.clone();
        whole.merge();
        out.list(&whole.hashes)?;
        out.list(&whole.numbers)
    }

    /// Reads what [`Layered::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Layered> {
        let (hashes, numbers) = (from.list(0u64)?, from.list(0u32)?);
        let fits = hashes.len() == numbers.len() && hashes.is_sorted_by(|a, b| a < b);
        fits.then(|| Layered { hashes: Arc::new(hashes), numbers: Arc::new(numbers), new: Arc::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::tests::{read, written};

    #[test]
    fn the_first_number_of_a_hash_stays_through_merges_clones_and_files() {
        let mut layered = Layered::default();
        let hash = |number: u32| u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for number in 0..5_000 {
            let before = layered.clone();
            layered.add(hash(number), number);
            layered.add(hash(number / 2), 7);
            assert_eq!((before.get(hash(number)), layered.get(hash(number))), (None, Some(number)));
        }
        let stored = written(|out| layered.save(out));
        let loaded = read(&stored, Layered::load).unwrap();
        for number in 0..6_000 {
            let expected = (number < 5_000).then_some(number);
            assert_eq!((layered.get(hash(number)), loaded.get(hash(number))), (expected, expected));
        }
        assert!(read(&stored[..stored.len() - 1], Layered::load).is_none());
    }
}
