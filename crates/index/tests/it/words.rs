//! Postings, whole names, similar spellings.

use std::collections::BTreeMap;

use hark_index::{Access, Entry, Field, Index, NameField, terms};
use hark_track::{Genre, Status, Track};
use proptest::prelude::*;

use crate::track;

fn index(folder: &std::path::Path, tracks: &[Track]) -> Index {
    let mut index = Index::open(folder, "catalogue", Access::Write).unwrap();
    for (row, track) in (0..).zip(tracks) {
        index.put(Entry { row, sequence: 1, track, vector: None, joint: None, sound: None }).unwrap();
    }
    index.commit(1).unwrap();
    index
}

/// (row, field) to frequency, by reading the tracks.
fn scan(tracks: &[Track], term: &str) -> BTreeMap<(u32, Field), u32> {
    let mut found = BTreeMap::new();
    for (row, track) in (0..).zip(tracks).filter(|(_, track)| track.status == Status::Public) {
        let texts = [
            (Field::Name, vec![track.name.clone()]),
            (Field::Artist, vec![track.artist.clone()]),
            (Field::Tags, track.tags.clone()),
            (Field::Description, vec![track.description.clone()]),
        ];
        for (field, texts) in texts {
            let frequency = texts.iter().flat_map(|text| terms(text)).filter(|found| found == term).count();
            if frequency > 0 {
                found.insert((row, field), frequency as u32);
            }
        }
    }
    found
}

fn any_track() -> impl Strategy<Value = Track> {
    let text = || {
        prop::collection::vec(
            prop::sample::select(vec!["dark", "Bass", "café", "guitars", "electricguitar"]),
            0..4,
        )
    };
    (text(), text(), text(), text(), any::<bool>()).prop_map(|(name, artist, tags, description, public)| {
        let mut track = track(1, &name.join(" "));
        track.artist = artist.join(", ");
        track.tags = tags.into_iter().map(str::to_owned).collect();
        track.description = description.join("-");
        track.status = if public { Status::Public } else { Status::Private };
        track
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn postings_are_what_a_scan_of_the_texts_finds(tracks in prop::collection::vec(any_track(), 0..20)) {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = index(folder.path(), &tracks).snapshot();
        for term in ["dark", "bass", "cafe", "guitar", "electric", "nothing"] {
            let mut found = BTreeMap::new();
            snapshot.words.visit(term, |at| { found.insert((at.row, at.field), at.frequency); }).unwrap();
            prop_assert_eq!(found, scan(&tracks, term), "{}", term);
        }
    }
}

#[test]
fn whole_names_are_found_folded_and_parts_of_names_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut tracks = vec![track(1, "Café del Mar"), track(2, "cafe DEL mar!"), track(3, "Café")];
    tracks[2].artist = "Café del Mar".into();
    let snapshot = index(folder.path(), &tracks).snapshot();
    assert_eq!(snapshot.words.rows_named(NameField::Name, "CAFÉ del mar").unwrap(), [0, 1]);
    assert_eq!(snapshot.words.rows_named(NameField::Artist, "cafe del mar").unwrap(), [2]);
    assert!(snapshot.words.rows_named(NameField::Album, "cafe del mar").unwrap().is_empty());
    assert!(snapshot.words.rows_named(NameField::Name, "").unwrap().is_empty());
}

#[test]
fn similar_spellings_come_from_names_only_most_frequent_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut tracks = vec![track(1, "Metallica"), track(2, "Metalica"), track(3, "Metallica live")];
    tracks[1].description = "metallico".into();
    let snapshot = index(folder.path(), &tracks).snapshot();
    let similar = snapshot.words.similar_terms("metalicca", 2, 5).unwrap();
    let terms: Vec<&str> = similar.iter().map(|similar| similar.term.as_str()).collect();
    assert_eq!(terms, ["metallica", "metalica"]);
    assert!(snapshot.words.similar_terms("zzzzzzzz", 2, 5).unwrap().is_empty());
}

