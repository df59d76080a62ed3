//! The folder of installed models: what is there, whether it is whole, and how a new one comes in.
//!
//! ```text
//! <data>/models/
//!   all-MiniLM-L6-v2.json                      manifest: version, licence, source, checksums
//!   hark-minilm-1-<12 hex digits>.safetensors  the model, named by its content
//!   musicnn-msd.json, musicnn-mtt.json, …      the same for every other model
//!   hark-clap-1-<12 hex digits>/               a joint model's files, as published
//!   .lock                                      empty; locked while something is pulled
//!   .pull-…                                    only while something is pulled
//! ```
//!
//! The manifest is the commit point. A model's file is written under a name of its own, synced and renamed into
//! place; then the manifest is replaced the same way; then files no manifest names are removed. Killed at any moment,
//! the folder holds the former model or the new one, whole.

mod manifest;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};

pub use self::manifest::{Agreement, Manifest, OriginFile};
use crate::clap;
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::spec::{Kind, KnownModel, ModelSpec};
use crate::stored::{Stored, StoredModel, StoredTagger};

/// Largest manifest read.
const MAX_MANIFEST_BYTES: u64 = 64 << 10;

/// Largest model file read.
pub const MAX_MODEL_BYTES: u64 = 512 << 20;

/// Temporary names begin so.
pub(crate) const TEMPORARY_PREFIX: &str = ".pull-";

/// The folder in which models are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelDir(PathBuf);

/// One known model, as `models list` shows it.
#[derive(Debug)]
pub struct ModelStatus {
    /// Its name.
    pub name: &'static str,
    /// SPDX name of its licence.
    pub licence: &'static str,
    /// What is installed, `None` when nothing is; an error when the manifest cannot be read.
    pub installed: Option<Result<Manifest, Error>>,
}

/// What `models verify` found out about one known model.
#[derive(Debug)]
pub struct Verification {
    /// Its name.
    pub name: &'static str,
    /// The installed file, where the manifest can be read.
    pub file: Option<PathBuf>,
    /// The version and checksum of a whole file; otherwise what is wrong, [`Error::NotInstalled`] included.
    pub outcome: Result<Verified, Error>,
}

/// A file found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The version of what it makes.
    pub version: ModelVersion,
    /// Its length.
    pub bytes: u64,
    /// Its checksum, equal to the manifest's.
    pub sha256: String,
}

impl ModelDir {
    /// Names a folder; it need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether a manifest of this model is there. Cheap; says nothing about the files.
    pub fn has(&self, model: KnownModel) -> bool {
        self.manifest_path(&model.spec()).is_file()
    }

    /// Reads the installed model, its length and checksum compared with the manifest's.
    pub(crate) fn read_installed<M: Stored>(&self, spec: &ModelSpec) -> Result<M, Error> {
        let (model, _) = self.read_checked(spec)?;
        Ok(model)
    }

    /// Puts a model in the place of the one installed.
    pub(crate) fn install(
        &self,
        spec: &ModelSpec,
        model: &[u8],
        manifest: &Manifest,
    ) -> Result<PathBuf, Error> {
        let path = self.0.join(&manifest.file);
        self.write_atomically(&path, model)?;
        self.write_atomically(&self.manifest_path(spec), &manifest.to_json()?)?;
        self.remove_others(spec, &manifest.file)?;
        Ok(path)
    }

    /// Puts a folder of files, written and synced, in the place of the one installed.
    pub(crate) fn install_folder(
        &self,
        spec: &ModelSpec,
        folder: TempDir,
        manifest: &Manifest,
    ) -> Result<PathBuf, Error> {
        let path = self.0.join(&manifest.file);
        let error = |source| Error::Io { path: path.clone(), source };
        make_enterable(folder.path()).map_err(error)?;
        // One of the same name held the same bytes, or is damaged.
        remove_folder(&path)?;
        std::fs::rename(folder.path(), &path).map_err(error)?;
        // Renamed away: there is nothing left to remove on dropping.
        drop(folder.keep());
        sync_folder(&self.0).map_err(error)?;
        self.write_atomically(&self.manifest_path(spec), &manifest.to_json()?)?;
        let prefix = format!("{}-", spec.stem);
        let others =
            self.names()?.into_iter().filter(|name| name.starts_with(&prefix) && *name != manifest.file);
        others.map(|name| self.0.join(name)).try_for_each(|path| remove_folder(&path))?;
        Ok(path)
    }

    fn manifest_path(&self, spec: &ModelSpec) -> PathBuf {
        self.0.join(format!("{}.json", spec.name))
    }

