//! Every command, with its output and exit code.

use std::path::Path;

use hark_testkit::demo;
use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::{self, Encoding, Tags};
use serde_json::{Value, json};

use crate::{json, run};

/// A few of the demo's tracks, short, without their catalogue file.
fn some_audio(folder: &Path) {
    let tracks: Vec<demo::DemoTrack> =
        demo::catalogue().into_iter().step_by(17).map(|track| track.shortened(2.0)).collect();
    demo::write_tracks(&tracks, folder, |_| ()).unwrap();
    std::fs::remove_file(folder.join(demo::CATALOGUE_FILE)).unwrap();
}

fn ids(response: &Value) -> Vec<&str> {
    response["tracks"].as_array().unwrap().iter().map(|track| track["asset_id"].as_str().unwrap()).collect()
}

#[test]
fn a_folder_of_audio_is_imported_searched_and_followed() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    some_audio(music.path());
    std::fs::write(music.path().join("broken.mp3"), b"this is no music").unwrap();
    let folder = music.path().to_str().unwrap();

    let first = &json(data.path(), &["import", folder, "--json"], 3)[0];
    assert_eq!((&first["added"], &first["unchanged"]), (&json!(4), &json!(0)), "{first}");
    let refused = &first["refused"][0];
    assert!(refused["input"].as_str().unwrap().ends_with("broken.mp3"), "{refused}");
    assert!(!refused["reason"].as_str().unwrap().is_empty());

    let again = &json(data.path(), &["import", folder, "--json"], 3)[0];
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(4)));
    assert_eq!(again["refused"].as_array().unwrap().len(), 1, "still refused, without reading it again");

    let title = demo::catalogue()[0].title;
    let found = &json(data.path(), &["search", title, "--json"], 0)[0];
    let track = &found["tracks"][0];
    assert_eq!(track["name"], title);
    assert!((1.0..20.0).contains(&track["duration"].as_f64().unwrap()), "{track}");
    assert!(track["loudness_lufs"].as_f64().unwrap() < 0.0);
    assert_eq!(found["meta"]["search_method"], "text", "no text model is installed");
    let id = track["asset_id"].as_str().unwrap().to_owned();

    let file = demo::catalogue()[0].file_name.clone();
    std::fs::rename(music.path().join(&file), music.path().join("moved.wav")).unwrap();
    let moved = &json(data.path(), &["import", folder, "--json"], 3)[0];
    assert_eq!((&moved["added"], &moved["removed"]), (&json!(0), &json!(0)), "{moved}");
    assert_eq!(ids(&json(data.path(), &["search", &id, "--json"], 0)[0]), [id.as_str()]);

    std::fs::remove_file(music.path().join("moved.wav")).unwrap();
    let removed = &json(data.path(), &["import", folder, "--json"], 3)[0];
    assert_eq!(removed["removed"], 1, "{removed}");
    assert!(ids(&json(data.path(), &["search", title, "--json"], 0)[0]).iter().all(|found| *found != id));
}

#[test]
fn rows_are_imported_updated_and_refused_one_by_one() {
    let data = tempfile::tempdir().unwrap();
    let rows = data.path().join("rows.jsonl");
    let lines = [
        r#"{"asset_id":"1","name":"One","artist":"A","genres":["dnb"],"duration":61,"play_count":3,"shelf":"x"}"#,
        r#"{"asset_id":"2","name":"Two","duration":-5}"#,
        "not json",
        r#"{"asset_id":"3","name":"Three","key":"Db","scale":"minor","bpm":120}"#,
    ];
    std::fs::write(&rows, lines.join("\n")).unwrap();
    let path = rows.to_str().unwrap();
    let summary = &json(data.path(), &["import", path, "--json"], 3)[0];
    assert_eq!(summary["added"], 2);
    let refused = summary["refused"].as_array().unwrap();
    assert_eq!((&refused[0]["line"], &refused[0]["field"]), (&json!(2), &json!("duration")));
    assert_eq!(refused[1]["line"], 3);

    std::fs::write(&rows, r#"{"asset_id":"1","play_count":4}"#).unwrap();
    assert_eq!(json(data.path(), &["import", path, "--json"], 0)[0]["updated"], 1);
    assert_eq!(json(data.path(), &["import", path, "--json"], 0)[0]["unchanged"], 1);
    let track = &json(data.path(), &["search", "1", "--json"], 0)[0]["tracks"][0];
    assert_eq!(
        (&track["name"], &track["genre_slug"], &track["duration"]),
        (&json!("One"), &json!("drum-bass"), &json!(61.0))
    );
    let filters = r#"{"key":"C#","scale":"minor"}"#;
    assert_eq!(ids(&json(data.path(), &["search", "three", "--filters", filters, "--json"], 0)[0]), ["3"]);
}

#[test]
fn rows_with_paths_are_joined_with_their_files() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    let tracks: Vec<demo::DemoTrack> =
        demo::catalogue().into_iter().take(2).map(|track| track.shortened(1.0)).collect();
    demo::write_tracks(&tracks, music.path(), |_| ()).unwrap();
    let catalogue = music.path().join(demo::CATALOGUE_FILE);
    let summary = &json(data.path(), &["import", catalogue.to_str().unwrap(), "--json"], 0)[0];
    assert_eq!(summary["added"], 2, "{summary}");
    let response = &json(data.path(), &["search", &tracks[0].asset_id, "--json"], 0)[0];
    let track = &response["tracks"][0];
    assert_eq!(track["name"], tracks[0].title);
    assert!(track["loudness_lufs"].is_number(), "{track}");
    let again = &json(data.path(), &["import", catalogue.to_str().unwrap(), "--json"], 0)[0];
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(0)), "{again}");
}

