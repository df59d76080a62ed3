//! The slow measurements, on signals whose answers are known.

use super::{amplitude_at, centroid, keys, onsets, pitch_classes, pulse};
use crate::signal::{Format, Segment, Signal};
use crate::synth::theory::{Key, hz};

fn stereo(segments: &[Segment]) -> Vec<[f32; 2]> {
    let signal = Signal::new(Format::MONO_44K, segments);
    signal.planes()[0].iter().map(|&x| [x, x]).collect()
}

#[test]
fn a_sine_has_its_amplitude_and_nothing_elsewhere() {
    let signal = Signal::new(Format::MONO_44K, &[Segment::tone(1_234.5, 0.4, 0.2)]);
    let at = |hz| amplitude_at(&signal.planes()[0], 44_100, hz);
    assert!((at(1_234.5) - 0.4).abs() < 1e-3);
    assert!(at(1_500.0) < 1e-3);
    assert_eq!(amplitude_at(&[], 44_100, 440.0), 0.0);
}

#[test]
fn three_chords_make_a_key() {
    let chord = |notes: [i32; 3]| Segment::chord(&notes.map(|n| f64::from(hz(n))), -12.0, 0.8);
    // D minor, G minor, A major, D minor.
    let frames =
        stereo(&[chord([62, 65, 69]), chord([62, 67, 70]), chord([61, 64, 69]), chord([62, 65, 69])]);
    assert_eq!(keys(&pitch_classes(&frames, 44_100))[0].0, Key::minor(2));
}

#[test]
fn clicks_pulse_at_their_tempo_and_at_no_other() {
    let found = onsets(&stereo(&[Segment::clicks(120.0, -6.0, 8.0)]), 44_100);
    assert!(pulse(&found, 120.0) > 0.8, "{}", pulse(&found, 120.0));
    assert!(pulse(&found, 97.0) < 0.1);
}

#[test]
fn the_centroid_of_a_tone_is_near_it() {
    let middle = centroid(&stereo(&[Segment::sine(1_000.0, -12.0, 0.5)]));
    assert!((700.0..1_500.0).contains(&middle), "{middle}");
    assert_eq!(centroid(&[]), 0.0);
}
