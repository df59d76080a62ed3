//! The true peak against points 32 times as dense, computed from formulas and from very long filters.

use hark_testkit::rng::Rng;
use proptest::prelude::*;

use super::*;

fn measured(samples: &[f32]) -> f64 {
    let mut peak = TruePeak::new();
    peak.push(samples);
    f64::from(peak.finish())
}

fn db(ratio: f64) -> f64 {
    20.0 * ratio.log10()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Sines are known between samples. A fade keeps what is not there, before and after, out of the filters.
    #[test]
    fn prop_sums_of_sines_peak_where_they_do(
        parts in proptest::collection::vec((0.001..0.44_f64, 0.0..6.28_f64, 0.1..1.0_f64), 1..6),
        frames in 300..3000_usize,
    ) {
        let at = |t: f64| -> f64 {
            let fade = (PI * (t / frames as f64).clamp(0.0, 1.0)).sin().powi(2);
            fade * parts.iter().map(|(f, phase, level)| level * (2.0 * PI * f * t + phase).sin()).sum::<f64>()
        };
        let samples: Vec<f32> = (0..frames).map(|i| at(i as f64) as f32).collect();
        let truth = (0..frames * 32).map(|i| at(i as f64 / 32.0).abs()).fold(0.0, f64::max);
        let off = db(measured(&samples) / truth);
        prop_assert!(off.abs() <= 0.1, "{off} dB");
    }

    #[test]
    fn prop_never_below_a_sample(seed in any::<u64>(), frames in 1..500_usize) {
        let mut rng = Rng::new(seed);
        let samples: Vec<f32> = (0..frames).map(|_| rng.signed()).collect();
        let highest = samples.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        prop_assert!(measured(&samples) >= f64::from(highest));
    }
}
