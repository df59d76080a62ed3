//! 1. Notes have the pitch they are asked for.
//! 2. Every voice and drum begins and ends at zero, stays within bounds, and repeats by seed.
//! 3. Time falls on the grid.
//! 4. Chords and scales are those of their key.
//! 5. Melodies keep to their range and end on the tonic.
//! 6. The master keeps its loudness and ceiling.

use super::drums::Drum;
use super::env::Adsr;
use super::filter::{Biquad, Pass};
use super::fx::{self, Room};
use super::osc::{Osc, Wave};
use super::score::{self, Clock, Ending, Line};
use super::theory::{self, Key, Numeral, Quality, Scale, TONICS};
use super::voice::{Note, Patch};
use super::{SAMPLE_RATE, master, patch};
use crate::oracle::amplitude_at;
use crate::rng::Rng;
use proptest::prelude::*;

const PATCHES: [(&str, Patch); 12] = [
    ("piano", patch::PIANO),
    ("bell", patch::BELL),
    ("music box", patch::MUSIC_BOX),
    ("tines", patch::TINES),
    ("nylon", patch::NYLON),
    ("steel", patch::STEEL),
    ("strings", patch::STRINGS),
    ("brass", patch::BRASS),
    ("flute", patch::FLUTE),
    ("choir", patch::CHOIR),
    ("organ", patch::ORGAN),
    ("chip lead", patch::CHIP_LEAD),
];

const DRUMS: [Drum; 19] = [
    Drum::Kick,
    Drum::HardKick,
    Drum::DeepKick,
    Drum::Taiko,
    Drum::Snare,
    Drum::Rim,
    Drum::Clap,
    Drum::Hat,
    Drum::OpenHat,
    Drum::Ride,
    Drum::Crash,
    Drum::LowTom,
    Drum::HighTom,
    Drum::Shaker,
    Drum::BrushTap,
    Drum::BrushSweep,
    Drum::FrameDrum,
    Drum::Tambourine,
    Drum::ChipNoise,
];

fn play(patch: &Patch, midi: i32) -> Vec<f32> {
    patch.render(Note { hz: theory::hz(midi), gate: 0.4, velocity: 0.8 }, &mut Rng::new(1))
}

fn assert_tame(name: &str, sound: &[f32]) {
    let peak = sound.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    assert!(sound.iter().all(|x| x.is_finite()), "{name}");
    assert!(peak > 0.05 && peak < 2.5, "{name} peaks at {peak}");
    let edge = |x: Option<&f32>| x.copied().unwrap_or(1.0).abs();
    assert!(edge(sound.first()) < 0.05 * peak.max(0.2), "{name} starts at {}", edge(sound.first()));
    assert!(edge(sound.last()) < 0.01, "{name} ends at {}", edge(sound.last()));
}

#[test]
fn voices_are_in_tune() {
    for (name, patch) in PATCHES {
        let sound = play(&patch, 69);
        let level = |cents: f32| amplitude_at(&sound, SAMPLE_RATE, 440.0 * 2f32.powf(cents / 1200.0));
        let (at, beside) = (level(0.0), level(-60.0).max(level(60.0)));
        assert!(at > 1.1 * beside, "{name}: {at} at 440 Hz, {beside} beside it");
        assert!(at > 5.0 * level(600.0), "{name}: as loud half an octave away");
    }
}

#[test]
fn voices_are_tame_and_repeat_by_seed() {
    for (name, patch) in PATCHES {
        let sound = play(&patch, 57);
        assert_tame(name, &sound);
        assert_eq!(sound, play(&patch, 57), "{name}");
    }
}

