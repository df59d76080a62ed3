//! An encoder's weights at rest: read from the published layout, quantised, written to and read from our own file.
//!
//! On the way from the published layout, what can be worked out once is worked out: queries, keys and values become
//! one matrix, the attention's 1/√head goes into the queries, the only token type into the positions, and positions
//! past the longest text and the unused pooler are left behind.

use serde::{Deserialize, Serialize};

use super::linear::{WEIGHT_LIMIT, Weights, quantise_rows};
use super::ops::LayerNorm;
use crate::safetensors::{Safetensors, SafetensorsError, SafetensorsWriter};
use crate::tokenizer::MAX_VOCABULARY;

/// Sizes of an encoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct BertShape {
    /// Tokens of the vocabulary.
    pub(crate) vocabulary: usize,
    /// Columns of a token's row and of the result.
    pub(crate) width: usize,
    /// Columns between the two feed-forward products.
    pub(crate) inner: usize,
    /// Transformer layers.
    pub(crate) layers: usize,
    /// Attention heads; divides `width`.
    pub(crate) heads: usize,
    /// Longest text, in tokens.
    pub(crate) max_tokens: usize,
    /// Added to the variance in layer norms.
    pub(crate) epsilon: f32,
}

/// Bounds on a shape, far above any encoder of this kind: they keep a false description from claiming all memory.
const MAX_WIDTH: usize = 4096;
const MAX_INNER: usize = 16384;
const MAX_LAYERS: usize = 64;
const MAX_TOKENS: usize = 8192;

impl BertShape {
    /// Whether every size is within bounds and the heads divide the width.
    pub(crate) fn is_sound(&self) -> bool {
        (1..=MAX_VOCABULARY).contains(&self.vocabulary)
            && (1..=MAX_WIDTH).contains(&self.width)
            && (1..=MAX_INNER).contains(&self.inner)
            && (1..=MAX_LAYERS).contains(&self.layers)
            && (1..=self.width).contains(&self.heads)
            && self.width.is_multiple_of(self.heads)
            && (2..=MAX_TOKENS).contains(&self.max_tokens)
            && (0.0..0.1).contains(&self.epsilon)
    }
}

/// A dense layer's weights (`outputs × inputs`) and bias.
#[derive(Debug, Clone)]
pub(super) struct Dense {
    pub(super) weights: Weights,
    pub(super) bias: Vec<f32>,
}

/// Gain and bias of a layer norm.
#[derive(Debug, Clone)]
pub(super) struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl From<Norm> for LayerNorm {
    fn from(Norm { gain, bias, epsilon }: Norm) -> Self {
        Self { gain, bias, epsilon }
    }
}

/// One transformer layer.
#[derive(Debug, Clone)]
pub(super) struct LayerWeights {
    pub(super) qkv: Dense,
    pub(super) attention: Dense,
    pub(super) attention_norm: Norm,
    pub(super) up: Dense,
    pub(super) down: Dense,
    pub(super) output_norm: Norm,
}

/// A whole encoder.
#[derive(Debug, Clone)]
pub(crate) struct BertWeights {
    pub(crate) shape: BertShape,
    pub(super) words: Weights,
    pub(super) positions: Vec<f32>,
    pub(super) norm: Norm,
    pub(super) layers: Vec<LayerWeights>,
}

impl BertWeights {
    /// Reads the published layout (`embeddings.…`, `encoder.layer.N.…`), all `f32`.
    pub(crate) fn from_published(file: &Safetensors, shape: BertShape) -> Result<Self, SafetensorsError> {
        let reader = Published { file, shape: &shape };
        let words = file.f32("embeddings.word_embeddings.weight", &[shape.vocabulary, shape.width])?;
        let norm = reader.norm("embeddings.LayerNorm")?;
        let positions = reader.positions()?;
        let layers = (0..shape.layers).map(|index| reader.layer(index)).collect::<Result<_, _>>()?;
        Ok(Self { words: Weights::F32(words), positions, norm, layers, shape })
    }

