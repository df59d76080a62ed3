//! Keys in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use hark_server::scenario::{KEYS, KeyState};
use hark_server::{KeyCheck, KeyStore, KeyStoreError, KeyUsage};

/// The secret of the key called `name`.
pub(crate) fn secret(name: &str) -> String {
    format!("hk_test_{name}")
}

#[derive(Default)]
pub(crate) struct MemoryKeys {
    keys: Mutex<BTreeMap<String, KeyCheck>>,
    pub(crate) usage: Mutex<BTreeMap<(String, i64), u64>>,
    pub(crate) failing: AtomicBool,
    pub(crate) looked_up: AtomicU64,
}

impl MemoryKeys {
    pub(crate) fn of_scenarios() -> MemoryKeys {
        // Every server of these tests has such keys, so the log is there before the first line is written.
        super::log::install();
        let keys = MemoryKeys::default();
        for (name, tier, state) in KEYS {
            keys.add(name, tier);
            if state == KeyState::Revoked {
                keys.revoke(name);
            }
        }
        keys
    }

    pub(crate) fn add(&self, name: &str, tier: &str) {
        let check = KeyCheck::Active { id: format!("id-{name}"), tier: tier.to_owned() };
        self.keys.lock().unwrap().insert(secret(name), check);
    }

    pub(crate) fn revoke(&self, name: &str) {
        let check = KeyCheck::Revoked { id: format!("id-{name}") };
        self.keys.lock().unwrap().insert(secret(name), check);
    }

    fn check_works(&self) -> Result<(), KeyStoreError> {
        if self.failing.load(Ordering::SeqCst) {
            return Err(KeyStoreError("disk /secret/path is gone".into()));
        }
        Ok(())
    }
}

impl KeyStore for MemoryKeys {
    fn authenticate(&self, key: &str) -> Result<KeyCheck, KeyStoreError> {
        self.check_works()?;
        self.looked_up.fetch_add(1, Ordering::SeqCst);
        Ok(self.keys.lock().unwrap().get(key).cloned().unwrap_or(KeyCheck::Unknown))
    }

    fn requests_on(&self, id: &str, day: i64) -> Result<u64, KeyStoreError> {
        self.check_works()?;
        Ok(self.usage.lock().unwrap().get(&(id.to_owned(), day)).copied().unwrap_or(0))
    }

    fn add_usage(&self, usage: &KeyUsage) -> Result<(), KeyStoreError> {
        self.check_works()?;
        *self.usage.lock().unwrap().entry((usage.id.clone(), usage.day)).or_default() += usage.requests;
        Ok(())
    }
}
