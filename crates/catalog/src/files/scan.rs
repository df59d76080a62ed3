//! Listing audio files. Symbolic links are followed, except back into a folder that contains them.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path};
use std::time::UNIX_EPOCH;

use hark_track::AssetId;
use sha2::{Digest as _, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::{Digest, FileOnDisk, Listing, Unreadable};
use crate::error::Error;

/// Folders deeper than this below the root are not entered.
const MAX_DEPTH: usize = 64;

/// Lists the files below the folder `root` whose names `is_audio` accepts, sorted by path. Names that begin with a dot
/// are passed over. When `root` is itself a file, the listing is that file.
///
/// # Errors
/// [`Error::RootUnreadable`] when `root` does not exist or cannot be read. Trouble further down is in
/// [`Listing::unreadable`].
pub fn scan(root: &Path, is_audio: &dyn Fn(&Path) -> bool) -> Result<Listing, Error> {
    let unreadable = |source| Error::RootUnreadable { path: root.to_owned(), source };
    let root = fs::canonicalize(root).map_err(unreadable)?;
    let mut listing = Listing::default();
    if !fs::metadata(&root).map_err(unreadable)?.is_dir() {
        listing.take(locate(&root, None));
        return Ok(listing);
    }
    // The walk below reports an unreadable root like any other folder; this says so at once.
    drop(fs::read_dir(&root).map_err(unreadable)?);
    let walk = WalkDir::new(&root).follow_links(true).max_depth(MAX_DEPTH).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_audio(entry.path()) => {
                let metadata = entry.metadata().map_err(|error| error.to_string());
                listing.take(facts(entry.path(), metadata));
            }
            Ok(_) => {}
            Err(error) => listing.note(&error, is_audio),
        }
    }
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.root = Some(root);
    Ok(listing)
}

/// Looks up one file, which a catalogue row may have `claimed` for a track. Symbolic links are resolved.
///
/// # Errors
/// [`Unreadable`] when it does not exist, is no file, or has a name that is not Unicode.
pub fn locate(path: &Path, claimed: Option<AssetId>) -> Result<FileOnDisk, Unreadable> {
    let unreadable = |reason: String| Unreadable { path: path.to_string_lossy().into_owned(), reason };
    let absolute = fs::canonicalize(path).map_err(|error| unreadable(error.to_string()))?;
    let metadata = fs::metadata(&absolute).map_err(|error| error.to_string());
    if metadata.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(unreadable("not a file".to_owned()));
    }
    Ok(FileOnDisk { claimed, ..facts(&absolute, metadata)? })
}

/// The SHA-256 of a file's content, read in pieces.
///
/// # Errors
/// [`Error::Io`].
pub fn digest(path: &Path) -> Result<Digest, Error> {
    let mut file = File::open(path).map_err(Error::io("open", path))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(length) => hasher.update(&piece[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::io("read", path)(error)),
        }
    }
}

impl Listing {
    /// A choice of files, each found by [`locate`].
    pub fn of_files(found: impl IntoIterator<Item = Result<FileOnDisk, Unreadable>>) -> Listing {
        let mut listing = Listing::default();
        for file in found {
            listing.take(file);
        }
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        // Two rows may name one file: the first of them, as sorted stably, has it.
        listing.files.dedup_by(|later, first| later.path == first.path);
        listing
    }

    /// Whether a path lies at or below something that could not be listed.
    pub(super) fn is_hidden_from_view(&self, path: &str) -> bool {
        self.unreadable.iter().any(|blind| {
            let below = path.strip_prefix(blind.path.as_str());
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with(MAIN_SEPARATOR))
        })
    }

    fn take(&mut self, found: Result<FileOnDisk, Unreadable>) {
        match found {
            Ok(file) => self.files.push(file),
            Err(unreadable) => self.unreadable.push(unreadable),
        }
    }

    fn note(&mut self, error: &walkdir::Error, is_audio: &dyn Fn(&Path) -> bool) {
        let Some(path) = error.path() else { return };
        let dangling = error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        if error.loop_ancestor().is_some() || (dangling && !is_audio(path)) {
            return;
        }
        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.unreadable.push(Unreadable { path: path.to_string_lossy().into_owned(), reason });
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn facts(path: &Path, metadata: Result<Metadata, String>) -> Result<FileOnDisk, Unreadable> {
    let unreadable = |reason| Unreadable { path: path.to_string_lossy().into_owned(), reason };
    let metadata = metadata.map_err(unreadable)?;
    let path = path.to_str().ok_or_else(|| unreadable("its name is not Unicode: rename it".to_owned()))?;
    let modified = metadata.modified().map_err(|error| unreadable(error.to_string()))?;
    let nanoseconds = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    };
    Ok(FileOnDisk { path: path.to_owned(), size: metadata.len(), modified_ns: nanoseconds, claimed: None })
}
