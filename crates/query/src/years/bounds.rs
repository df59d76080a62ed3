//! What is said before and after years: "released after", "pre-", "or newer", "through today".

use crate::tokens::Tokens;

/// How years bound what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    None,
    /// "from the", "released in".
    In,
    Before,
    Until,
    After,
    Since,
}

/// What is said before years.
const LEADS: &[(Bound, &[&[&str]])] = &[
    (
        Bound::In,
        &[
            &["from"],
            &["released", "in"],
            &["recorded", "in"],
            &["made", "in"],
            &["came", "out", "in"],
            &["out", "in"],
            &["written", "in"],
            &["back", "in"],
            &["year"],
            &["circa"],
            &["in", "the"],
            &["of", "the"],
            &["from", "the"],
            &["from", "around"],
            &["released"],
            &["of"],
            &["during", "the"],
            &["dated"],
            &["in"],
            &["out", "of", "the"],
        ],
    ),
    (
        Bound::Before,
        &[
            &["before"],
            &["from", "before"],
            &["pre"],
            &["older", "than"],
            &["earlier", "than"],
            &["released", "before"],
            &["prior", "to"],
            &["made", "before"],
        ],
    ),
    (
        Bound::Until,
        &[
            &["until"],
            &["till"],
            &["up", "to"],
            &["through"],
            &["no", "later", "than"],
            &["not", "after"],
            &["no", "newer", "than"],
        ],
    ),
    (
        Bound::After,
        &[
            &["after"],
            &["from", "after"],
            &["post"],
            &["newer", "than"],
            &["later", "than"],
            &["released", "after"],
            &["made", "after"],
            &["more", "recent", "than"],
        ],
    ),
    (
        Bound::Since,
        &[
            &["since"],
            &["released", "since"],
            &["not", "before"],
            &["no", "older", "than"],
            &["no", "earlier", "than"],
            &["not", "older", "than"],
        ],
    ),
];

/// What is said before the years, and the word at which it begins.
pub(super) fn before(tokens: &Tokens<'_>, at: usize) -> (Bound, usize) {
    let article = at > 0 && tokens.word(at - 1) == "the" && tokens.gap(at).binds();
    for place in [at, at - usize::from(article)] {
        let found = LEADS
            .iter()
            .filter_map(|(bound, ways)| Some((tokens.longest_before(place, ways)?, *bound)))
            .max_by_key(|(words, _)| *words);
        if let Some((words, bound)) = found {
            return (bound, place - words);
        }
    }
    (Bound::None, at)
}

/// "or newer", "and earlier", "through today", "+" after the years, and the word after it.
pub(super) fn after(tokens: &Tokens<'_>, at: usize) -> Option<(Bound, usize)> {
    const SINCE: &[&[&str]] = &[
        &["or", "newer"],
        &["or", "later"],
        &["and", "newer"],
        &["and", "later"],
        &["onwards"],
        &["onward"],
        &["and", "up"],
        &["through", "today"],
        &["to", "today"],
        &["until", "today"],
        &["to", "now"],
        &["until", "now"],
        &["till", "now"],
        &["to", "present"],
        &["to", "the", "present"],
        &["through", "the", "present"],
        &["through", "now"],
        &["and", "after"],
        &["or", "after"],
        &["and", "beyond"],
        &["on"],
        &["forward"],
        &["or", "more", "recent"],
        &["and", "onwards"],
        &["and", "on"],
    ];
    const UNTIL: &[&[&str]] = &[
        &["or", "older"],
        &["or", "earlier"],
        &["and", "older"],
        &["and", "earlier"],
        &["and", "before"],
        &["or", "before"],
    ];
    if !tokens.gap(at).binds() {
        return None;
    }
    let since = tokens.longest(at, SINCE).map(|words| (Bound::Since, at + words));
    // "1999 on vinyl" is no range.
    let since = since.filter(|(_, end)| tokens.word(at) != "on" || !tokens.gap(*end).binds());
    since.or_else(|| tokens.longest(at, UNTIL).map(|words| (Bound::Until, at + words)))
}
