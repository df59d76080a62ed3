//! From a published text encoder to our own model file in eight bits, compared with full precision on sentences.

use std::num::NonZeroUsize;

use serde::Deserialize;

use super::{Converted, Progress, Published, Report, Stage};
use crate::bert::{BertShape, BertWeights};
use crate::dir::Agreement;
use crate::encoder::TextEncoder;
use crate::error::Error;
use crate::minilm::MiniLm;
use crate::safetensors::Safetensors;
use crate::spec::{CONFIG, TOKENIZER, WEIGHTS};
use crate::stored::{Encoding, Stored, StoredModel, check_shape};
use crate::tokenizer::Vocabulary;

/// What the converted model is tried on: single words, queries, descriptions, names, prose, other scripts.
pub(crate) const SENTENCES: [&str; 32] = [
    "jazz",
    "epic",
    "drum and bass",
    "sad violin",
    "music for sleeping",
    "tense strings before a jump scare",
    "warm analogue synths, slow build, no drums",
    "fast aggressive metal with double kick and growling",
    "upbeat ukulele for a cooking video",
    "a lone trumpet over brushed drums late at night",
    "120 bpm house with a female vocal hook",
    "medieval tavern dance with flute and hurdy-gurdy",
    "something like the end credits of an old science fiction film",
    "instrumental hip hop with vinyl crackle and a mellow electric piano",
    "Prelude in C major, BWV 846",
    "Sunrise over the Harbour (Radio Edit)",
    "Genre: techno. Moods: dark, hypnotic. Instruments: synthesizer, drum machine. Tempo: 132 beats per minute.",
    "Genre: folk. A woman sings over acoustic guitar and cello. Calm, slow, in D minor.",
    "An energetic rock song with distorted guitars, a driving beat and a shouted chorus.",
    "Ambient soundscape of rain, distant thunder and a slowly changing organ chord that never quite resolves.",
    "Children laugh and clap along to a cheerful song about animals, with glockenspiel, toy piano and tuba.",
    "The orchestra begins in near silence, a solo clarinet takes up the theme, the strings answer, and over several \
     minutes the whole brass section joins until the piece ends in a single struck bell.",
    "Música tradicional com viola caipira e acordeão",
    "Ein trauriges Lied über den Winter",
    "日本の夏祭りの音楽",
    "музыка для тренировки",
    "🎸🔥 loud!!!",
    "asdf qwer zxcv",
    "1999",
    "How do I reset the password of my account?",
    "The committee postponed its decision on the harbour's new breakwater until spring.",
    "",
];

/// The published `config.json`, as far as it decides the arithmetic.
#[derive(Debug, Deserialize)]
struct Config {
    model_type: String,
    hidden_act: String,
    #[serde(default = "absolute")]
    position_embedding_type: String,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    max_position_embeddings: usize,
    vocab_size: usize,
    layer_norm_eps: f32,
}

fn absolute() -> String {
    "absolute".to_owned()
}

/// What the description of a text encoder leaves open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) name: &'static str,
    pub(super) max_tokens: usize,
    pub(super) min_cosine: f32,
}

/// Quantises the model, writes and re-reads its file, and compares it with full precision.
pub(super) fn convert(wanted: Wanted, published: Published, progress: Report) -> Result<Converted, Error> {
    progress(Progress { stage: Stage::Convert, done: 0, total: None });
    let original = read_published(wanted, published)?;
    let quantised = original.quantised();
    let (version, bytes) = (quantised.version(), quantised.to_bytes()?);
    drop(quantised);
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut report = |done: usize| {
        let total = Some(2 * SENTENCES.len() as u64);
        progress(Progress { stage: Stage::Compare, done: done as u64, total });
    };
    report(0);
    let expected = MiniLm::new(original, threads)?.embed(&SENTENCES)?;
    report(SENTENCES.len());
    let actual = MiniLm::new(StoredModel::from_bytes(bytes.clone())?, threads)?.embed(&SENTENCES)?;
    report(2 * SENTENCES.len());
    let [min_cosine, mean_cosine] = cosines(&expected, &actual);
    if min_cosine < wanted.min_cosine {
        return Err(Error::Disagreement { cosine: min_cosine, bound: wanted.min_cosine });
    }
    let agreement = Agreement::Text { sentences: SENTENCES.len(), min_cosine, mean_cosine };
    Ok(Converted { version, bytes, agreement })
}

/// The published model in full precision.
fn read_published(wanted: Wanted, mut published: Published) -> Result<StoredModel, Error> {
    let config: Config = serde_json::from_slice(&published.take(CONFIG))
        .map_err(|source| Error::Json { what: CONFIG, source })?;
    let shape = config.shape(wanted.max_tokens)?;
    let vocabulary = Vocabulary::from_tokenizer_json(&published.take(TOKENIZER))?;
    check_shape(&shape, &vocabulary)?;
    let weights = BertWeights::from_published(&Safetensors::parse(published.take(WEIGHTS))?, shape)?;
    Ok(StoredModel { name: wanted.name.to_owned(), encoding: Encoding::F32, weights, vocabulary })
}

impl Config {
    fn shape(self, max_tokens: usize) -> Result<BertShape, Error> {
        let required = [
            ("model type", self.model_type, "bert"),
            ("activation", self.hidden_act, "gelu"),
            ("kind of positions", self.position_embedding_type, "absolute"),
        ];
        for (setting, found, expected) in required {
            if found != expected {
                return Err(Error::Unsupported { setting, found, expected });
            }
        }
        Ok(BertShape {
            vocabulary: self.vocab_size,
            width: self.hidden_size,
            inner: self.intermediate_size,
            layers: self.num_hidden_layers,
            heads: self.num_attention_heads,
            max_tokens: max_tokens.min(self.max_position_embeddings),
            epsilon: self.layer_norm_eps,
        })
    }
}

/// The lowest and the mean cosine over pairs of unit vectors.
fn cosines(expected: &[Vec<f32>], actual: &[Vec<f32>]) -> [f32; 2] {
    let cosines = expected.iter().zip(actual).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>());
    let (mut lowest, mut sum) = (f32::INFINITY, 0.0);
    for cosine in cosines {
        lowest = lowest.min(cosine);
        sum += cosine;
    }
    [lowest, sum / expected.len() as f32]
}