    /// The same encoder in eight bits: every matrix, and the word table by rows. Norms, biases and positions stay.
    pub(crate) fn quantised(&self) -> Self {
        let BertShape { width, inner, .. } = self.shape;
        let layer = |layer: &LayerWeights| LayerWeights {
            qkv: layer.qkv.quantised(width),
            attention: layer.attention.quantised(width),
            attention_norm: layer.attention_norm.clone(),
            up: layer.up.quantised(width),
            down: layer.down.quantised(inner),
            output_norm: layer.output_norm.clone(),
        };
        Self {
            shape: self.shape.clone(),
            words: quantised(&self.words, width, i8::MAX),
            positions: self.positions.clone(),
            norm: self.norm.clone(),
            layers: self.layers.iter().map(layer).collect(),
        }
    }

    /// Adds every array to our own file.
    pub(crate) fn write(&self, file: &mut SafetensorsWriter) {
        let BertShape { vocabulary, width, inner, max_tokens, .. } = self.shape;
        write_weights(file, "words", [vocabulary, width], &self.words);
        file.f32("positions", &[max_tokens, width], &self.positions);
        self.norm.write(file, "norm");
        for (index, layer) in self.layers.iter().enumerate() {
            let name = |part: &str| format!("layers.{index}.{part}");
            layer.qkv.write(file, &name("qkv"), width);
            layer.attention.write(file, &name("attention"), width);
            layer.attention_norm.write(file, &name("attention_norm"));
            layer.up.write(file, &name("up"), width);
            layer.down.write(file, &name("down"), inner);
            layer.output_norm.write(file, &name("output_norm"));
        }
    }

    /// Reads our own file back.
    pub(crate) fn read(file: &Safetensors, shape: BertShape) -> Result<Self, SafetensorsError> {
        let BertShape { vocabulary, width, inner, max_tokens, epsilon, .. } = shape;
        let layer = |index: usize| {
            let name = |part: &str| format!("layers.{index}.{part}");
            Ok(LayerWeights {
                qkv: Dense::read(file, &name("qkv"), [3 * width, width])?,
                attention: Dense::read(file, &name("attention"), [width, width])?,
                attention_norm: Norm::read(file, &name("attention_norm"), width, epsilon)?,
                up: Dense::read(file, &name("up"), [inner, width])?,
                down: Dense::read(file, &name("down"), [width, inner])?,
                output_norm: Norm::read(file, &name("output_norm"), width, epsilon)?,
            })
        };
        Ok(Self {
            words: read_weights(file, "words", [vocabulary, width])?,
            positions: file.f32("positions", &[max_tokens, width])?,
            norm: Norm::read(file, "norm", width, epsilon)?,
            layers: (0..shape.layers).map(layer).collect::<Result<_, SafetensorsError>>()?,
            shape,
        })
    }
}

/// The published layout's names.
struct Published<'a> {
    file: &'a Safetensors,
    shape: &'a BertShape,
}

