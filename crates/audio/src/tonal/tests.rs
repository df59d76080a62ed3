//! What holds of keys: every key is found at any tuning, level and polarity; what has no key gets none.

mod learn;

use hark_testkit::signal::{Format, Segment, Signal};
use hark_track::Measurement;
use proptest::prelude::*;

use super::evidence::{Evidence, KINDS};
use super::key::scores;
use super::weights::KEYS;
use super::*;

const RATE_HZ: u32 = 22_050;

/// Degrees of the chords: the cadence of half the songs there are.
const MAJOR: [[i32; 3]; 4] = [[0, 4, 7], [5, 9, 12], [7, 11, 14], [0, 4, 7]];
const MINOR: [[i32; 3]; 4] = [[0, 3, 7], [5, 8, 12], [7, 11, 14], [0, 3, 7]];

fn mono(segments: &[Segment]) -> Vec<f32> {
    Signal::new(Format { sample_rate: RATE_HZ, channels: 1 }, segments).interleaved()
}

/// The cadence above a tonic given in semitones above C4, with its roots in the bass, 12 s of it.
fn cadence(tonic: f64, minor: bool) -> Vec<f32> {
    let hz = |semitones: f64| 261.625_565 * 2f64.powf((tonic + semitones) / 12.0);
    let chord = |notes: &[i32; 3]| {
        let mut tones: Vec<f64> = notes.iter().map(|note| hz(f64::from(*note))).collect();
        tones.push(hz(f64::from(notes[0]) - 24.0));
        Segment::chord(&tones, -6.0, 1.5)
    };
    let chords = if minor { MINOR } else { MAJOR };
    mono(&chords.iter().chain(&chords).map(chord).collect::<Vec<_>>())
}

fn analysed_in(samples: &[f32], block: usize) -> Analysis {
    let mut tonal = Tonal::new(RATE_HZ);
    samples.chunks(block).for_each(|block| tonal.push(block));
    let mut measured = Measurement::default();
    tonal.finish(&mut measured);
    measured.analysis
}

fn analysed(samples: &[f32]) -> Analysis {
    analysed_in(samples, 4_096)
}

/// Tonic and whether it is minor.
fn key(samples: &[f32]) -> Option<(u8, bool)> {
    let analysis = analysed(samples);
    Some((analysis.key?.semitones(), analysis.scale? == Scale::Minor))
}

fn why_not(samples: &[f32]) -> String {
    let analysis = analysed(samples);
    assert_eq!((analysis.key, analysis.scale, analysis.key_confidence), (None, None, None));
    assert_eq!(analysis.missing["key"], analysis.missing["scale"]);
    analysis.missing["key"].clone()
}

#[test]
fn a_cadence_is_heard_in_each_of_the_24_keys() {
    for tonic in 0..12u8 {
        for minor in [false, true] {
            let samples = cadence(f64::from(tonic), minor);
            assert_eq!(key(&samples), Some((tonic, minor)));
            assert!(analysed(&samples).key_confidence.unwrap().get() > 0.8);
        }
    }
}

#[test]
fn the_tuning_of_an_instrument_does_not_change_the_key() {
    for cents in [-40, -30, -20, -10, 10, 20, 30, 40] {
        for (tonic, minor) in [(0u8, false), (6, true), (9, false), (11, true)] {
            let samples = cadence(f64::from(tonic) + f64::from(cents) / 100.0, minor);
            assert_eq!(key(&samples), Some((tonic, minor)), "{cents} cents");
            let mut pitches = Pitches::new(RATE_HZ);
            pitches.push(&samples);
            let heard = pitches.chroma().tuning * 100.0;
            assert!((heard - cents as f32).abs() < 3.0, "{heard} for {cents} cents");
        }
    }
}