#[test]
fn drums_are_tame_and_differ_from_each_other() {
    let hits: Vec<Vec<f32>> = DRUMS.iter().map(|drum| drum.render(0.9, &mut Rng::new(4))).collect();
    for (drum, hit) in DRUMS.iter().zip(&hits) {
        assert!(hit.iter().all(|x| x.is_finite() && x.abs() < 2.5), "{drum:?}");
        assert!(hit.last().is_some_and(|x| x.abs() < 0.01), "{drum:?}");
        assert!(hit.iter().any(|x| x.abs() > 0.05), "{drum:?} is silent");
    }
    for i in 1..hits.len() {
        assert!(!hits[..i].contains(&hits[i]), "{:?} has a twin", DRUMS[i]);
    }
}

#[test]
fn oscillators_have_no_mean_and_full_swing() {
    for wave in [Wave::Sine, Wave::Triangle, Wave::Saw, Wave::Pulse(0.5), Wave::Pulse(0.125)] {
        let mut osc = Osc::new(wave, 441.0);
        let samples: Vec<f32> = (0..44_100).map(|_| osc.tick()).collect();
        let mean = samples.iter().sum::<f32>() / 44_100.0;
        let (low, high) = samples.iter().fold((0f32, 0f32), |(l, h), &x| (l.min(x), h.max(x)));
        assert!(mean.abs() < 0.01, "{wave:?}: mean {mean}");
        assert!((high - low - 2.0).abs() < 0.1, "{wave:?}: {low} to {high}");
    }
}

#[test]
fn a_saw_does_not_fold_back() {
    let mut osc = Osc::new(Wave::Saw, 3_001.0);
    let samples: Vec<f32> = (0..8_192).map(|_| osc.tick()).collect();
    // Its ninth harmonic, 27,009 Hz, would come back at 17,091 with a ninth of the amplitude 0.64.
    let alias = amplitude_at(&samples, SAMPLE_RATE, 44_100.0 - 27_009.0);
    assert!(alias < 0.02, "{alias}");
}

#[test]
fn filters_pass_what_they_should() {
    let response = |pass, hz: f32| {
        let mut filter = Biquad::new(pass, 1_000.0, 0.707);
        let mut osc = Osc::new(Wave::Sine, hz);
        let out: Vec<f32> = (0..8_192).map(|_| filter.tick(osc.tick())).collect();
        20.0 * amplitude_at(&out[2_048..], SAMPLE_RATE, hz).log10()
    };
    assert!((response(Pass::Low, 1_000.0) + 3.0).abs() < 0.2);
    assert!(response(Pass::Low, 100.0).abs() < 0.1 && response(Pass::Low, 8_000.0) < -34.0);
    assert!(response(Pass::High, 8_000.0).abs() < 0.1 && response(Pass::High, 100.0) < -38.0);
    assert!(response(Pass::Band, 1_000.0).abs() < 0.1 && response(Pass::Band, 100.0) < -15.0);
    assert!((response(Pass::HighShelf(4.0), 8_000.0) - 4.0).abs() < 0.1);
    assert!(response(Pass::HighShelf(4.0), 100.0).abs() < 0.1);
}

#[test]
fn reverberation_dies_in_its_time() {
    let mut frames = vec![[0.0f32; 2]; SAMPLE_RATE as usize * 2];
    frames[0] = [1.0, 1.0];
    fx::reverb(&mut frames, Room { seconds: 1.0, damping: 20_000.0, wet: 1.0 });
    let energy = |from: f32| {
        let start = (from * SAMPLE_RATE as f32) as usize;
        frames[start..start + 4_410].iter().flatten().map(|x| x * x).sum::<f32>()
    };
    let fall = 10.0 * (energy(0.2) / energy(1.2)).log10();
    assert!((fall - 60.0).abs() < 8.0, "fell by {fall} dB in a second");
}

#[test]
fn soft_clipping_is_close_to_the_hyperbolic_tangent() {
    for i in -60..=60 {
        let x = i as f32 / 10.0;
        assert!((fx::soft_clip(x) - x.tanh()).abs() < 0.03, "{x}");
    }
    assert_eq!((fx::soft_clip(9.0), fx::soft_clip(-3.0)), (1.0, -1.0));
}

