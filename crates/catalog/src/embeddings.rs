//! Embeddings of tracks: one a track and model version, gone as soon as the track they describe has changed.
//!
//! An embedding is made outside, from a track that was read at some sequence number, and that takes time. So it is
//! stored only when the track has not been revised since, and a revision deletes it in the same transaction: an
//! embedding that is there always fits the track. Changes that no description of the music can depend on (status,
//! play count, likes, dates, path, unknown fields) do not count as revisions; a nightly export with new play counts
//! would otherwise cost hours of inference.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Error;
use crate::store::{
    Catalog, Row, Sequence, Stored, TRACK_COLUMNS, Writer, bounded, counted, limit_of, select, stored,
};
use crate::text::checked_name;
use crate::vector::QuantizedVector;

/// The most characters in the name of a model version.
const MAX_VERSION_CHARS: usize = 200;

/// One embedding to store.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// The track.
    pub row: Row,
    /// [`Stored::sequence`] of the track that the text was made from.
    pub made_from: Sequence,
    /// The vector.
    pub vector: QuantizedVector,
}

impl Catalog {
    /// Public tracks after row `after` that have no embedding of this model version, in row order: at most `limit`.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tracks_without_embedding(
        &self,
        version: &str,
        after: Option<Row>,
        limit: usize,
    ) -> Result<Vec<Stored>, Error> {
        let sql = format!(
            "SELECT {TRACK_COLUMNS} FROM tracks WHERE status = 'public' AND row > ?1 AND NOT EXISTS \
             (SELECT 1 FROM embeddings WHERE version = ?2 AND embeddings.row = tracks.row) ORDER BY row LIMIT ?3",
        );
        self.read(|snapshot| {
            let id = version_id(snapshot, version)?.map_or(0, |(id, _width)| id);
            select(snapshot, &sql, params![after.map_or(0, Row::key), id, limit_of(limit)])
        })
    }

    /// Stores embeddings in one transaction and stamps their tracks with its sequence number, which is returned. One
    /// whose track was revised after `made_from` is left out: the track shows up again in
    /// [`Catalog::tracks_without_embedding`].
    ///
    /// # Errors
    /// [`Error::BatchTooLarge`], [`Error::BadName`] for the version, [`Error::VectorWidth`] when a vector differs in
    /// width from the version's first, [`Error::UnknownRow`]; storage errors.
    pub fn put_embeddings(&self, version: &str, batch: &[Embedding]) -> Result<Sequence, Error> {
        bounded(batch)?;
        checked_name("model version", version, MAX_VERSION_CHARS)?;
        self.write(|writer| {
            if let Some(first) = batch.first() {
                let (id, width) = writer.version(version, first.vector.values.len())?;
                for embedding in batch {
                    let found = embedding.vector.values.len();
                    if found != width || found > QuantizedVector::MAX_WIDTH {
                        return Err(Error::VectorWidth {
                            version: version.to_owned(),
                            expected: width,
                            found,
                        });
                    }
                    writer.put_embedding(id, embedding)?;
                }
            }
            writer.last_sequence()
        })
    }

    /// The embeddings of these rows, in the order asked; `None` where there is none.
    ///
    /// # Errors
    /// Storage errors.
    pub fn embeddings(&self, version: &str, rows: &[Row]) -> Result<Vec<Option<QuantizedVector>>, Error> {
        self.read(|snapshot| {
            let Some((id, _width)) = version_id(snapshot, version)? else {
                return Ok(vec![None; rows.len()]);
            };
            let sql = "SELECT vector FROM embeddings WHERE version = ?1 AND row = ?2";
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut one = |row: &Row| {
                let mut found = statement.query([id, row.key()])?;
                found.next()?.map(|found| vector(found, 0, row.key())).transpose()
            };
            rows.iter().map(&mut one).collect()
        })
    }

    /// Hands every embedding of this model version to `visit`, in row order, from one snapshot. Returns how many.
    ///
    /// # Errors
    /// Storage errors.
    pub fn for_each_embedding(
        &self,
        version: &str,
        mut visit: impl FnMut(Row, QuantizedVector),
    ) -> Result<u64, Error> {
        self.read(|snapshot| {
            let Some((id, _width)) = version_id(snapshot, version)? else { return Ok(0) };
            let sql = "SELECT row, vector FROM embeddings WHERE version = ?1 ORDER BY row";
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut rows = statement.query([id])?;
            let mut visited = 0;
            while let Some(row) = rows.next()? {
                let key = row.get(0)?;
                visit(Row::from_key(key)?, vector(row, 1, key)?);
                visited += 1;
            }
            Ok(visited)
        })
    }

    /// Deletes all embeddings of a model version that is no longer used. Returns how many there were. Their tracks keep
    /// their sequence numbers: an index follows one version and does not miss another.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_embeddings(&self, version: &str) -> Result<u64, Error> {
        self.write(|writer| {
            let Some((id, _width)) = version_id(writer, version)? else { return Ok(0) };
            let deleted = writer.execute("DELETE FROM embeddings WHERE version = ?1", [id])?;
            writer.execute("DELETE FROM embedding_versions WHERE id = ?1", [id])?;
            Ok(u64::try_from(deleted).unwrap_or(u64::MAX))
        })
    }
}

impl Writer<'_> {
    /// The number and width of a version, which is added with `width` when it is new.
    fn version(&mut self, name: &str, width: usize) -> Result<(i64, usize), Error> {
        if let Some(known) = version_id(self, name)? {
            return Ok(known);
        }
        let sql = "INSERT INTO embedding_versions (name, width) VALUES (?1, ?2)";
        self.execute(sql, params![name, limit_of(width)])?;
        Ok((self.last_insert_rowid(), width))
    }

    fn put_embedding(&mut self, version: i64, embedding: &Embedding) -> Result<(), Error> {
        let key = embedding.row.key();
        let mut statement = self.prepare_cached("SELECT revised FROM tracks WHERE row = ?1")?;
        let revised: Option<i64> = statement.query_row([key], |row| row.get(0)).optional()?;
        drop(statement);
        if counted(revised.ok_or(Error::UnknownRow(embedding.row))?) > embedding.made_from.0 {
            return Ok(());
        }
        let sequence = stored(self.sequence()?.0);
        let put = "INSERT OR REPLACE INTO embeddings (version, row, vector) VALUES (?1, ?2, ?3)";
        self.prepare_cached(put)?.execute(params![version, key, embedding.vector.to_bytes()])?;
        self.prepare_cached("UPDATE tracks SET sequence = ?2 WHERE row = ?1")?.execute([key, sequence])?;
        Ok(())
    }
}

/// The number and width of a version; `None` when no embedding of it was ever stored.
fn version_id(connection: &Connection, name: &str) -> Result<Option<(i64, usize)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, width FROM embedding_versions WHERE name = ?1")?;
    let found = statement.query_row([name], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).optional()?;
    Ok(found.map(|(id, width)| (id, usize::try_from(width).unwrap_or(0))))
}

fn vector(row: &rusqlite::Row<'_>, at: usize, key: i64) -> Result<QuantizedVector, Error> {
    let bytes = row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?;
    QuantizedVector::from_bytes(bytes).ok_or(Error::DamagedValue { column: "vector", row: key })
}
