//! Small checks on text that several modules share.

use crate::error::Error;

/// `text` shortened to at most `limit` characters, with `…` when something was cut.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Text for storage: line breaks and tabs become blanks, other control characters vanish, the ends are trimmed.
pub(crate) fn cleaned(text: &str) -> String {
    let visible = text.trim();
    if !visible.chars().any(char::is_control) {
        return visible.to_owned();
    }
    let kept = visible.chars().filter(|c| !c.is_control() || c.is_whitespace());
    kept.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Checks a name that people will read in lists: 1 to `limit` characters, none of them a control character.
pub(crate) fn checked_name<'a>(what: &'static str, name: &'a str, limit: usize) -> Result<&'a str, Error> {
    let length = name.chars().take(limit + 1).count();
    let fine =
        (1..=limit).contains(&length) && !name.chars().any(char::is_control) && !name.trim().is_empty();
    if fine { Ok(name) } else { Err(Error::BadName { what, limit, got: shortened(name, 40) }) }
}
