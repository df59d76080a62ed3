//! Tempo and beats of signals whose answers are known.

use hark_track::Measurement;
use proptest::prelude::*;

use super::{Rhythm, bars, beats, grid, level, net};
use crate::analyze::RATE_HZ;
use crate::stream::Summary;

/// A plain drum pattern on beats at these seconds: bass drum and snare take turns, a cymbal sounds on and between them.
fn drums(times: &[f64], seconds: f64) -> Vec<f32> {
    let mut samples = vec![0.0f32; (seconds * f64::from(RATE_HZ)) as usize];
    let between = times.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    for (at, &time) in times.iter().enumerate() {
        let (bass, noise) = if at % 2 == 0 { (0.8, 0.05) } else { (0.1, 0.6) };
        strike(&mut samples, time, [bass, noise, 0.15]);
    }
    for time in between {
        strike(&mut samples, time, [0.0, 0.0, 0.15]);
    }
    samples
}

/// Adds a decaying sound of bass, noise and noise of high frequency.
fn strike(samples: &mut [f32], time: f64, [bass, noise, cymbal]: [f32; 3]) {
    let first = (time * f64::from(RATE_HZ)) as usize;
    let mut seed = first as u64;
    let mut before = 0.0;
    for (k, sample) in samples.iter_mut().skip(first).take(2_500).enumerate() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let random = (seed >> 40) as f32 / 2f32.powi(23) - 1.0;
        let time = k as f32;
        *sample += bass * (0.02 * time).sin() * (-time / 800.0).exp()
            + noise * random * (-time / 400.0).exp()
            + cymbal * (random - before) * (-time / 150.0).exp();
        before = random;
    }
}

fn every(seconds: f64, until: f64) -> Vec<f64> {
    (0..).map(|beat| 0.25 + f64::from(beat) * seconds).take_while(|time| *time < until).collect()
}

fn measure(mono: &[f32]) -> Measurement {
    let mut rhythm = Rhythm::new();
    for block in mono.chunks(3_000) {
        rhythm.push(block);
    }
    let frames = mono.len() as u64;
    let summary = Summary { frames, sample_rate_hz: RATE_HZ, bad_packets: 0, warnings: Vec::new() };
    let mut measured = Measurement::default();
    rhythm.finish(&summary, &mut measured);
    measured
}

#[test]
fn a_drum_pattern_has_its_tempo_and_its_beats() {
    for bpm in [88.7, 100.0, 120.0, 131.25] {
        let times = every(60.0 / bpm, 30.0);
        let measured = measure(&drums(&times, 30.0));
        let found = measured.analysis.bpm.unwrap().get();
        assert!((found / bpm - 1.0).abs() < 0.002, "{found} for {bpm}");
        let beats = measured.structure.unwrap().beats;
        let worst = beats
            .iter()
            .map(|beat| times.iter().map(|time| (time - beat).abs()).fold(1.0, f64::min))
            .fold(0.0, f64::max);
        assert!(worst < 0.03, "{worst} s off at {bpm}");
    }
}

#[test]
fn every_downbeat_is_one_of_the_beats_bit_for_bit() {
    let structure = measure(&drums(&every(0.5, 40.0), 40.0)).structure.unwrap();
    assert!(structure.downbeats.len() > 5);
    assert!(structure.downbeats.iter().all(|downbeat| structure.beats.contains(downbeat)));
    assert!(structure.beats.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn beats_follow_a_tempo_that_drifts() {
    let mut times = vec![0.3];
    while times[times.len() - 1] < 39.0 {
        let now = times[times.len() - 1];
        times.push(now + 60.0 / (110.0 + 0.2 * now));
    }
    let beats = measure(&drums(&times, 40.0)).structure.unwrap().beats;
    let hit = |time: &f64| beats.iter().any(|beat| (beat - time).abs() < 0.05);
    let hits = times.iter().filter(|time| hit(time)).count();
    assert!(hits * 100 >= times.len() * 95, "{hits} of {}", times.len());
}

#[test]
fn silence_noise_a_tone_and_random_strokes_have_no_tempo() {
    let samples = 20 * RATE_HZ as usize;
    let mut seed = 9u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 40) as f32 / 2f32.powi(23) - 1.0
    };
    let noise: Vec<f32> = (0..samples).map(|_| 0.3 * random()).collect();
    let times: Vec<f64> = (0..50).map(|_| f64::from(random() + 1.0) * 9.5).collect();
    let tone: Vec<f32> = (0..samples).map(|k| (0.1 * k as f32).sin()).collect();
    let signals = [
        vec![0.0; samples],
        vec![0.5; samples],
        noise,
        tone,
        drums(&times, 20.0),
        vec![0.1; 2_205],
        Vec::new(),
    ];
    for (at, signal) in signals.iter().enumerate() {
        let measured = measure(signal);
        assert_eq!(measured.analysis.bpm, None, "signal {at}");
        assert!(measured.analysis.missing.contains_key("bpm"), "signal {at}");
        assert_eq!(measured.structure, None, "signal {at}");
    }
}

