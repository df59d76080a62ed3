//! The database file: opening it, reading from it, and the one way to write to it.
//!
//! One connection writes, behind a mutex; reads take a connection of their own from a small pool, so they see a
//! consistent snapshot and never wait for a write (that is what WAL gives). Other processes may do the same at the same
//! time: SQLite's lock serialises the writers, and each waits up to [`BUSY_TIMEOUT`] for its turn, which is why write
//! transactions are bounded by [`MAX_BATCH`]. `synchronous=FULL` makes a commit wait for the disk: what was
//! acknowledged survives a crash of the process and of the machine.

mod read;
mod schema;
mod write;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hark_track::{AssetId, Track};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::clock::Clock;
use crate::error::Error;

pub(crate) use read::{TRACK_COLUMNS, limit_of, select};
pub(crate) use write::Writer;

/// The most tracks, vectors or files that one write transaction takes.
pub const MAX_BATCH: usize = 1000;

/// How long a connection waits for another process's write before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// How many idle read connections are kept.
const MAX_IDLE_READERS: usize = 8;

/// Prepared statements kept per connection.
const STATEMENT_CACHE: usize = 64;

/// Name of the database inside the data folder.
const FILE_NAME: &str = "catalog.db";

/// The permanent number of a track: dense from 0, never reused. Serves indexes as their document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Row(pub u32);

/// The number of a write transaction; 0 is the empty catalogue. Later commits have greater numbers, in every process.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Sequence(pub u64);

/// How far a reader of changes has come: everything of earlier sequence numbers, and of this one up to and including
/// `row`. Remember this rather than a [`Sequence`] when one transaction's changes may be consumed in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The sequence number being read.
    pub sequence: Sequence,
    /// The last row of it that was read.
    pub row: Row,
}

impl From<Sequence> for Position {
    /// The position after all changes of this sequence number.
    fn from(sequence: Sequence) -> Position {
        Position { sequence, row: Row(u32::MAX) }
    }
}

/// A track with its place in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its permanent number.
    pub row: Row,
    /// The transaction that last changed it in any way, embeddings included.
    pub sequence: Sequence,
    /// The effective track.
    pub track: Track,
}

impl Stored {
    /// The position right after this change.
    pub fn position(&self) -> Position {
        Position { sequence: self.sequence, row: self.row }
    }
}

/// What a patch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The track is new.
    Added(AssetId, Row),
    /// Something about the track changed.
    Updated(AssetId, Row),
    /// Everything was already as the patch says; no sequence number was used.
    Unchanged(AssetId, Row),
}

impl Outcome {
    /// The track's permanent number.
    pub fn row(self) -> Row {
        match self {
            Outcome::Added(_, row) | Outcome::Updated(_, row) | Outcome::Unchanged(_, row) => row,
        }
    }

    /// The track's identity.
    pub fn id(self) -> AssetId {
        match self {
            Outcome::Added(id, _) | Outcome::Updated(id, _) | Outcome::Unchanged(id, _) => id,
        }
    }
}

/// How many tracks there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tracks that can be found.
    pub public: u64,
    /// Tracks kept private.
    pub private: u64,
    /// Tracks withheld by moderation.
    pub moderated: u64,
    /// Tracks that were removed.
    pub deleted: u64,
    /// Tracks no longer offered.
    pub delisted: u64,
    /// Tracks of any status whose sound was measured.
    pub analysed: u64,
    /// Tracks with an embedding, by model version, in order of the version's name.
    pub embedded: Vec<(String, u64)>,
    /// Tracks with a sound print, by version of the taggers, in order of the version's name.
    pub heard: Vec<(String, u64)>,
    /// Tracks with a vector of a joint model, by model version, in order of the version's name.
    pub joint: Vec<(String, u64)>,
}

impl Counts {
    /// Tracks of any status: also the number of rows, so that every [`Row`] is below it.
    pub fn total(&self) -> u64 {
        self.public + self.private + self.moderated + self.deleted + self.delisted
    }
}

/// The catalogue. Share it by reference or `Arc`; every method may be called from any thread.
#[derive(Debug)]
pub struct Catalog {
    path: PathBuf,
    clock: Clock,
    identity: String,
    writer: Mutex<Connection>,
    idle_readers: Mutex<Vec<Connection>>,
}

