//! The parts that need no file. Whole files are read in `tests/it/tags.rs`.

use super::*;

#[test]
fn genre_fields_are_taken_apart() {
    for (field, expected) in [
        ("Rock", &["Rock"][..]),
        ("Rock; Jazz/Funk, Soul\0Blues", &["Rock", "Jazz", "Funk", "Soul", "Blues"]),
        ("Hip Hop / Rap", &["Hip Hop / Rap"]),
        ("(17)", &["Rock"]),
        ("17", &["Rock"]),
        ("(4)Eurodisco", &["Disco", "Eurodisco"]),
        ("(51)(39)", &["Techno-Industrial", "Noise"]),
        ("(RX)", &["Remix"]),
        ("((Foo)", &["(Foo)"]),
        ("(Foo) Bar", &["(Foo) Bar"]),
        ("999", &["999"]),
        (" ; / , ", &[]),
    ] {
        assert_eq!(genre::split(field), expected, "{field:?}");
    }
}

#[test]
fn years_are_found_in_dates_of_every_shape() {
    for (date, expected) in [
        ("1999", Some(1999)),
        ("2004-05-06T07:08:09", Some(2004)),
        ("06.05.2004", Some(2004)),
        ("May 1968", Some(1968)),
        ("0000", None),
        ("20040506", None),
        ("", None),
    ] {
        assert_eq!(year(date), expected, "{date}");
    }
}

#[test]
fn texts_are_trimmed_and_bounded() {
    assert_eq!(clean(" \0 a b\0"), Some("a b".to_owned()));
    assert_eq!(clean(" \0"), None);
    assert_eq!(clean(&"ä".repeat(MAX_TAG_CHARS + 1)).unwrap().chars().count(), MAX_TAG_CHARS);
}

#[test]
fn track_numbers_lead_their_totals() {
    assert_eq!(leading_number("07/12"), Some(7));
    assert_eq!(leading_number("A1"), None);
    assert_eq!(leading_number("99999999999"), None);
}
