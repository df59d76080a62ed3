//! The installed music taggers against the original's answers.
//!
//! `fixtures/musicnn.json` holds what the published networks, run by TensorFlow, hear in four made sounds; its story
//! is in `fixtures/README.md`. The sounds are made here once more, by the same arithmetic.

use std::f64::consts::TAU;
use std::io::Write;

use hark_models::{Heard, ModelDir, SAMPLE_RATE, Taggers};
use serde::Deserialize;

/// Largest difference allowed of a probability and of a value of the embedding. Measured: 1e-6 and 1e-5, which is
/// the rounding of the fixture.
const TOLERANCE: f32 = 2e-5;

/// 6.5 seconds: two windows and a rest.
const SAMPLES: usize = 104_000;

#[derive(Deserialize)]
struct Case {
    name: String,
    windows: Vec<Vec<f32>>,
    embedding: Vec<f32>,
}

/// Both installed taggers, or a word on why the test does nothing.
fn taggers() -> Option<Taggers> {
    let Some(folder) = std::env::var_os("HARK_TEST_MODELS") else {
        // Past the test harness, which would keep it to itself.
        let said =
            writeln!(std::io::stderr(), "skipped: HARK_TEST_MODELS names no folder of installed models");
        assert!(said.is_ok());
        return None;
    };
    let taggers = Taggers::load(&ModelDir::new(folder)).expect("the taggers that are installed load");
    let both = taggers.filter(|taggers| taggers.tags().len() == 100);
    if both.is_none() {
        let said = writeln!(std::io::stderr(), "skipped: HARK_TEST_MODELS has not both taggers installed");
        assert!(said.is_ok());
    }
    both
}

fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 23) - 1.0
    }
}

fn sound(sample: impl FnMut(usize) -> f64) -> Vec<f32> {
    (0..SAMPLES).map(sample).map(|value| value as f32).collect()
}

fn seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}

fn chord() -> Vec<f32> {
    let mut noise = noise(1);
    sound(|n| {
        let time = seconds(n);
        let tones: f64 =
            [220.0, 261.6, 329.6, 440.0].map(|hertz| 0.1 * (TAU * hertz * time).sin()).iter().sum();
        tones * (0.6 + 0.4 * (TAU * 3.0 * time).sin()) + 0.03 * noise()
    })
}

fn pulses() -> Vec<f32> {
    let mut noise = noise(2);
    sound(|n| {
        let since = seconds(n % 8000);
        0.5 * (-20.0 * since).exp() * (TAU * 60.0 * since).sin() + 0.3 * (-60.0 * since).exp() * noise()
    })
}

fn sweep() -> Vec<f32> {
    let growth = 80_f64.ln();
    sound(|n| {
        let turns = 80.0 * 6.5 / growth * ((n as f64 / SAMPLES as f64 * growth).exp() - 1.0);
        0.4 * (TAU * turns).sin()
    })
}

fn voice() -> Vec<f32> {
    sound(|n| {
        let time = seconds(n);
        let phase = TAU * 180.0 * time + 3.0 * (TAU * 5.5 * time).sin();
        let harmonic = |k: u32| {
            let from_formant = (f64::from(k) * 180.0 - 700.0) / 500.0;
            (f64::from(k) * phase).sin() * (-from_formant * from_formant).exp()
        };
        0.2 * (1..20).map(harmonic).sum::<f64>()
    })
}

fn hear(taggers: &Taggers, sound: &[f32]) -> Heard {
    let mut listener = taggers.listen();
    sound.chunks(1000).for_each(|block| listener.push(block));
    let heard = listener.finish().expect("sounds cause no errors");
    heard.expect("6.5 seconds are enough")
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn tags_equal_the_original() {
    let Some(taggers) = taggers() else { return };
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/musicnn.json")).unwrap();
    let sounds = [chord(), pulses(), sweep(), voice()];
    assert_eq!(cases.len(), sounds.len());
    for (case, sound) in cases.iter().zip(&sounds) {
        let heard = hear(&taggers, sound);
        assert_eq!(heard.windows.len(), case.windows.len());
        for (window, expected) in heard.windows.iter().zip(&case.windows) {
            let off = largest_difference(&window.probabilities, expected);
            assert!(off < TOLERANCE, "{} at {} s is off by {off}", case.name, window.start);
        }
        let off = largest_difference(&heard.embedding, &case.embedding);
        assert!(off < TOLERANCE, "the embedding of {} is off by {off}", case.name);
    }
}

#[test]
fn a_pulled_tagger_says_where_it_comes_from() {
    let Some(taggers) = taggers() else { return };
    assert_eq!(taggers.version().as_str(), "musicnn-msd/f32/1+musicnn-mtt/f32/1");
    assert_eq!(taggers.dimensions(), 400);
}
