//! `hark reindex`: the index from nothing.

use hark_search::{EmbeddedEngine, Engine};

use crate::config::Settings;
use crate::output::{self, Done};

pub(crate) fn run(settings: &Settings) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    EmbeddedEngine::discard(&settings.data.index())?;
    let status = settings.data.settled_engine(&catalog, settings.data.encoder())?.status();
    output::line(format!("{} tracks indexed, {} of them by meaning too", status.tracks, status.embedded))?;
    Ok(Done::Fully)
}
