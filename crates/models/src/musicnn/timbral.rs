//! The convolutions that look at timbre: kernels of 7 frames and many bands, of which only the largest value over
//! all places of the band axis is kept.
//!
//! Done directly these are eight tenths of the network's multiplications. Here the band axis goes through a
//! discrete Fourier transform, which turns the sum over 38 or 67 bands into one complex product a bin:
//!
//! ```text
//! X[t, k] = Σ_n x[t, n] e^(−iθkn)                     θ = 2π / 96, bins k = 0..=48
//! C[t, k] = Σ_r X[t + r, k] · W[r, k]                 r over the 7 frames
//! c[t, m + d] = Σ_k Re(C[t, k] e^(iθkd))              the convolution at place m + d
//! ```
//!
//! The transform is of 96 points, as many as there are bands, so what wraps around touches only places where the
//! kernel sticks out, which are not wanted. `W` holds the kernel's transform turned by `m`, the middle of the wanted
//! places, with the scale of the inverse transform. So the places come in pairs `m ± d`, with
//!
//! ```text
//! P = Σ_k Re C · cos θkd,   Q = Σ_k Im C · sin θkd,   c[m + d] = P − Q,   c[m − d] = P + Q
//! ```
//!
//! and the larger of a pair is `P + |Q|`: half the products of an inverse transform, and no values to take apart.
//! The middle may lie between two bands; then `d` is 1/2, 3/2 and so on. In all a quarter of the multiplications,
//! and the rounding stays that of well-conditioned sums: differences from the direct sums are below 1e-5.

use std::f64::consts::TAU;

