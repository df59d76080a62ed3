//! The words that negate, and those that only look like it.

use std::sync::LazyLock;

use crate::phrases::Phrases;
use crate::tokens::{Gap, Tokens};

/// How a negator takes its objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// "no": things; a list ends with "or".
    No,
    /// "without" and verbs: things; a list ends with "or" or "and".
    Without,
    /// "not": qualities, or things that are named.
    Not,
    /// "never": qualities only.
    Never,
    /// "less": softened.
    Less,
}

/// A negator and the word after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub(super) way: Way,
    pub(super) end: usize,
}

/// Words that soften what is negated.
pub(super) const DEGREES: &[&str] = &[
    "too",
    "so",
    "very",
    "overly",
    "super",
    "particularly",
    "quite",
    "excessively",
    "extremely",
    "terribly",
    "as",
    "much",
    "many",
    "that",
    "crazy",
    "especially",
    "exactly",
    "hugely",
    "overtly",
    "excessive",
];

/// Words between a negator and its object that change nothing.
pub(super) const LEADING: &[&str] = &[
    "any",
    "the",
    "a",
    "an",
    "being",
    "getting",
    "sounding",
    "feeling",
    "of",
    "it",
    "to",
    "be",
    "sound",
    "anything",
    "something",
    "is",
    "kind",
    "sort",
    "kinda",
    "actual",
    "single",
    "their",
    "his",
    "her",
    "all",
    "becoming",
    "those",
    "my",
    "heard",
    "really",
    "at",
    "having",
    "using",
    "feel",
    "with",
    "more",
    "your",
    "bloody",
    "damn",
    "turning",
    "going",
    "suggestions",
    "by",
    "songs",
    "from",
    "in",
    "like",
    "big",
    "fan",
];

const NO: &str = "\
    no | zero | no more | without any | neither | nor | aint no";
const WITHOUT: &str = "\
    without | sans | minus | avoid | avoiding | avoids | exclude | excluding | except | except for | \
    excepting | other than | apart from | aside from | anything but | everything but | anything except | \
    everything except | all but | hold the | leave out | leaving out | leave off | cut the | lose the | \
    ditch the | ditch | remove | skip | skip the | skip any | skip all | dont want | do not want | dont \
    need | do not need | dont like | do not like | dont add | dont include | dont play | dont use | dont \
    give me | dont love | dont care for | dont enjoy | didnt like | doesnt have | doesnt include | \
    doesnt use | doesnt contain | do not include | do not add | do not use | i hate | we hate | really \
    hate | hates | cant stand | can not stand | cannot stand | dislike | sick of | tired of | instead of \
    | rather than | free of | free from | devoid of | lacking | void of | not a fan of | not a big fan \
    of | not a huge fan of | im not a big | not big on | not into | not keen on | not fond of | steer \
    clear of | stay away from | keep away from | away from | unlike | far from | no need for | stop \
    playing | opposite of | allergic to | wont have | not want | not interested in | excludes | not \
    using";
const NOT: &str = "\
    not | isnt | is not | arent | are not | wasnt | nothing | shouldnt be | should not be | doesnt sound \
    | doesnt feel | dont sound | dont want it | dont want anything | dont want something | dont make it \
    | cant be | must not be | mustnt be | dont be | without being | without getting | without sounding | \
    without feeling | without becoming | without going | non | hardly | does not sound | doesnt get | \
    wont be | not getting | isnt all";
const NEVER: &str = "\
    never";
const LESS: &str = "\
    less | fewer | easy on the | easy on | light on the | light on | lighter on the | lighter on | tone \
    down the | tone down | turn down the | dial down the | dial back the | bring down the | pull back \
    the | ease off the | ease up on | not much | not many | without too much | without too many | \
    without much | no excessive | no overly | are too | is too | were too | was too | little too | bit \
    too | seem too | seems too | sounds too | way too | minimal use of | only a little | a bit less | \
    much less | reduce the | lower the | dont want too much | dont want too many | half as";

