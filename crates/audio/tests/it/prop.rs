//! What holds for all signals.

use hark_testkit::signal::{Format, Segment, Signal};
use proptest::prelude::*;

use crate::support::{assert_near, lufs, of_signal};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prop_gain_moves_loudness_and_peak_alike(seed in any::<u64>(), gain_db in -20.0..20.0_f64, channels in 1..6_usize) {
        let quiet = Signal::new(Format::new(32_000, channels), &[Segment::pink_noise(seed, -30.0, 1.5)]);
        let (before, after) = (of_signal(&quiet), of_signal(&quiet.clone().gained(gain_db)));
        assert_near(lufs(&after) - lufs(&before), gain_db, 0.01, "loudness");
        let peak = |report: &hark_audio::Report| report.measured.analysis.true_peak_dbtp.unwrap().get();
        assert_near(peak(&after) - peak(&before), gain_db, 0.01, "true peak");
    }

    #[test]
    fn prop_the_true_peak_is_not_below_the_sample_peak(seed in any::<u64>(), rate in 8_000..50_000_u32) {
        let noise = Signal::new(Format::new(rate, 2), &[Segment::white_noise(seed, -12.0, 0.5)]);
        let sample_peak_db = 20.0 * f64::from(noise.peak()).log10();
        let report = of_signal(&noise);
        prop_assert!(report.measured.analysis.true_peak_dbtp.unwrap().get() >= sample_peak_db - 1e-6);
        prop_assert!((report.measured.analysis.duration.unwrap().get() - noise.seconds()).abs() < 1e-9);
    }
}
