//! The index as a whole: what is on disk, what is in memory, and the snapshots that queries read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use hark_track::{Axis, Status, Track};

use crate::columns::Columns;
use crate::error::Error;
use crate::image::{self, Image};
use crate::names::Names;
use crate::rows::Rows;
use crate::sounds::{Position, Sounds, Worth};
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
    /// Names the catalogue and what vectors and positions were made with.
    made_of: Arc<str>,
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
    /// Bytes held in memory, or mapped, by all but the words, part by part.
    pub fn memory(&self) -> Memory {
        Memory {
            columns: self.columns.memory_bytes(),
            names: self.names.memory_bytes(),
            tags: self.tags.memory_bytes(),
            sounds: self.sounds.memory_bytes(),
            vectors: self.vectors.memory_bytes(),
            joint: self.joint.memory_bytes(),
        }
    }

    /// Whether a part has outgrown its lists, so that [`Snapshot::regrouped`] is worth its time.
    pub fn is_outgrown(&self) -> bool {
        self.vectors.is_outgrown() || self.joint.is_outgrown() || self.sounds.is_outgrown()
    }

    /// New lists for the parts that have outgrown theirs. Takes seconds for each hundred thousand tracks, on so many threads,
    /// and changes nothing: [`Index::adopt`] takes the result in. `scores` gives the normal score of each code on an axis.
    pub fn regrouped(&self, scores: impl Fn(Axis) -> Worth, threads: usize) -> Regrouped {
        let vectors = |vectors: &Vectors| vectors.is_outgrown().then(|| vectors.regrouped(threads));
        Regrouped {
            vectors: vectors(&self.vectors),
            joint: vectors(&self.joint),
            sounds: self.sounds.is_outgrown().then(|| self.sounds.regrouped(scores, threads)),
        }
    }

    /// Writes what is held in memory into `folder`, for the next [`Index::open`] of an index of the same catalogue and making.
    ///
    /// # Errors
    /// [`Error::Io`]: what was written there before stays as it was.
    pub fn save(&self, folder: &Path) -> Result<(), Error> {
        image::write(folder, &self.made_of, self)
    }
}

/// Bytes by part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// Records and columns.
    pub columns: usize,
    /// Names of artists, titles and albums.
    pub names: usize,
    /// Tags and their sets.
    pub tags: usize,
    /// Positions of sound.
    pub sounds: usize,
    /// Vectors of descriptions.
    pub vectors: usize,
    /// Vectors of a joint model.
    pub joint: usize,
}

impl Memory {
    /// All of it.
    pub fn total(&self) -> usize {
        self.columns + self.names + self.tags + self.sounds + self.vectors + self.joint
    }
}

/// Parts in new lists.
pub struct Regrouped {
    vectors: Option<Vectors>,
    joint: Option<Vectors>,
    sounds: Option<Sounds>,
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
    made_of: Arc<str>,
    words: WordsWriter,
    columns: Columns,
    names: Names,
    tags: Tags,
    sounds: Sounds,
    vectors: Vectors,
    joint: Vectors,
    snapshot: Arc<ArcSwap<Snapshot>>,
    /// Rows put since new lists were begun, while they are being made.
    put_since: Option<Rows>,
}

impl Index {
    /// Opens the index in `folder` of the catalogue of this identity, making it when there is none. `made_of` names what the
    /// vectors and positions were made with: what was saved of other makings is not used. From [`Index::sequence`] on, the
    /// owner puts every change of the catalogue once; words that are already on disk are not written again.
    ///
    /// # Errors
    /// [`Error::Locked`] when write access is asked and another process has it; [`Error::Words`] when the index
    /// is damaged or of another format, in which case [`Index::discard`] and a fresh start mend it.
    pub fn open(folder: &Path, (catalogue, made_of): (&str, &str), access: Access) -> Result<Index, Error> {
        let words = WordsWriter::open(&words_folder(folder), catalogue, access == Access::Write)?;
        let made_of: Arc<str> = format!("{catalogue}\n{made_of}").into();
        let Image { sequence, columns, names, tags, sounds, vectors, joint } =
            image::read(folder, &made_of).unwrap_or_default();
        let snapshot = Snapshot {
            sequence,
            made_of: Arc::clone(&made_of),
            columns: columns.to_read(),
            names: names.clone(),
            tags: tags.to_read(),
            sounds: sounds.clone(),
            vectors: vectors.clone(),
            joint: joint.clone(),
            words: words.words()?,
        };
        let snapshot = Arc::new(ArcSwap::from_pointee(snapshot));
        Ok(Index { made_of, words, columns, names, tags, sounds, vectors, joint, snapshot, put_since: None })
    }

    /// The catalogue's sequence number from which on changes have to be put: what words and memory both hold already is of
    /// it or earlier.
    pub fn sequence(&self) -> u64 {
        let in_memory = self.snapshot.load().sequence;
        if self.words.can_write() { in_memory.min(self.words.committed()) } else { in_memory }
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

    /// Whether the index is open for writing.
    pub fn can_write(&self) -> bool {
        self.words.can_write()
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
        if let Some(put_since) = &mut self.put_since {
            put_since.set(entry.row, true);
        }
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
            made_of: Arc::clone(&self.made_of),
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

    /// Notes from now on what is put, until [`Index::adopt`]: the latest snapshot is about to be regrouped. Everything put must have
    /// been committed.
    pub fn begin_regrouping(&mut self) {
        self.put_since = Some(Rows::none(0));
    }

    /// Takes in what [`Snapshot::regrouped`] made of the snapshot at [`Index::begin_regrouping`], with all that was put since.
    /// Visible with the next commit.
    pub fn adopt(&mut self, regrouped: Regrouped) {
        let put_since = self.put_since.take().unwrap_or_default();
        for (own, new) in [(&mut self.vectors, regrouped.vectors), (&mut self.joint, regrouped.joint)] {
            if let Some(mut new) = new {
                new.take_from(own, put_since.iter());
                *own = new;
            }
        }
        if let Some(mut new) = regrouped.sounds {
            new.take_from(&self.sounds, put_since.iter());
            self.sounds = new;
        }
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
