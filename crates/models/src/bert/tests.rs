//! What holds of the encoder's pass:
//!
//! 1. in full precision it equals a slow pass written from the definition;
//! 2. in eight bits it stays close to that;
//! 3. a text's vector is the same bits alone and in any batch;
//! 4. vectors have unit length.

use proptest::prelude::*;

use super::*;
use crate::safetensors::Safetensors;
use crate::testing::{HEADS, INNER, LAYERS, MAX_TOKENS, Tiny, WIDTH, tokens};

fn shape() -> BertShape {
    BertShape {
        vocabulary: tokens().len(),
        width: WIDTH,
        inner: INNER,
        layers: LAYERS,
        heads: HEADS,
        max_tokens: MAX_TOKENS,
        epsilon: 1e-12,
    }
}

fn encoders(seed: u64) -> (Safetensors, Bert, Bert) {
    let file = Tiny::new(seed).safetensors();
    let weights = BertWeights::from_published(&file, shape()).unwrap();
    let quantised = Bert::new(weights.quantised());
    (file, Bert::new(weights), quantised)
}

fn run(encoder: &Bert, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    encoder.forward(&texts, &mut Scratch::default()).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The published network by its definition, one number at a time in `f64`.
struct Slow<'a>(&'a Safetensors);

type Rows = Vec<Vec<f64>>;

impl Slow<'_> {
    fn array(&self, name: &str, columns: usize, rows: usize) -> Rows {
        let values = self.0.f32_rows(name, columns, rows).unwrap();
        values.chunks(columns).map(|row| row.iter().map(|value| f64::from(*value)).collect()).collect()
    }

    fn vector(&self, name: &str, length: usize) -> Vec<f64> {
        self.0.f32(name, &[length]).unwrap().into_iter().map(f64::from).collect()
    }

    fn dense(&self, name: &str, rows: &Rows, outputs: usize) -> Rows {
        let weights = self.array(&format!("{name}.weight"), rows[0].len(), outputs);
        let bias = self.vector(&format!("{name}.bias"), outputs);
        let one = |row: &Vec<f64>| {
            let product = |weights: &Vec<f64>| weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>();
            weights.iter().zip(&bias).map(|(weights, bias)| product(weights) + bias).collect()
        };
        rows.iter().map(one).collect()
    }

    fn norm(&self, name: &str, rows: Rows) -> Rows {
        let (gain, bias) =
            (self.vector(&format!("{name}.weight"), WIDTH), self.vector(&format!("{name}.bias"), WIDTH));
        let one = |row: Vec<f64>| {
            let mean = row.iter().sum::<f64>() / row.len() as f64;
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / row.len() as f64;
            (0..row.len()).map(|i| (row[i] - mean) / (variance + 1e-12).sqrt() * gain[i] + bias[i]).collect()
        };
        rows.into_iter().map(one).collect()
    }

    fn attention(&self, layer: usize, rows: &Rows) -> Rows {
        let [q, k, v] = ["query", "key", "value"]
            .map(|part| self.dense(&format!("encoder.layer.{layer}.attention.self.{part}"), rows, WIDTH));
        let head = WIDTH / HEADS;
        let mut mixed = vec![vec![0.0; WIDTH]; rows.len()];
        for from in (0..WIDTH).step_by(head) {
            for (i, out) in mixed.iter_mut().enumerate() {
                let score = |j: usize| (from..from + head).map(|c| q[i][c] * k[j][c]).sum::<f64>();
                let weights: Vec<f64> =
                    (0..rows.len()).map(|j| (score(j) / (head as f64).sqrt()).exp()).collect();
                let total: f64 = weights.iter().sum();
                for c in from..from + head {
                    out[c] = weights.iter().zip(&v).map(|(weight, row)| weight / total * row[c]).sum();
                }
            }
        }
        self.dense(&format!("encoder.layer.{layer}.attention.output.dense"), &mixed, WIDTH)
    }

    fn layer(&self, layer: usize, rows: &Rows) -> Rows {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let attended =
            self.norm(&name("attention.output.LayerNorm"), add(rows, &self.attention(layer, rows)));
        let mut inner = self.dense(&name("intermediate.dense"), &attended, INNER);
        inner.iter_mut().flatten().for_each(|x| *x *= 0.5 * (1.0 + erf(*x / 2.0_f64.sqrt())));
        let output = self.dense(&name("output.dense"), &inner, WIDTH);
        self.norm(&name("output.LayerNorm"), add(&attended, &output))
    }

    fn embed(&self, ids: &[u32]) -> Vec<f64> {
        let words = self.array("embeddings.word_embeddings.weight", WIDTH, tokens().len());
        let words: Rows = ids.iter().map(|id| words[*id as usize].clone()).collect();
        let positions = self.array("embeddings.position_embeddings.weight", WIDTH, ids.len());
        let kinds =
            vec![self.array("embeddings.token_type_embeddings.weight", WIDTH, 1)[0].clone(); ids.len()];
        let mut rows = self.norm("embeddings.LayerNorm", add(&add(&words, &positions), &kinds));
        for layer in 0..LAYERS {
            rows = self.layer(layer, &rows);
        }
        let sums: Vec<f64> = (0..WIDTH).map(|c| rows.iter().map(|row| row[c]).sum()).collect();
        let length = sums.iter().map(|x| x * x).sum::<f64>().sqrt();
        sums.into_iter().map(|x| x / length).collect()
    }
}

