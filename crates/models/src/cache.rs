//! A bounded memory of query vectors.
//!
//! People type the same queries again, page through them, and refine filters under an unchanged text; a vector costs
//! milliseconds and looking it up costs a microsecond. The least recently used entries go first. Two bounds hold at
//! once, entries and bytes, because keys come from strangers and may be long.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::encoder::{ModelVersion, TextEncoder};
use crate::error::Error;

/// What an entry costs beside its text and its vector: map nodes, counters, allocation headers. An estimate.
const ENTRY_OVERHEAD_BYTES: usize = 160;

/// Bounds of a [`CachedEncoder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheLimits {
    /// Most entries.
    pub entries: usize,
    /// Most bytes over all entries, keys and overhead included.
    pub bytes: usize,
}

impl Default for CacheLimits {
    /// 10,000 queries, at most 32 MiB.
    fn default() -> Self {
        Self { entries: 10_000, bytes: 32 << 20 }
    }
}

/// How a cache is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheStats {
    /// Texts answered from memory.
    pub hits: u64,
    /// Texts that had to be embedded.
    pub misses: u64,
    /// Entries held.
    pub entries: usize,
    /// Bytes held, as counted for [`CacheLimits::bytes`].
    pub bytes: usize,
}

/// An encoder with a bounded, thread-safe memory. Its vectors are those of the encoder inside, bit for bit.
#[derive(Debug)]
pub struct CachedEncoder<E> {
    inner: E,
    limits: CacheLimits,
    held: Mutex<Held>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// The entries, and their order of use: ticks only grow, so the first tick is the oldest use.
#[derive(Debug, Default)]
struct Held {
    entries: HashMap<Arc<str>, Entry>,
    by_use: BTreeMap<u64, Arc<str>>,
    tick: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    vector: Vec<f32>,
    tick: u64,
}

impl<E: TextEncoder> CachedEncoder<E> {
    /// Puts a memory before an encoder. A bound of zero remembers nothing.
    pub fn new(inner: E, limits: CacheLimits) -> Self {
        Self { inner, limits, held: Mutex::default(), hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// Counters since the start, and what is held now.
    pub fn stats(&self) -> CacheStats {
        let held = self.lock();
        CacheStats {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            entries: held.entries.len(),
            bytes: held.bytes,
        }
    }

    /// The encoder inside, for work that should not fill the memory, such as an import.
    pub fn inner(&self) -> &E {
        &self.inner
    }

    /// Embeds each unknown text once.
    fn embed_unknown<'a>(&self, texts: &[&'a str]) -> Result<HashMap<&'a str, Vec<f32>>, Error> {
        let mut unknown: Vec<&str> = texts.to_vec();
        unknown.sort_unstable();
        unknown.dedup();
        let vectors = self.inner.embed(&unknown)?;
        let mut held = self.lock();
        for (text, vector) in unknown.iter().zip(&vectors) {
            held.insert(text, vector, self.limits);
        }
        drop(held);
        Ok(unknown.into_iter().zip(vectors).collect())
    }

    /// A half-made change leaves at worst an entry that is never evicted before its turn, so poison is ignored.
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: TextEncoder> TextEncoder for CachedEncoder<E> {
    fn version(&self) -> &ModelVersion {
        self.inner.version()
    }

    fn dimensions(&self) -> usize {
        self.inner.dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut found: Vec<Option<Vec<f32>>> = {
            let mut held = self.lock();
            texts.iter().map(|text| held.get(text)).collect()
        };
        let missing = |found: &[Option<Vec<f32>>]| -> Vec<&str> {
            texts.iter().zip(found).filter(|(_, vector)| vector.is_none()).map(|(text, _)| *text).collect()
        };
        let unknown = missing(&found);
        let misses = unknown.len() as u64;
        self.misses.fetch_add(misses, Ordering::Relaxed);
        self.hits.fetch_add(texts.len() as u64 - misses, Ordering::Relaxed);
        if !unknown.is_empty() {
            let fresh = self.embed_unknown(&unknown)?;
            for (text, place) in texts.iter().zip(&mut found) {
                if place.is_none() {
                    *place = fresh.get(text).cloned();
                }
            }
        }
        Ok(found.into_iter().flatten().collect())
    }
}

impl Held {
    fn get(&mut self, text: &str) -> Option<Vec<f32>> {
        let entry = self.entries.get_mut(text)?;
        self.tick += 1;
        if let Some(key) = self.by_use.remove(&entry.tick) {
            self.by_use.insert(self.tick, key);
        }
        entry.tick = self.tick;
        Some(entry.vector.clone())
    }

    /// Adds an entry and drops the least recently used ones until both bounds hold.
    fn insert(&mut self, text: &str, vector: &[f32], limits: CacheLimits) {
        if self.entries.contains_key(text) || cost(text, vector) > limits.bytes || limits.entries == 0 {
            return;
        }
        let key: Arc<str> = Arc::from(text);
        self.tick += 1;
        self.bytes += cost(text, vector);
        self.by_use.insert(self.tick, Arc::clone(&key));
        self.entries.insert(key, Entry { vector: vector.to_vec(), tick: self.tick });
        while self.entries.len() > limits.entries || self.bytes > limits.bytes {
            let Some((_, oldest)) = self.by_use.pop_first() else { return };
            if let Some(entry) = self.entries.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(cost(&oldest, &entry.vector));
            }
        }
    }
}

fn cost(text: &str, vector: &[f32]) -> usize {
    text.len() + size_of_val(vector) + ENTRY_OVERHEAD_BYTES
}

#[cfg(test)]
mod tests;
