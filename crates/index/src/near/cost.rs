//! What a search costs one way and the other, in nanoseconds on one core.
//!
//! The constants are medians of `cargo bench -p hark-index --bench vectors -- costs`; only their ratios matter. They are fixed
//! rather than measured at every start, because the way that a search takes can change its results, and results must not
//! depend on how busy the machine was when it started.

use super::centres::Centres;
use crate::lists::Lists;

/// Scoring a record of 384 bytes somewhere in memory, and one of a list that is read in order.
const SCATTERED: f32 = 48.0;
const IN_ORDER: f32 = 16.0;
/// Asking whether a row is in the set.
const ASKED: f32 = 1.5;
/// Scoring a centre and putting it in its place.
const CENTRE: f32 = 14.0;

/// Whether going by lists is cheaper than scoring each of the `matching` rows.
pub(super) fn lists_pay(lists: &Lists, centres: &Centres, matching: usize, most: usize) -> bool {
    let width = lists.width() as f32 / 384.0;
    let share = matching as f32 / lists.len().max(1) as f32;
    let scanned = centres.scanned(most as f32 / share);
    let a_record = if share < SPARSE { ASKED + share * SCATTERED * width } else { ASKED + IN_ORDER * width };
    let by_lists = lists.lists() as f32 * CENTRE * width + scanned * a_record;
    let exact = if share > 0.25 { lists.len() as f32 * IN_ORDER } else { matching as f32 * SCATTERED };
    by_lists < exact * width
}

/// Share of rows in the set below which a scan picks them one by one instead of scoring the whole list.
pub(super) const SPARSE: f32 = 0.3;
