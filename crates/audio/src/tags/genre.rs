//! Genre fields taken apart.

use hark_track::Genre;
use lofty::id3::v1::GENRES;

/// The genres of one field: split at `;`, `/`, `,` and NUL, unless the whole is the name of a genre (`Hip Hop / Rap`).
/// References to the ID3v1 list (`(17)`, `17`, `(4)Eurodisco`, `(RX)`) are resolved.
pub(super) fn split(field: &str) -> Vec<String> {
    let parts = field.split(['\0', ';']).flat_map(|part| match Genre::parse(part.trim()) {
        Some(_) => vec![part],
        None => part.split(['/', ',']).collect(),
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).flat_map(resolve).collect()
}

/// ID3v2.3, 4.2.1: numbers in parentheses, one after another, then optionally a refinement in words; `((` begins a
/// refinement that itself begins with a parenthesis. ID3v2.4 drops the parentheses.
fn resolve(text: &str) -> Vec<String> {
    if let Some(name) = numbered(text) {
        return vec![name];
    }
    let mut rest = text;
    let mut names = Vec::new();
    while let Some((reference, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        let Some(name) = numbered(reference) else { break };
        names.push(name);
        rest = after.trim_start();
    }
    let rest = rest.strip_prefix('(').filter(|inner| inner.starts_with('(')).unwrap_or(rest);
    if !rest.is_empty() {
        names.push(rest.to_owned());
    }
    names
}

fn numbered(reference: &str) -> Option<String> {
    match reference {
        "RX" => Some("Remix".to_owned()),
        "CR" => Some("Cover".to_owned()),
        number => GENRES.get(number.parse::<usize>().ok()?).map(|&name| name.to_owned()),
    }
}
