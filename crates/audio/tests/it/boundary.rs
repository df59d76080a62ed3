//! Signals whose answers are known in advance, and files that are hardly files.

use hark_audio::{ErrorKind, FEATURES_VERSION};
use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::Encoding;

use crate::support::{analyzed, assert_near, encoded, lufs, of_bytes, of_signal};

fn tone(format: Format, seconds: f64) -> Signal {
    Signal::new(format, &[Segment::sine(1000.0, -23.0, seconds)])
}

#[test]
fn silence_has_no_loudness_and_says_so() {
    let report = of_signal(&Signal::new(Format::STEREO_48K, &[Segment::silence(5.0)]));
    let analysis = &report.measured.analysis;
    assert_eq!(analysis.duration.unwrap().get(), 5.0);
    assert_eq!(analysis.version, FEATURES_VERSION);
    assert_eq!(
        (analysis.loudness_lufs, analysis.loudness_range_lu, analysis.true_peak_dbtp),
        (None, None, None)
    );
    assert_eq!(analysis.missing["loudness_lufs"], "never louder than the absolute gate of -70 LUFS");
    assert_eq!(analysis.missing["loudness_range_lu"], "never louder than the absolute gate of -70 LUFS");
    assert_eq!(analysis.missing["true_peak_dbtp"], "digital silence");
}

#[test]
fn a_tone_below_the_gate_has_a_peak_and_no_loudness() {
    let report = of_signal(&Signal::new(Format::STEREO_48K, &[Segment::sine(1000.0, -80.0, 5.0)]));
    assert_eq!(report.measured.analysis.loudness_lufs, None);
    assert_near(report.measured.analysis.true_peak_dbtp.unwrap().get(), -80.0, 0.2, "true peak");
}

#[test]
fn what_needs_a_tagger_is_missing_with_that_reason_when_there_is_none() {
    let measured = of_signal(&tone(Format::STEREO_48K, 10.0)).measured;
    for field in ["mood", "voice", "electronic", "acoustic", "genres_detailed"] {
        assert_eq!(measured.analysis.missing[field], "no music tagger is installed", "{field}");
    }
    assert!(measured.analysis.timbre.is_some() && measured.sound.is_none());
}

#[test]
fn loudness_needs_one_gating_block() {
    let frames_at = |frames: usize| {
        let samples = tone(Format::STEREO_48K, 1.0).interleaved();
        of_signal(&Signal::from_interleaved(Format::STEREO_48K, &samples[..frames * 2]))
    };
    let below = frames_at(19_199);
    assert_eq!(below.measured.analysis.loudness_lufs, None);
    assert_eq!(below.measured.analysis.missing["loudness_lufs"], "shorter than one gating block of 400 ms");
    assert_near(below.measured.analysis.true_peak_dbtp.unwrap().get(), -23.0, 0.2, "true peak");
    assert_near(lufs(&frames_at(19_200)), -23.0, 0.1, "400 ms");
}

#[test]
fn a_loudness_range_needs_one_short_term_window() {
    let below = of_signal(&tone(Format::STEREO_48K, 2.999));
    assert_eq!(below.measured.analysis.loudness_range_lu, None);
    assert_eq!(
        below.measured.analysis.missing["loudness_range_lu"],
        "shorter than one short-term window of 3 s"
    );
    assert_eq!(
        of_signal(&tone(Format::STEREO_48K, 3.0)).measured.analysis.loudness_range_lu.unwrap().get(),
        0.0
    );
}

#[test]
fn mono_is_one_channel_and_3_lu_below_the_same_in_stereo() {
    let report = of_signal(&tone(Format::new(48_000, 1), 5.0));
    assert_near(lufs(&report), -26.0, 0.1, "mono");
    assert_eq!(report.source.channels, 1);
}

#[test]
fn a_click_has_a_peak_and_a_duration() {
    let mut samples = vec![0.0; 48_000];
    samples[24_000] = 0.5;
    let report = of_signal(&Signal::from_interleaved(Format::new(48_000, 1), &samples));
    assert_near(report.measured.analysis.true_peak_dbtp.unwrap().get(), -6.02, 0.2, "true peak");
    assert_eq!(report.measured.analysis.duration.unwrap().get(), 1.0);
}

#[test]
fn one_sample_is_a_file() {
    let report = of_signal(&Signal::from_interleaved(Format::new(48_000, 1), &[0.5]));
    assert_near(report.measured.analysis.duration.unwrap().get(), 1.0 / 48_000.0, 1e-12, "duration");
    assert_eq!(report.measured.analysis.loudness_lufs, None);
    assert!(report.warnings.is_empty());
}

#[test]
fn every_sample_format_of_wav_gives_the_same_loudness() {
    for encoding in [Encoding::Pcm16, Encoding::Pcm24, Encoding::Float32] {
        let report = encoded(&tone(Format::STEREO_44K, 2.0), encoding);
        assert_near(lufs(&report), -23.0, 0.05, &report.source.codec);
        assert_eq!((report.source.container.as_str(), report.source.sample_rate_hz), ("wave", 44_100));
    }
}

#[test]
fn samples_that_are_not_numbers_are_taken_as_zero_and_told() {
    let mut samples = tone(Format::STEREO_48K, 1.0).interleaved();
    samples[1000] = f32::NAN;
    samples[2000] = f32::INFINITY;
    let report = of_signal(&Signal::from_interleaved(Format::STEREO_48K, &samples));
    assert_near(lufs(&report), -23.0, 0.1, "loudness");
    assert_eq!(report.warnings, ["2 samples are not numbers and were taken as zero"]);
}

#[test]
fn values_that_no_meter_can_state_are_missing() {
    let report = of_signal(&Signal::from_interleaved(Format::STEREO_48K, &[1e30_f32; 96_000]));
    assert_eq!(report.measured.analysis.true_peak_dbtp, None);
    assert_eq!(report.measured.analysis.missing["true_peak_dbtp"], "outside of what a peak can be");
}

#[test]
fn an_empty_file_is_refused() {
    let error = of_bytes("empty.mp3", b"").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Empty), "{error}");
    assert!(error.to_string().ends_with("empty.mp3: is empty"), "{error}");
}

#[test]
fn text_under_the_name_of_music_is_refused() {
    let text = "It was a dark and stormy night; the rain fell in torrents. ".repeat(2000);
    for name in ["story.mp3", "story.wav", "story.ogg"] {
        let error = of_bytes(name, text.as_bytes()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotAudio), "{error}");
    }
}

#[test]
fn a_file_that_is_only_a_tag_is_refused() {
    let error = of_bytes("tag.mp3", b"ID3\x04\0\0\0\0\0\x04abcd").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotAudio), "{error}");
}

#[test]
fn a_wave_file_without_samples_is_refused() {
    let bytes = hark_testkit::wav::to_bytes(
        &Signal::new(Format::STEREO_48K, &[]),
        Encoding::Pcm16,
        &hark_testkit::wav::Tags::default(),
    );
    let error = of_bytes("none.wav", &bytes.unwrap()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoAudio), "{error}");
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(analyzed(folder.path()).unwrap_err().kind(), ErrorKind::NotAFile));
    let missing = analyzed(&folder.path().join("none.mp3")).unwrap_err();
    assert!(matches!(missing.kind(), ErrorKind::Io(_)), "{missing}");
    assert!(missing.to_string().contains("none.mp3: cannot be read"), "{missing}");
}
