//! The manifest of an installed model: what it is, where it came from, and the checksum to hold it against.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ManifestError};
use crate::spec::ModelSpec;

/// Revision of the manifest.
const MANIFEST_VERSION: u32 = 1;

/// The manifest, as stored in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// Revision of this description.
    pub manifest_version: u32,
    /// The model's name.
    pub model: String,
    /// Version of what it makes.
    pub version: String,
    /// SPDX name of the licence.
    pub licence: String,
    /// Where that licence was read.
    pub licence_read_from: String,
    /// Where the published files came from.
    pub source: String,
    /// Our file, in the same folder.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its checksum, in hexadecimal digits.
    pub sha256: String,
    /// The published files it was made from.
    pub made_from: Vec<OriginFile>,
    /// How close the stored model came to the original when it was made.
    pub agreement: Agreement,
}

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginFile {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its checksum, in hexadecimal digits.
    pub sha256: String,
}

/// How close what is stored came to the original when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Agreement {
    /// Of a text encoder: cosines between the stored model's vectors and those in full precision.
    Text {
        /// Sentences compared.
        sentences: usize,
        /// The lowest cosine.
        min_cosine: f32,
        /// The mean.
        mean_cosine: f32,
    },
    /// Of a tagger: its probabilities and those of the network as published.
    Tags {
        /// Patches of spectrogram compared.
        patches: usize,
        /// The largest difference of a probability.
        max_difference: f32,
    },
    /// Of a model kept as published.
    Unchanged {
        /// Files kept.
        files: usize,
    },
}

impl Manifest {
    /// The current revision of this description.
    pub(crate) const VERSION: u32 = MANIFEST_VERSION;

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, Error> {
        let mut json =
            serde_json::to_vec_pretty(self).map_err(|source| Error::Json { what: "the manifest", source })?;
        json.push(b'\n');
        Ok(json)
    }

    /// Reads a manifest of this model. Its file name must be one that installing gives, so that it cannot point
    /// elsewhere.
    pub(crate) fn from_json(json: &[u8], spec: &ModelSpec) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(json)?;
        if manifest.manifest_version != MANIFEST_VERSION {
            return Err(ManifestError::Version { found: manifest.manifest_version });
        }
        if manifest.model != spec.name {
            return Err(ManifestError::Model { found: manifest.model, expected: spec.name });
        }
        if manifest.file != super::file_name(spec, &manifest.sha256) {
            return Err(ManifestError::FileName { found: manifest.file });
        }
        Ok(manifest)
    }
}
