//! Models on the command line: named, listed, missing, damaged. Where real ones are at hand, also in use.

use std::fs;
use std::path::{Path, PathBuf};

use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::{self, Encoding, Tags};
use serde_json::{Value, json};

use crate::{json, run};

const NAMES: [&str; 3] = ["all-MiniLM-L6-v2", "musicnn-msd", "musicnn-mtt"];

/// Twelve seconds of clicks in a folder.
fn clicks(folder: &Path) -> String {
    let clicks = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 12.0)]);
    let path = folder.join("clicks.wav");
    wav::write(&path, &clicks, Encoding::Pcm16, &Tags::default()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn stderr(data: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(data, arguments);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    text
}

fn finding(data: &Path, check: &str, code: i32) -> Value {
    let findings = json(data, &["doctor", "--json"], code);
    findings.into_iter().find(|finding| finding["check"] == check).unwrap()
}

#[test]
fn models_are_pulled_by_name_and_all_of_them_by_default() {
    let data = tempfile::tempdir().unwrap();
    let empty = tempfile::tempdir().unwrap();
    let from = empty.path().to_str().unwrap();
    let unknown = stderr(data.path(), &["models", "pull", "musicnn"], 2);
    assert!(NAMES.iter().all(|name| unknown.contains(name)), "{unknown}");
    let all = stderr(data.path(), &["models", "pull", "--from", from], 1);
    assert!(NAMES.iter().all(|name| all.contains(&format!("{name}: not installed"))), "{all}");
    assert!(all.contains("3 of 3 models"), "{all}");
    let one = stderr(data.path(), &["models", "pull", "MUSICNN-MTT", "musicnn-mtt", "--from", from], 1);
    assert!(one.contains("musicnn-mtt: not installed") && one.contains("1 of 1 models"), "{one}");
    assert!(!one.contains("musicnn-msd"), "{one}");
    // Nothing can be reached: no client is in the path.
    let network = stderr(data.path(), &["models", "pull", "musicnn-msd"], 1);
    assert!(network.contains("hark models pull --from PATH"), "{network}");
}

#[test]
fn all_models_are_listed_verified_and_looked_for() {
    let data = tempfile::tempdir().unwrap();
    let listed = json(data.path(), &["models", "list", "--json"], 0).remove(0);
    let listed: Vec<&str> =
        listed.as_array().unwrap().iter().map(|model| model["name"].as_str().unwrap()).collect();
    assert_eq!(listed[..3], NAMES);
    assert_eq!(listed[3..], ["clap-htsat-unfused"], "which is only pulled by name");
    let verified = json(data.path(), &["models", "verify", "--json"], 1).remove(0);
    assert_eq!(verified.as_array().unwrap().len(), NAMES.len(), "{verified}");
    assert!(verified.as_array().unwrap().iter().all(|model| model["ok"] == json!(false)), "{verified}");
    let taggers = finding(data.path(), "taggers", 0);
    assert_eq!(taggers["state"], "missing");
    let says = taggers["says"].as_str().unwrap();
    assert!(says.contains("musicnn-msd and musicnn-mtt") && says.contains("hark models pull"), "{says}");
}

#[test]
fn a_damaged_tagger_is_an_error_for_what_needs_it_and_for_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    let file = clicks(music.path());
    fs::create_dir(data.path().join("models")).unwrap();
    fs::write(data.path().join("models/musicnn-msd.json"), "{").unwrap();
    for arguments in [vec!["analyze", &file], vec!["import", &file]] {
        let said = stderr(data.path(), &arguments, 1);
        assert!(said.contains("music tagger") && said.contains("pull the model again"), "{said}");
    }
    stderr(data.path(), &["import", "--no-analyze", &file], 0);
    let rows = music.path().join("rows.csv");
    fs::write(&rows, "asset_id,name\n1,One\n").unwrap();
    stderr(data.path(), &["import", rows.to_str().unwrap()], 0);
    assert_eq!(finding(data.path(), "taggers", 1)["state"], "broken");
}

/// A folder of installed models with both taggers, or a word on why the test does nothing.
fn installed() -> Option<PathBuf> {
    use std::io::Write;
    let folder = std::env::var_os("HARK_TEST_MODELS").map(PathBuf::from);
    let folder =
        folder.filter(|folder| NAMES[1..].iter().all(|name| folder.join(format!("{name}.json")).is_file()));
    if folder.is_none() {
        // Past the test harness, which would keep it to itself.
        let said = writeln!(std::io::stderr(), "skipped: HARK_TEST_MODELS names no folder with both taggers");
        assert!(said.is_ok());
    }
    folder
}

fn install(from: &Path, data: &Path) {
    fs::create_dir_all(data.join("models")).unwrap();
    for file in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        fs::copy(file.path(), data.join("models").join(file.file_name())).unwrap();
    }
}

#[test]
fn what_taggers_hear_is_shown_by_name_and_the_embedding_when_asked_for() {
    let Some(models) = installed() else { return };
    let data = tempfile::tempdir().unwrap();
    install(&models, data.path());
    let file = clicks(data.path());
    let sound = json(data.path(), &["analyze", "--json", &file], 0)[0]["sound"].clone();
    let tags = sound["tags"].as_object().unwrap();
    assert_eq!(tags.len(), 100);
    assert!(tags.values().all(|value| (0.0..=1.0).contains(&value.as_f64().unwrap())), "{sound}");
    assert!(tags.contains_key("msd:rock") && tags.contains_key("mtt:guitar"), "{sound}");
    assert!(sound["version"].is_string() && sound.get("embedding").is_none(), "{sound}");
    let with = &json(data.path(), &["analyze", "--json", "--embedding", &file], 0)[0]["sound"];
    assert!(with["embedding"].as_array().unwrap().len() > 100);
    assert_eq!(finding(data.path(), "taggers", 0)["state"], "ok");
}

#[test]
fn taggers_installed_after_an_import_listen_at_the_next_one_once() {
    let Some(models) = installed() else { return };
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    clicks(music.path());
    let folder = music.path().to_str().unwrap();
    let import = || {
        let summary = json(data.path(), &["import", folder, "--json"], 0).remove(0);
        [&summary["added"], &summary["updated"], &summary["unchanged"]].map(|n| n.as_u64().unwrap())
    };
    assert_eq!(import(), [1, 0, 0]);
    install(&models, data.path());
    assert_eq!(import(), [0, 1, 0]);
    assert_eq!(import(), [0, 0, 1]);
    let heard = hark_catalog::Catalog::open(data.path()).unwrap().count().unwrap().heard;
    assert_eq!(heard[0].1, 1);
    fs::remove_dir_all(data.path().join("models")).unwrap();
    assert_eq!(import(), [0, 0, 1], "what was heard is kept");
}
