//! Reading tracks: by row, by identity, and as the stream of changes.

use hark_track::{AssetId, Status, Timestamp, Track};
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Catalog, Counts, Position, Row, Sequence, Stored, counted, stored};
use crate::error::Error;
use crate::record::{Placed, Record};

/// The columns that [`placed`] reads, in its order.
pub(crate) const TRACK_COLUMNS: &str =
    "row, asset_id, gone, sequence, revised, imported_at, changed_at, stated, tagged, measured";

/// A document column: its name and its place after [`TRACK_COLUMNS`] has begun.
pub(super) type Column = (&'static str, usize);

const STATED: Column = ("stated", 7);
const TAGGED: Column = ("tagged", 8);
const MEASURED: Column = ("measured", 9);
/// Where a caller that asks for it appends the column `extra`.
pub(super) const EXTRA: Column = ("extra", 10);

impl Catalog {
    /// The number of the last transaction that changed a track.
    ///
    /// # Errors
    /// Storage errors.
    pub fn sequence(&self) -> Result<Sequence, Error> {
        self.read(|snapshot| last_sequence(snapshot))
    }

    /// How many tracks there are, by status, measured, embedded, and heard by taggers and joint models.
    ///
    /// # Errors
    /// Storage errors.
    pub fn count(&self) -> Result<Counts, Error> {
        self.read(|snapshot| {
            let mut counts = Counts::default();
            let sql = "SELECT status, COUNT(*), COUNT(analyser) FROM tracks GROUP BY status";
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let status: Status = status(&row.get::<_, String>(0)?)?;
                let tracks = counted(row.get(1)?);
                counts.analysed += counted(row.get(2)?);
                match status {
                    Status::Public => counts.public = tracks,
                    Status::Private => counts.private = tracks,
                    Status::Moderated => counts.moderated = tracks,
                    Status::Deleted => counts.deleted = tracks,
                    Status::Delisted => counts.delisted = tracks,
                }
            }
            counts.embedded = by_version(snapshot, EMBEDDED)?;
            counts.heard = by_version(snapshot, HEARD)?;
            counts.joint = by_version(snapshot, JOINT)?;
            Ok(counts)
        })
    }

    /// The next changed tracks after a position, in order of sequence number and row: at most `limit`. Each track
    /// appears once, as it is now, under the number of its last change; an empty answer means that the caller is up to
    /// date. `after` may be a [`Sequence`] or the [`Stored::position`] of the last change read.
    ///
    /// # Errors
    /// Storage errors.
    pub fn changes_since(&self, after: impl Into<Position>, limit: usize) -> Result<Vec<Stored>, Error> {
        let after = after.into();
        let sql = format!(
            "SELECT {TRACK_COLUMNS} FROM tracks WHERE (sequence, row) > (?1, ?2) ORDER BY sequence, row LIMIT ?3"
        );
        self.read(|snapshot| {
            select(snapshot, &sql, params![stored(after.sequence.0), after.row.key(), limit_of(limit)])
        })
    }

    /// The tracks of these rows, in the order asked.
    ///
    /// # Errors
    /// [`Error::UnknownRow`] for a row that was never given out; storage errors.
    pub fn tracks(&self, rows: &[Row]) -> Result<Vec<Track>, Error> {
        let sql = format!("SELECT {TRACK_COLUMNS} FROM tracks WHERE row = ?1");
        self.read(|snapshot| {
            let one = |row: &Row| {
                let found = select(snapshot, &sql, [row.key()])?.pop();
                found.map(|stored| stored.track).ok_or(Error::UnknownRow(*row))
            };
            rows.iter().map(one).collect()
        })
    }

    /// The tracks with these identities, in the order asked; `None` for those that were never added. Deleted and other
    /// non-public tracks are found too.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find(&self, ids: &[AssetId]) -> Result<Vec<Option<(Row, Track)>>, Error> {
        let sql = format!("SELECT {TRACK_COLUMNS} FROM tracks WHERE asset_id = ?1");
        self.read(|snapshot| {
            let one = |id: &AssetId| {
                let found = select(snapshot, &sql, [stored(id.get())])?.pop();
                Ok(found.map(|stored| (stored.row, stored.track)))
            };
            ids.iter().map(one).collect()
        })
    }

    /// The fields of a track that the catalogue does not know and keeps; `None` when there is no such track.
    ///
    /// # Errors
    /// Storage errors.
    pub fn extra(&self, id: AssetId) -> Result<Option<Map<String, Value>>, Error> {
        self.read(|snapshot| {
            let mut statement =
                snapshot.prepare_cached("SELECT extra, row FROM tracks WHERE asset_id = ?1")?;
            let found: Option<(Option<String>, i64)> =
                statement.query_row([stored(id.get())], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((json, row)) = found else { return Ok(None) };
            let map = json.map(|json| serde_json::from_str(&json)).transpose();
            let damaged = |source| Error::Damaged { column: "extra", row, source };
            Ok(Some(map.map_err(damaged)?.unwrap_or_default()))
        })
    }
}

