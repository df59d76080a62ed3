//! Writing down what came of files: the file's own row and the track that it is, in one transaction.

use hark_track::AssetId;
use rusqlite::params;

use super::plan::{Known, is_taken, known_at};
use super::{Action, Analyser, Decision, FileRecord, FileResult, Plan};
use crate::error::Error;
use crate::patch::Stated;
use crate::record::Record;
use crate::store::{Catalog, MAX_BATCH, Outcome, Writer, bounded, stored};
use crate::text::shortened;

/// Most characters kept of the reason why a file could not be read.
const MAX_REASON_CHARS: usize = 500;

impl Catalog {
    /// Records files and the tracks they are, in one transaction. The outcomes are in the order of `batch`; `None` stands
    /// for a file that could not be read, whose track, if it had one, stays as it was.
    ///
    /// # Errors
    /// [`Error::BatchTooLarge`]; storage errors.
    pub fn record_files(&self, batch: &[FileRecord]) -> Result<Vec<Option<Outcome>>, Error> {
        bounded(batch)?;
        self.write(|writer| batch.iter().map(|record| writer.record_file(record)).collect())
    }

    /// Marks what the plan found to be gone, and did not find again elsewhere, as deleted. To be called after all of the
    /// plan's files were recorded. Returns the tracks that are now deleted.
    ///
    /// # Errors
    /// Storage errors.
    pub fn finish_files(&self, plan: Plan) -> Result<Vec<AssetId>, Error> {
        let vanished: Vec<String> = plan.vanished.into_iter().collect();
        let mut removed = Vec::new();
        for batch in vanished.chunks(MAX_BATCH) {
            removed.extend(self.write(|writer| {
                let gone = batch.iter().map(|path| writer.lose_file(path));
                Ok(gone.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect::<Vec<_>>())
            })?);
        }
        Ok(removed)
    }
}

impl Writer<'_> {
    fn record_file(&mut self, record: &FileRecord) -> Result<Option<Outcome>, Error> {
        let decision = &record.decision;
        let path = decision.hashed.file.path.as_str();
        let here = known_at(self, path)?;
        let before = match (&here, &decision.moved_from) {
            (None, Some(from)) => known_at(self, from)?,
            _ => here,
        };
        if let Some(from) = &decision.moved_from {
            self.prepare_cached("DELETE FROM files WHERE path = ?1")?.execute([from])?;
        }
        let id = self.settled_id(decision, path)?;
        self.put_file(record, id, before.as_ref())?;
        if let Some(before) = before.as_ref().filter(|before| before.id != id) {
            self.lose_track_without_file(before.id)?;
        }
        self.record_track(record, id, before)
    }

    /// The decided identity; the next free one when another process has meanwhile given it to another new file.
    fn settled_id(&self, decision: &Decision, path: &str) -> Result<AssetId, Error> {
        let mut id = decision.id;
        if decision.action != Action::ReadNew || decision.hashed.file.claimed.is_some() {
            return Ok(id);
        }
        let mut attempt = 0;
        while is_taken(self, id, path)? {
            attempt += 1;
            id = AssetId::from_digest(&decision.hashed.digest, attempt);
        }
        Ok(id)
    }

    fn put_file(&self, record: &FileRecord, id: AssetId, before: Option<&Known>) -> Result<(), Error> {
        let hashed = &record.decision.hashed;
        let nobody = Analyser::default();
        let kept = before.map(|before| (&before.analyser, before.refusal.as_deref()));
        let (analyser, refusal) = match &record.result {
            FileResult::Kept => kept.unwrap_or((&nobody, None)),
            FileResult::Read { .. } => (&record.analyser, None),
            FileResult::Refused { reason } => (&record.analyser, Some(reason.as_str())),
        };
        let heard_before = || before.filter(|before| before.id == id && keeps_joint(record));
        let joint =
            analyser.joint.as_ref().or_else(|| heard_before().and_then(|file| file.analyser.joint.as_ref()));
        let sql = "INSERT OR REPLACE INTO files \
                   (path, asset_id, size, modified_ns, digest, analyser, refusal, missing, sound, joint) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9)";
        self.prepare_cached(sql)?.execute(params![
            hashed.file.path,
            stored(id.get()),
            stored(hashed.file.size),
            hashed.file.modified_ns,
            hashed.digest,
            analyser.features.0,
            refusal.map(|reason| shortened(reason, MAX_REASON_CHARS)),
            analyser.sound,
            joint,
        ])?;
        Ok(())
    }

    fn record_track(
        &mut self,
        record: &FileRecord,
        id: AssetId,
        before: Option<Known>,
    ) -> Result<Option<Outcome>, Error> {
        let path = Some(record.decision.hashed.file.path.clone());
        match &record.result {
            FileResult::Refused { .. } => Ok(None),
            FileResult::Kept if before.is_none_or(|before| before.refusal.is_some()) => Ok(None),
            FileResult::Kept => {
                let kept = self.change(id, |track| {
                    track.gone = false;
                    track.tagged.path = path;
                });
                kept.map(Some)
            }
            FileResult::Read { tags, measured, joint } => {
                let edit = |track: &mut Record| {
                    track.gone = false;
                    track.tagged = Stated::default();
                    track.tagged.apply(tags);
                    track.tagged.path = path;
                    track.keep_extra(&tags.extra);
                };
                // What was measured earlier holds as long as the content is the same.
                let still_holds = measured.is_none() && record.decision.action != Action::ReadChanged;
                let read = match still_holds {
                    true => self.change(id, edit),
                    false => self.remeasure(id, measured.as_deref(), edit),
                }?;
                match keeps_joint(record) {
                    true => Ok(Some(read)),
                    false => self.put_joint(read, joint.as_deref()).map(Some),
                }
            }
        }
    }

    /// Marks a file as missing. Its track, when that is now deleted.
    fn lose_file(&mut self, path: &str) -> Result<Option<AssetId>, Error> {
        let Some(known) = known_at(self, path)?.filter(|known| !known.missing) else { return Ok(None) };
        self.prepare_cached("UPDATE files SET missing = 1 WHERE path = ?1")?.execute([path])?;
        self.lose_track_without_file(known.id)
    }

    /// Marks a track as deleted when none of its files is left. The track, when that changed it.
    fn lose_track_without_file(&mut self, id: AssetId) -> Result<Option<AssetId>, Error> {
        let sql = "SELECT 1 FROM files WHERE asset_id = ?1 AND missing = 0";
        let has_file = self.prepare_cached(sql)?.exists([stored(id.get())])?;
        if has_file || self.load(id)?.is_none() {
            return Ok(None);
        }
        match self.change(id, |track| track.gone = true)? {
            Outcome::Unchanged(..) => Ok(None),
            Outcome::Added(id, _) | Outcome::Updated(id, _) => Ok(Some(id)),
        }
    }
}

/// Whether what a joint model heard in a file earlier holds: nothing newer was heard, and the content is the same.
fn keeps_joint(record: &FileRecord) -> bool {
    let FileResult::Read { joint: None, measured, .. } = &record.result else { return false };
    match record.decision.action {
        Action::ReadOutdated => true,
        Action::ReadNew => measured.is_none(),
        Action::ReadChanged | Action::Keep | Action::StillRefused(_) => false,
    }
}
