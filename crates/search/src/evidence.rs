//! What speaks for a track, and what against: every kind of evidence for every candidate, in one unit.
//!
//! The unit is the standard deviation: how far a track stands out from an ordinary one. A track about which a kind of
//! evidence says nothing has 0 of it, as an ordinary track has, so that what nobody measured neither helps nor hurts.

use std::collections::BTreeMap;

use hark_index::columns::ColumnRow;
use hark_index::{Error, NameField, Rows, Snapshot};
use hark_knowledge::ConceptId;

use crate::constraints::Verdict;
use crate::demands::Demands;
use crate::meaning::{self, Probe};
use crate::rank::Stage;
use crate::tags::{self, Vocabulary};
use crate::wish::Wish;
use crate::{joint, sound, words};

/// Evidence of a track that holds all the query's words, and the power to which a smaller share of them is taken: the
/// first words of a long description that match say more than the last.
const WORDS: (f32, f32) = (14.0, 0.8);
/// Where nothing of music was recognised, a share of the words below this counts less and less: one word in four is a
/// coincidence.
const DOUBTED_SHARE: f32 = 0.5;
/// How many words a reference to an artist stands for, and a demand.
const REFERENCE_WORDS: f32 = 3.0;
const DEMAND_WORDS: f32 = 1.0;
/// What a standard deviation of description, tags and sound counts.
const DESCRIBED: f32 = 0.7;
const TAGGED: f32 = 0.6;
const SOUNDING: f32 = 1.0;
/// What a standard deviation of a joint model's cosine counts, within the evidence of sound. It hears much of what the axes
/// say already, so it counts less than they do. Not measured: see `docs/decisions/0010-joint-model.md`.
const JOINT: f32 = 0.8;
/// What it counts that a track complies with a first demand, and with each further one; and nearly.
const FIRST_MET: f32 = 2.5;
const NEXT_MET: f32 = 1.0;
const NEARLY_MET: f32 = 0.5;
/// What it counts to be by an artist whom the query names along with other things, and by the closest of their kin.
const BY_REFERENCE: f32 = 4.0;
const BY_KIN: f32 = 2.5;
/// The most that plays count, either way. Unknown plays count as middling ones.
const POPULARITY: f32 = 0.2;
/// Plays of the most popular tracks there are, as a power of e, for the scale of popularity.
const MOST_PLAYS: f32 = 16.0;
/// What it counts against a track to sound like what is not wanted, for each standard deviation; and at most.
const AVOIDED: f32 = 1.2;
const MOST_AVOIDED: f32 = 5.0;
/// What it counts against a track to be tagged with what less of is wanted.
const LESS_TAGGED: f32 = 2.5;
/// Tracks taken from each kind of evidence.
const MOST: usize = 1_000;

/// Everything known of one candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// Share of the query's words that it holds, as evidence.
    pub words: f32,
    /// Its description is near in meaning.
    pub described: f32,
    /// Its tags have to do with the query.
    pub tagged: f32,
    /// It sounds like what is described: by measured axes, and by what a joint model heard.
    pub sounding: f32,
    /// It complies with demands.
    pub met: f32,
    /// It is by an artist whom the query names, or by one of their kin.
    pub related: f32,
    /// It is played more than others.
    pub popular: f32,
    /// It is like what is not wanted; at most 0.
    pub avoided: f32,
}

impl Evidence {
    /// All of it.
    pub fn total(&self) -> f32 {
        self.words
            + self.described
            + self.tagged
            + self.sounding
            + self.met
            + self.related
            + self.popular
            + self.avoided
    }
}

/// What is not of the query but of the engine.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The tracks.
    pub snapshot: &'a Snapshot,
    /// Their tags.
    pub vocabulary: &'a Vocabulary,
    /// Their places on the axes of sound.
    pub scores: &'a sound::Scores,
    /// The tracks that may be found.
    pub universe: &'a Rows,
}

/// What models take a wish's text to mean, each in its own space; `None` without the model or a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meant<'a> {
    /// Among descriptions.
    pub text: Option<&'a [f32]>,
    /// Among sounds.
    pub joint: Option<&'a [f32]>,
}

/// A query ready to judge tracks.
pub struct Judge<'a> {
    ground: Ground<'a>,
    wish: &'a Wish,
    stage: Stage,
    words: BTreeMap<u32, f32>,
    probe: Option<Probe<'a>>,
    joint: Option<Probe<'a>>,
    tags: Option<tags::Fit>,
    sound: Option<sound::Fit>,
    avoided: Vec<AvoidedFit>,
    demands: Demands<'a>,
}

/// How tracks fit something that is not wanted.
struct AvoidedFit {
    tags: Vec<bool>,
    sound: Option<sound::Fit>,
    firmly: bool,
}

