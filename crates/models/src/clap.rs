//! Joint models of sound and language of the CLAP family, as published in ONNX: a text tower and an audio tower whose
//! vectors lie in one space, so that a sentence finds the sounds that it describes.
//!
//! Optional: half a gigabyte of weights, a second of processor time and more per sound. [`ClapText`] is a
//! [`TextEncoder`] like the default one, [`ClapAudio`] a [`SoundEncoder`]; each is loaded where it is needed. Both bear
//! the same [`ModelVersion`], which says that their vectors may be compared.
//!
//! What is taken is what `transformers` calls a `ClapModel` without feature fusion (LAION-CLAP, Wu et al. 2023), as
//! exported by Optimum: `onnx/text_model.onnx` (`input_ids`, and `attention_mask` where the export kept it, to
//! `text_embeds`), `onnx/audio_model.onnx` (`input_features` to `audio_embeds`), `tokenizer.json`,
//! `preprocessor_config.json`, `config.json`. Graphs of `laion/larger_clap_music` would load, but that conversion is
//! known to be broken and is not offered.
//!
//! `bpe` cuts texts, `config` reads how sounds are prepared, `mel` prepares them (and does what the runtime cannot),
//! `listen` chooses windows, `graph` runs a tower, `installed` finds the pulled model.

mod bpe;
mod config;
mod error;
mod graph;
mod installed;
mod listen;
mod mel;

use std::path::Path;
use std::sync::Arc;

pub use self::bpe::{MAX_MERGES, MAX_RUN_BYTES, MAX_TOKENS};
pub use self::error::{BpeError, ClapError};
pub use self::listen::MAX_HEARD_WINDOWS;

use self::bpe::Bpe;
use self::config::Preprocessing;
use self::graph::{Graph, Ports};
use self::installed::Files;
use self::listen::Windows;
use self::mel::LogMel;
use crate::dir::MAX_MODEL_BYTES;
use crate::encoder::{ModelVersion, TextEncoder};
use crate::error::Error;

pub(crate) const TEXT_GRAPH: &str = "onnx/text_model.onnx";
pub(crate) const AUDIO_GRAPH: &str = "onnx/audio_model.onnx";
pub(crate) const TOKENIZER: &str = "tokenizer.json";
pub(crate) use self::config::{CONFIG, PREPROCESSOR};
pub(crate) use self::installed::{FORMAT_VERSION, list_sha256, verify, version};

/// Largest tokenizer description read; the published ones have 2 MB.
pub const MAX_TOKENIZER_BYTES: u64 = 16 << 20;

/// Largest configuration file read.
pub const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// A model that makes vectors of sounds.
pub trait SoundEncoder: Send + Sync {
    /// The version of every vector that this encoder makes.
    fn version(&self) -> &ModelVersion;

    /// Length of a vector.
    fn dimensions(&self) -> usize;

    /// Rate of the sound it listens to, in hertz.
    fn sample_rate(&self) -> u32;

    /// Begins to listen to a sound.
    fn listen(&self) -> Box<dyn SoundListener>;
}

/// Listens to one sound.
pub trait SoundListener: Send {
    /// Takes more of the sound: mono at [`SoundEncoder::sample_rate`], full scale ±1, in blocks of any size. What is
    /// no number counts as silence. The result does not depend on how the sound is cut into blocks.
    fn push(&mut self, mono: &[f32]);

    /// The sound's vector; `None` for less than a second. The networks run here.
    ///
    /// # Errors
    /// [`Error::Clap`] when the graph fails, [`Error::NotFinite`] when damaged weights give no usable number. Sounds
    /// themselves cause no errors.
    fn finish(self: Box<Self>) -> Result<Option<SoundVector>, Error>;
}

/// A sound's vector.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundVector {
    /// Windows heard.
    pub windows: usize,
    /// Mean of the windows' unit vectors, of unit length again. [`SoundEncoder::dimensions`] values.
    pub vector: Vec<f32>,
}

/// The text tower, loaded and ready.
pub struct ClapText {
    version: ModelVersion,
    dimensions: usize,
    tokenizer: Bpe,
    graph: Graph,
}

/// The audio tower, loaded and ready. Shared by all threads.
pub struct ClapAudio {
    ear: Arc<Ear>,
}

/// What listeners need of the audio tower.
struct Ear {
    version: ModelVersion,
    dimensions: usize,
    mel: LogMel,
    graph: Graph,
}

