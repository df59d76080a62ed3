//! Lists are a map from rows to records, whatever was done to them, and clones and files keep it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::file::tests::{read, written};

type Map = BTreeMap<u32, (ListId, u8)>;

const WIDTHS: Widths = Widths { record: 3, code: 16 };

fn put(lists: &mut Lists, row: u32, list: ListId, value: u8) {
    let words = [u64::from(value) << 9, !u64::from(value)];
    let code = Code { words: &words, gain: f32::from(value) + 0.5 };
    lists.put(row, list, Held { record: &[value; 3], scale: f32::from(value) }, code);
}

fn check(lists: &Lists, map: &Map) -> Result<(), TestCaseError> {
    prop_assert_eq!(lists.len(), map.len());
    prop_assert_eq!(lists.present().iter().collect::<Vec<_>>(), map.keys().copied().collect::<Vec<_>>());
    let mut seen = Map::new();
    for list in 0..lists.lists() as ListId {
        for segment in lists.segments_of(list) {
            prop_assert!(segment.rows().len() <= SEGMENT);
            for (row, record) in segment.rows().iter().zip(segment.records().chunks(3)) {
                seen.insert(*row, (list, record[0]));
            }
            let values = || segment.records().chunks(3).map(|record| record[0]);
            prop_assert!(segment.scales().iter().copied().eq(values().map(f32::from)));
            prop_assert!(segment.gains().iter().copied().eq(values().map(|value| f32::from(value) + 0.5)));
            for (at, value) in values().enumerate() {
                let word = |word| {
                    segment.codes()[place_of_word(at, word, WIDTHS)..]
                        .first_chunk()
                        .map(|b| u64::from_le_bytes(*b))
                };
                prop_assert_eq!([word(0), word(1)], [Some(u64::from(value) << 9), Some(!u64::from(value))]);
            }
        }
    }
    prop_assert_eq!(&seen, map);
    for (row, (list, value)) in map {
        prop_assert_eq!(lists.get(*row), Some(Held { record: &[*value; 3], scale: f32::from(*value) }));
        prop_assert_eq!(lists.list_of(*row), Some(*list));
    }
    Ok(())
}

proptest! {
    #[test]
    fn lists_hold_what_was_last_put(
        changes in prop::collection::vec((0u32..90, prop::option::of((0u32..4, any::<u8>()))), 0..200),
        crowd in 0usize..1_200,
    ) {
        let (mut lists, mut map) = (Lists::new(WIDTHS, 4), Map::new());
        for row in 0..crowd as u32 {
            put(&mut lists, 1_000 + row, 1, 7);
            map.insert(1_000 + row, (1, 7));
        }
        for (at, (row, change)) in changes.into_iter().enumerate() {
            let before = (lists.clone(), map.clone());
            match change {
                Some((list, value)) => {
                    put(&mut lists, row, list, value);
                    map.insert(row, (list, value));
                }
                None => {
                    lists.remove(row + 1_000 * (at as u32 % 2));
                    map.remove(&(row + 1_000 * (at as u32 % 2)));
                }
            }
            if at % 50 == 0 {
                check(&before.0, &before.1)?;
            }
        }
        check(&lists, &map)?;
        let stored = written(|out| lists.save(out));
        let mut loaded = read(&stored, Lists::load).unwrap();
        check(&loaded, &map)?;
        put(&mut loaded, 5, 2, 9);
        map.insert(5, (2, 9));
        check(&loaded, &map)?;
    }
}

#[test]
fn a_file_that_was_cut_or_holds_a_row_twice_is_refused() {
    let mut lists = Lists::new(WIDTHS, 3);
    for row in 0..5 {
        put(&mut lists, row, row % 3, 4);
    }
    let stored = written(|out| lists.save(out));
    for cut in 0..stored.len() {
        assert!(read(&stored[..cut], Lists::load).is_none(), "{cut}");
    }
    for at in 0..stored.len() {
        let mut damaged = stored.clone();
        damaged[at] ^= 0x5A;
        // Whatever comes out, nothing panics.
        assert!(read(&damaged, Lists::load).is_none_or(|lists| lists.len() <= 5), "{at}");
    }
    let twice = written(|out| {
        [2, 0, 1, 2].into_iter().try_for_each(|number| out.u64(number))?;
        for _ in 0..2 {
            out.u32(0)?;
            out.list(&[4u32])?;
            out.list(&[1.0f32])?;
            out.run(&[1, 2])?;
            out.run(&[])?;
            out.list::<f32>(&[])?;
        }
        Ok(())
    });
    assert!(read(&twice, Lists::load).is_none());
}
