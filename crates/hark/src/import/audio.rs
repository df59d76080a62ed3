//! Audio files: hash what may have changed, decode what has, in parallel, and record it in batches.

use std::path::Path;

use hark_audio::JointSound;
use hark_catalog::files::{
    Action, Decision, FileOnDisk, FileRecord, FileResult, HashedFile, Listing, PlanOptions,
};
use hark_catalog::{Catalog, Fields, JointVector, QuantizedVector, files};
use rayon::prelude::*;

use super::{Happened, Options, Refused, Tally, Warned};
use crate::analyser::Analyser;
use crate::progress::Progress;

/// Files hashed, read and recorded together. What an import that is cut off has to do again.
const GROUP: usize = 32;

/// Imports the files of a listing and notes what is gone.
pub(super) fn import(
    catalog: &Catalog,
    listing: &Listing,
    options: &Options,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let analyser = match &options.analyser {
        Some(analyser) if !listing.files.is_empty() => Some(analyser.get()?),
        _ => None,
    };
    let identity = analyser.map(Analyser::identity).unwrap_or_default();
    let wanted = PlanOptions { analyser: identity.clone(), allow_empty: options.allow_empty };
    let mut plan = catalog.plan_files(listing, wanted)?;
    tally.unchanged_files += usize::try_from(plan.unchanged).unwrap_or(usize::MAX);
    for unreadable in listing.unreadable.iter().chain(&plan.still_refused) {
        tally.refuse(Path::new(&unreadable.path), unreadable.reason.clone());
    }
    let pending = plan.to_hash.clone();
    let mut progress = Progress::begin("reading files", Some(pending.len() as u64));
    for group in pending.chunks(GROUP) {
        let decisions = catalog.decide_files(&mut plan, hash(group, tally))?;
        let results: Vec<(FileResult, Vec<String>)> =
            decisions.par_iter().map(|decision| read(decision, analyser)).collect();
        let mut records = Vec::with_capacity(decisions.len());
        for (decision, (result, warnings)) in decisions.into_iter().zip(results) {
            if !warnings.is_empty() {
                tally.warnings.push(Warned { input: decision.hashed.file.path.clone(), warnings });
            }
            records.push(FileRecord { decision, analyser: identity.clone(), result });
        }
        record(catalog, &records, tally)?;
        progress.advance(group.len() as u64);
    }
    for removed in catalog.finish_files(plan)? {
        tally.mark(removed, Happened::Removed);
    }
    progress.end();
    Ok(())
}

fn hash(group: &[FileOnDisk], tally: &mut Tally) -> Vec<HashedFile> {
    let hashed: Vec<_> = group
        .par_iter()
        .map(|file| {
            let path = Path::new(&file.path);
            // A file may carry its identity in its tags; a row that names the file has the last word.
            let claimed = file.claimed.or_else(|| hark_audio::read_tags(path).ok()?.asset_id);
            (FileOnDisk { claimed, ..file.clone() }, files::digest(path))
        })
        .collect();
    let mut readable = Vec::with_capacity(hashed.len());
    for (file, digest) in hashed {
        match digest {
            Ok(digest) => readable.push(HashedFile { file, digest }),
            Err(error) => tally.refuse(Path::new(&file.path), error.to_string()),
        }
    }
    readable
}

/// Reads a file if that is called for: its tags always, its sound when there is an analyser. What is wrong with it
/// without making it unusable comes too.
fn read(decision: &Decision, analyser: Option<&Analyser>) -> (FileResult, Vec<String>) {
    if !decision.action.needs_reading() {
        return (FileResult::Kept, Vec::new());
    }
    let path = Path::new(&decision.hashed.file.path);
    match analyser.map(|analyser| analyser.analyze(path)).transpose() {
        Ok(report) => {
            let (measured, joint, warnings) = match report {
                Some(report) => (Some(Box::new(report.measured)), report.joint, report.warnings),
                None => (None, None, Vec::new()),
            };
            let joint = joint.map(|joint| Box::new(stored(&joint)));
            (FileResult::Read { tags: Box::new(tags(path)), measured, joint }, warnings)
        }
        Err(error) => (FileResult::Refused { reason: error.kind().to_string() }, Vec::new()),
    }
}

/// What a joint model heard, as the catalogue keeps it.
fn stored(joint: &JointSound) -> JointVector {
    JointVector { version: joint.version.to_string(), vector: QuantizedVector::from_f32(&joint.vector) }
}

/// What a file's tags say. A file without a title is called by its file name.
fn tags(path: &Path) -> Fields {
    let tags = hark_audio::read_tags(path).unwrap_or_default();
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let artist = tags.artist.or(tags.album_artist);
    Fields {
        name: tags.title.or_else(stem).into(),
        artist: artist.into(),
        album: tags.album.into(),
        genres: (!tags.genres.is_empty()).then_some(tags.genres).into(),
        year: tags.year.into(),
        ..Fields::default()
    }
}

fn record(catalog: &Catalog, records: &[FileRecord], tally: &mut Tally) -> anyhow::Result<()> {
    for (record, outcome) in records.iter().zip(catalog.record_files(records)?) {
        if let Some(outcome) = outcome {
            tally.note(outcome);
        }
        let reason = match (&record.result, &record.decision.action) {
            (FileResult::Refused { reason }, _) | (_, Action::StillRefused(reason)) => reason.clone(),
            _ => continue,
        };
        let input = record.decision.hashed.file.path.clone();
        tally.refused.push(Refused { input, line: None, field: None, reason });
    }
    Ok(())
}
