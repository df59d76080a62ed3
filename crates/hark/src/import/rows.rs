//! Catalogue exports: rows in batches, joined with the audio files they name.

use std::path::Path;

use hark_catalog::files::{FileOnDisk, Listing};
use hark_catalog::import::{self as catalog_import, ImportRow, Refusal};
use hark_catalog::{Catalog, Field, MAX_BATCH, TrackPatch, files};

use super::{Options, Refused, Tally, audio};
use crate::output;
use crate::progress::Progress;

/// Imports every good row of a file and lists the bad ones.
pub(super) fn import(
    catalog: &Catalog,
    path: &Path,
    options: &Options,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let mut reader = catalog_import::read_rows(path)?;
    let mut progress = Progress::begin("importing rows", None);
    let mut batch: Vec<ImportRow> = Vec::with_capacity(MAX_BATCH);
    for row in &mut reader {
        match row {
            Ok(row) => batch.push(row),
            Err(refusal) => tally.refused.push(refused(path, refusal)),
        }
        if batch.len() == MAX_BATCH {
            progress.advance(batch.len() as u64);
            import_batch(catalog, path, std::mem::take(&mut batch), options, tally)?;
        }
    }
    progress.advance(batch.len() as u64);
    import_batch(catalog, path, batch, options, tally)?;
    progress.end();
    report_unknown(path, reader.unknown_fields());
    Ok(())
}

fn import_batch(
    catalog: &Catalog,
    import_file: &Path,
    rows: Vec<ImportRow>,
    options: &Options,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let rows = join_files(catalog, import_file, rows, options, tally)?;
    for outcome in catalog.upsert(&rows)? {
        tally.note(outcome);
    }
    Ok(())
}

/// Reads the audio files that rows name, and gives rows without an identity that of their file.
fn join_files(
    catalog: &Catalog,
    import_file: &Path,
    rows: Vec<ImportRow>,
    options: &Options,
    tally: &mut Tally,
) -> anyhow::Result<Vec<TrackPatch>> {
    let mut located: Vec<Option<FileOnDisk>> = Vec::with_capacity(rows.len());
    for row in &rows {
        located.push(locate(import_file, row, tally));
    }
    let wanted: Vec<FileOnDisk> = located.iter().flatten().cloned().collect();
    if !wanted.is_empty() {
        audio::import(catalog, &Listing::of_files(wanted.into_iter().map(Ok)), options, tally)?;
    }
    let mut patches = Vec::with_capacity(rows.len());
    for (mut row, file) in rows.into_iter().zip(located) {
        let known = match &file {
            Some(file) => catalog.file_identity(&file.path)?,
            None => None,
        };
        if let Some(file) = file {
            row.fields.path = Field::Set(file.path);
        }
        match row.id.or(known) {
            Some(id) => patches.push(row.into_patch(id)),
            None => {
                let reason =
                    "the row has no asset_id, and its file could not be read to give it one".to_owned();
                tally.refused.push(at_path(import_file, row.line, reason));
            }
        }
    }
    Ok(patches)
}

/// The file that a row names. One that cannot be found is listed; the row itself may still go in.
fn locate(import_file: &Path, row: &ImportRow, tally: &mut Tally) -> Option<FileOnDisk> {
    let Field::Set(path) = &row.fields.path else { return None };
    match files::locate(&catalog_import::resolve_path(import_file, path), row.id) {
        Ok(file) => Some(file),
        Err(unreadable) => {
            tally.refused.push(at_path(
                import_file,
                row.line,
                format!("{}: {}", unreadable.path, unreadable.reason),
            ));
            None
        }
    }
}

fn at_path(import_file: &Path, line: u64, reason: String) -> Refused {
    Refused {
        input: import_file.display().to_string(),
        line: Some(line),
        field: Some("path".to_owned()),
        reason,
    }
}

fn refused(import_file: &Path, refusal: Refusal) -> Refused {
    Refused {
        input: import_file.display().to_string(),
        line: Some(refusal.line),
        field: refusal.field,
        reason: refusal.reason,
    }
}

fn report_unknown(path: &Path, unknown: &std::collections::BTreeMap<String, u64>) {
    if !unknown.is_empty() {
        let list: Vec<String> = unknown.iter().map(|(name, rows)| format!("{name} ({rows} rows)")).collect();
        output::note(format!(
            "{}: fields that Hark does not know, kept with the tracks: {}",
            path.display(),
            list.join(", ")
        ));
    }
}
