//! The dot product of two int8 vectors, for the widest registers that the processor has.
//!
//! One plain loop, compiled twice: the compiler turns it into 256-bit multiply-adds where AVX2 may be used. All forms
//! give the same integer, so results do not depend on the machine.

/// The dot product of `a` and `b` over their common length. Exact for up to 130,000 dimensions.
pub(crate) type Dot = fn(&[i8], &[i8]) -> i32;

/// The fastest form on this machine.
pub(crate) fn dot() -> Dot {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return dot_avx2_checked;
    }
    dot_plain
}

#[inline(always)]
fn dot_plain(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(x, y)| i32::from(i16::from(*x) * i16::from(*y))).sum()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn dot_avx2(a: &[i8], b: &[i8]) -> i32 {
    dot_plain(a, b)
}

#[cfg(target_arch = "x86_64")]
fn dot_avx2_checked(a: &[i8], b: &[i8]) -> i32 {
    #[expect(unsafe_code, reason = "calling a function compiled for AVX2 needs the promise that it is there")]
    // SAFETY: `dot` hands this function out only after the processor was found to have AVX2.
    unsafe {
        dot_avx2(a, b)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_form_equals_the_sum_of_products(
            pairs in prop::collection::vec((any::<i8>(), any::<i8>()), 0..900),
        ) {
            let (a, b): (Vec<i8>, Vec<i8>) = pairs.into_iter().unzip();
            let oracle: i64 = a.iter().zip(&b).map(|(x, y)| i64::from(*x) * i64::from(*y)).sum();
            prop_assert_eq!(i64::from(dot_plain(&a, &b)), oracle);
            prop_assert_eq!(i64::from(dot()(&a, &b)), oracle);
        }
    }
}
