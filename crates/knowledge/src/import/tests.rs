//! Formats are told apart by content; a table is merged with what is there, and again changes nothing; whatever is read,
//! nothing panics, and a file that is given up leaves no trace; what claims to be a dump and is a trap is refused without
//! taking memory or time.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

pub(super) const MASTERS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<masters>
<master id="1"><artists><artist><id>1</id><name>Air &amp; Water (2)</name><anv></anv></artist></artists>
<genres><genre>Electronic</genre></genres><styles><style>Downtempo</style><style>Ambient</style></styles>
<year>1998</year><title>Moon</title><videos><video><title>x</title></video></videos></master>
<master id="2"><artists><artist><name>Air &amp; Water (2)</name></artist></artists>
<genres><genre>Electronic</genre></genres><styles><style>Ambient</style></styles><year>2004</year></master>
<master id="3"><artists><artist><name>Air &amp; Water</name></artist></artists><genres><genre>Rock</genre></genres>
<year>0</year></master>
<master id="4"><artists><artist><name>Various</name></artist></artists><genres><genre>Pop</genre></genres></master>
</masters>
"#;

pub(super) fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn import(bytes: &[u8]) -> (Additions, Result<Report, ImportError>) {
    let mut additions = Additions::default();
    let report = additions.import(bytes, None);
    (additions, report)
}

#[test]
fn formats_are_told_apart_by_content() {
    for (text, format) in [
        ("\u{feff} {\"name\":\"A\"}", Some(Format::MusicBrainz)),
        ("\n<?xml version=\"1.0\"?><masters>", Some(Format::Discogs)),
        ("# Mine\n\nStyles\tName\tremark\n", Some(Format::Table)),
        ("name\tgenre\n", None),
        ("", None),
        ("just words", None),
    ] {
        assert_eq!(guess(text.as_bytes()).ok(), format, "{text}");
    }
    assert!(matches!(import(b"\xfd7zXZ\0...").1, Err(ImportError::Packed("xz"))));
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    assert!(matches!(import(&tar).1, Err(ImportError::Packed("tar"))));
    assert!(matches!(import(&gzipped(&tar)).1, Err(ImportError::Packed("tar"))));
}

#[test]
fn a_table_is_merged_and_again_changes_nothing() {
    let table = "# Mine\nstyles\tname\tvoice\tyears\nZouk|Kompa\tTanbou\tmixed\t1990-\n\nska\ttanbou\t\t\nno voice\tX\tboth\t\n\
                 \tOnly a name\t\t\npunk\t!!!\t\t\n";
    let mut additions = Additions::default();
    let report = additions.import(table.as_bytes(), None).unwrap();
    assert_eq!((report.added, report.silent, report.bad), (1, 1, 2), "{report:?}");
    let told: Vec<u64> = report.first_bad.iter().map(|bad| bad.line).collect();
    assert_eq!(told, [6, 8], "{report:?}");
    let tanbou = additions.records().next().unwrap();
    assert_eq!(
        (tanbou.styles, tanbou.source),
        (vec!["ska".to_owned(), "zouk".into(), "kompa".into()], Source::Stated)
    );
    let before = additions.clone();
    let again = additions.import(&gzipped(table.as_bytes())[..], Some(Format::Table)).unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 1));
    assert_eq!(additions, before);
}

#[test]
fn the_header_must_name_what_is_needed() {
    for table in ["name\tgenres\nA\tb\n", "", "A\tb\n"] {
        let refused = Additions::default().import(table.as_bytes(), Some(Format::Table));
        assert!(matches!(refused, Err(ImportError::NoHeader)), "{table}");
    }
}

