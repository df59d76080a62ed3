//! 1. Levels are what they are called.
//! 2. Segments join without a step.
//! 3. Planes and interleaved frames hold the same samples.
//! 4. Clicks fall on the beat.
//! 5. Odd arguments give silence, not a panic.

use super::{Format, Segment, Signal, ebu};
use proptest::prelude::*;

fn rms_db(samples: &[f32]) -> f64 {
    let power = samples.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / samples.len() as f64;
    10.0 * power.log10()
}

#[test]
fn sine_peaks_at_its_level() {
    let tone = Signal::new(Format::STEREO_48K, &[Segment::sine(1000.0, -23.0, 1.0)]);
    assert!((20.0 * f64::from(tone.peak()).log10() + 23.0).abs() < 0.01);
    assert!((rms_db(&tone.planes()[1]) + 26.01).abs() < 0.02);
}

#[test]
fn noise_has_its_rms_and_differs_between_channels() {
    for noise in [Segment::white_noise(1, -20.0, 1.0), Segment::pink_noise(1, -20.0, 1.0)] {
        let signal = Signal::new(Format::STEREO_48K, &[noise]);
        assert_ne!(signal.planes()[0], signal.planes()[1]);
        assert!((rms_db(&signal.planes()[0]) + 20.0).abs() < 1.5, "{}", rms_db(&signal.planes()[0]));
    }
}

#[test]
fn pink_noise_leans_to_the_bass_and_white_does_not() {
    // The step between neighbouring samples has twice the power of white noise, and far less of pink.
    let roughness = |segment: Segment| {
        let signal = Signal::new(Format::MONO_44K, &[segment]);
        let x = &signal.planes()[0];
        let steps: Vec<f32> = x.windows(2).map(|w| w[1] - w[0]).collect();
        rms_db(&steps) - rms_db(x)
    };
    assert!((roughness(Segment::white_noise(5, -20.0, 1.0)) - 3.0).abs() < 0.2);
    assert!(roughness(Segment::pink_noise(5, -20.0, 1.0)) < -3.0);
}

#[test]
fn level_steps_keep_their_phase() {
    let signal = Signal::new(
        Format::MONO_44K,
        &[Segment::sine(441.3, -20.0, 0.1234), Segment::sine(441.3, -20.0, 0.1)],
    );
    let whole = Signal::new(Format::MONO_44K, &[Segment::sine(441.3, -20.0, 0.1234 + 0.1)]);
    assert_eq!(signal.planes()[0][..9800], whole.planes()[0][..9800]);
}

#[test]
fn fades_begin_and_end_at_zero() {
    let signal =
        Signal::new(Format::MONO_44K, &[Segment::tone(11_025.0, 0.5, 0.1).with_phase(90.0).with_fades(0.01)]);
    assert_eq!((signal.planes()[0].first(), signal.planes()[0].last()), (Some(&0.0), Some(&0.0)));
    assert!((signal.peak() - 0.5).abs() < 1e-3);
}

#[test]
fn clicks_fall_on_the_beat() {
    let signal = Signal::new(Format::MONO_44K, &[Segment::clicks(120.0, -6.0, 2.0)]);
    let x = &signal.planes()[0];
    for beat in 0..4 {
        let at = beat * 22_050;
        assert!((x[at] - 0.501).abs() < 0.001, "no click at frame {at}");
        assert!(x[at + 2_000].abs() < 1e-6);
    }
}

#[test]
fn channels_take_their_own_levels_and_the_rest_are_silent() {
    let signal =
        Signal::new(Format::new(48_000, 3), &[Segment::sine_in_channels(1000.0, &[-6.0, -12.0], 0.1)]);
    let peak = |plane: &[f32]| plane.iter().fold(0f32, |m, x| m.max(x.abs()));
    assert!((peak(&signal.planes()[0]) - 0.501).abs() < 0.01);
    assert!((peak(&signal.planes()[1]) - 0.251).abs() < 0.01);
    assert_eq!(peak(&signal.planes()[2]), 0.0);
}

#[test]
fn a_chord_never_exceeds_its_peak() {
    let signal = Signal::new(Format::MONO_44K, &[Segment::chord(&[220.0, 277.2, 329.6], -6.0, 1.0)]);
    assert!(signal.peak() <= 0.502 && signal.peak() > 0.4);
}

#[test]
fn odd_arguments_are_silent() {
    for segment in [
        Segment::silence(-1.0),
        Segment::sine(440.0, -6.0, f64::NAN),
        Segment::clicks(0.0, -6.0, 0.1),
        Segment::clicks(-3.0, -6.0, 0.1),
        Segment::chord(&[], -6.0, 0.1),
    ] {
        assert_eq!(Signal::new(Format::MONO_44K, &[segment]).peak(), 0.0);
    }
    assert_eq!(Signal::new(Format::new(48_000, 0), &[Segment::silence(1.0)]).frames(), 0);
}

#[test]
fn ebu_cases_have_their_length_and_format() {
    let case = |n| ebu::tech_3341(n).map(|s| (s.format().channels, s.frames()));
    assert_eq!(case(1), Some((2, 960_000)));
    assert_eq!(case(4), Some((2, 4_800_000)));
    assert_eq!(case(6), Some((5, 960_000)));
    assert_eq!(case(12), Some((2, 480_000)));
    assert_eq!(case(7), None);
    assert_eq!(ebu::tech_3342(4).map(|s| s.frames()), Some(4_800_000));
    assert_eq!(ebu::short_term_step(19, 48_000).frames(), 136_800 + 144_000 + 48_000);
    assert_eq!(ebu::momentary_step(1, 48_000).frames(), 960 + 19_200 + 48_000);
}

#[test]
fn bursts_between_samples_hide_their_peak_from_the_samples() {
    let peaks: Vec<f32> = (20..=23).filter_map(ebu::tech_3341).map(|s| s.peak()).collect();
    assert_eq!(peaks.len(), 4);
    let lowest = peaks.iter().copied().fold(f32::MAX, f32::min);
    assert!(lowest < 0.9, "some offset must miss the peak: {peaks:?}");
    assert!(peaks.iter().all(|&p| p <= 1.02), "{peaks:?}");
}

proptest! {
    #[test]
    fn interleaving_round_trips(channels in 1usize..7, frames in 0usize..50, seed: u64) {
        let format = Format::new(8_000, channels);
        let signal = Signal::new(format, &[Segment::white_noise(seed, -10.0, frames as f64 / 8_000.0)]);
        prop_assert_eq!(signal.frames(), frames);
        prop_assert_eq!(Signal::from_interleaved(format, &signal.interleaved()), signal);
    }
}
