//! A small seeded generator, so that no test or track depends on the version of a random-number crate.
//!
//! SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), with
//! the finaliser constants of its published 64-bit variant. Sixty-four bits of state pass BigCrush, which
//! is ample for noise and for choosing notes. It is not for secrets.

/// SplitMix64 state. Equal seeds give equal sequences on every platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// A generator started from `seed`; every value, zero included, is a good seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An independent generator for a named part of a larger work, so that adding notes to one part does
    /// not change the others. Does not advance `self`.
    pub fn fork(&self, part: u64) -> Self {
        let mut child = Self::new(self.state ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        child.next_u64();
        child
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `[0, 1)`, with 24 random bits.
    pub fn unit(&mut self) -> f32 {
        (self.next_u64() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Uniform in `[-1, 1)`: white noise, one sample a call.
    pub fn signed(&mut self) -> f32 {
        2.0 * self.unit() - 1.0
    }

    /// Uniform in `0..n`, by multiplication (Lemire 2019, without the rejection step: the bias is below
    /// `n / 2^64`). Zero for `n == 0`.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }

    /// True with probability `p` (below 0 never, above 1 always).
    pub fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// One of `items`, each equally likely.
    pub fn pick<T: Copy, const N: usize>(&mut self, items: [T; N]) -> T {
        const { assert!(N > 0, "nothing to pick from") };
        items[self.below(N)]
    }
}

#[cfg(test)]
mod tests;
