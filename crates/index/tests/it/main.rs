//! What must hold of the index, against slow and obvious oracles.
//!
//! 1. Postings are the occurrences that a scan of the texts finds.
//! 2. A filter selects what a scan of the tracks selects.
//! 3. A snapshot never changes, and a commit shows everything put before it at once.
//! 4. Words on disk survive a restart and are not written twice; those of another catalogue are not trusted.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod filters;
mod snapshots;
mod words;

use hark_track::{AssetId, Timestamp, Track};

/// A track with this identity and name, and nothing else.
fn track(id: u64, name: &str) -> Track {
    let mut track = Track::new(AssetId::new(id).unwrap(), Timestamp::default());
    track.name = name.to_owned();
    track
}
