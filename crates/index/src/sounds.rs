//! Where each track lies on the axes of sound: one byte an axis, in memory.
//!
//! Only the order along an axis is used, so 255 steps are plenty, and with so few steps an exact histogram of every
//! axis can be kept up to date: a reader turns it into percentiles of the catalogue without sorting anything. Codes
//! stand axis by axis in blocks that snapshots share, because a query reads few axes of every track.

use std::sync::Arc;

use hark_track::Axis;

use crate::rows::Rows;

/// Rows in one block.
const BLOCK: usize = 1024;
/// The code of a track that has no value on the axis.
pub const NOTHING: u8 = 0;

/// A value from 0 to 1 on each axis, by [`Axis::index`]; `None` where nothing is known.
pub type Position = [Option<f32>; Axis::COUNT];

/// How many tracks have each code, [`NOTHING`] included.
pub type Histogram = [u32; 256];

/// The positions of every track whose sound is known.
#[derive(Debug, Clone)]
pub struct Sounds {
    blocks: Vec<Arc<Block>>,
    present: Rows,
    histograms: Arc<Vec<Histogram>>,
}

/// Codes of [`BLOCK`] rows on the first axis, then on the second, and so on.
#[derive(Debug, Clone)]
struct Block(Vec<u8>);

impl Default for Sounds {
    fn default() -> Sounds {
        let histograms = Arc::new(vec![[0; 256]; Axis::COUNT]);
        Sounds { blocks: Vec::new(), present: Rows::default(), histograms }
    }
}

/// The code of a value from 0 to 1: 1 to 255.
pub fn code(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 254.0).round() as u8 + 1
}

impl Sounds {
    /// The rows whose sound is known.
    pub fn present(&self) -> &Rows {
        &self.present
    }

    /// How many of those rows have each code on `axis`.
    pub fn histogram(&self, axis: Axis) -> &Histogram {
        &self.histograms[axis.index()]
    }

    /// Sets or removes the position of `row`.
    pub fn set(&mut self, row: u32, position: Option<&Position>) {
        if position.is_none() && !self.present.contains(row) {
            return;
        }
        let (block, at) = (row as usize / BLOCK, row as usize % BLOCK);
        let empty = || Arc::new(Block(vec![NOTHING; BLOCK * Axis::COUNT]));
        self.blocks.resize_with(self.blocks.len().max(block + 1), empty);
        let codes = &mut Arc::make_mut(&mut self.blocks[block]).0;
        let histograms = Arc::make_mut(&mut self.histograms);
        for (axis, histogram) in histograms.iter_mut().enumerate() {
            let held = &mut codes[axis * BLOCK + at];
            if self.present.contains(row) {
                histogram[usize::from(*held)] -= 1;
            }
            *held = position.and_then(|position| position[axis]).map_or(NOTHING, code);
            if position.is_some() {
                histogram[usize::from(*held)] += 1;
            }
        }
        self.present.set(row, position.is_some());
    }

    /// Adds to each row's sum what `worth` says of its code on `axis`; rows without a sound are left alone.
    pub fn add(&self, axis: Axis, worth: &[f32; 256], sums: &mut [f32]) {
        for (block, sums) in self.blocks.iter().zip(sums.chunks_mut(BLOCK)) {
            let codes = &block.0[axis.index() * BLOCK..][..BLOCK];
            for (sum, code) in sums.iter_mut().zip(codes) {
                *sum += worth[usize::from(*code)];
            }
        }
    }

    /// The code of `row` on `axis`.
    pub fn code(&self, row: u32, axis: Axis) -> u8 {
        let block = self.blocks.get(row as usize / BLOCK);
        block.map_or(NOTHING, |block| block.0[axis.index() * BLOCK + row as usize % BLOCK])
    }

    /// Bytes held in memory.
    pub fn memory_bytes(&self) -> usize {
        self.blocks.len() * BLOCK * Axis::COUNT
            + self.present.memory_bytes()
            + Axis::COUNT * size_of::<Histogram>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn histograms_and_sums_are_those_of_the_positions_last_set(
            changes in prop::collection::vec((0u32..2_100, prop::option::of(prop::option::of(0f32..=1.0))), 0..60)
        ) {
            let mut sounds = Sounds::default();
            let mut last = std::collections::BTreeMap::new();
            for (row, change) in changes {
                let position = change.map(|value| { let mut p = [None; Axis::COUNT]; p[3] = value; p });
                sounds.set(row, position.as_ref());
                last.insert(row, position);
            }
            let axis = Axis::ALL[3];
            let mut expected = [0u32; 256];
            let mut sums = vec![0.0f32; 2_100];
            let worth: [f32; 256] = std::array::from_fn(|code| code as f32);
            sounds.add(axis, &worth, &mut sums);
            for (row, position) in last {
                prop_assert_eq!(sounds.present().contains(row), position.is_some());
                let held = position.and_then(|position| position[3]).map_or(NOTHING, code);
                if position.is_some() { expected[usize::from(held)] += 1; }
                prop_assert_eq!(sounds.code(row, axis), held);
                prop_assert_eq!(sums[row as usize], f32::from(held));
            }
            prop_assert_eq!(sounds.histogram(axis), &expected);
        }
    }
}
