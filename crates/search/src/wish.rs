//! From what was read in a query to what search looks for.
//!
//! Wanted concepts become weights on tags and a target on the axes of sound, and stay in the text for the text model.
//! Numbers, voice and years become [`Constraint`]s. What is not wanted is avoided: a track that is tagged with it falls
//! out, one that merely sounds like it falls behind. Artists and songs become [`Reference`]s.

use hark_index::Snapshot;
use hark_index::tags::spelled;
use hark_knowledge::{Artists, ConceptId, Lexicon};
use hark_query::{Intent, Meaning, NameReading, Piece, Polarity, Role, Word};
use hark_track::Gender;

use crate::constraints::Constraint;
use crate::reference::Reference;
use crate::sound::Target;

/// The share of its weights that a concept counts with against a track when less of it is wanted, and when none is.
const LESS: f32 = 0.6;
const NONE: f32 = 1.0;
/// What a concept counts that follows from a demand ("female singer" is a demand, and has a sound).
const IMPLIED: f32 = 0.6;

/// Everything that a query looks for.
#[derive(Debug, Default)]
pub struct Wish {
    /// The words to look for.
    pub words: Vec<Word>,
    /// Ways to read the query as a name.
    pub names: Vec<NameReading>,
    /// The text for the text model; empty when there is nothing to describe.
    pub text: String,
    /// Concepts with weights, below 0 for what is not wanted.
    pub concepts: Vec<(ConceptId, f32)>,
    /// What the wanted concepts mean for the sound.
    pub target: Target,
    /// What every track must comply with.
    pub constraints: Vec<Constraint>,
    /// What tracks had better not be.
    pub avoided: Vec<Avoided>,
    /// Whose music it should be, or be like.
    pub references: Vec<Reference>,
    /// Whose music it must not be, as the query has it.
    pub shunned: Vec<String>,
    /// Nothing telling was said beside names.
    described_only_by_names: bool,
}

/// Something that is not wanted.
#[derive(Debug)]
pub struct Avoided {
    /// A concept, or none for words that the lexicon does not know.
    pub concept: Option<ConceptId>,
    /// The words, folded.
    pub words: String,
    /// A track tagged with it falls out; otherwise it falls behind.
    pub firmly: bool,
    /// How it sounds.
    pub target: Target,
}

impl Wish {
    /// What an intent looks for in this catalogue.
    pub fn new(intent: &Intent, snapshot: &Snapshot, artists: &Artists) -> Wish {
        let mut wish = Wish {
            words: intent.words.clone(),
            names: intent.names.clone(),
            text: intent.description.clone(),
            described_only_by_names: hark_query::words(&intent.description).iter().all(|word| word.filler),
            ..Wish::default()
        };
        if intent.pieces.iter().any(|piece| is_held_title(piece, snapshot)) {
            // A title describes as well: whoever types "sad piano" may not mean the one track of that name.
            wish.text = intent.text.clone();
        }
        for piece in &intent.pieces {
            wish.constraints.extend(Constraint::of(piece));
            match piece.polarity {
                Polarity::Wanted => wish.want(piece, snapshot, artists),
                Polarity::Excluded => wish.avoid(piece, true),
                Polarity::Less => wish.avoid(piece, false),
            }
        }
        wish.add_references();
        wish
    }

    /// Whether the query says nothing but names.
    pub fn is_only_references(&self) -> bool {
        let of_references = |concept: &ConceptId| {
            self.references
                .iter()
                .any(|reference| reference.concepts.iter().any(|(known, _)| known == concept))
        };
        self.described_only_by_names
            && self.constraints.is_empty()
            && self.avoided.is_empty()
            && self.concepts.iter().all(|(concept, _)| of_references(concept))
    }

