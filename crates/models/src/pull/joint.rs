//! Installing a joint model: its files as published, in a folder of their own, once both towers have been tried.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::{Origin, Progress, Published, Pulled, Report, Stage, origins};
use crate::clap::{self, ClapAudio, ClapError, ClapText, SoundEncoder};
use crate::dir::{self, Agreement, Manifest, ModelDir, TEMPORARY_PREFIX};
use crate::encoder::TextEncoder;
use crate::error::Error;
use crate::spec::ModelSpec;

/// Writes the files beside the installed ones, tries them there, and puts them in place.
pub(super) fn install(
    dir: &ModelDir,
    spec: &ModelSpec,
    published: Published,
    origin: Origin,
    progress: Report,
) -> Result<Pulled, Error> {
    let made_from = origins(spec);
    let (version, sha256) = (clap::version(spec), clap::list_sha256(&made_from));
    let bytes = made_from.iter().map(|origin| origin.bytes).sum();
    progress(Progress { stage: Stage::Install, done: 0, total: Some(bytes) });
    let error = |source| Error::Io { path: dir.path().to_owned(), source };
    let folder = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempdir_in(dir.path()).map_err(error)?;
    write(folder.path(), published)?;
    progress(Progress { stage: Stage::Compare, done: 0, total: None });
    let text = ClapText::open(folder.path(), version.clone())?.dimensions();
    let audio = ClapAudio::open(folder.path(), version.clone())?.dimensions();
    if text != audio {
        return Err(ClapError::Pair { text, audio }.into());
    }
    let manifest = Manifest {
        manifest_version: Manifest::VERSION,
        model: spec.name.to_owned(),
        version: version.to_string(),
        licence: spec.licence.to_owned(),
        licence_read_from: origin.licence_read_from,
        source: origin.source,
        file: dir::file_name(spec, &sha256),
        bytes,
        sha256,
        agreement: Agreement::Unchanged { files: made_from.len() },
        made_from,
    };
    let path = dir.install_folder(spec, folder, &manifest)?;
    progress(Progress { stage: Stage::Install, done: bytes, total: Some(bytes) });
    Ok(Pulled { version, path, manifest })
}

/// Every file, written through to the disk and forgotten.
fn write(folder: &Path, published: Published) -> Result<(), Error> {
    for (name, bytes) in published.files {
        let path = folder.join(name);
        let error = |source| Error::Io { path: path.clone(), source };
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(error)?;
        let mut file = File::create_new(&path).map_err(error)?;
        file.write_all(&bytes).map_err(error)?;
        file.sync_all().map_err(error)?;
    }
    Ok(())
}
