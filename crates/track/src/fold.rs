//! Folding of text, so that "Beyoncé", "BEYONCE" and "beyonce" are one word.
//!
//! One definition serves the catalogue, the index and the query; two would disagree one day, and exact matches would
//! stop being found.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Case, diacritics, width and typographic variants folded away; other characters untouched.
///
/// Compatibility decomposition (Unicode NFKD), combining marks dropped, lower case, and the Latin letters that do not
/// decompose (ß, æ, ø, ł …) spelled out.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '’' | '‘' | '`' | '´' | 'ʼ' => folded.push('\''),
            // Lower-casing can bring a mark forth (İ becomes i + U+0307).
            mark if is_combining_mark(mark) => {}
            other => folded.push(other),
        }
    }
    folded
}

/// The words of a text: folded runs of letters and digits. An apostrophe inside a word is dropped without splitting it
/// ("don't" is `dont`), so that both spellings meet.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in fold(text).chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if letter != '\'' && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A name for comparison: its [`words`] joined by single blanks. Empty when it has neither letters nor digits.
pub fn name(text: &str) -> String {
    words(text).join(" ")
}

/// A name with everything but letters and digits removed: `R&B / Soul` and `r-b-soul` are both `rbsoul`.
pub fn compact(text: &str) -> String {
    words(text).concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_diacritics_and_width_fold_away() {
        for (text, folded) in [
            ("Beyoncé", "beyonce"),
            ("Łódź", "lodz"),
            ("STRAẞE", "strasse"),
            ("Ｆｕｌｌ", "full"),
            ("İ", "i"),
            ("Ørsted", "orsted"),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert_eq!(name("  Don’t — Stop! (Me)  "), "dont stop me");
        assert_eq!(compact("R&B / Soul / Funk"), "rbsoulfunk");
        assert_eq!(words("東京 事変"), ["東京", "事変"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
            let once = name(&text);
            prop_assert_eq!(name(&once), once);
        }
    }
}
