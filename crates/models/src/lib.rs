//! Weight files, their provenance, and the inference that runs on them.
//!
//! Two kinds of model: the sentence encoder all-MiniLM-L6-v2, which turns queries and descriptions of tracks into
//! vectors that are near when their meanings are, and the music taggers musicnn, which tell from the sound what
//! people would call it.
//!
//! **No inference engine.** The networks' passes are written out, in `bert` (in eight bits) and `musicnn` (in single
//! precision), over the matrix kernels of `rten`; those modules say why. The road not taken, a graph in ONNX run by
//! an engine, is measured beside it in `docs/decisions/0002-text-model-runtime.md`.
//!
//! **No trust in sources.** [`pull()`] takes the published files from wherever they can be had, accepts only the
//! pinned bytes, converts them to a file of our own, compares its answers with the original's, and installs it so
//! that a crash leaves the former model or the new one. Loading compares checksums again.
//!
//! **One version for every vector.** [`ModelVersion`] goes wherever vectors go; those of different versions are
//! never compared.
//!
//! In the data's order: `spec` what is known of a model, [`pull()`] and `wheel` getting it, `checkpoint`,
//! `safetensors` and `stored` its files, `dir` the folder of installed models. Then for text `tokenizer` and `bert`
//! the arithmetic, `minilm` the encoder in use, `cache` a memory before it; for sound `mel` the spectrogram, `musicnn`
//! the network, `tagger` the taggers in use. `simd` and `threads` serve both.

mod spec;

mod pull;
mod wheel;

mod checkpoint;
mod safetensors;
mod stored;

mod dir;

mod bert;
mod simd;
mod tokenizer;

mod mel;
mod musicnn;

mod threads;

mod batching;
mod cache;
mod encoder;
mod minilm;

mod tagger;

mod clap;

mod error;

#[cfg(test)]
mod testing;

pub use batching::BatchingEncoder;
pub use cache::{CacheLimits, CacheStats, CachedEncoder};
pub use checkpoint::{CheckpointError, MAX_INDEX_BYTES, MAX_NAME_BYTES, MAX_TENSORS, fuzz_checkpoint};
pub use clap::{
    BpeError, ClapAudio, ClapError, ClapText, MAX_CONFIG_BYTES, MAX_HEARD_WINDOWS, MAX_MERGES, MAX_RUN_BYTES,
    MAX_TOKENIZER_BYTES, MAX_TOKENS, SoundEncoder, SoundListener, SoundVector,
};
pub use dir::{
    Agreement, MAX_MODEL_BYTES, Manifest, ModelDir, ModelStatus, OriginFile, Verification, Verified, list,
    verify,
};
pub use encoder::{ModelVersion, TextEncoder};
pub use error::{Error, ManifestError};
pub use mel::SAMPLE_RATE;
pub use minilm::{MAX_THREADS, MiniLm};
#[cfg(any(test, feature = "testing"))]
pub use pull::install_small_clap;
pub use pull::{Outcome, Progress, Pulled, Source, Stage, pull, pull_all};
pub use safetensors::{MAX_HEADER_BYTES, SafetensorsError};
pub use spec::KnownModel;
pub use tagger::{Heard, Listener, MAX_WINDOWS, MIN_SECONDS, Taggers, WINDOW_SECONDS, Window, tag_names};
pub use tokenizer::{MAX_TEXT_BYTES, MAX_VOCABULARY, MAX_WORD_CHARS, TokenizerError};
pub use wheel::{MAX_WHEEL_BYTES, WheelError};
