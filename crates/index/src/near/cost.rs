//! What a search costs one way and the other, in nanoseconds on one core.
//!
//! The constants are medians of `cargo bench -p hark-index --bench vectors -- costs`; only their ratios matter. They are fixed
//! rather than measured at every start, because the way that a search takes can change its results, and results must not
//! depend on how busy the machine was when it started.

use super::centres::Centres;
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
