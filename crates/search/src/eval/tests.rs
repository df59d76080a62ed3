//! Measures worked out by hand; when a run counts as worse.

use super::*;

fn outcome(relevant: &[(Option<usize>, f64)]) -> Outcome {
    Outcome { relevant: relevant.to_vec(), pool: 100 }
}

/// Outcomes with one relevant track each.
fn at(ranks: impl IntoIterator<Item = usize>) -> Vec<Outcome> {
    ranks.into_iter().map(|rank| outcome(&[(Some(rank), 1.0)])).collect()
}

#[test]
fn measures_agree_with_those_worked_out_by_hand() {
    let outcomes = [
        outcome(&[(Some(1), 1.0)]),
        outcome(&[(Some(4), 1.0)]),
        outcome(&[(None, 1.0)]),
        outcome(&[(Some(2), 1.0), (Some(20), 1.0)]),
    ];
    let of = |measure: Measure| measure.estimate(&outcomes).value;
    assert_eq!(of(Measure::RecallAt1), 0.25);
    assert_eq!(of(Measure::RecallAt5), (1.0 + 1.0 + 0.0 + 0.5) / 4.0);
    assert_eq!(of(Measure::RecallAt10), of(Measure::RecallAt5));
    assert_eq!(of(Measure::ReciprocalRank), (1.0 + 0.25 + 0.0 + 0.5) / 4.0);
    assert_eq!(of(Measure::MedianRank), 3.0, "the query without an answer ranks 101st");
    let two = (1.0 / 3f64.log2()) / (1.0 + 1.0 / 3f64.log2());
    let expected = (1.0 + 1.0 / 5f64.log2() + 0.0 + two) / 4.0;
    assert!((of(Measure::Ndcg10) - expected).abs() < 1e-12);
}

#[test]
fn graded_relevance_counts_exponentially() {
    let swapped = outcome(&[(Some(2), 3.0), (Some(1), 1.0)]);
    let (high, low, second) = (7.0, 1.0, 1.0 / 3f64.log2());
    assert!((Measure::Ndcg10.of(&swapped) - (low + high * second) / (high + low * second)).abs() < 1e-12);
}

#[test]
fn a_query_that_finds_nothing_gains_nothing() {
    let lost = outcome(&[(None, 1.0), (Some(11), 2.0)]);
    assert_eq!(Measure::Ndcg10.of(&lost).to_bits(), 0, "0, and not -0, which would be told as such");
}

#[test]
fn no_queries_measure_nothing() {
    for measure in Measure::ALL {
        assert_eq!(measure.estimate(&[]), Estimate::default(), "{measure:?}");
    }
    assert!(compare(&[], &[]).iter().all(|compared| !compared.is_worse() && !compared.is_better()));
}

#[test]
fn the_same_run_is_neither_worse_nor_better() {
    let run = at((0..50).map(|query| 1 + query * 7 % 40));
    for compared in compare(&run, &run) {
        assert!(!compared.is_worse() && !compared.is_better(), "{compared:?}");
        assert_eq!(compared.difference, Estimate::default());
    }
}

#[test]
fn a_loss_on_most_queries_is_worse_and_its_reverse_is_better() {
    let before = at((0..60).map(|query| 1 + query % 3));
    let after = at((0..60).map(|query| 1 + query % 3 + 4 * (query % 4)));
    let worse: Vec<Measure> =
        compare(&before, &after).iter().filter(|c| c.is_worse()).map(|c| c.measure).collect();
    assert_eq!(worse, Measure::ALL, "every measure suffers");
    for compared in compare(&after, &before) {
        assert!(compared.is_better() && !compared.is_worse(), "{compared:?}");
    }
}

#[test]
fn one_query_lost_among_many_is_chance() {
    let before = at((0..200).map(|query| 1 + query % 3));
    let mut after = before.clone();
    after[0] = outcome(&[(None, 1.0)]);
    assert!(compare(&before, &after).iter().all(|compared| !compared.is_worse()));
}
