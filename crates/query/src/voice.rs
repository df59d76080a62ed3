//! Whether anybody sings, and who: "instrumental", "with vocals", "female singer", "sung by a woman". "No vocals" is a
//! negation of [`sung`].

use std::ops::Range;

use hark_track::Gender;

use crate::claim::Claim;
use crate::piece::{Meaning, Voice};
use crate::tokens::Tokens;

/// Words for the voice itself. Described in any other way than by gender ("whispered vocals") they are description.
const SUNG: &[&str] = &[
    "vocals",
    "vocal",
    "singing",
    "lyrics",
    "lyric",
    "words",
    "voice",
    "voices",
    "singer",
    "singers",
    "vocalist",
    "vocalists",
    "vox",
    "sung",
    "lyrical",
    "verses",
];
/// Words for a person or thing that sings.
const SINGERS: &[&str] = &[
    "vocals",
    "vocal",
    "vocalist",
    "vocalists",
    "voice",
    "voices",
    "singer",
    "singers",
    "singing",
    "lead",
    "fronted",
    "sung",
    "vox",
    "artist",
    "artists",
    "rapper",
    "rappers",
    "musician",
    "musicians",
    "crooner",
    "led",
    "performer",
    "performers",
    "songwriter",
    "songwriters",
];

pub(crate) fn claims(tokens: &Tokens<'_>) -> Vec<Claim> {
    let claim = |at| gender(tokens, at).or_else(|| vocal(tokens, at)).or_else(|| instrumental(tokens, at));
    (0..tokens.len()).filter_map(claim).collect()
}

/// The words for the voice that stand at a position, as the object of a negation: "vocals", "any singing", "lyrics".
pub(crate) fn sung(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let word = tokens.word(at);
    let next = tokens.word(at + 1);
    let more = tokens.gap(at + 1).binds();
    if matches!(word, "human" | "lead" | "sung" | "vocal") && more && SUNG.contains(&next) {
        return Some(at..at + 2);
    }
    // "word play" and "voice memos" are other things.
    let compound = more
        && matches!(
            next,
            "chops"
                | "chop"
                | "samples"
                | "sample"
                | "effects"
                | "memo"
                | "memos"
                | "over"
                | "overs"
                | "processing"
                | "harmonies"
                | "loops"
        );
    let solo = matches!(word, "lyrical" | "verses" | "lyric") || compound;
    (SUNG.contains(&word) && !solo).then_some(at..at + 1)
}

/// "vocal-free", "lyricless", "non-vocal".
fn instrumental(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let free = tokens.word(at + 1) == "free" && tokens.gap(at + 1).binds();
    let end = match tokens.word(at) {
        "instrumental" | "instrumentals" | "instrumentally" | "voiceless" | "vocalless" | "lyricless"
        | "nonvocal" => at + 1,
        "vocal" | "lyric" | "lyrics" | "vocals" | "voice" if free => at + 2,
        "non" if tokens.gap(at + 1).binds() && tokens.word(at + 1) == "vocal" => at + 2,
        _ => return None,
    };
    Some(Claim::new(at..end, at..end, Meaning::Voice(Voice::Instrumental)))
}

