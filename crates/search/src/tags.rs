//! Retrieval by tags: what each tag of the catalogue has to do with the query.
//!
//! A description's vector is one point for all of a track's tags together. Here every tag of the catalogue is compared with
//! the query by itself: by the text model, and by what the lexicon knows ("boss fight" has to do with "epic"). A track's
//! worth is the sum over its tags, divided by a power of their number, so that a track is not found for being tagged with
//! everything.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use hark_index::tags::Worth;
use hark_index::{Rows, Tags};
use hark_knowledge::{ConceptId, Lexicon};
use hark_models::TextEncoder;

use crate::constraints::{Tagged, TaggedRows};
use crate::demands::Voices;
use crate::embed::{self, dot};
use crate::kept;
use crate::meaning::SAMPLE;

/// Most tags that are compared by meaning; a catalogue with more has free phrases rather than tags, and those are found
/// as words and by description.
const MOST_TAGS: usize = 4_096;
/// What is believed of the cosines between queries and tags before any is seen, and as how many tags that counts.
const PRIOR: (f32, f32, f32) = (0.03, 0.16, 24.0);
/// How much more the nearest tags count than near ones: worth grows e-fold in 1/0.8 standard deviations.
const SHARPNESS: f32 = 0.8;
/// The power of the number of tags that a sum is divided by.
const LENGTH_POWER: f32 = 0.6;
/// Worth of a tag that is a concept of the query, of one that is a kind of it, and of one that is related, by its share.
const NAMED: f32 = 4.0;
const BROADER: f32 = 2.0;
const RELATED: f32 = 2.0;
/// Cosines of the nearest tag at which a query in which nothing was recognised begins to mean anything, and at which it
/// is believed in full.
const TRUSTED: (f32, f32) = (0.38, 0.58);
/// What is believed of the spread of worth over tracks before any is seen, and as how many tracks that counts.
const PRIOR_SPREAD: (f32, f32) = (1.5, 48.0);

/// Numbers of tags whose powers are remembered; a track has fewer.
const MAX_POWERS: usize = 64;

/// Where their vectors are kept.
const FILE: &str = "tags.bin";

/// What is known of the catalogue's tags: their vectors and their concepts, by number.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    vectors: Vec<Arc<[f32]>>,
    concepts: Vec<Option<ConceptId>>,
    /// What each tag's concept is and is a kind of, nearest first; empty for a tag that is no concept.
    kinds: Vec<Arc<[ConceptId]>>,
    voices: Voices,
    tagged: TaggedRows,
}

impl Vocabulary {
    /// Takes in the tags that are new since. Without a text model, or where it fails, tags have concepts only.
    pub fn extend(&mut self, tags: &Tags, encoder: Option<&dyn TextEncoder>) {
        let lexicon = Lexicon::get();
        let names = tags.names();
        let known = self.concepts.len().min(names.len());
        for name in &names[known..] {
            let concept = lexicon.find(name);
            self.concepts.push(concept);
            self.kinds.push(concept.map_or_else(Vec::new, |concept| lexicon.broader(concept)).into());
        }
        let from = self.vectors.len();
        let Some(new) = names.get(from..names.len().min(MOST_TAGS)).filter(|new| !new.is_empty()) else {
            return;
        };
        let phrases: Vec<String> = new.iter().map(|name| format!("{name} music")).collect();
        let texts: Vec<&str> = phrases.iter().map(String::as_str).collect();
        if let Some(Ok(vectors)) = encoder.map(|encoder| embed::vectors(encoder, &texts)) {
            self.vectors.extend(vectors.into_iter().map(Arc::from));
        }
    }

    /// Takes in vectors that were kept in `folder`, as far as they are those of the first of these tags.
    pub(crate) fn read_kept(&mut self, folder: &Path, tags: &Tags, encoder: &dyn TextEncoder) {
        let dimensions = encoder.dimensions().max(1);
        let names = tags.names();
        for count in [names.len().min(MOST_TAGS), kept_count(folder, dimensions)] {
            let key = names.get(..count).map(|names| key(encoder, names));
            if let Some(values) = key.and_then(|key| kept::read(&folder.join(FILE), key))
                && values.len() == count * dimensions
            {
                self.vectors = values.chunks_exact(dimensions).map(Arc::from).collect();
                return;
            }
        }
    }

