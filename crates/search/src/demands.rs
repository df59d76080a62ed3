//! The demands of a query on the tracks of a catalogue: which tracks are out before anything is looked for.
//!
//! Demands come first, because the best thousand of everything may hold few that comply.

use hark_index::{Rows, Snapshot};
use hark_knowledge::Lexicon;
use hark_track::Gender;

use crate::constraints::{Constraint, Tagged, TaggedRows, Verdict};
use crate::evidence::Ground;
use crate::tags::Vocabulary;
use crate::wish::Wish;

/// A wish's demands, ready to be put to tracks.
pub(crate) struct Demands<'a> {
    snapshot: &'a Snapshot,
    wish: &'a Wish,
    voices: &'a Voices,
    tagged: &'a TaggedRows,
}

impl<'a> Demands<'a> {
    pub(crate) fn new(ground: Ground<'a>, wish: &'a Wish) -> Demands<'a> {
        let (voices, tagged) = ground.vocabulary.voices();
        Demands { snapshot: ground.snapshot, wish, voices, tagged }
    }

    /// The wish whose demands these are.
    pub(crate) fn wish(&self) -> &'a Wish {
        self.wish
    }

    /// What a track is to each demand, in their order.
    pub(crate) fn verdicts(&self, row: u32) -> impl Iterator<Item = Verdict> + '_ {
        let snapshot = self.snapshot;
        let columns = snapshot.columns.get(row);
        let tagged = self.voices.of_tags(snapshot.tags.of(row));
        let constraints = columns.map(|columns| (columns, &self.wish.constraints));
        constraints.into_iter().flat_map(move |(columns, constraints)| {
            constraints.iter().map(move |constraint| constraint.verdict(&columns, tagged))
        })
    }

    /// The tracks of `universe` that are not known to break a demand; `None` when there are no demands. Columns and tags answer
    /// for all tracks at once. At the very edge of what a demand allows a track too many may be admitted:
    /// [`Demands::verdicts`] has the last word.
    pub(crate) fn admitted(&self, universe: &Rows) -> Option<Rows> {
        let constraints = &self.wish.constraints;
        let keep = |mut rows: Rows, constraint: &Constraint| {
            rows.intersect(&constraint.not_unmet(&self.snapshot.columns, self.tagged));
            rows
        };
        (!constraints.is_empty()).then(|| constraints.iter().fold(universe.clone(), keep))
    }

    /// The first `most` tracks of `universe` that comply with every demand.
    pub(crate) fn complying(&self, universe: &Rows, most: usize) -> Vec<u32> {
        let keep = |mut rows: Rows, constraint: &Constraint| {
            rows.intersect(&constraint.met(&self.snapshot.columns, self.tagged));
            rows
        };
        let complies = |row: &u32| self.verdicts(*row).all(|verdict| verdict == Verdict::Met);
        self.wish.constraints.iter().fold(universe.clone(), keep).iter().filter(complies).take(most).collect()
    }
}

/// Which tags speak of a voice.
#[derive(Debug, Clone, Default)]
pub(crate) struct Voices {
    instrumental: Vec<bool>,
    voice: Vec<bool>,
    female: Vec<bool>,
    male: Vec<bool>,
}

impl Voices {
    pub(crate) fn of(vocabulary: &Vocabulary) -> Voices {
        let kinds = |name: &str| vocabulary.kinds_of(Lexicon::get().find(name));
        let either = |a: Vec<bool>, b: &[bool]| a.iter().zip(b).map(|(a, b)| *a || *b).collect();
        let (female, male) = (kinds("female vocals"), kinds("male vocals"));
        let voice: Vec<bool> = either(kinds("voice"), &female);
        Voices { instrumental: kinds("instrumental"), voice: either(voice, &male), female, male }
    }

    pub(crate) fn of_tags(&self, tags: &[u32]) -> Tagged {
        let any = |of: &[bool]| tags.iter().any(|tag| of.get(*tag as usize).copied().unwrap_or(false));
        let gender = match (any(&self.female), any(&self.male)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            (true, true) | (false, false) => None,
        };
        Tagged { instrumental: any(&self.instrumental), voice: any(&self.voice), gender }
    }
}
