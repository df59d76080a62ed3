//! A joint model's folder among the installed models: the published files as they are, held against the checksums in
//! the manifest whenever they are read.
//!
//! ```text
//! <data>/models/
//!   clap-htsat-unfused.json           manifest; its checksum is that of the list of the files' checksums
//!   hark-clap-1-<12 hex digits>/      named by that checksum
//!     onnx/text_model.onnx, onnx/audio_model.onnx, tokenizer.json, preprocessor_config.json, config.json
//! ```

use std::path::{Path, PathBuf};

use super::{ClapAudio, ClapText};
use crate::dir::{
    MAX_MODEL_BYTES, Manifest, ModelDir, OriginFile, Verified, check_sha256, read_bounded, sha256,
};
use crate::encoder::ModelVersion;
use crate::error::{Error, ManifestError};
use crate::spec::{self, ModelSpec};

/// Revision of how sounds and texts are prepared for the graphs.
pub(crate) const FORMAT_VERSION: &str = "1";

/// Where a tower's files come from.
pub(super) struct Files<'a> {
    folder: &'a Path,
    /// What they must be; nothing for a folder of the caller's.
    origins: Option<&'a [OriginFile]>,
}

impl<'a> Files<'a> {
    pub(super) fn unchecked(folder: &'a Path) -> Self {
        Self { folder, origins: None }
    }

    /// A file's bytes, at most `limit`.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let path = self.folder.join(name);
        let bytes = read_bounded(&path, limit)?;
        if let Some(origins) = self.origins {
            let origin = origins.iter().find(|origin| origin.name == name);
            check_sha256(&path, &sha256(&bytes), origin.map_or("none", |origin| &origin.sha256))?;
        }
        Ok(bytes)
    }
}

/// Version of the vectors of both towers.
pub(crate) fn version(spec: &ModelSpec) -> ModelVersion {
    ModelVersion::new(format!("{}/f32/{FORMAT_VERSION}", spec.name))
}

/// The checksum that stands for all files.
pub(crate) fn list_sha256(origins: &[OriginFile]) -> String {
    let line = |origin: &OriginFile| format!("{}  {}\n", origin.sha256, origin.name);
    sha256(origins.iter().map(line).collect::<String>().as_bytes())
}

/// The manifest and the folder it names.
fn installed(dir: &ModelDir, spec: &ModelSpec) -> Result<(Manifest, PathBuf), Error> {
    let manifest = dir.read_manifest(spec)?;
    let folder = dir.path().join(&manifest.file);
    let found = list_sha256(&manifest.made_from);
    if found != manifest.sha256 {
        let path = dir.path().join(format!("{}.json", spec.name));
        return Err(Error::Manifest { path, source: ManifestError::FileName { found: manifest.file } });
    }
    if manifest.version != version(spec).as_str() {
        let (found, expected) = (version(spec), ModelVersion::new(&manifest.version));
        return Err(Error::WrongVersion { path: folder, found, expected });
    }
    Ok((manifest, folder))
}

/// Reads every file in full and compares it with the manifest.
pub(crate) fn verify(dir: &ModelDir, spec: &ModelSpec) -> Result<Verified, Error> {
    let (manifest, folder) = installed(dir, spec)?;
    let files = Files { folder: &folder, origins: Some(&manifest.made_from) };
    let mut bytes = 0;
    for origin in &manifest.made_from {
        bytes += files.read(&origin.name, MAX_MODEL_BYTES)?.len() as u64;
    }
    Ok(Verified { version: version(spec), bytes, sha256: manifest.sha256 })
}

impl ClapText {
    /// Loads the installed text tower.
    ///
    /// # Errors
    /// [`Error::NotInstalled`] when it was never pulled; otherwise what is wrong with the installed files. Their
    /// checksums are compared on every load.
    pub fn load(dir: &ModelDir) -> Result<Self, Error> {
        let spec = spec::clap();
        let (manifest, folder) = installed(dir, &spec)?;
        Self::read(&Files { folder: &folder, origins: Some(&manifest.made_from) }, version(&spec))
    }
}

impl ClapAudio {
    /// Loads the installed audio tower.
    ///
    /// # Errors
    /// As [`ClapText::load`].
    pub fn load(dir: &ModelDir) -> Result<Self, Error> {
        let spec = spec::clap();
        let (manifest, folder) = installed(dir, &spec)?;
        Self::read(&Files { folder: &folder, origins: Some(&manifest.made_from) }, version(&spec))
    }
}
