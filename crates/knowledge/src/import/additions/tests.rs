//! Additions against a plain map, and through a file.

use proptest::prelude::*;

use super::*;
use crate::Source;

fn record(name: &str, style: &str, prominence: u32) -> ArtistRecord {
    ArtistRecord {
        name: name.to_owned(),
        styles: vec![style.to_owned()],
        prominence,
        source: Source::Dump,
        ..ArtistRecord::default()
    }
}

fn written(additions: &Additions) -> Vec<u8> {
    let mut bytes = Vec::new();
    additions.write(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_was_written_is_loaded_over_what_is_built_in() {
    let mut additions = Additions::default();
    additions.add(record("Zzyx", "polka", 3));
    let artists = load(&written(&additions)[..]).unwrap();
    assert_eq!(artists.len(), Artists::built_in().len() + 1);
    let zzyx = artists.get(artists.find("zzyx").unwrap());
    assert_eq!((zzyx.styles().next(), zzyx.prominence(), zzyx.source()), (Some("polka"), 3, Source::Dump));
}

#[test]
fn a_damaged_file_is_not_loaded() {
    let mut additions = Additions::default();
    additions.add(record("Zzyx", "polka", 3));
    let bytes = written(&additions);
    assert!(load(&bytes[..bytes.len() - 9]).is_err(), "cut off");
    assert!(matches!(load(&b"name\tstyles\n"[..]), Err(ImportError::NoHeader)), "columns are missing");
    let header = COLUMNS.join("\t");
    let lines = format!("{header}\nA\t\tska\n!!!\n");
    assert!(matches!(load(lines.as_bytes()), Err(ImportError::Damaged { line: 3, .. })));
}

proptest! {
    #[test]
    fn adding_and_writing_agree_with_a_map(
        records in proptest::collection::vec(("[abAB]", "[abc]", 0_u32..5), 0..20),
    ) {
        let mut additions = Additions::default();
        let mut oracle: BTreeMap<String, ArtistRecord> = BTreeMap::new();
        for (name, style, prominence) in records {
            let record = record(&name, &style, prominence);
            let change = additions.add(record.clone());
            let before = oracle.remove(&name.to_lowercase());
            let expected = before.clone().map_or(record.clone(), |before| record.clone().merged(before));
            prop_assert_eq!(change, match before {
                None => Change::Added,
                Some(before) if before == expected => Change::Unchanged,
                Some(_) => Change::Changed,
            });
            prop_assert_eq!(additions.clone().add(record), Change::Unchanged, "again");
            oracle.insert(name.to_lowercase(), expected);
        }
        prop_assert_eq!(additions.records().collect::<Vec<_>>(), oracle.into_values().collect::<Vec<_>>());
        let bytes = written(&additions);
        prop_assert_eq!(&Additions::read(&bytes[..]).unwrap(), &additions);
        prop_assert_eq!(written(&additions), bytes);
    }
}
