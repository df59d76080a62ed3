//! Why the index could not be opened, read or written. It is derived, so the remedy is always to rebuild it.

use std::path::PathBuf;

/// A failure of the index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder could not be made, read or emptied.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The word index is damaged or of an unknown kind.
    #[error("the word index in {} cannot be used", path.display())]
    Words {
        /// The folder of the word index.
        path: PathBuf,
        /// What the word index said.
        source: tantivy::TantivyError,
    },
    /// Another process holds the index for writing.
    #[error("another process is writing to the index in {}", path.display())]
    Locked {
        /// The folder of the index.
        path: PathBuf,
    },
    /// A write was asked of an index opened for reading.
    #[error("the index in {} is open for reading only", path.display())]
    ReadOnly {
        /// The folder of the index.
        path: PathBuf,
    },
    /// A vector does not have the length of those before it.
    #[error("a vector has {found} dimensions where {expected} were expected")]
    Dimensions {
        /// Dimensions of the vectors held.
        expected: usize,
        /// Dimensions of the vector given.
        found: usize,
    },
}
