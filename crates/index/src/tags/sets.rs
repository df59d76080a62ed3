//! Distinct sets of tags, which tracks have them, and which hold a tag.
//!
//! Everything only grows, in blocks that clones share; the tracks of a set are a list that runs through the tracks
//! themselves, so that a track changes its set in constant time.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;

use super::MAX_TAGS;
use crate::blocks::Blocks;
use crate::file::{In, Out};

/// The set of a track that has no tags.
const EMPTY: u32 = 0;
/// No row.
const NONE: u32 = u32::MAX;
/// Tags in one block of the pool: a set never crosses from one to the next.
const POOL: usize = 4_096;
/// Bits for the number of tags of a set.
const LENGTH_BITS: u32 = 6;

/// Tags of all sets together, at most.
const MOST_TAGS: usize = 1 << (u32::BITS - LENGTH_BITS);

/// Sets by number; 0 is the empty one.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    /// Tags of all sets, one after another.
    pool: Blocks<u32, POOL>,
    /// Where each set begins in the pool, and how many tags it has.
    spans: Blocks<u32, 1024>,
    /// Sets by the hash of their tags, first of them and all further ones.
    numbers: Arc<HashMap<u64, Vec<u32>>>,
    hasher: RandomState,
    /// Sets that hold each tag, ascending.
    holding: Vec<Arc<Vec<u32>>>,
    of_row: Blocks<u32, 1024>,
    /// The first row of each set, and each row's neighbours in its set.
    first: Blocks<u32, 1024>,
    next: Blocks<u32, 1024>,
    before: Blocks<u32, 1024>,
}

impl Default for Sets {
    fn default() -> Sets {
        let mut sets = Sets {
            pool: Blocks::new(0),
            spans: Blocks::new(0),
            numbers: Arc::default(),
            hasher: RandomState::new(),
            holding: Vec::new(),
            of_row: Blocks::new(EMPTY),
            first: Blocks::new(NONE),
            next: Blocks::new(NONE),
            before: Blocks::new(NONE),
        };
        sets.spans.set(EMPTY, 0);
        sets
    }
}

impl Sets {
    /// The same without what only a writer needs.
    pub(super) fn to_read(&self) -> Sets {
        Sets {
            pool: self.pool.clone(),
            spans: self.spans.clone(),
            holding: self.holding.clone(),
            of_row: self.of_row.clone(),
            first: self.first.clone(),
            next: self.next.clone(),
            before: self.before.clone(),
            ..Sets::default()
        }
    }

    /// Number of sets, the empty one included.
    pub(super) fn len(&self) -> usize {
        self.spans.bound()
    }

    /// The set of `row`.
    #[inline]
    pub(super) fn of_row(&self, row: u32) -> u32 {
        self.of_row.get(row)
    }

    /// The tags of a set.
    #[inline]
    pub(super) fn tags(&self, set: u32) -> &[u32] {
        let span = self.spans.get(set);
        self.pool.run(span >> LENGTH_BITS, (span & ((1 << LENGTH_BITS) - 1)) as usize)
    }

    /// The sets that hold `tag`.
    pub(super) fn with(&self, tag: u32) -> &[u32] {
        self.holding.get(tag as usize).map_or(&[], |sets| sets)
    }

    /// The rows that have a set, in no particular order; those without tags are not told.
    pub(super) fn rows(&self, set: u32) -> impl Iterator<Item = u32> + '_ {
        let known = |row: u32| (row != NONE).then_some(row);
        std::iter::successors(known(self.first.get(set)), move |row| known(self.next.get(*row)))
    }

    /// Sets the tags of `row`, ascending and different.
    pub(super) fn set(&mut self, row: u32, tags: &[u32]) {
        let set = self.number(tags);
        let old = self.of_row.get(row);
        if old == set && row < u32::try_from(self.of_row.bound()).unwrap_or(NONE) {
            return;
        }
        self.unlink(row, old);
        self.of_row.set(row, set);
        self.link(row, set);
    }

    fn link(&mut self, row: u32, set: u32) {
        if set == EMPTY {
            return;
        }
        let first = self.first.get(set);
        self.next.set(row, first);
        self.before.set(row, NONE);
        if first != NONE {
            self.before.set(first, row);
        }
        self.first.set(set, row);
    }

    fn unlink(&mut self, row: u32, set: u32) {
        if set == EMPTY {
            return;
        }
        let (before, next) = (self.before.get(row), self.next.get(row));
        if before == NONE {
            self.first.set(set, next);
        } else {
            self.next.set(before, next);
        }
        if next != NONE {
            self.before.set(next, before);
        }
    }

    /// The number of a set, a new one when it is new.
    fn number(&mut self, tags: &[u32]) -> u32 {
        if tags.is_empty() {
            return EMPTY;
        }
        let hash = self.hasher.hash_one(tags);
        let known = self.numbers.get(&hash).into_iter().flatten().copied();
        if let Some(number) = known.into_iter().find(|set| self.tags(*set) == tags) {
            return number;
        }
        self.add(hash, tags)
    }

    fn add(&mut self, hash: u64, tags: &[u32]) -> u32 {
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        if self.pool.bound() + POOL > MOST_TAGS {
            // Dozens of tags on each of millions of tracks: those that come last have none.
            return EMPTY;
        }
        let mut start = self.pool.bound();
        if start % POOL + tags.len() > POOL {
            start = start.next_multiple_of(POOL);
        }
        for (at, tag) in (start..).zip(tags) {
            self.pool.set(at as u32, *tag);
        }
        self.spans.set(number, (start as u32) << LENGTH_BITS | tags.len() as u32);
        for tag in tags {
            self.holding.resize_with(self.holding.len().max(*tag as usize + 1), Arc::default);
            Arc::make_mut(&mut self.holding[*tag as usize]).push(number);
        }
        Arc::make_mut(&mut self.numbers).entry(hash).or_default().push(number);
        number
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub(super) fn memory_bytes(&self) -> usize {
        let holding: usize = self.holding.iter().map(|sets| 4 * sets.capacity() + 48).sum();
        let rows = [&self.of_row, &self.first, &self.next, &self.before, &self.spans];
        let blocks: usize = rows.iter().map(|blocks| blocks.memory_bytes()).sum();
        self.pool.memory_bytes() + blocks + holding + 64 * self.numbers.len()
    }

    /// Writes sets and whose they are.
    pub(super) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.len() as u64)?;
        for set in 1..self.len() as u32 {
            out.list(self.tags(set))?;
        }
        self.of_row.save(out)
    }

    /// Reads what [`Sets::save`] wrote, of so many tags.
    pub(super) fn load(from: &mut In<'_>, tags: usize) -> Option<Sets> {
        let count = u32::try_from(from.u64()?).ok().filter(|count| *count as usize <= from.left())?;
        let mut sets = Sets::default();
        for number in 1..count {
            let set = from.list(0u32)?;
            let fits = (1..=MAX_TAGS).contains(&set.len())
                && set.is_sorted_by(|a, b| a < b)
                && set.iter().all(|tag| (*tag as usize) < tags);
            if !fits || sets.add(sets.hasher.hash_one(set.as_slice()), &set) != number {
                return None;
            }
        }
        let of_row: Blocks<u32, 1024> = Blocks::load(from, EMPTY)?;
        for row in 0..u32::try_from(of_row.bound()).ok()? {
            let set = of_row.get(row);
            if set as usize >= sets.len() {
                return None;
            }
            sets.link(row, set);
        }
        sets.of_row = of_row;
        Some(sets)
    }
}
