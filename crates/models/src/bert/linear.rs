//! A dense layer, `y = x·Wᵀ + b`, with its weights in `f32` or in eight bits.
//!
//! **Weights** are quantised once, per output column and symmetrically: `W[o][i] ≈ scale[o] · w[o][i]`.
//! **Inputs** are quantised on the way in, per token and asymmetrically, so that a token's numbers never depend on
//! its neighbours in the batch. The products are summed exactly in 32-bit integers.
//!
//! Without VNNI, x86 multiplies bytes by `vpmaddubsw`, which adds two neighbouring products in 16 bits and
//! *saturates*. Inputs reach 255, so the weights are kept within ±[`WEIGHT_LIMIT`]: 2 · 255 · 64 = 32,640 is below
//! 32,767, nothing saturates, and every processor sums the same integers.

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::{Matrix, NdTensorView};

use super::ops::{RowScale, quantise_row};
use crate::Error;
use crate::simd::vectorised;

/// Largest magnitude of a stored weight.
pub(crate) const WEIGHT_LIMIT: i8 = 64;

/// The weights of one layer as stored: `outputs × inputs`, row-major.
#[derive(Debug, Clone)]
pub(crate) enum Weights {
    /// As trained.
    F32(Vec<f32>),
    /// Within ±[`WEIGHT_LIMIT`], times one scale per output.
    Int8 { values: Vec<i8>, scales: Vec<f32> },
}

/// The kernels chosen for this machine.
#[derive(Default)]
pub(super) struct Kernels {
    pub(super) f32: GemmExecutor,
    int8: GemmExecutor<u8, i8, i32>,
}

/// Reused space of [`Linear::apply`].
#[derive(Default)]
pub(super) struct LinearScratch {
    inputs: Vec<u8>,
    rows: Vec<RowScale>,
    sums: Vec<i32>,
}

/// A dense layer ready to run: its weights packed in the order the kernel reads them.
pub(super) struct Linear {
    inputs: usize,
    bias: Vec<f32>,
    packed: Packed,
}

enum Packed {
    F32(PackedBMatrix<f32>),
    Int8 { weights: PackedBMatrix<i8>, columns: Columns },
}

/// What is known of each output's eight-bit weights: their scale and their sum.
struct Columns {
    scales: Vec<f32>,
    sums: Vec<i32>,
}

impl Linear {
    /// Packs weights of `bias.len() × inputs`.
    pub(super) fn new(kernels: &Kernels, inputs: usize, weights: &Weights, bias: Vec<f32>) -> Self {
        let shape = [bias.len(), inputs];
        let packed = match weights {
            Weights::F32(values) => Packed::F32(
                kernels.f32.prepack_b(NdTensorView::from_data(shape, values.as_slice()).transposed()),
            ),
            Weights::Int8 { values, scales } => Packed::Int8 {
                weights: kernels
                    .int8
                    .prepack_b(NdTensorView::from_data(shape, values.as_slice()).transposed()),
                columns: Columns {
                    scales: scales.clone(),
                    sums: values
                        .chunks_exact(inputs)
                        .map(|row| row.iter().map(|v| i32::from(*v)).sum())
                        .collect(),
                },
            },
        };
        Self { inputs, bias, packed }
    }

    /// Columns of the result.
    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Fills `out` with one row of results for every row of `rows`.
    pub(super) fn apply(
        &self,
        kernels: &Kernels,
        rows: &[f32],
        out: &mut Vec<f32>,
        scratch: &mut LinearScratch,
    ) -> Result<(), Error> {
        let tokens = rows.len() / self.inputs;
        out.resize(tokens * self.outputs(), 0.0);
        match &self.packed {
            Packed::F32(weights) => {
                let input = GemmInputA::Unpacked(Matrix::from_data([tokens, self.inputs], rows));
                let options =
                    GemmOptions { bias: Some(BiasVector::Row(&self.bias)), ..GemmOptions::default() };
                kernels.f32.gemm(out, input, GemmInputB::Packed(weights), options)?;
            }
            Packed::Int8 { weights, columns } => {
                scratch.quantise(rows, self.inputs);
                scratch.sums.resize(out.len(), 0);
                let input =
                    GemmInputA::Unpacked(Matrix::from_data([tokens, self.inputs], scratch.inputs.as_slice()));
                kernels.int8.gemm(
                    &mut scratch.sums,
                    input,
                    GemmInputB::Packed(weights),
                    GemmOptions::default(),
                )?;
                self.dequantise(scratch, columns, out);
            }
        }
        Ok(())
    }

    /// `Σ (x − zero)·w = Σ x·w − zero · Σ w`, then the scales and the bias.
    fn dequantise(&self, scratch: &LinearScratch, columns: &Columns, out: &mut [f32]) {
        let (width, bias) = (self.outputs(), self.bias.as_slice());
        let Columns { scales, sums: column_sums } = columns;
        vectorised(
            #[inline(always)]
            || {
                let rows = out.chunks_exact_mut(width).zip(scratch.sums.chunks_exact(width));
                for ((out, sums), row) in rows.zip(&scratch.rows) {
                    let zero = i32::from(row.zero);
                    let columns = scales.iter().zip(column_sums).zip(bias);
                    for ((out, sum), ((scale, column_sum), bias)) in out.iter_mut().zip(sums).zip(columns) {
                        *out = (*sum - zero * column_sum) as f32 * (scale * row.scale) + bias;
                    }
                }
            },
        );
    }
}

impl LinearScratch {
    fn quantise(&mut self, rows: &[f32], width: usize) {
        self.inputs.resize(rows.len(), 0);
        let rows = rows.chunks_exact(width).zip(self.inputs.chunks_exact_mut(width));
        self.rows.clear();
        self.rows.extend(rows.map(|(row, bytes)| quantise_row(row, bytes)));
    }
}

/// Quantises rows of `columns` values to ±`limit`, one scale per row.
pub(crate) fn quantise_rows(values: &[f32], columns: usize, limit: i8) -> Weights {
    let limit = f32::from(limit);
    let mut quantised = Vec::with_capacity(values.len());
    let mut scales = Vec::with_capacity(values.len() / columns.max(1));
    for row in values.chunks_exact(columns) {
        let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = (largest / limit).max(f32::MIN_POSITIVE);
        quantised.extend(row.iter().map(|value| (value / scale).round().clamp(-limit, limit) as i8));
        scales.push(scale);
    }
    Weights::Int8 { values: quantised, scales }
}

#[cfg(test)]
mod tests;
