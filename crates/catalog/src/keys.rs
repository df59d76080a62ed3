//! Keys of the API: made, listed, revoked, recognised, and counted by day.
//!
//! A key is 256 random bits, so a plain SHA-256 is what is stored: there is nothing to guess, and a slow password hash
//! would only slow down every request. Lookup is by the digest of what the caller sent; the digests are then compared in
//! constant time, so that the database's own comparison is not all there is between a caller and somebody else's key.

use hark_track::Timestamp;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use crate::error::Error;
use crate::store::{Catalog, bounded, counted, stored};
use crate::text::{checked_name, shortened};

/// Most characters in the name of a key.
pub const MAX_NAME_CHARS: usize = 100;

/// Most characters in the name of a tier.
pub const MAX_TIER_CHARS: usize = 50;

/// What every secret begins with, so that a leaked one is recognised for what it is.
pub const SECRET_PREFIX: &str = "hark_";

/// Secrets longer than this are not looked up. A real one has 48 characters.
const MAX_SECRET_BYTES: usize = 256;

const COLUMNS: &str = "id, name, tier, created_at, last_used_at, revoked_at";

/// A key just made: the only time that its secret is seen.
#[derive(Clone, PartialEq, Eq)]
pub struct CreatedKey {
    /// Its public identifier: `key_` and 12 hexadecimal digits.
    pub id: String,
    /// What the caller sends: `hark_` and 43 characters of base64url.
    pub secret: String,
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its public identifier.
    pub id: String,
    /// What its maker called it.
    pub name: String,
    /// The tier whose limits it has.
    pub tier: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, as of the last [`Catalog::touch_keys`].
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked; a revoked key must be refused.
    pub revoked_at: Option<Timestamp>,
}

/// A day of UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// The day of a moment.
    pub fn of(moment: Timestamp) -> Day {
        Day(moment.unix().div_euclid(86_400))
    }

    /// When the day begins; `None` for days outside the years that a [`Timestamp`] can have.
    pub fn begins(self) -> Option<Timestamp> {
        self.0.checked_mul(86_400).and_then(Timestamp::from_unix)
    }
}

impl Catalog {
    /// Makes a key. The caller must know that `tier` exists.
    ///
    /// # Errors
    /// [`Error::BadName`] for a name or tier that is empty, too long or holds control characters; [`Error::Random`].
    pub fn create_key(&self, name: &str, tier: &str) -> Result<CreatedKey, Error> {
        let name = checked_name("key name", name, MAX_NAME_CHARS)?;
        let tier = checked_name("tier", tier, MAX_TIER_CHARS)?;
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(Error::Random)?;
        let secret = format!("{SECRET_PREFIX}{}", base64url(&random));
        let mut label = [0; 6];
        getrandom::fill(&mut label).map_err(Error::Random)?;
        let id = format!("key_{}", hexadecimal(&label));
        self.write(|writer| {
            let sql = "INSERT INTO keys (id, name, tier, digest, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            writer.execute(sql, params![id, name, tier, digest_of(&secret), writer.now().unix()])?;
            Ok(())
        })?;
        Ok(CreatedKey { id, secret })
    }

