//! Codebooks written by hand, bit by bit.

use super::*;

#[derive(Default)]
struct Writer {
    bits: Vec<bool>,
}

impl Writer {
    fn put(mut self, value: u64, count: u32) -> Writer {
        self.bits.extend((0..count).map(|bit| value >> bit & 1 == 1));
        self
    }

    /// An ordered codebook of `entries` (a power of two) equal lengths, with a vector table of type 1.
    fn ordered_codebook(self, entries: u64, dimensions: u64) -> Writer {
        let length = u64::from(entries.ilog2());
        let count_bits = u64::BITS - entries.leading_zeros();
        let head = self.put(0x56_4342, 24).put(dimensions, 16).put(entries, 24).put(1, 1);
        let lengths = head.put(length - 1, 5).put(entries, count_bits);
        let table = lengths.put(1, 4).put(0, 64).put(3, 4).put(0, 1);
        (0..lookup1_values(entries, dimensions)).fold(table, |writer, _| writer.put(1, 4))
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
        self.bits.chunks(8).map(byte).collect()
    }
}

fn params(setup: &[u8]) -> AudioCodecParameters {
    let mut params = AudioCodecParameters::new();
    let extra: Vec<u8> = [b"\x01vorbis ident", SETUP_MAGIC, setup].concat();
    params.for_codec(CODEC_ID_VORBIS).with_extra_data(extra.into_boxed_slice());
    params
}

#[test]
fn a_header_of_a_few_bytes_that_asks_for_gigabytes_is_refused() {
    let huge = (0..256).fold(Writer::default().put(255, 8), |writer, _| writer.ordered_codebook(131_072, 32));
    let setup = huge.bytes();
    assert!(setup.len() < 16_384, "{} bytes", setup.len());
    let refused = check_tables(&params(&setup));
    assert!(matches!(refused, Err(ErrorKind::DecoderTables { bytes, .. }) if bytes > MAX_CODEBOOK_BYTES));
}

#[test]
fn every_codebook_of_a_header_is_counted() {
    let two = Writer::default().put(1, 8).ordered_codebook(256, 4).ordered_codebook(64, 2).bytes();
    assert_eq!(Bits::new(&two).codebook_bytes(), 256 * (16 + 32) + 64 * (8 + 32));
    assert!(check_tables(&params(&two)).is_ok());
}

#[test]
fn headers_that_end_too_early_are_left_to_the_decoder() {
    let whole = Writer::default().put(1, 8).ordered_codebook(256, 4).ordered_codebook(64, 2).bytes();
    for length in 0..whole.len() {
        assert!(check_tables(&params(&whole[..length])).is_ok(), "{length}");
    }
}

#[test]
fn table_sizes_match_their_definition() {
    for (entries, dimensions, expected) in
        [(81, 4, 3), (80, 4, 2), (1, 4, 1), (0, 4, 0), (625, 4, 5), (100, 1, 100)]
    {
        assert_eq!(lookup1_values(entries, dimensions), expected, "{entries}^(1/{dimensions})");
    }
}
