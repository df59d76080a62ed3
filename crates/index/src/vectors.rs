//! One int8 vector a track, in memory, scanned exactly.
//!
//! Vectors stand in blocks that snapshots share: changing one track copies its block, not the whole matrix.

use std::sync::Arc;

use crate::error::Error;
use crate::kernel;
use crate::rows::Rows;

/// Rows in one block.
const BLOCK: usize = 1024;

/// A vector whose true value is `scale · values`.
#[derive(Debug, Clone, Copy)]
pub struct Vector<'a> {
    /// Length of one step.
    pub scale: f32,
    /// The steps, one a dimension.
    pub values: &'a [i8],
}

/// The vectors of every track that has one.
#[derive(Debug, Clone, Default)]
pub struct Vectors {
    dimensions: usize,
    blocks: Vec<Arc<Block>>,
    present: Rows,
}

#[derive(Debug, Clone)]
struct Block {
    scales: Vec<f32>,
    values: Vec<i8>,
}

impl Vectors {
    /// Number of dimensions; 0 while there are no vectors.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The rows that have a vector.
    pub fn present(&self) -> &Rows {
        &self.present
    }

    /// Sets or removes the vector of `row`.
    ///
    /// # Errors
    /// [`Error::Dimensions`] when the vector's length is not that of the first one ever set.
    pub fn set(&mut self, row: u32, vector: Option<Vector<'_>>) -> Result<(), Error> {
        let Some(vector) = vector else {
            self.present.set(row, false);
            return Ok(());
        };
        if self.dimensions == 0 {
            self.dimensions = vector.values.len();
        }
        if vector.values.len() != self.dimensions {
            return Err(Error::Dimensions { expected: self.dimensions, found: vector.values.len() });
        }
        let (block, at) = (row as usize / BLOCK, row as usize % BLOCK);
        let dimensions = self.dimensions;
        let empty = || Arc::new(Block { scales: vec![0.0; BLOCK], values: vec![0; BLOCK * dimensions] });
        self.blocks.resize_with(self.blocks.len().max(block + 1), empty);
        let block = Arc::make_mut(&mut self.blocks[block]);
        block.scales[at] = vector.scale;
        block.values[at * dimensions..][..dimensions].copy_from_slice(vector.values);
        self.present.set(row, true);
        Ok(())
    }

    /// Calls `visit` with the dot product of `query` and the vector of each of `rows` that has one, in ascending
    /// order of rows. `query` is rounded to int8 first; for unit vectors the result is the cosine to about ±0.005.
    ///
    /// # Errors
    /// [`Error::Dimensions`] when there are vectors and `query` has another length.
    pub fn scan(&self, query: &[f32], rows: &Rows, mut visit: impl FnMut(u32, f32)) -> Result<(), Error> {
        if self.dimensions == 0 {
            return Ok(());
        }
        if query.len() != self.dimensions {
            return Err(Error::Dimensions { expected: self.dimensions, found: query.len() });
        }
        let (scale, query) = quantize(query);
        let dot = kernel::dot();
        for row in rows.iter().filter(|row| self.present.contains(*row)) {
            let (block, at) = (&self.blocks[row as usize / BLOCK], row as usize % BLOCK);
            let values = &block.values[at * self.dimensions..][..self.dimensions];
            visit(row, dot(&query, values) as f32 * scale * block.scales[at]);
        }
        Ok(())
    }

    /// Bytes held in memory.
    pub fn memory_bytes(&self) -> usize {
        self.blocks.len() * BLOCK * (self.dimensions + size_of::<f32>()) + self.present.memory_bytes()
    }
}

/// A vector in steps of its largest magnitude over 127: (scale, steps).
fn quantize(vector: &[f32]) -> (f32, Vec<i8>) {
    let largest = vector.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
    let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
    (scale, vector.iter().map(|x| (x / scale).round() as i8).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(seed: u64, dimensions: usize) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut raw = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
        };
        let vector: Vec<f32> = (0..dimensions).map(|_| raw()).collect();
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter().map(|x| x / norm).collect()
    }

    proptest! {
        #[test]
        fn a_scan_gives_the_cosine_of_every_asked_row_that_has_a_vector(
            present in prop::collection::btree_set(0u32..3000, 0..40),
            asked in prop::collection::btree_set(0u32..3000, 0..40),
        ) {
            let mut vectors = Vectors::default();
            for row in &present {
                let (scale, values) = quantize(&unit(u64::from(*row) + 1, 96));
                vectors.set(*row, Some(Vector { scale, values: &values })).unwrap();
            }
            let mut rows = Rows::none(0);
            asked.iter().for_each(|row| rows.set(*row, true));
            let query = unit(999_999, 96);
            let mut seen = Vec::new();
            vectors.scan(&query, &rows, |row, cosine| seen.push((row, cosine))).unwrap();
            let expected: Vec<u32> = asked.intersection(&present).copied().collect();
            prop_assert_eq!(seen.iter().map(|(row, _)| *row).collect::<Vec<_>>(), expected);
            for (row, cosine) in seen {
                let exact: f32 = unit(u64::from(row) + 1, 96).iter().zip(&query).map(|(a, b)| a * b).sum();
                prop_assert!((cosine - exact).abs() < 0.01, "{} {}", cosine, exact);
            }
        }
    }

    #[test]
    fn a_vector_of_another_length_is_refused_and_a_removed_one_is_not_seen() {
        let mut vectors = Vectors::default();
        vectors.set(2, Some(Vector { scale: 1.0, values: &[1, 0] })).unwrap();
        assert!(matches!(
            vectors.set(3, Some(Vector { scale: 1.0, values: &[1] })),
            Err(Error::Dimensions { expected: 2, found: 1 })
        ));
        let everything = Rows::where_(10, |_| true);
        assert!(vectors.scan(&[1.0], &everything, |_, _| ()).is_err());
        vectors.set(2, None).unwrap();
        vectors.scan(&[1.0, 0.0], &everything, |row, _| panic!("saw {row}")).unwrap();
    }

    #[test]
    fn changing_a_copy_leaves_the_original_as_it_was() {
        let mut first = Vectors::default();
        first.set(0, Some(Vector { scale: 1.0, values: &[1, 0] })).unwrap();
        let mut second = first.clone();
        second.set(0, Some(Vector { scale: 1.0, values: &[0, 1] })).unwrap();
        let cosine = |vectors: &Vectors| {
            let mut found = 0.0;
            vectors.scan(&[1.0, 0.0], &Rows::where_(1, |_| true), |_, cosine| found = cosine).unwrap();
            found
        };
        assert!((cosine(&first) - 1.0).abs() < 1e-6);
        assert_eq!(cosine(&second), 0.0);
    }
}
