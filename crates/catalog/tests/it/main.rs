//! The catalogue as its users meet it.

#![expect(clippy::unwrap_used, reason = "a step that fails fails its test")]

mod crash;
mod embeddings;
mod files;
mod joint;
mod keys;
mod measured;
mod model;
mod open;
mod tracks;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hark_catalog::{Catalog, Clock, Fields, Position, Row, Sequence, Stored, TrackPatch, import};
use hark_track::{Analysis, AssetId, Measurement, Timestamp};
use tempfile::TempDir;

/// A catalogue in a folder of its own, with a clock that stands still until it is set.
struct Fixture {
    folder: TempDir,
    time: Arc<AtomicI64>,
    catalog: Catalog,
}

const START: i64 = 1_700_000_000;

impl Fixture {
    fn new() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let catalog = Catalog::open_with(folder.path(), clock(&time)).unwrap();
        Fixture { folder, time, catalog }
    }

    fn reopen(mut self) -> Fixture {
        self.catalog = Catalog::open_with(self.folder.path(), clock(&self.time)).unwrap();
        self
    }

    fn wait(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Imports one JSON line.
    fn row(&self, json: &str) -> hark_catalog::Outcome {
        self.catalog.upsert(&[patch(json)]).unwrap().remove(0)
    }

    fn track(&self, number: u64) -> hark_track::Track {
        self.catalog.find(&[id(number)]).unwrap().remove(0).expect("the track is there").1
    }

    fn all_changes(&self) -> Vec<Stored> {
        changes_from(&self.catalog, Sequence(0).into(), usize::MAX)
    }
}

fn clock(time: &Arc<AtomicI64>) -> Clock {
    let time = Arc::clone(time);
    Clock::from_fn(move || at(time.load(Ordering::SeqCst)))
}

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix).unwrap()
}

fn id(number: u64) -> AssetId {
    AssetId::new(number).unwrap()
}

/// A row of JSON as a patch, by way of the importer.
fn patch(json: &str) -> TrackPatch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("row.jsonl");
    std::fs::write(&path, json.replace('\n', " ")).unwrap();
    let row = import::read_rows(&path).unwrap().next().unwrap().unwrap();
    let id = row.id.expect("the row has an id");
    row.into_patch(id)
}

/// A measurement of nothing but this.
fn measurement(analysis: &Analysis) -> Measurement {
    Measurement { analysis: analysis.clone(), ..Measurement::default() }
}

fn fields(json: &str) -> Fields {
    patch(json).fields
}

/// Everything that changed after `position`, read in pages of `limit`.
fn changes_from(catalog: &Catalog, mut position: Position, limit: usize) -> Vec<Stored> {
    let mut all = Vec::new();
    loop {
        let page = catalog.changes_since(position, limit).unwrap();
        let Some(last) = page.last() else { return all };
        position = last.position();
        all.extend(page);
    }
}

fn rows(numbers: impl IntoIterator<Item = u32>) -> Vec<Row> {
    numbers.into_iter().map(Row).collect()
}
