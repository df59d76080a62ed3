//! What can go wrong with the catalogue, one variant for each thing that a caller might treat differently.

use std::path::PathBuf;

use hark_track::AssetId;

use crate::store::Row;

/// An error of the catalogue. Bad rows of an import are no errors: see [`crate::import::Refusal`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be reached.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was attempted: a verb such as `open`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused, or the disk under it did.
    #[error("the catalogue database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The database was written by a later release.
    #[error(
        "the catalogue {} has schema version {found}, this release knows up to {known}: use a newer release of hark",
        path.display()
    )]
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The latest version this release can read.
        known: i64,
    },
    /// The file is an SQLite database of some other program.
    #[error("{} is not a hark catalogue: choose another data folder", path.display())]
    NotACatalogue {
        /// The database file.
        path: PathBuf,
    },
    /// A stored document cannot be read back. Restore a backup or import again.
    #[error("the catalogue's {column} of row {row} is damaged ({source}): restore a backup, or import again")]
    Damaged {
        /// The column that holds the document.
        column: &'static str,
        /// The row's number.
        row: i64,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A stored value is none that this release writes.
    #[error("the catalogue's {column} of row {row} is damaged: restore a backup, or import again")]
    DamagedValue {
        /// The column.
        column: &'static str,
        /// The row's number.
        row: i64,
    },
    /// A value cannot be written as JSON.
    #[error("cannot store the {column} of track {id}: {source}")]
    Unstorable {
        /// The column that was to hold the document.
        column: &'static str,
        /// The track.
        id: AssetId,
        /// What the serialiser said.
        source: serde_json::Error,
    },
    /// The name of a file to import says no known format.
    #[error("{} is no file of rows: use .jsonl, .csv or .tsv, also with .gz", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The header line of a CSV or TSV file cannot be used.
    #[error("{}: line 1: {problem}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: crate::import::HeaderProblem,
    },
    /// More items than one transaction may carry.
    #[error("{given} changes in one batch, at most {limit} are allowed: split the batch")]
    BatchTooLarge {
        /// How many were given.
        given: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// All of the 2³² − 1 row numbers are used.
    #[error("the catalogue is full: it holds {} tracks", u32::MAX)]
    Full,
    /// No track has this row number.
    #[error("no track has row {}", .0.0)]
    UnknownRow(Row),
    /// No track has this identity.
    #[error("no track has asset_id {0}")]
    UnknownTrack(AssetId),
    /// A vector is of another width than those stored for the same model version.
    #[error(
        "a vector of {found} values was given for model version {version:?}, whose vectors have {expected}"
    )]
    VectorWidth {
        /// The model version.
        version: String,
        /// Width of the vectors already stored.
        expected: usize,
        /// Width of the vector given.
        found: usize,
    },
    /// A name is empty, too long, or holds control characters.
    #[error("{what} must have 1 to {limit} characters and no control characters, got {got:?}")]
    BadName {
        /// What was named: `key name`, `tier`, `model version`.
        what: &'static str,
        /// The most characters allowed.
        limit: usize,
        /// The value, shortened.
        got: String,
    },
    /// No key has this identifier.
    #[error("no key has the id {id:?}: `hark keys list` shows the keys there are")]
    UnknownKey {
        /// The identifier asked for, shortened.
        id: String,
    },
    /// The system gives no random numbers.
    #[error("the system provides no random numbers: {0}")]
    Random(getrandom::Error),
    /// A folder to import cannot be listed, so nothing may be concluded from what was not found in it.
    #[error("cannot read {}: {source}; is the drive mounted?", path.display())]
    RootUnreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder that used to hold tracks is empty: more likely a missing drive than a wish to delete everything.
    #[error(
        "{} holds no audio files but {known} of its files are in the catalogue: \
         if its drive is mounted and they were really removed, say so with --allow-empty",
        path.display()
    )]
    RootEmptied {
        /// The folder.
        path: PathBuf,
        /// How many files of it are known and not yet marked deleted.
        known: u64,
    },
}

impl Error {
    /// Wraps an I/O error with what was attempted and where.
    pub(crate) fn io(action: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }
}
