//! Labels, readings, and what is counted.

use hark_query::{KnownAlbum, KnownArtist, KnownSong, Names, Spelling};

use super::*;

/// Two acts and nothing else.
struct TwoActs;

impl Names for TwoActs {
    fn artist(&self, name: &str, _spelling: Spelling) -> Option<KnownArtist> {
        let known = ["Daft Punk", "Radiohead"].into_iter().find(|known| known.to_lowercase() == name)?;
        Some(KnownArtist { name: known.to_owned(), held: false, ordinary: false, prominence: 50 })
    }

    fn song(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownSong> {
        None
    }

    fn album(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        None
    }

    fn longest(&self) -> usize {
        2
    }

    fn ordinary(&self, _word: &str) -> bool {
        false
    }
}

fn judged(cases: &[(&str, Option<&str>)]) -> (Judgement, Vec<Reading>) {
    let mut judgement = Judgement::default();
    let readings = cases.iter().map(|(query, label)| {
        let expected = label.map_or(Expected::NoName, |label| Expected::label(label).unwrap());
        judgement.add(&expected, &hark_query::read(query, &TwoActs))
    });
    let readings = readings.collect();
    (judgement, readings)
}

#[test]
fn a_reading_is_exact_only_as_a_whole() {
    let (judgement, readings) = judged(&[
        ("rock at 120 bpm", Some("bpm=120")),
        ("rock at 120 bpm", Some("bpm=120; voice=instrumental")),
        ("rock at 120 bpm", Some("-")),
        ("quiet evening", Some("-")),
    ]);
    let exact: Vec<bool> = readings.iter().map(|reading| reading.exact).collect();
    assert_eq!(exact, [true, false, false, true]);
    assert_eq!((judgement.exact(), judgement.queries()), (2, 4));
    assert_eq!(readings[0].read, "bpm=120");
    let kinds: Vec<(&str, Counts)> = judgement.kinds().collect();
    assert_eq!(kinds[0], ("bpm", Counts { found: 2, missed: 0, extra: 1 }));
    assert_eq!(kinds[1], ("voice", Counts { found: 0, missed: 1, extra: 0 }));
    assert_eq!(precision_and_recall(kinds[0].1), (Some(2.0 / 3.0), Some(1.0)));
    assert_eq!(precision_and_recall(kinds[1].1), (None, Some(0.0)));
}

#[test]
fn names_are_told_apart_from_other_pieces() {
    let (_, readings) = judged(&[("songs like Daft Punk", Some("like=Daft Punk"))]);
    assert!(readings[0].exact, "{readings:?}");
    assert_eq!(readings[0].names, "like=Daft Punk");
}

#[test]
fn without_a_label_only_names_are_wrong() {
    let (judgement, readings) = judged(&[("songs by Radiohead", None), ("no guitars, 90 bpm", None)]);
    assert!(!readings[0].exact && readings[1].exact);
    assert_eq!(readings[0].names, "artist=Radiohead");
    assert_eq!(readings[1].names, "");
    assert_eq!((judgement.exact(), judgement.queries()), (1, 2));
}

#[test]
fn labels_are_checked() {
    assert!(Expected::label("-").is_ok());
    assert!(Expected::label("bpm>=140; key=A minor; not=guitar").is_ok());
    let told = |label| Expected::label(label).unwrap_err().to_string();
    assert!(told("120 bpm").contains("\"120 bpm\""), "{}", told("120 bpm"));
    assert!(told("artits=Air").contains("\"artits\"") && told("artits=Air").contains("notartist"));
}
