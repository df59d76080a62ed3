//! How far a measure over a few hundred queries can be trusted: percentile bootstrap.
//!
//! The queries are drawn again with replacement, [`RESAMPLES`] times, and the measure is taken of each draw; the middle
//! 95 % of those values are the interval (Efron & Tibshirani 1993, chapter 13). It needs no assumption on how the values
//! are distributed, which reciprocal ranks would break. Two runs are compared on the same draws of the same queries, so
//! that what is hard about a query counts for both and cancels.
//!
//! The generator starts from one seed: the same input always has the same interval.

/// Draws of each interval.
pub const RESAMPLES: usize = 1_000;
/// The share of draws inside an interval.
pub const COVERAGE: f64 = 0.95;
/// Where every sequence of draws starts.
const SEED: u64 = 0x4861_726b_2065_7661;

/// A measure with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// Over all values.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// How the values of many queries become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary {
    /// The arithmetic mean.
    Mean,
    /// The middle value, of an even number the mean of the two in the middle.
    Median,
}

impl Summary {
    /// Of these values; 0 of none. Reorders them.
    pub fn of(self, values: &mut [f64]) -> f64 {
        let count = values.len();
        match self {
            _ if count == 0 => 0.0,
            Summary::Mean => values.iter().sum::<f64>() / count as f64,
            Summary::Median => {
                let (below, middle, _) = values.select_nth_unstable_by(count / 2, f64::total_cmp);
                let middle = *middle;
                let before = below.iter().copied().max_by(f64::total_cmp).filter(|_| count.is_multiple_of(2));
                before.map_or(middle, |before| (before + middle) / 2.0)
            }
        }
    }
}

/// Draws numbers below a bound, for picking queries.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Default for Draws {
    fn default() -> Draws {
        Draws(SEED)
    }
}

impl Draws {
    /// A number from 0 to `bound` − 1, each as likely as the others but for a part in 2⁶⁴; 0 for no bound. SplitMix64
    /// (Steele, Lea & Flood 2014).
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * bound as u128) >> 64) as usize
    }
}

/// What one value a query comes to.
pub fn estimate(values: &[f64], summary: Summary) -> Estimate {
    let mut picked = Vec::with_capacity(values.len());
    let interval = interval(|draws| {
        picked.clear();
        picked.extend((0..values.len()).map(|_| values[draws.below(values.len())]));
        summary.of(&mut picked)
    });
    Estimate { value: summary.of(&mut values.to_vec()), ..interval }
}

/// How much more `after` comes to than `before`, two values a query: the n-th of each are of one query. Queries beyond
/// the shorter of the two are left out.
pub fn difference(after: &[f64], before: &[f64], summary: Summary) -> Estimate {
    let count = after.len().min(before.len());
    let (after, before) = (&after[..count], &before[..count]);
    let (mut left, mut right) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let interval = interval(|draws| {
        left.clear();
        right.clear();
        for _ in 0..count {
            let query = draws.below(count);
            left.push(after[query]);
            right.push(before[query]);
        }
        summary.of(&mut left) - summary.of(&mut right)
    });
    Estimate { value: summary.of(&mut after.to_vec()) - summary.of(&mut before.to_vec()), ..interval }
}

/// The interval of whatever `measure` makes of a draw. The value is left at 0, for the caller to set.
pub fn interval(mut measure: impl FnMut(&mut Draws) -> f64) -> Estimate {
    let mut draws = Draws::default();
    let mut values: Vec<f64> = (0..RESAMPLES).map(|_| measure(&mut draws)).collect();
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - COVERAGE) / 2.0;
    Estimate { value: 0.0, low: quantile(&values, tail), high: quantile(&values, 1.0 - tail) }
}

/// The quantile of ascending values, straight between neighbours (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[(place.ceil() as usize).min(last)]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests;
