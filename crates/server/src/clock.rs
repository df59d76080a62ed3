//! Time, injected, so that limits and expiry are tested without waiting.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds in a day.
pub(crate) const DAY_S: i64 = 86_400;

/// Where the server takes the time from.
///
/// # For implementers
/// `monotonic` never goes back and is not related to `unix`.
pub trait Clock: Send + Sync {
    /// Time since some fixed moment.
    fn monotonic(&self) -> Duration;

    /// Whole seconds since 1970-01-01T00:00:00Z.
    fn unix(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    pub fn new() -> SystemClock {
        SystemClock { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn unix(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }
}
