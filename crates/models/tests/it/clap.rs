//! A joint model, small and random, against the reference implementation: `scripts/clap/export.py` made the graphs and
//! the vectors in `tests/fixtures/clap`; the sounds are made here again by the same arithmetic.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};

use hark_models::{
    ClapAudio, ClapError, ClapText, Error, MAX_CONFIG_BYTES, ModelVersion, SoundEncoder, SoundVector,
    TextEncoder,
};
use serde::Deserialize;

const RATE: f64 = 48_000.0;

/// Largest difference of a value from the reference.
const BOUND: f32 = 1e-3;

#[derive(Deserialize)]
struct Reference {
    texts: Vec<Text>,
    sounds: Vec<Sound>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    vector: Vec<f32>,
}

#[derive(Deserialize)]
struct Sound {
    sound: String,
    windows: usize,
    vector: Vec<f32>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap")
}

fn reference() -> Reference {
    serde_json::from_slice(&std::fs::read(folder().join("reference.json")).unwrap()).unwrap()
}

fn version() -> ModelVersion {
    ModelVersion::new("clap-small/f32/1")
}

fn text() -> ClapText {
    ClapText::open(&folder(), version()).unwrap()
}

fn audio() -> ClapAudio {
    ClapAudio::open(&folder(), version()).unwrap()
}

fn chord(seconds: f64) -> Vec<f32> {
    let sample = |n: usize| {
        let time = n as f64 / RATE;
        let tones: f64 = [220.0, 277.18, 329.63, 440.0].iter().map(|hertz| (TAU * hertz * time).sin()).sum();
        (0.2 * tones * (-0.7 * (time % 1.0)).exp()) as f32
    };
    (0..(seconds * RATE) as usize).map(sample).collect()
}

fn sweep(seconds: f64) -> Vec<f32> {
    let sample = |n: usize| {
        let time = n as f64 / RATE;
        (0.5 * (TAU * (40.0 * time + 350.0 * time * time)).sin()) as f32
    };
    (0..(seconds * RATE) as usize).map(sample).collect()
}

fn noise(seconds: f64) -> Vec<f32> {
    let mut state = 1_u32;
    let mut sample = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state >> 8) / 8_388_608.0 - 1.0) as f32 * 0.1
    };
    (0..(seconds * RATE) as usize).map(|_| sample()).collect()
}

fn made(name: &str) -> Vec<f32> {
    match name {
        "chord of 3 s" => chord(3.0),
        "sweep of 10 s" => sweep(10.0),
        "noise of 10 s" => noise(10.0),
        "chord of 27 s" => chord(27.0),
        "sweep of 27 s" => sweep(27.0),
        other => panic!("no sound {other}"),
    }
}

fn hear(audio: &ClapAudio, sound: &[f32], block: usize) -> Option<SoundVector> {
    let mut listener = audio.listen();
    sound.chunks(block).for_each(|part| listener.push(part));
    listener.finish().unwrap()
}

fn difference(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn texts_lie_where_the_reference_puts_them() {
    let (text, reference) = (text(), reference());
    assert_eq!(text.dimensions(), reference.texts[0].vector.len());
    let texts: Vec<&str> = reference.texts.iter().map(|each| each.text.as_str()).collect();
    for (found, expected) in text.embed(&texts).unwrap().iter().zip(&reference.texts) {
        let difference = difference(found, &expected.vector);
        println!("{difference:.1e} {:?}", expected.text.chars().take(30).collect::<String>());
        assert!(difference < BOUND, "{difference} for {:?}", expected.text);
    }
}

#[test]
fn sounds_lie_where_the_reference_puts_them() {
    let audio = audio();
    assert_eq!((audio.sample_rate(), audio.version()), (48_000, &version()));
    for expected in reference().sounds {
        let found = hear(&audio, &made(&expected.sound), 4800).unwrap();
        let difference = difference(&found.vector, &expected.vector);
        println!("{difference:.1e} {}", expected.sound);
        assert_eq!(found.windows, expected.windows, "{}", expected.sound);
        assert!(difference < BOUND, "{difference} for {}", expected.sound);
    }
}

#[test]
fn a_text_has_the_same_bits_alone_and_in_company() {
    let text = text();
    let together = text.embed(&["a calm piano piece", "", "dark ambient drones"]).unwrap();
    for (alone, found) in ["a calm piano piece", "", "dark ambient drones"].iter().zip(&together) {
        assert_eq!(&text.embed(&[alone]).unwrap()[0], found);
    }
}

#[test]
fn less_than_a_second_has_no_vector() {
    let audio = audio();
    assert_eq!(hear(&audio, &[], 1), None);
    assert_eq!(hear(&audio, &[0.5; 47_999], 480), None);
    assert_eq!(hear(&audio, &[0.5; 48_000], 480).unwrap().windows, 1);
}

/// A copy of the fixture to be spoilt.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    std::fs::create_dir(copy.path().join("onnx")).unwrap();
    for name in FILES {
        std::fs::copy(folder().join(name), copy.path().join(name)).unwrap();
    }
    copy
}

