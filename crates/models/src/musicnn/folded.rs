//! The network as we keep it: batch norms folded into the products next to them, in a file of our own.
//!
//! **After a rectifier** a batch norm's scale moves into the convolution before it: for `s ≥ 0` the scaled rectifier
//! `s·max(c, 0)` is `max(s·c, 0)`, for `s < 0` it is `min(s·c, 0)`. Either way the largest value over several places
//! comes from the largest `s·c`, so pooling can come before the rectifier. What is left is a limit from below or
//! from above, one sign per channel, and an offset.
//! **Before a dense layer** it moves into that layer whole.
//!
//! The first batch norm, a single scale and shift of the input, stays: the zeros around a patch come after it.

use super::published::{Convolution, Dense, Norm, Published};
use super::{MIDDLE_FRAMES, Shape, TAGS, TEMPORAL_FRAMES, TIMBRAL_BANDS, TIMBRAL_FRAMES};
use crate::safetensors::{Safetensors, SafetensorsError, SafetensorsWriter};

/// A convolution with its batch norm's scale in it: `taps × channels`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    /// 1 where results are never negative before the offset, −1 where they are never positive.
    pub(crate) sign: Vec<i8>,
    pub(crate) offset: Vec<f32>,
}

/// A dense layer: `inputs × outputs`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// The whole network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Folded {
    pub(crate) shape: Shape,
    /// Scale and shift of the input.
    pub(crate) input: [f32; 2],
    pub(crate) timbral: [Block; 2],
    pub(crate) temporal: [Block; 3],
    pub(crate) middle: [Block; 3],
    pub(crate) dense: Layer,
    /// Scale and shift of the dense layer's rectified outputs, which then are the embedding.
    pub(crate) dense_scale: Vec<f32>,
    pub(crate) dense_shift: Vec<f32>,
    pub(crate) output: Layer,
}

impl Folded {
    pub(crate) fn new(published: &Published) -> Self {
        let (scale, shift) = published.input.affine().next().unwrap_or((1.0, 0.0));
        Self {
            shape: published.shape.clone(),
            input: [scale as f32, shift as f32],
            timbral: published.timbral.each_ref().map(Block::fold),
            temporal: published.temporal.each_ref().map(Block::fold),
            middle: published.middle.each_ref().map(Block::fold),
            dense: Layer::fold(&published.pooled, &published.dense),
            dense_scale: published.dense_norm.affine().map(|(scale, _)| scale as f32).collect(),
            dense_shift: published.dense_norm.affine().map(|(_, shift)| shift as f32).collect(),
            output: Layer { weights: published.output.weights.clone(), bias: published.output.bias.clone() },
        }
    }

    /// Adds every array to our own file.
    pub(crate) fn write(&self, file: &mut SafetensorsWriter) {
        file.f32("input", &[2], &self.input);
        for (block, place) in self.blocks().into_iter().zip(places(&self.shape)) {
            block.write(file, &place);
        }
        self.dense.write(file, "dense");
        file.f32("dense.scale", &[self.shape.dense], &self.dense_scale);
        file.f32("dense.shift", &[self.shape.dense], &self.dense_shift);
        self.output.write(file, "output");
    }

    /// Reads our own file back.
    pub(crate) fn read(file: &Safetensors, shape: Shape) -> Result<Self, SafetensorsError> {
        let places = places(&shape);
        let block = |index: usize| Block::read(file, &places[index]);
        let input = file.f32("input", &[2])?;
        Ok(Self {
            input: [input[0], input[1]],
            timbral: [block(0)?, block(1)?],
            temporal: [block(2)?, block(3)?, block(4)?],
            middle: [block(5)?, block(6)?, block(7)?],
            dense: Layer::read(file, "dense", [shape.pooled(), shape.dense])?,
            dense_scale: file.f32("dense.scale", &[shape.dense])?,
            dense_shift: file.f32("dense.shift", &[shape.dense])?,
            output: Layer::read(file, "output", [shape.dense, TAGS])?,
            shape,
        })
    }

    /// Whether every number is one.
    pub(crate) fn is_finite(&self) -> bool {
        let blocks = self.blocks().into_iter().flat_map(|block| [&block.weights, &block.bias, &block.offset]);
        let layers = [&self.dense, &self.output].into_iter().flat_map(|layer| [&layer.weights, &layer.bias]);
        let others = [&self.dense_scale, &self.dense_shift];
        let mut values = blocks.chain(layers).chain(others).flatten().chain(&self.input);
        values.all(|value| value.is_finite())
    }