impl ClapText {
    /// Loads the tower from a folder of published files, and tries it once. `version` names what it makes.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that is missing, [`Error::TooLong`], [`Error::Clap`] for one that cannot be used.
    pub fn open(folder: &Path, version: ModelVersion) -> Result<Self, Error> {
        Self::read(&Files::unchecked(folder), version)
    }

    fn read(files: &Files, version: ModelVersion) -> Result<Self, Error> {
        let tokenizer = files.read(TOKENIZER, MAX_TOKENIZER_BYTES)?;
        let tokenizer = Bpe::from_tokenizer_json(&tokenizer).map_err(ClapError::Tokenizer)?;
        let ports = Ports { input: "input_ids", optional: Some("attention_mask"), output: "text_embeds" };
        let graph = Graph::load(TEXT_GRAPH, files.read(TEXT_GRAPH, MAX_MODEL_BYTES)?, &ports)?;
        let mut text = Self { version, dimensions: 0, tokenizer, graph };
        text.dimensions = text.embed_one("")?.len();
        Ok(text)
    }

    /// Texts go through one by one: unpadded, a text's vector cannot depend on its company.
    fn embed_one(&self, text: &str) -> Result<Vec<f32>, Error> {
        let ids: Vec<i32> = self.tokenizer.encode(text).into_iter().map(u32::cast_signed).collect();
        let mask = vec![1_i32; ids.len()];
        let shape = [1, ids.len()];
        let inputs = vec![self.graph.input(&shape, ids)?, self.graph.input(&shape, mask)?];
        let vector = self.graph.run(inputs)?.into_iter().map(f64::from).collect();
        unit(vector, &self.version)
    }
}

impl TextEncoder for ClapText {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        texts.iter().map(|text| self.embed_one(text)).collect()
    }
}

impl ClapAudio {
    /// Loads the tower from a folder of published files, and tries it once. `version` names what it makes.
    ///
    /// # Errors
    /// As [`ClapText::open`].
    pub fn open(folder: &Path, version: ModelVersion) -> Result<Self, Error> {
        Self::read(&Files::unchecked(folder), version)
    }

    fn read(files: &Files, version: ModelVersion) -> Result<Self, Error> {
        let preprocessor = files.read(PREPROCESSOR, MAX_CONFIG_BYTES)?;
        let config = files.read(CONFIG, MAX_CONFIG_BYTES)?;
        let mel = LogMel::new(Preprocessing::read(&preprocessor, &config)?);
        let ports = Ports { input: "input_features", optional: None, output: "audio_embeds" };
        let graph = Graph::load(AUDIO_GRAPH, files.read(AUDIO_GRAPH, MAX_MODEL_BYTES)?, &ports)?;
        let mut ear = Ear { version, dimensions: 0, mel, graph };
        ear.dimensions = ear.hear(&ear.mel.frames(&[0.0]))?.len();
        Ok(Self { ear: Arc::new(ear) })
    }
}

impl SoundEncoder for ClapAudio {
    fn version(&self) -> &ModelVersion {
        &self.ear.version
    }

    fn dimensions(&self) -> usize {
        self.ear.dimensions
    }

    fn sample_rate(&self) -> u32 {
        self.ear.mel.settings().rate
    }

    fn listen(&self) -> Box<dyn SoundListener> {
        Box::new(Windows::new(Arc::clone(&self.ear)))
    }
}

impl Ear {
    /// The unit vector of one window, from its spectrogram.
    fn hear(&self, frames: &[f32]) -> Result<Vec<f32>, Error> {
        let Preprocessing { width, bands, .. } = *self.mel.settings();
        let features = self.graph.input(&[1, 1, width, bands], self.mel.stretched(frames))?;
        self.unit(self.graph.run(vec![features])?.into_iter().map(f64::from).collect())
    }

    fn unit(&self, vector: Vec<f64>) -> Result<Vec<f32>, Error> {
        unit(vector, &self.version)
    }
}

impl std::fmt::Debug for ClapText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClapText").field("version", &self.version).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ClapAudio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClapAudio").field("version", &self.ear.version).finish_non_exhaustive()
    }
}

/// Scaled to unit length. A vector without a length has no direction: damaged weights.
fn unit(vector: Vec<f64>, version: &ModelVersion) -> Result<Vec<f32>, Error> {
    let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    if !length.is_finite() || length < f64::from(f32::MIN_POSITIVE) {
        return Err(Error::NotFinite { version: version.clone() });
    }
    Ok(vector.into_iter().map(|value| (value / length) as f32).collect())
}
