//! Values by row, in blocks that clones share.
//!
//! A snapshot is a clone, and there is one for every commit: it must not copy a catalogue. Cloning copies one pointer a
//! block, and a change copies the block that it touches, once. The road not taken is a tree of blocks (a persistent
//! vector): at a million tracks the pointers of all blocks together are a few pages.

use std::io;
use std::sync::Arc;

use crate::file::{In, Out, Plain};

/// One value a row below [`Blocks::bound`], `ROWS` (a multiple of 64) a block.
#[derive(Debug, Clone)]
pub(crate) struct Blocks<T, const ROWS: usize> {
    blocks: Vec<Arc<[T; ROWS]>>,
    bound: usize,
    empty: T,
}

impl<T: Copy, const ROWS: usize> Blocks<T, ROWS> {
    /// No row; rows that are never set hold `empty`.
    pub(crate) fn new(empty: T) -> Blocks<T, ROWS> {
        Blocks { blocks: Vec::new(), bound: 0, empty }
    }

    /// One more than the highest row ever set.
    pub(crate) fn bound(&self) -> usize {
        self.bound
    }

    /// The value of `row`; the empty one at and above the bound.
    #[inline]
    pub(crate) fn get(&self, row: u32) -> T {
        self.reference(row).copied().unwrap_or(self.empty)
    }

    /// The value of `row` where it lies; `None` above the last block.
    #[inline]
    pub(crate) fn reference(&self, row: u32) -> Option<&T> {
        Some(&self.blocks.get(row as usize / ROWS)?[row as usize % ROWS])
    }

    /// The values of so many rows from `row` on; none when they do not lie in one block.
    #[inline]
    pub(crate) fn run(&self, row: u32, length: usize) -> &[T] {
        let at = row as usize % ROWS;
        self.blocks.get(row as usize / ROWS).and_then(|block| block.get(at..at + length)).unwrap_or(&[])
    }

    /// Sets the value of `row`, raising the bound when needed.
    pub(crate) fn set(&mut self, row: u32, value: T) {
        let (block, at) = (row as usize / ROWS, row as usize % ROWS);
        if block >= self.blocks.len() {
            // Blocks of a gap are one and the same until they are changed.
            self.blocks.resize(block + 1, Arc::new([self.empty; ROWS]));
        }
        self.bound = self.bound.max(row as usize + 1);
        Arc::make_mut(&mut self.blocks[block])[at] = value;
    }

    /// The blocks in the order of their rows; the last one is whole too, its rows from the bound on are empty.
    pub(crate) fn blocks(&self) -> impl ExactSizeIterator<Item = &[T; ROWS]> {
        self.blocks.iter().map(|block| &**block)
    }

    /// The block of this number.
    pub(crate) fn block(&self, number: usize) -> Option<&[T; ROWS]> {
        self.blocks.get(number).map(|block| &**block)
    }

    /// Bytes held in memory, by this and by its clones together where nothing was changed since.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.blocks.len() * (size_of::<[T; ROWS]>() + 3 * size_of::<usize>())
    }
}

impl<T: Plain, const ROWS: usize> Blocks<T, ROWS> {
    /// Writes every value.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.bound as u64)?;
        self.blocks.iter().try_for_each(|block| out.plain(&block[..]))
    }

    /// Reads what [`Blocks::save`] wrote; `None` when that cannot be.
    pub(crate) fn load(from: &mut In<'_>, empty: T) -> Option<Blocks<T, ROWS>> {
        let bound = usize::try_from(from.u64()?).ok()?;
        let mut blocks = Vec::with_capacity(bound.div_ceil(ROWS).min(from.left()));
        for _ in 0..bound.div_ceil(ROWS) {
            let mut block = Arc::new([empty; ROWS]);
            from.plain(&mut Arc::make_mut(&mut block)[..])?;
            blocks.push(block);
        }
        Some(Blocks { blocks, bound, empty })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::file::tests::{read, written};

    proptest! {
        #[test]
        fn blocks_are_a_map_that_clones_keep(changes in prop::collection::vec((0u32..700, 1u32..9), 0..60)) {
            let mut blocks: Blocks<u32, 64> = Blocks::new(0);
            let mut map = BTreeMap::new();
            for (row, value) in changes {
                let (before, row_before) = (blocks.clone(), map.get(&row).copied().unwrap_or(0));
                blocks.set(row, value);
                map.insert(row, value);
                prop_assert_eq!(before.get(row), row_before);
            }
            let stored = written(|out| blocks.save(out));
            let restored = read(&stored, |from| Blocks::<u32, 64>::load(from, 0)).unwrap();
            for blocks in [&blocks, &restored] {
                prop_assert_eq!(blocks.bound(), map.keys().last().map_or(0, |row| *row as usize + 1));
                for row in 0..800 {
                    prop_assert_eq!(blocks.get(row), map.get(&row).copied().unwrap_or(0));
                }
            }
            for cut in 0..stored.len() {
                prop_assert!(read(&stored[..cut], |from| Blocks::<u32, 64>::load(from, 0)).is_none());
            }
        }
    }
}
