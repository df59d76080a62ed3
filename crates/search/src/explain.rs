//! Why a track is where it is, and what was understood: the same numbers that made the order, in words.

use hark_index::Snapshot;
use hark_knowledge::Lexicon;
use hark_query::{Intent, Piece, Polarity};
use hark_track::Axis;

use crate::evidence::{Evidence, wanted};
use crate::names::NameMatch;
use crate::rank::Ranked;
use crate::sound;
use crate::wish::Wish;

/// Reasons of one kind that are named, at most.
const MOST: usize = 5;
/// Evidence on one axis of sound from which on it is a reason.
const TELLING: f32 = 0.25;

/// One thing that was understood in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The words of the query.
    pub text: String,
    /// What they mean, as label and value: `bpm=120`, `not=guitar`, `mood=dark`, `like=Daft Punk`.
    pub meaning: String,
    /// What follows.
    pub effect: Effect,
}

/// What follows from something understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Tracks measured not to comply are left out.
    Filter,
    /// Tracks tagged with it are left out, tracks that sound like it fall behind.
    Excluded,
    /// Tracks like it fall behind.
    Penalty,
    /// The named come first.
    Name,
    /// Tracks like it are looked for.
    Target,
}

impl Effect {
    /// The API's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Filter => "filter",
            Effect::Excluded => "excluded",
            Effect::Penalty => "penalty",
            Effect::Name => "name",
            Effect::Target => "target",
        }
    }
}

/// Why a track was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Why {
    /// How the query names the track, if it does: `title and artist`, `title`, `artist` or `album`.
    pub named: Option<&'static str>,
    /// The evidence, in standard deviations from an ordinary track.
    pub evidence: Evidence,
    /// Tags of the track that are what the query asks for.
    pub tags: Vec<String>,
    /// Axes of sound on which the track stands out as the query asks for (above 0) or against it (below), strongest
    /// first.
    pub sound: Vec<(Axis, f32)>,
}

/// What was understood, in the order of the query.
pub fn understood(intent: &Intent) -> Vec<Understood> {
    let tell = |piece: &Piece| Understood {
        text: intent.text.get(piece.span.clone()).unwrap_or_default().to_owned(),
        meaning: piece.to_string(),
        effect: effect(piece),
    };
    intent.pieces.iter().map(tell).collect()
}

fn effect(piece: &Piece) -> Effect {
    use hark_query::{Meaning, Role};
    match (piece.polarity, &piece.meaning) {
        (Polarity::Excluded, _) => Effect::Excluded,
        (Polarity::Less, _) => Effect::Penalty,
        (Polarity::Wanted, Meaning::Artist { role: Role::By, .. } | Meaning::Song { role: Role::By, .. }) => {
            Effect::Name
        }
        (Polarity::Wanted, Meaning::Album { .. }) => Effect::Name,
        (Polarity::Wanted, Meaning::Artist { .. } | Meaning::Song { .. }) => Effect::Target,
        (Polarity::Wanted, Meaning::Concept { .. } | Meaning::Plain(_)) => Effect::Target,
        (Polarity::Wanted, Meaning::Tempo(_) | Meaning::Key { .. } | Meaning::Length(_)) => Effect::Filter,
        (Polarity::Wanted, Meaning::Voice(_) | Meaning::Gender(_) | Meaning::Years { .. }) => Effect::Filter,
    }
}

/// Why `ranked` was found for `wish`.
pub fn why((snapshot, scores): (&Snapshot, &sound::Scores), wish: &Wish, ranked: &Ranked) -> Why {
    let lexicon = Lexicon::get();
    let wanted = wanted(wish);
    let fits = |name: &str| {
        let kinds = lexicon.find(name).map(|concept| lexicon.broader(concept)).unwrap_or_default();
        wanted.iter().any(|concept| kinds.contains(concept))
            || wish.words.iter().any(|word| !word.filler && name.split(' ').any(|part| part == word.text))
    };
    let names = snapshot.tags.of(ranked.row).iter().map(|tag| &snapshot.tags.names()[*tag as usize]);
    let measured = snapshot.sounds.present().contains(ranked.row) && !wish.target.is_empty();
    let mut sound = if measured {
        sound::contributions(&snapshot.sounds, scores, &wish.target, ranked.row)
    } else {
        Vec::new()
    };
    sound.retain(|(_, evidence)| evidence.abs() >= TELLING);
    sound.truncate(MOST);
    Why {
        named: ranked.named.map(NameMatch::as_str),
        evidence: ranked.evidence,
        tags: names.filter(|name| fits(name)).take(MOST).map(|name| name.to_string()).collect(),
        sound,
    }
}