fn add(a: &Rows, b: &Rows) -> Rows {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect()
}

/// By its Taylor series, which converges fast enough for the small arguments here.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    (sum * 2.0 / std::f64::consts::PI.sqrt()).clamp(-1.0, 1.0)
}

fn texts() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let id = 0..u32::try_from(tokens().len()).unwrap();
    proptest::collection::vec(proptest::collection::vec(id, 1..=MAX_TOKENS), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn prop_full_precision_equals_the_definition(texts in texts(), seed in 0..1000_u64) {
        let (file, exact, quantised) = encoders(seed);
        let vectors = run(&exact, &texts);
        let close = run(&quantised, &texts);
        for ((ids, vector), close) in texts.iter().zip(&vectors).zip(&close) {
            for (actual, expected) in vector.iter().zip(Slow(&file).embed(ids)) {
                prop_assert!((f64::from(*actual) - expected).abs() < 2e-5, "{actual} for {expected}");
            }
            prop_assert!(cosine(vector, close) > 0.99, "eight bits: {}", cosine(vector, close));
        }
    }

    #[test]
    fn prop_a_vector_does_not_depend_on_its_batch(texts in texts(), seed in 0..1000_u64) {
        let (_, exact, quantised) = encoders(seed);
        for encoder in [&exact, &quantised] {
            let together = run(encoder, &texts);
            for (text, vector) in texts.iter().zip(&together) {
                prop_assert_eq!(&run(encoder, std::slice::from_ref(text))[0], vector);
                prop_assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn reused_space_leaves_no_trace() {
    let (_, _, encoder) = encoders(5);
    let mut scratch = Scratch::default();
    let (long, short) = ([7_u32; MAX_TOKENS], [3_u32, 9]);
    let fresh = encoder.forward(&[&short], &mut Scratch::default()).unwrap();
    encoder.forward(&[&long, &long, &short], &mut scratch).unwrap();
    assert_eq!(encoder.forward(&[&short], &mut scratch).unwrap(), fresh);
}

#[test]
fn no_text_gives_no_vector() {
    let (_, _, encoder) = encoders(1);
    assert_eq!(run(&encoder, &[]), Vec::<Vec<f32>>::new());
}

#[test]
fn limit_tokens_at_and_past() {
    let (_, _, encoder) = encoders(1);
    let run = |ids: &[u32]| encoder.forward(&[ids], &mut Scratch::default());
    assert!(run(&[1; MAX_TOKENS]).is_ok());
    assert!(matches!(run(&[1; MAX_TOKENS + 1]), Err(Error::TokenCount { .. })));
    assert!(matches!(run(&[]), Err(Error::TokenCount { tokens: 0, .. })));
    assert!(matches!(run(&[9999]), Err(Error::UnknownToken { id: 9999, .. })));
}

#[test]
fn an_unsound_shape_is_noticed() {
    assert!(shape().is_sound());
    for broken in [
        BertShape { heads: 0, ..shape() },
        BertShape { heads: 5, ..shape() },
        BertShape { width: usize::MAX, ..shape() },
        BertShape { layers: 1 << 40, ..shape() },
        BertShape { max_tokens: 1, ..shape() },
        BertShape { epsilon: f32::NAN, ..shape() },
    ] {
        assert!(!broken.is_sound(), "{broken:?}");
    }
}

#[test]
fn a_missing_array_is_named() {
    let mut shape = shape();
    shape.layers += 1;
    let error = BertWeights::from_published(&Tiny::new(1).safetensors(), shape).unwrap_err();
    assert!(error.to_string().contains("encoder.layer.2.attention.self.query.weight"), "{error}");
}
