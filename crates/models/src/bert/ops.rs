//! The arithmetic between the matrix products: layer norm, GELU, softmax, attention, pooling.
//!
//! Most of it is ordinary loops, [`vectorised`] by the compiler; only `exp` and `erf` come from `rten-vecmath`. Sums
//! run over [`LANES`] fixed partial sums, so a result does not depend on how wide the processor's registers are.

use rten_gemm::{GemmError, GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::Matrix;
use rten_vecmath::{Gelu, Softmax};

use crate::simd::vectorised;

/// Partial sums that a reduction keeps: as many as the widest register has.
const LANES: usize = 16;

/// Gain and bias of a layer norm, each one value per column.
#[derive(Debug)]
pub(super) struct LayerNorm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

impl LayerNorm {
    /// Normalises every row of `rows` in place: zero mean, unit variance, then gain and bias.
    pub(super) fn apply(&self, rows: &mut [f32]) {
        let Self { gain, bias, epsilon } = self;
        vectorised(
            #[inline(always)]
            || {
                for row in rows.chunks_exact_mut(gain.len()) {
                    let scale = 1.0 / row.len() as f32;
                    let mean = sum(row, |value| value) * scale;
                    let variance = sum(row, |value| (value - mean) * (value - mean)) * scale;
                    let inverse = 1.0 / (variance + epsilon).sqrt();
                    for ((value, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
                        *value = (*value - mean) * inverse * gain + bias;
                    }
                }
            },
        );
    }

    /// Adds `residual` to `rows`, then [`LayerNorm::apply`].
    pub(super) fn apply_to_sum(&self, rows: &mut [f32], residual: &[f32]) {
        vectorised(
            #[inline(always)]
            || rows.iter_mut().zip(residual).for_each(|(value, other)| *value += other),
        );
        self.apply(rows);
    }
}

/// `Σ f(x)`, in an order that is the same on every machine.
#[inline(always)]
fn sum(values: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut partial = [0.0_f32; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (total, value) in partial.iter_mut().zip(chunk) {
            *total += f(*value);
        }
    }
    let tail: f32 = rest.iter().map(|value| f(*value)).sum();
    partial.iter().sum::<f32>() + tail
}

/// `x · Φ(x)` in place, with Φ through erf (absolute error below 1e-6).
pub(super) fn gelu(values: &mut [f32]) {
    Gelu {}.map_mut(values);
}

/// Where one head's queries, keys and values lie in the rows `[queries | keys | values]` of one text.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadShape {
    /// Width of the model: columns of the queries, of the keys and of the values.
    pub(super) width: usize,
    /// Columns of one head.
    pub(super) head: usize,
}

/// Reused space of [`attend`].
#[derive(Debug, Default)]
pub(super) struct AttentionScratch {
    scores: Vec<f32>,
    mixed: Vec<f32>,
}

/// Scaled dot-product attention of every head within one text.
///
/// `qkv` has one row of `3 · width` per token, the queries already divided by √head; `context` gets one row of
/// `width` per token.
pub(super) fn attend(
    gemm: &GemmExecutor,
    shape: HeadShape,
    qkv: &[f32],
    context: &mut [f32],
    scratch: &mut AttentionScratch,
) -> Result<(), GemmError> {
    let HeadShape { width, head } = shape;
    let AttentionScratch { scores, mixed } = scratch;
    let tokens = context.len() / width;
    scores.resize(tokens * tokens, 0.0);
    mixed.resize(tokens * head, 0.0);
    let qkv = Matrix::from_data([tokens, 3 * width], qkv);
    let part = |from: usize| qkv.slice((.., from..from + head));
    for first in (0..width).step_by(head) {
        let (queries, keys, values) = (part(first), part(width + first), part(2 * width + first));
        multiply(gemm, queries, keys.transposed(), scores)?;
        scores.chunks_exact_mut(tokens).for_each(|row| {
            Softmax::new_mut(row).dispatch();
        });
        multiply(gemm, Matrix::from_data([tokens, tokens], scores.as_slice()), values, mixed)?;
        for (row, mixed) in context.chunks_exact_mut(width).zip(mixed.chunks_exact(head)) {
            row[first..first + head].copy_from_slice(mixed);
        }
    }
    Ok(())
}

fn multiply(gemm: &GemmExecutor, a: Matrix, b: Matrix, out: &mut [f32]) -> Result<(), GemmError> {
    gemm.gemm(out, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), GemmOptions::default())
}

/// One row of eight-bit inputs: `value ≈ scale · (byte − zero)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowScale {
    pub(super) scale: f32,
    pub(super) zero: u8,
}

/// Maps a row's range, widened to hold zero, onto 0–255; `bytes` is as long as `row`.
pub(super) fn quantise_row(row: &[f32], bytes: &mut [u8]) -> RowScale {
    /// 1.5 · 2²³: a sum with it has no bits below one, so its last mantissa bits are the rounded number.
    const ROUNDER: f32 = 12_582_912.0;
    vectorised(
        #[inline(always)]
        || {
            let low = reduce(row, f32::min);
            let high = reduce(row, f32::max);
            let scale = ((high - low) / 255.0).max(f32::MIN_POSITIVE);
            let zero = (-low / scale).round().clamp(0.0, 255.0);
            let inverse = 1.0 / scale;
            for (byte, value) in bytes.iter_mut().zip(row) {
                let level = (value * inverse + zero).clamp(0.0, 255.0);
                *byte = (level + ROUNDER).to_bits() as u8;
            }
            RowScale { scale, zero: zero as u8 }
        },
    )
}

/// Folds a row and zero by `f`, which must not care about order.
#[inline(always)]
fn reduce(values: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut partial = [0.0_f32; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        partial.iter_mut().zip(chunk).for_each(|(kept, value)| *kept = f(*kept, *value));
    }
    partial.into_iter().chain(rest.iter().copied()).fold(0.0, f)
}

/// The mean of a text's token rows, scaled to unit length.
pub(super) fn pool(rows: &[f32], width: usize) -> Vec<f32> {
    let mut mean = vec![0.0_f32; width];
    for row in rows.chunks_exact(width) {
        mean.iter_mut().zip(row).for_each(|(total, value)| *total += value);
    }
    let length = sum(&mean, |value| value * value).sqrt().max(f32::MIN_POSITIVE);
    mean.iter_mut().for_each(|value| *value /= length);
    mean
}
