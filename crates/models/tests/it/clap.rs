//! A joint model, small and random, against the reference implementation: `scripts/clap/export.py` made the graphs and
//! the vectors in `tests/fixtures/clap`; the sounds are made here again by the same arithmetic.

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};

use hark_models::{
    ClapAudio, ClapError, ClapText, Error, MAX_CONFIG_BYTES, MAX_TOKENS, ModelVersion, SoundEncoder, SoundVector,
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