/// What a negator begins that is no negation. Each is followed by anything.
const TRAPS: &str = "\
    skip to | skip a | skip intro | no one | no ones | no matter | no way | no problem | no problems | \
    no worries | no rush | no idea | no limit | no limits | no doubt | no nonsense | no frills | no end \
    | no holds barred | no budget | no mans land | no number | no luck | no regrets | no mercy | no \
    escape | no return | no turning | no hope | no home | no time | no place | no where | no thanks | no \
    thank | no longer | no fear | no surrender | no sleep | no stress | no pressure | no hurry | no \
    brainer | no choice | no fuss | no gravity | no questions | no strings attached | no excuses | no \
    going back | no looking back | no big deal | no pain | no more waiting | no that | no i | no im | no \
    its | no good | no bad | no better | no smoking | no small | no ordinary | no other | no exit | no \
    trespassing | no contest | no joke | no worry | no sweat | no wonder | no need to | no compromise | \
    no retreat | no prisoners | no survivors | no sense of | no apologies | no shame | no remorse | no \
    preference | no particular | no specific | no light | no signal | no entry | not only | not just | \
    not bad | not sure | not your | not one | not yet | not to | not necessarily | not least | not \
    afraid | not what | not for | not my | not enough | not even | not know | not unlike | not merely | \
    not simply | not seeing | not alone | not far | not long | not today | not now | not quite | not \
    exactly | not there | not that i | not going | not giving | not looking | not ready | not impossible \
    | not available | not specific | without limits | without limit | without end | without a doubt | \
    without doubt | without fail | without hesitation | without a care | without borders | without a \
    trace | without you | without me | without him | without them | without warning | without further | \
    without question | without mercy | without rules | without hope | without fear | without a sound | \
    without a word | without exception | without a map | without pause | without sleep | without \
    stopping | without pausing | without regret | without a break | nothing but | nothing like a | \
    nothing like the | nothing like some | nothing short | nothing else | nothing beats | nothing can | \
    nothing compares | nothing better | nothing more | nothing less | nothing to | nothing is | nothing \
    left | nothing much | nothing matters | nothing says | nothing in | nothing at | nothing in \
    particular | nothing happens | nothing moves | nothing special | never not | never mind | never \
    ending | never gonna | less than | less is | zero gravity | zero g | zero hour | minus one | minus \
    world | hold the line | hold the door | lose the | cut the rope | all but one | non stop | non \
    player | non linear | non fiction | neither here | rather than later | nothing fancy";

/// Words before "not" and "less" that take the negation away.
const BEFORE: &[(&str, &str)] = &[
    ("why", "not"),
    ("if", "not"),
    ("whether", "not"),
    ("or", "not"),
    ("or", "less"),
    ("no", "less"),
    ("nothing", "less"),
    ("never", "less"),
    ("much", "not"),
    ("more", "less"),
    ("cant", "avoid"),
    ("never", "not"),
    ("and", "never"),
];

/// The negator that begins at a word.
pub(super) fn at(tokens: &Tokens<'_>, at: usize) -> Option<Cue> {
    static CUES: LazyLock<Phrases<Way>> = LazyLock::new(|| {
        Phrases::read(&[
            (Way::No, NO),
            (Way::Without, WITHOUT),
            (Way::Not, NOT),
            (Way::Never, NEVER),
            (Way::Less, LESS),
        ])
    });
    static LOOK_ALIKES: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::read(&[((), TRAPS)]));
    let (cues, traps) = (&*CUES, &*LOOK_ALIKES);
    let counted = tokens.word(at) == "no" && tokens.word(at + 1).bytes().all(|byte| byte.is_ascii_digit());
    let trapped = traps.at(tokens, at).is_some()
        || counted
        || BEFORE
            .iter()
            .any(|(before, word)| at > 0 && tokens.word(at) == *word && tokens.word(at - 1) == *before);
    if trapped && !nobody_sings(tokens, at) {
        return None;
    }
    // "w/o" is two words with a slash between.
    if tokens.word(at) == "w" && tokens.word(at + 1) == "o" && tokens.gap(at + 1) == Gap::Slash {
        return Some(Cue { way: Way::Without, end: at + 2 });
    }
    let (words, way) = cues.at(tokens, at)?;
    Some(Cue { way, end: at + words })
}

/// "no one singing" negates for once.
fn nobody_sings(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.has(at, &["no", "one", "singing"])
}
