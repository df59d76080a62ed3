//! Back from bins to places, of which only the largest value is wanted: the last step of `timbral`.
//!
//! As matrix products this would pack every spectrum anew, write sums of two matrices and read them once to compare.
//! Here a few columns at a time go through all pairs of places while they lie in the first-level cache, the sums stay
//! in registers, and only the largest are written. Measured, that is a tenth of the network's time less.

use rten_simd::ops::{BitOps, FloatOps};
use rten_simd::{Isa, SimdOp};

use super::timbral::BINS;

/// Columns come in multiples of this: twice the lanes of the widest registers.
pub(super) const COLUMNS: usize = 32;

/// Vectors that go side by side, and pairs that go at a time: with a cosine and a sine sum for each of their
/// products, half of the registers of AVX2.
const VECTORS: usize = 2;
const PAIRS: usize = 2;

/// Groups of columns that are fetched at a time. A row's neighbours come from memory together, and rows lie far apart.
const FETCHED: usize = 8;

/// A group of columns: for each bin its real and its imaginary parts.
type Group = [[[f32; COLUMNS]; 2]; BINS];

/// For each bin the cosines of [`PAIRS`] pairs, then their sines.
type Factors = [[f32; 2 * PAIRS]; BINS];

/// The pairs of places of one convolution.
pub(super) struct Pairs {
    groups: Vec<Factors>,
}

impl Pairs {
    /// From each pair's angle at a bin. The last pair may come twice, which does not change what is largest.
    pub(super) fn new(pairs: usize, angle: impl Fn(usize, usize) -> f64) -> Self {
        let factors = |group: usize| -> Factors {
            std::array::from_fn(|bin| {
                std::array::from_fn(|index| {
                    let angle = angle((PAIRS * group + index % PAIRS).min(pairs - 1), bin);
                    (if index < PAIRS { angle.cos() } else { angle.sin() }) as f32
                })
            })
        };
        Self { groups: (0..pairs.div_ceil(PAIRS)).map(factors).collect() }
    }

    /// The largest `P + |Q|` over all pairs (see `timbral`) for every column of two matrices of [`BINS`] rows and
    /// `largest.len()` columns, a multiple of [`COLUMNS`].
    pub(super) fn largest(&self, real: &[f32], imaginary: &[f32], largest: &mut [f32]) {
        Largest { groups: &self.groups, real, imaginary, largest }.dispatch();
    }
}

struct Largest<'a> {
    groups: &'a [Factors],
    real: &'a [f32],
    imaginary: &'a [f32],
    largest: &'a mut [f32],
}

impl SimdOp for Largest<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let Self { groups, real, imaginary, largest } = self;
        let (stride, width) = (largest.len(), VECTORS * ops.len());
        let mut fetched: Vec<Group> = vec![[[[0.0; COLUMNS]; 2]; BINS]; FETCHED];
        for (index, largest) in largest.chunks_mut(FETCHED * width).enumerate() {
            for bin in 0..BINS {
                let place = bin * stride + index * FETCHED * width;
                for (part, matrix) in [real, imaginary].into_iter().enumerate() {
                    let row = matrix[place..][..largest.len()].chunks_exact(width);
                    for (group, values) in fetched.iter_mut().zip(row) {
                        group[bin][part][..width].copy_from_slice(values);
                    }
                }
            }
            for (largest, group) in largest.chunks_exact_mut(width).zip(&fetched) {
                of_group(ops, groups, group, largest);
            }
        }
    }
}

/// The largest values of one group of columns.
#[inline(always)]
fn of_group<T: FloatOps<f32>>(ops: T, pairs: &[Factors], group: &Group, largest: &mut [f32]) {
    let mut kept = [ops.splat(f32::NEG_INFINITY); VECTORS];
    for factors in pairs {
        let mut sums = [[ops.zero(); VECTORS]; 2 * PAIRS];
        for (factors, columns) in factors.iter().zip(group) {
            let real: [_; VECTORS] = ops.load_many(&columns[0]);
            let imaginary: [_; VECTORS] = ops.load_many(&columns[1]);
            for pair in 0..PAIRS {
                let (cosine, sine) = (ops.splat(factors[pair]), ops.splat(factors[PAIRS + pair]));
                for vector in 0..VECTORS {
                    sums[pair][vector] = ops.mul_add(real[vector], cosine, sums[pair][vector]);
                    sums[PAIRS + pair][vector] =
                        ops.mul_add(imaginary[vector], sine, sums[PAIRS + pair][vector]);
                }
            }
        }
        for pair in 0..PAIRS {
            for vector in 0..VECTORS {
                let larger = ops.add(sums[pair][vector], ops.abs(sums[PAIRS + pair][vector]));
                kept[vector] = ops.max(kept[vector], larger);
            }
        }
    }
    for (largest, kept) in largest.chunks_exact_mut(ops.len()).zip(kept) {
        ops.store(kept, largest);
    }
}

#[cfg(test)]
mod tests {
    //! Against the sums themselves, for even and odd numbers of pairs.

    use super::*;
    use crate::testing::noise;

    #[test]
    fn the_largest_is_found() {
        for pairs in [1, 2, 15] {
            let angle = |pair: usize, bin: usize| (pair * 7 + bin * 3) as f64 * 0.1;
            let columns = 3 * COLUMNS;
            let mut noise = noise(pairs as u64);
            let mut matrix = || (0..BINS * columns).map(|_| noise()).collect::<Vec<f32>>();
            let (real, imaginary) = (matrix(), matrix());
            let mut largest = vec![0.0; columns];
            Pairs::new(pairs, angle).largest(&real, &imaginary, &mut largest);
            for (column, found) in largest.iter().enumerate() {
                let sum = |pair: usize, sign: f64| -> f64 {
                    let term = |bin: usize| {
                        let (sine, cosine) = angle(pair, bin).sin_cos();
                        let place = bin * columns + column;
                        f64::from(real[place]) * cosine + sign * f64::from(imaginary[place]) * sine
                    };
                    (0..BINS).map(term).sum()
                };
                let expected =
                    (0..pairs).flat_map(|pair| [sum(pair, 1.0), sum(pair, -1.0)]).fold(f64::MIN, f64::max);
                assert!((f64::from(*found) - expected).abs() < 1e-4, "{found} {expected}");
            }
        }
    }
}
