//! The window behind the tags, and the meter.

use super::*;
use std::io::Write;

fn file_with(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn behind_tags(bytes: &[u8]) -> Vec<u8> {
    let len = bytes.len() as u64;
    let mut source = Source::sound(file_with(bytes), len, Meter::for_decoding(len)).unwrap();
    let mut rest = Vec::new();
    source.read_to_end(&mut rest).unwrap();
    assert_eq!(source.byte_len(), Some(rest.len() as u64));
    rest
}

#[test]
fn leading_tags_are_cut_off_one_after_another() {
    assert_eq!(behind_tags(b"audio"), b"audio");
    assert_eq!(behind_tags(b"ID3\x04\0\0\0\0\0\x02xyaudio"), b"audio");
    assert_eq!(behind_tags(b"ID3\x04\0\0\0\0\0\x01xID3\x03\0\x10\0\0\0\x01y0123456789audio"), b"audio");
    assert_eq!(behind_tags(b"ID3\x04\0\0\x01\0\0\0too long"), b"");
    let broken: &[u8] = b"ID3\x04\0\0\xff\0\0\0not a size";
    assert_eq!(behind_tags(broken), broken);
}

#[test]
fn positions_count_from_behind_the_tags() {
    let bytes = b"ID3\x04\0\0\0\0\0\x02xyaudio";
    let len = bytes.len() as u64;
    let mut source = Source::sound(file_with(bytes), len, Meter::for_decoding(len)).unwrap();
    assert_eq!(source.seek(SeekFrom::End(-2)).unwrap(), 3);
    assert_eq!(source.seek(SeekFrom::Start(1)).unwrap(), 1);
    assert_eq!(source.seek(SeekFrom::Current(1)).unwrap(), 2);
    assert!(source.seek(SeekFrom::End(-6)).is_err());
}

#[test]
fn of_flac_only_stream_info_and_frames_are_left() {
    let info = |last: u8| [b"fLaC".as_slice(), &[last, 0, 0, 34], &[7; 34]].concat();
    let file = [&info(0), b"\x04\0\0\x02xy".as_slice(), b"\x81\0\0\x01z", b"frames"].concat();
    assert_eq!(behind_tags(&file), [&info(0x80), b"frames".as_slice()].concat());
    let tagged = [b"ID3\x04\0\0\0\0\0\x02xy".as_slice(), &file].concat();
    assert_eq!(behind_tags(&tagged), [&info(0x80), b"frames".as_slice()].concat());
    let endless = [&info(0), b"\x04\xff\xff\xffxy".as_slice()].concat();
    assert_eq!(behind_tags(&endless), endless, "left for the decoder to refuse");
}

#[test]
fn of_wave_only_format_and_sound_are_left() {
    let file = b"RIFF\x40\0\0\0WAVELIST\x03\0\0\0xyz\0fmt \x02\0\0\0abjunk\x02\0\0\0jkdata\x04\0\0\0sound";
    assert_eq!(behind_tags(file), b"RIFF\xff\xff\xff\xffWAVEfmt \x02\0\0\0abdata\x04\0\0\0sound");
    for left_alone in
        [&b"RIFF\x40\0\0\0WAVEdata\x04\0\0\0soun"[..], b"RIFF\x40\0\0\0AVI fmt ", b"RIFF", b"RI"]
    {
        assert_eq!(behind_tags(left_alone), left_alone);
    }
}

#[test]
fn of_opus_the_comment_is_replaced_by_an_empty_one() {
    let page = |flags: u8, sequence: u8, body: &[u8]| {
        let lacing = body.len() as u8;
        let fixed = [&b"OggS\0"[..], &[flags], &[0; 8], b"abcd", &[sequence, 0, 0, 0, 1, 2, 3, 4, 1, lacing]];
        [fixed.concat().as_slice(), body].concat()
    };
    let (head, sound) = (page(2, 0, b"OpusHead..."), page(4, 2, b"sound"));
    let stripped =
        behind_tags(&[head.clone(), page(0, 1, b"OpusTags and a lot of text"), sound.clone()].concat());
    assert!(stripped.starts_with(&head) && stripped.ends_with(&sound));
    let comment = &stripped[head.len()..stripped.len() - sound.len()];
    assert!(comment.ends_with(b"OpusTags\0\0\0\0\0\0\0\0"), "{comment:?}");
    let vorbis = [page(2, 0, b"\x01vorbis..."), page(0, 1, b"\x03vorbis")].concat();
    assert_eq!(behind_tags(&vorbis), vorbis);
}

#[test]
fn seeking_knows_both_parts_of_a_flac_file() {
    let file = [b"fLaC".as_slice(), &[0, 0, 0, 34], &[7; 34], b"\x81\0\0\x01zframes"].concat();
    let len = file.len() as u64;
    let mut source = Source::sound(file_with(&file), len, Meter::for_decoding(len)).unwrap();
    let mut read_at = |from, count: usize| {
        source.seek(from).unwrap();
        let mut bytes = vec![0; count];
        source.read_exact(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(read_at(SeekFrom::Start(41), 4), b"\x07fra");
    assert_eq!(read_at(SeekFrom::Current(-5), 2), [7, 7]);
    assert_eq!(read_at(SeekFrom::End(-1), 1), b"s");
}

#[test]
fn a_step_and_the_whole_have_their_limits() {
    let meter = Meter::new(4, 6);
    assert!(meter.spend(4).is_ok());
    assert!(meter.refused().is_none());
    meter.begin_step();
    assert!(meter.spend(2).is_ok());
    assert!(meter.spend(1).is_err(), "six in all");
    assert!(matches!(meter.refused(), Some(ErrorKind::ReadLimit { limit: 4 })));
    let step = Meter::new(4, 100);
    assert!(step.spend(5).is_err(), "four a step");
}
