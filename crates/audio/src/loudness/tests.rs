//! The meter against the `ebur128` crate, and against itself cut otherwise.

use ebur128::{EbuR128, Mode};
use hark_testkit::signal::{Format, Segment, Signal};
use proptest::prelude::*;

use super::*;

fn metered(signal: &Signal) -> Meter {
    let mut meter =
        Meter::new(signal.format().sample_rate, &vec![ChannelRole::Main; signal.format().channels]);
    meter.push(&signal.interleaved());
    meter
}

fn second_opinion(signal: &Signal) -> EbuR128 {
    let Format { sample_rate, channels } = signal.format();
    let mut meter = EbuR128::new(channels as u32, sample_rate, Mode::all()).unwrap();
    meter.add_frames_f32(&signal.interleaved()).unwrap();
    meter
}

/// Music-like in what matters here: noise whose level wanders.
fn wandering(format: Format, levels: &[f64], seed: u64) -> Signal {
    let part = |(i, &db): (usize, &f64)| Segment::pink_noise(seed ^ i as u64, db, 1.3);
    Signal::new(format, &levels.iter().enumerate().map(part).collect::<Vec<_>>())
}

/// The crate's momentary and short-term loudness every 100 ms, above the absolute gate.
fn polled(signal: &Signal) -> [Vec<f64>; 2] {
    let Format { sample_rate, channels } = signal.format();
    let mut meter = EbuR128::new(channels as u32, sample_rate, Mode::all()).unwrap();
    let mut levels = [Vec::new(), Vec::new()];
    for (part, tenths) in signal.interleaved().chunks_exact(sample_rate as usize / 10 * channels).zip(1..) {
        meter.add_frames_f32(part).unwrap();
        let shown = [(4, meter.loudness_momentary()), (30, meter.loudness_shortterm())];
        for (levels, (full, level)) in levels.iter_mut().zip(shown) {
            levels.extend((tenths >= full).then(|| level.unwrap()).filter(|level| *level > -70.0));
        }
    }
    levels
}

fn mean(levels: &[f64]) -> f64 {
    10.0 * (levels.iter().map(|level| 10f64.powf(level / 10.0)).sum::<f64>() / levels.len() as f64).log10()
}

fn gated(levels: &[f64], below_mean: f64) -> Vec<f64> {
    let gate = mean(levels) - below_mean;
    levels.iter().copied().filter(|level| *level >= gate).collect()
}

/// 10th to 95th percentile.
fn spread(levels: &[f64]) -> f64 {
    let mut levels = levels.to_vec();
    levels.sort_by(f64::total_cmp);
    let at = |percent: f64| levels[((levels.len() - 1) as f64 * percent / 100.0).round() as usize];
    at(95.0) - at(10.0)
}

/// Whether `value` is what `measure` gives behind a gate `lu` below the mean. A window may lie so close to the gate
/// that a hundredth of an LU decides, so the gate may lie a little to either side.
fn fits(value: f64, levels: &[f64], (lu, measure): (f64, fn(&[f64]) -> f64)) -> bool {
    let around = [-0.05, 0.0, 0.05].map(|shift| measure(&gated(levels, lu + shift)));
    let (low, high) =
        (around.into_iter().fold(f64::MAX, f64::min), around.into_iter().fold(f64::MIN, f64::max));
    (low - 0.05..=high + 0.05).contains(&value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prop_loudness_is_that_of_libebur128(
        levels in proptest::collection::vec(-60.0..-6.0_f64, 4..12),
        seed in any::<u64>(),
        rate in proptest::sample::select(vec![32_000u32, 44_100, 48_000, 96_000]),
        channels in 1..4_usize,
    ) {
        let signal = wandering(Format::new(rate, channels), &levels, seed);
        let (ours, theirs) = (metered(&signal), second_opinion(&signal));
        let [momentary, short_term] = polled(&signal);
        prop_assert!(fits(ours.integrated().unwrap(), &momentary, (10.0, mean)), "{:?}", ours.integrated());
        prop_assert!(fits(ours.range().unwrap(), &short_term, (20.0, spread)), "{:?}", ours.range());
        let reads = [(ours.momentary(), theirs.loudness_momentary()), (ours.short_term(), theirs.loudness_shortterm())];
        for (ours, theirs) in reads {
            // Ours ends at the last whole 10 ms, theirs at the last frame.
            prop_assert!((ours.unwrap() - theirs.unwrap()).abs() < 0.2, "{:?} {:?}", ours, theirs);
        }
    }

    #[test]
    fn prop_cutting_does_not_matter(cut in 1..3_000_usize, rate in 8_000..50_000_u32, seed in any::<u64>()) {
        let signal = wandering(Format::new(rate, 2), &[-20.0, -30.0, -10.0], seed);
        let whole = metered(&signal);
        let mut parts = Meter::new(rate, &[ChannelRole::Main; 2]);
        signal.interleaved().chunks(2 * cut).for_each(|part| parts.push(part));
        prop_assert_eq!(whole.integrated().unwrap().to_bits(), parts.integrated().unwrap().to_bits());
        prop_assert_eq!(whole.true_peak().to_bits(), parts.true_peak().to_bits());
    }
}

#[test]
fn windows_show_nothing_before_they_are_full_and_nothing_for_silence() {
    let mut meter = Meter::new(48_000, &[ChannelRole::Main]);
    meter.push(&vec![0.1; 19_199]);
    assert_eq!((meter.momentary(), meter.short_term()), (None, None));
    let mut silent = Meter::new(48_000, &[ChannelRole::Main]);
    silent.push(&vec![0.0; 200_000]);
    assert_eq!((silent.momentary_max(), silent.short_term_max(), silent.integrated()), (None, None, None));
    assert_eq!(silent.true_peak(), 0.0);
}

#[test]
fn steps_are_ten_milliseconds_at_any_rate() {
    for rate in [4_000, 11_025, 22_050, 44_100, 48_000, 768_000] {
        let mut frames = 0;
        for step in 1..=1000 {
            frames = step_end(frames, rate);
            assert_eq!(frames, step * u64::from(rate) / 100, "{rate} Hz");
        }
    }
}
