//! A small encoder of the published layout, with seeded random weights, for tests without a download.

use std::borrow::Cow;
use std::path::Path;

use crate::checkpoint::Checkpoint;
use crate::checkpoint::tests::{Array, checkpoint};
use crate::dir::sha256;
use crate::musicnn::Published;
use crate::safetensors::{Safetensors, SafetensorsWriter};
use crate::spec::{CONFIG, DATA, INDEX, Kind, ModelSpec, Pin, TOKENIZER, WEIGHTS, minilm, musicnn_msd};

pub(crate) const WIDTH: usize = 32;
pub(crate) const INNER: usize = 64;
pub(crate) const LAYERS: usize = 2;
pub(crate) const HEADS: usize = 4;
pub(crate) const POSITIONS: usize = 48;
pub(crate) const MAX_TOKENS: usize = 40;

/// Words and pieces beside the special tokens, single letters and their continuations.
const WORDS: [&str; 12] =
    ["music", "dark", "piano", "##ful", "##ing", "drum", "and", "bass", ",", ".", "beat", "slow"];

/// Pins a file to these bytes.
fn pin(name: &'static str, bytes: &[u8]) -> Pin {
    Pin { name, bytes: bytes.len() as u64, sha256: Cow::Owned(sha256(bytes)) }
}

/// Published files of the small encoder.
pub(crate) struct Tiny {
    pub(crate) config: Vec<u8>,
    pub(crate) tokenizer: Vec<u8>,
    pub(crate) weights: Vec<u8>,
}

/// The tokens, in order of their ids.
pub(crate) fn tokens() -> Vec<String> {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(str::to_owned);
    let letters = ('a'..='z').flat_map(|letter| [letter.to_string(), format!("##{letter}")]);
    special.into_iter().chain(letters).chain(WORDS.map(str::to_owned)).collect()
}

/// Numbers in −1..1 that look random.
pub(crate) fn noise(seed: u64) -> impl FnMut() -> f32 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

impl Tiny {
    pub(crate) fn new(seed: u64) -> Self {
        let vocabulary = tokens();
        let config = serde_json::json!({
            "model_type": "bert", "hidden_act": "gelu", "hidden_size": WIDTH, "intermediate_size": INNER,
            "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "max_position_embeddings": POSITIONS,
            "vocab_size": vocabulary.len(), "layer_norm_eps": 1e-12,
        });
        let ids: serde_json::Map<String, serde_json::Value> =
            vocabulary.iter().enumerate().map(|(id, token)| (token.clone(), id.into())).collect();
        let tokenizer = serde_json::json!({
            "model": {"type": "WordPiece", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                      "vocab": ids},
            "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                           "strip_accents": null, "lowercase": true},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
        });
        Self {
            config: config.to_string().into_bytes(),
            tokenizer: tokenizer.to_string().into_bytes(),
            weights: weights(vocabulary.len(), seed),
        }
    }

    /// A specification that pins these files.
    pub(crate) fn spec(&self) -> ModelSpec {
        ModelSpec {
            kind: Kind::Text { max_tokens: MAX_TOKENS, min_cosine: 0.985 },
            files: vec![
                pin(CONFIG, &self.config),
                pin(TOKENIZER, &self.tokenizer),
                pin(WEIGHTS, &self.weights),
            ],
            ..minilm()
        }
    }

    /// Writes the published folder, with a model card.
    pub(crate) fn write(&self, folder: &Path) {
        for (name, bytes) in [
            ("config.json", &self.config),
            ("tokenizer.json", &self.tokenizer),
            ("model.safetensors", &self.weights),
            ("README.md", &b"---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny\n".to_vec()),
        ] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }

    pub(crate) fn safetensors(&self) -> Safetensors {
        Safetensors::parse(self.weights.clone()).unwrap()
    }
}

