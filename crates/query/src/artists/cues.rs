//! The words that lead to names and that follow them.

use std::sync::LazyLock;

use crate::phrases::Phrases;
use crate::piece::Role;
use crate::tokens::Tokens;

/// How surely a name stands behind a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// Anything may stand here ("some", "play").
    Weak,
    /// A name or something much like it ("by", "like").
    Strong,
    /// Nothing but a name ("the band").
    Sure,
}

/// Words that lead to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) role: Role,
    pub(super) trust: Trust,
    /// The word after it.
    pub(super) end: usize,
}

const SURE: &str = "\
    the band | the group | the artist | the singer | the rapper | the composer | the duo | the producer \
    | by the band | by the group | by the artist | by the singer | by the rapper | by the composer | \
    artist | from the group | from the band | by the legend himself | by the legendary | by the great";
const STRONG: &str = "\
    by | songs from | music from | tracks from | stuff from | something from | some from | more from | \
    anything from | tunes from | hits from | playlist from | song from | track from | one from | songs \
    of | fan of | music of | some of | more of | few of | works of | feat | featuring | ft | covers of | \
    remix of | nice from | songs with | not a fan of | cant stand | thing for";
const WEAK: &str = "\
    some | more | play | play me | play some | add | adding | hear | listen to | how about | what about \
    | lets get | include | love | i love | i like | i also like | also like | we like | i really like | \
    id like | would like | i want | want | any | throw in | put on | find | find me | find more | show \
    me | show me more | give me | playlist for | get | bit of | see about | i meant | mean | even | \
    maybe | from | of | need | wow | add some | i enjoy | loved | oh | with | no | not | except | \
    anything but | everything but | anything except | everything except | minus | without | less | no \
    more | hate | dont like | dont want | than | music | new | the new | also | looking for | songs | \
    avoid | skip | excluding | instead of | rather than | prefer | old | classic | got any | i need | i \
    want to hear | i dont like | we love | then | im a big | tired of | sick of | for some";
const LIKE: &str = "\
    in the style of | style of | in style of | in the vein of | in the spirit of | in the manner of | in \
    the mold of | in the mould of | in the tradition of | along the lines of | similar to | similar \
    artists to | similar artist to | similar bands to | similar vein to | sounds like | sound like | \
    sounding like | sounds a lot like | reminiscent of | reminds me of | remind me of | reminding me of \
    | inspired by | influenced by | artists like | artist like | bands like | band like | something like \
    | songs like | song like | music like | stuff like | anything like | kind of like | like | as if | \
    for fans of | fans of | a la | akin to | comparable to | close to | closer to | closely to | \
    somewhere between | something between | a cross between | cross between | a mix of | a blend of | \
    mix between | a mashup of | halfway between | channeling | channelling | channels | evoking | evokes \
    | think | a hint of | shades of | touch of | echoes of | nods to | a nod to | homage to | tribute to \
    | imitating | resembling | resembles | the way of | a bit like | feels like | like the band | like \
    the artist | like the group | like the composer | artists similar to | songs similar to | music \
    similar to | a lot like | more like | just like | vibes of | feel of | sound of | vibe of | if | \
    recalling | recalls | in a similar vein to | similarly to";

/// What follows a name that lends its sound.
const AFTER: &str = "\
    type beat | type beats | type | style | styled | vibe | vibes | esque | inspired | influenced | like \
    | ish | sound | feel | flavor | flavour | aesthetic | energy | mood | kind | sounding | soundalike | \
    sound alike | style of";

/// The cue that begins at a word: the longest.
pub(super) fn before(tokens: &Tokens<'_>, at: usize) -> Option<Cue> {
    static CUES: LazyLock<Phrases<(Role, Trust)>> = LazyLock::new(|| {
        let by = |trust| (Role::By, trust);
        let like = (Role::Like, Trust::Strong);
        Phrases::read(&[
            (by(Trust::Sure), SURE),
            (by(Trust::Strong), STRONG),
            (like, LIKE),
            (by(Trust::Weak), WEAK),
        ])
    });
    let (words, (role, trust)) = CUES.at(tokens, at)?;
    let end = at + words;
    let role = if words == 1 && tokens.word(at) == "like" { like(tokens, at) } else { role };
    // "I like" leads to anything at all.
    let trust = if words == 1 && role == Role::By && tokens.word(at) == "like" { Trust::Weak } else { trust };
    // "if Radiohead scored" and "think Enya" may as well go on with anything.
    let trust = if words == 1 && matches!(tokens.word(at), "if" | "think") { Trust::Weak } else { trust };
    // "Game of Thrones" is one name.
    let inside = words == 1
        && matches!(tokens.word(at), "of" | "with" | "from" | "off")
        && tokens.gap(at).binds()
        && at > 0
        && tokens.upper(at - 1)
        && tokens.upper(at + 1);
    (!inside).then_some(Cue { role, trust, end })
}

/// "like" is a verb behind somebody who likes.
fn like(tokens: &Tokens<'_>, at: usize) -> Role {
    let before = at.checked_sub(1).map_or("", |before| tokens.word(before));
    let verb = matches!(
        before,
        "i" | "we"
            | "also"
            | "really"
            | "would"
            | "id"
            | "generally"
            | "do"
            | "dont"
            | "she"
            | "he"
            | "kids"
            | "friends"
            | "didnt"
            | "you"
    );
    if verb && tokens.gap(at).binds() { Role::By } else { Role::Like }
}

/// Words after a name that make it one whose sound is meant, and whether they are about music for sure.
pub(super) fn after(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Trust)> {
    if !tokens.gap(at).binds() {
        return None;
    }
    static WAYS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::read(&[((), AFTER)]));
    let (words, ()) = WAYS.at(tokens, at)?;
    // "X like Y" compares something else, and only a hyphen makes "X-like".
    if tokens.word(at) == "like" && tokens.gap(at) == crate::tokens::Gap::Blank {
        return None;
    }
    let trust =
        if matches!(tokens.word(at), "type" | "esque") || words > 1 { Trust::Strong } else { Trust::Weak };
    Some((at + words, trust))
}

/// Words after which nothing belongs to a name any more.
pub(super) const CLOSERS: &[&str] = &[
    "but",
    "with",
    "at",
    "meets",
    "and",
    "or",
    "for",
    "without",
    "in",
    "please",
    "pls",
    "too",
    "also",
    "then",
    "instead",
    "next",
    "as",
    "to",
    "on",
    "from",
    "no",
    "not",
    "around",
    "under",
    "over",
    "though",
    "style",
    "vibes",
    "vibe",
    "type",
    "songs",
    "song",
    "music",
    "tracks",
    "track",
    "album",
    "albums",
    "stuff",
    "hits",
    "would",
    "is",
    "are",
    "was",
    "who",
    "that",
    "this",
    "because",
    "when",
    "while",
    "instrumental",
    "x",
    "vs",
    "plus",
    "scored",
    "playing",
    "played",
    "itself",
    "themselves",
    "or",
    "somewhere",
    "by",
    "like",
    "sung",
    "feat",
    "ft",
    "featuring",
    "if",
    "only",
    "just",
    "mixed",
    "crossed",
    "has",
    "have",
    "the",
    "into",
    "after",
    "before",
    "since",
    "until",
    "minus",
    "tunes",
    "beat",
    "beats",
    "bpm",
    "a",
    "alone",
    "solo",
    "live",
    "covers",
    "could",
    "do",
    "does",
    "did",
    "can",
    "again",
    "today",
    "now",
    "there",
    "discography",
    "remix",
];
