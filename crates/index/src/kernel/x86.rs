//! The kernels for x86-64: AVX2 and AVX-512 VNNI.

#![expect(unsafe_code, reason = "vector instructions, and calling functions compiled for them")]

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_add_epi32, _mm_cvtsi128_si32, _mm_prefetch, _mm_shuffle_epi32, _mm256_abs_epi8,
    _mm256_add_epi8, _mm256_add_epi32, _mm256_add_epi64, _mm256_and_si256, _mm256_castsi256_si128,
    _mm256_extracti128_si256, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_sad_epu8,
    _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi64x, _mm256_setr_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_sign_epi8, _mm256_srli_epi16, _mm256_storeu_si256, _mm512_add_epi32,
    _mm512_add_epi64, _mm512_and_si512, _mm512_cvtepi64_epi32, _mm512_dpbusd_epi32, _mm512_loadu_si512,
    _mm512_popcnt_epi64, _mm512_reduce_add_epi32, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_slli_epi64, _mm512_sub_epi64, _mm512_xor_si512,
};

use super::{GROUP, Kernel, Planes, Query, WIDTH};

/// What of this the machine has, the fastest last.
pub(super) fn available() -> Vec<Kernel> {
    let mut available = Vec::new();
    if std::arch::is_x86_feature_detected!("avx2") {
        available.push(Kernel { name: "avx2", dots: avx2, bits: avx2_bits });
    }
    let wide = std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512vnni");
    if wide && std::arch::is_x86_feature_detected!("avx2") {
        available.push(Kernel { name: "avx512-vnni", dots: vnni, bits: avx2_bits });
    }
    if wide && std::arch::is_x86_feature_detected!("avx512vpopcntdq") {
        available.push(Kernel { name: "avx512-vnni-vpopcntdq", dots: vnni, bits: vpopcnt_bits });
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

fn avx2_bits(query: &Planes, codes: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX2.
    unsafe { bits_avx2(query, codes, sums) }
}

/// Ones are counted by looking nibbles up (Muła, Kurz & Lemire, "Faster population counts using AVX2 instructions", Computer
/// Journal 61, 2018).
#[target_feature(enable = "avx2")]
fn bits_avx2(query: &Planes, codes: &[u8], sums: &mut [i32]) {
    let groups = codes.chunks_exact(query.words.len() * 8 * GROUP);
    for (sums, group) in sums.as_chunks_mut::<GROUP>().0.iter_mut().zip(groups) {
        let mut counts = [[_mm256_setzero_si256(); 2]; 4];
        for (planes, codes) in query.words.iter().zip(group.as_chunks::<{ 8 * GROUP }>().0) {
            for (half, codes) in codes.as_chunks::<32>().0.iter().enumerate() {
                // SAFETY: the chunk is 32 bytes, and the load needs no alignment.
                let codes = unsafe { _mm256_loadu_si256(codes.as_ptr().cast()) };
                for (count, plane) in counts.iter_mut().zip(planes) {
                    let common = _mm256_and_si256(codes, _mm256_set1_epi64x(plane.cast_signed()));
                    count[half] = _mm256_add_epi64(count[half], ones_avx2(common));
                }
            }
        }
        for half in 0..2 {
            let [minus8, four, two, one] = counts.map(|count| {
                let mut lanes = [0i64; 4];
                // SAFETY: the array is 32 bytes, and the store needs no alignment.
                unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), count[half]) };
                lanes
            });
            for lane in 0..4 {
                sums[4 * half + lane] =
                    (4 * four[lane] + 2 * two[lane] + one[lane] - 8 * minus8[lane]) as i32;
            }
        }
    }
}

/// The number of ones in each 64 bits.
#[target_feature(enable = "avx2")]
fn ones_avx2(bits: __m256i) -> __m256i {
    #[rustfmt::skip]
    let ones_of = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
    );
    let nibble = _mm256_set1_epi8(0x0F);
    let low = _mm256_shuffle_epi8(ones_of, _mm256_and_si256(bits, nibble));
    let high = _mm256_shuffle_epi8(ones_of, _mm256_and_si256(_mm256_srli_epi16::<4>(bits), nibble));
    _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256())
}

fn vpopcnt_bits(query: &Planes, codes: &[u8], sums: &mut [i32]) {
    // SAFETY: `available` hands this out only where the processor has AVX-512 F and VPOPCNTDQ.
    unsafe { bits_vpopcnt(query, codes, sums) }
}

/// Bytes of codes that memory is asked for ahead: the processor's own prefetching ends at the end of a page.
const AHEAD: usize = 2048;

#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn bits_vpopcnt(query: &Planes, codes: &[u8], sums: &mut [i32]) {
    let groups = codes.chunks_exact(query.words.len() * 8 * GROUP);
    for (sums, group) in sums.as_chunks_mut::<GROUP>().0.iter_mut().zip(groups) {
        let mut counts = [_mm512_setzero_si512(); 4];
        for (planes, codes) in query.words.iter().zip(group.as_chunks::<{ 8 * GROUP }>().0) {
            // SAFETY: the chunk is 64 bytes, and the load needs no alignment.
            let codes = unsafe {
                _mm_prefetch::<_MM_HINT_T0>(codes.as_ptr().wrapping_add(AHEAD).cast());
                _mm512_loadu_si512(codes.as_ptr().cast())
            };
            for (count, plane) in counts.iter_mut().zip(planes) {
                let common = _mm512_and_si512(codes, _mm512_set1_epi64(plane.cast_signed()));
                *count = _mm512_add_epi64(*count, _mm512_popcnt_epi64(common));
            }
        }
        let [minus8, four, two, one] = counts;
        let low = _mm512_add_epi64(one, _mm512_slli_epi64::<1>(two));
        let middle = _mm512_slli_epi64::<2>(four);
        let total = _mm512_sub_epi64(_mm512_add_epi64(low, middle), _mm512_slli_epi64::<3>(minus8));
        // SAFETY: the array is 32 bytes, and the store needs no alignment.
        unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm512_cvtepi64_epi32(total)) };
    }
}
