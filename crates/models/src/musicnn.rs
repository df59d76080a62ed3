//! musicnn, the music tagger: a patch of log-mel spectrogram in, probabilities of fifty tags and an embedding out.
//!
//! The network (Pons and Serra 2019, "musicnn: pre-trained convolutional neural networks for music audio tagging")
//! looks at three seconds in three stages, every convolution followed by a rectifier and a batch norm:
//!
//! ```text
//! front    normalised patch, 187 frames × 96 bands
//!          timbral    kernels of 7 frames × 38 and × 67 bands    ┐ each pooled to its largest value
//!          temporal   kernels of 128, 64 and 32 frames × 1 band  ┘ over the band axis: 187 × 561
//! middle   three convolutions over 7 frames, 64 channels, the second and third added to what they were given
//! back     front and middle side by side, 187 × 753; largest and mean value over time: 1,506;
//!          dense 200 (the embedding), dense 50, sigmoid
//! ```
//!
//! `published` is that network as it was published, operation by operation; `folded` what we keep of it; `timbral`
//! and `temporal` the front in the form in which it is fast, here the rest. As with the text encoder (see `bert`),
//! the pass is written out over the matrix kernels of `rten` rather than run as a graph, and it pays more here: a
//! graph would compute every place of the timbral kernels, eight tenths of all multiplications, only to keep the
//! largest. See `timbral` for the way round it.

mod folded;
mod pairs;
mod published;
mod temporal;
mod timbral;

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::{Matrix, NdTensorView};
use serde::{Deserialize, Serialize};

pub(crate) use self::folded::Folded;
use self::folded::{Block, Layer};
pub(crate) use self::published::Published;
use self::temporal::{Temporal, TemporalScratch};
use self::timbral::{Spectrum, Timbral, TimbralScratch};
use crate::Error;
use crate::simd::vectorised;

/// Mel bands of a patch.
pub(crate) const BANDS: usize = 96;

/// Frames of a patch.
pub(crate) const FRAMES: usize = 187;

/// Tags that a network knows.
pub(crate) const TAGS: usize = 50;

/// Frames and bands of the kernels that look at timbre.
const TIMBRAL_FRAMES: usize = 7;
const TIMBRAL_BANDS: [usize; 2] = [38, 67];

/// Frames of the kernels that look at rhythm.
const TEMPORAL_FRAMES: [usize; 3] = [128, 64, 32];

/// Frames of the kernels in the middle.
const MIDDLE_FRAMES: usize = 7;

/// Frames of zeros before and after what the middle's kernels go over.
const MARGIN: usize = MIDDLE_FRAMES / 2;

/// Most channels of a layer: far above any network of this kind, it keeps a false file from claiming all memory.
const MAX_CHANNELS: usize = 4096;

/// Channels of the layers that differ between networks of this kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// Of each timbral convolution.
    pub(crate) timbral: usize,
    /// Of each temporal convolution.
    pub(crate) temporal: usize,
    /// Of each convolution in the middle.
    pub(crate) middle: usize,
    /// Of the first dense layer: length of an embedding.
    pub(crate) dense: usize,
}

impl Shape {
    /// Refuses sizes out of bounds.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let sizes = [self.timbral, self.temporal, self.middle, self.dense];
        if sizes.iter().all(|size| (1..=MAX_CHANNELS).contains(size)) {
            Ok(())
        } else {
            Err(Error::TaggerShape { shape: format!("{self:?}") })
        }
    }

    /// Columns of the front's result.
    fn front(&self) -> usize {
        TIMBRAL_BANDS.len() * self.timbral + TEMPORAL_FRAMES.len() * self.temporal
    }

    /// Columns that are pooled.
    fn features(&self) -> usize {
        self.front() + 3 * self.middle
    }

    /// Values after pooling.
    fn pooled(&self) -> usize {
        2 * self.features()
    }
}

/// One patch: [`FRAMES`] rows of [`BANDS`] values of `log10(1 + 10000 · power)`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch<'a>(&'a [f32]);

impl<'a> Patch<'a> {
    /// `None` unless there are exactly as many values as a patch has.
    pub(crate) fn new(values: &'a [f32]) -> Option<Self> {
        (values.len() == FRAMES * BANDS).then_some(Self(values))
    }

    fn values(&self) -> &'a [f32] {
        self.0
    }
}

/// What a network hears in a patch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tags {
    /// Of each of the [`TAGS`], 0..1; they need not add up to anything.
    pub(crate) probabilities: Vec<f32>,
    /// The values before the last layer, as the original's `penultimate`.
    pub(crate) embedding: Vec<f32>,
}

/// The kernels chosen for this machine.
type Kernels = GemmExecutor;

