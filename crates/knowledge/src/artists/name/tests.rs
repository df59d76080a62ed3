//! Which spellings are one name, and which are not.

use proptest::prelude::*;

use super::*;

#[test]
fn spellings_of_one_name_meet() {
    for (name, same) in [
        ("The Beatles", "beatles"),
        ("Beatles, The", "beatles"),
        ("Simon & Garfunkel", "simon and garfunkel"),
        ("Florence + The Machine", "Florence and the Machine"),
        ("Guns N’ Roses", "guns and roses"),
        ("Beyoncé", "BEYONCE"),
        ("A$AP Rocky", "asap rocky"),
        ("Ke$ha", "kesha"),
        ("$uicideboy$", "suicideboys"),
        ("P!nk", "pink"),
        ("Jay-Z", "jay z"),
    ] {
        assert_eq!(key(name), key(same), "{name}");
    }
}

#[test]
fn different_names_stay_apart() {
    for (name, other) in [("The The", "The"), ("50 Cent", "$50 Cents"), ("And", "N"), ("Wham!", "Whami")] {
        assert_ne!(key(name), key(other), "{name}");
    }
}

#[test]
fn a_name_of_signs_has_no_key() {
    assert_eq!((key("!!!"), key(""), key("+/-")), (String::new(), String::new(), String::new()));
}

#[test]
fn words_are_counted_as_people_count_them() {
    assert_eq!(word_count("The Jimi Hendrix Experience"), 4);
    assert_eq!(word_count(" -- "), 0);
}

proptest! {
    #[test]
    fn the_one_pass_agrees_with_the_definition(name in "[^$!]{0,40}") {
        prop_assert_eq!(words(&name), fold::name(&name));
    }

    #[test]
    fn a_key_is_its_own_key_unless_it_begins_with_an_article(name in "\\PC{0,30}") {
        let once = key(&name);
        if !once.starts_with("the ") {
            prop_assert_eq!(key(&once), once);
        }
    }
}
