//! The order of words: "midnight train" means *Midnight Train Home* rather than *Train at Midnight*.
//!
//! Where titles hold words of the query next to each other and in its order, order becomes a part of the query's
//! information: [`ORDER`] of it, times the share of these words in that of all words. Tracks that have the order keep
//! that part, others lose it. Asked of the best tracks only, and only of words found as they were written.

use hark_index::{Error, Words};

use super::WordMatch;
use super::best::Found;
use super::tally::Sought;

/// The share of a query's information that the order of its words carries when a title has them all in order.
const ORDER: f32 = 0.06;

/// Weighs the order of words into the shares of `matches`, which go with `best`; `false` when no title has any two words
/// in order, and nothing changes.
pub(super) fn weigh(
    words: &Words,
    sought: &[Sought],
    best: &[Found],
    matches: &mut [WordMatch],
) -> Result<bool, Error> {
    let all: f32 = sought.iter().map(|word| word.idf).sum();
    let held = held(words, sought, best)?;
    let shares = held.iter().map(|held| {
        let bits = sought.iter().take(64).enumerate().filter(|(at, _)| held >> at & 1 == 1);
        ORDER * bits.map(|(_, word)| word.idf).sum::<f32>() / all
    });
    let shares: Vec<f32> = shares.collect();
    let most = shares.iter().copied().fold(0.0, f32::max);
    for (found, order) in matches.iter_mut().zip(shares) {
        found.share = (found.share * (1.0 - most) + order).min(1.0);
    }
    Ok(most > 0.0)
}

/// For each of the best, a bit for each word that stands in the title next to one that is next to it in the query.
fn held(words: &Words, sought: &[Sought], best: &[Found]) -> Result<Vec<u64>, Error> {
    let mut held = vec![0u64; best.len()];
    let pairs: Vec<_> = (0..sought.len().min(64).saturating_sub(1))
        .filter_map(|at| Some((at, (sought[at].itself()?, sought[at + 1].itself()?))))
        .collect();
    if pairs.is_empty() {
        return Ok(held);
    }
    for (number, part) in (0..).zip(words.parts()) {
        let here = best.iter().enumerate().filter(|(_, found)| found.part == number);
        let mut here: Vec<(u32, usize)> = here.map(|(at, found)| (found.document, at)).collect();
        here.sort_unstable();
        let documents: Vec<u32> = here.iter().map(|(document, _)| *document).collect();
        for (at, pair) in &pairs {
            // Right after each other, or with as many words between them as in the query: "train at midnight".
            let apart = [1, sought[at + 1].position - sought[*at].position];
            for document in part.in_order(*pair, &apart, &documents)? {
                let found = documents.binary_search(&document).map(|found| here[found].1);
                found.into_iter().for_each(|found| held[found] |= 0b11 << at);
            }
        }
    }
    Ok(held)
}
