//! Measures of retrieval quality, as the literature defines them.

/// The measures of one run over many queries.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Number of queries.
    pub queries: usize,
    /// Mean share of a query's relevant tracks among the first result (recall@1).
    pub r1: f64,
    /// recall@5.
    pub r5: f64,
    /// recall@10.
    pub r10: f64,
    /// Mean reciprocal rank of the first relevant result; 0 for a query without one.
    pub mrr: f64,
    /// nDCG@10 (Järvelin & Kekäläinen 2002) with gain 2^relevance − 1 and discount log2(rank + 1).
    pub ndcg10: f64,
    /// Median rank of the first relevant result; a query without one counts as ranked behind the whole pool.
    pub median_rank: f64,
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
    fn recall(&self, most: usize) -> f64 {
        let found = self.relevant.iter().filter(|(rank, _)| rank.is_some_and(|rank| rank <= most)).count();
        found as f64 / self.relevant.len().max(1) as f64
    }

    fn first(&self) -> Option<usize> {
        self.relevant.iter().filter_map(|(rank, _)| *rank).min()
    }

    fn ndcg10(&self) -> f64 {
        let gain = |relevance: f64| relevance.exp2() - 1.0;
        let discount = |rank: usize| (rank as f64 + 1.0).log2();
        let found = self.relevant.iter().filter_map(|(rank, relevance)| Some(((*rank)?, *relevance)));
        let dcg: f64 =
            found.filter(|(rank, _)| *rank <= 10).map(|(rank, rel)| gain(rel) / discount(rank)).sum();
        let mut ideal: Vec<f64> = self.relevant.iter().map(|(_, relevance)| gain(*relevance)).collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        let best: f64 = ideal.iter().take(10).zip(1..).map(|(gain, rank)| gain / discount(rank)).sum();
        if best > 0.0 { dcg / best } else { 0.0 }
    }
}

/// The measures over all outcomes; all zero when there are none.
pub fn measure(outcomes: &[Outcome]) -> Measures {
    let mean =
        |of: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(of).sum::<f64>() / outcomes.len().max(1) as f64;
    let ranks = outcomes.iter().map(|outcome| outcome.first().unwrap_or(outcome.pool + 1) as f64);
    Measures {
        queries: outcomes.len(),
        r1: mean(&|outcome| outcome.recall(1)),
        r5: mean(&|outcome| outcome.recall(5)),
        r10: mean(&|outcome| outcome.recall(10)),
        mrr: mean(&|outcome| outcome.first().map_or(0.0, |rank| 1.0 / rank as f64)),
        ndcg10: mean(&Outcome::ndcg10),
        median_rank: median(ranks.collect()),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => (values[n / 2 - 1] + values[n / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_those_worked_out_by_hand() {
        let outcome = |relevant: &[(Option<usize>, f64)]| Outcome { relevant: relevant.to_vec(), pool: 100 };
        let measures = measure(&[
            outcome(&[(Some(1), 1.0)]),
            outcome(&[(Some(4), 1.0)]),
            outcome(&[(None, 1.0)]),
            outcome(&[(Some(2), 1.0), (Some(20), 1.0)]),
        ]);
        assert_eq!(measures.queries, 4);
        assert_eq!(measures.r1, 0.25);
        assert_eq!(measures.r5, (1.0 + 1.0 + 0.0 + 0.5) / 4.0);
        assert_eq!(measures.mrr, (1.0 + 0.25 + 0.0 + 0.5) / 4.0);
        assert_eq!(measures.median_rank, 3.0);
        let two = (1.0 / 3f64.log2()) / (1.0 + 1.0 / 3f64.log2());
        let expected = (1.0 + 1.0 / 5f64.log2() + 0.0 + two) / 4.0;
        assert!((measures.ndcg10 - expected).abs() < 1e-12);
        assert_eq!(measure(&[]), Measures::default());
    }
}
