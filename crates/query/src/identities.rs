//! Queries that are identities rather than words.

/// Identities in place of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identities {
    /// The query is all digits. It may still be a name ("1999"), so a searcher that does not find the identity goes
    /// on to the words.
    One(String),
    /// Several runs of digits, separated by commas.
    Many(Vec<String>),
}

/// The identities of a query that consists of nothing else.
pub(crate) fn read(text: &str) -> Option<Identities> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if !parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    Some(match parts.as_slice() {
        [one] => Identities::One((*one).to_owned()),
        many => Identities::Many(many.iter().map(|part| (*part).to_owned()).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_alone_or_between_commas_are_identities_and_nothing_else_is() {
        assert_eq!(read("123"), Some(Identities::One("123".into())));
        assert_eq!(read("1, 2,3"), Some(Identities::Many(vec!["1".into(), "2".into(), "3".into()])));
        for text in ["", "12 34", "1,", ",", "99 luftballons", "-5", "1.5", "１２"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
