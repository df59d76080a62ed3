//! What must hold of names:
//!
//! 1. strange names count anywhere, names of ordinary words only in company;
//! 2. who lends a sound is told from who is asked for;
//! 3. lists go on, and end where the list ends;
//! 4. slips of the keyboard are forgiven where a name must stand, and nowhere else;
//! 5. plain descriptions name nobody.

use crate::tests::fixture::{check, read};
use crate::{Meaning, Standing};

#[test]
fn strange_names_count_anywhere() {
    check(&[
        ("daft punk", "artist=Daft Punk"),
        ("radiohead but slow", "artist=Radiohead"),
        ("sad billie eilish songs", "artist=Billie Eilish"),
        ("acdc", "artist=AC/DC"),
        ("simon and garfunkel", "artist=Simon & Garfunkel"),
        ("Drake's album", "artist=Drake"),
        ("Muse", "artist=Muse"),
        ("massive attack", "artist=Massive Attack"),
        ("Talking Heads, fast and loud", "artist=Talking Heads"),
        ("Drake please", "artist=Drake"),
        ("play kiss", "artist=Kiss"),
    ]);
}

#[test]
fn names_of_ordinary_words_need_company() {
    check(&[
        ("songs by Air", "artist=Air"),
        ("songs by air", "artist=Air"),
        ("like Muse", "like=Muse"),
        ("some Low please", "artist=Low"),
        ("the band Kiss", "artist=Kiss"),
        ("bands like train", "like=Train"),
        ("Future type beat", "like=Future"),
        ("anything by queen", "artist=Queen"),
        ("a Queen song for a wedding", "artist=Queen"),
        ("Muse and Queen, but not sad", "artist=Muse; artist=Queen; not=sad"),
        ("sad train ride", ""),
        ("air of dark", ""),
        ("a queen bee", ""),
        ("low drums", ""),
        ("future bass", ""),
        ("massive attack on the city walls", ""),
        ("talking heads on the morning news", ""),
        ("sounds like a train", ""),
        ("drums like air", ""),
    ]);
}

#[test]
fn who_lends_a_sound_is_told_from_who_is_asked_for() {
    check(&[
        ("in the style of Daft Punk", "like=Daft Punk"),
        ("sounds like Daft Punk meets Chic", "like=Daft Punk; like=Chic"),
        ("daft punk vibes", "like=Daft Punk"),
        ("hans zimmer style", "like=Hans Zimmer"),
        ("Radiohead-esque", "like=Radiohead"),
        ("à la Portishead", "like=Portishead"),
        ("Portishead crossed with Radiohead", "like=Portishead; like=Radiohead"),
        ("everything but Queen", "notartist=Queen"),
        ("I like Radiohead", "artist=Radiohead"),
        ("no Drake", "notartist=Drake"),
        ("sad songs, not Radiohead", "notartist=Radiohead"),
        ("like Radiohead but not Radiohead itself", "like=Radiohead; notartist=Radiohead"),
        ("Radiohead and similar artists", "artist=Radiohead; like=Radiohead"),
    ]);
}

#[test]
fn lists_go_on_and_end() {
    check(&[
        ("like Air, Muse and Queen", "like=Air; like=Muse; like=Queen"),
        ("some Drake, Radiohead", "artist=Drake; artist=Radiohead"),
        ("like Air, female vocals, 90-100 bpm", "like=Air; gender=female; bpm=90-100"),
    ]);
}

#[test]
fn slips_are_forgiven_where_a_name_must_stand() {
    check(&[
        ("daft pnuk", "artist=Daft Punk"),
        ("songs by bilie eilish, dark", "artist=Billie Eilish"),
        ("like radiohed", "like=Radiohead"),
        ("some of drakes", "artist=Drake"),
    ]);
}

#[test]
fn titles_are_read_with_their_artist() {
    check(&[
        ("Bohemian Rhapsody by Queen", "song=Bohemian Rhapsody; artist=Queen"),
        ("play africa by toto", "song=Africa; artist=Toto"),
        ("Chandelier by Ilse Varga", "song=Chandelier; artist=Ilse Varga"),
        ("Radiohead - Creep", "artist=Radiohead; song=Creep"),
        ("Creep - Radiohead", "song=Creep; artist=Radiohead"),
        ("the song Creep", "song=Creep"),
        ("Portishead - Roads", "artist=Portishead; song=Roads"),
        ("songs off Dummy", "album=Dummy"),
        ("find me Roads And Rivers, Portishead", "song=Roads And Rivers; artist=Portishead"),
        ("Roads, the Portishead one", "song=Roads; artist=Portishead"),
        ("songs like Bohemian Rhapsody", "likesong=Bohemian Rhapsody"),
        ("\"Bohemian Rhapsody\"", "song=Bohemian Rhapsody"),
        ("the album Hello World by Radiohead", "album=Hello World; artist=Radiohead"),
        ("sad songs by Radiohead", "artist=Radiohead"),
        ("what they call \"swamp\" music", ""),
    ]);
}

#[test]
fn the_standing_of_an_artist_decides_what_is_searched() {
    let held = read("songs by Ilse Varga");
    assert!(matches!(held.pieces[0].meaning, Meaning::Artist { standing: Standing::Held, .. }));
    assert!(held.words.iter().any(|word| word.text == "varga"));
    let known = read("like Daft Punk, happy");
    assert_eq!(known.description, "happy");
    assert!(known.words.iter().all(|word| word.text != "punk"));
    let unheard = read("I love Vrikzul");
    assert!(matches!(unheard.pieces[0].meaning, Meaning::Artist { standing: Standing::Unheard, .. }));
    assert_eq!(unheard.description, "I love Vrikzul");
}
