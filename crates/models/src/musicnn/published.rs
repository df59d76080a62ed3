//! The network as published: what its checkpoint holds, and its pass written out one operation after the other.
//!
//! The pass here is slow and obvious, convolutions as sums and batch norm where the original has it. It is what the
//! converted network is compared with when a model is pulled, and what the tests of the fast one are held against.
//!
//! Names follow the order in which the original builds its layers: `conv2d` and `conv2d_1` look at timbre,
//! `conv2d_2` to `_4` at rhythm, `_5` to `_7` are the middle; a batch norm follows each, one more comes before all,
//! one after the pooling and one after the first dense layer.

use super::{
    BANDS, FRAMES, MIDDLE_FRAMES, Patch, Shape, TEMPORAL_FRAMES, TIMBRAL_BANDS, TIMBRAL_FRAMES, Tags,
};
use crate::checkpoint::{Checkpoint, CheckpointError};

/// Added to variances: the default of the original's batch norm.
const EPSILON: f64 = 1e-3;

/// A batch norm with the averages of training, one value per channel.
#[derive(Debug, Clone)]
pub(crate) struct Norm {
    gain: Vec<f32>,
    offset: Vec<f32>,
    mean: Vec<f32>,
    variance: Vec<f32>,
}

/// A convolution, the rectifier and the batch norm after it. Weights are `taps × channels`.
#[derive(Debug, Clone)]
pub(crate) struct Convolution {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) norm: Norm,
}

/// A dense layer. Weights are `inputs × outputs`.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// The whole network.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) shape: Shape,
    pub(crate) input: Norm,
    pub(crate) timbral: [Convolution; 2],
    pub(crate) temporal: [Convolution; 3],
    pub(crate) middle: [Convolution; 3],
    pub(crate) pooled: Norm,
    pub(crate) dense: Dense,
    pub(crate) dense_norm: Norm,
    pub(crate) output: Dense,
}

impl Norm {
    /// The same as `x · scale + shift`, for channel after channel.
    pub(crate) fn affine(&self) -> impl Iterator<Item = (f64, f64)> {
        let statistics = self.mean.iter().zip(&self.variance);
        self.gain.iter().zip(&self.offset).zip(statistics).map(|((gain, offset), (mean, variance))| {
            let scale = f64::from(*gain) / (f64::from(*variance) + EPSILON).sqrt();
            (scale, f64::from(*offset) - f64::from(*mean) * scale)
        })
    }

    fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.gain.len()) {
            for (channel, value) in row.iter_mut().enumerate() {
                let deviation = (f64::from(self.variance[channel]) + EPSILON).sqrt() as f32;
                *value =
                    (*value - self.mean[channel]) / deviation * self.gain[channel] + self.offset[channel];
            }
        }
    }
}

impl Published {
    /// Takes the network out of a checkpoint. Its sizes follow from the biases; every other array must fit them.
    pub(crate) fn from_checkpoint(checkpoint: &Checkpoint) -> Result<Self, crate::Error> {
        let reader = Reader { checkpoint };
        let shape = Shape {
            timbral: reader.length("conv2d/bias"),
            temporal: reader.length("conv2d_2/bias"),
            middle: reader.length("conv2d_5/bias"),
            dense: reader.length("dense/bias"),
        };
        shape.check()?;
        let front = shape.front();
        let timbral = |n: usize| reader.convolution(n, [TIMBRAL_FRAMES, TIMBRAL_BANDS[n]], shape.timbral);
        let temporal = |n: usize| reader.convolution(n + 2, [TEMPORAL_FRAMES[n], 1], shape.temporal);
        let middle = |n: usize, width| reader.convolution(n + 5, [MIDDLE_FRAMES, width], shape.middle);
        Ok(Self {
            input: reader.norm(0, 1)?,
            timbral: [timbral(0)?, timbral(1)?],
            temporal: [temporal(0)?, temporal(1)?, temporal(2)?],
            middle: [middle(0, front)?, middle(1, shape.middle)?, middle(2, shape.middle)?],
            pooled: reader.norm(9, shape.pooled())?,
            dense: reader.dense("dense", [shape.pooled(), shape.dense])?,
            dense_norm: reader.norm(10, shape.dense)?,
            output: reader.dense("dense_1", [shape.dense, super::TAGS])?,
            shape,
        })
    }

    /// Tags of one patch, by the original's operations in the original's order.
    pub(crate) fn listen(&self, patch: Patch) -> Tags {
        let mut input = patch.values().to_vec();
        self.input.apply(&mut input);
        let mut parts = Vec::new();
        for (convolution, bands) in self.timbral.iter().zip(TIMBRAL_BANDS) {
            parts.push(convolution.pooled_over_bands(&input, [TIMBRAL_FRAMES, bands]));
        }
        for (convolution, frames) in self.temporal.iter().zip(TEMPORAL_FRAMES) {
            parts.push(convolution.pooled_over_bands(&input, [frames, 1]));
        }
        let front = beside(&parts);
        let first = self.middle[0].over_rows(&front);
        let second = sum(&self.middle[1].over_rows(&first), &first);
        let third = sum(&self.middle[2].over_rows(&second), &second);
        let mut pooled = pool(&beside(&[front, first, second, third]));
        self.pooled.apply(&mut pooled);
        let mut embedding = self.dense.apply(&pooled);
        embedding.iter_mut().for_each(|value| *value = value.max(0.0));
        self.dense_norm.apply(&mut embedding);
        let probabilities =
            self.output.apply(&embedding).into_iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
        Tags { probabilities, embedding }
    }
}

