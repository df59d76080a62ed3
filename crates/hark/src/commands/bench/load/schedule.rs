//! When requests are to be sent.

use std::time::Duration;

use hark_testkit::rng::Rng;

/// The moments of a Poisson process with so many events a second, for ever: gaps are exponential, so that requests come
/// in bunches as those of people do who know nothing of each other.
pub(super) fn poisson(rate: f64, mut rng: Rng) -> impl Iterator<Item = Duration> {
    let mut at = 0.0;
    std::iter::repeat_with(move || {
        let uniform = (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        at -= (1.0 - uniform).ln() / rate;
        Duration::from_secs_f64(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_have_the_rate_and_the_spread_of_a_poisson_process() {
        let of = |seed| poisson(200.0, Rng::new(seed)).take(20_000).collect::<Vec<Duration>>();
        let times = of(1);
        assert_eq!(times, of(1));
        assert_ne!(times, of(2));
        assert!(times.is_sorted());
        assert!((98.0..102.0).contains(&times[19_999].as_secs_f64()));
        // The variance of the number of events in equal stretches equals its mean.
        let mut counts = vec![0f64; 900];
        for time in &times {
            if let Some(count) = counts.get_mut((time.as_secs_f64() * 10.0) as usize) {
                *count += 1.0;
            }
        }
        let mean = counts.iter().sum::<f64>() / 900.0;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 900.0;
        assert!((0.8..1.2).contains(&(variance / mean)), "{variance} {mean}");
    }
}
