//! Orders other than relevance, and counts by value.
//!
//! A page deep in an order of millions is found by counting: how many of the rows have each code of the column, hence which
//! codes the page lies in, and only their rows are sorted.

use super::codes::{Codes, MISSING};
use super::{Columns, Number, record};
use crate::kernel::bytes::{BLOCK, ByteSet, keep_members};
use crate::rows::Rows;

/// An order of tracks. Equals are in the order of their identities, and tracks without a value come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Most played first.
    Popular,
    /// Newest first.
    Recent,
    /// By title, folded.
    Name,
}

/// What tracks are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The artist's number.
    Artist,
    /// The album's number.
    Album,
    /// The canonical genre's position.
    Genre,
}

impl Columns {
    /// How many of `rows` have each value, most first, then by number. Rows without a value do not count.
    pub fn count_by(&self, facet: Facet, rows: &Rows) -> Vec<(u32, usize)> {
        let values = match facet {
            Facet::Artist => self.artists.len(),
            Facet::Album => self.albums.len(),
            Facet::Genre => 256,
        };
        let mut counts = vec![0u32; values];
        for row in rows.iter() {
            let value = match facet {
                Facet::Artist => self.records.reference(row).and_then(record::artist),
                Facet::Album => self.records.reference(row).and_then(record::album),
                Facet::Genre => ((row as usize) < self.bound()).then(|| u32::from(self.genres.get(row))),
            };
            if let Some(count) = value.and_then(|value| counts.get_mut(value as usize)) {
                *count += 1;
            }
        }
        let counted = counts.into_iter().zip(0..).filter(|(count, _)| *count > 0);
        let mut counted: Vec<(u32, usize)> = counted.map(|(count, value)| (value, count as usize)).collect();
        counted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counted
    }

    /// The page of `rows` in `order` from `offset` on, at most `limit` long. Titles that begin with the same eight
    /// bytes are told apart by `title`, which gives the folded title of a row.
    pub fn page(
        &self,
        rows: &Rows,
        order: Order,
        (offset, limit): (usize, usize),
        title: impl Fn(u32) -> String,
    ) -> Vec<u32> {
        let mut rows = rows.clone();
        rows.truncate(self.bound());
        let codes = self.codes_of(order);
        let counts = count_codes(codes, &rows);
        let ascending = codes.ascending();
        let by_value: Vec<u8> =
            if order == Order::Name { ascending.collect() } else { ascending.rev().collect() };
        let (mut wanted, mut before, mut first) = (ByteSet::default(), 0, None);
        for code in by_value.into_iter().chain([MISSING]) {
            let after = before + counts[usize::from(code)];
            if after > offset && before < offset + limit {
                wanted.insert(code);
                first.get_or_insert(before);
            }
            before = after;
        }
        let Some(first) = first else { return Vec::new() };
        let mut found: Vec<(u64, u64, u32)> =
            self.members(codes, &rows, &wanted).map(|row| self.place(order, row)).collect();
        found.sort_unstable();
        let skipped = offset - first;
        if order == Order::Name {
            tell_apart(&mut found, skipped..skipped + limit, title);
        }
        found.into_iter().skip(skipped).take(limit).map(|(_, _, row)| row).collect()
    }

    fn codes_of(&self, order: Order) -> &Codes {
        match order {
            Order::Popular => &self.numbers[Number::Plays as usize],
            Order::Recent => &self.numbers[Number::Created as usize],
            Order::Name => &self.title_codes,
        }
    }

    /// What a row is sorted by: key, identity, row.
    fn place(&self, order: Order, row: u32) -> (u64, u64, u32) {
        let Some(values) = self.get(row) else { return (u64::MAX, u64::MAX, row) };
        let descending =
            |key: Option<u64>| key.map_or(u64::MAX, |key| (u64::MAX - 1) - key.min(u64::MAX - 1));
        let key = match order {
            Order::Popular => descending(Number::Plays.key(&values)),
            Order::Recent => descending(Number::Created.key(&values)),
            Order::Name => Some(self.titles.get(row)).filter(|key| *key > 0).unwrap_or(u64::MAX),
        };
        (key, values.id.get(), row)
    }

    fn members(&self, codes: &Codes, rows: &Rows, wanted: &ByteSet) -> impl Iterator<Item = u32> {
        let mut words = Vec::with_capacity(rows.words().len().next_multiple_of(BLOCK / 64));
        for (codes, mask) in codes.blocks().zip(rows.words().chunks(BLOCK / 64)) {
            let mut kept = [0; BLOCK / 64];
            kept[..mask.len()].copy_from_slice(mask);
            keep_members(codes, wanted, &mut kept);
            words.extend_from_slice(&kept);
        }
        Rows::of_words(words).iter().collect::<Vec<u32>>().into_iter()
    }
}

fn count_codes(codes: &Codes, rows: &Rows) -> [usize; 256] {
    let mut counts = [0; 256];
    for (codes, mask) in codes.blocks().zip(rows.words().chunks(BLOCK / 64)) {
        for (codes, mask) in codes.as_chunks::<64>().0.iter().zip(mask) {
            let mut bits = *mask;
            while bits != 0 {
                counts[usize::from(codes[bits.trailing_zeros() as usize])] += 1;
                bits &= bits - 1;
            }
        }
    }
    counts
}

/// Sorts runs of equal keys that reach into the page by the whole title.
fn tell_apart(found: &mut [(u64, u64, u32)], page: std::ops::Range<usize>, title: impl Fn(u32) -> String) {
    let mut at = 0;
    for run in found.chunk_by_mut(|a, b| a.0 == b.0) {
        let here = at..at + run.len();
        at = here.end;
        if run.len() > 1 && run[0].0 != u64::MAX && here.start < page.end && here.end > page.start {
            run.sort_by_cached_key(|(_, id, row)| (title(*row), *id));
        }
    }
}
