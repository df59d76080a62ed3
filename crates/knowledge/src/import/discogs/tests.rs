//! Small dumps as Discogs writes them, and XML that nobody should write.

use super::super::tests::MASTERS;
use super::super::{Additions, Report};
use super::*;

fn import(xml: &str) -> (Vec<ArtistRecord>, Result<Report, ImportError>) {
    let mut additions = Additions::default();
    let report = additions.import(xml.as_bytes(), None);
    (additions.records().collect(), report)
}

#[test]
fn styles_are_counted_over_all_that_an_artist_made() {
    let (artists, report) = import(MASTERS);
    assert_eq!(artists.len(), 1, "{artists:?}");
    assert_eq!(artists[0].name, "Air & Water");
    assert_eq!(artists[0].styles, ["ambient", "downtempo", "electronic"]);
    assert_eq!(artists[0].years.unwrap().to_string(), "1998-2004");
    let report = report.unwrap();
    assert_eq!(
        (report.added, report.namesakes, report.bad),
        (1, 1, 0),
        "of two of one name the better known is taken"
    );
}

#[test]
fn releases_are_read_and_their_tracks_artists_are_not() {
    let (artists, report) = import(
        "<releases><release id='1'><artists><artist><name>A</name></artist><artist><name>B</name></artist></artists>\
         <extraartists><artist><name>C</name></artist></extraartists><released>1981-05-00</released>\
         <styles><style>Dub</style></styles>\
         <tracklist><track><artists><artist><name>D</name></artist></artists></track></tracklist></release></releases>",
    );
    let names: Vec<&str> = artists.iter().map(|artist| artist.name.as_str()).collect();
    assert_eq!(names, ["A", "B"], "{report:?}");
    assert_eq!(artists[0].years.unwrap().to_string(), "1981");
}

#[test]
fn a_dump_of_artists_says_no_styles() {
    let (_, report) = import("<artists><artist><name>A</name></artist></artists>");
    assert!(matches!(report, Err(ImportError::WrongDump(root)) if root == "artists"));
}

#[test]
fn entities_are_not_expanded() {
    let (artists, _) = import(
        "<!DOCTYPE masters [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
         <masters><master><artists><artist><name>X&b;&f;&#65;&#x42;</name></artist></artists>\
         <styles><style>Dub</style></styles></master></masters>",
    );
    assert_eq!(artists[0].name, "X AB");
}

#[test]
fn deep_nesting_is_refused() {
    let (_, report) = import(&format!("<masters>{}", "<x>".repeat(1_000_000)));
    assert!(matches!(report, Err(ImportError::Deep)));
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    let report = Additions::default().import(&b"<masters><master>\xff\xfe</master></masters>"[..], None);
    assert!(matches!(report, Err(ImportError::Xml { .. })), "{report:?}");
}

#[test]
fn numbers_that_tell_artists_apart_are_no_part_of_the_name() {
    for (name, plain) in
        [("Air (2)", "Air"), ("Air", "Air"), ("A (b)", "A (b)"), ("Opus (1) (33)", "Opus (1)"), ("()", "()")]
    {
        assert_eq!(without_number(name), plain);
    }
}
