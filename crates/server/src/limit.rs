//! How much each key may ask: a token bucket for the rate and a counter for the day.
//!
//! The bucket is exact integer arithmetic. One request costs [`COST`] units and a key gains `requests_per_minute` units
//! a nanosecond, so no rounding ever gives or takes a request, however the time is sliced. Buckets live in memory (a
//! restart fills them); counts of the day are handed to the record of keys every few seconds and at the end.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::clock::{Clock, DAY_S};
use crate::config::Tier;
use crate::keys::{KeyStore, KeyStoreError, KeyUsage};

/// Units of one request: nanoseconds in a minute.
const COST: u128 = 60_000_000_000;

/// The limiter: the state of every key that was used since the start.
pub(crate) struct Limiter {
    clock: Arc<dyn Clock>,
    /// Only keys that the store knows get in, so strangers cannot make this grow.
    keys: RwLock<HashMap<String, Arc<Mutex<KeyState>>>>,
    /// Held while counts are handed over, so that two flushes never hand over the same ones.
    flushing: Mutex<()>,
}

/// Whether a request may go on, and what the client is told about its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Where it stands with the rate; `None` when the tier has no rate.
    pub(crate) rate: Option<Quota>,
    /// Where it stands with the day; `None` when the tier has no daily quota.
    pub(crate) day: Option<Quota>,
    /// Which limit refuses the request.
    pub(crate) refused: Option<Refusal>,
}

/// One limit as the `RateLimit` fields state it: so many requests in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Requests in a window.
    pub(crate) requests: u64,
    /// Length of the window.
    pub(crate) window_s: u64,
    /// Requests left now.
    pub(crate) left: u64,
    /// Seconds until all of them are back.
    pub(crate) whole_in_s: u64,
}

/// Which limit was reached, and when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Too fast.
    Rate {
        /// Seconds until the next request is allowed; at least 1.
        retry_after_s: u64,
    },
    /// The day's requests are used up.
    Day {
        /// Seconds until midnight UTC; at least 1.
        retry_after_s: u64,
    },
}

impl Limiter {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Limiter {
        Limiter { clock, keys: RwLock::default(), flushing: Mutex::default() }
    }

    /// Counts one request of key `id`, or refuses it. `None` when the key was not used since the start: then
    /// [`Limiter::load`] comes first.
    pub(crate) fn take(&self, id: &str, tier: Tier) -> Option<Decision> {
        let state = self.state(id)?;
        // Locked before the clock is read: times then reach the bucket in order.
        let mut state = lock(&state);
        let (now_ns, unix) = (self.clock.monotonic().as_nanos(), self.clock.unix());
        Some(state.take(tier, now_ns, unix))
    }

    /// Reads the count of the day of key `id` from the store. May block.
    pub(crate) fn load(&self, id: &str, store: &dyn KeyStore) -> Result<(), KeyStoreError> {
        let day = self.clock.unix().div_euclid(DAY_S);
        let used = store.requests_on(id, day)?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever loaded first may have counted since; a second count would be older.
        keys.entry(id.to_owned()).or_insert_with(|| Arc::new(Mutex::new(KeyState::new(day, used))));
        Ok(())
    }

    /// Hands all counts not yet stored to the store. May block.
    ///
    /// # Errors
    /// The store could not be written; the counts are kept for the next time.
    pub(crate) fn flush(&self, store: &dyn KeyStore) -> Result<(), KeyStoreError> {
        let _flushing = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut states: Vec<(String, Arc<Mutex<KeyState>>)> = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            let unsorted = keys.iter().map(|(id, state)| (id.clone(), Arc::clone(state)));
            unsorted.collect()
        };
        states.sort_by(|a, b| a.0.cmp(&b.0));
        for (id, state) in &states {
            let unstored = lock(state).unstored(id);
            for usage in unstored {
                store.add_usage(&usage)?;
                // Only after the store took it; requests counted meanwhile stay.
                lock(state).stored(&usage);
            }
        }
        Ok(())
    }

    fn state(&self, id: &str) -> Option<Arc<Mutex<KeyState>>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

/// One key's bucket and counters.
struct KeyState {
    /// Units in the bucket; `None` before the first request, when it is full.
    units: Option<u128>,
    filled_at_ns: u128,
    day: i64,
    /// Requests counted on `day`, stored or not.
    used: u64,
    /// Counts not yet stored: (day, requests). Two entries at most, around midnight.
    unstored: Vec<(i64, u64)>,
    last_used_unix: i64,
}

