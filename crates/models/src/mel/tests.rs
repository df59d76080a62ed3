//! Tones land in their band with the power that follows from the definition; blocks do not matter; odd samples and
//! lengths are taken.

use proptest::prelude::*;

use super::*;

fn spectrogram(samples: &[f32], block: usize) -> Vec<[f32; BANDS]> {
    let mut frames = Vec::new();
    let mut spectrogram = Spectrogram::new(Arc::new(Mel::new()));
    samples.chunks(block).for_each(|part| spectrogram.push(part, |frame| frames.push(*frame)));
    spectrogram.finish(|frame| frames.push(*frame));
    frames
}

fn tone(hertz: f32, samples: usize) -> Vec<f32> {
    (0..samples).map(|n| (std::f32::consts::TAU * hertz * n as f32 / SAMPLE_RATE as f32).sin()).collect()
}

/// The definition, over the whole signal at once and in double precision.
fn slow(samples: &[f32]) -> Vec<Vec<f64>> {
    let at = |index: i64| {
        let last = samples.len() as i64 - 1;
        let index = if index > last { 2 * last - index } else { index.abs() };
        f64::from(samples[index as usize])
    };
    let frame = |frame: usize| {
        let start = (frame * HOP) as i64 - HALF as i64;
        let power = |bin: usize| {
            let (mut re, mut im) = (0.0, 0.0);
            for n in 0..FRAME {
                let turn = std::f64::consts::TAU * n as f64 / FRAME as f64;
                let value = at(start + n as i64) * (0.5 - 0.5 * turn.cos());
                let (sine, cosine) = (turn * bin as f64).sin_cos();
                re += value * cosine;
                im -= value * sine;
            }
            re * re + im * im
        };
        let power: Vec<f64> = (0..BINS).map(power).collect();
        let band = |band: &Band| -> f64 {
            band.weights
                .iter()
                .zip(&power[band.first..])
                .map(|(weight, power)| f64::from(*weight) * power)
                .sum()
        };
        bands().iter().map(|each| (1.0 + 1e4 * band(each)).log10()).collect()
    };
    (0..=samples.len() / HOP).map(frame).collect()
}

#[test]
fn frames_follow_the_definition() {
    let mut noise = crate::testing::noise(3);
    let samples: Vec<f32> = (0..1500).map(|_| 0.3 * noise()).collect();
    let (fast, slow) = (spectrogram(&samples, 100), slow(&samples));
    assert_eq!(fast.len(), slow.len());
    for (fast, slow) in fast.iter().flatten().zip(slow.iter().flatten()) {
        assert!((f64::from(*fast) - slow).abs() < 1e-4, "{fast} {slow}");
    }
}

#[test]
fn a_tone_is_loudest_in_its_band() {
    for hertz in [300.0, 1000.0, 3000.0, 7000.0] {
        let frames = spectrogram(&tone(hertz, 8000), 8000);
        let mel = to_mel(f64::from(hertz)) / to_mel(8000.0) * (BANDS + 1) as f64 - 1.0;
        let loudest = (0..BANDS).max_by(|a, b| frames[10][*a].total_cmp(&frames[10][*b])).unwrap();
        assert!((loudest as f64 - mel).abs() <= 1.0, "{hertz} Hz lies at {mel}, found {loudest}");
    }
}

#[test]
fn silence_is_zero_and_odd_samples_are_silence_or_loud() {
    assert!(spectrogram(&[0.0; 1000], 1000).iter().flatten().all(|value| *value == 0.0));
    assert!(spectrogram(&[f32::NAN; 1000], 1000).iter().flatten().all(|value| *value == 0.0));
    assert!(spectrogram(&[f32::INFINITY; 1000], 7).iter().flatten().all(|value| *value == 0.0));
    assert!(spectrogram(&[f32::MAX, f32::MIN].repeat(500), 7).iter().flatten().all(|v| v.is_finite()));
}

#[test]
fn there_is_a_frame_every_256_samples_and_one_more() {
    for (samples, frames) in [(0, 0), (256, 0), (257, 2), (511, 2), (512, 3), (47_871, 187), (47_872, 188)] {
        assert_eq!(spectrogram(&vec![0.1; samples], 1000).len(), frames, "{samples}");
    }
}

#[test]
fn bands_have_unit_area() {
    for band in bands().iter().skip(40) {
        let area: f32 = band.weights.iter().sum::<f32>() * 31.25;
        assert!((area - 1.0).abs() < 0.2, "{area}");
    }
    assert!(bands().iter().all(|band| !band.weights.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn prop_blocks_do_not_matter(length in 0..40_000_usize, block in 1..20_000_usize) {
        let mut noise = crate::testing::noise(length as u64);
        let samples: Vec<f32> = (0..length).map(|_| noise()).collect();
        prop_assert_eq!(spectrogram(&samples, block), spectrogram(&samples, length.max(1)));
    }
}
