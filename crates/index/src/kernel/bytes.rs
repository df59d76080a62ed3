//! Which bytes of a column are in a set: the inner loop of every filter.
//!
//! A condition on a column of 256 codes, however odd, is a set of codes, and whether a byte is in a set of 256 takes two table
//! look-ups of half a byte each, thirty-two bytes at a time (the nibble technique of Muła & Lemire, "Faster base64
//! encoding and decoding using AVX2 instructions", ACM TWEB 12, 2018). Comparing bytes of codes rather than values is the idea of
//! BitWeaving (Li & Patel, SIGMOD 2013) without its planes of bits: bytes also answer what is not a range.

/// Rows that are looked at together.
pub(crate) const BLOCK: usize = 4_096;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    /// The bytes for which `holds`.
    pub(crate) fn of(holds: impl Fn(u8) -> bool) -> ByteSet {
        let mut set = ByteSet::default();
        (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| set.insert(byte));
        set
    }

    /// Adds a byte.
    pub(crate) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    /// Whether it holds a byte.
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }

    /// Whether it holds none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }

    /// The bytes of either.
    pub(crate) fn or(&self, other: &ByteSet) -> ByteSet {
        ByteSet(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// By low half of a byte, a bit for each of the eight lower, and of the eight higher, high halves.
    #[cfg(target_arch = "x86_64")]
    fn tables(&self) -> [[u8; 16]; 2] {
        let row = |low: u8, first: u8| {
            (0..8).fold(0, |bits, high| bits | u8::from(self.contains((first + high) << 4 | low)) << high)
        };
        [0, 8].map(|first| std::array::from_fn(|low| row(low as u8, first)))
    }
}

/// Keeps those bits of `mask` whose bytes are in the set. Both have one entry a row.
pub(crate) fn keep_members(codes: &[u8; BLOCK], set: &ByteSet, mask: &mut [u64; BLOCK / 64]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "calling a function compiled for AVX2")]
        // SAFETY: the processor was just found to have AVX2.
        return unsafe { keep_avx2(codes, set, mask) };
    }
    keep_scalar(codes, set, mask);
}

fn keep_scalar(codes: &[u8; BLOCK], set: &ByteSet, mask: &mut [u64; BLOCK / 64]) {
    for (codes, mask) in codes.as_chunks::<64>().0.iter().zip(mask) {
        let bit = |(at, code): (usize, &u8)| u64::from(set.contains(*code)) << at;
        *mask &= codes.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn keep_avx2(codes: &[u8; BLOCK], set: &ByteSet, mask: &mut [u64; BLOCK / 64]) {
    use std::arch::x86_64::{
        _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
        _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_shuffle_epi8,
        _mm256_srli_epi16, _mm256_xor_si256,
    };
    #[expect(unsafe_code, reason = "loads of vector registers")]
    // SAFETY: every pointer is to an array of the length that is loaded, and the loads need no alignment.
    let load =
        |bytes: &[u8; 16]| unsafe { _mm256_broadcastsi128_si256(_mm_loadu_si128(bytes.as_ptr().cast())) };
    let [lower, higher] = set.tables().map(|table| load(&table));
    let bit_of = load(&[1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128]);
    let (nibble, top) = (_mm256_set1_epi8(0x0F), _mm256_set1_epi8(-128));
    let low_and_top = _mm256_set1_epi8(0x8F_u8.cast_signed());
    let members = |bytes: &[u8; 32]| {
        #[expect(unsafe_code, reason = "loads of vector registers")]
        // SAFETY: as above.
        let code = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
        // A look-up gives 0 where the index has its top bit set, so of the two tables each byte finds the right one.
        let index = _mm256_and_si256(code, low_and_top);
        let row = _mm256_or_si256(
            _mm256_shuffle_epi8(lower, index),
            _mm256_shuffle_epi8(higher, _mm256_xor_si256(index, top)),
        );
        let bit = _mm256_shuffle_epi8(bit_of, _mm256_and_si256(_mm256_srli_epi16::<4>(code), nibble));
        let found = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
        u64::from(_mm256_movemask_epi8(found).cast_unsigned())
    };
    for (codes, mask) in codes.as_chunks::<64>().0.iter().zip(mask) {
        let [low, high] = [&codes.as_chunks::<32>().0[0], &codes.as_chunks::<32>().0[1]];
        *mask &= members(low) | members(high) << 32;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_form_keeps_just_the_members(
            bytes in prop::collection::vec(any::<u8>(), 200),
            members in prop::collection::vec(any::<u8>(), 0..300),
            before in any::<u64>(),
        ) {
            let set = ByteSet::of(|byte| members.contains(&byte));
            let codes: [u8; BLOCK] = std::array::from_fn(|at| bytes[(at * 7 + at / 200) % 200]);
            let expected: [u64; BLOCK / 64] = std::array::from_fn(|word| {
                (0..64).fold(0, |bits, at| {
                    let member = before >> at & 1 == 1 && members.contains(&codes[word * 64 + at]);
                    bits | u64::from(member) << at
                })
            });
            for keep in [keep_scalar, keep_members] {
                let mut mask = [before; BLOCK / 64];
                keep(&codes, &set, &mut mask);
                prop_assert_eq!(mask, expected);
            }
        }
    }
}