    /// All keys, revoked ones too, oldest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn list_keys(&self) -> Result<Vec<KeyRecord>, Error> {
        self.read(|snapshot| {
            let sql = format!("SELECT {COLUMNS} FROM keys ORDER BY created_at, rowid");
            let mut statement = snapshot.prepare_cached(&sql)?;
            let keys = statement.query_map([], key)?.collect::<Result<_, _>>()?;
            Ok(keys)
        })
    }

    /// Revokes a key for good. Revoking it again changes nothing.
    ///
    /// # Errors
    /// [`Error::UnknownKey`].
    pub fn revoke_key(&self, id: &str) -> Result<KeyRecord, Error> {
        self.write(|writer| {
            let sql = format!(
                "UPDATE keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1 RETURNING {COLUMNS}"
            );
            let mut statement = writer.prepare_cached(&sql)?;
            let revoked = statement.query_row(params![id, writer.now().unix()], key).optional()?;
            revoked.ok_or_else(|| Error::UnknownKey { id: shortened(id, 60) })
        })
    }

    /// The key with this secret; `None` when there is none. A revoked key is returned as such, for the caller to refuse.
    ///
    /// # Errors
    /// Storage errors.
    pub fn authenticate(&self, secret: &str) -> Result<Option<KeyRecord>, Error> {
        if secret.len() > MAX_SECRET_BYTES || !secret.starts_with(SECRET_PREFIX) {
            return Ok(None);
        }
        let digest = digest_of(secret);
        self.read(|snapshot| {
            let sql = format!("SELECT {COLUMNS}, digest FROM keys WHERE digest = ?1");
            let mut statement = snapshot.prepare_cached(&sql)?;
            let found = statement
                .query_row([digest], |row| Ok((key(row)?, row.get::<_, [u8; 32]>(6)?)))
                .optional()?;
            Ok(found.filter(|(_, known)| bool::from(known.ct_eq(&digest))).map(|(key, _)| key))
        })
    }

    /// Notes when keys were last used, in one transaction. Unknown keys and earlier moments change nothing.
    ///
    /// # Errors
    /// [`Error::BatchTooLarge`]; storage errors.
    pub fn touch_keys(&self, used: &[(String, Timestamp)]) -> Result<(), Error> {
        bounded(used)?;
        self.write(|writer| {
            let sql = "UPDATE keys SET last_used_at = max(coalesce(last_used_at, ?2), ?2) WHERE id = ?1";
            let mut statement = writer.prepare_cached(sql)?;
            for (id, at) in used {
                statement.execute(params![id, at.unix()])?;
            }
            Ok(())
        })
    }

    /// Adds requests to the count of a key on a day and returns the new count.
    ///
    /// # Errors
    /// [`Error::UnknownKey`]; storage errors.
    pub fn add_usage(&self, id: &str, day: Day, requests: u64) -> Result<u64, Error> {
        self.write(|writer| {
            if !writer.prepare_cached("SELECT 1 FROM keys WHERE id = ?1")?.exists([id])? {
                return Err(Error::UnknownKey { id: shortened(id, 60) });
            }
            // The sum stays below 2⁶³ − 1, where SQLite would turn to floating point.
            let sql = "INSERT INTO usage (key, day, requests) VALUES (?1, ?2, ?3) ON CONFLICT (key, day) \
                       DO UPDATE SET requests = requests + min(excluded.requests, 9223372036854775807 - requests) \
                       RETURNING requests";
            let mut statement = writer.prepare_cached(sql)?;
            let total = statement.query_row(params![id, day.0, stored(requests)], |row| row.get(0))?;
            Ok(counted(total))
        })
    }

    /// The requests counted for a key on a day.
    ///
    /// # Errors
    /// Storage errors.
    pub fn usage(&self, id: &str, day: Day) -> Result<u64, Error> {
        self.read(|snapshot| {
            let sql = "SELECT requests FROM usage WHERE key = ?1 AND day = ?2";
            let found =
                snapshot.prepare_cached(sql)?.query_row(params![id, day.0], |row| row.get(0)).optional()?;
            Ok(found.map_or(0, counted))
        })
    }
}

fn key(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeyRecord> {
    let moment = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.and_then(Timestamp::from_unix));
    Ok(KeyRecord {
        id: row.get(0)?,
        name: row.get(1)?,
        tier: row.get(2)?,
        created_at: moment(3)?.unwrap_or_default(),
        last_used_at: moment(4)?,
        revoked_at: moment(5)?,
    })
}

fn digest_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// RFC 4648 §5, without padding: four characters of six bits for every three bytes.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..=group.len() {
            let index = (bits >> (18 - 6 * at)) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64url_gives_the_examples_of_rfc_4648() {
        for (plain, coded) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(super::base64url(plain.as_bytes()), coded);
        }
        assert_eq!(super::base64url(&[0xFF, 0xEF]), "_-8");
        assert_eq!(super::base64url(&[0; 32]).len(), 43);
    }
}