fn weights(vocabulary: usize, seed: u64) -> Vec<u8> {
    let mut file = SafetensorsWriter::default();
    let mut noise = noise(seed);
    let mut add = |name: &str, shape: &[usize], centre: f32, spread: f32| {
        let values: Vec<f32> = (0..shape.iter().product()).map(|_| centre + spread * noise()).collect();
        file.f32(name, shape, &values);
    };
    add("embeddings.word_embeddings.weight", &[vocabulary, WIDTH], 0.0, 1.0);
    add("embeddings.position_embeddings.weight", &[POSITIONS, WIDTH], 0.0, 0.3);
    add("embeddings.token_type_embeddings.weight", &[2, WIDTH], 0.0, 0.2);
    add("embeddings.LayerNorm.weight", &[WIDTH], 1.0, 0.2);
    add("embeddings.LayerNorm.bias", &[WIDTH], 0.0, 0.1);
    for layer in 0..LAYERS {
        let dense = [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
        ];
        for (part, outputs, inputs) in dense {
            add(&format!("encoder.layer.{layer}.{part}.weight"), &[outputs, inputs], 0.0, 0.4);
            add(&format!("encoder.layer.{layer}.{part}.bias"), &[outputs], 0.0, 0.1);
        }
        for part in ["attention.output.LayerNorm", "output.LayerNorm"] {
            add(&format!("encoder.layer.{layer}.{part}.weight"), &[WIDTH], 1.0, 0.2);
            add(&format!("encoder.layer.{layer}.{part}.bias"), &[WIDTH], 0.0, 0.1);
        }
    }
    file.finish()
}

/// A small tagger of the published layout, with seeded random weights.
pub(crate) struct TinyTagger {
    pub(crate) index: Vec<u8>,
    pub(crate) data: Vec<u8>,
}

impl TinyTagger {
    pub(crate) fn new(seed: u64) -> Self {
        let [index, data] = checkpoint(&tagger_arrays(seed));
        Self { index, data }
    }

    /// A specification that pins these files.
    pub(crate) fn spec(&self) -> ModelSpec {
        ModelSpec { files: vec![pin(INDEX, &self.index), pin(DATA, &self.data)], ..musicnn_msd() }
    }

    /// Writes the published folder, without the licence's text.
    pub(crate) fn write(&self, folder: &Path) {
        std::fs::write(folder.join(INDEX), &self.index).unwrap();
        std::fs::write(folder.join(DATA), &self.data).unwrap();
    }

    pub(crate) fn published(&self) -> Published {
        Published::from_checkpoint(&Checkpoint::open(&self.index, &self.data).unwrap()).unwrap()
    }
}

pub(crate) fn tagger_arrays(seed: u64) -> Vec<Array> {
    const TIMBRAL: usize = 5;
    const TEMPORAL: usize = 3;
    const MIDDLE: usize = 4;
    const DENSE: usize = 6;
    const FRONT: usize = 2 * TIMBRAL + 3 * TEMPORAL;
    const POOLED: usize = 2 * (FRONT + 3 * MIDDLE);
    let mut arrays = Vec::new();
    let mut noise = noise(seed);
    let mut add = |name: String, shape: &[usize], centre: f32, spread: f32| {
        let values = (0..shape.iter().product()).map(|_| centre + spread * noise()).collect();
        arrays.push((name, shape.to_vec(), values));
    };
    let numbered = |name: &str, n: usize| if n == 0 { name.to_owned() } else { format!("{name}_{n}") };
    let kernels = [
        [7, 38, TIMBRAL],
        [7, 67, TIMBRAL],
        [128, 1, TEMPORAL],
        [64, 1, TEMPORAL],
        [32, 1, TEMPORAL],
        [7, FRONT, MIDDLE],
        [7, MIDDLE, MIDDLE],
        [7, MIDDLE, MIDDLE],
    ];
    for (n, [height, width, channels]) in kernels.into_iter().enumerate() {
        let name = numbered("conv2d", n);
        let spread = 2.0 / ((height * width) as f32).sqrt();
        add(format!("{name}/kernel"), &[height, width, 1, channels], 0.0, spread);
        add(format!("{name}/bias"), &[channels], 0.0, 0.3);
    }
    let norms = [1, TIMBRAL, TIMBRAL, TEMPORAL, TEMPORAL, TEMPORAL, MIDDLE, MIDDLE, MIDDLE, POOLED, DENSE];
    for (n, channels) in norms.into_iter().enumerate() {
        let name = numbered("batch_normalization", n);
        add(format!("{name}/gamma"), &[channels], 0.2, 1.0);
        add(format!("{name}/beta"), &[channels], 0.0, 0.3);
        add(format!("{name}/moving_mean"), &[channels], 0.5, 0.3);
        add(format!("{name}/moving_variance"), &[channels], 1.0, 0.5);
    }
    for (name, inputs, outputs) in [("dense", POOLED, DENSE), ("dense_1", DENSE, 50)] {
        add(format!("{name}/kernel"), &[inputs, outputs], 0.0, 2.0 / (inputs as f32).sqrt());
        add(format!("{name}/bias"), &[outputs], 0.0, 0.3);
        add(format!("{name}/kernel/Adam"), &[inputs, outputs], 0.0, 1.0);
    }
    arrays
}
