//! Texts to terms: the one place that decides which spellings are the same word.

use hark_track::fold;
use hark_track::vocabulary;

/// The terms of a text, in order: folded words without plural endings. Compound tags of open catalogues
/// (`electricguitar`) become their parts.
pub fn terms(text: &str) -> Vec<String> {
    fold::words(text)
        .iter()
        .flat_map(|word| match vocabulary::split_compound(word) {
            Some(parts) => parts.into_iter().map(stem).collect(),
            None => vec![stem(word)],
        })
        .collect()
}

/// A word without its plural ending: Harman's S-stemmer ("How effective is suffixing?", JASIS 42, 1991). It never
/// maps two unrelated words together, which matters in names and in languages other than English.
fn stem(word: &str) -> String {
    let ends = |suffix: &str, except: &[&str]| {
        word.len() > 3 && word.ends_with(suffix) && !except.iter().any(|e| word.ends_with(e))
    };
    if ends("ies", &["eies", "aies"]) {
        format!("{}y", &word[..word.len() - 3])
    } else if ends("es", &["aes", "ees", "oes"]) || ends("s", &["us", "ss", "es"]) {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_meet_their_singular_and_other_words_stay() {
        for (text, expected) in [
            ("Guitars", "guitar"),
            ("Melodies", "melody"),
            ("voices", "voice"),
            ("bass", "bass"),
            ("chorus", "chorus"),
            ("Beyoncé's", "beyonce"),
            ("90s", "90s"),
            ("Les Misérables", "les miserable"),
        ] {
            assert_eq!(terms(text).join(" "), expected);
        }
    }

    #[test]
    fn compound_tags_become_their_parts() {
        assert_eq!(terms("electricguitar"), ["electric", "guitar"]);
        assert_eq!(terms("easylistening, drumnbass"), ["easy", "listening", "drum", "n", "bass"]);
    }
}
