//! Records survive being written, tidied and merged, again and again.

use proptest::prelude::*;

use super::super::columns::Columns;
use super::*;

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-eA-E|\t é]{0,6}", 0..20)
}

/// Records of three names, so that they meet.
fn records() -> impl Strategy<Value = ArtistRecord> {
    let years = proptest::option::of((1_u16..=9999, proptest::option::of(0_u16..50)));
    let voice =
        proptest::option::of(proptest::sample::select(vec!["female", "male", "mixed", "instrumental"]));
    let source = proptest::sample::select(vec![Source::Table, Source::Dump, Source::Own, Source::Stated]);
    let lists = (texts(), texts(), texts(), texts());
    ("[ABC]", lists, years, voice, (0_u32..100, source)).prop_map(|(name, lists, years, voice, last)| {
        let record = ArtistRecord {
            name,
            aliases: lists.0,
            styles: lists.1,
            years: years.map(|(from, span)| Years { from, to: span.map(|span| (from + span).min(9999)) }),
            voice: voice.map(|voice| voice.parse().unwrap()),
            descriptors: lists.2,
            similar: lists.3,
            prominence: last.0,
            source: last.1,
        };
        record.tidied().unwrap()
    })
}

#[test]
fn years_are_read_as_they_are_written() {
    for text in ["2015-", "1969-1999", "1987"] {
        assert_eq!(text.parse::<Years>().unwrap().to_string(), text);
    }
    assert_eq!("1987-1987".parse::<Years>().unwrap().to_string(), "1987");
    for wrong in ["", "-", "-1990", "0", "10000", "1999-1969", "now", "1990-now", "1990-2000-2010"] {
        assert_eq!(wrong.parse::<Years>(), Err(LineError::Years(wrong.to_owned())));
    }
}

#[test]
fn a_record_without_a_usable_name_is_refused() {
    let named = |name: &str| ArtistRecord { name: name.to_owned(), ..ArtistRecord::default() }.tidied();
    assert_eq!(named("!!!"), Err(LineError::NoName));
    assert_eq!(named(&"x".repeat(MAX_NAME_CHARS + 1)), Err(LineError::LongName));
    assert!(named(&"x".repeat(MAX_NAME_CHARS)).is_ok());
}

#[test]
fn the_more_trusted_record_comes_first() {
    let record = |source, style: &str, prominence| ArtistRecord {
        name: "A".to_owned(),
        styles: vec![style.to_owned(), "pop".to_owned()],
        prominence,
        source,
        ..ArtistRecord::default()
    };
    let merged = record(Source::Dump, "rock", 9).merged(record(Source::Stated, "ska", 1));
    assert_eq!(merged.styles, ["ska", "pop", "rock"]);
    assert_eq!((merged.prominence, merged.source), (9, Source::Stated));
}

proptest! {
    #[test]
    fn a_line_says_all(record in records()) {
        prop_assert_eq!(Columns::ORDINARY.read(&record.line()), Ok(record));
    }

    #[test]
    fn any_line_is_read_or_refused(line in "\\PC{0,80}") {
        if let Ok(record) = Columns::ORDINARY.read(&line) {
            prop_assert_eq!(record.clone().tidied(), Ok(record));
        }
    }

    #[test]
    fn merging_again_changes_nothing(new in records(), old in records()) {
        let once = new.clone().merged(old);
        prop_assert_eq!(new.merged(once.clone()), once.clone());
        prop_assert_eq!(once.clone().tidied(), Ok(once));
    }
}
