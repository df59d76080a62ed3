//! What holds of tags: each track has those last set, equal sets are one, and the best tracks are those of the best sets.

use std::collections::BTreeMap;

use hark_track::{AssetId, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::file::tests::{read, written};

fn tagged(tags: &[u8]) -> Track {
    let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
    track.tags = tags.iter().map(|tag| format!("tag{tag}")).collect();
    track
}

fn names(tags: &Tags, row: u32) -> Vec<String> {
    let mut names: Vec<String> =
        tags.of(row).iter().map(|tag| tags.names()[*tag as usize].to_string()).collect();
    names.sort();
    names
}

/// Tag 0 is worth most; sets by their best tag.
struct Lowest<'a>(&'a Tags);

impl Worth for Lowest<'_> {
    fn tag(&self, tag: u32) -> f32 {
        let number: f32 = self.0.names()[tag as usize][3..].parse().unwrap();
        1.0 - number / 8.0
    }

    fn set(&self, tags: &[u32]) -> f32 {
        tags.iter().map(|tag| self.tag(*tag)).fold(0.0, f32::max)
    }
}

proptest! {
    #[test]
    fn tags_are_a_map_that_clones_and_files_keep(
        changes in prop::collection::vec((0u32..40, prop::collection::btree_set(0u8..9, 0..4)), 0..80),
    ) {
        let (mut tags, mut map) = (Tags::default(), BTreeMap::new());
        for (row, set) in changes {
            let set: Vec<u8> = set.into_iter().collect();
            let before = (tags.clone(), names(&tags, row));
            tags.set(row, &tagged(&set));
            prop_assert_eq!(names(&before.0, row), before.1);
            map.insert(row, set);
        }
        let stored = written(|out| tags.save(out));
        let loaded = read(&stored, Tags::load).unwrap();
        for tags in [tags, loaded] {
            for (row, set) in &map {
                prop_assert_eq!(names(&tags, *row), set.iter().map(|tag| format!("tag{tag}")).collect::<Vec<_>>());
                let same: Vec<u32> = map.iter().filter(|(_, other)| *other == set).map(|(row, _)| *row).collect();
                let mut rows: Vec<u32> = tags.sets.rows(tags.set_of(*row)).collect();
                rows.sort_unstable();
                prop_assert_eq!(rows, if set.is_empty() { vec![] } else { same });
            }
        }
        for cut in (0..stored.len()).step_by(7) {
            prop_assert!(read(&stored[..cut], Tags::load).is_none());
        }
    }
}

#[test]
fn the_best_by_their_sets_are_the_best_one_by_one() {
    let mut tags = Tags::default();
    for row in 0..30_000u32 {
        tags.set(row, &tagged(&[(row % 7) as u8, (row / 7 % 9) as u8]));
    }
    let worth = Lowest(&tags);
    let all = Rows::where_(30_000, |row| row % 11 > 0);
    assert!(all.count() > FEW_ROWS);
    let found = tags.best(&worth, &all, 9_000);
    let mut expected: Vec<f32> = all.iter().map(|row| worth.set(tags.of(row))).collect();
    expected.sort_by(|a, b| b.total_cmp(a));
    assert_eq!(found.iter().map(|(_, worth)| *worth).collect::<Vec<_>>(), expected[..9_000]);
    assert!(found.iter().all(|(row, worth_)| all.contains(*row) && worth.set(tags.of(*row)) == *worth_));
    let few = Rows::where_(30_000, |row| row % 20 == 0);
    assert!(tags.best(&worth, &few, 50).iter().all(|(row, worth)| few.contains(*row) && *worth == 1.0));
}

#[test]
fn tracks_with_the_same_tags_share_one_set_in_any_order_and_spelling() {
    let mut tags = Tags::default();
    let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
    tags.set(0, &track);
    track.genres = vec!["Rock".into(), "hiphop".into()];
    track.instruments = vec!["electricguitar".into()];
    tags.set(7, &track);
    track.genres = vec!["Hip-Hop".into(), "rock".into()];
    tags.set(8, &track);
    assert_eq!(tags.set_of(7), tags.set_of(8));
    let names: Vec<&str> = tags.of(8).iter().map(|tag| &*tags.names()[*tag as usize]).collect();
    assert_eq!(names, ["rock", "hip hop", "electric guitar"]);
    assert!(tags.of(0).is_empty() && tags.of(5).is_empty() && tags.of(900).is_empty());
}
