//! Versions of one recording: what is left of a title when "(Live)", "- Remastered 2011" and "[feat. …]" are taken away.

use crate::fold;

/// Words that mark what stands in brackets, or after a dash, as the name of a version.
const MARKS: &[&str] = &[
    "acapella",
    "acappella",
    "acoustic",
    "bonus",
    "clean",
    "cover",
    "cut",
    "demo",
    "dub",
    "edit",
    "explicit",
    "extended",
    "fast",
    "feat",
    "featuring",
    "ft",
    "instrumental",
    "karaoke",
    "live",
    "loop",
    "mix",
    "mono",
    "original",
    "piano",
    "radio",
    "remaster",
    "remastered",
    "remix",
    "remixed",
    "reprise",
    "rework",
    "session",
    "short",
    "single",
    "slow",
    "slowed",
    "sped",
    "stereo",
    "take",
    "unplugged",
    "version",
    "vip",
    "with",
];

/// The folded title without the names of versions: the same for every version of a recording. A title of nothing else is
/// kept whole, so "Live" by itself is a title.
pub fn base_title(title: &str) -> String {
    let mut rest = title.trim();
    while let Some(shorter) = without_last_mark(rest) {
        rest = shorter.trim_end();
    }
    let rest = without_featured(rest);
    let base = fold::name(rest);
    if base.is_empty() { fold::name(title) } else { base }
}

/// Without a last bracket or a last part after a dash that names a version.
fn without_last_mark(title: &str) -> Option<&str> {
    let (open, inner) = match title.chars().last()? {
        ')' => last_bracket(title, '(')?,
        ']' => last_bracket(title, '[')?,
        _ => {
            let at = title.rfind(" - ").or_else(|| title.rfind(" – "))?;
            (at, &title[at..])
        }
    };
    (open > 0 && is_version(inner)).then(|| &title[..open])
}

fn last_bracket(title: &str, open: char) -> Option<(usize, &str)> {
    let at = title.rfind(open)?;
    Some((at, &title[at..]))
}

fn is_version(text: &str) -> bool {
    fold::words(text).iter().any(|word| MARKS.binary_search(&word.as_str()).is_ok())
}

/// Without " feat. …" outside brackets.
fn without_featured(title: &str) -> &str {
    let lower = title.to_ascii_lowercase();
    let at = [" feat. ", " feat ", " ft. ", " ft ", " featuring "]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min();
    &title[..at.unwrap_or(title.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_a_recording_have_one_title() {
        assert!(MARKS.is_sorted());
        for title in [
            "Night Drive",
            "Night Drive (Live at the Dome)",
            "Night Drive [Remastered 2011]",
            "Night Drive - Radio Edit",
            "Night Drive (feat. Ilse) (Extended Mix)",
            "night drive feat. Ilse Varga",
            "Night Drive (sped up)",
        ] {
            assert_eq!(base_title(title), "night drive", "{title}");
        }
        for (title, base) in [
            ("Live", "live"),
            ("(Live)", "live"),
            ("Night Drive (Part Two)", "night drive part two"),
            ("One - Two", "one two"),
            ("", ""),
            ("夜 (Live)", "夜"),
        ] {
            assert_eq!(base_title(title), base, "{title}");
        }
    }
}
