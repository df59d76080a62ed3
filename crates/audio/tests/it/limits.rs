//! Each limit, at it and one past it.

use hark_audio::limits::{MAX_CHANNELS, SAMPLE_RATES_HZ};
use hark_audio::{ErrorKind, Limits, Options, analyze};

use crate::support::{fixture, of_bytes};

/// A 16-bit WAV file of one second of silence (at most `frames` of it), built by hand: the header may lie.
fn wav(rate: u32, channels: u16, frames: u32) -> Vec<u8> {
    let frame_bytes = u32::from(channels) * 2;
    let data = frames * frame_bytes;
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend_from_slice(&channels.to_le_bytes());
    bytes.extend_from_slice(&rate.to_le_bytes());
    bytes.extend_from_slice(&rate.wrapping_mul(frame_bytes).to_le_bytes());
    bytes.extend_from_slice(&(channels * 2).to_le_bytes());
    bytes.extend_from_slice(b"\x10\0data");
    bytes.extend_from_slice(&data.to_le_bytes());
    bytes.resize(bytes.len() + data as usize, 0);
    bytes
}

#[test]
fn limit_seconds_at_and_past() {
    let limited = |max_seconds| {
        let limits = Limits { max_seconds, ..Limits::default() };
        analyze(&fixture("tone.flac"), &Options { limits, ..Options::default() })
    };
    assert!(limited(1).is_ok());
    let error = limited(0).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLong { limit_seconds: 0 }), "{error}");
}

#[test]
fn limit_file_bytes_at_and_past() {
    let path = fixture("tone.flac");
    let bytes = std::fs::metadata(&path).unwrap().len();
    let limited = |max_file_bytes| {
        let limits = Limits { max_file_bytes, ..Limits::default() };
        analyze(&path, &Options { limits, ..Options::default() })
    };
    assert!(limited(bytes).is_ok());
    let error = limited(bytes - 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::FileTooLarge { .. }), "{error}");
}

#[test]
fn limit_sample_rate_at_and_past() {
    for hz in [*SAMPLE_RATES_HZ.start(), *SAMPLE_RATES_HZ.end()] {
        assert!(of_bytes("rate.wav", &wav(hz, 1, 4000)).is_ok(), "{hz}");
    }
    for past in [SAMPLE_RATES_HZ.start() - 1, SAMPLE_RATES_HZ.end() + 1, u32::MAX] {
        let error = of_bytes("rate.wav", &wav(past, 1, 4000)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::SampleRate { hz } if *hz == past), "{error}");
    }
}

#[test]
fn limit_channels_at_and_past() {
    let at = u16::try_from(MAX_CHANNELS).unwrap();
    let report = of_bytes("channels.wav", &wav(8000, at, 4000)).unwrap();
    assert_eq!(report.source.channels, MAX_CHANNELS);
    let error = of_bytes("channels.wav", &wav(8000, at + 1, 4000)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Channels { count } if *count == MAX_CHANNELS + 1), "{error}");
}

#[test]
fn limit_samples_per_second_at_and_past() {
    assert!(of_bytes("fast.wav", &wav(500_000, 8, 1000)).is_ok());
    let error = of_bytes("fast.wav", &wav(500_001, 8, 1000)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooManySamplesPerSecond { .. }), "{error}");
}
