//! Areas worked out by hand, and by comparing every pair.

use proptest::prelude::*;

use super::*;

fn value(positive: &[f64], negative: &[f64]) -> Option<f64> {
    auc(positive, negative).map(|estimate| estimate.value)
}

#[test]
fn areas_agree_with_those_worked_out_by_hand() {
    assert_eq!(value(&[3.0, 2.0], &[1.0, 0.0]), Some(1.0));
    assert_eq!(value(&[0.0], &[1.0, 2.0]), Some(0.0));
    assert_eq!(value(&[1.0, 3.0], &[2.0, 0.0]), Some(0.75), "three of four pairs");
    assert_eq!(value(&[1.0], &[1.0]), Some(0.5), "a tie is half");
    assert_eq!(value(&[2.0, 1.0], &[1.0, 0.0]), Some(3.5 / 4.0));
    let nothing = f64::NEG_INFINITY;
    assert_eq!(value(&[1.0, nothing], &[nothing, nothing]), Some(0.75), "what is not ranked ties");
}

#[test]
fn without_both_groups_there_is_no_area() {
    assert_eq!(value(&[], &[1.0]), None);
    assert_eq!(value(&[1.0], &[]), None);
}

#[test]
fn a_perfect_order_is_certain_and_chance_is_not() {
    let perfect = auc(&[2.0; 20], &[1.0; 20]).unwrap();
    assert_eq!((perfect.low, perfect.high), (1.0, 1.0));
    let mixed: Vec<f64> = (0..40).map(f64::from).collect();
    let (even, odd): (Vec<f64>, Vec<f64>) = mixed.iter().partition(|score| **score % 2.0 == 0.0);
    let chance = auc(&even, &odd).unwrap();
    assert!(chance.low < 0.5 && 0.5 < chance.high && chance.high - chance.low > 0.2, "{chance:?}");
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs_in_order(
        positive in prop::collection::vec(0u8..9, 1..30),
        negative in prop::collection::vec(0u8..9, 1..30),
    ) {
        let scores = |group: &[u8]| group.iter().map(|score| f64::from(*score)).collect::<Vec<_>>();
        let mut won = 0.0;
        for one in &positive {
            for other in &negative {
                won += if one > other { 1.0 } else if one == other { 0.5 } else { 0.0 };
            }
        }
        let share = won / (positive.len() * negative.len()) as f64;
        let read = auc(&scores(&positive), &scores(&negative)).unwrap();
        prop_assert!((read.value - share).abs() < 1e-12);
        prop_assert!(read.low <= read.high);
    }
}