#[test]
fn swing_delays_the_second_half_of_a_beat_only() {
    let clock = Clock { swing: 2.0 / 3.0, ..Clock::straight(120.0, 4) };
    assert_eq!([0.0, 0.5, 1.0, 1.5].map(|beat| clock.sample(beat)), [0, 14_700, 22_050, 36_750]);
    assert_eq!(Clock::straight(120.0, 4).sample(0.5), 11_025);
}

#[test]
fn chords_belong_to_their_key() {
    let minor = Key::minor(theory::tonic::A);
    let names = |notes: Vec<i32>| notes.iter().map(|n| TONICS[n.rem_euclid(12) as usize]).collect::<Vec<_>>();
    assert_eq!(names(minor.chord(Numeral(6, Quality::Maj)).voiced(60)), ["A", "C", "F"]);
    assert_eq!(names(minor.dominant_chord().voiced(60)), ["Ab", "B", "D", "E"]);
    assert_eq!(minor.tonic_chord().bass(36), 45);
    assert_eq!(names(minor.scale(Scale::Pentatonic, 57, 68)), ["A", "C", "D", "E", "G"]);
}

#[test]
fn envelopes_follow_their_times() {
    let curve = Adsr::new(0.1, 0.05, 0.5, 0.2).curve(1.0);
    assert_eq!(curve.len(), 52_920);
    assert!((curve[4_410] - 1.0).abs() < 0.01);
    assert!((curve[40_000] - 0.5).abs() < 0.01);
    assert_eq!((curve[0], curve[52_919]), (0.0, 0.0));
}

#[test]
fn mastering_meets_loudness_and_ceiling() {
    let tone = |i: usize| (std::f32::consts::TAU * 1_000.0 * i as f32 / SAMPLE_RATE as f32).sin() * 0.01;
    let mut frames: Vec<[f32; 2]> = (0..SAMPLE_RATE as usize * 2).map(|i| [tone(i); 2]).collect();
    // A stereo 1 kHz sine peaking at −23 dBFS is −23 LUFS, by the definition of the scale.
    assert!(master::loudness(&frames).is_some_and(|lufs| (lufs + 40.0).abs() < 0.3));
    master::finish(&mut frames, -16.0, 0.2);
    assert!(master::loudness(&frames).is_some_and(|lufs| (lufs + 16.0).abs() < 0.5));
    master::finish(&mut frames, 0.0, 0.2);
    assert!(frames.iter().flatten().all(|x| x.abs() <= master::CEILING));
    assert_eq!(master::loudness(&[[0.0; 2]; 44_100]), None);
}

proptest! {
    #[test]
    fn melodies_stay_in_range_and_come_home(seed: u64, tonic in 0..12, count in 1usize..12) {
        let key = Key::minor(tonic);
        let bars = score::bars(key, &Clock::straight(100.0, 4), count, (&[Numeral(4, Quality::Min)], Ending::Cadence));
        let line = Line { rhythms: &[&[(0.0, 1.0), (1.5, 0.5)], &[(0.0, 4.0)]], range: (60, 79), scale: Scale::Diatonic };
        let tune = line.over(key, &bars, &mut Rng::new(seed));
        prop_assert!(tune.iter().all(|(_, note)| (60..=79).contains(note)));
        prop_assert_eq!(tune.last().map(|(_, note)| (note - tonic).rem_euclid(12)), Some(0));
    }

    #[test]
    fn voicings_hold_each_tone_once_near_the_centre(root in 1u8..8, centre in 40i32..80) {
        let chord = Key::major(3).chord(Numeral(root, Quality::Maj7));
        let notes = chord.voiced(centre);
        prop_assert_eq!(notes.len(), 4);
        prop_assert!(notes.iter().all(|&n| chord.contains(n) && (n - centre).abs() <= 6));
        prop_assert!(notes.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
