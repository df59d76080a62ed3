//! `hark demo`: a small generated catalogue, for those without music at hand.

use anyhow::Context;
use hark_testkit::demo;

use super::up;
use crate::cli::Serve;
use crate::config::Settings;
use crate::output::{self, Done};
use crate::progress::Progress;

pub(crate) fn run(settings: Settings, args: Serve) -> anyhow::Result<Done> {
    let folder = settings.data.demo();
    let catalogue = folder.join(demo::CATALOGUE_FILE);
    if !catalogue.try_exists()? {
        let mut progress = Progress::begin("composing tracks", Some(demo::catalogue().len() as u64));
        demo::write_all(&folder, |done| progress.reach(done.done as u64))
            .with_context(|| format!("cannot write the demo's music to {}", folder.display()))?;
        progress.end();
    }
    output::note(format!("the demo's music is in {}", folder.display()));
    up::bring_up(settings, &[catalogue], args)
}
