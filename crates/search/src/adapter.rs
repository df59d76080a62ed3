//! The adapter: a linear map after the text model that brings people's descriptions of music nearer to tags.
//!
//! A sentence model knows that a guitar is an instrument, not that "a birth from nothing" is what people say of ambient
//! music. The map f(v) = unit(v + vW) is applied to queries and to descriptions alike. It was fitted on pairs of captions
//! and phrases by `scripts/search/adapter.py`, which says how; what it gains is in `docs/relevance.md`.

use std::sync::LazyLock;

use hark_models::TextEncoder;

/// Names the fitted weights; part of the version of every vector.
pub const VERSION: u32 = 1;
/// The text model whose vectors the map was fitted to, by the beginning of its version.
const FITTED_TO: &str = "all-MiniLM-L6-v2";

const FILE: &[u8] = include_bytes!("../weights/adapter.bin");
const MAGIC: &[u8] = b"HARKADP1";

/// A square matrix in rows of int8, each with its scale.
#[derive(Debug)]
pub struct Adapter {
    dimensions: usize,
    scales: Vec<f32>,
    values: Vec<i8>,
}

impl Adapter {
    /// The map for the vectors of `encoder`; `None` for a model that it was not fitted to.
    pub fn of(encoder: &dyn TextEncoder) -> Option<&'static Adapter> {
        // The file is part of the program, and a test reads it.
        static ADAPTER: LazyLock<Option<Adapter>> = LazyLock::new(|| Adapter::read(FILE));
        let fits = |adapter: &&Adapter| adapter.dimensions == encoder.dimensions();
        let known = encoder.version().as_str().starts_with(FITTED_TO);
        ADAPTER.as_ref().filter(|_| known).filter(fits)
    }

    /// Maps a unit vector to a unit vector.
    pub fn apply(&self, vector: &[f32]) -> Vec<f32> {
        let mut mapped = vector.to_vec();
        let rows = self.values.chunks_exact(self.dimensions).zip(&self.scales);
        for (value, (row, scale)) in vector.iter().zip(rows) {
            let factor = value * scale;
            mapped.iter_mut().zip(row).for_each(|(sum, weight)| *sum += factor * f32::from(*weight));
        }
        let norm = mapped.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        mapped.iter_mut().for_each(|value| *value /= norm);
        mapped
    }

    fn read(file: &[u8]) -> Option<Adapter> {
        let (dimensions, rows) = file.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        let dimensions = u32::from_le_bytes(*dimensions) as usize;
        let mut adapter = Adapter { dimensions, scales: Vec::new(), values: Vec::new() };
        let rows = rows.chunks_exact(dimensions + 4);
        if rows.len() != dimensions || !rows.remainder().is_empty() {
            return None;
        }
        for row in rows {
            let (scale, values) = row.split_first_chunk::<4>()?;
            adapter.scales.push(f32::from_le_bytes(*scale));
            adapter.values.extend(values.iter().map(|value| value.cast_signed()));
        }
        adapter.scales.iter().all(|scale| scale.is_finite()).then_some(adapter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_of_this_build_is_whole_and_maps_unit_vectors_to_unit_vectors() {
        let adapter = Adapter::read(FILE).unwrap();
        assert_eq!(adapter.dimensions, 384);
        let vector: Vec<f32> = (0..384).map(|at| if at % 2 == 0 { 0.072 } else { -0.0721 }).collect();
        let mapped = adapter.apply(&vector);
        assert!((mapped.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-4);
        assert_ne!(mapped, vector);
    }

    #[test]
    fn a_map_by_hand_is_applied_row_by_row() {
        let adapter = Adapter { dimensions: 2, scales: vec![0.01, 0.02], values: vec![0, 100, 50, 0] };
        // (0.6, 0.8) + 0.6 · (0, 1) + 0.8 · (1, 0) = (1.4, 1.4)
        let mapped = adapter.apply(&[0.6, 0.8]);
        assert!(mapped.iter().all(|value| (value - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6));
    }

    #[test]
    fn a_damaged_file_is_no_map() {
        for file in [&FILE[..FILE.len() - 1], &FILE[1..], b"", b"HARKADP1\x02\0\0\0abc"] {
            assert!(Adapter::read(file).is_none());
        }
    }
}