/// A network ready to run.
pub(crate) struct Musicnn {
    shape: Shape,
    input: [f32; 2],
    spectrum: Spectrum,
    timbral: [Timbral; 2],
    temporal: [Temporal; 3],
    middle: [Middle; 3],
    dense: PackedBMatrix<f32>,
    dense_bias: Vec<f32>,
    dense_scale: Vec<f32>,
    dense_shift: Vec<f32>,
    output: Layer,
}

/// Space that one pass needs, kept for the next. It fits every network.
#[derive(Default)]
pub(crate) struct Scratch {
    input: Vec<f32>,
    timbral: TimbralScratch,
    temporal: TemporalScratch,
    front: Vec<f32>,
    middle: [Vec<f32>; 3],
    pooled: Vec<f32>,
}

impl Musicnn {
    /// Packs the weights for this machine's kernels.
    pub(crate) fn new(network: &Folded) -> Self {
        let kernels = Kernels::default();
        let [first, second] = &network.timbral;
        let dense = [network.shape.pooled(), network.shape.dense];
        Self {
            shape: network.shape.clone(),
            input: network.input,
            spectrum: Spectrum::new(&kernels),
            timbral: [
                Timbral::new(&kernels, first, TIMBRAL_BANDS[0]),
                Timbral::new(&kernels, second, TIMBRAL_BANDS[1]),
            ],
            temporal: network.temporal.each_ref().map(|block| Temporal::new(&kernels, block)),
            middle: network.middle.each_ref().map(|block| Middle::new(&kernels, block)),
            dense: kernels.prepack_b(NdTensorView::from_data(dense, network.dense.weights.as_slice())),
            dense_bias: network.dense.bias.clone(),
            dense_scale: network.dense_scale.clone(),
            dense_shift: network.dense_shift.clone(),
            output: network.output.clone(),
        }
    }

    /// Length of an embedding.
    pub(crate) fn width(&self) -> usize {
        self.shape.dense
    }

    /// Tags of one patch.
    pub(crate) fn listen(&self, patch: Patch, scratch: &mut Scratch) -> Result<Tags, Error> {
        let kernels = Kernels::default();
        self.front(&kernels, patch, scratch)?;
        let Scratch { front, middle: [first, second, third], .. } = scratch;
        self.middle[0].apply(&kernels, front, first)?;
        self.middle[1].apply(&kernels, first, second)?;
        add(second, first);
        self.middle[2].apply(&kernels, second, third)?;
        add(third, second);
        self.back(&kernels, scratch)
    }

    /// Fills `scratch.front`, rows of [`Shape::front`] columns with [`MARGIN`] rows of zeros around.
    fn front(&self, kernels: &Kernels, patch: Patch, scratch: &mut Scratch) -> Result<(), Error> {
        let Scratch { input, timbral, temporal, front, .. } = scratch;
        let [scale, shift] = self.input;
        input.clear();
        input.extend(patch.values().iter().map(|value| value * scale + shift));
        let width = self.shape.front();
        clear(front, width);
        let mut columns = Columns { rows: &mut front[MARGIN * width..], width, at: 0 };
        self.spectrum.transform(kernels, input, timbral)?;
        for branch in &self.timbral {
            branch.apply(kernels, timbral, &mut columns)?;
        }
        temporal.set_input(input);
        for branch in &self.temporal {
            branch.apply(kernels, temporal, &mut columns)?;
        }
        Ok(())
    }

    fn back(&self, kernels: &Kernels, scratch: &mut Scratch) -> Result<Tags, Error> {
        let Scratch { front, middle, pooled, .. } = scratch;
        pooled.clear();
        let width = self.shape.front();
        pool(&front[MARGIN * width..][..FRAMES * width], width, pooled);
        for rows in middle {
            let width = self.shape.middle;
            pool(&rows[MARGIN * width..][..FRAMES * width], width, pooled);
        }
        let mut embedding = vec![0.0; self.shape.dense];
        let options = GemmOptions { bias: Some(BiasVector::Row(&self.dense_bias)), ..GemmOptions::default() };
        let input = GemmInputA::Unpacked(Matrix::from_data([1, pooled.len()], pooled.as_slice()));
        kernels.gemm(&mut embedding, input, GemmInputB::Packed(&self.dense), options)?;
        let affine = self.dense_scale.iter().zip(&self.dense_shift);
        for (value, (scale, shift)) in embedding.iter_mut().zip(affine) {
            *value = value.max(0.0) * scale + shift;
        }
        let mut logits = self.output.bias.clone();
        for (value, weights) in embedding.iter().zip(self.output.weights.chunks_exact(TAGS)) {
            logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += value * weight);
        }
        let probabilities = logits.into_iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
        Ok(Tags { probabilities, embedding })
    }
}

/// A convolution over whole rows.
struct Middle {
    weights: PackedBMatrix<f32>,
    taps: usize,
    after: After,
}

