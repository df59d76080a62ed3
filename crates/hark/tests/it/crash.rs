//! Killing an import again and again loses nothing that was acknowledged, the next one finishes the work, and the index always
//! recovers to what the catalogue says. `HARK_KILLS=2000 cargo test -p hark --test it crash` kills as often.

use std::fmt::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use hark_catalog::Catalog;
use hark_knowledge::Artists;
use hark_search::{EmbeddedEngine, Engine, Filters, Page, SearchRequest, Sort, Stage, What};
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

/// Tracks of the second test; each round changes some of them.
const TRACKS: u64 = 300;

/// Rows of a round: a third of the tracks changes, a few go and come.
fn changed(round: u64) -> String {
    let mut text = String::new();
    for n in (1..=TRACKS).filter(|n| (n * 7 + round).is_multiple_of(3)) {
        let status = if (n + round).is_multiple_of(11) { "delisted" } else { "public" };
        let row = json!({
            "asset_id": n.to_string(), "name": format!("Song {n} take {}", round % 5), "artist": format!("Band {}", n % 13),
            "tags": [format!("tag{}", (n + round) % 17), "music"], "duration": 60 + n % 200, "play_count": n * round % 1_000,
            "status": status,
        });
        writeln!(text, "{row}").unwrap();
    }
    text
}

/// All that can be found, as text: words with their scores, names, and what filters leave.
fn found(catalog: &Arc<Catalog>, index: &Path, artists: &Arc<Artists>) -> String {
    let no_model = || Err("not needed here".to_owned());
    let engine = EmbeddedEngine::open(Arc::clone(catalog), index, no_model(), Arc::clone(artists)).unwrap();
    let mut found = format!("{:?}\n", engine.status().tracks);
    for query in ["song", "music tag3", "take 2", "band 7"] {
        writeln!(found, "{:?}", engine.rank(query, None, Stage::Words).unwrap()).unwrap();
    }
    for min_play_count in [0, 100, 500] {
        let request = SearchRequest {
            what: What::Query("music".into()),
            filters: Filters { min_play_count: Some(min_play_count), ..Filters::default() },
            sort: Sort::Popular,
            page: Page::default(),
            explain: false,
        };
        let results = engine.search(&request).unwrap();
        let ids: Vec<String> = results.tracks.iter().map(|hit| hit.track.id.to_string()).collect();
        writeln!(found, "{} {ids:?} {:?}", results.total, results.artists).unwrap();
    }
    found
}

#[test]
fn an_index_whose_writer_is_killed_again_and_again_recovers_to_what_the_catalogue_says() {
    let kills: u64 = std::env::var("HARK_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let (data, artists) = (tempfile::tempdir().unwrap(), Artists::built_in());
    let rows = data.path().join("rows.jsonl");
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 1..=kills {
        std::fs::write(&rows, changed(round)).unwrap();
        let mut import = hark(data.path(), &["import", rows.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((random >> 33) % 250_000));
        import.kill().unwrap();
        import.wait().unwrap();
        let catalog = Arc::new(Catalog::open(data.path()).unwrap());
        let anew = tempfile::tempdir().unwrap();
        let (recovered, expected) =
            (found(&catalog, &data.path().join("index"), &artists), found(&catalog, anew.path(), &artists));
        assert!(recovered == expected, "round {round}:\n{recovered}\nis not\n{expected}");
    }
}
