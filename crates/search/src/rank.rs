//! Fusion and order: the evidence of names, words and meaning becomes one list, frozen.
//!
//! The unit of evidence is the standard deviation of meaning: how far a track stands out from the catalogue. Words are
//! brought to that unit by one weight. A logistic curve turns evidence into the score from 0 to 1 that users see.

use std::collections::{BTreeMap, VecDeque};

use hark_index::{Columns, Error, Rows, Snapshot};
use hark_query::Intent;

use crate::meaning::Probe;
use crate::names::{self, NameMatch};
use crate::words;

/// Evidence of a track that holds all the query's words, and the power to which a smaller share of them is taken: the
/// first words of a long description that match say more than the last.
const WORDS_WEIGHT: f32 = 14.0;
const WORDS_POWER: f32 = 0.8;
/// Evidence at which the score is one half, and by how much it must grow for odds to rise e-fold.
const MIDDLE: f32 = 4.0;
const SLOPE: f32 = 2.0;
/// The score below which a track is no answer: about two standard deviations of evidence.
pub const FLOOR: f32 = 0.25;
/// Tracks taken from words, and from meaning.
const MOST: usize = 1_000;
/// Scores of tracks that the query names; others stay below.
const NAMED_SCORES: [f32; 4] = [1.0, 0.99, 0.98, 0.97];
const MOST_UNNAMED: f32 = 0.95;
/// Among so many neighbouring results ...
const WINDOW: usize = 20;
/// ... at most so many are by one artist, while there are others.
const PER_ARTIST: usize = 4;

/// Which evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Stage {
    /// Words alone.
    Words,
    /// Meaning alone.
    Meaning,
    /// Everything there is.
    #[default]
    Fused,
}

/// A track with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The track.
    pub row: u32,
    /// 0 to 1.
    pub score: f32,
}

/// All results of a query, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// The results.
    pub tracks: Vec<Ranked>,
    /// The artist that the query names, as the catalogue writes it.
    pub artist: Option<String>,
}

/// Ranks the tracks of `universe` for a query; `vector` is its meaning, where there is a text model.
pub fn rank(
    snapshot: &Snapshot,
    intent: &Intent,
    vector: Option<&[f32]>,
    universe: &Rows,
    stage: Stage,
) -> Result<Ranking, Error> {
    let named = match stage {
        Stage::Fused => names::find(snapshot, &intent.names, universe)?,
        Stage::Words | Stage::Meaning => names::Named::default(),
    };
    let vector = vector.filter(|_| stage != Stage::Words);
    let words = if stage == Stage::Meaning { &[][..] } else { &intent.words };
    let evidence = gather(snapshot, words, vector, universe, &named.tracks)?;
    let mut tracks = score(&evidence, &named.tracks);
    let order = |track: &Ranked| (track.score, id_order(&snapshot.columns, track.row));
    keep_best(&mut tracks, usize::MAX, order);
    if stage == Stage::Fused {
        space_artists(&mut tracks, &snapshot.columns);
    }
    Ok(Ranking { tracks, artist: named.artist })
}

/// Sorts by descending value, then ascending tie-breaker, and keeps the first `most`.
pub(crate) fn keep_best<T, K: Ord>(found: &mut Vec<T>, most: usize, key: impl Fn(&T) -> (f32, K)) {
    let order = |a: &T, b: &T| {
        let ((a_value, a_tie), (b_value, b_tie)) = (key(a), key(b));
        b_value.total_cmp(&a_value).then_with(|| a_tie.cmp(&b_tie))
    };
    if found.len() > most && most > 0 {
        found.select_nth_unstable_by(most - 1, order);
        found.truncate(most);
    }
    found.sort_unstable_by(order);
}

/// What is known of a candidate: evidence by row.
type Evidence = BTreeMap<u32, f32>;

/// The candidates of words and meaning, and those named, each with the evidence of both.
fn gather(
    snapshot: &Snapshot,
    words: &[hark_query::Word],
    vector: Option<&[f32]>,
    universe: &Rows,
    named: &[(NameMatch, u32)],
) -> Result<Evidence, Error> {
    let by_words = words::retrieve(&snapshot.words, words, universe, MOST)?;
    let mut evidence: Evidence = named.iter().map(|(_, row)| (*row, 0.0)).collect();
    evidence.extend(by_words.iter().map(|found| (found.row, WORDS_WEIGHT * found.share.powf(WORDS_POWER))));
    let Some(vector) = vector.filter(|_| snapshot.vectors.dimensions() > 0) else { return Ok(evidence) };
    let probe = Probe::new(&snapshot.vectors, vector, snapshot.columns.public())?;
    let mut candidates = Rows::none(snapshot.columns.bound());
    evidence.keys().for_each(|row| candidates.set(*row, true));
    for found in probe.retrieve(universe, MOST)? {
        candidates.set(found.row, true);
    }
    for found in probe.of(&candidates)? {
        *evidence.entry(found.row).or_default() += found.evidence;
    }
    Ok(evidence)
}

/// Evidence to scores; what is below the floor falls out, unless it is named.
fn score(evidence: &Evidence, named: &[(NameMatch, u32)]) -> Vec<Ranked> {
    let named: BTreeMap<u32, NameMatch> = named.iter().map(|(how, row)| (*row, *how)).collect();
    let scored = evidence.iter().map(|(row, evidence)| {
        let likely = MOST_UNNAMED / (1.0 + (-(evidence - MIDDLE) / SLOPE).exp());
        // A named track keeps a trace of its evidence, to order the tracks of one artist.
        let score = named.get(row).map_or(likely, |how| NAMED_SCORES[*how as usize] - 0.009 * (1.0 - likely));
        Ranked { row: *row, score }
    });
    scored.filter(|track| track.score >= FLOOR).collect()
}

/// The last word between equal scores: the track's identity, which no re-import and no rebuild changes.
fn id_order(columns: &Columns, row: u32) -> u64 {
    columns.get(row).map_or(u64::MAX, |values| values.id.get())
}

/// Moves tracks down so that among any [`WINDOW`] neighbours at most [`PER_ARTIST`] are by one artist, as long as
/// others are left to put between. Tracks that the query names stay. A track moved down takes the score of its new
/// place, so that scores never rise down the list.
fn space_artists(tracks: &mut Vec<Ranked>, columns: &Columns) {
    let artist_of = |track: &Ranked| columns.get(track.row).and_then(|values| values.artist);
    let named = tracks.iter().take_while(|track| track.score > MOST_UNNAMED).count();
    let mut spaced: Vec<Ranked> = tracks[..named].to_vec();
    let mut rest: VecDeque<Ranked> = tracks[named..].iter().copied().collect();
    let mut delayed: VecDeque<Ranked> = VecDeque::new();
    let mut recent: VecDeque<Option<u32>> = VecDeque::new();
    while !(rest.is_empty() && delayed.is_empty()) {
        let fits = |track: &Ranked| {
            let artist = artist_of(track);
            artist.is_none() || recent.iter().filter(|seen| **seen == artist).count() < PER_ARTIST
        };
        let next = match delayed.iter().position(fits) {
            Some(at) => delayed.remove(at),
            None => {
                while rest.front().is_some_and(|track| !fits(track)) {
                    delayed.extend(rest.pop_front());
                }
                rest.pop_front().or_else(|| delayed.pop_front())
            }
        };
        let Some(mut track) = next else { break };
        if let Some(before) = spaced.last() {
            track.score = track.score.min(before.score);
        }
        recent.push_back(artist_of(&track));
        if recent.len() == WINDOW {
            recent.pop_front();
        }
        spaced.push(track);
    }
    *tracks = spaced;
}