#[test]
fn exit_codes_tell_failure_from_wrong_usage() {
    let data = tempfile::tempdir().unwrap();
    let code = |arguments: &[&str]| run(data.path(), arguments).status.code();
    assert_eq!(code(&["search"]), Some(2));
    assert_eq!(code(&["frobnicate"]), Some(2));
    assert_eq!(code(&["search", "x", "--filters", "{"]), Some(2));
    assert_eq!(code(&["search", "x", "--limit", "101"]), Some(2));
    assert_eq!(code(&["keys", "create", "--name", "n", "--tier", "no-such"]), Some(2));
    assert_eq!(code(&["keys", "revoke", "key_none"]), Some(1));
    assert_eq!(code(&["import", "/no/such/folder"]), Some(3));
    assert_eq!(code(&["analyze", "/no/such/file.mp3"]), Some(3));
    assert_eq!(code(&["eval", "search", "/no/such/file.tsv"]), Some(1));
    assert_eq!(code(&["search", "x"]), Some(0));
    assert_eq!(code(&["doctor"]), Some(0));
    assert_eq!(code(&["serve", "--listen", "0.0.0.0:0"]), Some(1), "no key, and others could reach it");
}

#[test]
fn keys_are_shown_once_listed_and_revoked() {
    let data = tempfile::tempdir().unwrap();
    let made =
        json(data.path(), &["keys", "create", "--name", "game", "--tier", "free", "--json"], 0).remove(0);
    assert_eq!((&made["name"], &made["tier"]), (&json!("game"), &json!("free")));
    let secret = made["key"].as_str().unwrap();
    let listed = json(data.path(), &["keys", "list", "--json"], 0).remove(0);
    assert_eq!(listed[0]["id"], made["id"]);
    assert!(listed[0]["revoked_at"].is_null() && listed[0]["created_at"].is_string());
    assert!(!listed.to_string().contains(secret));
    json(data.path(), &["keys", "revoke", made["id"].as_str().unwrap(), "--json"], 0);
    assert!(json(data.path(), &["keys", "list", "--json"], 0)[0][0]["revoked_at"].is_string());
}

#[test]
fn search_quality_is_measured_per_stage() {
    let data = tempfile::tempdir().unwrap();
    let rows = data.path().join("rows.csv");
    std::fs::write(&rows, "asset_id,name,tags\n1,One,calm|piano\n2,Two,dark|drums\n3,Three,calm|drums\n")
        .unwrap();
    json(data.path(), &["import", rows.to_str().unwrap(), "--json"], 0);
    let queries = data.path().join("queries.tsv");
    std::fs::write(&queries, "query_id\tquery\ttrack_id\na\tcalm piano\t1\nb\tdark things\t2\nc\tpiano\t3\n")
        .unwrap();
    let lines = json(data.path(), &["eval", "search", queries.to_str().unwrap(), "--json"], 0);
    let stages: Vec<&str> = lines.iter().map(|line| line["stage"].as_str().unwrap()).collect();
    assert_eq!(stages, ["words", "sound", "fused"], "there is no text model");
    assert_eq!((&lines[0]["queries"], &lines[0]["mrr"]), (&json!(3), &json!(2.0 / 3.0)));
    let pool = data.path().join("pool.txt");
    std::fs::write(&pool, "3\n").unwrap();
    let arguments = [
        "eval",
        "search",
        queries.to_str().unwrap(),
        "--pool",
        pool.to_str().unwrap(),
        "--stage",
        "words",
        "--json",
    ];
    assert_eq!(json(data.path(), &arguments, 0)[0]["r10"], 0.0);
}

