//! `hark bench`: generated catalogues, queries, and load on a server.

use std::path::Path;

use serde_json::{Value, json};

use crate::{json, run};

fn ids(data: &Path, query: &str) -> Vec<Value> {
    let found = json(data, &["search", query, "--json"], 0).remove(0);
    found["tracks"].as_array().unwrap().iter().map(|track| track["asset_id"].clone()).collect()
}

#[test]
fn a_generated_catalogue_is_searched_and_equals_its_own_export() {
    let data = tempfile::tempdir().unwrap();
    let made = json(data.path(), &["bench", "generate", "--tracks", "300", "--json"], 0).remove(0);
    assert_eq!((&made["tracks"], &made["artists"]), (&json!(300), &json!(25)));
    assert_eq!(made["vectors"], json!(0), "there is no text model");
    assert!(!ids(data.path(), "rock").is_empty());

    let other = tempfile::tempdir().unwrap();
    let rows = other.path().join("rows.jsonl");
    let rows = rows.to_str().unwrap();
    json(other.path(), &["bench", "generate", "--tracks", "300", "--rows", rows, "--json"], 0);
    let output = run(other.path(), &["import", rows, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("does not know"));
    for query in ["rock", "calm piano", "electronic for gaming"] {
        assert_eq!(ids(data.path(), query), ids(other.path(), query), "{query}");
    }
    // The export says what was stored: importing it changes nothing.
    let again = json(data.path(), &["import", rows, "--json"], 0).remove(0);
    assert_eq!(again["unchanged"], json!(300), "{again}");
}

#[test]
fn a_directory_that_holds_tracks_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let generate = ["bench", "generate", "--tracks", "20", "--no-embed"];
    assert_eq!(run(data.path(), &generate).status.code(), Some(0));
    let again = run(data.path(), &generate);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("already holds 20 tracks"));
}

#[test]
fn queries_are_printed_one_a_line() {
    let data = tempfile::tempdir().unwrap();
    let printed = |seed: &str| {
        let output = run(data.path(), &["bench", "queries", "--count", "50", "--seed", seed]);
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(printed("4").lines().count(), 50);
    assert_eq!(printed("4"), printed("4"));
    assert_ne!(printed("4"), printed("5"));
}

#[test]
fn load_is_put_on_a_server_of_this_machine_and_reported() {
    let data = tempfile::tempdir().unwrap();
    json(data.path(), &["bench", "generate", "--tracks", "200", "--json"], 0);
    let queries = data.path().join("queries.txt");
    let printed = run(data.path(), &["bench", "queries", "--count", "40"]).stdout;
    std::fs::write(&queries, printed).unwrap();
    let queries = queries.to_str().unwrap();
    let make = ["keys", "create", "--name", "n", "--tier", "unlimited", "--json"];
    let key = json(data.path(), &make, 0)[0]["key"].as_str().unwrap().to_owned();
    let server = crate::serving::Server::start(data.path());
    let url = format!("http://{}", server.address);
    let load = |more: &[&str]| {
        let common = ["bench", "load", "--url", &url, "--key", &key, "--queries", queries, "--json"];
        json(data.path(), &[&common, more].concat(), 0).remove(0)
    };

    let open = load(&["--rps", "30", "--duration", "2", "--repeat-share", "0.5", "--connections", "4"]);
    let requests = open["requests"].as_u64().unwrap();
    assert!((30..100).contains(&requests), "{open}");
    assert_eq!(open["statuses"], json!({ "200": requests }), "{open}");
    let parts = ["fresh", "repeated"].map(|part| open[part]["count"].as_u64().unwrap());
    assert_eq!(parts.iter().sum::<u64>(), requests, "{open}");
    let at = |name: &str| open["latency"][name].as_f64().unwrap();
    assert!(0.0 < at("p50") && at("p50") <= at("p99") && at("p99") <= at("max"), "{open}");

    let full = load(&["--saturate", "--duration", "1", "--filters", r#"{"genres":["rock"]}"#]);
    assert!(full["rps_achieved"].as_f64().unwrap() > 1.0, "{full}");
    assert_eq!((&full["mode"], &full["connections"]), (&json!("saturate"), &json!(2)));

    let elsewhere = ["bench", "load", "--url", "http://example.org", "--key", "k", "--queries", queries];
    let refused = run(data.path(), &[&elsewhere[..], &["--rps", "1"]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("only on a server of this machine"));
}