impl Published<'_> {
    fn layer(&self, index: usize) -> Result<LayerWeights, SafetensorsError> {
        let BertShape { width, inner, .. } = *self.shape;
        let name = |part: &str| format!("encoder.layer.{index}.{part}");
        Ok(LayerWeights {
            qkv: self.qkv(index)?,
            attention: self.dense(&name("attention.output.dense"), [width, width])?,
            attention_norm: self.norm(&name("attention.output.LayerNorm"))?,
            up: self.dense(&name("intermediate.dense"), [inner, width])?,
            down: self.dense(&name("output.dense"), [width, inner])?,
            output_norm: self.norm(&name("output.LayerNorm"))?,
        })
    }

    /// Queries, keys and values as one matrix; the queries divided by the root of the head's width.
    fn qkv(&self, index: usize) -> Result<Dense, SafetensorsError> {
        let BertShape { width, heads, .. } = *self.shape;
        let root = ((width / heads) as f32).sqrt();
        let (mut weights, mut bias) = (Vec::with_capacity(3 * width * width), Vec::with_capacity(3 * width));
        for (part, divisor) in [("query", root), ("key", 1.0), ("value", 1.0)] {
            let name = format!("encoder.layer.{index}.attention.self.{part}");
            let values = self.file.f32(&format!("{name}.weight"), &[width, width])?;
            weights.extend(values.into_iter().map(|value| value / divisor));
            let values = self.file.f32(&format!("{name}.bias"), &[width])?;
            bias.extend(values.into_iter().map(|value| value / divisor));
        }
        Ok(Dense { weights: Weights::F32(weights), bias })
    }

    fn dense(&self, name: &str, shape: [usize; 2]) -> Result<Dense, SafetensorsError> {
        let weights = self.file.f32(&format!("{name}.weight"), &shape)?;
        let bias = self.file.f32(&format!("{name}.bias"), &shape[..1])?;
        Ok(Dense { weights: Weights::F32(weights), bias })
    }

    fn norm(&self, name: &str) -> Result<Norm, SafetensorsError> {
        let BertShape { width, epsilon, .. } = *self.shape;
        let gain = self.file.f32(&format!("{name}.weight"), &[width])?;
        let bias = self.file.f32(&format!("{name}.bias"), &[width])?;
        Ok(Norm { gain, bias, epsilon })
    }

    /// The first `max_tokens` positions, each with the one token type that sentences have.
    fn positions(&self) -> Result<Vec<f32>, SafetensorsError> {
        let BertShape { width, max_tokens, .. } = *self.shape;
        let mut positions = self.file.f32_rows("embeddings.position_embeddings.weight", width, max_tokens)?;
        let kind = self.file.f32_rows("embeddings.token_type_embeddings.weight", width, 1)?;
        for row in positions.chunks_exact_mut(width) {
            row.iter_mut().zip(&kind).for_each(|(value, kind)| *value += kind);
        }
        Ok(positions)
    }
}

impl Dense {
    fn quantised(&self, inputs: usize) -> Self {
        Self { weights: quantised(&self.weights, inputs, WEIGHT_LIMIT), bias: self.bias.clone() }
    }

    fn write(&self, file: &mut SafetensorsWriter, name: &str, inputs: usize) {
        write_weights(file, &format!("{name}.weight"), [self.bias.len(), inputs], &self.weights);
        file.f32(&format!("{name}.bias"), &[self.bias.len()], &self.bias);
    }

    fn read(file: &Safetensors, name: &str, shape: [usize; 2]) -> Result<Self, SafetensorsError> {
        let weights = read_weights(file, &format!("{name}.weight"), shape)?;
        Ok(Self { weights, bias: file.f32(&format!("{name}.bias"), &shape[..1])? })
    }
}

impl Norm {
    fn write(&self, file: &mut SafetensorsWriter, name: &str) {
        file.f32(&format!("{name}.gain"), &[self.gain.len()], &self.gain);
        file.f32(&format!("{name}.bias"), &[self.bias.len()], &self.bias);
    }

    fn read(file: &Safetensors, name: &str, width: usize, epsilon: f32) -> Result<Self, SafetensorsError> {
        let gain = file.f32(&format!("{name}.gain"), &[width])?;
        Ok(Self { gain, bias: file.f32(&format!("{name}.bias"), &[width])?, epsilon })
    }
}

fn quantised(weights: &Weights, columns: usize, limit: i8) -> Weights {
    match weights {
        Weights::F32(values) => quantise_rows(values, columns, limit),
        Weights::Int8 { .. } => weights.clone(),
    }
}

fn write_weights(file: &mut SafetensorsWriter, name: &str, shape: [usize; 2], weights: &Weights) {
    match weights {
        Weights::F32(values) => file.f32(name, &shape, values),
        Weights::Int8 { values, scales } => {
            file.i8(name, &shape, values);
            file.f32(&format!("{name}.scales"), &shape[..1], scales);
        }
    }
}

fn read_weights(file: &Safetensors, name: &str, shape: [usize; 2]) -> Result<Weights, SafetensorsError> {
    let scales = format!("{name}.scales");
    if file.has(&scales) {
        Ok(Weights::Int8 { values: file.i8(name, &shape)?, scales: file.f32(&scales, &shape[..1])? })
    } else {
        Ok(Weights::F32(file.f32(name, &shape)?))
    }
}
