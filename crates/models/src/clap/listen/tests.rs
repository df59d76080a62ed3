//! Which windows are kept and heard.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::clap::{ClapAudio, SoundEncoder};
use crate::encoder::ModelVersion;

fn audio() -> ClapAudio {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clap");
    ClapAudio::open(&folder, ModelVersion::new("small")).unwrap()
}

/// Places of the kept windows after so many seconds of silence.
fn kept(audio: &ClapAudio, seconds: f64) -> Vec<usize> {
    let mut windows = Windows::new(Arc::clone(&audio.ear));
    let second = vec![0.0; 48_000];
    (0..seconds as usize).for_each(|_| windows.push(&second));
    windows.push(&vec![0.0; (seconds.fract() * 48_000.0) as usize]);
    windows.end();
    windows.kept.iter().map(|(index, _)| *index).collect()
}

#[test]
fn windows_cover_the_sound_and_are_bounded_in_number() {
    let audio = audio();
    assert!(kept(&audio, 0.9).is_empty());
    assert_eq!(kept(&audio, 1.0), [0]);
    assert_eq!(kept(&audio, 10.5), [0]);
    assert_eq!(kept(&audio, 11.0), [0, 1]);
    assert_eq!(kept(&audio, 160.0), (0..16).collect::<Vec<_>>());
    assert_eq!(kept(&audio, 170.0), [0, 2, 4, 6, 8, 10, 12, 14, 16]);
    assert_eq!(kept(&audio, 335.0).len(), 10);
}

#[test]
fn blocks_do_not_matter() {
    let audio = audio();
    let mut noise = crate::testing::noise(5);
    let sound: Vec<f32> = (0..1_000_000).map(|_| 0.2 * noise()).collect();
    let hear = |block: usize| {
        let mut listener = audio.listen();
        sound.chunks(block).for_each(|part| listener.push(part));
        listener.finish().unwrap().unwrap()
    };
    let whole = hear(sound.len());
    assert_eq!(whole.windows, 2);
    assert_eq!(whole, hear(7_919));
}

#[test]
fn what_is_no_number_is_silence() {
    let audio = audio();
    let hear = |sound: &[f32]| {
        let mut listener = audio.listen();
        listener.push(sound);
        listener.finish().unwrap().unwrap().vector
    };
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].repeat(40_000);
    assert_eq!(hear(&odd), hear(&vec![0.0; odd.len()]));
    assert!(hear(&[f32::MAX, f32::MIN].repeat(60_000)).iter().all(|value| value.is_finite()));
}

proptest! {
    #[test]
    fn places_are_spread_from_first_to_last(count in 1_usize..200, limit in 2_usize..20) {
        let places = spread(count, limit);
        prop_assert_eq!(places.len(), count.min(limit));
        prop_assert_eq!((places[0], places[places.len() - 1]), (0, count - 1));
        let steps: Vec<usize> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
        prop_assert!(steps.iter().all(|step| *step >= 1));
        prop_assert!(steps.iter().max().unwrap_or(&1) - steps.iter().min().unwrap_or(&1) <= 1);
    }
}
