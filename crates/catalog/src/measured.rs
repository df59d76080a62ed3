//! What a file's measurement gives beside the values of the API: structure, waveform and sound print, each in a table of
//! its own.
//!
//! They are apart from the track because almost nobody who reads a track wants them: a beat grid is ten times as long as
//! everything else that is known, and sound prints are read by the thousand and alone. They are not apart in time:
//! `Writer::remeasure` is the only way in which a measurement changes, and it replaces all of it in one transaction,
//! so a track never has the loudness of one recording and the beats of another.

use hark_track::{AssetId, Measurement, SoundPrint, Structure, Waveform};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::error::Error;
use crate::record::Record;
use crate::store::{Catalog, Outcome, Row, Writer, limit_of, stored};
use crate::text::checked_name;

/// The most values in the embedding of a sound print, and the most tags.
pub const MAX_SOUND_WIDTH: usize = 8192;

/// The most characters in the name of a tagger version.
const MAX_VERSION_CHARS: usize = 200;

impl Catalog {
    /// Stores what was measured from a track's sound, in place of any earlier measurement.
    ///
    /// # Errors
    /// [`Error::UnknownTrack`] when there is no such track; [`Error::BadName`] and [`Error::VectorWidth`] when its
    /// sound print has an impossible version, or other lengths than the first print of that version; storage errors.
    pub fn set_measured(&self, id: AssetId, measured: &Measurement) -> Result<Outcome, Error> {
        self.write(|writer| {
            if writer.load(id)?.is_none() {
                return Err(Error::UnknownTrack(id));
            }
            writer.remeasure(id, Some(measured), |_record| ())
        })
    }

