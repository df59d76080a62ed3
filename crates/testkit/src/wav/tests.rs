//! The reader below is written from the format's description alone, so that writer and reader do not
//! share a mistake.
//!
//! 1. What is written reads back.
//! 2. Chunks nest and pad correctly.
//! 3. Bad shapes are refused.

use super::{Encoding, Tags, to_bytes, write};
use crate::signal::{Format, Segment, Signal};
use proptest::prelude::*;
use std::io::ErrorKind;

struct Parsed<'a> {
    chunks: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Parsed<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        assert_eq!((&bytes[..4], &bytes[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
        assert_eq!(u32_at(bytes, 4) as usize + 8, bytes.len(), "the RIFF length covers the file");
        Self { chunks: chunks(&bytes[12..]) }
    }

    fn get(&self, id: &str) -> Option<&'a [u8]> {
        self.chunks.iter().find(|(name, _)| *name == id.as_bytes()).map(|(_, body)| *body)
    }

    fn samples(&self) -> Vec<f32> {
        let data = self.get("data").unwrap();
        match self.get("fmt ").unwrap()[14] {
            16 => data.chunks(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0).collect(),
            24 => data
                .chunks(3)
                .map(|b| (i32::from_le_bytes([0, b[0], b[1], b[2]]) >> 8) as f32 / 8_388_608.0)
                .collect(),
            32 => data.chunks(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
            bits => panic!("{bits} bits"),
        }
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn chunks(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let len = u32_at(bytes, 4) as usize;
        found.push((&bytes[..4], &bytes[8..8 + len]));
        bytes = &bytes[8 + len + len % 2..];
    }
    found
}

fn tags() -> Tags {
    Tags {
        title: Some("Añoranza".into()),
        artist: Some("The Odd".into()),
        album: None,
        genre: Some("Bossa Nova".into()),
        year: Some(2021),
        bpm: Some(119.6),
    }
}

#[test]
fn info_holds_the_text_fields() {
    let bytes = to_bytes(&Signal::new(Format::MONO_44K, &[]), Encoding::Pcm16, &tags()).unwrap();
    let parsed = Parsed::new(&bytes);
    let list = parsed.get("LIST").unwrap();
    assert_eq!(&list[..4], b"INFO");
    let fields: Vec<(String, String)> = chunks(&list[4..])
        .into_iter()
        .map(|(id, text)| {
            (String::from_utf8_lossy(id).into(), String::from_utf8_lossy(&text[..text.len() - 1]).into())
        })
        .collect();
    let expect = [("INAM", "Añoranza"), ("IART", "The Odd"), ("IGNR", "Bossa Nova"), ("ICRD", "2021")];
    assert_eq!(fields, expect.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn id3_holds_the_tempo() {
    let bytes = to_bytes(&Signal::new(Format::MONO_44K, &[]), Encoding::Pcm16, &tags()).unwrap();
    let tag = Parsed::new(&bytes).get("id3 ").unwrap();
    let size = |b: &[u8]| b[..4].iter().fold(0usize, |n, &x| n << 7 | usize::from(x));
    assert_eq!((&tag[..6], size(&tag[6..])), (&b"ID3\x04\x00\x00"[..], tag.len() - 10));
    let mut rest = &tag[10..];
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let len = size(&rest[4..]);
        frames.push((String::from_utf8_lossy(&rest[..4]), String::from_utf8_lossy(&rest[11..10 + len])));
        rest = &rest[10 + len..];
    }
    assert!(frames.contains(&("TBPM".into(), "120".into())), "{frames:?}");
    assert!(frames.contains(&("TIT2".into(), "Añoranza".into())), "{frames:?}");
}

#[test]
fn no_tags_means_no_tag_chunks() {
    let bytes = to_bytes(&Signal::new(Format::MONO_44K, &[]), Encoding::Pcm16, &Tags::default()).unwrap();
    let names: Vec<&[u8]> = Parsed::new(&bytes).chunks.iter().map(|c| c.0).collect();
    assert_eq!(names, [b"fmt ", b"data"]);
}

#[test]
fn overs_are_clipped_in_integers_and_kept_in_float() {
    let loud = Signal::from_interleaved(Format::MONO_44K, &[2.0, -2.0]);
    let read = |encoding| Parsed::new(&to_bytes(&loud, encoding, &Tags::default()).unwrap()).samples();
    assert_eq!(read(Encoding::Pcm16), [32_767.0 / 32_768.0, -1.0]);
    assert_eq!(read(Encoding::Pcm24), [8_388_607.0 / 8_388_608.0, -1.0]);
    assert_eq!(read(Encoding::Float32), [2.0, -2.0]);
}

#[test]
fn five_channels_say_where_their_loudspeakers_are() {
    let signal = Signal::new(Format::new(48_000, 5), &[Segment::silence(0.01)]);
    let bytes = to_bytes(&signal, Encoding::Pcm16, &Tags::default()).unwrap();
    let fmt = Parsed::new(&bytes).get("fmt ").unwrap();
    assert_eq!((fmt.len(), u32_at(fmt, 20)), (40, 0x37));
}

#[test]
fn limit_channels_at_and_past() {
    let write = |channels| {
        let signal = Signal::new(Format::new(8_000, channels), &[Segment::silence(0.01)]);
        to_bytes(&signal, Encoding::Pcm16, &Tags::default()).map_err(|e| e.kind())
    };
    assert!(write(8).is_ok());
    assert_eq!(write(9).unwrap_err(), ErrorKind::InvalidInput);
    assert_eq!(write(0).unwrap_err(), ErrorKind::InvalidInput);
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let folder = std::env::temp_dir().join(format!("hark-testkit-wav-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let good = Signal::new(Format::MONO_44K, &[Segment::silence(0.01)]);
    let bad = Signal::new(Format::new(8_000, 0), &[]);
    write(&folder.join("good.wav"), &good, Encoding::Pcm16, &tags()).unwrap();
    write(&folder.join("bad.wav"), &bad, Encoding::Pcm16, &tags()).unwrap_err();
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(names, ["good.wav"]);
}

proptest! {
    #[test]
    fn samples_read_back(channels in 1usize..=8, frames in 0usize..40, seed: u64) {
        let format = Format::new(8_000, channels);
        let signal = Signal::new(format, &[Segment::white_noise(seed, -10.0, frames as f64 / 8_000.0)]);
        for (encoding, step) in [(Encoding::Pcm16, 2e-5), (Encoding::Pcm24, 1e-7), (Encoding::Float32, 0.0)] {
            let bytes = to_bytes(&signal, encoding, &tags()).unwrap();
            let read = Parsed::new(&bytes).samples();
            prop_assert_eq!(read.len(), channels * frames);
            for (a, b) in read.iter().zip(signal.interleaved()) {
                prop_assert!((a - b).abs() <= step, "{} {}", a, b);
            }
        }
    }
}