pub(super) fn last_sequence(connection: &Connection) -> Result<Sequence, Error> {
    let mut statement = connection.prepare_cached("SELECT sequence FROM catalogue")?;
    Ok(Sequence(counted(statement.query_row([], |row| row.get(0))?)))
}

/// Runs a query for [`TRACK_COLUMNS`].
pub(crate) fn select(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Stored>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let placed = placed(row)?;
        found.push(Stored { row: placed.row, sequence: placed.sequence, track: placed.into_track() });
    }
    Ok(found)
}

/// A record from a result row that begins with [`TRACK_COLUMNS`]; its `extra` is left empty.
pub(super) fn placed(row: &rusqlite::Row<'_>) -> Result<Placed, Error> {
    let damaged = |column| Error::DamagedValue { column, row: row.get(0).unwrap_or(0) };
    let moment = |column, at| Timestamp::from_unix(row.get(at)?).ok_or_else(|| damaged(column));
    let id = AssetId::new(counted(row.get(1)?)).ok_or_else(|| damaged("asset_id"))?;
    Ok(Placed {
        row: Row::from_key(row.get(0)?)?,
        sequence: Sequence(counted(row.get(3)?)),
        revised: Sequence(counted(row.get(4)?)),
        imported_at: moment("imported_at", 5)?,
        changed_at: moment("changed_at", 6)?,
        record: Record {
            gone: row.get(2)?,
            stated: document(row, STATED)?.unwrap_or_default(),
            tagged: document(row, TAGGED)?.unwrap_or_default(),
            measured: document(row, MEASURED)?,
            ..Record::new(id)
        },
    })
}

/// A JSON document from a result row whose first column is the row's key.
pub(super) fn document<T: DeserializeOwned>(
    row: &rusqlite::Row<'_>,
    (column, at): Column,
) -> Result<Option<T>, Error> {
    let key = row.get(0).unwrap_or(0);
    let json = row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    let parsed = json.map(serde_json::from_str).transpose();
    parsed.map_err(|source| Error::Damaged { column, row: key, source })
}

fn status(text: &str) -> Result<Status, Error> {
    text.parse().map_err(|_unknown| Error::DamagedValue { column: "status", row: 0 })
}

const EMBEDDED: &str =
    "SELECT name, (SELECT COUNT(*) FROM embeddings WHERE version = id) FROM embedding_versions ORDER BY name";
const HEARD: &str =
    "SELECT name, (SELECT COUNT(*) FROM sounds WHERE version = id) FROM sound_versions ORDER BY name";
const JOINT: &str =
    "SELECT name, (SELECT COUNT(*) FROM joints WHERE version = id) FROM joint_versions ORDER BY name";

fn by_version(connection: &Connection, sql: &str) -> Result<Vec<(String, u64)>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, counted(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A limit as SQLite takes it.
pub(crate) fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
