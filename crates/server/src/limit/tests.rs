//! What holds: buckets and counters agree with an oracle that keeps every request ever let through; retry times are
//! the least that suffice; nothing is counted twice or lost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::keys::KeyCheck;

#[derive(Default)]
struct ManualClock {
    ns: AtomicU64,
    unix_start: i64,
}

impl Clock for ManualClock {
    fn monotonic(&self) -> Duration {
        Duration::from_nanos(self.ns.load(Ordering::SeqCst))
    }

    fn unix(&self) -> i64 {
        self.unix_start + i64::try_from(self.monotonic().as_secs()).unwrap()
    }
}

#[derive(Default)]
struct Store(Mutex<Vec<KeyUsage>>);

impl KeyStore for Store {
    fn authenticate(&self, _key: &str) -> Result<KeyCheck, KeyStoreError> {
        Ok(KeyCheck::Unknown)
    }

    fn requests_on(&self, _id: &str, _day: i64) -> Result<u64, KeyStoreError> {
        Ok(0)
    }

    fn add_usage(&self, usage: &KeyUsage) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().push(usage.clone());
        Ok(())
    }
}

fn limiter(unix_start: i64) -> (Limiter, Arc<ManualClock>, Store) {
    let clock = Arc::new(ManualClock { unix_start, ..ManualClock::default() });
    let limiter = Limiter::new(clock.clone());
    let store = Store::default();
    limiter.load("k", &store).unwrap();
    (limiter, clock, store)
}

/// The slow way: a request at `now` is let through when, for every earlier moment from which on one counts, the
/// requests let through since then stay within burst plus rate times the time passed; and within the day's quota.
struct Oracle {
    tier: Tier,
    unix_start: i64,
    taken_ns: Vec<u128>,
}

impl Oracle {
    fn take(&mut self, now: u128) -> bool {
        let second = |ns: u128| i64::try_from(ns / 1_000_000_000).unwrap();
        let day = |ns: u128| (self.unix_start + second(ns)).div_euclid(DAY_S);
        let today = self.taken_ns.iter().filter(|taken| day(**taken) == day(now)).count() as u64;
        if self.tier.requests_per_day > 0 && today >= self.tier.requests_per_day {
            return false;
        }
        let (rate, burst) = (u128::from(self.tier.requests_per_minute), u128::from(self.tier.burst()));
        let within = |since: usize| {
            let count = (self.taken_ns.len() - since) as u128 + 1;
            count * COST <= burst * COST + (now - self.taken_ns[since]) * rate
        };
        if rate > 0 && !(0..self.taken_ns.len()).all(within) {
            return false;
        }
        self.taken_ns.push(now);
        true
    }
}

proptest! {
    #[test]
    fn prop_limits_equal_a_log_of_all_requests(
        requests_per_minute in 0u32..200,
        burst in 1u32..10,
        requests_per_day in 0u64..30,
        steps in prop::collection::vec((0u64..3, 0u64..2_000_000_000u64), 1..150),
        start in 0i64..200_000,
    ) {
        let burst = if requests_per_minute == 0 { 0 } else { burst };
        let tier = Tier { requests_per_minute, burst, requests_per_day };
        let (limiter, clock, store) = limiter(start);
        let mut oracle = Oracle { tier, unix_start: start, taken_ns: Vec::new() };
        for (kind, ns) in steps {
            // Often no time at all, sometimes up to two seconds, sometimes hours.
            let wait = match kind { 0 => 0, 1 => ns, _ => ns * 10_000 };
            clock.ns.fetch_add(wait, Ordering::SeqCst);
            let now = clock.monotonic().as_nanos();
            let decision = limiter.take("k", tier).unwrap();
            prop_assert_eq!(decision.refused.is_none(), oracle.take(now));
            for quota in [decision.rate, decision.day].into_iter().flatten() {
                prop_assert!(quota.left <= quota.requests);
            }
            if ns % 7 == 0 {
                limiter.flush(&store).unwrap();
            }
        }
        limiter.flush(&store).unwrap();
        let stored: u64 = store.0.lock().unwrap().iter().map(|usage| usage.requests).sum();
        prop_assert_eq!(stored, oracle.taken_ns.len() as u64);
    }

    #[test]
    fn prop_retry_after_is_the_least_number_of_seconds_that_suffices(
        requests_per_minute in 1u32..5_000,
        burst in 1u32..5,
        wait_ns in 0u64..3_000_000_000,
    ) {
        let tier = Tier { requests_per_minute, burst, requests_per_day: 0 };
        let (limiter, clock, _store) = limiter(0);
        for _ in 0..burst {
            prop_assert!(limiter.take("k", tier).unwrap().refused.is_none());
        }
        clock.ns.fetch_add(wait_ns, Ordering::SeqCst);
        let refused = limiter.take("k", tier).unwrap().refused;
        if let Some(Refusal::Rate { retry_after_s }) = refused {
            prop_assert!(retry_after_s >= 1);
            clock.ns.fetch_add((retry_after_s - 1) * 1_000_000_000, Ordering::SeqCst);
            if retry_after_s > 1 {
                prop_assert!(limiter.take("k", tier).unwrap().refused.is_some());
            }
            clock.ns.fetch_add(1_000_000_000, Ordering::SeqCst);
            prop_assert!(limiter.take("k", tier).unwrap().refused.is_none());
        } else {
            // Enough time had passed for one more.
            prop_assert!(u128::from(wait_ns) * u128::from(requests_per_minute) >= COST);
        }
    }
}

#[test]
fn a_key_that_was_not_loaded_has_no_state_and_asking_makes_none() {
    let (limiter, _clock, _store) = limiter(0);
    assert!(limiter.take("stranger", Tier::default()).is_none());
    assert!(limiter.take("stranger", Tier::default()).is_none());
}

#[test]
fn loading_again_does_not_forget_what_was_counted() {
    let (limiter, _clock, store) = limiter(0);
    let tier = Tier { requests_per_day: 1, ..Tier::default() };
    assert!(limiter.take("k", tier).unwrap().refused.is_none());
    limiter.load("k", &store).unwrap();
    assert!(limiter.take("k", tier).unwrap().refused.is_some());
}

#[test]
fn counts_around_midnight_go_to_their_own_days() {
    let (limiter, clock, store) = limiter(DAY_S - 1);
    let tier = Tier { requests_per_day: 1, ..Tier::default() };
    assert_eq!(limiter.take("k", tier).unwrap().day.unwrap().whole_in_s, 1);
    assert_eq!(limiter.take("k", tier).unwrap().refused, Some(Refusal::Day { retry_after_s: 1 }));
    clock.ns.fetch_add(1_000_000_000, Ordering::SeqCst);
    assert!(limiter.take("k", tier).unwrap().refused.is_none());
    limiter.flush(&store).unwrap();
    let days: Vec<(i64, u64)> = store.0.lock().unwrap().iter().map(|u| (u.day, u.requests)).collect();
    assert_eq!(days, [(0, 1), (1, 1)]);
}
