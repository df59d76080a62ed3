//! The kernels for x86-64: AVX2 and AVX-512 VNNI.

#![expect(unsafe_code, reason = "vector instructions, and calling functions compiled for them")]

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_add_epi32, _mm_cvtsi128_si32, _mm_prefetch, _mm_shuffle_epi32, _mm256_abs_epi8,
    _mm256_add_epi32, _mm256_and_si256, _mm256_castsi256_si128, _mm256_cmpeq_epi8, _mm256_extracti128_si256,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi8, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setr_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_sign_epi8, _mm512_add_epi32, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_maskz_mov_epi8,
    _mm512_reduce_add_epi32, _mm512_set1_epi8, _mm512_setzero_si512, _mm512_xor_si512,
};

use super::{Kernel, Query, WIDTH};

/// What of this the machine has, the fastest last.
pub(super) fn available() -> Vec<Kernel> {
    let mut available = Vec::new();
    if std::arch::is_x86_feature_detected!("avx2") {
        available.push(Kernel { name: "avx2", dots: avx2, bits: avx2_bits });
    }
    if std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512vnni")
    {
        available.push(Kernel { name: "avx512-vnni", dots: vnni, bits: vnni_bits });
    }
    available
}

#[inline(always)]
pub(super) fn prefetch(bytes: &[u8]) {
    // The prefetcher of the processor follows once the first lines were asked for.
    for line in bytes.chunks(64).take(6) {
        // SAFETY: prefetching is a hint and touches nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
    }
}

fn avx2(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX2.
    unsafe { dots_avx2(query, vectors, sums) }
}

/// |y| · (x with the sign of y): `maddubs` wants one side without signs. Sums of two products stay below 2¹⁵ because no x is
/// −128.
#[target_feature(enable = "avx2")]
fn dots_avx2(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    let ones = _mm256_set1_epi16(1);
    for (out, vector) in sums.iter_mut().zip(vectors.chunks_exact(query.values.len())) {
        let mut sum = _mm256_setzero_si256();
        for (x, y) in query.values.as_chunks::<32>().0.iter().zip(vector.as_chunks::<32>().0) {
            // SAFETY: both chunks are 32 bytes, and the loads need no alignment.
            let (x, y) =
                unsafe { (_mm256_loadu_si256(x.as_ptr().cast()), _mm256_loadu_si256(y.as_ptr().cast())) };
            let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(y), _mm256_sign_epi8(x, y));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
        }
        *out = total(sum);
    }
}

#[target_feature(enable = "avx2")]
fn total(sum: __m256i) -> i32 {
    let halves = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256::<1>(sum));
    let pairs = _mm_add_epi32(halves, _mm_shuffle_epi32::<0b01_00_11_10>(halves));
    _mm_cvtsi128_si32(_mm_add_epi32(pairs, _mm_shuffle_epi32::<0b10_11_00_01>(pairs)))
}

fn vnni(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX-512 F, BW and VNNI.
    unsafe { dots_vnni(query, vectors, sums) }
}

/// The instruction multiplies bytes without a sign by bytes with one: y + 128 has none, and 128 times the sum of the query
/// comes off at the end.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn dots_vnni(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    let flip = _mm512_set1_epi8(-128);
    for (out, vector) in sums.iter_mut().zip(vectors.chunks_exact(query.values.len())) {
        let (mut even, mut odd) = (_mm512_setzero_si512(), _mm512_setzero_si512());
        let chunks = query.values.as_chunks::<WIDTH>().0.iter().zip(vector.as_chunks::<WIDTH>().0);
        for (at, (x, y)) in chunks.enumerate() {
            // SAFETY: both chunks are 64 bytes, and the loads need no alignment.
            let (x, y) =
                unsafe { (_mm512_loadu_si512(x.as_ptr().cast()), _mm512_loadu_si512(y.as_ptr().cast())) };
            let y = _mm512_xor_si512(y, flip);
            if at % 2 == 0 {
                even = _mm512_dpbusd_epi32(even, y, x);
            } else {
                odd = _mm512_dpbusd_epi32(odd, y, x);
            }
        }
        *out = _mm512_reduce_add_epi32(_mm512_add_epi32(even, odd)) - query.offset;
    }
}

fn avx2_bits(query: &Query, codes: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX2.
    unsafe { bits_avx2(query, codes, sums) }
}

/// 32 bits become 32 bytes of ones or zeros, which mask the query.
#[target_feature(enable = "avx2")]
fn bits_avx2(query: &Query, codes: &[u8], sums: &mut [i32]) {
    #[rustfmt::skip]
    let byte_of = _mm256_setr_epi8(
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
    );
    let bit_of = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
    let (one, ones) = (_mm256_set1_epi8(1), _mm256_set1_epi16(1));
    for (out, code) in sums.iter_mut().zip(codes.chunks_exact(query.values.len() / 8)) {
        let mut sum = _mm256_setzero_si256();
        for (x, bits) in query.values.as_chunks::<32>().0.iter().zip(code.as_chunks::<4>().0) {
            // SAFETY: the chunk is 32 bytes, and the load needs no alignment.
            let x = unsafe { _mm256_loadu_si256(x.as_ptr().cast()) };
            let spread = _mm256_shuffle_epi8(_mm256_set1_epi32(i32::from_le_bytes(*bits)), byte_of);
            let mask = _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit_of), bit_of);
            let pairs = _mm256_maddubs_epi16(one, _mm256_and_si256(x, mask));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
        }
        *out = total(sum);
    }
}

fn vnni_bits(query: &Query, codes: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX-512 F, BW and VNNI.
    unsafe { bits_vnni(query, codes, sums) }
}

/// 64 bits are a mask as they are.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn bits_vnni(query: &Query, codes: &[u8], sums: &mut [i32]) {
    let one = _mm512_set1_epi8(1);
    for (out, code) in sums.iter_mut().zip(codes.chunks_exact(query.values.len() / 8)) {
        let mut sum = _mm512_setzero_si512();
        for (x, bits) in query.values.as_chunks::<WIDTH>().0.iter().zip(code.as_chunks::<8>().0) {
            // SAFETY: the chunk is 64 bytes, and the load needs no alignment.
            let x = unsafe { _mm512_loadu_si512(x.as_ptr().cast()) };
            sum = _mm512_dpbusd_epi32(sum, _mm512_maskz_mov_epi8(u64::from_le_bytes(*bits), one), x);
        }
        *out = _mm512_reduce_add_epi32(sum);
    }
}
