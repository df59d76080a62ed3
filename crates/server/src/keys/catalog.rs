//! Keys of the catalogue.

use hark_catalog::Catalog;
use hark_catalog::keys::Day;
use hark_track::Timestamp;

use super::{KeyCheck, KeyStore, KeyStoreError, KeyUsage};

impl KeyStore for Catalog {
    fn authenticate(&self, key: &str) -> Result<KeyCheck, KeyStoreError> {
        let record = Catalog::authenticate(self, key).map_err(failed)?;
        Ok(match record {
            None => KeyCheck::Unknown,
            Some(record) if record.revoked_at.is_some() => KeyCheck::Revoked { id: record.id },
            Some(record) => KeyCheck::Active { id: record.id, tier: record.tier },
        })
    }

    fn requests_on(&self, id: &str, day: i64) -> Result<u64, KeyStoreError> {
        self.usage(id, Day(day)).map_err(failed)
    }

    fn add_usage(&self, usage: &KeyUsage) -> Result<(), KeyStoreError> {
        // Noted first: it may be noted twice, but requests may not be counted twice.
        if let Some(used_at) = Timestamp::from_unix(usage.last_used_unix) {
            self.touch_keys(&[(usage.id.clone(), used_at)]).map_err(failed)?;
        }
        Catalog::add_usage(self, &usage.id, Day(usage.day), usage.requests).map_err(failed)?;
        Ok(())
    }
}

fn failed(error: hark_catalog::Error) -> KeyStoreError {
    KeyStoreError(Box::new(error))
}
