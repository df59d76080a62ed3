//! What was acknowledged survives `kill -9` at any moment.
//!
//! The test starts itself as a child process that imports batch after batch and prints each one's number once the
//! catalogue has acknowledged it. The parent kills it at random moments, over and over on the same catalogue, and then
//! looks: every printed batch must be there in full, no batch may be there in part, and the database must be sound.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use hark_catalog::{Catalog, Embedding, Field, QuantizedVector, TrackPatch};
use rusqlite::Connection;

use super::id;

const FOLDER: &str = "HARK_CATALOG_CRASH_TEST_FOLDER";
const FIRST: &str = "HARK_CATALOG_CRASH_TEST_FIRST_BATCH";
const BATCH: u64 = 50;
const KILLS: u64 = 25;

#[test]
fn acknowledged_batches_survive_being_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    let mut next = 0;
    for kill in 0..KILLS {
        let patience = Duration::from_millis(20 + kill * 37 % 200);
        acknowledged.extend(run_and_kill(folder.path(), next, patience));
        next = next_batch(folder.path(), &acknowledged);
    }
    assert!(acknowledged.len() as u64 >= KILLS, "the child came to work: {}", acknowledged.len());
}

/// Starts a child that writes from batch `first` on, kills it a while after its first acknowledgement, and returns what
/// it acknowledged.
fn run_and_kill(folder: &Path, first: u64, patience: Duration) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_imports_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines =
        output.lines().map(Result::unwrap).filter_map(|line| line.strip_prefix("batch ")?.parse().ok());
    let mut acknowledged: Vec<u64> = lines.by_ref().take(1).collect();
    std::thread::sleep(patience);
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines);
    acknowledged
}

/// Checks the catalogue and returns the number of the first batch that is not there.
fn next_batch(folder: &Path, acknowledged: &[u64]) -> u64 {
    let catalog = Catalog::open(folder).unwrap();
    let connection = Connection::open(catalog.path()).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let tracks = catalog.count().unwrap().total();
    assert_eq!(tracks % BATCH, 0, "a batch is there in part");
    let batches = tracks / BATCH;
    for batch in acknowledged {
        assert!(*batch < batches, "batch {batch} was acknowledged and is gone");
    }
    for batch in 0..batches {
        let ids: Vec<_> = (batch * BATCH..(batch + 1) * BATCH).map(id).collect();
        for found in catalog.find(&ids).unwrap() {
            assert_eq!(found.expect("the track is there").1.name, format!("batch {batch}"));
        }
    }
    batches
}

/// The child of [`acknowledged_batches_survive_being_killed`]; as a test of its own it has nothing to do.
#[test]
fn child_that_imports_until_it_is_killed() {
    let (Ok(folder), Ok(first)) = (std::env::var(FOLDER), std::env::var(FIRST)) else { return };
    let catalog = Catalog::open(Path::new(&folder)).unwrap();
    let vector = QuantizedVector::from_f32(&[0.5; 64]);
    for batch in first.parse::<u64>().unwrap().. {
        let patches: Vec<TrackPatch> = (batch * BATCH..(batch + 1) * BATCH)
            .map(|number| {
                let mut patch = TrackPatch::new(id(number));
                patch.fields.name = Field::Set(format!("batch {batch}"));
                patch.fields.description = Field::Set("text ".repeat(100));
                patch
            })
            .collect();
        let outcomes = catalog.upsert(&patches).unwrap();
        println!("\nbatch {batch}");
        let made_from = catalog.sequence().unwrap();
        let embeddings: Vec<Embedding> = outcomes
            .iter()
            .map(|outcome| Embedding { row: outcome.row(), made_from, vector: vector.clone() })
            .collect();
        catalog.put_embeddings("v1", &embeddings).unwrap();
    }
}
