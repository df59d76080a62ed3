//! Retrieval by words, against its definition.

use hark_index::{Access, Entry, Index, Rows};
use hark_query::Word;
use hark_search::words::{WordMatch, retrieve};
use hark_track::{AssetId, Status, Timestamp, Track};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::words_oracle;

/// Common ones, rare ones, one with a plural, one of two parts.
const VOCABULARY: [&str; 16] = [
    "dark",
    "dark",
    "dark",
    "night",
    "night",
    "train",
    "guitars",
    "guitars",
    "electricguitar",
    "piano",
    "metallica",
    "midnight",
    "home",
    "ambient",
    "cello",
    "zither",
];

fn text(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(VOCABULARY.to_vec()), 0..=most)
}

/// Titles of one word: the definition knows no order.
fn any_track() -> impl Strategy<Value = Track> {
    let name = text(1).prop_filter("one term", |name| name != &["electricguitar"]);
    (name, text(2), text(5), text(60), prop::bool::weighted(0.8)).prop_map(
        |(name, artist, tags, description, public)| {
            let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
            track.name = name.join(" ");
            track.artist = artist.join(" ");
            track.tags = tags.into_iter().map(str::to_owned).collect();
            track.description = description.join(" ");
            track.status = if public { Status::Public } else { Status::Private };
            track
        },
    )
}

/// An index made in several commits; later tracks of a row replace earlier ones.
fn index(commits: &[Vec<(u32, Track)>]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("catalogue", ""), Access::Write).unwrap();
    for (sequence, tracks) in (1..).zip(commits) {
        for (row, track) in tracks {
            let entry = Entry { row: *row, sequence, track, vector: None, joint: None, sound: None };
            index.put(entry).unwrap();
        }
        index.commit(sequence).unwrap();
    }
    (folder, index)
}

fn query(words: &[&str]) -> Vec<Word> {
    let word = |word: &&str| Word { text: (*word).to_owned(), filler: *word == "home" };
    words.iter().map(word).collect()
}

