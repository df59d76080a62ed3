//! Properties, against slow and obvious forms of the same measures.

use hark_track::{Bpm, Confidence, Structure};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Maximum bipartite matching by augmenting paths: the oracle for beats.
fn matched_by_augmenting(truth: &[f64], estimate: &[f64]) -> usize {
    fn augment(beat: usize, edges: &[Vec<usize>], partner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        for &other in &edges[beat] {
            if std::mem::replace(&mut seen[other], true) {
                continue;
            }
            if partner[other].is_none_or(|rival| augment(rival, edges, partner, seen)) {
                partner[other] = Some(beat);
                return true;
            }
        }
        false
    }
    let near = |beat: f64| -> Vec<usize> {
        let within = |other: f64| (beat - beats::WINDOW_S..=beat + beats::WINDOW_S).contains(&other);
        (0..estimate.len()).filter(|&at| within(estimate[at])).collect()
    };
    let edges: Vec<Vec<usize>> = truth.iter().map(|&beat| near(beat)).collect();
    let mut partner = vec![None; estimate.len()];
    (0..truth.len())
        .filter(|&beat| augment(beat, &edges, &mut partner, &mut vec![false; estimate.len()]))
        .count()
}

fn ascending(most: usize) -> impl Strategy<Value = Vec<f64>> {
    vec(0.0..3.0_f64, 0..most).prop_map(|mut times| {
        times.sort_by(f64::total_cmp);
        times
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prop_the_f_measure_is_that_of_a_maximum_matching(truth in ascending(40), estimate in ascending(40)) {
        let pairs = matched_by_augmenting(&truth, &estimate) as f64;
        let (precision, recall) = (pairs / estimate.len() as f64, pairs / truth.len() as f64);
        let slow = if pairs == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        let fast = beats::f_measure(&truth, &estimate);
        prop_assert!((fast - slow).abs() < 1e-12, "{fast} {slow}");
        prop_assert!((fast - beats::f_measure(&estimate, &truth)).abs() < 1e-12, "symmetric");
    }

    #[test]
    fn prop_another_level_never_scores_less(truth in ascending(30), estimate in ascending(30)) {
        let any = beats::f_measure_any_level(&truth, &estimate);
        prop_assert!(any >= beats::f_measure(&truth, &estimate) && any <= 1.0);
    }

    #[test]
    fn prop_every_metrical_level_of_a_grid_is_found(beat in 0.3..1.0_f64, first in 0.0..1.0_f64) {
        let grid = |step: f64, from: f64| -> Vec<f64> {
            (0..300).map(|i| first + from + f64::from(i) * step).take_while(|&t| t < first + 20.0).collect()
        };
        let truth = grid(beat, 0.0);
        for (step, from) in [(beat, 0.0), (beat / 2.0, 0.0), (beat / 3.0, 0.0), (beat * 2.0, 0.0)] {
            let any = beats::f_measure_any_level(&truth, &grid(step, from));
            prop_assert!(any > 0.9, "{step}: {any}");
        }
        let doubled = grid(beat / 2.0, 0.0);
        prop_assert!(beats::f_measure_any_level(&truth, &doubled[1..]) > 0.9, "half, from its second beat");
    }

    #[test]
    fn prop_acc2_is_acc1_at_some_level(truth in 40.0..200.0_f64, ratio in 0.2..4.0_f64) {
        let estimate = truth * ratio;
        let slow = [1.0, 2.0, 3.0, 1.0 / 2.0, 1.0 / 3.0].iter().any(|level| (ratio / level - 1.0).abs() <= 0.04);
        let edge = [1.0, 2.0, 3.0, 1.0 / 2.0, 1.0 / 3.0].iter().any(|level| ((ratio / level - 1.0).abs() - 0.04).abs() < 1e-9);
        prop_assert!(edge || tempo::acc2(truth, estimate) == slow);
        prop_assert!(edge || tempo::acc1(truth, estimate) == ((ratio - 1.0).abs() <= 0.04));
    }

    #[test]
    fn prop_the_calibration_error_is_the_mean_gap(answers in vec((0.0..=1.0_f64, any::<bool>()), 1..60)) {
        let bin = |confidence: f64| (0..9).find(|&i| confidence < f64::from(i + 1) / 10.0).unwrap_or(9);
        let mut slow = 0.0;
        for i in 0..10 {
            let here: Vec<&(f64, bool)> = answers.iter().filter(|(c, _)| bin(*c) == i).collect();
            if here.is_empty() { continue }
            let n = here.len() as f64;
            let right = here.iter().filter(|(_, right)| *right).count() as f64 / n;
            let confidence = here.iter().map(|(c, _)| c).sum::<f64>() / n;
            slow += n / answers.len() as f64 * (right - confidence).abs();
        }
        let calibration = Calibration::of(&answers);
        prop_assert!((calibration.ece.unwrap() - slow).abs() < 1e-9);
        prop_assert_eq!(calibration.bins.iter().map(|bin| bin.n).sum::<usize>(), answers.len());
    }
}

#[test]
fn the_edge_of_the_window_counts_and_an_empty_list_scores_nothing() {
    assert_eq!(beats::f_measure(&[1.0], &[1.0 + beats::WINDOW_S]), 1.0);
    assert_eq!(beats::f_measure(&[1.0], &[1.0701]), 0.0);
    assert_eq!(beats::f_measure(&[], &[]), 0.0);
    assert_eq!(beats::f_measure_any_level(&[1.0], &[]), 0.0);
}

/// Against the truth C major, then C minor: the MIREX score of all 24 keys, from the circle of fifths by hand.
#[test]
fn every_wrong_key_has_its_price() {
    let key = |semitones: u8, scale| (PitchClass::from_semitones(semitones).unwrap(), scale);
    let priced = |truth, prices: &[((u8, Scale), f64)]| {
        for scale in [Scale::Major, Scale::Minor] {
            for semitones in 0..12 {
                let expected =
                    prices.iter().find(|(key, _)| *key == (semitones, scale)).map_or(0.0, |(_, p)| *p);
                assert_eq!(key::weighted(truth, key(semitones, scale)), expected, "{semitones} {scale}");
            }
        }
    };
    use Scale::{Major, Minor};
    priced(key(0, Major), &[((0, Major), 1.0), ((7, Major), 0.5), ((9, Minor), 0.3), ((0, Minor), 0.2)]);
    priced(key(0, Minor), &[((0, Minor), 1.0), ((7, Minor), 0.5), ((3, Major), 0.3), ((0, Major), 0.2)]);
    priced(key(9, Minor), &[((9, Minor), 1.0), ((4, Minor), 0.5), ((0, Major), 0.3), ((9, Major), 0.2)]);
}

fn measured(bpm: f64, confidence: f64) -> Measurement {
    let mut measured = Measurement::default();
    measured.analysis.bpm = Bpm::new(bpm);
    measured.analysis.bpm_confidence = Confidence::new(confidence);
    measured.analysis.key = PitchClass::from_semitones(7);
    measured.analysis.scale = Some(Scale::Major);
    measured.structure =
        Some(Structure { beats: vec![0.5, 1.0, 1.5], downbeats: vec![0.5], ..Structure::default() });
    measured
}

#[test]
fn an_absent_estimate_is_a_wrong_one_and_is_counted() {
    let truth = Truth {
        bpm: Some(120.0),
        key: PitchClass::from_semitones(0),
        scale: Some(Scale::Major),
        beats: Some(vec![0.5, 1.0, 1.5]),
        downbeats: Some(vec![0.5]),
    };
    let heard = Estimate::from(&measured(60.0, 0.7));
    let summary = Summary::of(&[(&truth, &heard), (&truth, &Estimate::default())]);
    assert_eq!((summary.tempo.n, summary.tempo.absent), (2, 1));
    assert_eq!((summary.tempo.acc1, summary.tempo.acc2), (Some(0.0), Some(0.5)));
    assert_eq!((summary.beats.absent, summary.beats.f, summary.downbeats.f), (1, Some(0.5), Some(0.5)));
    assert_eq!((summary.key.exact, summary.key.weighted), (Some(0.0), Some(0.25)));
    assert_eq!((summary.bpm_confidence.n, summary.bpm_confidence.ece), (1, Some(0.7)));
    assert_eq!(summary.key_confidence.n, 0);
}

#[test]
fn only_what_is_known_is_scored() {
    let truth = Truth { key: PitchClass::from_semitones(7), ..Truth::default() };
    assert_eq!(score(&truth, &Estimate::from(&measured(60.0, 0.7))), Scores::default());
    let summary = Summary::of(&[(&truth, &Estimate::default())]);
    assert_eq!((summary.tempo.n, summary.tempo.acc1), (0, None));
}
