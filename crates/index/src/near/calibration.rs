//! Finding out, on the records themselves, how far a search by lists has to go.
//!
//! Sample queries are searched exactly and by lists; from the difference follow the safety on the spread of scores that reaches
//! each recall, and how many records that makes a search look at. Nothing is timed, so the same records give the same
//! calibration on every machine.

use super::best::Best;
use super::centres::Centres;
use super::probe::{Ground, probe};
use super::{Ask, Scorer, in_order};
use crate::lists::Lists;
use crate::rows::Rows;

/// Records that sample queries ask for.
const MOST: usize = 100;
/// The recall that searches ask for when nobody says otherwise.
pub(crate) const RECALL: f32 = 0.985;
/// Factors that are tried, the smallest first.
const SAFETIES: [f32; 14] = [0.15, 0.22, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.05, 1.25, 1.5, 2.0, 3.0];
/// The recall at which trying ends.
const ENOUGH: f32 = 0.9985;
/// One in so many rows is in the set of the second half of the trials.
const THIN: u64 = 16;
/// Rows whose scores are compared with what their centres say.
const SAMPLE: usize = 4_096;

/// Calibrates `centres`, the centres of `lists`, with these queries.
pub(crate) fn calibrate<S: Scorer>(lists: &Lists, centres: &mut Centres, queries: &[S]) {
    centres.factor = factor(lists, centres, queries);
    centres.safeties = vec![(1.0, 1.0)];
    let everything = lists.present().clone();
    let thin = one_in(lists, THIN);
    let trials: Vec<Trial<'_, S>> =
        [&everything, &thin].into_iter().flat_map(|within| trials(lists, queries, within)).collect();
    let mut safeties: Vec<(f32, f32)> = Vec::new();
    for safety in SAFETIES {
        centres.safeties = vec![(safety, 1.0)];
        let before = safeties.last().map_or(0.0, |(_, recall)| *recall);
        let (all, thin) = trials.split_at(trials.len() / 2);
        let recall = mean_recall(lists, centres, all).min(mean_recall(lists, centres, thin));
        safeties.push((safety, recall.max(before)));
        if recall >= ENOUGH {
            break;
        }
    }
    centres.safeties = safeties;
    centres.looked_at = looked_at(lists, centres, queries);
}

/// A query with what it should find.
struct Trial<'a, S> {
    scorer: &'a S,
    within: &'a Rows,
    expected: Vec<u32>,
}

fn trials<'a, S: Scorer>(lists: &Lists, queries: &'a [S], within: &'a Rows) -> Vec<Trial<'a, S>> {
    let trial = |scorer| {
        let mut best = Best::new(MOST);
        in_order(lists, scorer, within, &mut best);
        let mut expected: Vec<u32> = best.finish().into_iter().map(|(row, _)| row).collect();
        expected.sort_unstable();
        Trial { scorer, within, expected }
    };
    queries.iter().map(trial).collect()
}

fn mean_recall<S: Scorer>(lists: &Lists, centres: &Centres, trials: &[Trial<'_, S>]) -> f32 {
    let recall = |trial: &Trial<'_, S>| {
        let (found, _) = search(lists, centres, trial.scorer, trial.within);
        let right = found.iter().filter(|(row, _)| trial.expected.binary_search(row).is_ok()).count();
        right as f32 / trial.expected.len().max(1) as f32
    };
    trials.iter().map(recall).sum::<f32>() / trials.len().max(1) as f32
}

fn search(lists: &Lists, centres: &Centres, scorer: &impl Scorer, within: &Rows) -> (Vec<(u32, f32)>, usize) {
    let matching = within.common(lists.present());
    let ask = Ask { within, most: MOST, recall: RECALL };
    let mut best = Best::new(MOST);
    let expected = scorer.expectation(centres);
    let seen = probe(Ground { lists, centres, matching }, &expected, scorer, ask, &mut best);
    (best.finish(), seen)
}

/// How many records are looked at, by how many are asked for in proportion to the set.
fn looked_at<S: Scorer>(lists: &Lists, centres: &Centres, queries: &[S]) -> Vec<(f32, f32)> {
    let mut looked_at = Vec::new();
    let mut thinned = 1u64;
    while MOST * thinned as usize * 4 <= lists.len() {
        let within = one_in(lists, thinned);
        let seen: usize = queries.iter().map(|scorer| search(lists, centres, scorer, &within).1).sum();
        looked_at.push(((MOST as u64 * thinned) as f32, seen as f32 / queries.len().max(1) as f32));
        thinned *= 8;
    }
    looked_at
}

/// The spread of scores about what centres say, in spreads of lists.
fn factor<S: Scorer>(lists: &Lists, centres: &Centres, queries: &[S]) -> f32 {
    let (mut squares, mut count) = (0.0f64, 0.0f64);
    for scorer in queries {
        let expected = scorer.expectation(centres);
        for row in lists.present().sample(SAMPLE) {
            let (Some(held), Some(list)) = (lists.get(row), lists.list_of(row)) else { continue };
            let about =
                (scorer.one(held.record, held.scale) - expected[list as usize]) / centres.spread(list);
            squares += f64::from(about * about) / f64::from(scorer.length() * scorer.length());
            count += 1.0;
        }
    }
    if count > 0.0 { (squares / count).sqrt() as f32 } else { 1.0 }
}

/// One in so many of the rows, the same ones every time.
fn one_in(lists: &Lists, parts: u64) -> Rows {
    let mut rows = Rows::none(0);
    let chosen = |row: &u32| (u64::from(*row).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % parts == 0;
    lists.present().iter().filter(chosen).for_each(|row| rows.set(row, true));
    rows
}
