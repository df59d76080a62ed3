//! Entities as MusicBrainz writes them.

use super::super::{Additions, Report};
use super::*;

fn import(lines: &str) -> (Vec<ArtistRecord>, Report) {
    let mut additions = Additions::default();
    let report = additions.import(lines.as_bytes(), None).unwrap();
    (additions.records().collect(), report)
}

#[test]
fn an_entity_becomes_a_record() {
    let (artists, report) = import(
        r#"{"id":"x","name":"Portishead","sort-name":"Portishead","type":"Group","gender":null,"aliases":[{"name":"Portis Head","locale":null}],"genres":[{"name":"downtempo","count":4},{"name":"trip hop","count":25}],"tags":[{"name":"seen live","count":90}],"life-span":{"begin":"1991-03","end":null,"ended":false},"relations":[{"type":"member of band","artist":{"name":"Beth Gibbons"}},{"type":"discogs","url":{"resource":"x"}}]}"#,
    );
    assert_eq!((report.added, report.bad), (1, 0), "{report:?}");
    let portishead = &artists[0];
    assert_eq!(portishead.styles, ["trip hop", "downtempo"]);
    assert_eq!(portishead.aliases, ["Portis Head"]);
    assert_eq!(portishead.years.unwrap().to_string(), "1991-");
    assert_eq!(portishead.similar, ["Beth Gibbons"]);
    assert_eq!((portishead.voice, portishead.prominence, portishead.source), (None, 29, Source::Dump));
}

#[test]
fn tags_stand_in_for_genres_and_whoever_has_neither_is_left_out() {
    let (artists, report) = import(concat!(
        r#"{"name":"A","tags":[{"name":"zouk","count":2},{"name":"a rather long remark","count":9},{"name":"no","count":0}]}"#,
        "\n\n",
        r#"{"name":"B","tags":[]}"#,
        "\n",
        r#"{"name":"[unknown]","genres":[{"name":"pop","count":1}]}"#,
        "\n"
    ));
    assert_eq!((artists.len(), report.silent), (1, 2));
    assert_eq!(artists[0].styles, ["zouk"]);
}

#[test]
fn a_singers_gender_is_the_voice_and_a_composers_is_not() {
    let person = |gender: &str, genre: &str| {
        let line =
            format!(r#"{{"name":"A","type":"Person","gender":"{gender}","genres":[{{"name":"{genre}"}}]}}"#);
        import(&line).0[0].voice
    };
    assert_eq!(person("Female", "soul"), Some(ArtistVoice::Female));
    assert_eq!(person("Male", "Film score"), None);
    assert_eq!(person("Non-binary", "soul"), None);
}

#[test]
fn years_of_birth_and_death_are_not_those_of_a_sound() {
    let line = |kind: &str, end: &str| {
        format!(
            r#"{{"name":"A","type":"{kind}","life-span":{{"begin":"1960","end":{end},"ended":true}},"genres":[{{"name":"ska"}}]}}"#
        )
    };
    let years = |text: &str| import(text).0[0].years;
    assert_eq!(years(&line("Person", "\"1999\"")), None);
    assert_eq!(years(&line("Group", "\"1970-01-01\"")).unwrap().to_string(), "1960-1970");
    assert_eq!((years(&line("Group", "null")), years(&line("Group", "\"1950\""))), (None, None));
}

#[test]
fn of_namesakes_the_better_known_is_taken_and_bad_lines_are_told() {
    let (artists, report) = import(concat!(
        r#"{"name":"Air","genres":[{"name":"rock","count":1}]}"#,
        "\n",
        r#"{"name":"Air","genres":[{"name":"downtempo","count":20}]}"#,
        "\n",
        r#"{"name":"AIR","genres":[{"name":"ska","count":2}]}"#,
        "\n{\"name\":7}\n{\"name\"\n",
    ));
    assert_eq!((artists.len(), report.namesakes, report.bad), (1, 2, 2));
    assert_eq!(artists[0].styles, ["downtempo"]);
    assert_eq!(report.first_bad[0].line, 4);
}
