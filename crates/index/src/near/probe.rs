//! Visiting lists until the rest is not worth it.
//!
//! The scores of a list's records are taken to be normally distributed: around what the centre says of the query, with the
//! spread of the list times a factor that is estimated from the scores seen so far, because queries differ in
//! how far they reach across lists (a sentence is not near to any track the way that tracks are near to each
//! other). From the score that a record must have to be among the best, the number of records that a list still has to offer
//! follows; the search ends when all unvisited lists together can be expected to offer too few.
//!
//! The normal distribution is not quite right in its tails, so the factor is multiplied by a safety that calibration found to
//! reach the recall asked for ([`super::calibration`]). The idea of stopping by what is expected of each query rather than after
//! a fixed number of lists is that of Li et al., "Improving approximate nearest neighbor search through learned adaptive early
//! termination", SIGMOD 2020; ours needs no learned model.

use super::best::Best;
use super::centres::Centres;
use super::{Ask, Scan, Scorer};
use crate::lists::{ListId, Lists};

/// Of the records asked for, the share that unvisited lists may still be expected to hold.
const LEFT: f32 = 0.01;
/// As how many records the spread that is believed beforehand counts.
const PRIOR: f32 = 400.0;
/// Lists that are put in order at a time.
const SORTED: usize = 192;
/// Of the lists far behind, every so many stand for the others.
const STRIDE: usize = 8;

/// What is searched.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) centres: &'a Centres,
    /// Rows of the set that have a record.
    pub(crate) matching: usize,
}

/// Searches by lists, whose records are `expected` to have these scores on average. Returns how many records were
/// looked at.
pub(crate) fn probe(
    ground: Ground<'_>,
    expected: &[f32],
    scorer: &impl Scorer,
    ask: Ask<'_>,
    best: &mut Best,
) -> usize {
    let mut visit = Visit::new(ground, ask, scorer.length());
    let mut scan = Scan {
        within: ask.within,
        best,
        error: scorer.length() * ground.centres.error(),
        scores: Vec::new(),
        picked: Vec::new(),
    };
    let mut order = Order::new(expected);
    let (mut visited, mut next_check) = (0, 4);
    while let Some(list) = order.next() {
        visit.list(list, expected[list as usize], scorer, &mut scan);
        visited += 1;
        if visited >= next_check {
            next_check = visited + (visited / 6).max(1);
            if scan.best.held() >= ask.most {
                scan.best.settle();
            }
            if visit.enough(&order, expected, scan.best.bar()) {
                break;
            }
        }
    }
    visit.seen
}

/// Lists by descending expectation, put in order as far as needed.
pub(super) struct Order<'a> {
    expected: &'a [f32],
    lists: Vec<ListId>,
    sorted: usize,
    at: usize,
}

impl<'a> Order<'a> {
    pub(super) fn new(expected: &'a [f32]) -> Order<'a> {
        Order { expected, lists: (0..expected.len() as ListId).collect(), sorted: 0, at: 0 }
    }

    pub(super) fn next(&mut self) -> Option<ListId> {
        if self.at == self.sorted {
            self.sort_more();
        }
        let next = self.lists.get(self.at).copied();
        self.at += 1;
        next
    }

    fn sort_more(&mut self) {
        let expected = self.expected;
        let order = |a: &ListId, b: &ListId| {
            expected[*b as usize].total_cmp(&expected[*a as usize]).then_with(|| a.cmp(b))
        };
        let rest = &mut self.lists[self.sorted..];
        let next = SORTED.min(rest.len());
        if next < rest.len() {
            rest.select_nth_unstable_by(next, order);
        }
        rest[..next].sort_unstable_by(order);
        self.sorted += next;
    }

    /// Unvisited lists in order, then those whose order is not known.
    fn left(&self) -> (&[ListId], &[ListId]) {
        (&self.lists[self.at.min(self.sorted)..self.sorted], &self.lists[self.sorted..])
    }
}

/// A search under way.
struct Visit<'a> {
    ground: Ground<'a>,
    most: usize,
    /// The share of records that is in the set.
    share: f32,
    safety: f32,
    /// Sum of squares of scores about their expectation, in spreads of their lists, and how many.
    squares: f32,
    scored: f32,
    seen: usize,
}

impl<'a> Visit<'a> {
    fn new(ground: Ground<'a>, ask: Ask<'a>, length: f32) -> Visit<'a> {
        let centres = ground.centres;
        Visit {
            ground,
            most: ask.most,
            share: ground.matching as f32 / ground.lists.len().max(1) as f32,
            safety: centres.safety(ask.recall),
            squares: PRIOR * (length * centres.factor()).powi(2),
            scored: PRIOR,
            seen: 0,
        }
    }

    fn list(&mut self, list: ListId, expected: f32, scorer: &impl Scorer, scan: &mut Scan<'_>) {
        let spread = self.ground.centres.spread(list).max(1e-4);
        for segment in self.ground.lists.segments_of(list) {
            self.squares += scorer.offer(segment, expected, scan) / (spread * spread);
            self.scored += segment.rows().len() as f32;
            self.seen += segment.rows().len();
        }
    }

    /// Whether the lists that are left can be expected to hold too few records above `bar`.
    fn enough(&self, order: &Order<'_>, expected: &[f32], bar: f32) -> bool {
        if bar == f32::NEG_INFINITY {
            return false;
        }
        let factor = self.safety * (self.squares / self.scored).sqrt();
        let (lists, centres) = (self.ground.lists, self.ground.centres);
        let average = lists.len() as f32 / lists.lists().max(1) as f32;
        let offers = |list: &ListId| {
            let spread = (factor * centres.spread(*list)).max(1e-6);
            average * self.share * upper_tail((bar - expected[*list as usize]) / spread)
        };
        let allowed = LEFT * self.most as f32;
        let (near, far) = order.left();
        let mut offered = 0.0;
        for list in near {
            offered += offers(list);
            if offered > allowed {
                return false;
            }
        }
        offered + STRIDE as f32 * far.iter().step_by(STRIDE).map(offers).sum::<f32>() <= allowed
    }
}

/// The share of a normal distribution above `z` standard deviations, to about one part in a hundred of itself up to 3 and a
/// few up to 6 (the form of Tsay, Chen & Hwang).
fn upper_tail(z: f32) -> f32 {
    if z < 0.0 {
        return 1.0 - upper_tail(-z);
    }
    0.5 * (-0.717 * z - 0.416 * z * z).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_the_normal_distribution_is_near_its_tables() {
        for (z, expected) in [(0.0, 0.5), (1.0, 0.158_66), (2.0, 0.022_75), (3.0, 0.001_35), (-1.0, 0.841_34)]
        {
            let found = upper_tail(z);
            assert!((found / expected - 1.0).abs() < 0.06, "{z}: {found}");
        }
    }

    #[test]
    fn lists_come_by_descending_expectation_however_many_are_sorted_at_a_time() {
        let expected: Vec<f32> = (0..1_000).map(|at| ((at * 7_919) % 1_009) as f32).collect();
        let mut order = Order::new(&expected);
        let mut seen = Vec::new();
        while let Some(list) = order.next() {
            seen.push(expected[list as usize]);
            let (near, far) = order.left();
            assert_eq!(near.len() + far.len(), 1_000 - seen.len());
        }
        assert!(seen.is_sorted_by(|a, b| a >= b) && seen.len() == 1_000);
    }
}
