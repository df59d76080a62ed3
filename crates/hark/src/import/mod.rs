//! Taking music in: the way from paths on the command line to records in the catalogue.
//!
//! The catalogue knows files and rows but not sound, the analyser knows sound but not the catalogue; here they meet.
//! Everything is written in small batches, each of them final: an import that is cut off, even by `kill -9`, goes on
//! where it stopped when it is run again.

mod audio;
mod rows;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use hark_catalog::{Catalog, Outcome, files, import as catalog_import};
use hark_track::AssetId;
use serde::Serialize;

use crate::analyser::OnDemand;

/// How to import.
#[derive(Debug)]
pub(crate) struct Options {
    /// What measures the sound of audio files; `None` reads their tags only.
    pub(crate) analyser: Option<OnDemand>,
    /// Take an emptied folder for what it looks like.
    pub(crate) allow_empty: bool,
}

/// What an import did. Each track counts once, under the strongest thing that happened to it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// Tracks that the catalogue did not have.
    pub(crate) added: usize,
    /// Tracks that changed.
    pub(crate) updated: usize,
    /// Tracks and files that stayed as they were.
    pub(crate) unchanged: usize,
    /// Tracks whose file is gone.
    pub(crate) removed: usize,
    /// What could not be taken in.
    pub(crate) refused: Vec<Refused>,
    /// What was taken in although something was wrong with it.
    pub(crate) warnings: Vec<Warned>,
}

/// An audio file that could be used and is not as it should be: cut off, damaged in places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Warned {
    /// The file.
    pub(crate) input: String,
    /// What is wrong, in the order it was noticed.
    pub(crate) warnings: Vec<String>,
}

/// An input that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refused {
    /// File or folder.
    pub(crate) input: String,
    /// Line of a row, from 1.
    pub(crate) line: Option<u64>,
    /// Field that is to blame.
    pub(crate) field: Option<String>,
    /// What is wrong, and what would be right.
    pub(crate) reason: String,
}

/// What has happened so far.
#[derive(Default)]
struct Tally {
    tracks: HashMap<AssetId, Happened>,
    unchanged_files: usize,
    refused: Vec<Refused>,
    warnings: Vec<Warned>,
}

/// What happened to a track, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happened {
    Nothing,
    Removed,
    Updated,
    Added,
}

/// Imports `paths` in their order. What cannot be taken in is listed in the summary; everything else goes in.
///
/// # Errors
/// When the catalogue fails, or an installed tagger is damaged: what was taken in until then stays.
pub(crate) fn import(catalog: &Catalog, paths: &[PathBuf], options: &Options) -> anyhow::Result<Summary> {
    let mut tally = Tally::default();
    for path in paths {
        if let Err(error) = import_one(catalog, path, options, &mut tally) {
            tally.refuse_unless_fatal(path, error)?;
        }
    }
    Ok(tally.summary())
}

fn import_one(catalog: &Catalog, path: &Path, options: &Options, tally: &mut Tally) -> anyhow::Result<()> {
    // A path that cannot be told apart is a file that cannot be opened: the importers say why.
    let kind = std::fs::metadata(path);
    if kind.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
        let listing = files::scan(path, &hark_audio::is_audio_path)?;
        return audio::import(catalog, &listing, options, tally);
    }
    if catalog_import::is_row_file(path) {
        return rows::import(catalog, path, options, tally);
    }
    if kind.is_ok() && !hark_audio::is_audio_path(path) {
        let reason = format!(
            "neither audio ({}) nor a catalogue export (.jsonl, .csv, .tsv, also .gz)",
            hark_audio::EXTENSIONS.join(", ")
        );
        tally.refuse(path, reason);
        return Ok(());
    }
    audio::import(catalog, &files::Listing::of_files([files::locate(path, None)]), options, tally)
}

impl Tally {
    fn note(&mut self, outcome: Outcome) {
        let (id, happened) = match outcome {
            Outcome::Added(id, _) => (id, Happened::Added),
            Outcome::Updated(id, _) => (id, Happened::Updated),
            Outcome::Unchanged(id, _) => (id, Happened::Nothing),
        };
        self.mark(id, happened);
    }

    fn mark(&mut self, id: AssetId, happened: Happened) {
        let strongest = self.tracks.entry(id).or_insert(happened);
        *strongest = happened.max(*strongest);
    }

    fn refuse(&mut self, input: &Path, reason: String) {
        self.refused.push(Refused { input: input.display().to_string(), line: None, field: None, reason });
    }

    /// An error of one input is a refusal; an error of the catalogue or the analyser itself ends the import.
    fn refuse_unless_fatal(&mut self, input: &Path, error: anyhow::Error) -> anyhow::Result<()> {
        use hark_catalog::Error;
        match error.downcast_ref::<Error>() {
            Some(
                Error::Io { .. }
                | Error::RootUnreadable { .. }
                | Error::RootEmptied { .. }
                | Error::Header { .. },
            ) => {
                self.refuse(input, error.to_string());
                Ok(())
            }
            _ => Err(error),
        }
    }

    fn summary(self) -> Summary {
        let count = |wanted| self.tracks.values().filter(|happened| **happened == wanted).count();
        Summary {
            added: count(Happened::Added),
            updated: count(Happened::Updated),
            unchanged: count(Happened::Nothing) + self.unchanged_files,
            removed: count(Happened::Removed),
            refused: self.refused,
            warnings: self.warnings,
        }
    }
}
