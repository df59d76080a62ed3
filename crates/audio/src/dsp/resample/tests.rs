//! The resampler against sines, whose resampled form is known.

use proptest::prelude::*;

use super::{Resampler, ratio};

fn sine(hz: f64, rate: u32, samples: usize) -> Vec<f32> {
    let step = std::f64::consts::TAU * hz / f64::from(rate);
    (0..samples).map(|k| (step * k as f64).sin() as f32).collect()
}

fn resample(input: &[f32], from: u32, to: u32, block: usize) -> Vec<f32> {
    let mut resampler = Resampler::new(from, to);
    let mut output = Vec::new();
    for piece in input.chunks(block) {
        resampler.push(piece, &mut output);
    }
    resampler.finish(&mut output);
    output
}

#[test]
fn a_sine_in_the_passband_stays_the_same_sine_without_delay() {
    for (from, to) in
        [(44_100, 22_050), (48_000, 22_050), (44_100, 16_000), (8_000, 22_050), (192_000, 22_050)]
    {
        let hz = 0.9 * f64::from(from.min(to)) / 2.0;
        let output = resample(&sine(hz, from, from as usize), from, to, 4096);
        assert_eq!(output.len(), to as usize, "{from} to {to}");
        let expected = sine(hz, to, to as usize);
        let middle = to as usize / 4..3 * to as usize / 4;
        let worst = middle.map(|k| (output[k] - expected[k]).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-3, "{from} to {to}: off by {worst}");
    }
}

#[test]
fn what_lies_above_the_lower_nyquist_frequency_is_removed() {
    let output = resample(&sine(12_500.0, 44_100, 44_100), 44_100, 22_050, 4096);
    let loudest = output[2_000..20_000].iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    assert!(loudest < 1e-4, "{loudest}");
}

#[test]
fn a_strange_rate_gets_a_near_ratio_of_few_phases() {
    let (up, down) = ratio(22_050, 383_999);
    assert!(up <= 1024);
    let error = up as f64 / down as f64 / (22_050.0 / 383_999.0) - 1.0;
    assert!(error.abs() < 1e-6, "{error}");
    assert_eq!(ratio(22_050, 48_000), (147, 320));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn blocks_of_any_size_give_the_same_samples(block in 1usize..3000, from in 8_000u32..96_000) {
        let input = sine(440.0, from, 6_000);
        prop_assert_eq!(resample(&input, from, 22_050, block), resample(&input, from, 22_050, 6_000));
    }
}
