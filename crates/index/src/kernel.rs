//! Dot products of int8 vectors, for the widest registers that the processor has.
//!
//! Scanning vectors is bounded by memory, so a kernel has to keep up with it and no more: 64 multiplications an instruction
//! where the processor has AVX-512 VNNI, 32 with AVX2, 16 with NEON. All forms give the same integers, so results do not
//! depend on the machine. Which form is used is decided once a process.

use std::sync::OnceLock;

pub(crate) mod bytes;

#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Vectors are padded with zeros to a multiple of this, so that no kernel has a remainder to deal with.
pub(crate) const WIDTH: usize = 64;

/// A vector to compare others with: rounded to int8, padded, and with what the kernels need to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// A multiple of [`WIDTH`], none of them −128.
    values: Vec<i8>,
    /// 128 times the sum of the values.
    offset: i32,
    /// Length of one step.
    scale: f32,
}

impl Query {
    /// Rounds to steps of the largest magnitude over 127.
    pub(crate) fn new(vector: &[f32]) -> Query {
        let largest = vector.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
        let scale = if largest > 0.0 && largest.is_finite() { largest / 127.0 } else { 1.0 };
        let step = |x: &f32| (x / scale).round().clamp(-127.0, 127.0) as i8;
        Query::of_steps(vector.iter().map(step).collect(), scale)
    }

    /// A vector that is rounded already.
    pub(crate) fn of_steps(mut values: Vec<i8>, scale: f32) -> Query {
        values.resize(padded(values.len()), 0);
        values.iter_mut().for_each(|value| *value = (*value).max(-127));
        let offset = 128 * values.iter().map(|value| i32::from(*value)).sum::<i32>();
        Query { values, offset, scale }
    }

    /// Length of one step.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    /// The steps, padding included.
    pub(crate) fn values(&self) -> &[i8] {
        &self.values
    }
}

/// The length that a vector of `dimensions` takes.
pub(crate) fn padded(dimensions: usize) -> usize {
    dimensions.max(1).next_multiple_of(WIDTH)
}

/// The dot products of a query with padded vectors that stand one after another, one for each of the sums. Bytes of the
/// vectors are int8. Exact below 130,000 dimensions.
type Dots = fn(&Query, &[u8], &mut [i32]);

/// A vector in steps of four bits with a sign, one plane of bits each: −8, 4, 2 and 1. Counting the ones that a plane and a code
/// have in common adds its steps where the code has a one, 64 at a time.
#[derive(Debug, Clone)]
pub(crate) struct Planes {
    /// By word of 64 dimensions, then by plane, the heaviest first.
    words: Vec<[u64; 4]>,
    /// Length of one step.
    scale: f32,
    /// The sum of the steps.
    sum: i32,
}

/// Worth of the planes.
const PLANES: [i32; 4] = [-8, 4, 2, 1];

impl Planes {
    /// Rounds to steps of the largest magnitude over 7.
    pub(crate) fn new(vector: &[f32]) -> Planes {
        let largest = vector.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
        let scale = if largest > 0.0 && largest.is_finite() { largest / 7.0 } else { 1.0 };
        let mut planes = Planes { words: vec![[0; 4]; padded(vector.len()) / 64], scale, sum: 0 };
        for (at, x) in vector.iter().enumerate() {
            let step = (x / scale).round().clamp(-8.0, 7.0) as i32;
            planes.sum += step;
            for (plane, worth) in [8, 4, 2, 1].into_iter().enumerate() {
                planes.words[at / 64][plane] |= u64::from(step & worth != 0) << (at % 64);
            }
        }
        planes
    }

    /// Of a sum over the ones of a code, the sum in which ones count as +1 and zeros as −1.
    #[inline]
    pub(crate) fn signed(&self, ones: i32) -> f32 {
        (2 * ones - self.sum) as f32 * self.scale
    }
}

/// Codes that stand together: the first word of each, then the second word of each, and so on.
pub(crate) const GROUP: usize = 8;

/// For each code of the groups, the sum of a query's steps where it has a one.
type Bits = fn(&Planes, &[u8], &mut [i32]);

/// One form of the kernels.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    name: &'static str,
    dots: Dots,
    bits: Bits,
}

impl Kernel {
    /// The fastest form on this machine.
    pub(crate) fn best() -> Kernel {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| Kernel::all().pop().unwrap_or(Kernel::SCALAR))
    }

    /// The form that every machine has.
    pub(crate) const SCALAR: Kernel = Kernel { name: "scalar", dots: scalar, bits: scalar_bits };

    /// Every form that this machine has, the fastest last.
    pub(crate) fn all() -> Vec<Kernel> {
        let mut all = vec![Kernel::SCALAR];
        #[cfg(target_arch = "x86_64")]
        all.extend(x86::available());
        #[cfg(target_arch = "aarch64")]
        all.extend(neon::available());
        all
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// The dot product of `query` and one vector.
    #[inline]
    pub(crate) fn dot(self, query: &Query, vector: &[u8]) -> i32 {
        let mut sum = [0];
        (self.dots)(query, vector, &mut sum);
        sum[0]
    }

    /// The dot products of `query` with vectors that stand one after another, one for each of `sums`.
    #[inline]
    pub(crate) fn dots(self, query: &Query, vectors: &[u8], sums: &mut [i32]) {
        (self.dots)(query, vectors, sums);
    }

    /// For each of `sums`, whole groups of [`GROUP`], the sum of the query's steps where its code has a one.
    #[inline]
    pub(crate) fn bits(self, query: &Planes, codes: &[u8], sums: &mut [i32]) {
        (self.bits)(query, codes, sums);
    }
}

