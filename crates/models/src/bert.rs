//! BERT sentence encoders: token ids in, one unit vector per text out.
//!
//! The pass is written out here rather than run as a graph by an inference engine. The network is one fixed, small
//! shape, and owning its loop buys what a graph cannot give:
//!
//! * texts of a batch lie one after the other without padding, so no work is wasted and nothing needs masking;
//! * inputs are quantised per token, which is closer to the original than per tensor, and makes a text's vector
//!   *identical* whatever batch it is computed in;
//! * only the matrix kernels of `rten` are needed, a quarter of its code.
//!
//! Post-layer-norm BERT as in Devlin et al. 2018, mean pooling and L2 norm as in Reimers and Gurevych 2019.

mod linear;
mod ops;
mod weights;

use self::linear::{Kernels, Linear, LinearScratch};
use self::ops::{AttentionScratch, HeadShape, LayerNorm};
pub(crate) use self::weights::{BertShape, BertWeights};
use crate::Error;

/// An encoder ready to run.
pub(crate) struct Bert {
    shape: BertShape,
    words: Words,
    positions: Vec<f32>,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

/// One row per token of the vocabulary.
enum Words {
    F32(Vec<f32>),
    Int8 { values: Vec<i8>, scales: Vec<f32> },
}

struct Layer {
    qkv: Linear,
    attention: Linear,
    attention_norm: LayerNorm,
    up: Linear,
    down: Linear,
    output_norm: LayerNorm,
}

/// Space that one running batch needs, kept for the next.
#[derive(Default)]
pub(crate) struct Scratch {
    linear: LinearScratch,
    attention: AttentionScratch,
    rows: Vec<f32>,
    wide: Vec<f32>,
    context: Vec<f32>,
    attended: Vec<f32>,
}

impl Bert {
    /// Packs the weights for this machine's kernels.
    pub(crate) fn new(weights: BertWeights) -> Self {
        let kernels = Kernels::default();
        let BertWeights { shape, words, positions, norm, layers } = weights;
        let words = match words {
            linear::Weights::F32(values) => Words::F32(values),
            linear::Weights::Int8 { values, scales } => Words::Int8 { values, scales },
        };
        let layers = layers.into_iter().map(|layer| Layer::new(&kernels, &shape, layer)).collect();
        Self { shape, words, positions, norm: norm.into(), layers }
    }

    /// The encoder's shape.
    pub(crate) fn shape(&self) -> &BertShape {
        &self.shape
    }

    /// One unit vector per text. Each text has 1 to `max_tokens` ids, each below the vocabulary's size.
    pub(crate) fn forward(&self, texts: &[&[u32]], scratch: &mut Scratch) -> Result<Vec<Vec<f32>>, Error> {
        let kernels = Kernels::default();
        self.embed_tokens(texts, &mut scratch.rows)?;
        for layer in &self.layers {
            layer.forward(&kernels, &self.shape, texts, scratch)?;
        }
        let mut rest = scratch.rows.as_slice();
        let vectors = texts.iter().map(|ids| {
            let (own, others) = rest.split_at(ids.len() * self.shape.width);
            rest = others;
            ops::pool(own, self.shape.width)
        });
        Ok(vectors.collect())
    }

    fn embed_tokens(&self, texts: &[&[u32]], rows: &mut Vec<f32>) -> Result<(), Error> {
        rows.clear();
        for ids in texts {
            if ids.is_empty() || ids.len() > self.shape.max_tokens {
                return Err(Error::TokenCount { tokens: ids.len(), limit: self.shape.max_tokens });
            }
            for (id, position) in ids.iter().zip(self.positions.chunks_exact(self.shape.width)) {
                self.push_word(*id, position, rows)?;
            }
        }
        self.norm.apply(rows);
        Ok(())
    }

    fn push_word(&self, id: u32, position: &[f32], rows: &mut Vec<f32>) -> Result<(), Error> {
        let (index, width) = (id as usize, self.shape.width);
        if index >= self.shape.vocabulary {
            return Err(Error::UnknownToken { id, vocabulary: self.shape.vocabulary });
        }
        let range = index * width..(index + 1) * width;
        match &self.words {
            Words::F32(values) => {
                rows.extend(values[range].iter().zip(position).map(|(word, position)| word + position));
            }
            Words::Int8 { values, scales } => {
                let scale = scales[index];
                let words = values[range].iter().map(|value| f32::from(*value) * scale);
                rows.extend(words.zip(position).map(|(word, position)| word + position));
            }
        }
        Ok(())
    }
}

impl Layer {
    fn new(kernels: &Kernels, shape: &BertShape, layer: weights::LayerWeights) -> Self {
        let dense = |inputs, dense: weights::Dense| Linear::new(kernels, inputs, &dense.weights, dense.bias);
        Self {
            qkv: dense(shape.width, layer.qkv),
            attention: dense(shape.width, layer.attention),
            attention_norm: layer.attention_norm.into(),
            up: dense(shape.width, layer.up),
            down: dense(shape.inner, layer.down),
            output_norm: layer.output_norm.into(),
        }
    }

    /// Replaces `scratch.rows`, one row of `width` per token of all texts, by the layer's result.
    fn forward(
        &self,
        kernels: &Kernels,
        shape: &BertShape,
        texts: &[&[u32]],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let Scratch { linear, attention, rows, wide, context, attended } = scratch;
        self.qkv.apply(kernels, rows, wide, linear)?;
        context.resize(rows.len(), 0.0);
        let head = HeadShape { width: shape.width, head: shape.width / shape.heads };
        let (mut qkv, mut out) = (wide.as_slice(), context.as_mut_slice());
        for ids in texts {
            let (own_qkv, other_qkv) = qkv.split_at(ids.len() * shape.width * 3);
            let (own_out, other_out) = out.split_at_mut(ids.len() * shape.width);
            ops::attend(&kernels.f32, head, own_qkv, own_out, attention)?;
            (qkv, out) = (other_qkv, other_out);
        }
        self.attention.apply(kernels, context, attended, linear)?;
        self.attention_norm.apply_to_sum(attended, rows);
        self.up.apply(kernels, attended, wide, linear)?;
        ops::gelu(wide);
        self.down.apply(kernels, wide, rows, linear)?;
        self.output_norm.apply_to_sum(rows, attended);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
