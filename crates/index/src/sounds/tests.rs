//! What holds of positions: histograms and codes are those last set, and the best are the first of all in order, or nearly.

use proptest::prelude::*;

use super::*;
use crate::file::tests::{read, written};

fn identity(_axis: Axis) -> Worth {
    std::array::from_fn(|code| if code == 0 { 0.0 } else { (code as f32 - 128.0) / 60.0 })
}

fn ranked(sounds: &Sounds, worth: &[(Axis, Worth)], within: &Rows) -> Vec<(u32, f32)> {
    let score =
        |row: u32| worth.iter().map(|(axis, worth)| worth[usize::from(sounds.code(row, *axis))]).sum::<f32>();
    let rows = within.iter().filter(|row| sounds.present().contains(*row));
    let mut all: Vec<(u32, f32)> = rows.map(|row| (row, score(row))).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

proptest! {
    #[test]
    fn histograms_and_codes_are_those_of_the_positions_last_set(
        changes in prop::collection::vec((0u32..2_100, prop::option::of(prop::option::of(0f32..=1.0))), 0..60)
    ) {
        let mut sounds = Sounds::default();
        let mut last = std::collections::BTreeMap::new();
        for (row, change) in changes {
            let position = change.map(|value| { let mut p = [None; Axis::COUNT]; p[3] = value; p });
            sounds.set(row, position.as_ref());
            last.insert(row, position);
        }
        let stored = written(|out| sounds.save(out));
        let loaded = read(&stored, Sounds::load).unwrap();
        let axis = Axis::ALL[3];
        for sounds in [sounds, loaded] {
            let mut expected = [0u32; 256];
            for (row, position) in &last {
                prop_assert_eq!(sounds.present().contains(*row), position.is_some());
                let held = position.and_then(|position| position[3]).map_or(NOTHING, code);
                if position.is_some() { expected[usize::from(held)] += 1; }
                prop_assert_eq!(sounds.code(*row, axis), held);
            }
            prop_assert_eq!(sounds.histogram(axis), &expected);
            let worth = [(axis, identity(axis))];
            let within = Rows::where_(3_000, |row| row % 5 > 0);
            let mut weights = vec![0.0; Axis::COUNT];
            weights[3] = 1.0;
            let expected: Vec<_> = ranked(&sounds, &worth, &within).into_iter().take(9).collect();
            prop_assert_eq!(sounds.best(&worth, &weights, &within, 9), expected);
        }
    }
}

#[test]
fn nearly_all_of_the_best_are_found_among_many() {
    let mut sounds = Sounds::default();
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    for row in 0..20_000 {
        let kind = row % 23;
        let position: Position = std::array::from_fn(|axis| {
            Some((((axis as u32 * 7 + kind * 5) % 17) as f32 / 17.0 + random()) / 2.0)
        });
        sounds.set(row, Some(&position));
    }
    assert!(sounds.is_outgrown());
    let sounds = sounds.regrouped(identity, 2);
    assert!(!sounds.is_outgrown());
    let mut right = 0;
    for (query, parts) in [(0usize, 1), (1, 3), (2, 20), (3, 1), (4, 2)] {
        let within = Rows::where_(20_000, |row| row % parts == 0);
        let axes = Axis::ALL.iter().filter(|axis| (axis.index() + query) % 6 == 0);
        let worth: Vec<(Axis, Worth)> = axes.map(|axis| (*axis, identity(*axis))).collect();
        let mut weights = vec![0.0; Axis::COUNT];
        worth.iter().for_each(|(axis, _)| weights[axis.index()] = 1.0);
        let expected = ranked(&sounds, &worth, &within);
        let found = sounds.best(&worth, &weights, &within, 100);
        let bar = expected[99].1;
        right += found.iter().filter(|(_, score)| *score >= bar).count();
    }
    assert!(right >= 480, "{right} of 500");
}
