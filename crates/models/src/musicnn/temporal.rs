//! The convolutions that look at rhythm: long kernels along time, one band wide.
//!
//! Within one band the windows of all frames are one padded column seen with strides of one and one, so each band
//! is a matrix product without copying. The largest value over the bands is kept as they go by; the products of
//! all bands, 96 times as much, are never stored.

use rten_gemm::{GemmInputB, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::folded::Block;
use super::{After, BANDS, Columns, FRAMES, Kernels, TEMPORAL_FRAMES, multiply, strided};
use crate::Error;
use crate::simd::vectorised;

/// Frames of the longest kernel.
const LONGEST: usize = TEMPORAL_FRAMES[0];

/// Zeros before a column: with an even kernel, one fewer than after it, as the original pads.
const BEFORE: usize = (LONGEST - 1) / 2;

/// A column with its zeros.
const PADDED: usize = FRAMES + LONGEST - 1;

/// One convolution.
pub(super) struct Temporal {
    frames: usize,
    weights: PackedBMatrix<f32>,
    after: After,
}

/// Space that a pass needs.
#[derive(Default)]
pub(super) struct TemporalScratch {
    columns: Vec<f32>,
    products: Vec<f32>,
    largest: Vec<f32>,
}

impl TemporalScratch {
    /// Lays out the columns of a normalised patch.
    pub(super) fn set_input(&mut self, input: &[f32]) {
        self.columns.clear();
        self.columns.resize(BANDS * PADDED, 0.0);
        for (band, column) in self.columns.chunks_exact_mut(PADDED).enumerate() {
            let values = input.iter().skip(band).step_by(BANDS);
            column[BEFORE..].iter_mut().zip(values).for_each(|(place, value)| *place = *value);
        }
    }
}

impl Temporal {
    pub(super) fn new(kernels: &Kernels, block: &Block) -> Self {
        let channels = block.bias.len();
        let frames = block.weights.len() / channels;
        let weights = NdTensorView::from_data([frames, channels], block.weights.as_slice());
        Self { frames, weights: kernels.prepack_b(weights), after: After::new(block) }
    }

    /// Fills the next columns of the front.
    pub(super) fn apply(
        &self,
        kernels: &Kernels,
        scratch: &mut TemporalScratch,
        front: &mut Columns,
    ) -> Result<(), Error> {
        let TemporalScratch { columns, products, largest } = scratch;
        let channels = self.after.channels();
        products.resize(FRAMES * channels, 0.0);
        largest.clear();
        largest.resize(FRAMES * channels, f32::NEG_INFINITY);
        for column in columns.chunks_exact(PADDED) {
            let windows = strided([FRAMES, self.frames], &column[BEFORE - (self.frames - 1) / 2..], [1, 1])?;
            multiply(kernels, windows, GemmInputB::Packed(&self.weights), products)?;
            vectorised(
                #[inline(always)]
                || largest.iter_mut().zip(&*products).for_each(|(kept, value)| *kept = kept.max(*value)),
            );
        }
        front.fill(&self.after, |frame, row| row.copy_from_slice(&largest[frame * channels..][..channels]));
        Ok(())
    }
}
