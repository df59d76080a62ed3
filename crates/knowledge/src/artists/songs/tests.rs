//! Titles in the spellings that people use.

use super::*;

static TABLE: &str = "# Songs\ntitle\tartist\n(I Can't Get No) Satisfaction\tThe Rolling Stones\nHurt\tNine Inch Nails\n\
                      Hurt\tJohnny Cash\nno artist\nBohemian Rhapsody\tQueen\n";

#[test]
fn a_song_is_found_with_and_without_what_stands_in_parentheses() {
    let songs = Songs::read(TABLE);
    for title in ["satisfaction", "i cant get no satisfaction"] {
        assert_eq!(songs.find(title, None).unwrap().artist, "The Rolling Stones");
    }
    assert_eq!(songs.find("title", None), None);
    assert_eq!(songs.longest(), 5);
}

#[test]
fn of_one_title_the_first_is_meant_unless_the_artist_is_named() {
    let songs = Songs::read(TABLE);
    assert_eq!(songs.find("hurt", None).unwrap().artist, "Nine Inch Nails");
    assert_eq!(songs.find("hurt", Some("johnny cash")).unwrap().artist, "Johnny Cash");
    assert_eq!(songs.find("hurt", Some("Queen")), None);
}

#[test]
fn a_title_may_be_misspelt() {
    let found = Songs::read(TABLE).find_similar("bohemian rapsody", None);
    assert_eq!(found, Some(Song { title: "Bohemian Rhapsody", artist: "Queen" }));
}

#[test]
fn every_line_of_the_table_is_a_song() {
    let lines = crate::artists::SONGS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines.filter(|line| !line.starts_with("title\t")) {
        let song = song(line).unwrap_or_else(|| panic!("{line}"));
        let found = Songs::built_in().find(song.title, Some(song.artist));
        assert_eq!(found.map(|found| found.artist), Some(song.artist), "{line}");
    }
}
