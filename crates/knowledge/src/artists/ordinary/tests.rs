//! Words that are names, names that are no words.

use super::*;

#[test]
fn common_words_in_any_form_are_ordinary() {
    for name in [
        "Air",
        "Low",
        "Yes",
        "Muse",
        "The Doors",
        "The Cars",
        "Kiss",
        "America",
        "Live",
        "Lower",
        "Humming",
        "Berries",
        "311",
        "X",
        "The Band",
        "Hurts",
        "Stoned",
        "Smiley",
    ] {
        assert!(is_ordinary_word(name), "{name}");
    }
}

#[test]
fn proper_names_are_not() {
    for name in ["Metallica", "Daft Punk", "Low Roar", "Beyoncé", "Coldplay", "Radiohead", "", "!!!", "東京"]
    {
        assert!(!is_ordinary_word(name), "{name}");
    }
}

#[test]
fn the_list_is_sorted_plain_and_without_repetition() {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    assert!(words.is_sorted_by(|a, b| a < b));
    assert!(words.iter().all(|word| word.bytes().all(|letter| letter.is_ascii_lowercase())));
}