impl Convolution {
    /// One row of channels per frame: the convolution with an input of [`BANDS`] columns, frames padded so that
    /// there are as many after it, then the largest value over all places of the band axis.
    fn pooled_over_bands(&self, input: &[f32], [frames, bands]: [usize; 2]) -> Vec<f32> {
        let channels = self.bias.len();
        let before = (frames - 1) / 2;
        let mut pooled = Vec::with_capacity(FRAMES * channels);
        for frame in 0..FRAMES {
            let mut largest = vec![f32::NEG_INFINITY; channels];
            for band in 0..=BANDS - bands {
                let mut sums = self.bias.clone();
                for tap in 0..frames {
                    let Some(row) = (frame + tap).checked_sub(before).filter(|row| *row < FRAMES) else {
                        continue;
                    };
                    let inputs = &input[row * BANDS + band..][..bands];
                    add_products(&mut sums, inputs, &self.weights[tap * bands * channels..]);
                }
                self.rectify(&mut sums);
                largest.iter_mut().zip(&sums).for_each(|(kept, value)| *kept = kept.max(*value));
            }
            pooled.extend(largest);
        }
        pooled
    }

    /// One row of channels per frame: the convolution of whole rows over [`MIDDLE_FRAMES`] frames.
    fn over_rows(&self, input: &[f32]) -> Vec<f32> {
        let (width, channels) = (input.len() / FRAMES, self.bias.len());
        let before = MIDDLE_FRAMES / 2;
        let mut output = Vec::with_capacity(FRAMES * channels);
        for frame in 0..FRAMES {
            let mut sums = self.bias.clone();
            for tap in 0..MIDDLE_FRAMES {
                if let Some(row) = (frame + tap).checked_sub(before).filter(|row| *row < FRAMES) {
                    let inputs = &input[row * width..][..width];
                    add_products(&mut sums, inputs, &self.weights[tap * width * channels..]);
                }
            }
            self.rectify(&mut sums);
            output.extend(sums);
        }
        output
    }

    fn rectify(&self, values: &mut [f32]) {
        values.iter_mut().for_each(|value| *value = value.max(0.0));
        self.norm.apply(values);
    }
}

impl Dense {
    fn apply(&self, inputs: &[f32]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        add_products(&mut sums, inputs, &self.weights);
        sums
    }
}

/// Adds `inputs · weights` to the sums, `weights` having a row of as many columns as there are sums per input.
fn add_products(sums: &mut [f32], inputs: &[f32], weights: &[f32]) {
    for (input, weights) in inputs.iter().zip(weights.chunks_exact(sums.len())) {
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += input * weight);
    }
}

/// Matrices of [`FRAMES`] rows side by side.
fn beside(parts: &[Vec<f32>]) -> Vec<f32> {
    let row = |frame: usize| {
        parts.iter().flat_map(move |part| {
            let width = part.len() / FRAMES;
            part[frame * width..][..width].iter().copied()
        })
    };
    (0..FRAMES).flat_map(row).collect()
}

fn sum(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

/// The largest and the mean value of each column, one after the other.
fn pool(rows: &[f32]) -> Vec<f32> {
    let width = rows.len() / FRAMES;
    let column = |column: usize| rows.iter().skip(column).step_by(width);
    (0..width)
        .flat_map(|index| {
            let largest = column(index).copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f64 = column(index).copied().map(f64::from).sum();
            [largest, (total / FRAMES as f64) as f32]
        })
        .collect()
}

struct Reader<'a> {
    checkpoint: &'a Checkpoint<'a>,
}

impl Reader<'_> {
    /// The length of a list; zero, which no network has, when it is missing or no list.
    fn length(&self, name: &str) -> usize {
        let mut shapes = self.checkpoint.shapes();
        match shapes.find(|(found, _)| *found == name) {
            Some((_, [length])) => usize::try_from(*length).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    fn convolution(
        &self,
        index: usize,
        [height, width]: [usize; 2],
        channels: usize,
    ) -> Result<Convolution, CheckpointError> {
        let name = numbered("conv2d", index);
        Ok(Convolution {
            weights: self.checkpoint.f32(&format!("{name}/kernel"), &[height, width, 1, channels])?,
            bias: self.checkpoint.f32(&format!("{name}/bias"), &[channels])?,
            norm: self.norm(index + 1, channels)?,
        })
    }

    fn dense(&self, name: &str, shape: [usize; 2]) -> Result<Dense, CheckpointError> {
        Ok(Dense {
            weights: self.checkpoint.f32(&format!("{name}/kernel"), &shape)?,
            bias: self.checkpoint.f32(&format!("{name}/bias"), &shape[1..])?,
        })
    }

    fn norm(&self, index: usize, channels: usize) -> Result<Norm, CheckpointError> {
        let name = numbered("batch_normalization", index);
        let part = |part: &str| self.checkpoint.f32(&format!("{name}/{part}"), &[channels]);
        Ok(Norm {
            gain: part("gamma")?,
            offset: part("beta")?,
            mean: part("moving_mean")?,
            variance: part("moving_variance")?,
        })
    }
}

/// The first layer of a kind has no number.
fn numbered(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}_{index}") }
}
