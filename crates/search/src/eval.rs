//! How good search is, where the right answers are known.
//!
//! Pure measures, as the literature defines them: they see ranks, scores and readings, never a file. Every measure is a
//! [`Summary`] of one value a query, because that is what makes it possible to say how sure it is
//! ([`bootstrap`](mod@bootstrap)) and whether another run is worse on the same queries ([`compare`]).

pub mod auc;
pub mod bootstrap;
pub mod genres;
pub mod intent;

use bootstrap::{Estimate, Summary};

/// A measure of retrieval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Mean share of a query's relevant tracks among the first result.
    RecallAt1,
    /// Among the first five.
    RecallAt5,
    /// Among the first ten.
    RecallAt10,
    /// Mean reciprocal rank of the first relevant result; 0 for a query without one.
    ReciprocalRank,
    /// nDCG@10 (Järvelin & Kekäläinen 2002) with gain 2^relevance − 1 and discount log2(rank + 1).
    Ndcg10,
    /// Median rank of the first relevant result; a query without one counts as ranked behind the whole pool.
    MedianRank,
}

impl Measure {
    /// All of them, in the order in which they are told.
    pub const ALL: [Measure; 6] = [
        Measure::RecallAt1,
        Measure::RecallAt5,
        Measure::RecallAt10,
        Measure::ReciprocalRank,
        Measure::Ndcg10,
        Measure::MedianRank,
    ];

    /// In JSON.
    pub fn key(self) -> &'static str {
        match self {
            Measure::RecallAt1 => "r1",
            Measure::RecallAt5 => "r5",
            Measure::RecallAt10 => "r10",
            Measure::ReciprocalRank => "mrr",
            Measure::Ndcg10 => "ndcg10",
            Measure::MedianRank => "median_rank",
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Measure::RecallAt1 => "R@1",
            Measure::RecallAt5 => "R@5",
            Measure::RecallAt10 => "R@10",
            Measure::ReciprocalRank => "MRR",
            Measure::Ndcg10 => "nDCG@10",
            Measure::MedianRank => "median rank",
        }
    }

    /// Whether more of it is better: all but the rank.
    pub fn rises(self) -> bool {
        self != Measure::MedianRank
    }

    /// How the values of many queries become one.
    pub fn summary(self) -> Summary {
        if self == Measure::MedianRank { Summary::Median } else { Summary::Mean }
    }

    /// One query's value.
    pub fn of(self, outcome: &Outcome) -> f64 {
        match self {
            Measure::RecallAt1 => outcome.recall(1),
            Measure::RecallAt5 => outcome.recall(5),
            Measure::RecallAt10 => outcome.recall(10),
            Measure::ReciprocalRank => outcome.first().map_or(0.0, |rank| 1.0 / rank as f64),
            Measure::Ndcg10 => outcome.ndcg10(),
            Measure::MedianRank => outcome.first().unwrap_or(outcome.pool + 1) as f64,
        }
    }

    /// Over all outcomes, with its interval; 0 when there are none.
    pub fn estimate(self, outcomes: &[Outcome]) -> Estimate {
        bootstrap::estimate(&self.values(outcomes), self.summary())
    }

    fn values(self, outcomes: &[Outcome]) -> Vec<f64> {
        outcomes.iter().map(|outcome| self.of(outcome)).collect()
    }
}

/// One query's outcome: where its relevant tracks came, and how relevant each is.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// (rank from 1, or `None` when not retrieved; relevance above 0) of each relevant track. Not empty.
    pub relevant: Vec<(Option<usize>, f64)>,
    /// Number of tracks that could have been retrieved.
    pub pool: usize,
}

impl Outcome {
    /// The rank of the first relevant result.
    pub fn first(&self) -> Option<usize> {
        self.relevant.iter().filter_map(|(rank, _)| *rank).min()
    }

    fn recall(&self, most: usize) -> f64 {
        let found = self.relevant.iter().filter(|(rank, _)| rank.is_some_and(|rank| rank <= most)).count();
        found as f64 / self.relevant.len().max(1) as f64
    }

    fn ndcg10(&self) -> f64 {
        let gain = |relevance: f64| relevance.exp2() - 1.0;
        let discount = |rank: usize| (rank as f64 + 1.0).log2();
        let found = self.relevant.iter().filter_map(|(rank, relevance)| Some(((*rank)?, *relevance)));
        let found = found.filter(|(rank, _)| *rank <= 10);
        // Not `sum`, which of nothing is -0.
        let dcg = found.fold(0.0, |sum, (rank, relevance)| sum + gain(relevance) / discount(rank));
        let mut ideal: Vec<f64> = self.relevant.iter().map(|(_, relevance)| gain(*relevance)).collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        let best: f64 = ideal.iter().take(10).zip(1..).map(|(gain, rank)| gain / discount(rank)).sum();
        if best > 0.0 { dcg / best } else { 0.0 }
    }
}

/// A measure of two runs over the same queries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Of what.
    pub measure: Measure,
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// After less before, with the interval of the paired bootstrap.
    pub difference: Estimate,
}

impl Comparison {
    /// Whether the second run is worse, and not by chance: the whole interval lies on the wrong side of 0.
    pub fn is_worse(&self) -> bool {
        if self.measure.rises() { self.difference.high < 0.0 } else { self.difference.low > 0.0 }
    }

    /// Whether it is better, likewise.
    pub fn is_better(&self) -> bool {
        if self.measure.rises() { self.difference.low > 0.0 } else { self.difference.high < 0.0 }
    }
}

/// Compares two runs by every measure. The n-th outcome of each is of the same query.
pub fn compare(before: &[Outcome], after: &[Outcome]) -> Vec<Comparison> {
    let compared = |measure: Measure| {
        let (old, new) = (measure.values(before), measure.values(after));
        Comparison {
            measure,
            before: measure.summary().of(&mut old.clone()),
            after: measure.summary().of(&mut new.clone()),
            difference: bootstrap::difference(&new, &old, measure.summary()),
        }
    };
    Measure::ALL.into_iter().map(compared).collect()
}

#[cfg(test)]
mod tests;
