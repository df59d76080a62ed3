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
        parts in proptest::collection::vec((0.001..0.44_f64, 0.0..2.0 * PI, 0.1..1.0_f64), 1..6),
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

/// The peak of the band-limited signal through `samples`: points eight times as dense, from filters of 1,024 taps.
fn band_limited(samples: &[f32]) -> f64 {
    const HALF: isize = 512;
    let tap = |x: f64| {
        let window = 0.5 + 0.5 * (PI * x / HALF as f64).cos();
        if x == 0.0 { 1.0 } else { window * (PI * x).sin() / (PI * x) }
    };
    let phases: Vec<Vec<f64>> = (0..8)
        .map(|phase| (1 - HALF..=HALF).map(|k| tap(k as f64 - f64::from(phase) / 8.0)).collect())
        .collect();
    let padded: Vec<f64> = std::iter::repeat_n(0.0, HALF as usize)
        .chain(samples.iter().map(|&sample| f64::from(sample)))
        .chain(std::iter::repeat_n(0.0, HALF as usize))
        .collect();
    let point = |at: usize, taps: &[f64]| -> f64 {
        padded[at + 1..].iter().zip(taps).map(|(sample, tap)| sample * tap).sum()
    };
    let points = (0..samples.len()).flat_map(|at| phases.iter().map(move |taps| point(at, taps).abs()));
    points.fold(0.0, f64::max)
}

/// White noise far beyond full scale, clipped: as good as random signs. With `low_pass`, what a codec leaves of it.
fn clipped(low_pass: bool) -> Vec<f32> {
    let mut rng = Rng::new(5);
    let signs: Vec<f32> = (0..16_000).map(|_| (30.0 * rng.signed()).clamp(-1.0, 1.0)).collect();
    if !low_pass {
        return signs;
    }
    let taps: Vec<f64> = (-40..=40)
        .map(|k| {
            let x = 0.8 * f64::from(k);
            let sinc = if k == 0 { 1.0 } else { (PI * x).sin() / (PI * x) };
            0.8 * sinc * (0.5 + 0.5 * (PI * f64::from(k) / 41.0).cos())
        })
        .collect();
    signs
        .windows(81)
        .map(|part| part.iter().zip(&taps).map(|(s, t)| f64::from(*s) * t).sum::<f64>() as f32)
        .collect()
}

/// On an hour of clipped noise ffmpeg once read 7.4 dBTP and the `ebur128` crate 5.4: twelve taps a phase fall off below
/// the top of the band, where half of such a signal's peaks come from. Both are low. What the sound really reaches has
/// no bound (it grows with the length of the filter); where a codec has cut the top of the band off, it has one, and
/// there the reading is right to 0.1 dB.
#[test]
fn clipped_noise_is_read_as_high_as_24_taps_can_see() {
    let second_opinion = |samples: &[f32]| {
        let mut meter = ebur128::EbuR128::new(1, 44_100, ebur128::Mode::TRUE_PEAK).unwrap();
        meter.add_frames_f32(samples).unwrap();
        db(meter.true_peak(0).unwrap())
    };
    let signs = clipped(false);
    let (ours, theirs, truth) = (db(measured(&signs)), second_opinion(&signs), db(band_limited(&signs)));
    assert!(ours > theirs + 1.0 && ours < truth, "{ours} {theirs} {truth}");
    let coded = clipped(true);
    let (ours, theirs, truth) = (db(measured(&coded)), second_opinion(&coded), db(band_limited(&coded)));
    assert!((ours - truth).abs() <= 0.1, "{ours} {theirs} {truth}");
}