impl Middle {
    fn new(kernels: &Kernels, block: &Block) -> Self {
        let channels = block.bias.len();
        let taps = block.weights.len() / channels;
        let weights = NdTensorView::from_data([taps, channels], block.weights.as_slice());
        Self { weights: kernels.prepack_b(weights), taps, after: After::new(block) }
    }

    /// From rows with a margin to rows with a margin. The window of a frame is a run of neighbouring rows, so the
    /// matrix of all windows is the input itself, seen with a stride of one row.
    fn apply(&self, kernels: &Kernels, input: &[f32], output: &mut Vec<f32>) -> Result<(), Error> {
        let channels = self.after.channels();
        clear(output, channels);
        let output = &mut output[MARGIN * channels..][..FRAMES * channels];
        let windows = strided([FRAMES, self.taps], input, [self.taps / MIDDLE_FRAMES, 1])?;
        multiply(kernels, windows, GemmInputB::Packed(&self.weights), output)?;
        vectorised(
            #[inline(always)]
            || output.chunks_exact_mut(channels).for_each(|row| self.after.apply(row)),
        );
        Ok(())
    }
}

/// What comes after a convolution: bias, limit, offset.
struct After {
    bias: Vec<f32>,
    low: Vec<f32>,
    high: Vec<f32>,
    offset: Vec<f32>,
}

impl After {
    fn new(block: &Block) -> Self {
        let limit =
            |sign: i8, wide: f32| block.sign.iter().map(|s| if *s == sign { 0.0 } else { wide }).collect();
        Self {
            bias: block.bias.clone(),
            low: limit(1, f32::NEG_INFINITY),
            high: limit(-1, f32::INFINITY),
            offset: block.offset.clone(),
        }
    }

    fn channels(&self) -> usize {
        self.bias.len()
    }

    /// One value per channel.
    #[inline(always)]
    fn apply(&self, row: &mut [f32]) {
        let limits = self.low.iter().zip(&self.high);
        let others = self.bias.iter().zip(&self.offset).zip(limits);
        for (value, ((bias, offset), (low, high))) in row.iter_mut().zip(others) {
            *value = (*value + bias).max(*low).min(*high) + offset;
        }
    }
}

/// Where a branch of the front puts its columns.
struct Columns<'a> {
    rows: &'a mut [f32],
    width: usize,
    at: usize,
}

impl Columns<'_> {
    /// Each frame's next columns, of which there are as many as `after` has channels, to be filled by `fill`.
    fn fill(&mut self, after: &After, fill: impl Fn(usize, &mut [f32])) {
        let channels = after.channels();
        vectorised(
            #[inline(always)]
            || {
                for (frame, row) in self.rows.chunks_exact_mut(self.width).take(FRAMES).enumerate() {
                    let row = &mut row[self.at..][..channels];
                    fill(frame, row);
                    after.apply(row);
                }
            },
        );
        self.at += channels;
    }
}

/// Rows of zeros, [`MARGIN`] more on either side than there are frames.
fn clear(rows: &mut Vec<f32>, width: usize) {
    rows.clear();
    rows.resize((FRAMES + 2 * MARGIN) * width, 0.0);
}

fn add(to: &mut [f32], other: &[f32]) {
    vectorised(
        #[inline(always)]
        || to.iter_mut().zip(other).for_each(|(value, other)| *value += other),
    );
}

/// Appends the largest and the mean value of each column, one after the other.
fn pool(rows: &[f32], width: usize, pooled: &mut Vec<f32>) {
    let mut largest = vec![f32::NEG_INFINITY; width];
    let mut total = vec![0.0_f32; width];
    vectorised(
        #[inline(always)]
        || {
            for row in rows.chunks_exact(width) {
                for ((largest, total), value) in largest.iter_mut().zip(&mut total).zip(row) {
                    *largest = largest.max(*value);
                    *total += value;
                }
            }
        },
    );
    let frames = (rows.len() / width) as f32;
    pooled.extend(largest.iter().zip(&total).flat_map(|(largest, total)| [*largest, total / frames]));
}

/// A matrix whose rows begin at steps within a slice; rows may overlap.
fn strided(shape: [usize; 2], data: &[f32], strides: [usize; 2]) -> Result<Matrix<'_>, Error> {
    Matrix::from_slice_with_strides(shape, data, strides).map_err(|error| Error::TaggerShape {
        shape: format!("{shape:?} in steps of {strides:?} within {}: {error:?}", data.len()),
    })
}

fn multiply(kernels: &Kernels, a: Matrix, b: GemmInputB<f32>, out: &mut [f32]) -> Result<(), Error> {
    Ok(kernels.gemm(out, GemmInputA::Unpacked(a), b, GemmOptions::default())?)
}

#[cfg(test)]
pub(crate) mod tests;
