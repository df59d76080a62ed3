//! Identification headers, in both of their byte orders.

use super::*;

fn ogg(channels: u8, gain: i16, family: u8, table: &[u8]) -> Vec<u8> {
    let fixed = [1, channels, 0x38, 0x01, 0x80, 0xbb, 0, 0];
    [b"OpusHead".as_slice(), &fixed, &gain.to_le_bytes(), &[family], table].concat()
}

#[test]
fn the_ogg_header_is_little_endian() {
    let head = Head::parse(&ogg(2, 256 * 6, 0, &[])).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((head.pre_skip, head.mapping, head.streams, head.coupled), (312, vec![0, 1], 1, 1));
    assert!((head.gain - 1.995).abs() < 0.001, "6 dB");
}

#[test]
fn the_mp4_header_is_big_endian() {
    let bytes = b"OpusHead\x00\x01\x01\x38\0\0\xbb\x80\0\0\0";
    let head = Head::parse(bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((head.pre_skip, head.mapping, head.streams, head.coupled), (312, vec![0], 1, 0));
    assert_eq!(head.gain, 1.0);
}

#[test]
fn headers_that_make_no_sense_are_refused() {
    for bytes in [
        ogg(0, 0, 0, &[]),
        ogg(3, 0, 0, &[]),
        ogg(9, 0, 1, &[9, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ogg(6, 0, 1, &[4, 2, 0, 4, 1, 2, 3]),
        ogg(2, 0, 255, &[2, 0, 0, 1]),
        b"OpusHead\x01\x02".to_vec(),
        Vec::new(),
    ] {
        assert!(Head::parse(&bytes).is_err(), "{bytes:?}");
    }
    let no_streams = Head::parse(&ogg(2, 0, 1, &[0, 0, 0, 1])).unwrap_or_else(|error| panic!("{error}"));
    assert!(no_streams.decoder().is_err());
    let beyond = Head::parse(&ogg(2, 0, 1, &[1, 1, 0, 7])).unwrap_or_else(|error| panic!("{error}"));
    assert!(beyond.decoder().is_err());
}