#[test]
fn a_canonical_genre_is_found_by_its_name_and_by_the_source_s_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut drum = track(1, "x");
    drum.genres = vec!["dnb".into()];
    drum.genre = Genre::primary(["dnb"]);
    let snapshot = index(folder.path(), &[drum]).snapshot();
    for term in ["dnb", "drum", "bass"] {
        let mut found = 0;
        snapshot.words.visit(term, |at| found += u32::from(at.field == Field::Genres)).unwrap();
        assert_eq!(found, 1, "{term}");
    }
}

#[test]
fn words_that_begin_alike_come_from_names_only_most_frequent_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut tracks =
        vec![track(1, "Midnight"), track(2, "Middle"), track(3, "midnight train"), track(4, "mid")];
    tracks[1].description = "midland".into();
    let words = &index(folder.path(), &tracks).snapshot().words;
    let terms = |beginning: &str, most| -> Vec<String> {
        let found = words.terms_beginning(beginning, most).unwrap();
        found.into_iter().map(|found| found.term).collect()
    };
    assert_eq!(terms("mid", 5), ["midnight", "middle"]);
    assert_eq!(terms("mid", 1), ["midnight"]);
    assert!(terms("midz", 5).is_empty());
}

/// The rows in whose name one term stands at this distance behind another, by reading the tracks.
fn in_order(tracks: &[Track], first: &str, second: &str, distance: usize) -> Vec<u32> {
    let public = (0..).zip(tracks).filter(|(_, track)| track.status == Status::Public);
    let holds = |track: &Track| {
        let terms = terms(&track.name);
        (distance..terms.len()).any(|at| terms[at - distance] == first && terms[at] == second)
    };
    public.filter(|(_, track)| holds(track)).map(|(row, _)| row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_is_known_of_parts_is_what_a_scan_finds_after_any_commits(
        commits in prop::collection::vec(prop::collection::vec((0u32..30, any_track()), 0..20), 1..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::open(folder.path(), "catalogue", Access::Write).unwrap();
        let mut tracks: Vec<Track> = (0..30).map(|_| Track { status: Status::Private, ..track(1, "") }).collect();
        for (sequence, commit) in (1..).zip(commits) {
            for (row, track) in commit {
                index.put(Entry { row, sequence, track: &track, vector: None, joint: None, sound: None }).unwrap();
                tracks[row as usize] = track;
            }
            index.commit(sequence).unwrap();
            let words = &index.snapshot().words;
            let public = tracks.iter().filter(|track| track.status == Status::Public);
            let lengths: usize = public.clone().map(|track| terms(&track.name).len()).sum();
            let average = lengths as f32 / public.count().max(1) as f32;
            prop_assert!((words.average_length(Field::Name) - average).abs() < 1e-6);
            let listed = |term| words.look_up(term).unwrap();
            for (first, second) in [("dark", "bass"), ("guitar", "guitar"), ("electric", "guitar")] {
                let (first, second) = (listed(first), listed(second));
                let mut holders: Vec<u32> = scan(&tracks, first.term()).into_keys().map(|(row, _)| row).collect();
                holders.extend(scan(&tracks, second.term()).into_keys().map(|(row, _)| row));
                holders.sort_unstable();
                holders.dedup();
                prop_assert_eq!(words.holders(&[&first, &second]).unwrap() as usize, holders.len());
                for distance in [1, 2] {
                    let mut found = Vec::new();
                    for part in words.parts() {
                        let all: Vec<u32> = (0..part.documents()).collect();
                        let documents = part.in_order((&first, &second), &[distance], &all).unwrap();
                        found.extend(documents.iter().filter_map(|document| part.row(*document)));
                    }
                    found.sort_unstable();
                    prop_assert_eq!(found, in_order(&tracks, first.term(), second.term(), distance as usize));
                }
            }
        }
    }
}
