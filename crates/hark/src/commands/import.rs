//! `hark import`: takes music in and makes it searchable.

use crate::analyser::OnDemand;
use crate::cli::Import;
use crate::config::Settings;
use crate::import::{self, Options, Summary};
use crate::output::{self, Done};
use crate::progress::Progress;

pub(crate) fn run(settings: &Settings, args: &Import) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    let analyser = (!args.no_analyze).then(|| OnDemand::new(settings.data.models()));
    let options = Options { analyser, allow_empty: args.allow_empty };
    let summary = import::import(&catalog, &args.paths, &options)?;
    let encoder = settings.data.encoder();
    if !args.no_embed {
        match &encoder {
            Ok(encoder) => embed(&catalog, encoder.as_ref())?,
            Err(reason) => output::note(format!("tracks can be found by words only: {reason}")),
        }
    }
    settings.data.settled_engine(&catalog, encoder)?;
    if args.output.json {
        output::json(&summary)?
    } else {
        print(&summary)?
    }
    Ok(if summary.refused.is_empty() { Done::Fully } else { Done::WithRefusals })
}

/// Embeds what has no vector yet.
pub(crate) fn embed(
    catalog: &hark_catalog::Catalog,
    encoder: &dyn hark_models::TextEncoder,
) -> anyhow::Result<()> {
    let version = hark_search::embed::version(encoder);
    let counts = catalog.count()?;
    let embedded = counts.embedded.iter().find(|(name, _)| *name == version).map_or(0, |(_, count)| *count);
    let mut progress = Progress::begin("embedding tracks", Some(counts.public.saturating_sub(embedded)));
    hark_search::embed::embed_pending(catalog, encoder, |done| progress.reach(done as u64))?;
    progress.end();
    Ok(())
}

/// The summary for people. Every refused input is listed, and every damaged file that was taken in.
pub(crate) fn print(summary: &Summary) -> anyhow::Result<()> {
    for warned in &summary.warnings {
        output::note(format!("taken in with damage {}: {}", warned.input, warned.warnings.join("; ")));
    }
    for refused in &summary.refused {
        let line = refused.line.map_or_else(String::new, |line| format!(":{line}"));
        let field = refused.field.as_ref().map_or_else(String::new, |field| format!("{field}: "));
        output::note(format!("refused {}{line}: {field}{}", refused.input, refused.reason));
    }
    let damaged = match summary.warnings.len() {
        0 => String::new(),
        damaged => format!(", {damaged} taken in with damage"),
    };
    output::line(format!(
        "{} added, {} updated, {} unchanged, {} removed, {} refused{damaged}",
        summary.added,
        summary.updated,
        summary.unchanged,
        summary.removed,
        summary.refused.len()
    ))
}