    pub(crate) fn read_manifest(&self, spec: &ModelSpec) -> Result<Manifest, Error> {
        let path = self.manifest_path(spec);
        let bytes = match read_bounded(&path, MAX_MANIFEST_BYTES) {
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::NotInstalled { model: spec.name, dir: self.0.clone() });
            }
            read => read?,
        };
        Manifest::from_json(&bytes, spec).map_err(|source| Error::Manifest { path, source })
    }

    fn read_checked<M: Stored>(&self, spec: &ModelSpec) -> Result<(M, Verified), Error> {
        let manifest = self.read_manifest(spec)?;
        let path = self.0.join(&manifest.file);
        let bytes = read_bounded(&path, MAX_MODEL_BYTES)?;
        let verified = Verified {
            version: ModelVersion::new(&manifest.version),
            bytes: bytes.len() as u64,
            sha256: sha256(&bytes),
        };
        check_sha256(&path, &verified.sha256, &manifest.sha256)?;
        let model = M::from_bytes(bytes)?;
        if model.version() != verified.version {
            return Err(Error::WrongVersion { path, found: model.version(), expected: verified.version });
        }
        Ok((model, verified))
    }

    fn write_atomically(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let error = |source| Error::Io { path: path.to_owned(), source };
        let mut file =
            tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(&self.0).map_err(error)?;
        file.write_all(bytes).map_err(error)?;
        make_readable(&file).map_err(error)?;
        file.as_file().sync_all().map_err(error)?;
        file.persist(path).map_err(|failed| error(failed.error))?;
        sync_folder(&self.0).map_err(error)
    }

    /// Removes this model's former files.
    fn remove_others(&self, spec: &ModelSpec, keep: &str) -> Result<(), Error> {
        let prefix = format!("{}-", spec.stem);
        for name in self.names()? {
            if name.starts_with(&prefix) && name.ends_with(".safetensors") && name != keep {
                let path = self.0.join(&name);
                std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
            }
        }
        Ok(())
    }

    /// Names of the folder's entries that are UTF-8, sorted.
    pub(crate) fn names(&self) -> Result<Vec<String>, Error> {
        let error = |source| Error::Io { path: self.0.clone(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.0).map_err(error)? {
            names.extend(entry.map_err(error)?.file_name().into_string());
        }
        names.sort_unstable();
        Ok(names)
    }
}

/// Every known model and what of it is installed.
pub fn list(dir: &ModelDir) -> Vec<ModelStatus> {
    let status = |model: KnownModel| {
        let spec = model.spec();
        let installed = match dir.read_manifest(&spec) {
            Err(Error::NotInstalled { .. }) => None,
            read => Some(read),
        };
        ModelStatus { name: spec.name, licence: spec.licence, installed }
    };
    KnownModel::ALL.into_iter().map(status).collect()
}

/// Reads every known model's installed file in full and compares it with its manifest. A model that is only pulled by
/// name is left out while it is not installed.
pub fn verify(dir: &ModelDir) -> Vec<Verification> {
    let verification = |model: KnownModel| {
        let spec = model.spec();
        let file = dir.read_manifest(&spec).ok().map(|manifest| dir.path().join(manifest.file));
        let outcome = match spec.kind {
            Kind::Text { .. } => dir.read_checked::<StoredModel>(&spec).map(|(_, verified)| verified),
            Kind::Tagger { .. } => dir.read_checked::<StoredTagger>(&spec).map(|(_, verified)| verified),
            Kind::Joint => clap::verify(dir, &spec),
        };
        Verification { name: spec.name, file, outcome }
    };
    let wanted = |model: &KnownModel| KnownModel::DEFAULT.contains(model) || dir.has(*model);
    KnownModel::ALL.into_iter().filter(wanted).map(verification).collect()
}

/// Removes a folder and what is in it, if it is there.
fn remove_folder(path: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Io { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// The name of a model's file, from its content's checksum.
pub(crate) fn file_name(spec: &ModelSpec, sha256: &str) -> String {
    let start = sha256.get(..12).unwrap_or(sha256);
    let ending = if spec.kind == Kind::Joint { "" } else { ".safetensors" };
    format!("{}-{}-{start}{ending}", spec.stem, spec.kind.format_version())
}

/// The checksum in lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses bytes whose checksum is another than expected.
pub(crate) fn check_sha256(path: &Path, actual: &str, expected: &str) -> Result<(), Error> {
    if actual == expected {
        return Ok(());
    }
    Err(Error::Checksum { path: path.to_owned(), actual: actual.to_owned(), expected: expected.to_owned() })
}

/// Reads a whole file unless it is longer than `limit`.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let error = |source| Error::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(error)?;
    read_limited(file, limit, path)
}

/// Reads to the end unless there is more than `limit`. `path` names the source in errors.
pub(crate) fn read_limited(source: impl Read, limit: u64, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| Error::Io { path: path.to_owned(), source })?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLong { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Temporary files are private to their owner; an installed model need not be.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// The same for a temporary folder.
#[cfg(unix)]
fn make_enterable(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_enterable(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Makes a rename last. Only Unix opens folders.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
