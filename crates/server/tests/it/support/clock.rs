//! A clock that moves when told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hark_server::Clock;

/// Noon UTC on 2024-06-01.
const START_UNIX: i64 = 1_717_243_200;

/// Stands at noon UTC until moved.
#[derive(Default)]
pub(crate) struct ManualClock(AtomicU64);

impl ManualClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_nanos()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn monotonic(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::SeqCst))
    }

    fn unix(&self) -> i64 {
        START_UNIX + i64::try_from(self.monotonic().as_secs()).unwrap()
    }
}