    /// Keeps the vectors in `folder`, unless just these are kept there.
    pub(crate) fn keep(&self, folder: &Path, tags: &Tags, encoder: &dyn TextEncoder) {
        let count = self.vectors.len();
        if count > 0 && kept_count(folder, encoder.dimensions().max(1)) != count {
            let values: Vec<f32> = self.vectors.iter().flat_map(|vector| vector.iter().copied()).collect();
            kept::write(&folder.join(FILE), key(encoder, &tags.names()[..count]), &values);
        }
    }

    /// Notes which tracks have tags that speak of a voice: what every demand for one asks.
    pub(crate) fn note_voices(&mut self, tags: &Tags) {
        self.voices = Voices::of(self);
        self.tagged = TaggedRows::default();
        let (voices, tagged) = (&self.voices, &mut self.tagged);
        tags.each_set(|tags, rows| {
            let of_set = voices.of_tags(tags);
            if of_set != Tagged::default() {
                rows.for_each(|row| tagged.add(row, of_set));
            }
        });
    }

    /// The tags that speak of a voice, and the tracks that have any of them.
    pub(crate) fn voices(&self) -> (&Voices, &TaggedRows) {
        (&self.voices, &self.tagged)
    }

    /// Whether no tag is known.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// Which tags are `concept` or a kind of it.
    pub fn kinds_of(&self, concept: Option<ConceptId>) -> Vec<bool> {
        let is = |kinds: &Arc<[ConceptId]>| concept.is_some_and(|concept| kinds.contains(&concept));
        self.kinds.iter().map(is).collect()
    }

    /// Which tags are `concept` or a kind of it, or hold all of `words`.
    pub fn holding(&self, tags: &Tags, concept: Option<ConceptId>, words: &str) -> Vec<bool> {
        let wanted: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let singular = |word: &'_ str| word.strip_suffix('s').unwrap_or(word).to_owned();
        let holds = |name: &Arc<str>| {
            !wanted.is_empty()
                && wanted.iter().all(|word| name.split(' ').any(|part| singular(part) == singular(word)))
        };
        let by_concept = self.kinds_of(concept);
        by_concept.iter().zip(tags.names()).map(|(is, name)| *is || holds(name)).collect()
    }

    /// What each tag is worth to a query with this vector and these concepts (with weights, below 0 for what is not
    /// wanted). `recognised` says whether the query surely speaks of music, so that weak matches may be believed.
    pub fn worth(&self, query: Option<&[f32]>, concepts: &[(ConceptId, f32)], recognised: bool) -> Vec<f32> {
        let mut worth = query.map_or_else(Vec::new, |query| self.near(query, recognised));
        worth.resize(self.concepts.len(), 0.0);
        let known = relations(concepts);
        for ((worth, concept), kinds) in worth.iter_mut().zip(&self.concepts).zip(&self.kinds) {
            let related = concept.and_then(|concept| known.get(&concept).copied()).unwrap_or(0.0);
            let named = concepts.iter().filter(|(concept, _)| kinds.contains(concept));
            *worth += related + named.map(|(_, weight)| NAMED * weight).sum::<f32>();
        }
        worth
    }

    /// Worth by meaning alone, with mean 0 over the tags.
    fn near(&self, query: &[f32], recognised: bool) -> Vec<f32> {
        let cosines: Vec<f32> = self.vectors.iter().map(|vector| dot(vector, query)).collect();
        let (prior_mean, prior_deviation, weight) = PRIOR;
        let count = cosines.len() as f32 + weight;
        let mean = (cosines.iter().sum::<f32>() + weight * prior_mean) / count;
        let squares: f32 = cosines.iter().map(|cosine| (cosine - mean).powi(2)).sum();
        let deviation = ((squares + weight * prior_deviation.powi(2)) / count).sqrt();
        let sharp = |cosine: &f32| (SHARPNESS * ((cosine - mean) / deviation).min(6.0)).exp();
        // The mean of a log-normal distribution stands for the tags of an ordinary catalogue.
        let ordinary = (SHARPNESS * SHARPNESS / 2.0).exp();
        let nearest = cosines.iter().copied().fold(0.0, f32::max);
        let trust = ((nearest - TRUSTED.0) / (TRUSTED.1 - TRUSTED.0)).clamp(0.0, 1.0);
        let trust = if recognised { 1.0 } else { trust };
        cosines.iter().map(|cosine| trust * (sharp(cosine) - ordinary)).collect()
    }
}

