//! The demo as sound: keys, pulses, levels, and kinds that differ.

use hark_testkit::demo::{DemoTrack, catalogue, render};
use hark_testkit::oracle::{amplitude_at, centroid, keys, onsets, pitch_classes, pulse};
use hark_testkit::synth::theory::{TONICS, hz};
use hark_testkit::synth::{SAMPLE_RATE, master};
use std::sync::LazyLock;

/// The first track of some kinds, cut to about eight seconds.
static HEARD: LazyLock<Vec<(DemoTrack, Vec<[f32; 2]>)>> = LazyLock::new(|| {
    let kinds = ["techno", "waltz", "chiptune", "metal", "ambient", "march", "drone"];
    let chosen = kinds.map(|kind| first(kind).shortened(8.0));
    std::thread::scope(|scope| {
        let render = |track: DemoTrack| {
            std::thread::Builder::new()
                .name(track.kind().to_owned())
                .spawn_scoped(scope, move || (track.clone(), render(&track)))
                .expect("a thread starts")
        };
        chosen
            .map(render)
            .into_iter()
            .map(|thread| thread.join().expect("rendering does not panic"))
            .collect()
    })
});

fn first(kind: &str) -> DemoTrack {
    catalogue().into_iter().find(|track| track.kind() == kind).expect("a kind of the catalogue")
}

fn heard(kind: &str) -> &'static [[f32; 2]] {
    &HEARD.iter().find(|(track, _)| track.kind() == kind).expect("a kind that was rendered").1
}

#[test]
fn the_same_track_sounds_the_same_and_another_seed_does_not() {
    let track = first("lullaby").shortened(6.0);
    let mut other = track.clone();
    other.seed = 7;
    let sound = render(&track);
    assert_eq!(sound, render(&track));
    assert_ne!(sound, render(&other));
}

#[test]
fn nothing_is_undefined_over_or_clicking_at_the_ends() {
    for (track, frames) in HEARD.iter() {
        let samples = frames.as_flattened();
        assert!(samples.iter().all(|x| x.is_finite() && x.abs() <= 0.891), "{}", track.title);
        for edge in [&samples[..2], &samples[samples.len() - 2..]] {
            assert!(edge.iter().all(|x| x.abs() < 1e-3), "{} clicks: {edge:?}", track.title);
        }
        let lufs = master::loudness(frames).unwrap();
        assert!((-23.0..-12.0).contains(&lufs), "{} at {lufs} LUFS", track.title);
    }
}

#[test]
fn the_stated_key_is_the_one_heard() {
    for (track, frames) in HEARD.iter() {
        let best = keys(&pitch_classes(frames, SAMPLE_RATE))[0].0;
        assert_eq!(Some((best.tonic_name(), best.mode().name())), track.key, "{}", track.title);
    }
}

#[test]
fn the_tonic_outweighs_its_neighbours() {
    for kind in ["waltz", "march", "drone"] {
        let mono: Vec<f32> = heard(kind).iter().map(|[left, right]| left + right).collect();
        let tonic = TONICS.iter().position(|name| *name == first(kind).key.unwrap().0).unwrap() as i32;
        let level = |class: i32| -> f32 {
            (3..6).map(|octave| amplitude_at(&mono, SAMPLE_RATE, hz(12 * octave + class))).sum()
        };
        assert!(level(tonic) > 2.0 * level(tonic + 1), "{kind}");
        assert!(level(tonic) > 2.0 * level(tonic - 1), "{kind}");
    }
}

#[test]
fn the_stated_tempo_is_the_one_felt() {
    for (track, frames) in HEARD.iter() {
        let Some(bpm) = track.bpm else { continue };
        let found = onsets(frames, SAMPLE_RATE);
        let best =
            (60..200).map(|bpm| bpm as f32).max_by(|a, b| pulse(&found, *a).total_cmp(&pulse(&found, *b)));
        let ratio = best.unwrap() / bpm;
        let simple = [0.5, 1.0, 2.0].iter().any(|multiple| (ratio / multiple - 1.0).abs() < 0.015);
        assert!(simple, "{}: {best:?} for {bpm}", track.title);
        assert!(pulse(&found, bpm) > 0.2, "{}: pulse {}", track.title, pulse(&found, bpm));
    }
}

#[test]
fn a_drone_and_a_pad_have_no_pulse() {
    for kind in ["drone", "ambient"] {
        let found = onsets(heard(kind), SAMPLE_RATE);
        let strongest = (60..200).map(|bpm| pulse(&found, bpm as f32)).fold(0f32, f32::max);
        assert!(strongest < 0.4, "{kind} pulses by {strongest}");
    }
}

#[test]
fn kinds_differ_in_brightness_and_in_how_much_happens() {
    let bright = |kind| centroid(heard(kind));
    assert!(bright("chiptune") > 2.0 * bright("drone"), "{} {}", bright("chiptune"), bright("drone"));
    assert!(bright("metal") > 1.5 * bright("ambient"), "{} {}", bright("metal"), bright("ambient"));
    let loudness = |kind| master::loudness(heard(kind)).unwrap();
    assert!(loudness("metal") > loudness("waltz") + 5.0);
    assert!(loudness("techno") > loudness("drone") + 4.0);
    // Rises of more than 15 dB within a hundredth of a second, each second.
    let strokes = |kind| {
        let frames = heard(kind);
        let sudden = onsets(frames, SAMPLE_RATE).iter().filter(|&&rise| rise > 15.0).count();
        sudden as f32 * SAMPLE_RATE as f32 / frames.len() as f32
    };
    assert!(strokes("techno") > 3.0, "{}", strokes("techno"));
    assert!(strokes("techno") > 2.0 * strokes("drone"), "{} {}", strokes("techno"), strokes("drone"));
}
