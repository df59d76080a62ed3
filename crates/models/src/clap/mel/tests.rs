//! Frames against the reference implementation's and against the definition; the cubic stretching against its
//! properties.

use std::path::Path;

use super::*;

fn log_mel() -> LogMel {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap");
    let read = |name| std::fs::read(folder.join(name)).unwrap();
    LogMel::new(Preprocessing::read(&read("preprocessor_config.json"), &read("config.json")).unwrap())
}

fn chord() -> Vec<f32> {
    let sample = |n: usize| {
        let time = n as f64 / 48_000.0;
        let tone = |hertz: f64| (std::f64::consts::TAU * hertz * time).sin();
        let tones: f64 = [220.0, 277.18, 329.63, 440.0].into_iter().map(tone).sum();
        (0.2 * tones * (-0.7 * (time % 1.0)).exp()) as f32
    };
    (0..3 * 48_000).map(sample).collect()
}

#[test]
fn frames_are_the_reference_implementations() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap/reference.json");
    let reference: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mel = log_mel();
    let frames = mel.frames(&chord());
    assert_eq!(frames.len(), 1001 * 64);
    for (index, expected) in reference["chord_frames"].as_object().unwrap() {
        let index: usize = index.parse().unwrap();
        let expected: Vec<f32> = serde_json::from_value(expected.clone()).unwrap();
        for (band, (found, expected)) in frames[index * 64..][..64].iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 0.01, "frame {index}, band {band}: {found} {expected}");
        }
    }
}

#[test]
fn stretching_keeps_the_ends_constants_and_slopes() {
    for (count, width) in [(1001, 1024), (2, 7), (5, 5), (1, 3)] {
        let taps = cubic(count, width);
        let place = |index: usize| index as f32 * (count - 1) as f32 / (width - 1) as f32;
        for (index, taps) in taps.iter().enumerate() {
            let total: f32 = taps.iter().map(|(_, weight)| weight).sum();
            assert!((total - 1.0).abs() < 1e-6);
            let inner = place(index) >= 1.0 && place(index) <= count as f32 - 2.0;
            let line: f32 = taps.iter().map(|(at, weight)| *at as f32 * weight).sum();
            assert!(!inner || (line - place(index)).abs() < 0.08 * 1.0, "{line} {}", place(index));
        }
        assert_eq!((taps[0][1], taps[width - 1][1].0), ((0, 1.0), count - 1));
    }
}
