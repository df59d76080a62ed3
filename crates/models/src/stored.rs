//! Our own model files, each one safetensors file: here a converted text encoder with its vocabulary, in `tagger` a
//! music tagger.
//!
//! ```text
//! __metadata__   format = "hark-text-encoder", format_version = "1", model, encoding = "int8" | "f32",
//!                tokenizer = "bert-uncased", shape = JSON of the sizes
//! vocabulary     U8: one token a line, in order of ids
//! words          I8 [vocabulary, width] with words.scales F32 [vocabulary]; or F32
//! positions      F32 [max_tokens, width]
//! norm.gain, norm.bias, layers.N.{qkv,attention,up,down}.{weight,weight.scales,bias},
//! layers.N.{attention_norm,output_norm}.{gain,bias}
//! ```
//!
//! A change in what the arrays mean, or in the arithmetic that uses them, raises [`FORMAT_VERSION`], which is part of
//! every vector's version.

mod tagger;

pub(crate) use self::tagger::{StoredTagger, TAGGER_FORMAT_VERSION};
use crate::bert::{BertShape, BertWeights};
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::safetensors::{Safetensors, SafetensorsWriter};
use crate::tokenizer::Vocabulary;

/// Revision of the file and of the arithmetic.
pub(crate) const FORMAT_VERSION: &str = "1";

const FORMAT: &str = "hark-text-encoder";
const TOKENIZER: &str = "bert-uncased";

/// How the matrices are stored and multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As trained; for comparison.
    F32,
    /// In eight bits.
    Int8,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Int8 => "int8",
        }
    }
}

/// A model that has a file.
pub(crate) trait Stored: Sized {
    /// The version of what this model makes.
    fn version(&self) -> ModelVersion;

    /// Reads a file and checks that its parts belong together.
    fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error>;
}

/// A text encoder as it lies in the file.
#[derive(Debug, Clone)]
pub(crate) struct StoredModel {
    pub(crate) name: String,
    pub(crate) encoding: Encoding,
    pub(crate) weights: BertWeights,
    pub(crate) vocabulary: Vocabulary,
}

impl StoredModel {
    /// The same model in eight bits.
    pub(crate) fn quantised(&self) -> Self {
        Self { encoding: Encoding::Int8, weights: self.weights.quantised(), ..self.clone() }
    }

    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut file = SafetensorsWriter::default();
        let shape = serde_json::to_string(&self.weights.shape)
            .map_err(|source| Error::Json { what: "the model's shape", source })?;
        let metadata = [
            ("format", FORMAT),
            ("format_version", FORMAT_VERSION),
            ("model", &self.name),
            ("encoding", self.encoding.name()),
            ("tokenizer", TOKENIZER),
            ("shape", &shape),
        ];
        metadata.into_iter().for_each(|(key, value)| file.metadata(key, value));
        file.u8("vocabulary", &self.vocabulary.to_lines());
        self.weights.write(&mut file);
        Ok(file.finish())
    }
}

impl Stored for StoredModel {
    fn version(&self) -> ModelVersion {
        ModelVersion::new(format!("{}/{}/{FORMAT_VERSION}", self.name, self.encoding.name()))
    }

    fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let file = Safetensors::parse(bytes)?;
        require(&file, "format", FORMAT)?;
        require(&file, "format_version", FORMAT_VERSION)?;
        require(&file, "tokenizer", TOKENIZER)?;
        let encoding = match metadata(&file, "encoding")? {
            "int8" => Encoding::Int8,
            "f32" => Encoding::F32,
            other => return Err(wrong_metadata("encoding", other, "int8 or f32")),
        };
        let name = metadata(&file, "model")?.to_owned();
        let shape: BertShape = serde_json::from_str(metadata(&file, "shape")?)
            .map_err(|source| Error::Json { what: "the model's shape", source })?;
        let vocabulary = Vocabulary::from_lines(file.u8("vocabulary")?)?;
        check_shape(&shape, &vocabulary)?;
        let weights = BertWeights::read(&file, shape)?;
        Ok(Self { name, encoding, weights, vocabulary })
    }
}

/// Refuses sizes out of bounds and a vocabulary of another length.
pub(crate) fn check_shape(shape: &BertShape, vocabulary: &Vocabulary) -> Result<(), Error> {
    if !shape.is_sound() || shape.vocabulary != vocabulary.len() {
        return Err(Error::Shape { shape: format!("{shape:?}"), vocabulary: vocabulary.len() });
    }
    Ok(())
}

fn metadata<'a>(file: &'a Safetensors, key: &'static str) -> Result<&'a str, Error> {
    file.metadata(key).ok_or_else(|| wrong_metadata(key, "missing", "present"))
}

fn require(file: &Safetensors, key: &'static str, expected: &'static str) -> Result<(), Error> {
    match metadata(file, key)? {
        found if found == expected => Ok(()),
        found => Err(wrong_metadata(key, found, expected)),
    }
}

fn wrong_metadata(key: &'static str, found: &str, expected: &'static str) -> Error {
    Error::Metadata { key, found: found.to_owned(), expected }
}

#[cfg(test)]
mod tests;