    /// A track's beat grid and sections, equal to the last bit to what was measured; `None` where there is no such
    /// track, it was not measured, or has none.
    ///
    /// # Errors
    /// [`Error::Damaged`]; storage errors.
    pub fn structure(&self, id: AssetId) -> Result<Option<Structure>, Error> {
        let sql = "SELECT row, document FROM tracks JOIN structures USING (row) WHERE asset_id = ?1";
        let found: Option<(i64, String)> = self.part(sql, id, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let parsed = found.map(|(row, json)| {
            serde_json::from_str(&json).map_err(|source| Error::Damaged { column: "structure", row, source })
        });
        parsed.transpose()
    }

    /// A track's outline; `None` where there is no such track, it was not measured, or there is nothing to draw.
    ///
    /// # Errors
    /// Storage errors.
    pub fn waveform(&self, id: AssetId) -> Result<Option<Waveform>, Error> {
        let sql = "SELECT points FROM tracks JOIN waveforms USING (row) WHERE asset_id = ?1";
        self.part(sql, id, |row| row.get(0).map(Waveform))
    }

    /// What a tagger heard in a track; `None` where there is no such track, or no tagger has listened to it.
    ///
    /// # Errors
    /// [`Error::DamagedValue`]; storage errors.
    pub fn sound(&self, id: AssetId) -> Result<Option<SoundPrint>, Error> {
        let sql = "SELECT sounds.row, embedding, sounds.tags, name, width, sound_versions.tags \
                   FROM tracks JOIN sounds USING (row) JOIN sound_versions ON id = version WHERE asset_id = ?1";
        self.read(|snapshot| {
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut rows = statement.query([stored(id.get())])?;
            rows.next()?.map(stated_print).transpose()
        })
    }

    /// The sound prints of these rows, of one version, in the order asked; `None` where there is none of it.
    ///
    /// # Errors
    /// [`Error::DamagedValue`]; storage errors.
    pub fn sounds(&self, version: &str, rows: &[Row]) -> Result<Vec<Option<SoundPrint>>, Error> {
        self.read(|snapshot| {
            let Some((id, version)) = version_id(snapshot, version)? else {
                return Ok(vec![None; rows.len()]);
            };
            let sql = "SELECT row, embedding, tags FROM sounds WHERE row = ?1 AND version = ?2";
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut one = |row: &Row| {
                let mut found = statement.query([row.key(), id])?;
                found.next()?.map(|found| version.print(found)).transpose()
            };
            rows.iter().map(&mut one).collect()
        })
    }

    /// The sound print of each of these rows, whatever its version; `None` where no tagger has listened.
    ///
    /// # Errors
    /// [`Error::DamagedValue`]; storage errors.
    pub fn prints(&self, rows: &[Row]) -> Result<Vec<Option<SoundPrint>>, Error> {
        let sql = "SELECT row, embedding, sounds.tags, name, width, sound_versions.tags \
                   FROM sounds JOIN sound_versions ON id = version WHERE row = ?1";
        self.read(|snapshot| {
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut one = |row: &Row| {
                let mut found = statement.query([row.key()])?;
                found.next()?.map(stated_print).transpose()
            };
            rows.iter().map(&mut one).collect()
        })
    }

    /// Hands every sound print of this version to `visit`, in row order, from one snapshot. Returns how many.
    ///
    /// # Errors
    /// [`Error::DamagedValue`]; storage errors.
    pub fn for_each_sound(
        &self,
        version: &str,
        mut visit: impl FnMut(Row, SoundPrint),
    ) -> Result<u64, Error> {
        self.read(|snapshot| {
            let Some((id, version)) = version_id(snapshot, version)? else { return Ok(0) };
            let sql = "SELECT row, embedding, tags FROM sounds WHERE version = ?1 ORDER BY row";
            let mut statement = snapshot.prepare_cached(sql)?;
            let mut rows = statement.query([id])?;
            let mut visited = 0;
            while let Some(row) = rows.next()? {
                visit(Row::from_key(row.get(0)?)?, version.print(row)?);
                visited += 1;
            }
            Ok(visited)
        })
    }

    /// One value of one track's row in a joined table.
    fn part<T>(
        &self,
        sql: &str,
        id: AssetId,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        self.read(|snapshot| {
            let mut statement = snapshot.prepare_cached(sql)?;
            Ok(statement.query_row([stored(id.get())], read).optional()?)
        })
    }
}

impl Writer<'_> {
    /// Replaces all that was measured of a track, `None` removing it, and lets `edit` change what else is known of it.
    /// Nothing else may change a record's `measured`.
    pub(crate) fn remeasure(
        &mut self,
        id: AssetId,
        measured: Option<&Measurement>,
        edit: impl FnOnce(&mut Record),
    ) -> Result<Outcome, Error> {
        let outcome = self.change(id, |record| {
            edit(record);
            record.measured = measured.map(|measured| measured.analysis.clone());
        })?;
        let changed = self.put_parts(outcome.row(), measured, id)?;
        if changed { self.stamp(outcome) } else { Ok(outcome) }
    }

    /// Writes the parts that differ from those stored. Whether one did.
    fn put_parts(&self, row: Row, measured: Option<&Measurement>, id: AssetId) -> Result<bool, Error> {
        let structure = measured.and_then(|measured| measured.structure.as_ref());
        let structure = structure
            .map(serde_json::to_string)
            .transpose()
            .map_err(|source| Error::Unstorable { column: "structure", id, source })?;
        let waveform = measured.map(|measured| &measured.waveform.0).filter(|points| !points.is_empty());
        let sound = measured.and_then(|measured| measured.sound.as_ref());
        let structure = self.put_part(STRUCTURE, row, structure.as_ref().map(|json| json as &dyn ToSql))?;
        let waveform = self.put_part(WAVEFORM, row, waveform.map(|points| points as &dyn ToSql))?;
        let sound = self.put_sound(row, sound)?;
        Ok(structure || waveform || sound)
    }

    fn put_part(&self, part: Part, row: Row, value: Option<&dyn ToSql>) -> Result<bool, Error> {
        let changed = match value {
            Some(value) => self.prepare_cached(part.put)?.execute(params![row.key(), value])?,
            None => self.prepare_cached(part.remove)?.execute([row.key()])?,
        };
        Ok(changed > 0)
    }

