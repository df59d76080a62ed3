//! Scores from features: a small learnt function, the same everywhere.
//!
//! The weights are fitted by `scripts/rhythm/fit.py` on music with known beats; `docs/decisions/0007-rhythm.md` tells with
//! which and how well it does elsewhere. Several nets are averaged: they err differently.

use std::sync::LazyLock;

/// Standardised features beyond this count as this: one strange feature must not outvote all others.
const CLIP: f32 = 5.0;

/// Scores of hypotheses about the beat: [`super::level`].
pub(super) static LEVEL: LazyLock<Ensemble> =
    LazyLock::new(|| Ensemble::parse(include_bytes!("weights/level.bin")));
/// Scores of ways to count bars: [`super::bars`].
pub(super) static BARS: LazyLock<Ensemble> =
    LazyLock::new(|| Ensemble::parse(include_bytes!("weights/bars.bin")));

/// The mean of several nets over the same features.
pub(super) struct Ensemble {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    nets: Vec<Net>,
}

/// One hidden layer of tanh with a linear path beside it.
struct Net {
    /// One row of inputs for each hidden unit.
    inner: Vec<Vec<f32>>,
    bias: Vec<f32>,
    outer: Vec<f32>,
    direct: Vec<f32>,
}

impl Ensemble {
    /// The logarithm, up to a constant, of how likely a hypothesis with these features is.
    pub(super) fn score(&self, features: &[f32]) -> f32 {
        let standard: Vec<f32> = features
            .iter()
            .zip(self.mean.iter().zip(&self.deviation))
            .map(|(feature, (mean, deviation))| ((feature - mean) / deviation).clamp(-CLIP, CLIP))
            .collect();
        self.nets.iter().map(|net| net.score(&standard)).sum::<f32>() / self.nets.len() as f32
    }

    /// Number of features.
    #[cfg(test)]
    pub(super) fn inputs(&self) -> usize {
        self.mean.len()
    }

    /// Little-endian: three `u32` (inputs, hidden units, nets), then `f32`: means, deviations, and for each net the
    /// hidden rows, biases, outer weights, direct weights.
    fn parse(bytes: &[u8]) -> Ensemble {
        let mut words = bytes.chunks_exact(4).map(|word| [word[0], word[1], word[2], word[3]]);
        let mut size = || words.next().map_or(0, u32::from_le_bytes) as usize;
        let (inputs, hidden, nets) = (size(), size(), size());
        let mut floats =
            |count: usize| -> Vec<f32> { words.by_ref().take(count).map(f32::from_le_bytes).collect() };
        let (mean, deviation) = (floats(inputs), floats(inputs));
        let mut net = || Net {
            inner: (0..hidden).map(|_| floats(inputs)).collect(),
            bias: floats(hidden),
            outer: floats(hidden),
            direct: floats(inputs),
        };
        Ensemble { mean, deviation, nets: (0..nets).map(|_| net()).collect() }
    }
}

impl Net {
    fn score(&self, features: &[f32]) -> f32 {
        let unit = |(row, bias): (&Vec<f32>, &f32)| (dot(row, features) + bias).tanh();
        let hidden: Vec<f32> = self.inner.iter().zip(&self.bias).map(unit).collect();
        dot(&hidden, &self.outer) + dot(features, &self.direct)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Shares that sum to 1, from scores that are logarithms up to a constant.
pub(super) fn softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}