#[test]
fn level_and_polarity_change_nothing() {
    let samples = cadence(3.0, true);
    let was = analysed(&samples);
    for gain in [0.01, -1.0, 8.0] {
        let now = analysed(&samples.iter().map(|sample| sample * gain).collect::<Vec<_>>());
        assert_eq!((now.key, now.scale), (was.key, was.scale));
        let [now, was] = [&now, &was].map(|analysis| analysis.key_confidence.unwrap().get());
        assert!((now - was).abs() < 1e-3);
    }
}

#[test]
fn the_size_of_the_blocks_does_not_change_a_bit() {
    let samples = cadence(8.0, false);
    let whole = analysed_in(&samples, samples.len());
    for block in [1, 997, 4_096] {
        assert_eq!(analysed_in(&samples, block), whole);
    }
}

#[test]
fn what_is_shorter_than_two_seconds_has_no_key() {
    assert_eq!(why_not(&[]), "less than two seconds of sound");
    assert_eq!(why_not(&cadence(0.0, false)[..2_205]), "less than two seconds of sound");
}

#[test]
fn silence_and_dc_have_no_key() {
    assert_eq!(why_not(&vec![0.0; 10 * 22_050]), "less than two seconds of sound");
    assert_eq!(why_not(&vec![0.5; 10 * 22_050]), "no definite pitch");
}

#[test]
fn noise_and_clicks_have_no_key() {
    for seed in 0..4 {
        assert_eq!(why_not(&mono(&[Segment::white_noise(seed, -12.0, 10.0)])), "no definite pitch");
        assert_eq!(why_not(&mono(&[Segment::pink_noise(seed, -12.0, 10.0)])), "no definite pitch");
    }
    // A click is a resonance at 2 kHz.
    assert_eq!(why_not(&mono(&[Segment::clicks(120.0, -6.0, 10.0)])), "fewer than three pitch classes");
}

/// It belongs to fourteen keys.
#[test]
fn a_tone_and_a_fifth_have_no_key() {
    assert_eq!(why_not(&mono(&[Segment::sine(440.0, -6.0, 10.0)])), "fewer than three pitch classes");
    assert_eq!(why_not(&mono(&[Segment::sine(997.0, -6.0, 10.0)])), "fewer than three pitch classes");
    assert_eq!(
        why_not(&mono(&[Segment::chord(&[220.0, 330.0], -6.0, 10.0)])),
        "fewer than three pitch classes"
    );
}

#[test]
fn the_harmony_over_time_is_centred_on_multiples_of_the_hop() {
    let samples = mono(&[
        Segment::chord(&[261.63, 329.63, 392.0], -6.0, 2.0),
        Segment::chord(&[293.66, 369.99, 440.0], -6.0, 2.0),
    ]);
    let mut tonal = Tonal::new(RATE_HZ);
    tonal.push(&samples);
    let chroma = tonal.chroma();
    for (frame, bands) in chroma.frames.iter().enumerate() {
        let at = frame as f64 * chroma.hop_s;
        let [c, d] = [0, 2].map(|class| bands[1][class]);
        if (0.2..1.8).contains(&at) {
            assert!(c > 0.5 && d < 0.1, "{at} s: {bands:?}");
        } else if (2.2..3.8).contains(&at) {
            assert!(d > 0.5 && c < 0.1, "{at} s: {bands:?}");
        }
    }
}

proptest! {
    #[test]
    fn a_transposed_piece_scores_the_transposed_keys(
        evidence in prop::array::uniform9(prop::array::uniform12(-1.0f32..1.0)),
        by in 0usize..12,
    ) {
        let mut transposed: Evidence = [[0.0; 12]; KINDS];
        for (to, from) in transposed.iter_mut().zip(&evidence) {
            for class in 0..12 {
                to[(class + by) % 12] = from[class];
            }
        }
        let (was, now) = (scores(&evidence, &KEYS), scores(&transposed, &KEYS));
        for tonic in 0..12 {
            for mode in [0, 12] {
                prop_assert_eq!(was[mode + tonic], now[mode + (tonic + by) % 12]);
            }
        }
    }
}
