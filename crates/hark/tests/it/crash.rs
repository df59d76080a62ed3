//! Killing an import again and again loses nothing that was acknowledged, and the next one finishes the work.

use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

use hark_catalog::Catalog;
use serde_json::json;

use crate::{hark, json};

const ROWS: usize = 12_000;
const KILLS: u64 = 8;

#[test]
fn an_import_that_is_killed_again_and_again_is_finished_by_the_next_one() {
    let data = tempfile::tempdir().unwrap();
    let rows = data.path().join("rows.jsonl");
    let mut text = String::new();
    for n in 1..=ROWS {
        writeln!(text, r#"{{"asset_id":"{n}","name":"Track {n}","tags":["tag{}"],"duration":{n}}}"#, n % 50)
            .unwrap();
    }
    std::fs::write(&rows, text).unwrap();
    let path = rows.to_str().unwrap();
    let mut reached = 0;
    for round in 0..KILLS {
        let mut import =
            hark(data.path(), &["import", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 70 * round));
        import.kill().unwrap();
        import.wait().unwrap();
        let kept = Catalog::open(data.path()).unwrap().count().unwrap().public;
        assert!(kept >= reached, "round {round}: {kept} tracks after {reached}");
        reached = kept;
    }
    let summary = &json(data.path(), &["import", path, "--json"], 0)[0];
    assert_eq!(
        summary["added"].as_u64().unwrap() + summary["unchanged"].as_u64().unwrap(),
        ROWS as u64,
        "{summary}"
    );
    assert_eq!(Catalog::open(data.path()).unwrap().count().unwrap().public, ROWS as u64);
    for name in ["Track 1", "Track 6000", "Track 12000"] {
        let found = &json(data.path(), &["search", name, "--limit", "1", "--json"], 0)[0];
        assert_eq!(found["tracks"][0]["name"], json!(name));
    }
}
