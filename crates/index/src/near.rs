//! The records with the highest scores, among those of a set of rows.
//!
//! Records stand in [`Lists`] around centres (inverted lists: Sivic & Zisserman, "Video Google", ICCV 2003; Jégou, Douze &
//! Schmid, "Product quantization for nearest neighbor search", TPAMI 33, 2011). There are two ways to the best of a set of rows:
//!
//! - *exact*: every row of the set is scored where its record lies. Best when the rows are few.
//! - *by lists*: the lists are visited in the order of what their centres promise, the set applied inside the scan, until what
//!   the lists that are left can still be expected to hold is too little to matter ([`probe`]). How many lists
//!   that takes follows from the query and from the set; no number of lists is fixed beforehand.
//!
//! Which way is taken is decided for each query by a model of cost ([`cost`]) whose constants were measured.

pub(crate) mod best;
pub(crate) mod calibration;
pub(crate) mod centres;
pub(crate) mod cost;
pub(crate) mod probe;

use crate::kernel;
use crate::lists::{Lists, Segment};
use crate::rows::Rows;
use best::Best;
use centres::Centres;

/// What a query thinks of records.
pub(crate) trait Scorer {
    /// The scores of all records of a segment, in their order.
    fn all(&self, segment: &Segment, scores: &mut Vec<f32>);

    /// The score of one record with its scale.
    fn one(&self, record: &[u8], scale: f32) -> f32;

    /// The mean score of each list, as its centre says.
    fn expectation(&self, centres: &Centres) -> Vec<f32>;

    /// The length of the query, in which the spread of its scores is counted.
    fn length(&self) -> f32 {
        1.0
    }

    /// Offers the records of a segment to the best, or those among which the best surely are. Returns the sum of squares of
    /// scores about `expected`.
    fn offer(&self, segment: &Segment, expected: f32, scan: &mut Scan<'_>) -> f32 {
        self.all(segment, &mut scan.scores);
        scan.best.offer(segment.rows(), &scan.scores, scan.within);
        scan.scores.iter().map(|score| (score - expected).powi(2)).sum()
    }
}

/// A scan under way.
pub(crate) struct Scan<'a> {
    /// Rows that count.
    pub(crate) within: &'a Rows,
    /// The best so far.
    pub(crate) best: &'a mut Best,
    /// How far codes are off, in steps.
    pub(crate) error: f32,
    /// Memory to work in.
    pub(crate) scores: Vec<f32>,
    /// Memory to work in.
    pub(crate) picked: Vec<u32>,
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// Among these rows ...
    pub(crate) within: &'a Rows,
    /// ... so many of the best.
    pub(crate) most: usize,
    /// The share of them that is to be found, 0 to 1; 1 asks for exactly the best.
    pub(crate) recall: f32,
}

/// The rows with the highest scores, best first, ties by ascending row.
pub(crate) fn nearest(
    lists: &Lists,
    centres: Option<&Centres>,
    scorer: &impl Scorer,
    ask: Ask<'_>,
) -> Vec<(u32, f32)> {
    let matching = ask.within.common(lists.present());
    let mut best = Best::new(ask.most);
    if matching == 0 || ask.most == 0 {
        return Vec::new();
    }
    let centres = centres.filter(|_| ask.recall < 1.0 && ask.most < matching);
    match centres.filter(|centres| cost::lists_pay(lists, centres, matching, ask.most)) {
        Some(centres) => {
            let expected = scorer.expectation(centres);
            probe::probe(probe::Ground { lists, centres, matching }, &expected, scorer, ask, &mut best);
        }
        None if 4 * matching > lists.len() => in_order(lists, scorer, ask.within, &mut best),
        None => one_by_one(lists, scorer, ask.within, &mut best),
    }
    best.finish()
}

/// Scores every row of the set, list by list: reads all memory, in order.
fn in_order(lists: &Lists, scorer: &impl Scorer, within: &Rows, best: &mut Best) {
    let mut scores = Vec::new();
    for segment in lists.segments() {
        scorer.all(segment, &mut scores);
        best.offer(segment.rows(), &scores, within);
    }
}

/// How many records ahead memory is asked for.
const AHEAD: usize = 4;

/// Scores every row of the set where its record lies.
fn one_by_one(lists: &Lists, scorer: &impl Scorer, within: &Rows, best: &mut Best) {
    each(lists, within, |row, record, scale| best.put(row, scorer.one(record, scale)));
}

/// Calls `visit` with the record and the scale of each of `rows` that has one, ascending.
pub(crate) fn each(lists: &Lists, rows: &Rows, mut visit: impl FnMut(u32, &[u8], f32)) {
    let mut ahead = rows.iter();
    let mut waiting: std::collections::VecDeque<(u32, &[u8], f32)> =
        std::collections::VecDeque::with_capacity(AHEAD + 1);
    loop {
        match ahead.next() {
            Some(row) => {
                let Some(held) = lists.get(row) else { continue };
                kernel::prefetch(held.record);
                waiting.push_back((row, held.record, held.scale));
                if waiting.len() <= AHEAD {
                    continue;
                }
            }
            None if waiting.is_empty() => return,
            None => {}
        }
        if let Some((row, record, scale)) = waiting.pop_front() {
            visit(row, record, scale);
        }
    }
}