fn scalar(query: &Query, vectors: &[u8], sums: &mut [i32]) {
    let products = |vector: &[u8]| {
        let pairs = query.values.iter().zip(vector);
        pairs.map(|(x, y)| i32::from(*x) * i32::from(y.cast_signed())).sum()
    };
    for (sum, vector) in sums.iter_mut().zip(vectors.chunks_exact(query.values.len())) {
        *sum = products(vector);
    }
}

fn scalar_bits(query: &Planes, codes: &[u8], sums: &mut [i32]) {
    let groups = codes.chunks_exact(query.words.len() * 8 * GROUP);
    for (sums, group) in sums.chunks_exact_mut(GROUP).zip(groups) {
        sums.fill(0);
        for (planes, codes) in query.words.iter().zip(group.as_chunks::<{ 8 * GROUP }>().0) {
            for (sum, code) in sums.iter_mut().zip(codes.as_chunks::<8>().0) {
                let code = u64::from_le_bytes(*code);
                let common = |plane: &u64| (code & plane).count_ones().cast_signed();
                *sum += planes.iter().zip(PLANES).map(|(plane, worth)| worth * common(plane)).sum::<i32>();
            }
        }
    }
}

/// Asks the memory for the first lines of a vector that will be needed soon.
#[inline(always)]
pub(crate) fn prefetch(bytes: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    x86::prefetch(bytes);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = bytes;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_best_form_is_one_of_all() {
        assert!(Kernel::all().iter().any(|kernel| kernel.name() == Kernel::best().name()));
    }

    #[test]
    fn every_form_is_right_at_the_extremes() {
        for (x, y) in [(127i8, -128i8), (-127, -128), (127, 127), (-127, 127), (0, -128)] {
            for blocks in [1usize, 2, 3, 6, 8] {
                let query = Query::of_steps(vec![x; blocks * WIDTH], 1.0);
                let vector = vec![y.cast_unsigned(); blocks * WIDTH];
                let expected = i32::from(x) * i32::from(y) * (blocks * WIDTH) as i32;
                for kernel in Kernel::all() {
                    assert_eq!(kernel.dot(&query, &vector), expected, "{} {x} {y}", kernel.name());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_form_equals_the_sum_of_products(
            pairs in prop::collection::vec((-127i8..=127, any::<i8>()), 10 * WIDTH),
            blocks in 1usize..=10,
        ) {
            let pairs = &pairs[..blocks * WIDTH];
            let query = Query::of_steps(pairs.iter().map(|(x, _)| *x).collect(), 1.0);
            let vector: Vec<u8> = pairs.iter().map(|(_, y)| y.cast_unsigned()).collect();
            let oracle: i64 = pairs.iter().map(|(x, y)| i64::from(*x) * i64::from(*y)).sum();
            for kernel in Kernel::all() {
                let mut sums = [0; 3];
                kernel.dots(&query, &[vector.clone(), vector.clone()].concat(), &mut sums);
                prop_assert_eq!(sums.map(i64::from), [oracle, oracle, 0], "{}", kernel.name());
            }
        }

        #[test]
        fn every_form_sums_where_the_code_has_ones(
            vector in prop::collection::vec(-1f32..1.0, 9 * WIDTH),
            codes in prop::collection::vec(any::<u64>(), 2 * GROUP * 9),
            words in 1usize..=9,
        ) {
            let planes = Planes::new(&vector[..words * WIDTH]);
            let bytes: Vec<u8> = codes[..2 * GROUP * words].iter().flat_map(|word| word.to_le_bytes()).collect();
            let step = |at: usize| (vector[at] / planes.scale).round() as i32;
            let word = |code: usize, at: usize| codes[((code / GROUP) * words + at / 64) * GROUP + code % GROUP];
            let has_one = |code: usize, at: usize| word(code, at) >> (at % 64) & 1 == 1;
            let oracle = |code: usize| (0..words * WIDTH).filter(|at| has_one(code, *at)).map(step).sum::<i32>();
            let expected: Vec<i32> = (0..2 * GROUP).map(oracle).collect();
            for kernel in Kernel::all() {
                let mut sums = [0; 2 * GROUP];
                kernel.bits(&planes, &bytes, &mut sums);
                prop_assert_eq!(&sums[..], &expected[..], "{}", kernel.name());
            }
            let signs = |at: usize| if has_one(0, at) { 1.0 } else { -1.0 };
            let exact: f32 = (0..words * WIDTH).map(|at| signs(at) * planes.scale * step(at) as f32).sum();
            prop_assert!((planes.signed(expected[0]) - exact).abs() < 1e-3);
        }
    }
}
