//! API keys: where they come from, and a short memory of them.
//!
//! Keys live in the record of truth, which this crate knows only as [`KeyStore`]. Asking it means a read of SQLite, so
//! its answers are remembered for a few seconds: long enough that a busy key costs nothing, short enough that a revoked
//! key soon stops working. Wrong keys are remembered apart from right ones and in bounded number, so that a flood of
//! guesses neither grows memory nor pushes out the keys that are in use.

mod catalog;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

/// Longest text that is looked up as a key, in bytes; longer ones are wrong without asking.
pub(crate) const MAX_KEY_BYTES: usize = 256;

/// Most keys of each kind (right and wrong) remembered at once, in each of two generations.
const CACHED_KEYS_MAX: usize = 4_096;

/// The record of API keys.
///
/// # For implementers
/// Called from many threads at once, and never on an async thread: it may block. `authenticate` compares secrets in
/// constant time.
pub trait KeyStore: Send + Sync {
    /// Whose key this is. `key` is whatever a stranger sent, at most 256 bytes.
    ///
    /// # Errors
    /// The store could not be read.
    fn authenticate(&self, key: &str) -> Result<KeyCheck, KeyStoreError>;

    /// Requests counted so far for key `id` on `day` (days since 1970-01-01, UTC).
    ///
    /// # Errors
    /// The store could not be read.
    fn requests_on(&self, id: &str, day: i64) -> Result<u64, KeyStoreError>;

    /// Adds to the count of one key on one day, and notes when it was last used.
    ///
    /// # Errors
    /// The store could not be written; nothing was counted, and the same usage will be handed over again.
    fn add_usage(&self, usage: &KeyUsage) -> Result<(), KeyStoreError>;
}

/// What a presented key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyCheck {
    /// No key.
    Unknown,
    /// A key that was revoked.
    Revoked {
        /// Its identity.
        id: String,
    },
    /// A key that works.
    Active {
        /// Its identity; not secret, and written to logs.
        id: String,
        /// The name of its tier.
        tier: String,
    },
}

/// Requests of one key on one day, to be added to the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUsage {
    /// The key's identity.
    pub id: String,
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// Requests to add.
    pub requests: u64,
    /// When the key was last used, in seconds since 1970-01-01T00:00:00Z.
    pub last_used_unix: i64,
}

/// The record of keys could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the record of API keys could not be read or written")]
pub struct KeyStoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// SHA-256 of a presented key. Keys themselves are not kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(key: &str) -> Fingerprint {
        Fingerprint(Sha256::digest(key.as_bytes()).into())
    }
}

/// Recent answers of the store.
pub(crate) struct KeyCache {
    ttl: Duration,
    known: Mutex<Generations>,
    unknown: Mutex<Generations>,
}

impl KeyCache {
    pub(crate) fn new(ttl: Duration) -> KeyCache {
        KeyCache { ttl, known: Mutex::default(), unknown: Mutex::default() }
    }

    /// The answer for this key, when one younger than the time to live is remembered at `now`.
    pub(crate) fn get(&self, key: &Fingerprint, now: Duration) -> Option<KeyCheck> {
        let fresh = |entry: &Entry| now.saturating_sub(entry.at) < self.ttl;
        let find =
            |half: &Mutex<Generations>| lock(half).get(key).filter(|e| fresh(e)).map(|e| e.check.clone());
        find(&self.known).or_else(|| find(&self.unknown))
    }

    pub(crate) fn put(&self, key: Fingerprint, check: KeyCheck, now: Duration) {
        let half = if check == KeyCheck::Unknown { &self.unknown } else { &self.known };
        lock(half).put(key, Entry { check, at: now });
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        let size = |half: &Mutex<Generations>| {
            let half = lock(half);
            half.young.len() + half.old.len()
        };
        size(&self.known) + size(&self.unknown)
    }
}

struct Entry {
    check: KeyCheck,
    at: Duration,
}

/// A bounded map: when the young half is full it becomes the old half, and the old half is forgotten. Constant work an
/// entry, no order to keep.
#[derive(Default)]
struct Generations {
    young: HashMap<Fingerprint, Entry>,
    old: HashMap<Fingerprint, Entry>,
}

impl Generations {
    fn get(&self, key: &Fingerprint) -> Option<&Entry> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    fn put(&mut self, key: Fingerprint, entry: Entry) {
        if self.young.len() >= CACHED_KEYS_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, entry);
    }
}

/// Locks, whatever happened to an earlier holder: no invariant here spans a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
