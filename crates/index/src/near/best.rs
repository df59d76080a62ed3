//! The best of many scores, kept while they come.

use crate::rows::Rows;

/// The highest scores so far.
pub(crate) struct Best {
    most: usize,
    /// At most twice as many as are asked for: sorted out when full.
    found: Vec<(u32, f32)>,
    /// Scores below this are no longer among the best.
    bar: f32,
}

impl Best {
    /// Keeps the `most` best.
    pub(crate) fn new(most: usize) -> Best {
        Best { most, found: Vec::with_capacity(2 * most.min(1 << 16) + 64), bar: f32::NEG_INFINITY }
    }

    /// The score below which nothing is kept any more; minus infinity while there are too few.
    pub(crate) fn bar(&self) -> f32 {
        self.bar
    }

    /// Number of records held, up to twice as many as are asked for.
    pub(crate) fn held(&self) -> usize {
        self.found.len()
    }

    /// Takes in a score.
    #[inline]
    pub(crate) fn put(&mut self, row: u32, score: f32) {
        if score >= self.bar {
            self.found.push((row, score));
            if self.found.len() >= 2 * self.most + 64 {
                self.settle();
            }
        }
    }

    /// Takes in the scores of those of `rows` that are `within`.
    pub(crate) fn offer(&mut self, rows: &[u32], scores: &[f32], within: &Rows) {
        for (row, score) in rows.iter().zip(scores) {
            // Few reach the bar, so the set is asked last.
            if *score >= self.bar && within.contains(*row) {
                self.put(*row, *score);
            }
        }
    }

    /// Throws out what is not among the best, and raises the bar.
    pub(crate) fn settle(&mut self) {
        if self.found.len() > self.most {
            self.found.select_nth_unstable_by(self.most - 1, order);
            self.found.truncate(self.most);
        }
        if self.found.len() == self.most {
            self.bar = self.found.iter().fold(f32::INFINITY, |bar, found| bar.min(found.1));
        }
    }

    /// The best, best first, ties by ascending row.
    pub(crate) fn finish(mut self) -> Vec<(u32, f32)> {
        if self.most > 0 {
            self.settle();
        }
        self.found.sort_unstable_by(order);
        self.found
    }
}

fn order(a: &(u32, f32), b: &(u32, f32)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_the_first_of_all_in_order(scores in prop::collection::vec(0u8..9, 0..400), most in 1usize..50) {
            let within = Rows::where_(scores.len(), |row| row % 3 > 0);
            let rows: Vec<u32> = (0..scores.len() as u32).collect();
            let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            let mut best = Best::new(most);
            for (rows, scores) in rows.chunks(7).zip(scores.chunks(7)) {
                best.offer(rows, scores, &within);
            }
            let mut all: Vec<(u32, f32)> = rows.iter().copied().zip(scores.iter().copied()).collect();
            all.retain(|(row, _)| within.contains(*row));
            all.sort_by(order);
            all.truncate(most);
            prop_assert_eq!(best.finish(), all);
        }
    }
}
