//! Tags of whole files.

use hark_audio::{Tags, read_tags};
use hark_track::{AssetId, Bpm};

use crate::support::fixture;

#[test]
fn every_format_tells_its_title() {
    for name in ["tone.mp3", "tone.flac", "tone.ogg", "tone.opus", "tone.wav", "tone.m4a"] {
        let tags = read_tags(&fixture(name)).unwrap();
        assert_eq!(tags.title.as_deref(), Some("Tone"), "{name}: {tags:?}");
        assert_eq!(tags.artist.as_deref(), Some("Hark"), "{name}");
        assert_eq!(tags.genres, ["Electronic", "Drone"], "{name}");
        assert_eq!(tags.year, Some(2024), "{name}");
        assert_eq!(tags.warnings, [""; 0], "{name}");
    }
}

#[test]
fn tempo_and_catalogue_number_are_found_under_their_custom_names() {
    for name in ["tone.mp3", "tone.flac", "tone.ogg", "tone.opus"] {
        let tags = read_tags(&fixture(name)).unwrap();
        assert_eq!(tags.asset_id, AssetId::new(4242), "{name}: {tags:?}");
        assert_eq!(tags.bpm_hint, Bpm::new(120.0), "{name}");
        assert_eq!(tags.track_number, Some(3), "{name}");
        assert_eq!(tags.album.as_deref(), Some("Fixtures"), "{name}");
        // ffmpeg writes comments of mp3 files as `TXXX`, where nobody looks for them.
        let comment = if name == "tone.mp3" { None } else { Some("one kilohertz") };
        assert_eq!(tags.comment.as_deref(), comment, "{name}");
    }
}

#[test]
fn a_file_without_tags_has_none() {
    assert_eq!(read_tags(&fixture("tone.aac")).unwrap(), Tags::default());
}

#[test]
fn a_large_picture_does_not_hide_the_tags() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cover.mp3");
    let picture = vec![0xff; 20 << 20];
    let tag =
        id3v2(&[(b"APIC", &[b"\0image/jpeg\0\x03\0", picture.as_slice()].concat()), (b"TIT2", b"\0Behind")]);
    let tone = std::fs::read(fixture("tone.mp3")).unwrap();
    let sound = tone.windows(2).position(|window| window == b"\xff\xfb").unwrap();
    std::fs::write(&path, [&tag, &tone[sound..]].concat()).unwrap();
    let tags = read_tags(&path).unwrap();
    assert_eq!(tags.title.as_deref(), Some("Behind"), "{tags:?}");
    let report = crate::support::analyzed(&path).unwrap();
    assert_eq!(report.source.codec, "mp3");
}

#[test]
fn broken_tags_are_no_reason_to_refuse_the_sound() {
    let folder = tempfile::tempdir().unwrap();
    for (name, item) in
        [("tone.flac", "title="), ("tone.opus", "title="), ("tone.wav", "INAM"), ("tone.m4a", "\u{a9}nam")]
    {
        let path = folder.path().join(name);
        let mut bytes = std::fs::read(fixture(name)).unwrap();
        let item: Vec<u8> = item.chars().map(|c| c as u8).collect();
        let at = bytes.windows(item.len()).position(|window| window.eq_ignore_ascii_case(&item)).unwrap();
        // The length of a WAVE item follows its name, the others' precedes it.
        let length = if name == "tone.wav" { at + 4 } else { at - 4 };
        bytes[length..length + 4].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read_tags(&path).unwrap().title, None, "{name}");
        let report = crate::support::analyzed(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.warnings, [""; 0], "{name}");
    }
}

#[test]
fn unreadable_tags_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.flac");
    let mut bytes = std::fs::read(fixture("tone.flac")).unwrap();
    let at = bytes.windows(6).position(|window| window == b"title=").unwrap();
    bytes[at - 4..at].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let warnings = read_tags(&path).unwrap().warnings;
    assert!(warnings.len() == 1 && warnings[0].starts_with("tags not read: is malformed"), "{warnings:?}");
}

#[test]
fn a_missing_file_is_an_error() {
    assert!(read_tags(&fixture("none.mp3")).unwrap_err().to_string().contains("none.mp3"));
}

/// An ID3v2.4 tag of these frames.
fn id3v2(frames: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let size = |length: usize| (0..4).rev().map(|i| (length >> (7 * i) & 0x7f) as u8).collect::<Vec<u8>>();
    let frame = |(id, body): &(&[u8; 4], &[u8])| [&id[..], &size(body.len()), &[0, 0], body].concat();
    let body: Vec<u8> = frames.iter().flat_map(frame).collect();
    [b"ID3\x04\0\0".as_slice(), &size(body.len()), &body].concat()
}