    fn put_sound(&self, row: Row, sound: Option<&SoundPrint>) -> Result<bool, Error> {
        let Some(sound) = sound else {
            let remove = "DELETE FROM sounds WHERE row = ?1";
            return Ok(self.prepare_cached(remove)?.execute([row.key()])? > 0);
        };
        let version = self.sound_version(sound)?;
        let put = "INSERT INTO sounds (row, version, embedding, tags) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (row) DO UPDATE SET version = ?2, embedding = ?3, tags = ?4 \
                   WHERE version <> ?2 OR embedding <> ?3 OR tags <> ?4";
        let values = params![row.key(), version, to_bytes(&sound.embedding), to_bytes(&sound.tags)];
        Ok(self.prepare_cached(put)?.execute(values)? > 0)
    }

    /// The number of a print's version, which is added when it is new.
    fn sound_version(&self, sound: &SoundPrint) -> Result<i64, Error> {
        checked_name("tagger version", &sound.version, MAX_VERSION_CHARS)?;
        let widths = [sound.embedding.len(), sound.tags.len()];
        let expect = |expected: [usize; 2]| match widths.into_iter().zip(expected).find(|(a, b)| a != b) {
            None => Ok(()),
            Some((found, expected)) => {
                Err(Error::VectorWidth { version: sound.version.clone(), expected, found })
            }
        };
        expect(widths.map(|width| width.min(MAX_SOUND_WIDTH)))?;
        if let Some((id, known)) = version_id(self, &sound.version)? {
            expect([known.width, known.tags])?;
            return Ok(id);
        }
        let [width, tags] = widths.map(limit_of);
        let add = "INSERT INTO sound_versions (name, width, tags) VALUES (?1, ?2, ?3)";
        self.execute(add, params![sound.version, width, tags])?;
        Ok(self.last_insert_rowid())
    }
}

/// How one table of parts is written: `put` does nothing where the value is already there.
#[derive(Clone, Copy)]
struct Part {
    put: &'static str,
    remove: &'static str,
}

const STRUCTURE: Part = Part {
    put: "INSERT INTO structures (row, document) VALUES (?1, ?2) \
          ON CONFLICT (row) DO UPDATE SET document = ?2 WHERE document <> ?2",
    remove: "DELETE FROM structures WHERE row = ?1",
};

const WAVEFORM: Part = Part {
    put: "INSERT INTO waveforms (row, points) VALUES (?1, ?2) \
          ON CONFLICT (row) DO UPDATE SET points = ?2 WHERE points <> ?2",
    remove: "DELETE FROM waveforms WHERE row = ?1",
};

/// What is the same for all sound prints of a version.
struct SoundVersion {
    name: String,
    width: usize,
    tags: usize,
}

/// The print in a row of (row, embedding, tags, name of the version, its width, its number of tags).
fn stated_print(row: &rusqlite::Row<'_>) -> Result<SoundPrint, Error> {
    let version = SoundVersion { name: row.get(3)?, width: length(row, 4)?, tags: length(row, 5)? };
    version.print(row)
}

impl SoundVersion {
    /// The print in a result row that begins with the track's row, the embedding and the tags.
    fn print(&self, found: &rusqlite::Row<'_>) -> Result<SoundPrint, Error> {
        let row = found.get(0)?;
        let values = |at, column, width| {
            let bytes = found.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?;
            let values = from_bytes(bytes).filter(|values| values.len() == width);
            values.ok_or(Error::DamagedValue { column, row })
        };
        Ok(SoundPrint {
            version: self.name.clone(),
            embedding: values(1, "sound embedding", self.width)?,
            tags: values(2, "sound tags", self.tags)?,
        })
    }
}

fn version_id(connection: &Connection, name: &str) -> Result<Option<(i64, SoundVersion)>, Error> {
    let sql = "SELECT id, width, tags FROM sound_versions WHERE name = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([name], |row| {
        let version = SoundVersion { name: name.to_owned(), width: length(row, 1)?, tags: length(row, 2)? };
        Ok((row.get(0)?, version))
    });
    Ok(found.optional()?)
}

fn length(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}

/// Values as stored: little-endian, four bytes each.
fn to_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Reads what [`to_bytes`] wrote; `None` when the bytes cannot come from there.
fn from_bytes(bytes: &[u8]) -> Option<Vec<f32>> {
    let (values, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| values.iter().map(|value| f32::from_le_bytes(*value)).collect())
}