const FILES: [&str; 5] = [
    "onnx/text_model.onnx",
    "onnx/audio_model.onnx",
    "tokenizer.json",
    "preprocessor_config.json",
    "config.json",
];

fn open(folder: &Path) -> Result<(), Error> {
    ClapText::open(folder, version())?;
    ClapAudio::open(folder, version()).map(|_| ())
}

#[test]
fn missing_files_are_named() {
    for name in FILES {
        let copy = copy();
        std::fs::remove_file(copy.path().join(name)).unwrap();
        let error = open(copy.path()).unwrap_err();
        assert!(matches!(error, Error::Io { .. }) && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn oversized_files_are_refused() {
    for name in FILES {
        let copy = copy();
        // Holes: the file system stores nothing.
        let file = std::fs::File::options().write(true).open(copy.path().join(name)).unwrap();
        let length = if name.ends_with("onnx") { 513 << 20 } else { (16 << 20) + MAX_CONFIG_BYTES };
        file.set_len(length).unwrap();
        let error = open(copy.path()).unwrap_err();
        assert!(matches!(error, Error::TooLong { .. }) && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn truncated_and_foreign_graphs_are_refused() {
    for name in &FILES[..2] {
        let copy = copy();
        let path = copy.path().join(name);
        let bytes = std::fs::read(&path).unwrap();
        let lengths = (0..20).map(|part| bytes.len() * part / 20).chain([1, 2, 10, bytes.len() - 1]);
        for length in lengths {
            std::fs::write(&path, &bytes[..length]).unwrap();
            let error = open(copy.path()).unwrap_err();
            assert!(matches!(error, Error::Clap(_)), "{length}: {error}");
        }
        std::fs::write(&path, b"not a graph at all").unwrap();
        assert!(matches!(open(copy.path()), Err(Error::Clap(ClapError::Graph { .. }))));
    }
}

#[test]
fn damaged_graphs_do_not_bring_the_program_down() {
    for name in &FILES[..2] {
        let copy = copy();
        let path = copy.path().join(name);
        let bytes = std::fs::read(&path).unwrap();
        for round in 0..24 {
            let mut damaged = bytes.clone();
            // From the end: there the operators are, the weights before them are only numbers.
            let at = damaged.len() * (24 - round) / 25;
            damaged[at] ^= 0x15 << (round % 3);
            std::fs::write(&path, damaged).unwrap();
            match open(copy.path()) {
                Ok(()) | Err(Error::Clap(_) | Error::NotFinite { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn swapped_towers_are_refused_by_name() {
    let copy = copy();
    let [text, audio] = [FILES[0], FILES[1]].map(|name| copy.path().join(name));
    let other = copy.path().join("other");
    std::fs::rename(&text, &other).unwrap();
    std::fs::rename(&audio, &text).unwrap();
    std::fs::rename(&other, &audio).unwrap();
    let error = ClapText::open(copy.path(), version()).unwrap_err();
    assert!(matches!(error, Error::Clap(ClapError::Port { name: "input_ids", .. })), "{error}");
    let error = ClapAudio::open(copy.path(), version()).unwrap_err();
    assert!(matches!(error, Error::Clap(ClapError::Port { name: "input_features", .. })), "{error}");
}

#[test]
fn a_spectrogram_of_another_shape_is_refused_on_opening() {
    let copy = copy();
    let path = copy.path().join("preprocessor_config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.replace("\"feature_size\": 64", "\"feature_size\": 32")).unwrap();
    let path = copy.path().join("config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.replace("\"num_mel_bins\": 64", "\"num_mel_bins\": 32")).unwrap();
    let error = ClapAudio::open(copy.path(), version()).unwrap_err();
    assert!(matches!(error, Error::Clap(ClapError::Run { .. })), "{error}");
}
