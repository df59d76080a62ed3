//! A tagger as it lies in our own file.
//!
//! ```text
//! __metadata__   format = "hark-tagger", format_version = "1", model, encoding = "f32", shape = JSON of the sizes
//! input          F32 [2]: scale and shift of the spectrogram
//! timbral.{0,1}, temporal.{0,1,2}, middle.{0,1,2}:
//!     .weights   F32 [frames, bands or columns, channels], .bias F32 [channels], .sign I8 [channels],
//!     .offset    F32 [channels]
//! dense, output  .weights F32 [inputs, outputs], .bias F32 [outputs]; dense.scale, dense.shift F32 [outputs]
//! ```

use super::{Stored, metadata, require};
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::musicnn::{Folded, Shape};
use crate::safetensors::{Safetensors, SafetensorsWriter};

/// Revision of the file and of the arithmetic, the spectrogram's included.
pub(crate) const TAGGER_FORMAT_VERSION: &str = "1";

const FORMAT: &str = "hark-tagger";
const ENCODING: &str = "f32";

/// A tagger with its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredTagger {
    pub(crate) name: String,
    pub(crate) network: Folded,
}

impl StoredTagger {
    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut file = SafetensorsWriter::default();
        let shape = serde_json::to_string(&self.network.shape)
            .map_err(|source| Error::Json { what: "the model's shape", source })?;
        let metadata = [
            ("format", FORMAT),
            ("format_version", TAGGER_FORMAT_VERSION),
            ("model", &self.name),
            ("encoding", ENCODING),
            ("shape", &shape),
        ];
        metadata.into_iter().for_each(|(key, value)| file.metadata(key, value));
        self.network.write(&mut file);
        Ok(file.finish())
    }
}

impl Stored for StoredTagger {
    fn version(&self) -> ModelVersion {
        ModelVersion::new(format!("{}/{ENCODING}/{TAGGER_FORMAT_VERSION}", self.name))
    }

    fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let file = Safetensors::parse(bytes)?;
        require(&file, "format", FORMAT)?;
        require(&file, "format_version", TAGGER_FORMAT_VERSION)?;
        require(&file, "encoding", ENCODING)?;
        let name = metadata(&file, "model")?.to_owned();
        let shape: Shape = serde_json::from_str(metadata(&file, "shape")?)
            .map_err(|source| Error::Json { what: "the model's shape", source })?;
        shape.check()?;
        let tagger = Self { name, network: Folded::read(&file, shape)? };
        if tagger.network.is_finite() {
            Ok(tagger)
        } else {
            Err(Error::NotFinite { version: tagger.version() })
        }
    }
}

#[cfg(test)]
mod tests;
