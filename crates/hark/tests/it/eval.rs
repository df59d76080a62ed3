//! `hark eval search`, `intent`, `substitution` and `sound`: what is counted, what is refused, and how commands end.

use std::path::{Path, PathBuf};

use hark_testkit::demo;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{json, run};

/// A file of the repository's folder `eval`.
fn labels(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../eval");
    root.join(path).to_str().unwrap().to_owned()
}

/// A data directory with the words of the demo's catalogue, without its sound.
fn demo_words() -> TempDir {
    let data = tempfile::tempdir().unwrap();
    let without_path = |track: &demo::DemoTrack| {
        let mut row = demo::row(track);
        row.as_object_mut().unwrap().remove("path");
        row.to_string()
    };
    let rows: Vec<String> = demo::catalogue().iter().map(without_path).collect();
    let path = write(data.path(), "rows.jsonl", &rows.join("\n"));
    json(data.path(), &["import", &path, "--json"], 0);
    data
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The standard error of a command that must fail.
fn failure(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
    errors
}

#[test]
fn the_demo_is_searched_no_worse_than_its_baseline() {
    let data = demo_words();
    let queries = labels("demo/queries.tsv");
    let baseline = labels("demo/baseline.json");
    let stages = json(data.path(), &["eval", "search", &queries, "--json", "--baseline", &baseline], 0);
    let fused = stages.iter().find(|stage| stage["stage"] == "fused").unwrap();
    assert_eq!(fused["queries"], 50);
    let compared = fused["compared"].as_array().unwrap();
    assert_eq!(compared.len(), 6, "{fused}");
    for measure in ["r1", "r5", "r10", "mrr", "ndcg10", "median_rank"] {
        let value = fused[measure].as_f64().unwrap();
        let interval = &fused["intervals"][measure];
        let (low, high) = (interval[0].as_f64().unwrap(), interval[1].as_f64().unwrap());
        assert!(low <= value && value <= high, "{measure}: {fused}");
    }
    assert!(fused["intervals"]["mrr"][0].as_f64() < fused["intervals"]["mrr"][1].as_f64());
    assert!(fused["per_query"].is_null(), "only when asked for");
}

#[test]
fn a_regression_fails_and_another_set_is_refused() {
    let data = demo_words();
    let queries = labels("demo/queries.tsv");
    let baseline = data.path().join("b.json").to_str().unwrap().to_owned();
    let words = ["eval", "search", &queries, "--stage", "words"];
    let with = |more: &[&'static str]| [&words[..], more, &[baseline.as_str()]].concat();
    let written = &json(data.path(), &with(&["--json", "--per-query", "--write-baseline"]), 0)[0];
    assert_eq!(written["per_query"].as_array().unwrap().len(), 50);
    let text = std::fs::read_to_string(&baseline).unwrap();
    assert!(!text.contains("warehouse") && !text.contains("9000001"), "hashes and ranks only");
    assert_eq!(run(data.path(), &with(&["--baseline"])).status.code(), Some(0), "the same again");

    // As if every query had once been answered at the first place.
    let mut perfect: Value = serde_json::from_str(&text).unwrap();
    for ranks in perfect["stages"]["words"]["ranks"].as_array_mut().unwrap() {
        let places = 1..=ranks.as_array().unwrap().len();
        *ranks = json!(places.collect::<Vec<_>>());
    }
    std::fs::write(&baseline, perfect.to_string()).unwrap();
    let errors = failure(data.path(), &with(&["--baseline"]));
    assert!(errors.contains("worse than the baseline") && errors.contains("R@10 of words"), "{errors}");

    let other = write(data.path(), "q.tsv", "query_id\tquery\ttrack_id\nd01\tpounding\t9000001\n");
    let errors = failure(data.path(), &["eval", "search", &other, "--baseline", &baseline]);
    assert!(errors.contains("other queries"), "{errors}");
    let pool = write(data.path(), "pool.txt", "9000001\n9000002\n");
    let errors = failure(data.path(), &[&with(&["--baseline"])[..], &["--pool", &pool]].concat());
    assert!(errors.contains("60 then, 2 now"), "{errors}");
}

#[test]
fn wrong_lines_of_queries_are_named() {
    let data = demo_words();
    for (text, told) in [
        ("query_id\tquery\ttrack_id\n1\ta\tx\n", ":2: track_id"),
        ("query_id\tquery\ttrack_id\trelevance\n1\ta\t9000001\thigh\n", ":2: relevance"),
        ("query_id\tquery\ttrack_id\n1\ta\t9000001\n1\tb\t9000002\n", ":3: query 1 has another text"),
        ("query_id\tquery\ttrack_id\n1\ta\t9000001\n1\ta\t9000001\n", "is judged twice"),
        ("query_id\tquery\n1\ta\n", "\"track_id\""),
        ("query_id\tquery\ttrack_id\n", "no query with a relevant track"),
    ] {
        let path = write(data.path(), "q.tsv", text);
        let errors = failure(data.path(), &["eval", "search", &path]);
        assert!(errors.contains(told), "{text:?}: {errors}");
    }
}

#[test]
fn readings_are_judged_by_labels_here_or_joined() {
    let data = tempfile::tempdir().unwrap();
    let rows = "id\tquery\texpected\na\tpiano at 120 bpm\tbpm=120\nb\tlike Daft Punk\tlike=Daft Punk\nc\tcalm\tbpm=90\n";
    let path = write(data.path(), "labels.tsv", rows);
    let judged = &json(data.path(), &["eval", "intent", &path, "--json"], 0)[0];
    assert_eq!((&judged["queries"], &judged["exact"]), (&json!(3), &json!(2)), "{judged}");
    assert_eq!(judged["failures"][0]["id"], "c");
    let bpm = &judged["kinds"][0];
    assert_eq!((&bpm["kind"], &bpm["found"], &bpm["missed"]), (&json!("bpm"), &json!(1), &json!(1)));
    let text = String::from_utf8(run(data.path(), &["eval", "intent", &path]).stdout).unwrap();
    assert!(text.contains("3 queries, 2 exact: 0.667") && text.contains("expected  bpm=90"), "{text}");

    let texts = write(data.path(), "texts.tsv", "dialog\tturn\tsaid\nx\t1\tno drums\nx\t2\tslow\n");
    let path = write(data.path(), "joined.tsv", "dialog\tturn\texpected\nx\t1\tnot=drums\nx\t2\t-\n");
    let join = ["--queries", &texts, "--key", "dialog,turn", "--text", "said", "--json"];
    let judged = &json(data.path(), &[&["eval", "intent", &path], &join[..]].concat(), 0)[0];
    assert_eq!((&judged["queries"], &judged["exact"]), (&json!(2), &json!(2)), "{judged}");
}

#[test]
fn plain_descriptions_are_judged_by_false_names() {
    let data = tempfile::tempdir().unwrap();
    let path = write(data.path(), "plain.tsv", "id\tquery\n1\tsongs by Radiohead\n2\tno guitars, 90 bpm\n");
    let judged = &json(data.path(), &["eval", "intent", &path, "--json"], 0)[0];
    assert_eq!((&judged["false_names"], &judged["exact"]), (&json!(1), &json!(1)), "{judged}");
    assert_eq!(judged["failures"][0]["names"], "artist=Radiohead");
}

#[test]
fn wrong_labels_are_named_by_line() {
    let data = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("id\tquery\texpected\n1\ta\t-\n2\tb\t120 bpm\n", "labels.tsv:3"),
        ("id\tquery\texpected\n1\ta\ttempo=120\n", "no kind of piece \"tempo\""),
        ("id\tquery\texpected\n1\ta\n", "labels.tsv:2: expected is empty"),
        ("id\texpected\n1\t-\n", "\"query\""),
    ] {
        let path = write(data.path(), "labels.tsv", text);
        let errors = failure(data.path(), &["eval", "intent", &path]);
        assert!(errors.contains(told), "{text:?}: {errors}");
    }
    let path = write(data.path(), "labels.tsv", "dialog\texpected\nx\t-\n");
    let texts = write(data.path(), "texts.tsv", "dialog\tquery\ny\tslow\n");
    let errors = failure(data.path(), &["eval", "intent", &path, "--queries", &texts, "--key", "dialog"]);
    assert!(errors.contains("labels.tsv:2") && errors.contains("no query x"), "{errors}");
}

#[test]
fn substitution_is_judged_by_genres_and_skips_who_is_held() {
    let data = demo_words();
    let rows = "artist\tgenres\nMetallica\theavy metal|thrash metal\nIlse Varga\tclassical\nBob Marley\treggae\nNobody\tzorblecore\n";
    let path = write(data.path(), "artists.tsv", rows);
    let judged = &json(data.path(), &["eval", "substitution", &path, "--k", "3", "--json"], 0)[0];
    assert_eq!((&judged["artists"], &judged["held"]), (&json!(2), &json!(["Ilse Varga"])), "{judged}");
    assert_eq!(judged["unclear"], json!(["Nobody"]));
    assert_eq!(judged["chance"], json!(0.05), "three metal and three reggae tracks of sixty");
    let way = |key: &str| {
        let ways = judged["ways"].as_array().unwrap();
        ways.iter().find(|way| way["way"] == key).unwrap().clone()
    };
    assert_eq!(way("like_name")["matched"], 2, "{judged}");
    assert!(way("name")["share"].as_f64().unwrap() > 0.6, "{judged}");
    assert_eq!((&way("text_words")["share"], &way("text_words")["matched"]), (&json!(0.0), &Value::Null));
    let output = run(data.path(), &["eval", "substitution", &path]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("Ilse Varga is left out"));
    assert_eq!(run(data.path(), &["eval", "substitution", &path, "--k", "0"]).status.code(), Some(2));
    let empty = write(data.path(), "empty.tsv", "artist\tgenres\nIlse Varga\tclassical\n");
    assert!(
        failure(data.path(), &["eval", "substitution", &empty])
            .contains("no artist whom the catalogue lacks")
    );
}

#[test]
fn sound_is_judged_by_labels_on_both_sides() {
    let data = demo_words();
    let rows =
        "# why\nquery\tpositive\tnegative\ncalm\tlantern|slow glass\t-\nloud\tanvil|salt\tsalt|waltz\n";
    let path = write(data.path(), "sound.tsv", rows);
    let judged = json(data.path(), &["eval", "sound", &path, "--json"], 0);
    let counts = |at: usize| ["positive", "negative", "both"].map(|side| judged[at][side].as_u64().unwrap());
    assert_eq!(counts(0), [2, 58, 0], "{judged:?}");
    assert_eq!(counts(1), [1, 1, 3], "what both claim is left out, Basalt too");
    assert_eq!(judged[0]["sound"]["auc"], 0.5, "nothing was heard of any of them");
    let path = write(data.path(), "sound.tsv", "query\tpositive\tnegative\ncalm\tzzz\t-\n");
    assert!(failure(data.path(), &["eval", "sound", &path]).contains("sound.tsv:2: 0 tracks fit positive"));
    let path = write(data.path(), "sound.tsv", "query\tpositive\tnegative\ncalm\t-\ta\n");
    assert!(failure(data.path(), &["eval", "sound", &path]).contains("must say which tracks"));
}