#[test]
fn a_quiet_copy_has_the_same_beats() {
    let loud = drums(&every(0.47, 20.0), 20.0);
    let quiet: Vec<f32> = loud.iter().map(|sample| sample / 128.0).collect();
    assert_eq!(measure(&loud).structure.unwrap().beats, measure(&quiet).structure.unwrap().beats);
}

#[test]
fn the_other_tempo_is_offered_with_its_weight() {
    let analysis = measure(&drums(&every(0.5, 30.0), 30.0)).analysis;
    let other = analysis.bpm_alternative.unwrap();
    assert!(analysis.bpm_confidence.unwrap().get() >= other.weight.get());
    assert!((other.bpm.get() / analysis.bpm.unwrap().get()).ln().abs() > 0.02);
}

#[test]
fn the_weights_are_for_as_many_features_as_there_are() {
    let novelty: Vec<f32> = (0..3_000).map(|frame| if frame % 50 == 0 { 3.0 } else { 0.0 }).collect();
    let strengths = vec![[1.0; super::onset::BANDS]; 3_000];
    let acf = super::pulse::Autocorrelation::of(&novelty);
    let harmony = super::harmony::Harmony::new();
    let evidence = level::Evidence::new(&strengths, &novelty, &acf, &harmony);
    let frames = beats::track(&novelty, 50.0);
    assert_eq!(evidence.features(50.0, &frames).len(), net::LEVEL.inputs());
    assert!(
        bars::features(&evidence, &frames).iter().all(|(_, counts)| counts[0].len() == net::BARS.inputs())
    );
}

#[test]
fn the_tempo_of_an_even_grid_is_exact_and_of_an_uneven_one_its_median() {
    let even: Vec<f64> = (0..50).map(|beat| f64::from(beat) * 0.4321).collect();
    assert!((grid::tempo(&even) - 60.0 / 0.4321).abs() < 1e-9);
    let slow = (0..40).map(|beat| f64::from(beat) * 0.5);
    let fast = (0..20).map(|beat| 20.0 + f64::from(beat) * 0.4);
    assert!((grid::tempo(&slow.chain(fast).collect::<Vec<f64>>()) - 120.0).abs() < 1e-9);
}

/// The value of the best sequence of beats after `from` that lasts to the end, by trying all.
fn best_value(novelty: &[f32], period: f64, from: Option<usize>) -> f32 {
    let lasts = from.is_some_and(|from| from + beats::intervals(period).1 >= novelty.len());
    let mut best = if lasts { 0.0 } else { f32::NEG_INFINITY };
    for next in from.map_or(0, |from| from + 1)..novelty.len() {
        let cost = from.map_or(Some(0.0), |from| beats::cost(next - from, period));
        if let Some(cost) = cost {
            best = best.max(novelty[next] - cost + best_value(novelty, period, Some(next)));
        }
    }
    best
}

proptest! {
    #[test]
    fn dynamic_programming_finds_what_trying_all_finds(novelty in proptest::collection::vec(0.0f32..4.0, 4..16), period in 2.0f64..5.0) {
        let found = beats::track(&novelty, period);
        let value = |beats: &[usize]| {
            let costs = beats.windows(2).map(|pair| beats::cost(pair[1] - pair[0], period).unwrap());
            beats.iter().map(|&beat| novelty[beat]).sum::<f32>() - costs.sum::<f32>()
        };
        prop_assert!((value(&found) - best_value(&novelty, period, None)).abs() < 1e-3);
    }
}
