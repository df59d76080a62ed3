//! Numbers for names, dense from 0, never taken back.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crate::file::{In, Out};
use crate::hash::hash;

/// Names in one chunk: what the first new name after a commit copies.
const CHUNK: usize = 256;
/// Stands between a name and its owner; neither holds it.
const BETWEEN: char = '\0';

/// Names with their owners, in chunks that clones share.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    chunks: Vec<Arc<Vec<Arc<str>>>>,
    count: u32,
    /// Numbers by hash; names of the same hash stand at the hashes that follow. Needed to add only.
    numbers: Arc<HashMap<u64, u32>>,
}

impl Interner {
    /// The number of a name with this owner.
    pub(super) fn intern(&mut self, name: &str, owner: &str) -> u32 {
        let text = format!("{}{BETWEEN}{}", name.replace(BETWEEN, " "), owner.replace(BETWEEN, " "));
        let mut place = hash(text.as_bytes());
        while let Some(number) = self.numbers.get(&place) {
            if self.text(*number) == text {
                return *number;
            }
            place = place.wrapping_add(1);
        }
        let number = self.count;
        Arc::make_mut(&mut self.numbers).insert(place, number);
        self.push(Arc::from(text));
        number
    }

    fn push(&mut self, text: Arc<str>) {
        if self.count as usize == self.chunks.len() * CHUNK {
            self.chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(text);
            self.count += 1;
        }
    }

    fn text(&self, number: u32) -> &str {
        let chunk = self.chunks.get(number as usize / CHUNK);
        chunk.and_then(|chunk| chunk.get(number as usize % CHUNK)).map_or("", |text| text)
    }

    /// Name and owner behind a number; empty for one never given.
    pub(super) fn get(&self, number: u32) -> (&str, &str) {
        self.text(number).split_once(BETWEEN).unwrap_or(("", ""))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// The same to read.
    pub(super) fn to_read(&self) -> Interner {
        Interner { chunks: self.chunks.clone(), count: self.count, numbers: Arc::default() }
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub(super) fn memory_bytes(&self) -> usize {
        let texts = self.chunks.iter().flat_map(|chunk| chunk.iter()).map(|text| text.len() + 40);
        texts.sum::<usize>() + 20 * self.len()
    }

    pub(super) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(u64::from(self.count))?;
        (0..self.count).try_for_each(|number| out.text(self.text(number)))
    }

    pub(super) fn load(from: &mut In<'_>) -> Option<Interner> {
        let mut interner = Interner::default();
        for number in 0..u32::try_from(from.length(8)?).ok()? {
            let (name, owner) = from.text()?.split_once(BETWEEN)?;
            if interner.intern(name, owner) != number {
                return None;
            }
        }
        Some(interner)
    }
}
