//! The joint model end to end, with a small one of random weights in place of the published one: it listens at import, its
//! cosines order a search, and where it is damaged or missing everything else works on.

use std::fs;
use std::path::{Path, PathBuf};

use hark_catalog::{Catalog, Row};
use hark_models::{ClapText, ModelDir, TextEncoder, install_small_clap};
use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::{self, Encoding, Tags};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{json, run};

const VERSION: &str = "clap-htsat-unfused/f32/1";

/// A data folder, and two sounds of which nothing is known but one word of their titles.
struct Place {
    data: TempDir,
    music: TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { data: tempfile::tempdir().unwrap(), music: tempfile::tempdir().unwrap() };
        place.write("Quimble Aa", &[Segment::white_noise(7, -30.0, 12.0)]);
        place.write("Quimble Bb", &[Segment::sine(65.0, -3.0, 12.0)]);
        place
    }

    fn write(&self, title: &str, segments: &[Segment]) {
        let tags = Tags { title: Some(title.to_owned()), ..Tags::default() };
        let sound = Signal::new(Format::MONO_44K, segments);
        wav::write(&self.file(title), &sound, Encoding::Pcm16, &tags).unwrap();
    }

    fn file(&self, title: &str) -> PathBuf {
        self.music.path().join(format!("{title}.wav"))
    }

    fn install(&self) -> PathBuf {
        install_small_clap(&ModelDir::new(self.data.path().join("models"))).unwrap().path
    }

    /// Added, updated, unchanged.
    fn import(&self) -> [u64; 3] {
        let folder = self.music.path().to_str().unwrap();
        let summary = json(self.data.path(), &["import", folder, "--json"], 0).remove(0);
        ["added", "updated", "unchanged"].map(|what| summary[what].as_u64().unwrap())
    }

    fn search(&self, query: &str) -> Vec<String> {
        let found = json(self.data.path(), &["search", query, "--json"], 0).remove(0);
        let tracks = found["tracks"].as_array().unwrap();
        tracks.iter().map(|track| track["name"].as_str().unwrap().to_owned()).collect()
    }

    fn finding(&self, code: i32) -> Option<Value> {
        let findings = json(self.data.path(), &["doctor", "--json"], code);
        findings.into_iter().find(|finding| finding["check"] == "joint model")
    }

    fn catalog(&self) -> Catalog {
        Catalog::open(self.data.path()).unwrap()
    }

    /// The titles in the order of the cosines of their sounds with a text.
    fn by_cosine(&self, text: &str) -> Vec<String> {
        let query = ClapText::load(&ModelDir::new(self.data.path().join("models"))).unwrap();
        let query = query.embed(&[text]).unwrap().remove(0);
        let rows = [Row(0), Row(1)];
        let catalog = self.catalog();
        let vectors = catalog.joint_vectors(VERSION, &rows).unwrap();
        let cosine = |vector: Vec<f32>| vector.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>();
        let tracks = catalog.tracks(&rows).unwrap().into_iter();
        let mut found: Vec<(f32, String)> = vectors
            .into_iter()
            .zip(tracks)
            .map(|(vector, track)| (cosine(vector.unwrap().to_f32()), track.name))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, name)| name).collect()
    }
}

/// Words that nobody knows, so that nothing but the joint model has anything to say about them. The small model puts
/// them all where its random weights will, some nearer to the one sound and some to the other.
const TEXTS: [&str; 6] = ["gorf", "gorfo", "brantle", "zzyx", "blee", "hurfle"];

#[test]
fn two_sounds_are_told_apart_by_the_joint_cosine() {
    let place = Place::new();
    place.install();
    assert_eq!(place.import(), [2, 0, 0]);
    assert_eq!(place.catalog().count().unwrap().joint, [(VERSION.to_owned(), 2)]);
    let mut firsts: Vec<String> = Vec::new();
    for text in TEXTS {
        let query = format!("quimble {text}");
        let expected = place.by_cosine(&query);
        assert_eq!(place.search(&query), expected, "{query}");
        firsts.extend(expected.into_iter().take(1));
    }
    firsts.sort_unstable();
    firsts.dedup();
    assert_eq!(firsts.len(), 2, "texts differ in what they find first");
    let finding = place.finding(0).unwrap();
    assert_eq!(finding["state"], "ok");
    assert!(finding["says"].as_str().unwrap().contains("2 of 2 tracks"), "{finding}");
}

#[test]
fn a_joint_model_installed_after_an_import_listens_at_the_next_one_once() {
    let place = Place::new();
    assert_eq!(place.import(), [2, 0, 0]);
    assert_eq!(place.finding(0), None, "nobody need have it");
    let before = place.search("quimble gorf");
    assert_eq!(before.len(), 2);
    place.install();
    assert_eq!(place.finding(0).unwrap()["state"], "missing");
    assert_eq!(place.search("quimble gorf"), before, "it has heard nothing yet");
    assert_eq!(place.import(), [0, 2, 0]);
    assert_eq!(place.import(), [0, 0, 2]);
    assert_eq!(place.catalog().count().unwrap().joint[0].1, 2);
    fs::remove_dir_all(place.data.path().join("models")).unwrap();
    assert_eq!(place.import(), [0, 0, 2], "what was heard is kept");
    assert_eq!(place.search("quimble gorf"), before);
}

#[test]
fn a_damaged_joint_model_stops_imports_and_no_search() {
    let place = Place::new();
    let model = place.install();
    place.import();
    damage(&model.join("onnx/text_model.onnx"));
    assert_eq!(place.search("quimble gorf").len(), 2);
    let finding = place.finding(1).unwrap();
    assert_eq!(finding["state"], "broken");
    assert!(finding["says"].as_str().unwrap().contains("joint model cannot be used"), "{finding}");
    damage(&model.join("onnx/audio_model.onnx"));
    let file = place.file("Quimble Aa");
    for command in ["import", "analyze"] {
        let output = run(place.data.path(), &[command, file.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("joint model cannot be used"), "{said}");
    }
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn what_it_hears_is_shown_and_its_vector_when_asked_for() {
    let place = Place::new();
    let file = place.file("Quimble Aa");
    let file = file.to_str().unwrap();
    let analyze = |more: &[&str]| {
        let arguments = [&["analyze", "--json", file], more].concat();
        json(place.data.path(), &arguments, 0).remove(0)
    };
    let without = analyze(&[]);
    assert!(without.get("joint").is_none(), "{without}");
    place.install();
    let mut with = analyze(&[]);
    let joint = with.as_object_mut().unwrap().remove("joint").unwrap();
    assert_eq!(joint, json!({ "version": VERSION, "windows": 2 }));
    assert_eq!(with, without, "no other value depends on it");
    let vector = analyze(&["--embedding"])["joint"]["embedding"].clone();
    let squares: f64 = vector.as_array().unwrap().iter().map(|value| value.as_f64().unwrap().powi(2)).sum();
    assert!((squares - 1.0).abs() < 1e-4, "{squares}");
}
