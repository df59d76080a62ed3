//! The tables, and how an older file is brought to the present ones.
//!
//! `PRAGMA user_version` counts the migrations that a file has been through; `PRAGMA application_id` says that it is
//! ours. A migration is never edited once released: a new one is added below it.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Error;

/// "Hark" in ASCII.
const APPLICATION_ID: i64 = 0x4861_726B;

/// What brings a file from version *n* to *n* + 1, at place *n*.
const MIGRATIONS: &[&str] = &[V1, V2, V3];

/// - `catalogue`: its one row holds the random identity of this catalogue and the last sequence number given out.
/// - `tracks`: `row` is the track's permanent number plus one. `status`, `analyser` (version of `measured`) are the
///   columns counted and filtered on; `stated`, `tagged`, `measured`, `extra` are JSON documents, NULL when empty.
///   `sequence` is the last change of any kind, `revised` the last one that changes what the music is like.
/// - `embeddings`: `vector` is the scale as little-endian f32, then one signed byte a value.
/// - `files`: one row for each audio file ever seen, the identity it has or, while it cannot be read, would get.
///   `refusal` is why it could not be read. `missing` is 1 once it is gone from the disk.
/// - `keys`: `digest` is the SHA-256 of the secret. `usage`: requests by key and day (days since 1970-01-01 UTC).
const V1: &str = "
CREATE TABLE catalogue (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE tracks (
    row INTEGER PRIMARY KEY,
    asset_id INTEGER NOT NULL UNIQUE,
    status TEXT NOT NULL,
    gone INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    analyser INTEGER,
    stated TEXT,
    tagged TEXT,
    measured TEXT,
    extra TEXT
) STRICT;
CREATE INDEX tracks_by_sequence ON tracks (sequence, row);
CREATE INDEX tracks_by_status ON tracks (status, analyser);

CREATE TABLE embedding_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL
) STRICT;
CREATE TABLE embeddings (
    version INTEGER NOT NULL REFERENCES embedding_versions (id),
    row INTEGER NOT NULL REFERENCES tracks (row),
    vector BLOB NOT NULL,
    PRIMARY KEY (version, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX embeddings_by_row ON embeddings (row, version);

CREATE TABLE files (
    path TEXT PRIMARY KEY,
    asset_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    analyser INTEGER NOT NULL,
    refusal TEXT,
    missing INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_digest ON files (digest);
CREATE INDEX files_by_asset ON files (asset_id);

CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    tier TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE TABLE usage (
    key TEXT NOT NULL REFERENCES keys (id),
    day INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) STRICT, WITHOUT ROWID;
";

/// What a measurement gives beside the values of the API, by track:
/// - `structures`: `document` is the JSON of a [`hark_track::Structure`].
/// - `waveforms`: `points` has one byte a point.
/// - `sound_versions`: taggers, with the lengths of what they give. `sounds`: what they heard, values as little-endian f32.
/// - `files.sound`: the version of the taggers that listened to the file, NULL when there were none.
const V2: &str = "
CREATE TABLE structures (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    document TEXT NOT NULL
) STRICT;
CREATE TABLE waveforms (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    points BLOB NOT NULL
) STRICT;
CREATE TABLE sound_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    tags INTEGER NOT NULL
) STRICT;
CREATE TABLE sounds (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    version INTEGER NOT NULL REFERENCES sound_versions (id),
    embedding BLOB NOT NULL,
    tags BLOB NOT NULL
) STRICT;
CREATE INDEX sounds_by_version ON sounds (version, row);

ALTER TABLE files ADD COLUMN sound TEXT;
";

/// What joint models of sound and language heard:
/// - `joint_versions`: models, with the length of their vectors. `joints`: `vector` is as in `embeddings`.
/// - `files.joint`: the version of the model that listened to the file, NULL when there was none.
const V3: &str = "
CREATE TABLE joint_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL
) STRICT;
CREATE TABLE joints (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    version INTEGER NOT NULL REFERENCES joint_versions (id),
    vector BLOB NOT NULL
) STRICT;
CREATE INDEX joints_by_version ON joints (version, row);

ALTER TABLE files ADD COLUMN joint TEXT;
";

/// Brings the file behind `connection` to the present schema; an empty file becomes an empty catalogue.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    if version_of(connection, path)? == MIGRATIONS.len() {
        return Ok(());
    }
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated while this one waited for the lock.
    let from = version_of(&step, path)?;
    for migration in &MIGRATIONS[from..] {
        step.execute_batch(migration)?;
    }
    step.pragma_update(None, "application_id", APPLICATION_ID)?;
    step.pragma_update(None, "user_version", i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX))?;
    Ok(step.commit()?)
}

/// How many migrations the file has been through; an error when it is not ours or too new. Changes nothing.
pub(super) fn version_of(connection: &Connection, path: &Path) -> Result<usize, Error> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get(0))?;
    let ours = application == APPLICATION_ID || (application == 0 && found == 0 && tables == 0);
    if !ours {
        return Err(Error::NotACatalogue { path: path.to_owned() });
    }
    match usize::try_from(found) {
        Ok(version) if version <= MIGRATIONS.len() => Ok(version),
        _ => Err(Error::NewerSchema {
            path: path.to_owned(),
            found,
            known: i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX),
        }),
    }
}
