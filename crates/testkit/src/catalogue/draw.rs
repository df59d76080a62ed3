//! Distributions that the generator draws from.

use crate::rng::Rng;

/// A choice among numbers from 0, each with a weight.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    /// Sums of the weights up to and including each.
    sums: Vec<f64>,
}

impl Weighted {
    pub(super) fn new(weights: impl IntoIterator<Item = f64>) -> Weighted {
        let mut sum = 0.0;
        let add = |weight: f64| {
            sum += weight.max(0.0);
            sum
        };
        Weighted { sums: weights.into_iter().map(add).collect() }
    }

    /// Zipf's law with Mandelbrot's shift: the weight of number `n` is one over `n + 1 + shift`.
    pub(super) fn zipf(count: usize, shift: f64) -> Weighted {
        Weighted::new((0..count).map(|number| 1.0 / (number as f64 + 1.0 + shift)))
    }

    /// One of the numbers; 0 when there is none.
    pub(super) fn draw(&self, rng: &mut Rng) -> usize {
        let Some(total) = self.sums.last() else { return 0 };
        let at = unit(rng) * total;
        self.sums.partition_point(|sum| *sum <= at).min(self.sums.len() - 1)
    }

    /// The share of all weight that numbers up to and including this one have.
    pub(super) fn share_up_to(&self, number: usize) -> f64 {
        let total = self.sums.last().copied().unwrap_or(1.0);
        self.sums.get(number).copied().unwrap_or(total) / total
    }
}

/// Uniform in `[0, 1)`, with 53 random bits.
pub(super) fn unit(rng: &mut Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// A number of the standard normal distribution (Box and Muller 1958).
pub fn normal(rng: &mut Rng) -> f64 {
    let radius = (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(rng)).cos()
}

/// A log-normal number with this median; `spread` is the standard deviation of its logarithm.
pub(super) fn log_normal(rng: &mut Rng, median: f64, spread: f64) -> f64 {
    median * (spread * normal(rng)).exp()
}

/// One of `items`, the first ones more often, by Zipf's law with Mandelbrot's shift; the empty text when there is none.
pub(super) fn frequent<'a>(rng: &mut Rng, items: &[&'a str]) -> &'a str {
    // The inverse of the continuous distribution. The shift keeps the first of hundreds of words from being everywhere.
    let count = items.len() as f64;
    let shift = 1.0 + count / 40.0;
    let at = shift * ((unit(rng) * ((count + shift) / shift).ln()).exp() - 1.0);
    items.get(at as usize).or(items.last()).copied().unwrap_or_default()
}

/// One of `items`, each equally often; the empty text when there is none.
pub(super) fn any<'a>(rng: &mut Rng, items: &[&'a str]) -> &'a str {
    items.get(rng.below(items.len())).copied().unwrap_or_default()
}
