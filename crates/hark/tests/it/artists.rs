//! `hark artists`: what is known, added, shown and removed.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{hark, json, run};

const TABLE: &str = "name\tstyles\tvoice\nZzyx Quartet\tzzyx jazz|polka\tinstrumental\nOnly a Name\t\t\n";

#[test]
fn built_in_artists_are_shown_without_a_data_directory() {
    let data = tempfile::tempdir().unwrap();
    let nowhere = data.path().join("none");
    let shown = &json(&nowhere, &["artists", "show", "daft punk", "--json"], 0)[0];
    assert_eq!(shown["name"], "Daft Punk");
    assert!(!shown["close"].as_array().unwrap().is_empty(), "{shown}");
    assert_eq!(run(&nowhere, &["artists", "show", "xqzw kjhg"]).status.code(), Some(1));
    assert!(!nowhere.try_exists().unwrap(), "looking makes nothing");
}

#[test]
fn a_table_is_imported_listed_and_removed() {
    let data = tempfile::tempdir().unwrap();
    let table = data.path().join("mine.tsv");
    std::fs::write(&table, format!("{TABLE}Bad\tska\tloud\n")).unwrap();
    let file = table.to_str().unwrap();
    let report = &json(data.path(), &["artists", "import", file, "--json"], 3)[0];
    assert_eq!(
        (&report["added"], &report["without_styles"], &report["refused"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(report["first_refused"][0]["line"], 4, "{report}");
    let again = run(data.path(), &["artists", "import", file]);
    let (text, notes) = (String::from_utf8(again.stdout).unwrap(), String::from_utf8(again.stderr).unwrap());
    assert!(text.contains("0 added, 0 updated, 1 unchanged") && text.ends_with("1 refused\n"), "{text}");
    assert!(notes.contains("mine.tsv:4: voice \"loud\" is not one of"), "{notes}");

    let listed: Vec<Value> = json(data.path(), &["artists", "list", "--added", "--json"], 0);
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["name"], &listed[0]["voice"]), (&json!("Zzyx Quartet"), &json!("instrumental")));
    let by_style = run(data.path(), &["artists", "list", "ZZYX jazz"]);
    assert!(String::from_utf8(by_style.stdout).unwrap().starts_with("Zzyx Quartet "));

    let misspelt = run(data.path(), &["artists", "show", "zzyx quartett"]);
    assert!(String::from_utf8(misspelt.stdout).unwrap().starts_with("Zzyx Quartet\n"));
    let notes = String::from_utf8(misspelt.stderr).unwrap();
    assert!(notes.contains("is not known; this is \"Zzyx Quartet\""), "{notes}");

    assert_eq!(json(data.path(), &["artists", "clear", "--json"], 0)[0]["removed"], true);
    assert_eq!(json(data.path(), &["artists", "clear", "--json"], 0)[0]["removed"], false);
    assert!(json(data.path(), &["artists", "list", "--added", "--json"], 0).is_empty());
}

#[test]
fn a_broken_file_leaves_the_old_one_whole() {
    let data = tempfile::tempdir().unwrap();
    let table = data.path().join("mine.tsv");
    std::fs::write(&table, TABLE).unwrap();
    json(data.path(), &["artists", "import", table.to_str().unwrap(), "--json"], 0);
    let stored = data.path().join("artists.tsv.gz");
    let before = std::fs::read(&stored).unwrap();
    let broken = data.path().join("masters.xml");
    std::fs::write(&broken, "<masters><master>").unwrap();
    let output = run(data.path(), &["artists", "import", table.to_str().unwrap(), broken.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("nothing was added") && errors.contains("not well-formed XML"), "{errors}");
    assert_eq!(std::fs::read(&stored).unwrap(), before);
    let left: Vec<_> =
        std::fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");

    std::fs::write(&stored, &before[..before.len() / 2]).unwrap();
    let output = run(data.path(), &["artists", "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("`hark artists clear` removes them"));
}

#[test]
fn a_dump_is_read_from_standard_input() {
    let data = tempfile::tempdir().unwrap();
    let mut child = hark(data.path(), &["artists", "import", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = r#"{"name":"Zzyx Choir","type":"Choir","genres":[{"name":"choral","count":3}]}"#;
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let shown = &json(data.path(), &["artists", "show", "zzyx choir", "--json"], 0)[0];
    assert_eq!((&shown["voice"], &shown["source"]), (&json!("mixed"), &json!("dump")), "{shown}");
}
