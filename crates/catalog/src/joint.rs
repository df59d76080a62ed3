//! What a joint model of sound and language heard in a track: one vector, which its text tower can be asked about.
//!
//! It stands apart from the [embeddings](crate::Embedding) of descriptions and from the other measured parts, because it
//! follows neither: no word about a track changes how it sounds, and no other measured value is made from it. So it stays
//! as long as the content of the file does, also when the file is measured again where the model is not installed.

use hark_track::AssetId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Error;
use crate::store::{Catalog, Outcome, Row, Writer, limit_of};
use crate::text::checked_name;
use crate::vector::QuantizedVector;

/// The most characters in the name of a model version.
const MAX_VERSION_CHARS: usize = 200;

/// A sound's vector with the model that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct JointVector {
    /// Names model, weights and preprocessing of both towers; vectors of different versions are never compared.
    pub version: String,
    /// The vector, at most [`QuantizedVector::MAX_WIDTH`] values, as many as the first one of its version.
    pub vector: QuantizedVector,
}

impl Catalog {
    /// Stores what a joint model heard in a track, in place of what one heard before; `None` removes that. An index hears
    /// of the change; the descriptions of the music stay as they are.
    ///
    /// # Errors
    /// [`Error::UnknownTrack`]; [`Error::BadName`] for the version, [`Error::VectorWidth`] when the vector differs in width
    /// from the version's first; storage errors.
    pub fn set_joint(&self, id: AssetId, heard: Option<&JointVector>) -> Result<Outcome, Error> {
        self.write(|writer| {
            let row = writer.load(id)?.ok_or(Error::UnknownTrack(id))?.row;
            writer.put_joint(Outcome::Unchanged(id, row), heard)
        })
    }

    /// The vectors of these rows, of one version, in the order asked; `None` where there is none of it.
    ///
    /// # Errors
    /// [`Error::DamagedValue`]; storage errors.
    pub fn joint_vectors(&self, version: &str, rows: &[Row]) -> Result<Vec<Option<QuantizedVector>>, Error> {
        self.read(|snapshot| {
            let Some((id, width)) = version_id(snapshot, version)? else {
                return Ok(vec![None; rows.len()]);
            };
            let mut statement =
                snapshot.prepare_cached("SELECT vector FROM joints WHERE row = ?1 AND version = ?2")?;
            let mut one = |row: &Row| {
                let mut found = statement.query([row.key(), id])?;
                found.next()?.map(|found| vector(found, width, *row)).transpose()
            };
            rows.iter().map(&mut one).collect()
        })
    }
}

impl Writer<'_> {
    /// Stores or removes what was heard in the track that `outcome` speaks of, and says what came of it all.
    pub(crate) fn put_joint(
        &mut self,
        outcome: Outcome,
        heard: Option<&JointVector>,
    ) -> Result<Outcome, Error> {
        let row = outcome.row();
        let changed = match heard {
            None => self.prepare_cached("DELETE FROM joints WHERE row = ?1")?.execute([row.key()])?,
            Some(heard) => {
                let version = self.joint_version(heard)?;
                let put = "INSERT INTO joints (row, version, vector) VALUES (?1, ?2, ?3) ON CONFLICT (row) \
                           DO UPDATE SET version = ?2, vector = ?3 WHERE version <> ?2 OR vector <> ?3";
                self.prepare_cached(put)?.execute(params![row.key(), version, heard.vector.to_bytes()])?
            }
        };
        if changed > 0 { self.stamp(outcome) } else { Ok(outcome) }
    }

    /// The number of a vector's version, which is added when it is new.
    fn joint_version(&self, heard: &JointVector) -> Result<i64, Error> {
        checked_name("model version", &heard.version, MAX_VERSION_CHARS)?;
        let found = heard.vector.values.len();
        let wrong = |expected| Error::VectorWidth { version: heard.version.clone(), expected, found };
        if found > QuantizedVector::MAX_WIDTH {
            return Err(wrong(QuantizedVector::MAX_WIDTH));
        }
        match version_id(self, &heard.version)? {
            Some((id, width)) if width == found => Ok(id),
            Some((_, width)) => Err(wrong(width)),
            None => {
                let add = "INSERT INTO joint_versions (name, width) VALUES (?1, ?2)";
                self.execute(add, params![heard.version, limit_of(found)])?;
                Ok(self.last_insert_rowid())
            }
        }
    }
}

/// The number and width of a version; `None` when no vector of it was ever stored.
fn version_id(connection: &Connection, name: &str) -> Result<Option<(i64, usize)>, Error> {
    let sql = "SELECT id, width FROM joint_versions WHERE name = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([name], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).optional()?;
    Ok(found.map(|(id, width)| (id, usize::try_from(width).unwrap_or(0))))
}

fn vector(found: &rusqlite::Row<'_>, width: usize, row: Row) -> Result<QuantizedVector, Error> {
    let bytes = found.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
    let vector = QuantizedVector::from_bytes(bytes).filter(|vector| vector.values.len() == width);
    vector.ok_or(Error::DamagedValue { column: "joint vector", row: row.key() })
}
