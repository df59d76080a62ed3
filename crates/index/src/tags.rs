//! The tags of each track: genres, moods, instruments and free tags, as numbers.
//!
//! Catalogues are tagged from small vocabularies, so many tracks carry the very same tags. Each distinct set is stored
//! once and a track holds the number of its set: what is worked out of tags is worked out once a set. From a tag its sets
//! are found, and from a set its tracks, so that a query need not look at tracks of which no tag concerns it.

mod sets;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use hark_track::vocabulary::split_compound;
use hark_track::{Track, fold};

use crate::file::{In, Out};
use crate::rows::Rows;
use sets::Sets;

/// Tags of one track that are kept.
const MAX_TAGS: usize = 32;
/// Sets that are looked at for a query. Where its best tag alone has more, the sets that were there first are looked at: what
/// else such common tags go with, meaning and sound find.
const MOST_SETS: usize = 30_000;
/// Tags worth less than this share of the best are not looked up.
const LEAST_WORTH: f32 = 0.2;
/// Rows that are judged one by one rather than by their sets.
const FEW_ROWS: usize = 20_000;

/// The tags of every track.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    names: Vec<Arc<str>>,
    numbers: Arc<HashMap<Arc<str>, u32>>,
    sets: Sets,
}

/// What sets of tags are worth.
pub trait Worth {
    /// What a tag is worth.
    fn tag(&self, tag: u32) -> f32;
    /// What a set is worth.
    fn set(&self, tags: &[u32]) -> f32;
}

impl Tags {
    /// Every tag there ever was, by number: folded words, compounds split.
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Calls `visit` with each set but the empty one, and the rows that have it, in no particular order.
    pub fn each_set(&self, mut visit: impl FnMut(&[u32], &mut dyn Iterator<Item = u32>)) {
        for set in 1..self.sets.len() as u32 {
            visit(self.sets.tags(set), &mut self.sets.rows(set));
        }
    }

    /// The number of the set that `row` has; 0 is the empty set.
    #[inline]
    pub fn set_of(&self, row: u32) -> u32 {
        self.sets.of_row(row)
    }

    /// The tags of `row`, ascending.
    #[inline]
    pub fn of(&self, row: u32) -> &[u32] {
        self.sets.tags(self.sets.of_row(row))
    }

    /// Sets the tags of `row` from its track.
    pub fn set(&mut self, row: u32, track: &Track) {
        let mut tags: Vec<u32> = tags_of(track).map(|name| self.number(&name)).collect();
        tags.sort_unstable();
        tags.dedup();
        self.sets.set(row, &tags);
    }

    /// The same to read: what only a writer needs is left out, so that it need not be copied at the next change.
    pub(crate) fn to_read(&self) -> Tags {
        Tags { names: self.names.clone(), numbers: Arc::default(), sets: self.sets.to_read() }
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = Arc::from(name);
        self.names.push(Arc::clone(&name));
        Arc::make_mut(&mut self.numbers).insert(name, number);
        number
    }

    /// The tracks of `within` whose sets are worth most, with their worth, most first; at most `most`, and none that is worth
    /// nothing. In a large catalogue only sets are looked at that hold one of the tags that are worth most, so that some of
    /// middling worth may be missed.
    pub fn best(&self, worth: &impl Worth, within: &Rows, most: usize) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> = Vec::new();
        if within.count() <= FEW_ROWS {
            found.extend(
                within.iter().map(|row| (row, worth.set(self.of(row)))).filter(|(_, worth)| *worth > 0.0),
            );
        } else {
            let mut sets = self.sets_worth_something(worth);
            let mut rest = sets.as_mut_slice();
            while !rest.is_empty() && found.len() < most {
                // The best sets nearly always have enough tracks, and putting all in order takes longer than all else.
                let (best, others) = best_first(rest, most.max(1));
                self.take_rows(best, within, most, &mut found);
                rest = others;
            }
        }
        best_first(&mut found, most);
        found.truncate(most);
        found
    }

    /// Adds rows of these sets until there are `most`.
    fn take_rows(&self, sets: &[(u32, f32)], within: &Rows, most: usize, found: &mut Vec<(u32, f32)>) {
        for (set, worth) in sets {
            let rows = self.sets.rows(*set).filter(|row| within.contains(*row));
            found.extend(rows.map(|row| (row, *worth)).take(most.saturating_sub(found.len())));
            if found.len() >= most {
                return;
            }
        }
    }

    /// Sets that hold one of the best tags and are worth something, in no order.
    fn sets_worth_something(&self, worth: &impl Worth) -> Vec<(u32, f32)> {
        let mut tags: Vec<(u32, f32)> = (0..self.names.len() as u32)
            .map(|tag| (tag, worth.tag(tag)))
            .filter(|(_, worth)| *worth > 0.0)
            .collect();
        tags.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let least = tags.first().map_or(0.0, |(_, best)| LEAST_WORTH * best);
        let mut looked_up = Rows::none(self.sets.len());
        let (mut found, mut seen) = (Vec::new(), 0);
        for (tag, _) in tags.iter().take_while(|(_, worth)| *worth >= least) {
            let sets = self.sets.with(*tag);
            let sets = &sets[..sets.len().min(MOST_SETS)];
            if seen > 0 && seen + sets.len() > MOST_SETS {
                continue;
            }
            seen += sets.len();
            for set in sets {
                if !looked_up.contains(*set) {
                    looked_up.set(*set, true);
                    found.push((*set, worth.set(self.sets.tags(*set))));
                }
            }
        }
        found.retain(|(_, worth)| *worth > 0.0);
        found
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub fn memory_bytes(&self) -> usize {
        let names: usize = self.names.iter().map(|name| name.len() + 80).sum();
        names + self.sets.memory_bytes()
    }

    /// Writes tags, sets and whose they are.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.names.len() as u64)?;
        self.names.iter().try_for_each(|name| out.text(name))?;
        self.sets.save(out)
    }

    /// Reads what [`Tags::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Tags> {
        let count = from.length(8)?;
        let names = (0..count).map(|_| from.text().map(Arc::from)).collect::<Option<Vec<Arc<str>>>>()?;
        let numbers = names.iter().zip(0..).map(|(name, number)| (Arc::clone(name), number)).collect();
        Some(Tags { sets: Sets::load(from, count)?, names, numbers: Arc::new(numbers) })
    }
}

/// A set or a row with what it is worth.
type Valued = (u32, f32);

/// The `most` of greatest worth, greatest first, ties by number; and the others.
fn best_first(found: &mut [Valued], most: usize) -> (&mut [Valued], &mut [Valued]) {
    let order = |a: &Valued, b: &Valued| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    let most = most.min(found.len());
    if 0 < most && most < found.len() {
        found.select_nth_unstable_by(most - 1, order);
    }
    let (best, others) = found.split_at_mut(most);
    best.sort_unstable_by(order);
    (best, others)
}

/// The first [`MAX_TAGS`] tags of a track, each as its folded words.
fn tags_of(track: &Track) -> impl Iterator<Item = String> + '_ {
    let lists = [&track.genres, &track.moods, &track.instruments, &track.tags];
    lists.into_iter().flatten().take(MAX_TAGS).map(|tag| spelled(tag)).filter(|tag| !tag.is_empty())
}

/// A tag as its folded words, compounds split: `ElectricGuitar` is `electric guitar`.
pub fn spelled(tag: &str) -> String {
    let words = fold::words(tag);
    let parts = words.iter().flat_map(|word| split_compound(word).unwrap_or_else(|| vec![word.as_str()]));
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
