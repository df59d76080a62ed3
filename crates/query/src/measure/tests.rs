//! What must hold of quantities, whatever their unit: tempo and length test the rest.

use proptest::prelude::*;

use crate::tests::fixture::plain;

proptest! {
    #[test]
    fn a_range_is_read_whichever_end_comes_first(low in 30_u32..200, more in 1_u32..100) {
        let (low, high) = (low, low + more);
        let expected = format!("bpm={low}-{high}");
        for query in [
            format!("{low}-{high} bpm"),
            format!("{high} to {low}bpm"),
            format!("between {low} and {high} bpm"),
            format!("bpm: {low}–{high}"),
            format!("sad, {low}bpm-{high}bpm, dark"),
        ] {
            prop_assert_eq!(plain(&query), expected.clone(), "{}", query);
        }
    }

    #[test]
    fn a_length_is_the_same_in_words_digits_and_on_the_clock(minutes in 1_u32..60) {
        let expected = format!("duration<={}", minutes * 60);
        for query in [format!("under {minutes} minutes"), format!("under {minutes}:00"), format!("max {minutes}min"), format!("{} seconds or less", minutes * 60)] {
            prop_assert_eq!(plain(&query), expected.clone(), "{}", query);
        }
    }
}
