//! The small joint model of the tests, installed where the real one would be and under its version: for the tests of the
//! crates that use it. Its weights are random; its vectors are of the right shape and mean nothing.

use std::path::PathBuf;

use super::{Pulled, Pulls, Source};
use crate::dir::{self, MAX_MODEL_BYTES, ModelDir};
use crate::error::Error;
use crate::spec::{ModelSpec, Pin, clap};

/// Installs the small pair of `tests/fixtures/clap`.
///
/// # Errors
/// When the fixture cannot be read, or the folder not be written.
pub fn install_small_clap(dir: &ModelDir) -> Result<Pulled, Error> {
    let folder = folder();
    let spec = spec(&folder)?;
    Pulls::new(dir)?.pull(&spec, &Source::Path(folder), &mut |_| {})
}

/// Where the fixture is.
pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap")
}

/// The specification with the files of `folder` pinned.
pub(super) fn spec(folder: &std::path::Path) -> Result<ModelSpec, Error> {
    let mut spec = clap();
    for pin in &mut spec.files {
        let bytes = dir::read_bounded(&folder.join(pin.name), MAX_MODEL_BYTES)?;
        *pin = Pin { name: pin.name, bytes: bytes.len() as u64, sha256: dir::sha256(&bytes).into() };
    }
    Ok(spec)
}