#[test]
fn analyze_prints_one_object_a_file_in_the_order_asked() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    some_audio(music.path());
    let files: Vec<String> = std::fs::read_dir(music.path())
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    let asked: Vec<&str> = files.iter().chain(&files).map(String::as_str).collect();
    let arguments: Vec<&str> = ["analyze", "--json"].into_iter().chain(asked.iter().copied()).collect();
    let lines = json(data.path(), &arguments, 0);
    assert_eq!(lines.len(), 8);
    for (line, file) in lines.iter().zip(&asked) {
        assert_eq!(line["path"], json!(file));
        assert!(line["loudness_lufs"].is_number() && line["true_peak_dbtp"].is_number(), "{line}");
        let missing = line["missing"].as_object().unwrap();
        assert!(missing.values().all(Value::is_string), "what is not measured has a reason: {line}");
        for field in ["bpm", "key", "voice", "mood", "danceability", "genres_detailed"] {
            assert_ne!(line.get(field).is_some(), missing.contains_key(field), "{field}: {line}");
        }
        let points = line["waveform"].as_array().unwrap();
        assert!((100..=1000).contains(&points.len()) && points.iter().all(Value::is_u64), "{line}");
        let structure = line.get("structure").unwrap();
        assert!(structure.is_null() || structure["beats"].is_array(), "{line}");
        assert_eq!(
            (line.get("sound"), &line["warnings"]),
            (Some(&Value::Null), &json!([])),
            "no tagger is here"
        );
    }
    assert_eq!(lines[..4], lines[4..], "the same file gives the same values");
}

#[test]
fn analyze_is_short_for_people_and_says_once_what_is_missing() {
    let data = tempfile::tempdir().unwrap();
    let clicks = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 30.0)]);
    let path = data.path().join("clicks.wav");
    wav::write(&path, &clicks, Encoding::Pcm16, &Tags::default()).unwrap();
    let file = path.to_str().unwrap();
    let output = run(data.path(), &["analyze", file, file]);
    let (text, notes) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(notes.matches("no music tagger is installed").count(), 1, "{notes}");
    assert_eq!(text.matches(".0 bpm (confidence").count(), 2, "{text}");
    assert!(text.contains("beats, ") && text.contains("LUFS"), "{text}");
    assert!(text.lines().all(|line| line.len() < 200) && text.lines().count() < 30, "{text}");
}

#[test]
fn a_damaged_file_goes_in_and_is_listed() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    let clicks = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 6.0)]);
    let path = music.path().join("cut.wav");
    wav::write(&path, &clicks, Encoding::Pcm16, &Tags::default()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let folder = music.path().to_str().unwrap();
    let summary = &json(data.path(), &["import", folder, "--json"], 0)[0];
    assert_eq!((&summary["added"], &summary["refused"]), (&json!(1), &json!([])), "{summary}");
    let warned = &summary["warnings"][0];
    assert!(warned["input"].as_str().unwrap().ends_with("cut.wav"), "{summary}");
    assert!(warned["warnings"][0].as_str().unwrap().contains("after 3.0 s"), "{summary}");
    assert_eq!(json(data.path(), &["import", folder, "--json"], 0)[0]["warnings"], json!([]), "told once");

    let other = tempfile::tempdir().unwrap();
    let output = run(other.path(), &["import", folder]);
    assert_eq!(output.status.code(), Some(0));
    let (text, notes) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(text.trim_end().ends_with("0 refused, 1 taken in with damage"), "{text}");
    assert!(notes.contains("cut.wav: breaks off"), "{notes}");
}

#[test]
fn what_was_measured_is_stored_with_the_track() {
    let data = tempfile::tempdir().unwrap();
    let music = tempfile::tempdir().unwrap();
    let clicks = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 30.0)]);
    let path = music.path().join("clicks.wav");
    wav::write(&path, &clicks, Encoding::Pcm16, &Tags::default()).unwrap();
    let file = path.to_str().unwrap();
    json(data.path(), &["import", file, "--json"], 0);
    let analysed = json(data.path(), &["analyze", "--json", file], 0).remove(0);
    let catalog = hark_catalog::Catalog::open(data.path()).unwrap();
    let path = std::fs::canonicalize(&path).unwrap();
    let id = catalog.file_identity(path.to_str().unwrap()).unwrap().unwrap();
    let structure = catalog.structure(id).unwrap().unwrap();
    assert_eq!(json!(structure), analysed["structure"]);
    assert!(structure.beats.len() > 20, "{structure:?}");
    assert!(structure.downbeats.iter().all(|downbeat| structure.beats.contains(downbeat)), "to the last bit");
    assert_eq!(json!(catalog.waveform(id).unwrap().unwrap().0), analysed["waveform"]);
    assert_eq!(catalog.sound(id).unwrap(), None);
    let found = String::from_utf8(run(data.path(), &["search", "clicks"]).stdout).unwrap();
    assert!(
        found.contains("[Other, 0:30, ") && found.contains(" bpm]"),
        "tempo beside genre and length: {found}"
    );
}

#[test]
fn an_index_is_rebuilt_from_nothing() {
    let data = tempfile::tempdir().unwrap();
    let rows = data.path().join("rows.csv");
    std::fs::write(&rows, "asset_id,name\n1,One\n2,Two\n").unwrap();
    json(data.path(), &["import", rows.to_str().unwrap(), "--json"], 0);
    let before = json(data.path(), &["search", "two", "--json"], 0);
    std::fs::remove_dir_all(data.path().join("index")).unwrap();
    assert_eq!(json(data.path(), &["search", "two", "--json"], 0), before);
    assert_eq!(run(data.path(), &["reindex"]).status.code(), Some(0));
    assert_eq!(json(data.path(), &["search", "two", "--json"], 0), before);
}
