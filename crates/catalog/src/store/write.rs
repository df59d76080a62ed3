//! Changing tracks: load, change, compare, save, with one sequence number a transaction.

use hark_track::{AssetId, Timestamp};
use rusqlite::{Transaction, params};
use serde::Serialize;

use super::read::{self, TRACK_COLUMNS};
use super::{Catalog, Outcome, Row, Sequence, bounded, counted, stored};
use crate::error::Error;
use crate::patch::{Stated, TrackPatch};
use crate::record::{Placed, Record};

impl Catalog {
    /// Applies patches in order, in one transaction: all of them are on disk when this returns, or none is. The
    /// outcomes are in the order of `batch`; when an id occurs twice, the later patch applies to what the earlier left.
    ///
    /// A patch that sets `status` also ends the `deleted` state that a vanished file had brought about.
    ///
    /// # Errors
    /// [`Error::BatchTooLarge`] above [`super::MAX_BATCH`] patches; those of [`Catalog::set_measured`] for a measurement;
    /// storage errors.
    pub fn upsert(&self, batch: &[TrackPatch]) -> Result<Vec<Outcome>, Error> {
        bounded(batch)?;
        self.write(|writer| batch.iter().map(|patch| writer.patch(patch)).collect())
    }
}

/// A write transaction under way.
pub(crate) struct Writer<'t> {
    transaction: Transaction<'t>,
    now: Timestamp,
    sequence: Option<Sequence>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(transaction: Transaction<'t>, now: Timestamp) -> Writer<'t> {
        Writer { transaction, now, sequence: None }
    }

    pub(super) fn commit(self) -> Result<(), Error> {
        Ok(self.transaction.commit()?)
    }

    pub(super) fn transaction(&self) -> &Transaction<'t> {
        &self.transaction
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The sequence number of this transaction, taken when it is first needed.
    pub(crate) fn sequence(&mut self) -> Result<Sequence, Error> {
        if let Some(taken) = self.sequence {
            return Ok(taken);
        }
        let next = "UPDATE catalogue SET sequence = sequence + 1 RETURNING sequence";
        let number: i64 = self.transaction.prepare_cached(next)?.query_row([], |row| row.get(0))?;
        Ok(*self.sequence.insert(Sequence(counted(number))))
    }

    /// The last sequence number given out, this transaction's included.
    pub(crate) fn last_sequence(&self) -> Result<Sequence, Error> {
        read::last_sequence(&self.transaction)
    }

    /// Applies one patch.
    pub(crate) fn patch(&mut self, patch: &TrackPatch) -> Result<Outcome, Error> {
        let edit = |record: &mut Record| {
            record.stated.apply(&patch.fields);
            record.keep_extra(&patch.fields.extra);
            if matches!(patch.fields.status, crate::patch::Field::Set(_)) {
                record.gone = false;
            }
        };
        match patch.measured.as_deref() {
            None => self.change(patch.id, edit),
            measured => self.remeasure(patch.id, measured, edit),
        }
    }

    /// Loads the track (or begins one), lets `edit` change it, and saves it if that made a difference.
    pub(crate) fn change(&mut self, id: AssetId, edit: impl FnOnce(&mut Record)) -> Result<Outcome, Error> {
        let Some(found) = self.load(id)? else {
            let mut record = Record::new(id);
            edit(&mut record);
            return Ok(Outcome::Added(id, self.insert(&record)?));
        };
        let mut record = found.record.clone();
        edit(&mut record);
        if record == found.record {
            return Ok(Outcome::Unchanged(id, found.row));
        }
        self.update(&found, &record)?;
        Ok(Outcome::Updated(id, found.row))
    }

    /// Gives the track this transaction's sequence number: something of it has changed that no description of the music
    /// depends on, so its revision and its embeddings stay.
    pub(crate) fn stamp(&mut self, outcome: Outcome) -> Result<Outcome, Error> {
        let Outcome::Unchanged(id, row) = outcome else { return Ok(outcome) };
        let sequence = stored(self.sequence()?.0);
        let stamp = "UPDATE tracks SET sequence = ?2 WHERE row = ?1";
        self.transaction.prepare_cached(stamp)?.execute([row.key(), sequence])?;
        Ok(Outcome::Updated(id, row))
    }

    pub(crate) fn load(&self, id: AssetId) -> Result<Option<Placed>, Error> {
        let sql = format!("SELECT {TRACK_COLUMNS}, extra FROM tracks WHERE asset_id = ?1");
        let mut statement = self.transaction.prepare_cached(&sql)?;
        let mut rows = statement.query([stored(id.get())])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mut placed = read::placed(row)?;
        placed.record.extra = read::document(row, read::EXTRA)?.unwrap_or_default();
        Ok(Some(placed))
    }

    fn insert(&mut self, record: &Record) -> Result<Row, Error> {
        let sequence = stored(self.sequence()?.0);
        let documents = Documents::of(record)?;
        let sql = "INSERT INTO tracks (asset_id, status, gone, sequence, revised, imported_at, changed_at, analyser, \
                   stated, tagged, measured, extra) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.transaction.prepare_cached(sql)?.execute(params![
            stored(record.id.get()),
            record.status().as_str(),
            record.gone,
            sequence,
            self.now.unix(),
            record.measured.as_ref().map(|m| m.version.0),
            documents.stated,
            documents.tagged,
            documents.measured,
            documents.extra,
        ])?;
        Row::from_key(self.transaction.last_insert_rowid())
    }

    fn update(&mut self, old: &Placed, record: &Record) -> Result<(), Error> {
        let sequence = self.sequence()?;
        let same_music = record.sounds_like(&old.record);
        if !same_music {
            let forget = "DELETE FROM embeddings WHERE row = ?1";
            self.transaction.prepare_cached(forget)?.execute([old.row.key()])?;
        }
        let revised = if same_music { old.revised } else { sequence };
        let documents = Documents::of(record)?;
        let sql = "UPDATE tracks SET status = ?2, gone = ?3, sequence = ?4, revised = ?5, changed_at = ?6, \
                   analyser = ?7, stated = ?8, tagged = ?9, measured = ?10, extra = ?11 WHERE row = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![
            old.row.key(),
            record.status().as_str(),
            record.gone,
            stored(sequence.0),
            stored(revised.0),
            self.now.unix(),
            record.measured.as_ref().map(|m| m.version.0),
            documents.stated,
            documents.tagged,
            documents.measured,
            documents.extra,
        ])?;
        Ok(())
    }
}

/// The JSON documents of a record; `None` where there is nothing to say.
struct Documents {
    stated: Option<String>,
    tagged: Option<String>,
    measured: Option<String>,
    extra: Option<String>,
}

impl Documents {
    fn of(record: &Record) -> Result<Documents, Error> {
        let nothing = Stated::default();
        let said = |stated: &Stated, column| match *stated == nothing {
            true => Ok(None),
            false => json(stated, column, record.id).map(Some),
        };
        let measured = record.measured.as_ref().map(|measured| json(measured, "measured", record.id));
        let extra = (!record.extra.is_empty()).then(|| json(&record.extra, "extra", record.id));
        Ok(Documents {
            stated: said(&record.stated, "stated")?,
            tagged: said(&record.tagged, "tagged")?,
            measured: measured.transpose()?,
            extra: extra.transpose()?,
        })
    }
}

fn json(value: &impl Serialize, column: &'static str, id: AssetId) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|source| Error::Unstorable { column, id, source })
}
