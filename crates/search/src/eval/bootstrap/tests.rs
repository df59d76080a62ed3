//! The bootstrap against a slow oracle and against known distributions.

use proptest::prelude::*;

use super::*;

/// A standard normal sample by the sum of twelve uniform values.
fn normal(draws: &mut Draws) -> f64 {
    (0..12).map(|_| draws.below(1 << 30) as f64 / f64::from(1 << 30)).sum::<f64>() - 6.0
}

#[test]
fn draws_are_even() {
    let mut draws = Draws::default();
    let mut counts = [0usize; 7];
    for _ in 0..70_000 {
        counts[draws.below(7)] += 1;
    }
    assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
    assert_eq!(draws.below(0), 0);
}

#[test]
fn the_interval_of_a_mean_is_that_of_the_normal_distribution() {
    let mut draws = Draws(7);
    let values: Vec<f64> = (0..400).map(|_| 3.0 + 2.0 * normal(&mut draws)).collect();
    let Estimate { value, low, high } = estimate(&values, Summary::Mean);
    let variance = values.iter().map(|one| (one - value).powi(2)).sum::<f64>() / 400.0;
    let half = 1.96 * (variance / 400.0).sqrt();
    assert!((low - (value - half)).abs() < 0.1 * half, "{low} for {}", value - half);
    assert!((high - (value + half)).abs() < 0.1 * half, "{high} for {}", value + half);
}

#[test]
fn the_interval_holds_the_truth_about_as_often_as_it_says() {
    let held = (0..200u64).filter(|seed| {
        let mut draws = Draws(seed * 7_919 + 13);
        let values: Vec<f64> = (0..80).map(|_| normal(&mut draws)).collect();
        let Estimate { low, high, .. } = estimate(&values, Summary::Mean);
        low <= 0.0 && 0.0 <= high
    });
    let held = held.count();
    assert!((180..=199).contains(&held), "{held} of 200");
}

#[test]
fn pairs_cancel_what_is_hard_about_a_query() {
    let mut draws = Draws(11);
    let before: Vec<f64> = (0..100).map(|_| 10.0 * normal(&mut draws)).collect();
    let after: Vec<f64> = before.iter().map(|value| value + 1.0 + 0.1 * normal(&mut draws)).collect();
    let paired = difference(&after, &before, Summary::Mean);
    assert!(paired.low > 0.95 && paired.high < 1.05, "{paired:?}");
    assert!(
        estimate(&after, Summary::Mean).low < estimate(&before, Summary::Mean).high,
        "unpaired they overlap"
    );
}

proptest! {
    #[test]
    fn an_interval_is_that_of_a_slow_oracle(values in prop::collection::vec(-5.0f64..5.0, 1..40), median: bool) {
        let summary = if median { Summary::Median } else { Summary::Mean };
        let mut draws = Draws::default();
        let mut all = Vec::new();
        for _ in 0..RESAMPLES {
            let mut drawn: Vec<f64> = (0..values.len()).map(|_| values[draws.below(values.len())]).collect();
            drawn.sort_by(f64::total_cmp);
            let middle = (drawn[(drawn.len() - 1) / 2] + drawn[drawn.len() / 2]) / 2.0;
            all.push(if median { middle } else { drawn.iter().sum::<f64>() / drawn.len() as f64 });
        }
        all.sort_by(f64::total_cmp);
        let read = estimate(&values, summary);
        // 999 steps lie between 1,000 values: 2.5 % is a bit behind the 25th.
        prop_assert!(all[24] - 1e-9 <= read.low && read.low <= all[25] + 1e-9);
        prop_assert!(all[974] - 1e-9 <= read.high && read.high <= all[975] + 1e-9);
    }
}