#[test]
fn a_file_that_is_given_up_leaves_no_trace() {
    let broken = MASTERS.replace("<year>2004</year></master>", "<year>2004</year>");
    let (additions, report) = import(broken.as_bytes());
    assert!(matches!(report, Err(ImportError::Xml { .. })), "{report:?}");
    assert!(additions.is_empty());
    let whole = gzipped(MASTERS.as_bytes());
    let (additions, report) = import(&whole[..whole.len() / 2]);
    assert!(report.is_err() && additions.is_empty());
    let bad = "{}\n".repeat(MAX_BAD_LINES as usize + 1);
    let (additions, report) =
        import(format!("{{\"name\":\"A\",\"genres\":[{{\"name\":\"ska\"}}]}}\n{bad}").as_bytes());
    assert!(matches!(report, Err(ImportError::TooManyBad(BadLine { line: 2, .. }))), "{report:?}");
    assert!(additions.is_empty());
}

#[test]
fn a_gzip_bomb_is_refused() {
    // Members of nothing but line breaks, one after the other: 128 MB in 128 kB.
    let bomb = gzipped(&vec![b'\n'; 4 << 20]).repeat(32);
    let refused = Additions::default().import(&bomb[..], Some(Format::MusicBrainz));
    assert!(matches!(refused, Err(ImportError::Bomb)), "{refused:?}");
    let refused = Additions::default().import(&bomb[..], Some(Format::Discogs));
    assert!(matches!(refused, Err(ImportError::Bomb | ImportError::Xml { .. })), "{refused:?}");
}

#[test]
fn a_line_without_end_is_refused() {
    let endless = Cursor::new("name\tstyles\n").chain(io::repeat(b'x').take(3 << 30));
    let refused = Additions::default().import(endless, None);
    assert!(matches!(refused, Err(ImportError::EndlessLine { line: 2 })), "{refused:?}");
    let endless = Cursor::new("<masters><master>").chain(io::repeat(b'x').take(3 << 30));
    let refused = Additions::default().import(endless, None);
    assert!(matches!(refused, Err(ImportError::Xml { .. })), "{refused:?}");
}

#[test]
fn a_long_line_is_skipped_and_the_next_is_read() {
    let long = io::repeat(b'x').take(MAX_LINE_BYTES as u64 + 1);
    let rest = Cursor::new(b"\nA\tska\n\xff\tska\nB\tdub" as &[u8]);
    let table = Cursor::new("name\tstyles\n").chain(long).chain(rest);
    let report = Additions::default().import(table, None).unwrap();
    assert_eq!((report.added, report.bad), (2, 2), "{report:?}");
    assert_eq!(report.first_bad[0].line, 2);
}

proptest! {
    #[test]
    fn nothing_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), format in 0..4) {
        let formats = [None, Some(Format::MusicBrainz), Some(Format::Discogs), Some(Format::Table)];
        let mut additions = Additions::default();
        if additions.import(&bytes[..], formats[format as usize]).is_err() {
            prop_assert!(additions.is_empty());
        }
        prop_assert!(Additions::read(&bytes[..]).is_err());
    }

    #[test]
    fn nothing_panics_on_pieces_of_a_dump(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        for format in [Format::MusicBrainz, Format::Discogs, Format::Table] {
            let mut additions = Additions::default();
            if let Ok(report) = additions.import(text.as_bytes(), Some(format)) {
                prop_assert_eq!(additions.len() as u64, report.added);
                let mut written = Vec::new();
                additions.write(&mut written).unwrap();
                prop_assert_eq!(Additions::read(&written[..]).unwrap(), additions);
            }
        }
    }
}

const PIECES: [&str; 26] = [
    "<masters>",
    "</masters>",
    "<master>",
    "</master>",
    "<artists>",
    "</artists>",
    "<artist>",
    "</artist>",
    "<name>",
    "</name>",
    "<styles><style>dub</style></styles>",
    "<year>1999</year>",
    "&amp;",
    "&#0;",
    "&bomb;",
    "<![CDATA[x",
    "]]>",
    "<!DOCTYPE x [<!ENTITY bomb \"x\">]>",
    "A\tska",
    "\n",
    "name\tstyles\n",
    "{\"name\":",
    "\"A\"",
    "}",
    "\u{0}",
    "é",
];
