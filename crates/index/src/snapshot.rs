//! The index as a whole: what is on disk, what is in memory, and the snapshots that queries read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use hark_track::{Status, Track};

use crate::columns::Columns;
use crate::error::Error;
use crate::names::Names;
use crate::sounds::{Position, Sounds};
use crate::tags::Tags;
use crate::vectors::{Vector, Vectors};
use crate::words::{Words, WordsWriter};

/// Whether an index may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading and writing; one process at a time.
    Write,
    /// Reading only: the words stay as they were when the index was opened.
    Read,
}

/// Everything as of one moment.
pub struct Snapshot {
    /// The catalogue's sequence number up to which changes are in.
    pub sequence: u64,
    /// What filters, sorting and grouping read.
    pub columns: Columns,
    /// The names of artists, titles and albums.
    pub names: Names,
    /// The tags of the tracks.
    pub tags: Tags,
    /// Where the tracks lie on the axes of sound.
    pub sounds: Sounds,
    /// The vectors of the tracks' descriptions.
    pub vectors: Vectors,
    /// The vectors of the tracks' sounds, in a space of sound and language.
    pub joint: Vectors,
    /// The words of the tracks.
    pub words: Words,
}

impl Snapshot {
    /// Bytes held in memory by all but the words.
    pub fn memory_bytes(&self) -> usize {
        self.columns.memory_bytes()
            + self.names.memory_bytes()
            + self.tags.memory_bytes()
            + self.sounds.memory_bytes()
            + self.vectors.memory_bytes()
            + self.joint.memory_bytes()
    }
}

/// A track to put into the index, or to take out of it when it is not public.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The track's row.
    pub row: u32,
    /// The catalogue's sequence number of the track's last change.
    pub sequence: u64,
    /// The track.
    pub track: &'a Track,
    /// The vector of its description, when it has one.
    pub vector: Option<Vector<'a>>,
    /// The vector of its sound in a space of sound and language, when it has one.
    pub joint: Option<Vector<'a>>,
    /// Where its sound lies, when it was measured.
    pub sound: Option<&'a Position>,
}

/// The index of one catalogue. Entries are gathered with [`Index::put`] and become visible together with
/// [`Index::commit`]; meanwhile every reader keeps the snapshot it has.
pub struct Index {
    words: WordsWriter,
    columns: Columns,
    names: Names,
    tags: Tags,
    sounds: Sounds,
    vectors: Vectors,
    joint: Vectors,
    snapshot: Arc<ArcSwap<Snapshot>>,
}

impl Index {
    /// Opens the index in `folder` of the catalogue of this identity, making it when there is none. Columns and vectors start empty: the owner puts
    /// every track of the catalogue once, and words that are already on disk are not written again.
    ///
    /// # Errors
    /// [`Error::Locked`] when write access is asked and another process has it; [`Error::Words`] when the index
    /// is damaged or of another format, in which case [`Index::discard`] and a fresh start mend it.
    pub fn open(folder: &Path, catalogue: &str, access: Access) -> Result<Index, Error> {
        let words = WordsWriter::open(&words_folder(folder), catalogue, access == Access::Write)?;
        let snapshot = Snapshot {
            sequence: 0,
            columns: Columns::default(),
            names: Names::default(),
            tags: Tags::default(),
            sounds: Sounds::default(),
            vectors: Vectors::default(),
            joint: Vectors::default(),
            words: words.words()?,
        };
        Ok(Index {
            words,
            columns: Columns::default(),
            names: Names::default(),
            tags: Tags::default(),
            sounds: Sounds::default(),
            vectors: Vectors::default(),
            joint: Vectors::default(),
            snapshot: Arc::new(ArcSwap::from_pointee(snapshot)),
        })
    }

    /// Deletes what is on disk, in every format there ever was.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder is there and cannot be deleted.
    pub fn discard(folder: &Path) -> Result<(), Error> {
        match std::fs::remove_dir_all(folder) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Io { path: folder.to_owned(), source })
            }
            _ => Ok(()),
        }
    }

    /// The catalogue's sequence number up to which the words on disk are complete.
    pub fn words_sequence(&self) -> u64 {
        self.words.committed()
    }

    /// Replaces what the index holds of one track. Not visible before [`Index::commit`].
    ///
    /// # Errors
    /// [`Error::Dimensions`] when a vector does not fit the others of its kind; [`Error::Words`] when the disk fails.
    pub fn put(&mut self, entry: Entry<'_>) -> Result<(), Error> {
        self.columns.set(entry.row, entry.track);
        let numbers = self.columns.get(entry.row).map(|row| (row.artist, row.album)).unwrap_or_default();
        self.names.add(entry.track, numbers.0, numbers.1);
        self.tags.set(entry.row, entry.track);
        self.sounds.set(entry.row, entry.sound.filter(|_| entry.track.status == Status::Public));
        self.vectors.set(entry.row, entry.vector)?;
        self.joint.set(entry.row, entry.joint)?;
        if self.words.can_write() && entry.sequence > self.words.committed() {
            self.words.set(entry.row, entry.track)?;
        }
        Ok(())
    }

    /// Makes everything put so far visible at once, as the state of the catalogue at `sequence`, and the words
    /// durable.
    pub fn commit(&mut self, sequence: u64) -> Result<(), Error> {
        if self.words.can_write() && sequence > self.words.committed() {
            self.words.commit(sequence)?;
        }
        self.snapshot.store(Arc::new(Snapshot {
            sequence,
            columns: self.columns.to_read(),
            names: self.names.clone(),
            tags: self.tags.to_read(),
            sounds: self.sounds.clone(),
            vectors: self.vectors.clone(),
            joint: self.joint.clone(),
            words: self.words.words()?,
        }));
        Ok(())
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// A handle on the latest snapshot that stays valid, and follows commits, without access to the index itself.
    pub fn follow(&self) -> Arc<ArcSwap<Snapshot>> {
        Arc::clone(&self.snapshot)
    }
}

/// Where the words of this version of the format lie. A change of layout or of terms takes a new name, so that an
/// old index is never misread; FORMAT.md lists them.
fn words_folder(folder: &Path) -> PathBuf {
    folder.join("words-2")
}
