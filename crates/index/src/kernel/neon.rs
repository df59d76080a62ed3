//! The kernel for ARM's 64-bit processors, all of which have NEON.

#![expect(unsafe_code, reason = "vector instructions")]

use std::arch::aarch64::{
    vaddvq_s32, vdupq_n_s32, vget_high_s8, vget_low_s8, vld1q_s8, vmull_s8, vpadalq_s16,
};

use super::{Kernel, Query};

pub(super) fn available() -> Vec<Kernel> {
    vec![Kernel { name: "neon", dots, bits: super::scalar_bits }]
}

fn dots(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    for (sum, vector) in sums.iter_mut().zip(vectors.chunks_exact(query.values.len())) {
        *sum = dot(&query.values, vector);
    }
}

fn dot(query: &[i8], vector: &[u8]) -> i32 {
    let chunks = query.as_chunks::<16>().0.iter().zip(vector.as_chunks::<16>().0);
    // SAFETY: both chunks are 16 bytes, and every processor of this architecture has NEON.
    unsafe {
        let mut sum = vdupq_n_s32(0);
        for (x, y) in chunks {
            let (x, y) = (vld1q_s8(x.as_ptr()), vld1q_s8(y.as_ptr().cast()));
            sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
            sum = vpadalq_s16(sum, vmull_s8(vget_high_s8(x), vget_high_s8(y)));
        }
        vaddvq_s32(sum)
    }
}