use rten_gemm::{GemmInputB, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::folded::Block;
use super::pairs::{COLUMNS, Pairs};
use super::{After, BANDS, Columns, FRAMES, Kernels, TIMBRAL_FRAMES, multiply, strided};
use crate::Error;

/// Bins of the transform of real values.
pub(super) const BINS: usize = BANDS / 2 + 1;

/// Real and imaginary part.
const PARTS: usize = 2;

/// Frames with the kernel's margins.
const PADDED: usize = FRAMES + TIMBRAL_FRAMES - 1;

/// The transform of a patch's rows.
pub(super) struct Spectrum {
    /// `BANDS × (BINS · PARTS)`.
    transform: PackedBMatrix<f32>,
}

/// Space that a pass needs.
#[derive(Default)]
pub(super) struct TimbralScratch {
    rows: Vec<f32>,
    /// `BINS × PADDED × PARTS`.
    spectrum: Vec<f32>,
    /// `PARTS × BINS` rows of `FRAMES × channels`, each filled up to a multiple of [`COLUMNS`].
    products: Vec<f32>,
    largest: Vec<f32>,
}

/// One convolution.
pub(super) struct Timbral {
    /// Real parts, then imaginary parts: for each bin `(TIMBRAL_FRAMES · PARTS) × channels`.
    weights: [Vec<PackedBMatrix<f32>>; PARTS],
    pairs: Pairs,
    after: After,
}

impl Spectrum {
    pub(super) fn new(kernels: &Kernels) -> Self {
        let entry = |band: usize, bin: usize| {
            let (sine, cosine) = angle(2 * band * bin).sin_cos();
            [cosine as f32, -sine as f32]
        };
        let matrix: Vec<f32> =
            (0..BANDS).flat_map(|band| (0..BINS).flat_map(move |bin| entry(band, bin))).collect();
        let matrix = NdTensorView::from_data([BANDS, BINS * PARTS], matrix.as_slice());
        Self { transform: kernels.prepack_b(matrix) }
    }

    /// Transforms every row of a normalised patch and lays it out bin by bin, zeros before and after.
    pub(super) fn transform(
        &self,
        kernels: &Kernels,
        input: &[f32],
        scratch: &mut TimbralScratch,
    ) -> Result<(), Error> {
        let TimbralScratch { rows, spectrum, .. } = scratch;
        rows.resize(FRAMES * BINS * PARTS, 0.0);
        let input = strided([FRAMES, BANDS], input, [BANDS, 1])?;
        multiply(kernels, input, GemmInputB::Packed(&self.transform), rows)?;
        spectrum.clear();
        spectrum.resize(BINS * PADDED * PARTS, 0.0);
        for (bin, padded) in spectrum.chunks_exact_mut(PADDED * PARTS).enumerate() {
            let frames = &mut padded[TIMBRAL_FRAMES / 2 * PARTS..];
            for (place, row) in frames.chunks_exact_mut(PARTS).zip(rows.chunks_exact(BINS * PARTS)) {
                place.copy_from_slice(&row[bin * PARTS..][..PARTS]);
            }
        }
        Ok(())
    }
}

impl Timbral {
    pub(super) fn new(kernels: &Kernels, block: &Block, bands: usize) -> Self {
        let places = BANDS - bands + 1;
        // Twice the distance of a pair from the middle: even where the middle is a place, odd where it lies between.
        let doubled = move |pair: usize| 2 * pair + (places + 1) % 2;
        let turned = (0..BINS).map(|bin| turned_kernel(block, bands, bin));
        let (real, imaginary) = turned
            .map(|[real, imaginary]| (pack_b(kernels, block, &real), pack_b(kernels, block, &imaginary)))
            .unzip();
        Self {
            weights: [real, imaginary],
            pairs: Pairs::new(places.div_ceil(2), |pair, bin| angle(bin * doubled(pair))),
            after: After::new(block),
        }
    }

    /// Fills the next columns of the front.
    pub(super) fn apply(
        &self,
        kernels: &Kernels,
        scratch: &mut TimbralScratch,
        front: &mut Columns,
    ) -> Result<(), Error> {
        let TimbralScratch { spectrum, products, largest, .. } = scratch;
        let channels = self.after.channels();
        let size = FRAMES * channels;
        let stride = size.next_multiple_of(COLUMNS);
        products.resize(PARTS * BINS * stride, 0.0);
        for (weights, products) in self.weights.iter().zip(products.chunks_exact_mut(BINS * stride)) {
            let bins = weights.iter().zip(spectrum.chunks_exact(PADDED * PARTS));
            for ((weights, bin), out) in bins.zip(products.chunks_exact_mut(stride)) {
                let windows = strided([FRAMES, TIMBRAL_FRAMES * PARTS], bin, [PARTS, 1])?;
                multiply(kernels, windows, GemmInputB::Packed(weights), &mut out[..size])?;
            }
        }
        largest.resize(stride, 0.0);
        let (real, imaginary) = products.split_at(BINS * stride);
        self.pairs.largest(real, imaginary, largest);
        front.fill(&self.after, |frame, row| row.copy_from_slice(&largest[frame * channels..][..channels]));
        Ok(())
    }
}

/// `θ · halves / 2`: the angle of so many half steps. Reduced before it is a fraction, so it is exact to the last bit.
fn angle(halves: usize) -> f64 {
    TAU * (halves % (2 * BANDS)) as f64 / (2 * BANDS) as f64
}

/// A block's kernel at one bin as the factors of `[Re X, Im X]` that give the real and the imaginary part of `C`:
/// `(TIMBRAL_FRAMES · PARTS) × channels` each.
fn turned_kernel(block: &Block, bands: usize, bin: usize) -> [Vec<f32>; PARTS] {
    let channels = block.bias.len();
    let scale = if bin == 0 || bin == BANDS / 2 { 1.0 } else { 2.0 } / BANDS as f64;
    let factors: Vec<(f64, f64)> =
        (0..bands).map(|band| angle(bin * (2 * band + BANDS - bands)).sin_cos()).collect();
    let mut parts = [Vec::new(), Vec::new()];
    for frame in block.weights.chunks_exact(bands * channels) {
        let mut sums = vec![[0.0_f64; PARTS]; channels];
        for (row, (sine, cosine)) in frame.chunks_exact(channels).zip(&factors) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                sum[0] += f64::from(*weight) * cosine * scale;
                sum[1] += f64::from(*weight) * sine * scale;
            }
        }
        let row = |part: usize, sign: f64| sums.iter().map(move |sum| (sign * sum[part]) as f32);
        parts[0].extend(row(0, 1.0).chain(row(1, -1.0)));
        parts[1].extend(row(1, 1.0).chain(row(0, 1.0)));
    }
    parts
}

fn pack_b(kernels: &Kernels, block: &Block, weights: &[f32]) -> PackedBMatrix<f32> {
    kernels.prepack_b(NdTensorView::from_data([TIMBRAL_FRAMES * PARTS, block.bias.len()], weights))
}
