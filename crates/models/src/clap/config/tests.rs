//! The published numbers are read; what is not implemented or not sensible is refused by name.

use serde_json::{Value, json};

use super::*;

fn published() -> Value {
    json!({
        "feature_extractor_type": "ClapFeatureExtractor", "sampling_rate": 48_000, "feature_size": 64,
        "fft_window_size": 1024, "hop_length": 480, "max_length_s": 10, "frequency_min": 50,
        "frequency_max": 14_000, "truncation": "rand_trunc", "padding": "repeatpad", "top_db": null,
    })
}

fn read(preprocessor: &Value, config: &Value) -> Result<Preprocessing, ClapError> {
    Preprocessing::read(preprocessor.to_string().as_bytes(), config.to_string().as_bytes())
}

#[test]
fn the_published_numbers_are_read() {
    let settings =
        read(&published(), &json!({"model_type": "clap", "audio_config": {"depths": [2, 2, 6, 2]}}));
    let settings = settings.unwrap();
    assert_eq!((settings.window, settings.frames(), settings.width), (480_000, 1001, 1024));
    assert_eq!(settings, read(&published(), &json!({})).unwrap());
}

#[test]
fn other_settings_are_refused_by_name() {
    for (setting, value) in [
        ("feature_extractor_type", json!("WhisperFeatureExtractor")),
        ("truncation", json!("fusion")),
        ("top_db", json!(80)),
        ("sampling_rate", json!(0)),
        ("fft_window_size", json!(1 << 30)),
        ("hop_length", json!(0)),
        ("hop_length", json!(2048)),
        ("max_length_s", json!(0)),
        ("max_length_s", json!(u64::MAX)),
        ("feature_size", json!(0)),
        ("frequency_max", json!(25_000)),
        ("frequency_min", json!(14_000)),
        ("padding", json!("reflect")),
    ] {
        let mut changed = published();
        changed[setting] = value.clone();
        let error = read(&changed, &json!({})).unwrap_err().to_string();
        let expected = if setting == "padding" { "reflect" } else { setting };
        assert!(error.contains(expected), "{setting} {value}: {error}");
    }
    for (setting, value) in [
        ("enable_fusion", json!(true)),
        ("num_mel_bins", json!(128)),
        ("spec_size", json!(0)),
        ("spec_size", json!(100)),
        ("spec_size", json!(128)),
        ("spec_size", json!(1_u64 << 40)),
    ] {
        let error = read(&published(), &json!({"audio_config": {setting: value}})).unwrap_err().to_string();
        assert!(error.contains(setting), "{setting} {value}: {error}");
    }
    assert!(matches!(Preprocessing::read(b"{", b"{}"), Err(ClapError::Json { file: PREPROCESSOR, .. })));
}
