//! Whether scores tell two groups of tracks apart: the area under the ROC curve.
//!
//! It is the probability that a track of the one group, picked at random, scores above one of the other, a tie counting
//! half (Hanley & McNeil 1982): .5 is chance, 1 a perfect order. Unlike precision it does not depend on how many of each
//! there are.

use super::bootstrap::{Draws, Estimate, interval};

/// The area with its interval: each group is drawn again by itself, so that their sizes stay. `None` without a track on
/// either side.
pub fn auc(positive: &[f64], negative: &[f64]) -> Option<Estimate> {
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let levels = Levels::of(positive, negative);
    let draw = |group: &[usize], draws: &mut Draws| {
        let mut counts = vec![0usize; levels.count];
        for _ in 0..group.len() {
            counts[group[draws.below(group.len())]] += 1;
        }
        counts
    };
    let interval = interval(|draws| area(&draw(&levels.positive, draws), &draw(&levels.negative, draws)));
    let value = area(&levels.counts(&levels.positive), &levels.counts(&levels.negative));
    Some(Estimate { value, ..interval })
}

/// Scores as places among the distinct scores, ascending.
struct Levels {
    count: usize,
    positive: Vec<usize>,
    negative: Vec<usize>,
}

impl Levels {
    fn of(positive: &[f64], negative: &[f64]) -> Levels {
        let mut distinct: Vec<f64> = positive.iter().chain(negative).copied().collect();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup_by(|a, b| a.total_cmp(b).is_eq());
        let place = |score: &f64| distinct.partition_point(|level| level.total_cmp(score).is_lt());
        Levels {
            count: distinct.len(),
            positive: positive.iter().map(place).collect(),
            negative: negative.iter().map(place).collect(),
        }
    }

    fn counts(&self, group: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.count];
        group.iter().for_each(|level| counts[*level] += 1);
        counts
    }
}

/// The area, from how many of each group have each score. Both groups have a track.
fn area(positive: &[usize], negative: &[usize]) -> f64 {
    let (mut below, mut won) = (0usize, 0.0);
    for (positive, negative) in positive.iter().zip(negative) {
        won += *positive as f64 * (below as f64 + *negative as f64 / 2.0);
        below += negative;
    }
    won / (positive.iter().sum::<usize>() as f64 * below as f64)
}

#[cfg(test)]
mod tests;