impl Catalog {
    /// Opens the catalogue in the data folder `dir`, making both when they do not exist.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] when a later release wrote it, [`Error::NotACatalogue`] when another program did,
    /// [`Error::Io`] and [`Error::Sqlite`] when the folder or file cannot be used.
    pub fn open(dir: &Path) -> Result<Catalog, Error> {
        Self::open_with(dir, Clock::system())
    }

    /// [`Catalog::open`] with another source of time.
    ///
    /// # Errors
    /// As [`Catalog::open`].
    pub fn open_with(dir: &Path, clock: Clock) -> Result<Catalog, Error> {
        std::fs::create_dir_all(dir).map_err(Error::io("create the data folder", dir))?;
        let path = dir.join(FILE_NAME);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut writer = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        prepare(&writer)?;
        schema::version_of(&writer, &path)?;
        enter_wal(&writer)?;
        schema::migrate(&mut writer, &path)?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
        let identity = writer.query_row("SELECT identity FROM catalogue", [], |row| row.get(0))?;
        Ok(Catalog { path, clock, identity, writer: Mutex::new(writer), idle_readers: Mutex::default() })
    }

    /// A random name given to this catalogue when it was made, 32 hexadecimal digits. An index that was built from
    /// another one must not be continued with this one, whatever its position.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The present moment by the catalogue's clock.
    pub fn now(&self) -> hark_track::Timestamp {
        self.clock.now()
    }

    /// Runs `change` in one write transaction, which is on disk when this returns `Ok`.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&mut Writer<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = locked(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut writer = Writer::new(transaction, self.clock.now());
        let result = change(&mut writer)?;
        writer.commit()?;
        Ok(result)
    }

    /// Runs `look` on one snapshot of the database.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.reader()?;
        let snapshot = connection.transaction()?;
        let result = look(&snapshot)?;
        snapshot.finish()?;
        self.give_back(connection);
        Ok(result)
    }

    fn reader(&self) -> Result<Connection, Error> {
        let idle = locked(&self.idle_readers).pop();
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        prepare(&connection)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = locked(&self.idle_readers);
        if idle.len() < MAX_IDLE_READERS {
            idle.push(connection);
        }
    }
}

/// Settings that every connection has.
fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    connection.pragma_update(None, "foreign_keys", true)?;
    // Negative: kibibytes. The present 55,000-track catalogue is 60 MB.
    connection.pragma_update(None, "cache_size", -16_384)?;
    Ok(())
}

/// Switches the file to write-ahead logging. SQLite does not wait for other processes in this one step, so this does.
fn enter_wal(connection: &Connection) -> Result<(), Error> {
    let pause = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |_mode| Ok(())) {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < BUSY_TIMEOUT =>
            {
                std::thread::sleep(pause);
                waited += pause;
            }
            done => return Ok(done?),
        }
    }
}

/// Locks even after a panic elsewhere: an unfinished transaction was rolled back when it was dropped, so what the mutex
/// guards is sound.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses a batch that would hold the write lock for too long.
pub(crate) fn bounded<T>(batch: &[T]) -> Result<&[T], Error> {
    if batch.len() > MAX_BATCH {
        return Err(Error::BatchTooLarge { given: batch.len(), limit: MAX_BATCH });
    }
    Ok(batch)
}

/// A `u64` as SQLite stores it. Sequence numbers, sizes and counts stay far below 2⁶³; the rest saturates.
pub(crate) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that SQLite gave back and that was never negative.
pub(crate) fn counted(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl Row {
    /// The primary key of this row: SQLite counts from 1.
    pub(crate) fn key(self) -> i64 {
        i64::from(self.0) + 1
    }

    /// The row of a primary key.
    pub(crate) fn from_key(key: i64) -> Result<Row, Error> {
        u32::try_from(key - 1).ok().filter(|row| *row < u32::MAX).map(Row).ok_or(Error::Full)
    }
}

impl<'t> Deref for Writer<'t> {
    type Target = Transaction<'t>;

    fn deref(&self) -> &Transaction<'t> {
        self.transaction()
    }
}