/// How many vectors of this length are kept.
fn kept_count(folder: &Path, dimensions: usize) -> usize {
    let bytes = std::fs::metadata(folder.join(FILE)).map_or(0, |file| file.len().saturating_sub(24));
    usize::try_from(bytes).unwrap_or(0) / (4 * dimensions)
}

/// Changes with the model, the adapter and the tags.
fn key(encoder: &dyn TextEncoder, names: &[Arc<str>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    embed::version(encoder).hash(&mut hasher);
    names.hash(&mut hasher);
    hasher.finish()
}

/// What concepts that a query's concepts name as broader or related are worth.
fn relations(concepts: &[(ConceptId, f32)]) -> HashMap<ConceptId, f32> {
    let lexicon = Lexicon::get();
    let mut worth: HashMap<ConceptId, f32> = HashMap::new();
    for (concept, weight) in concepts {
        for broader in lexicon.broader(*concept).into_iter().skip(1) {
            *worth.entry(broader).or_default() += BROADER * weight;
        }
        for (related, share) in &lexicon.concept(*concept).related {
            *worth.entry(*related).or_default() += RELATED * share * weight;
        }
    }
    worth
}

/// How well a track's tags fit a query.
#[derive(Debug)]
pub struct Fit {
    /// By number of the tag.
    worth: Vec<f32>,
    /// Powers of the number of tags that sums are divided by.
    powers: [f32; MAX_POWERS],
    mean: f32,
    spread: f32,
}

impl Fit {
    /// Prepares to compare sets of tags, by what each tag is worth; `public` says which tracks are ordinary.
    pub fn new(tags: &Tags, worth: Vec<f32>, public: &Rows) -> Fit {
        let powers = std::array::from_fn(|count| (count.max(1) as f32).powf(LENGTH_POWER));
        let mut fit = Fit { worth, powers, mean: 0.0, spread: 1.0 };
        (fit.mean, fit.spread) = fit.scale(tags, public);
        fit
    }

    /// The evidence for a track: standard deviations from an ordinary one; 0 without tags.
    pub fn of(&self, tags: &Tags, row: u32) -> f32 {
        self.set(tags.of(row))
    }

    /// The tracks of `universe` that fit best, best first, at most `most`, those that fit worse than most left out.
    pub fn best(&self, tags: &Tags, universe: &Rows, most: usize) -> Vec<u32> {
        tags.best(self, universe, most).into_iter().map(|(row, _)| row).collect()
    }

    /// The worth of a set, not yet in proportion to that of others.
    fn total(&self, tags: &[u32]) -> f32 {
        let sum: f32 = tags.iter().map(|tag| self.tag(*tag)).sum();
        sum / self.powers[tags.len().min(MAX_POWERS - 1)]
    }

    /// Mean and spread of the worth of tagged tracks, with their prior.
    fn scale(&self, tags: &Tags, public: &Rows) -> (f32, f32) {
        let (spread, weight) = PRIOR_SPREAD;
        let tagged = public.sample(SAMPLE).map(|row| tags.of(row)).filter(|tags| !tags.is_empty());
        let sample: Vec<f32> = tagged.map(|tags| self.total(tags)).collect();
        let count = sample.len() as f32 + weight;
        let mean = sample.iter().sum::<f32>() / count;
        let squares: f32 = sample.iter().map(|worth| (worth - mean).powi(2)).sum();
        (mean, ((squares + weight * spread.powi(2)) / count).sqrt())
    }
}

impl Worth for Fit {
    fn tag(&self, tag: u32) -> f32 {
        self.worth.get(tag as usize).copied().unwrap_or(0.0)
    }

    fn set(&self, tags: &[u32]) -> f32 {
        if tags.is_empty() { 0.0 } else { (self.total(tags) - self.mean) / self.spread }
    }
}
