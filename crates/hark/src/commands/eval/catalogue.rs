//! Every public track of the catalogue, one after the other.

use hark_catalog::{Catalog, Position, Sequence};
use hark_track::{Status, Track};

/// Tracks read at a time.
const BATCH: usize = 1_000;

/// What `of` makes of every public track, in the order of their last changes.
pub(super) fn map<T>(catalog: &Catalog, mut of: impl FnMut(&Track) -> T) -> anyhow::Result<Vec<T>> {
    let mut all = Vec::new();
    let mut position = Position::from(Sequence(0));
    loop {
        let batch = catalog.changes_since(position, BATCH)?;
        let Some(last) = batch.last() else { return Ok(all) };
        position = last.position();
        let public = batch.iter().filter(|stored| stored.track.status == Status::Public);
        all.extend(public.map(|stored| of(&stored.track)));
    }
}
