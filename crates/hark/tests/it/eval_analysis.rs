//! `hark eval analysis`: what is counted, what is refused, and how the command ends.

use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::{self, Encoding, Tags};
use serde_json::json;

use crate::{json, run};

#[test]
fn every_answer_counts_and_a_refused_file_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let clicks = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 12.0)]);
    wav::write(&folder.path().join("clicks.wav"), &clicks, Encoding::Pcm16, &Tags::default()).unwrap();
    let truth = folder.path().join("truth.jsonl");
    let lines = [
        r#"{"file":"clicks.wav","bpm":120,"beats":[0,0.5,1.0],"downbeats":[0],"genre":"clicks"}"#,
        "",
        r#"{"file":"missing.wav","bpm":90,"key":"Db","scale":"minor"}"#,
    ];
    std::fs::write(&truth, lines.join("\n")).unwrap();
    let result = &json(folder.path(), &["eval", "analysis", truth.to_str().unwrap(), "--json"], 3)[0];
    assert_eq!((&result["n"], &result["refused"]), (&json!(2), &json!(1)));
    for (metric, n) in [("tempo", 2), ("beats", 1), ("downbeats", 1), ("key", 1)] {
        assert_eq!(result[metric]["n"], n, "{metric}: {result}");
    }
    assert!(result["tempo"]["acc1"].as_f64().unwrap() <= 0.5, "the missing file is wrong");
    assert_eq!((&result["key"]["absent"], &result["key"]["exact"]), (&json!(1), &json!(0.0)));
    let missing = &result["files"][1];
    assert!(missing["refused"].as_str().unwrap().contains("cannot be read"), "{missing}");
    assert_eq!((&missing["truth"]["key"], &missing["acc1"]), (&json!("C#"), &json!(false)));

    let output = run(folder.path(), &["eval", "analysis", truth.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("2 files, 1 refused") && text.contains("MIREX"), "{text}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("refused missing.wav"));
}

#[test]
fn a_broken_truth_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let truth = folder.path().join("truth.jsonl");
    std::fs::write(&truth, "{\"file\":\"a.wav\"}\n{\"file\":\"b.wav\",\"key\":\"H\"}\n").unwrap();
    let output = run(folder.path(), &["eval", "analysis", truth.to_str().unwrap()]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("truth.jsonl:2") && errors.contains("\"H\""), "{errors}");
    std::fs::write(&truth, "\n").unwrap();
    let output = run(folder.path(), &["eval", "analysis", truth.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no line"), "an empty truth file");
}