    fn blocks(&self) -> [&Block; 8] {
        let ([a, b], [c, d, e], [f, g, h]) = (&self.timbral, &self.temporal, &self.middle);
        [a, b, c, d, e, f, g, h]
    }
}

/// Where a block lies in the file: its name, height and width of its kernel, channels.
struct Place {
    name: String,
    kernel: [usize; 2],
    channels: usize,
}

fn places(shape: &Shape) -> Vec<Place> {
    let place = |name: String, kernel, channels| Place { name, kernel, channels };
    let timbral = TIMBRAL_BANDS
        .into_iter()
        .enumerate()
        .map(|(index, bands)| place(format!("timbral.{index}"), [TIMBRAL_FRAMES, bands], shape.timbral));
    let temporal = TEMPORAL_FRAMES
        .into_iter()
        .enumerate()
        .map(|(index, frames)| place(format!("temporal.{index}"), [frames, 1], shape.temporal));
    let middle = [shape.front(), shape.middle, shape.middle]
        .into_iter()
        .enumerate()
        .map(|(index, width)| place(format!("middle.{index}"), [MIDDLE_FRAMES, width], shape.middle));
    timbral.chain(temporal).chain(middle).collect()
}

impl Block {
    fn fold(convolution: &Convolution) -> Self {
        let scales: Vec<(f64, f64)> = convolution.norm.affine().collect();
        let scaled = |row: &[f32]| -> Vec<f32> {
            row.iter().zip(&scales).map(|(value, (scale, _))| (f64::from(*value) * scale) as f32).collect()
        };
        Self {
            weights: convolution.weights.chunks_exact(scales.len()).flat_map(scaled).collect(),
            bias: scaled(&convolution.bias),
            sign: scales.iter().map(|(scale, _)| if *scale < 0.0 { -1 } else { 1 }).collect(),
            offset: scales.iter().map(|(_, shift)| *shift as f32).collect(),
        }
    }

    fn write(&self, file: &mut SafetensorsWriter, place: &Place) {
        let Place { name, kernel: [height, width], channels } = place;
        file.f32(&format!("{name}.weights"), &[*height, *width, *channels], &self.weights);
        file.f32(&format!("{name}.bias"), &[*channels], &self.bias);
        file.i8(&format!("{name}.sign"), &[*channels], &self.sign);
        file.f32(&format!("{name}.offset"), &[*channels], &self.offset);
    }

    fn read(file: &Safetensors, place: &Place) -> Result<Self, SafetensorsError> {
        let Place { name, kernel: [height, width], channels } = place;
        Ok(Self {
            weights: file.f32(&format!("{name}.weights"), &[*height, *width, *channels])?,
            bias: file.f32(&format!("{name}.bias"), &[*channels])?,
            sign: file.i8(&format!("{name}.sign"), &[*channels])?,
            offset: file.f32(&format!("{name}.offset"), &[*channels])?,
        })
    }
}

impl Layer {
    /// `(x·scale + shift)·W + b = x·(scale·W) + (shift·W + b)`.
    fn fold(norm: &Norm, dense: &Dense) -> Self {
        let mut bias: Vec<f64> = dense.bias.iter().copied().map(f64::from).collect();
        let mut weights = Vec::with_capacity(dense.weights.len());
        for (row, (scale, shift)) in dense.weights.chunks_exact(dense.bias.len()).zip(norm.affine()) {
            weights.extend(row.iter().map(|weight| (f64::from(*weight) * scale) as f32));
            bias.iter_mut().zip(row).for_each(|(bias, weight)| *bias += f64::from(*weight) * shift);
        }
        Self { weights, bias: bias.into_iter().map(|bias| bias as f32).collect() }
    }

    fn write(&self, file: &mut SafetensorsWriter, name: &str) {
        let outputs = self.bias.len();
        file.f32(&format!("{name}.weights"), &[self.weights.len() / outputs, outputs], &self.weights);
        file.f32(&format!("{name}.bias"), &[outputs], &self.bias);
    }

    fn read(file: &Safetensors, name: &str, shape: [usize; 2]) -> Result<Self, SafetensorsError> {
        let weights = file.f32(&format!("{name}.weights"), &shape)?;
        Ok(Self { weights, bias: file.f32(&format!("{name}.bias"), &shape[1..])? })
    }
}
