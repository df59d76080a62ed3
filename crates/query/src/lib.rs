//! What the asker meant: plain words to an [`Intent`].
//!
//! Pure: no catalogue, no clock, no I/O. Reading never fails, because plain words are never wrong; what is not
//! recognised stays a word. Whether a recognised name exists is for the searcher to find out, so readings are
//! *candidates*, most specific first.

mod identities;
mod names;
mod words;

pub use identities::Identities;
pub use names::NameReading;
pub use words::Word;

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The query is nothing but identities.
    pub identities: Option<Identities>,
    /// Ways to read the query as the name of a track, an artist or an album, most specific first.
    pub names: Vec<NameReading>,
    /// The words to look for, in order.
    pub words: Vec<Word>,
    /// The text whose meaning is looked for: the query without surrounding blanks and control characters.
    pub text: String,
}

/// Reads a query. Linear in its length.
pub fn read(query: &str) -> Intent {
    let text: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim().to_owned();
    Intent { identities: identities::read(&text), names: names::read(&text), words: words::read(&text), text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_without_failing_and_always_the_same_way(text in "\\PC{0,200}") {
            let intent = read(&text);
            prop_assert_eq!(&intent, &read(&text));
            prop_assert!(intent.names.len() <= NameReading::MAX);
            prop_assert!(intent.words.iter().all(|word| !word.text.is_empty()));
        }

        #[test]
        fn blanks_around_a_query_mean_nothing(text in "[a-z ,0-9-]{0,40}") {
            prop_assert_eq!(read(&format!(" \t{text}\n")), read(&text));
        }
    }
}