impl<'a> Judge<'a> {
    /// Prepares what `stage` needs for the wish of these demands; `meant` is the meaning of its text.
    pub(crate) fn new(
        ground: Ground<'a>,
        demands: Demands<'a>,
        meant: Meant<'a>,
        stage: Stage,
    ) -> Result<Judge<'a>, Error> {
        let Ground { snapshot, vocabulary, universe, .. } = ground;
        let wish = demands.wish();
        let public = snapshot.columns.public();
        let (by_words, by_meaning, by_sound) = stage.parts();
        let found = if by_words { &wish.words[..] } else { &[] };
        let found = words::retrieve(&snapshot.words, found, universe, MOST)?;
        let vector = meant.text.filter(|_| by_meaning);
        let recognised = wish.concepts.iter().any(|(_, weight)| *weight >= 0.5);
        let part = part_of_words(wish);
        let worth_of = |share: f32| {
            let doubt = if recognised { 1.0 } else { (share / DOUBTED_SHARE).min(1.0).powi(2) };
            part * doubt * WORDS.0 * share.powf(WORDS.1)
        };
        let probe = vector.filter(|_| snapshot.vectors.dimensions() > 0);
        let described = (&snapshot.vectors, &meaning::SCALE);
        let probe = probe.map(|vector| Probe::new(described, vector, public, recognised)).transpose()?;
        let heard = (&snapshot.joint, &joint::SCALE);
        let joint = meant.joint.filter(|_| by_sound && snapshot.joint.dimensions() > 0);
        let joint = joint.map(|vector| Probe::new(heard, vector, public, recognised)).transpose()?;
        let says_something = vector.is_some() || !wish.concepts.is_empty();
        let tags = (by_meaning && says_something && !vocabulary.is_empty()).then(|| {
            let worth = vocabulary.worth(vector, &wish.concepts, recognised);
            tags::Fit::new(&snapshot.tags, worth, public)
        });
        let fit = |target| sound::Fit::new(&snapshot.sounds, ground.scores, target);
        let listens = by_sound && snapshot.sounds.present().iter().next().is_some();
        Ok(Judge {
            ground,
            wish,
            stage,
            words: found.iter().map(|found| (found.row, worth_of(found.share))).collect(),
            probe,
            joint,
            tags,
            sound: (listens && !wish.target.is_empty()).then(|| fit(&wish.target)),
            avoided: wish
                .avoided
                .iter()
                .map(|avoided| AvoidedFit {
                    tags: vocabulary.holding(&snapshot.tags, avoided.concept, &avoided.words),
                    sound: (listens && !avoided.target.is_empty()).then(|| fit(&avoided.target)),
                    firmly: avoided.firmly,
                })
                .collect(),
            demands,
        })
    }

    /// The tracks worth judging: the best of each kind of evidence, those named, and those by artists that the query is
    /// about. When a query only makes demands, all tracks that comply.
    pub fn candidates(&self, named: &[u32]) -> Result<Rows, Error> {
        let Ground { snapshot, universe, .. } = self.ground;
        let mut candidates = Rows::none(snapshot.columns.bound());
        let mut add = |row: u32| candidates.set(row, true);
        self.words.keys().copied().for_each(&mut add);
        named.iter().copied().for_each(&mut add);
        for probe in self.probe.iter().chain(&self.joint) {
            probe.retrieve(universe, MOST)?.iter().for_each(|found| add(found.row));
        }
        if let Some(tags) = &self.tags {
            tags.best(&snapshot.tags, universe, MOST).into_iter().for_each(&mut add);
        }
        if let Some(sound) = &self.sound {
            sound.best(&snapshot.sounds, universe, MOST).into_iter().for_each(&mut add);
        }
        if self.stage == Stage::Fused {
            self.by_reference()?.into_iter().for_each(&mut add);
            if self.says_nothing_else() {
                self.demands.complying(universe, MOST).into_iter().for_each(&mut add);
            }
        }
        candidates.intersect(universe);
        Ok(candidates)
    }

    /// Whether the query makes demands and says nothing else.
    fn says_nothing_else(&self) -> bool {
        let wish = self.wish;
        !wish.constraints.is_empty() && wish.text.is_empty() && wish.references.is_empty()
    }

    /// Tracks of the artists that the query names and of their kin.
    fn by_reference(&self) -> Result<Vec<u32>, Error> {
        let Ground { snapshot, universe, .. } = self.ground;
        let references = &self.wish.references;
        let mut rows: Vec<u32> =
            references.iter().flat_map(|reference| reference.own.iter().copied()).collect();
        let mut kin = Vec::new();
        for artist in references.iter().flat_map(|reference| reference.kin.keys()) {
            let name = snapshot.columns.artist_name(*artist);
            let own = snapshot.words.rows_named(NameField::Artist, name)?;
            kin.extend(own.into_iter().filter(|row| universe.contains(*row)));
        }
        kin.sort_unstable();
        kin.dedup();
        kin.truncate(MOST);
        rows.extend(kin);
        Ok(rows)
    }

    /// The evidence for each of `rows` that may be found; those that break a demand or are what must not be are left out.
    pub fn judge(&self, rows: &Rows) -> Result<Vec<(u32, Evidence)>, Error> {
        let mut described = ByRow::of(self.probe.as_ref(), DESCRIBED, rows)?;
        let mut heard = ByRow::of(self.joint.as_ref(), JOINT, rows)?;
        let mut words =
            ByRow { found: self.words.iter().map(|(row, worth)| (*row, *worth)).collect(), at: 0 };
        let judge = |row: u32| {
            let mut evidence = self.of(row)?;
            evidence.words = words.get(row);
            evidence.described = described.get(row);
            evidence.sounding += heard.get(row);
            Some((row, evidence))
        };
        Ok(rows.iter().filter_map(judge).collect())
    }

    /// The evidence for a track but for what words and vectors say.
    fn of(&self, row: u32) -> Option<Evidence> {
        let snapshot = self.ground.snapshot;
        let columns = snapshot.columns.get(row)?;
        let tags = &snapshot.tags;
        let fused = self.stage == Stage::Fused;
        Some(Evidence {
            words: 0.0,
            described: 0.0,
            tagged: self.tags.as_ref().map_or(0.0, |fit| TAGGED * fit.of(tags, row)),
            sounding: self.sound.as_ref().map_or(0.0, |fit| SOUNDING * fit.of(&snapshot.sounds, row)),
            met: if fused { self.met(row)? } else { 0.0 },
            related: if fused { self.related(row, &columns)? } else { 0.0 },
            popular: if fused { popular(&columns) } else { 0.0 },
            avoided: self.avoided(row)?,
        })
    }

    /// What it counts to comply; `None` for a track that does not.
    fn met(&self, row: u32) -> Option<f32> {
        let mut met = 0.0;
        let mut next = FIRST_MET;
        for verdict in self.demands.verdicts(row) {
            match verdict {
                Verdict::Met => met += std::mem::replace(&mut next, NEXT_MET),
                Verdict::Nearly => met += NEARLY_MET,
                Verdict::Unknown => {}
                Verdict::Unmet => return None,
            }
        }
        Some(met)
    }

    /// What it counts to be by somebody; `None` for an artist that is not wanted.
    fn related(&self, row: u32, columns: &ColumnRow) -> Option<f32> {
        let Some(artist) = columns.artist else { return Some(0.0) };
        let names = &self.ground.snapshot.names;
        if self.wish.shunned.iter().any(|name| names.artist(name) == Some(artist)) {
            return None;
        }
        let share = |reference: &crate::reference::Reference| {
            if reference.own.binary_search(&row).is_ok() {
                BY_REFERENCE
            } else {
                BY_KIN * reference.kin.get(&artist).copied().unwrap_or(0.0)
            }
        };
        Some(self.wish.references.iter().map(share).fold(0.0, f32::max))
    }

    /// What counts against a track; `None` for one that is tagged with what must not be.
    fn avoided(&self, row: u32) -> Option<f32> {
        let sounds = &self.ground.snapshot.sounds;
        let tags = self.ground.snapshot.tags.of(row);
        let mut sum = 0.0;
        for avoided in &self.avoided {
            let tagged = tags.iter().any(|tag| avoided.tags.get(*tag as usize).copied().unwrap_or(false));
            if tagged && avoided.firmly {
                return None;
            }
            let sounding = avoided.sound.as_ref().map_or(0.0, |fit| fit.of(sounds, row).max(0.0));
            sum -= (AVOIDED * sounding).min(MOST_AVOIDED) + if tagged { LESS_TAGGED } else { 0.0 };
        }
        Some(sum)
    }
}