/// "with vocals", "has singing", "songs with lyrics", "must have vocals", "vocals please".
fn vocal(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    const LEADS: &[&[&str]] = &[
        &["with"],
        &["has"],
        &["have"],
        &["having"],
        &["include"],
        &["includes"],
        &["including"],
        &["featuring"],
        &["containing"],
        &["with", "some"],
        &["has", "some"],
        &["have", "some"],
        &["with", "actual"],
        &["needs"],
        &["need"],
        &["want"],
        &["wants"],
        &["with", "a"],
        &["has", "a"],
        &["with", "real"],
        &["with", "the"],
        &["add"],
        &["contains"],
        &["there", "is"],
        &["theres"],
        &["someone"],
        &["somebody"],
        &["with", "someone"],
        &["with", "somebody"],
        &["with", "human"],
        &["want", "some"],
        &["need", "some"],
        &["that", "has"],
        &["got"],
        &["yes"],
        &["prefer"],
    ];
    let core = sung(tokens, at).filter(|core| core.len() == 1)?;
    let closed = !tokens.gap(core.end).binds() || !MODIFIED.contains(&tokens.word(core.end));
    let alone = !tokens.gap(at).binds()
        && (!tokens.gap(core.end).binds()
            || matches!(
                tokens.word(core.end),
                "please" | "only" | "required" | "needed" | "wanted" | "included"
            ));
    let asked = matches!(tokens.word(at), "vocals" | "singing" | "vocal" | "lyrics") && alone;
    let words =
        tokens.longest_before(at, LEADS).filter(|_| closed && tokens.word(at) != "vocal").unwrap_or(0);
    if words == 0 && !asked {
        return None;
    }
    Some(Claim::new(at - words..core.end, core, Meaning::Voice(Voice::Vocal)))
}

/// Nouns that turn "vocal" and "voice" into something else.
const MODIFIED: &[&str] = &[
    "chops",
    "chop",
    "samples",
    "sample",
    "effects",
    "memo",
    "memos",
    "over",
    "overs",
    "processing",
    "loops",
    "harmonies",
    "coming",
    "in",
];

fn gender(tokens: &Tokens<'_>, at: usize) -> Option<Claim> {
    let (gender, end) = gendered(tokens, at).or_else(|| sung_by(tokens, at))?;
    let start = if tokens.longest_before(at, &[&["with", "a"]]).is_some() {
        at - 2
    } else {
        at - tokens.longest_before(at, &[&["with"], &["a"]]).unwrap_or(0)
    };
    Some(Claim::new(start..end, at..end, Meaning::Gender(gender)))
}

/// "female vocals", "female-fronted", "woman singing", "female country artists", "girl singer".
fn gendered(tokens: &Tokens<'_>, at: usize) -> Option<(Gender, usize)> {
    let gender = gender_of(tokens.word(at))?;
    // A word or two may stand between: "female lead vocals", "female country artists", "male deep voice".
    for end in at + 1..at + 4 {
        if !tokens.gap(end).binds()
            || matches!(tokens.word(end), "and" | "or" | "with" | "choir" | "chorus" | "is" | "in" | "the")
        {
            return None;
        }
        if SINGERS.contains(&tokens.word(end)) {
            let more = tokens.gap(end + 1).binds() && SINGERS.contains(&tokens.word(end + 1));
            return Some((gender, end + 1 + usize::from(more)));
        }
    }
    None
}

/// "sung by a woman", "a woman sings".
fn sung_by(tokens: &Tokens<'_>, at: usize) -> Option<(Gender, usize)> {
    const LEADS: &[&[&str]] = &[
        &["sung", "by"],
        &["singing", "by"],
        &["vocals", "by"],
        &["voiced", "by"],
        &["performed", "by"],
        &["vocals", "from"],
    ];
    if let Some(words) = tokens.longest(at, LEADS) {
        let place = at + words + usize::from(matches!(tokens.word(at + words), "a" | "an" | "some" | "the"));
        let place = place + usize::from(matches!(tokens.word(place), "young" | "old"));
        return gender_of(tokens.word(place)).map(|gender| (gender, place + 1));
    }
    let sings = matches!(tokens.word(at + 1), "singing" | "sings" | "sing") && tokens.gap(at + 1).binds();
    gender_of(tokens.word(at)).filter(|_| sings).map(|gender| (gender, at + 2))
}

fn gender_of(word: &str) -> Option<Gender> {
    match word {
        "female" | "females" | "woman" | "women" | "girl" | "girls" | "lady" | "ladies" | "womans"
        | "womens" | "femme" => Some(Gender::Female),
        "male" | "males" | "man" | "men" | "guy" | "guys" | "boy" | "boys" | "mans" | "mens" => {
            Some(Gender::Male)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
