//! What a search costs one way and the other, in nanoseconds on one core.
//!
//! `cargo bench -p hark-index --bench index` measures what the constants stand for; only their ratios matter. They are fixed
//! rather than measured at every start, because the way that a search takes can change its results, and results must not
//! depend on how busy the machine was when it started.

use std::hint::black_box;
use std::time::Instant;

use super::best::Best;
use super::centres::Centres;
use super::probe::Order;
use super::{Scan, Scorer};
use crate::lists::{Lists, Widths};

/// Scoring a record of 384 bytes somewhere in memory, one among others that are read in order, and looking at the code of one.
const SCATTERED: f32 = 45.0;
const IN_ORDER: f32 = 20.0;
const CODE: f32 = 6.0;
/// Scoring a centre and putting it in its place.
const CENTRE: f32 = 14.0;

/// Whether going by lists is cheaper than scoring each of the `matching` rows.
pub(super) fn lists_pay(lists: &Lists, centres: &Centres, matching: usize, most: usize) -> bool {
    let Widths { record, code } = lists.widths();
    let width = record as f32 / 384.0;
    let share = matching as f32 / lists.len().max(1) as f32;
    let (a_record, each_of_best) = if code > 0 { (CODE, 5.0 * SCATTERED) } else { (IN_ORDER, 0.0) };
    let by_lists = lists.lists() as f32 * CENTRE
        + centres.scanned(most as f32 / share) * a_record
        + most as f32 * each_of_best;
    let exact = if share > 0.25 { lists.len() as f32 * IN_ORDER } else { matching as f32 * SCATTERED };
    by_lists * width < exact * width
}

/// Nanoseconds that the model's four constants stand for, measured here and now: a record scored somewhere in memory, one scored
/// among others in order, the code of one looked at, a centre scored and put in its place.
pub(crate) fn measure(lists: &Lists, centres: &Centres, scorer: &impl Scorer) -> [f64; 4] {
    let everything = lists.present().clone();
    let mut scattered: Vec<u32> = everything.sample(50_000).collect();
    // A stride that is prime to the length visits all, no two neighbours in turn.
    let length = scattered.len();
    scattered = (0..length).map(|at| scattered[at * 7_919 % length]).collect();
    let per = |count: usize, work: &mut dyn FnMut()| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_nanos() as f64 / count.max(1) as f64
    };
    let one_by_one = per(length, &mut || {
        for held in scattered.iter().filter_map(|row| lists.get(*row)) {
            black_box(scorer.one(held.record, held.scale));
        }
    });
    let mut scores = Vec::new();
    let in_order =
        per(lists.len(), &mut || lists.segments().for_each(|segment| scorer.all(segment, &mut scores)));
    let mut best = Best::new(1);
    best.put(u32::MAX, f32::MAX);
    best.settle();
    let mut scan =
        Scan { within: &everything, best: &mut best, error: 1.0, scores: Vec::new(), picked: Vec::new() };
    let mut squares = 0.0;
    let codes = per(lists.len(), &mut || {
        lists.segments().for_each(|segment| squares += scorer.offer(segment, 0.0, &mut scan));
    });
    black_box(squares);
    let centre = per(lists.lists(), &mut || {
        let expected = scorer.expectation(centres);
        black_box(Order::new(&expected).next());
    });
    [one_by_one, in_order, codes, centre]
}