/// Numbers by ascending row, asked for by ascending row.
struct ByRow {
    found: Vec<(u32, f32)>,
    at: usize,
}

impl ByRow {
    /// What a probe says of each of `rows` that has a vector, `weight` times.
    fn of(probe: Option<&Probe<'_>>, weight: f32, rows: &Rows) -> Result<ByRow, Error> {
        let found = probe.map(|probe| probe.of(rows)).transpose()?.unwrap_or_default();
        Ok(ByRow {
            found: found.into_iter().map(|found| (found.row, weight * found.evidence)).collect(),
            at: 0,
        })
    }

    /// The number of a row that is above the one asked for before; 0 without one.
    fn get(&mut self, row: u32) -> f32 {
        while self.found.get(self.at).is_some_and(|(found, _)| *found < row) {
            self.at += 1;
        }
        self.found.get(self.at).filter(|(found, _)| *found == row).map_or(0.0, |(_, number)| *number)
    }
}

/// How much of the query its words are, beside the artists and demands that it names.
fn part_of_words(wish: &Wish) -> f32 {
    let words = wish.words.iter().filter(|word| !word.filler).count() as f32;
    let others =
        REFERENCE_WORDS * wish.references.len() as f32 + DEMAND_WORDS * wish.constraints.len() as f32;
    if words == 0.0 { 1.0 } else { words / (words + others) }
}

fn popular(columns: &ColumnRow) -> f32 {
    let share = |plays: u64| ((plays as f32).ln_1p() / MOST_PLAYS).min(1.0);
    columns.play_count.map_or(0.0, |plays| POPULARITY * (2.0 * share(plays) - 1.0))
}

/// Concepts that a query wants, strongest first: what an explanation names.
pub(crate) fn wanted(wish: &Wish) -> Vec<ConceptId> {
    let mut wanted: Vec<(ConceptId, f32)> =
        wish.concepts.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    wanted.into_iter().map(|(concept, _)| concept).collect()
}
