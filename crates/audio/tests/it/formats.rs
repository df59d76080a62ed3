//! Every format decodes to the same tone: see `tests/fixtures/README.md`.

use hark_audio::{Limits, Stream, is_audio_path};

use crate::support::{analyzed, assert_near, fixture, lufs};

/// File, codec, container, seconds, tolerance of the seconds. AAC carries up to 50 ms of encoder delay and padding that
/// its containers' readers do not remove.
const FORMATS: [(&str, &str, &str, f64, f64); 10] = [
    ("tone.mp3", "mp3", "mp3", 1.0, 0.001),
    ("tone.flac", "flac", "flac", 1.0, 0.0),
    ("tone.ogg", "vorbis", "ogg", 1.0, 0.0),
    ("tone.opus", "opus", "ogg", 1.0, 0.0),
    ("surround.opus", "opus", "ogg", 0.6, 0.0),
    ("tone.wav", "pcm_s16le", "wave", 0.55, 0.0),
    ("tone.aiff", "pcm_s16be", "aiff", 0.55, 0.0),
    ("tone.m4a", "aac", "isomp4", 1.0, 0.05),
    ("alac.m4a", "alac", "isomp4", 0.55, 0.0),
    ("tone.aac", "aac", "aac", 1.0, 0.05),
];

#[test]
fn every_format_gives_duration_and_loudness() {
    for (name, codec, container, seconds, tolerance) in FORMATS {
        let path = fixture(name);
        assert!(is_audio_path(&path), "{name}");
        let report = analyzed(&path).unwrap();
        assert_eq!(
            (report.source.codec.as_str(), report.source.container.as_str()),
            (codec, container),
            "{name}"
        );
        assert_near(report.measured.analysis.duration.unwrap().get(), seconds, tolerance + 1e-9, name);
        // LAME lowers the level by 0.45 dB before it encodes.
        let expected = if codec == "mp3" { -23.45 } else { -23.0 };
        assert_near(lufs(&report), expected, 0.3, name);
        assert_eq!(report.warnings, [""; 0], "{name}");
    }
}

#[test]
fn opus_surround_keeps_its_loudspeakers() {
    use hark_audio::ChannelRole::{LowFrequency, Main, Surround};
    let stream = Stream::open(&fixture("surround.opus"), &Limits::default()).unwrap();
    assert_eq!(stream.spec().roles, [Main, Main, Main, Surround, Surround, LowFrequency]);
}

#[test]
fn blocks_are_bounded_and_add_up() {
    for (name, ..) in FORMATS {
        let mut stream = Stream::open(&fixture(name), &Limits::default()).unwrap();
        let mut frames = 0;
        while let Some(block) = stream.next_block().unwrap() {
            assert!((1..=hark_audio::BLOCK_FRAMES).contains(&block.frames()), "{name}");
            assert_eq!(block.samples.len() % block.channels, 0, "{name}");
            frames += block.frames() as u64;
        }
        assert!(stream.next_block().unwrap().is_none(), "{name} stays at its end");
        assert_eq!(stream.finish().1.frames, frames, "{name}");
    }
}

#[test]
fn a_name_that_lies_about_the_format_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("really_opus.mp3");
    std::fs::copy(fixture("tone.opus"), &path).unwrap();
    assert_eq!(analyzed(&path).unwrap().source.codec, "opus");
}

#[test]
fn a_truncated_file_is_analysed_with_a_warning() {
    for (name, ..) in FORMATS {
        let bytes = std::fs::read(fixture(name)).unwrap();
        let cut = crate::support::of_bytes(name, &bytes[..bytes.len() * 7 / 10]);
        match cut {
            Ok(report) => {
                let seconds = report.measured.analysis.duration.unwrap().get();
                assert!((0.1..0.95).contains(&seconds), "{name}: {seconds} s");
                assert!(!report.warnings.is_empty() || name == "tone.aac" || name == "tone.mp3", "{name}");
            }
            // The index of an m4a stands at its end; the reader of aiff insists on whole chunks.
            Err(error) => assert!(name.ends_with("m4a") || name.ends_with("aiff"), "{error}"),
        }
    }
}