    fn want(&mut self, piece: &Piece, snapshot: &Snapshot, artists: &Artists) {
        match &piece.meaning {
            Meaning::Concept { id, .. } => self.want_concept(*id, 1.0),
            Meaning::Gender(gender) => self.want_named(gender_concept(*gender), IMPLIED),
            Meaning::Voice(hark_query::Voice::Instrumental) => self.want_named("instrumental", IMPLIED),
            Meaning::Voice(hark_query::Voice::Vocal) => self.want_named("vocals", IMPLIED),
            Meaning::Artist { name, role, .. } => {
                self.references.extend(Reference::to_artist(name, *role, snapshot, artists));
            }
            Meaning::Song { title, artist, role } => {
                let held = snapshot.names.has_title(title) && *role == Role::By;
                let artist = artist.as_ref().filter(|_| !held);
                self.references.extend(
                    artist.and_then(|artist| Reference::to_artist(artist, Role::Like, snapshot, artists)),
                );
            }
            Meaning::Years { .. } | Meaning::Album { .. } | Meaning::Plain(_) => {}
            Meaning::Tempo(_) | Meaning::Key { .. } | Meaning::Length(_) => {}
        }
    }

    /// Adds what the text is near to, beside what it names.
    pub fn add_near(&mut self, near: &[(ConceptId, f32)]) {
        for (concept, weight) in near {
            if self.concepts.iter().all(|(known, _)| known != concept) {
                self.want_concept(*concept, *weight);
            }
        }
    }

    fn want_named(&mut self, name: &str, weight: f32) {
        if let Some(id) = Lexicon::get().find(name) {
            self.want_concept(id, weight);
        }
    }

    fn want_concept(&mut self, id: ConceptId, weight: f32) {
        self.concepts.push((id, weight));
        self.target.add_target(&target_of(id), weight);
    }

    fn avoid(&mut self, piece: &Piece, firmly: bool) {
        let weight = if firmly { NONE } else { LESS };
        let (concept, words) = match &piece.meaning {
            Meaning::Concept { id, name, .. } => (Some(*id), spelled(name)),
            Meaning::Plain(words) => (None, spelled(words)),
            Meaning::Gender(gender) => (Lexicon::get().find(gender_concept(*gender)), String::new()),
            Meaning::Artist { name, .. } => return self.shunned.push(name.clone()),
            Meaning::Song { .. } | Meaning::Album { .. } | Meaning::Tempo(_) | Meaning::Key { .. } => return,
            Meaning::Length(_) | Meaning::Voice(_) | Meaning::Years { .. } => return,
        };
        let mut target = Target::default();
        if let Some(id) = concept {
            self.concepts.push((id, -weight));
            target = target_of(id);
        }
        self.avoided.push(Avoided { concept, words, firmly, target });
    }

    /// What the references are like joins what is described.
    fn add_references(&mut self) {
        if !self.references.is_empty() && self.words.iter().all(|word| word.filler) {
            self.words.clear();
        }
        let share = 1.0 / self.references.len().max(1) as f32;
        let mut texts = vec![std::mem::take(&mut self.text)];
        for reference in std::mem::take(&mut self.references) {
            for (concept, weight) in &reference.concepts {
                self.want_concept(*concept, share * weight);
            }
            texts.push(reference.text.clone());
            self.references.push(reference);
        }
        texts.retain(|text| !text.trim().is_empty());
        self.text = texts.join(". ");
    }
}

/// Whether a piece names a title of the catalogue, by which music is asked for.
fn is_held_title(piece: &Piece, snapshot: &Snapshot) -> bool {
    match &piece.meaning {
        Meaning::Song { title, role: Role::By, .. } | Meaning::Album { title } => {
            snapshot.names.has_title(title) || snapshot.names.album(title).is_some()
        }
        Meaning::Song { role: Role::Like, .. } | Meaning::Artist { .. } | Meaning::Concept { .. } => false,
        Meaning::Tempo(_) | Meaning::Key { .. } | Meaning::Length(_) | Meaning::Voice(_) => false,
        Meaning::Gender(_) | Meaning::Years { .. } | Meaning::Plain(_) => false,
    }
}

/// How a concept sounds; one without targets of its own sounds like what it is a kind of.
pub(crate) fn target_of(id: ConceptId) -> Target {
    let lexicon = Lexicon::get();
    let kinds = lexicon.broader(id);
    let telling = kinds.iter().find(|kind| !lexicon.concept(**kind).targets.is_empty());
    let mut target = Target::default();
    if let Some(kind) = telling {
        target.add(&lexicon.concept(*kind).targets, 1.0);
    }
    target
}

fn gender_concept(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "female vocals",
        Gender::Male => "male vocals",
    }
}
