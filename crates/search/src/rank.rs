//! Order: evidence becomes a score, and scores one list, frozen.
//!
//! The unit of evidence is the standard deviation ([`crate::evidence`]). A logistic curve turns it into the score from 0 to
//! 1 that users see.

use std::collections::BTreeMap;

use hark_index::{Columns, Error};
use hark_query::Role;
use hark_track::AssetId;

use crate::demands::Demands;
use crate::evidence::{Evidence, Ground, Judge, Meant};
use crate::names::{self, NameMatch, Named};
use crate::order;
use crate::wish::Wish;

/// Evidence at which the score is one half, and by how much it must grow for odds to rise e-fold.
const MIDDLE: f32 = 4.0;
const SLOPE: f32 = 2.0;
/// The score below which a track is no answer: about two standard deviations of evidence.
pub const FLOOR: f32 = 0.25;
/// Scores of tracks that the query names; others stay below.
const NAMED_SCORES: [f32; 4] = [1.0, 0.99, 0.98, 0.97];
pub(crate) const MOST_UNNAMED: f32 = 0.95;

/// Which evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Stage {
    /// Words alone.
    Words,
    /// Meaning alone: descriptions and tags.
    Meaning,
    /// Measured sound alone.
    Sound,
    /// Everything there is.
    #[default]
    Fused,
}

impl Stage {
    /// Whether words, meaning and sound count.
    pub(crate) fn parts(self) -> (bool, bool, bool) {
        match self {
            Stage::Words => (true, false, false),
            Stage::Meaning => (false, true, false),
            Stage::Sound => (false, false, true),
            Stage::Fused => (true, true, true),
        }
    }
}

/// A track with its score and the evidence behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The track.
    pub row: u32,
    /// 0 to 1.
    pub score: f32,
    /// How the query names it.
    pub named: Option<NameMatch>,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// All results of a query, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// The results.
    pub tracks: Vec<Ranked>,
    /// The artist that the query was taken to name: as the catalogue writes it, or as generally written.
    pub artist: Option<String>,
}

/// Ranks the tracks of the ground's universe for a wish, whose text the models take to mean `meant`.
pub fn rank(ground: Ground<'_>, wish: &Wish, meant: Meant<'_>, stage: Stage) -> Result<Ranking, Error> {
    let demands = Demands::new(ground, wish);
    let admitted = if stage == Stage::Fused { demands.admitted(ground.universe) } else { None };
    let ground = Ground { universe: admitted.as_ref().unwrap_or(ground.universe), ..ground };
    let named = if stage == Stage::Fused { named(ground, wish)? } else { Named::default() };
    let rows: Vec<u32> = named.tracks.iter().map(|(_, row)| *row).collect();
    let judge = Judge::new(ground, demands, meant, stage)?;
    let candidates = judge.candidates(&rows)?;
    let columns = &ground.snapshot.columns;
    let mut tracks = score(&judge.judge(&candidates)?, &named.tracks, stage);
    tracks.sort_by_cached_key(|track| (descending(track.score), id_order(columns, track.row)));
    if stage == Stage::Fused {
        order::fold_versions(&mut tracks, columns);
        order::space_artists(&mut tracks, columns);
    }
    let artist = named.artist.or_else(|| wish.references.first().map(|reference| reference.name.clone()));
    Ok(Ranking { tracks, artist })
}

/// The tracks that the query names: by its whole, and those of artists that it names. Music *like* an artist's begins with
/// the artist's own when nothing else is said.
fn named(ground: Ground<'_>, wish: &Wish) -> Result<Named, Error> {
    let mut named = names::find(ground.snapshot, &wish.names, ground.universe)?;
    for reference in &wish.references {
        if reference.role == Role::By || wish.is_only_references() {
            let own = reference.own.iter().filter(|row| ground.universe.contains(**row));
            named.add_artist(own.copied(), &reference.name);
        }
    }
    Ok(named)
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

/// Evidence to scores; what is below the floor falls out of the whole list, unless it is named. A single stage has no
/// floor: it is measured, not shown.
fn score(judged: &[(u32, Evidence)], named: &[(NameMatch, u32)], stage: Stage) -> Vec<Ranked> {
    let named: BTreeMap<u32, NameMatch> = named.iter().map(|(how, row)| (*row, *how)).collect();
    let scored = judged.iter().map(|(row, evidence)| {
        let likely = MOST_UNNAMED / (1.0 + (-(evidence.total() - MIDDLE) / SLOPE).exp());
        let named = named.get(row).copied();
        // A named track keeps a trace of its evidence, to order the tracks of one artist.
        let score = named.map_or(likely, |how| NAMED_SCORES[how as usize] - 0.009 * (1.0 - likely));
        Ranked { row: *row, score, named, evidence: *evidence }
    });
    scored.filter(|track| track.score >= FLOOR || stage != Stage::Fused).collect()
}

/// A number whose order is the opposite of that of a score from 0 to 1.
fn descending(score: f32) -> u32 {
    u32::MAX - score.max(0.0).to_bits()
}

/// The last word between equal scores: the track's identity, which no re-import and no rebuild changes.
fn id_order(columns: &Columns, row: u32) -> u64 {
    columns.id(row).map_or(u64::MAX, AssetId::get)
}