/// Whether both are the same list, up to the rounding of sums: tracks with nearly the same share may change places.
fn assert_same(found: &[WordMatch], all: &[WordMatch], most: usize) {
    assert_eq!(found.len(), all.len().min(most));
    for (found, expected) in found.iter().zip(all) {
        assert!((found.share - expected.share).abs() < 1e-5, "{found:?} for {expected:?}");
        let own = all.iter().find(|at| at.row == found.row).unwrap();
        assert!((found.share - own.share).abs() < 1e-5, "{found:?}, by definition {own:?}");
    }
    for pair in found.windows(2) {
        let order = pair[1].share.total_cmp(&pair[0].share).then(pair[0].row.cmp(&pair[1].row));
        assert!(order.is_lt(), "{pair:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn words_are_counted_as_defined(
        commits in prop::collection::vec(prop::collection::vec((0u32..60, any_track()), 0..40), 1..6),
        words in prop::collection::vec(
            prop::sample::select([&VOCABULARY[..], &["nothing", "metalica", "gitar", "mid", "elec", "ho"]].concat()), 0..7),
        outside in prop::collection::btree_set(0u32..60, 0..30),
        most in 1usize..30,
    ) {
        let (_folder, index) = index(&commits);
        let universe = Rows::where_(60, |row| !outside.contains(&(row as u32)));
        let query = query(&words);
        let snapshot = index.snapshot();
        let all = words_oracle::retrieve(&snapshot.words, &query, &universe, usize::MAX).unwrap();
        let found = retrieve(&snapshot.words, &query, &universe, most).unwrap();
        assert_same(&found, &all, most);
    }
}

fn named(names: &[&str]) -> (TempDir, Index) {
    let track = |(row, name): (u32, &&str)| {
        let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
        track.name = (*name).to_owned();
        (row, track)
    };
    index(&[(0..).zip(names).map(track).collect()])
}

fn found(index: &Index, words: &[&str]) -> Vec<(u32, f32)> {
    let word = |word: &&str| Word { text: (*word).to_owned(), filler: *word == "at" };
    let query: Vec<Word> = words.iter().map(word).collect();
    let universe = Rows::where_(100, |_| true);
    let matches = retrieve(&index.snapshot().words, &query, &universe, 100).unwrap();
    matches.iter().map(|found| (found.row, found.share)).collect()
}

#[test]
fn a_title_with_the_words_in_order_comes_before_one_with_the_same_words() {
    let names = ["Train at Midnight", "Midnight Train Home", "Midnight Comes", "Rain"];
    let (_folder, index) = named(&names);
    let both = found(&index, &["midnight", "train"]);
    assert_eq!(both.iter().map(|found| found.0).collect::<Vec<_>>(), [1, 0, 2]);
    assert!(both.iter().all(|found| found.1 > 0.0 && found.1 <= 1.0));
    assert!(both[0].1 - both[1].1 < 0.1, "no more than a nudge: {both:?}");
    assert_eq!(found(&index, &["train", "at", "midnight"])[0].0, 0);
    let one = |words: &[&str]| found(&index, words).iter().map(|found| found.1).collect::<Vec<_>>();
    assert_eq!(
        one(&["home", "comes"]),
        one(&["comes", "home"]),
        "without order in a title, order is nothing"
    );
}

#[test]
fn a_last_word_that_no_track_has_is_the_beginning_of_others() {
    let (_folder, index) = named(&["Midnight", "Middle", "Mud", "Train"]);
    let rows = |words: &[&str]| found(&index, words).iter().map(|found| found.0).collect::<Vec<_>>();
    assert_eq!(rows(&["mid"]), [0, 1]);
    assert_eq!(rows(&["train", "midn"]), [3, 0]);
    assert_eq!(rows(&["midn", "train"]), [3], "only the last word is still being written");
    assert!(rows(&["mi"]).is_empty(), "too short");
    assert!(found(&index, &["midnight"])[0].1 > found(&index, &["midnigh"])[0].1, "worth less than the word");
}

/// Enough tracks for several windows, lists that are read whole and lists that documents are looked up in.
#[test]
fn words_of_a_large_catalogue_are_counted_as_defined() {
    let mut state = 1u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut track = || {
        let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
        track.name = format!("rare{}", random(300));
        // The n-th tag is on every n-th track, or nearly.
        track.tags = (1..12).filter(|n| random(*n) == 0).map(|n| format!("tag{n}")).collect();
        track.description =
            if random(3) == 0 { format!("tag{} tag{}", random(12), random(4)) } else { String::new() };
        track
    };
    let many: Vec<(u32, Track)> = (0..24_000).map(|row| (row, track())).collect();
    let some: Vec<(u32, Track)> = (0..500).map(|n| (n * 37, track())).collect();
    let (_folder, index) = index(&[many, some]);
    let snapshot = index.snapshot();
    let universe = Rows::where_(24_000, |row| row % 5 != 0);
    for texts in [
        &["tag1", "tag2", "tag3"][..],
        &["tag11", "tag2", "tag1", "rare7"],
        &["rare1", "rare2", "rare3", "rare4", "tag1", "tag2", "tag3", "tag4", "tag5", "tag6", "tag7"],
        &["rare1", "tag1"],
        &["tag4", "tag5", "tag6", "tag7", "tag8", "tag9", "tag10", "tag11", "tag2", "tag3"],
        &["rar"],
    ] {
        let query = query(texts);
        let all = words_oracle::retrieve(&snapshot.words, &query, &universe, usize::MAX).unwrap();
        let shares: std::collections::BTreeMap<u32, f32> = all.iter().map(|at| (at.row, at.share)).collect();
        for most in [1, 10, 300] {
            let found = retrieve(&snapshot.words, &query, &universe, most).unwrap();
            assert_eq!(found.len(), all.len().min(most));
            for (found, expected) in found.iter().zip(&all) {
                assert!((found.share - expected.share).abs() < 1e-5, "{texts:?}: {found:?} for {expected:?}");
                assert!((found.share - shares[&found.row]).abs() < 1e-5, "{texts:?}: {found:?}");
            }
        }
    }
}