impl KeyState {
    fn new(day: i64, used: u64) -> KeyState {
        KeyState { units: None, filled_at_ns: 0, day, used, unstored: Vec::new(), last_used_unix: 0 }
    }

    fn take(&mut self, tier: Tier, now_ns: u128, unix: i64) -> Decision {
        self.turn_day(unix);
        self.fill(tier, now_ns);
        let refused = self.refusal(tier, unix);
        if refused.is_none() {
            self.units = self.units.map(|units| units.saturating_sub(COST));
            self.count(unix);
        }
        Decision { rate: self.rate_quota(tier), day: self.day_quota(tier, unix), refused }
    }

    /// A new day starts a new count. A clock that was set back does not bring an old day's requests again.
    fn turn_day(&mut self, unix: i64) {
        let today = unix.div_euclid(DAY_S);
        if today > self.day {
            (self.day, self.used) = (today, 0);
        }
    }

    fn fill(&mut self, tier: Tier, now_ns: u128) {
        let full = u128::from(tier.burst()) * COST;
        let gained = now_ns.saturating_sub(self.filled_at_ns) * u128::from(tier.requests_per_minute);
        self.units = Some(self.units.map_or(full, |units| units.saturating_add(gained).min(full)));
        self.filled_at_ns = self.filled_at_ns.max(now_ns);
    }

    fn units(&self) -> u128 {
        self.units.unwrap_or(0)
    }

    fn refusal(&self, tier: Tier, unix: i64) -> Option<Refusal> {
        if tier.requests_per_day > 0 && self.used >= tier.requests_per_day {
            return Some(Refusal::Day { retry_after_s: until_midnight(unix) });
        }
        let rate = u128::from(tier.requests_per_minute);
        if rate == 0 || self.units() >= COST {
            return None;
        }
        Some(Refusal::Rate { retry_after_s: seconds((COST - self.units()).div_ceil(rate)).max(1) })
    }

    fn count(&mut self, unix: i64) {
        self.used = self.used.saturating_add(1);
        self.last_used_unix = self.last_used_unix.max(unix);
        match self.unstored.iter_mut().find(|(day, _)| *day == self.day) {
            Some((_, requests)) => *requests += 1,
            None => self.unstored.push((self.day, 1)),
        }
    }

    fn rate_quota(&self, tier: Tier) -> Option<Quota> {
        let rate = u128::from(tier.requests_per_minute);
        let full = u128::from(tier.burst()) * COST;
        (rate > 0).then(|| Quota {
            requests: u64::from(tier.burst()),
            window_s: seconds(full / rate),
            left: u64::try_from(self.units() / COST).unwrap_or(u64::MAX),
            whole_in_s: seconds((full - self.units()).div_ceil(rate)),
        })
    }

    fn day_quota(&self, tier: Tier, unix: i64) -> Option<Quota> {
        (tier.requests_per_day > 0).then(|| Quota {
            requests: tier.requests_per_day,
            window_s: DAY_S.unsigned_abs(),
            left: tier.requests_per_day.saturating_sub(self.used),
            whole_in_s: until_midnight(unix),
        })
    }

    fn unstored(&self, id: &str) -> Vec<KeyUsage> {
        let usage = |(day, requests): &(i64, u64)| KeyUsage {
            id: id.to_owned(),
            day: *day,
            requests: *requests,
            last_used_unix: self.last_used_unix,
        };
        self.unstored.iter().map(usage).collect()
    }

    fn stored(&mut self, usage: &KeyUsage) {
        if let Some((_, requests)) = self.unstored.iter_mut().find(|(day, _)| *day == usage.day) {
            *requests = requests.saturating_sub(usage.requests);
        }
        self.unstored.retain(|(_, requests)| *requests > 0);
    }
}

/// Whole seconds that cover `nanoseconds`.
fn seconds(nanoseconds: u128) -> u64 {
    u64::try_from(nanoseconds.div_ceil(1_000_000_000)).unwrap_or(u64::MAX)
}

fn until_midnight(unix: i64) -> u64 {
    (DAY_S - unix.rem_euclid(DAY_S)).unsigned_abs()
}

/// Locks, whatever happened to an earlier holder: every update above leaves the state whole.
fn lock(state: &Mutex<KeyState>) -> MutexGuard<'_, KeyState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
