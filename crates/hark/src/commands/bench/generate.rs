//! `hark bench generate`: a generated catalogue, in the data directory or as a catalogue export.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use hark_catalog::{Catalog, Embedding, MAX_BATCH, TrackPatch};
use hark_testkit::catalogue::Catalogue;
use hark_track::{Status, Track};
use serde::Serialize;

use super::vectors::Vectors;
use super::{rate, rows};
use crate::cli::bench::Generate;
use crate::config::Settings;
use crate::output::{self, Done};
use crate::progress::Progress;

/// What was made and how fast.
#[derive(Debug, Default, Serialize)]
struct Report {
    tracks: u64,
    artists: usize,
    albums: usize,
    /// Seconds in which the rows were made and stored or written.
    row_seconds: f64,
    rows_per_second: f64,
    /// Phrases that went through the text model.
    phrases: usize,
    phrase_seconds: f64,
    vectors: u64,
    vector_seconds: f64,
    vectors_per_second: f64,
    /// Seconds in which the index was built.
    index_seconds: f64,
}

pub(crate) fn run(settings: &Settings, args: &Generate) -> anyhow::Result<Done> {
    let generated = Catalogue::new(args.tracks as usize, args.seed);
    let mut report = Report { artists: generated.artists(), albums: generated.albums(), ..Report::default() };
    match &args.rows {
        Some(file) => write_rows(file, &generated, &mut report)?,
        None => fill(settings, args, &generated, &mut report)?,
    }
    report.rows_per_second = rate(report.tracks, report.row_seconds);
    report.vectors_per_second = rate(report.vectors, report.vector_seconds);
    if args.output.json {
        output::json(&report)?
    } else {
        print(&report)?
    }
    Ok(Done::Fully)
}

/// Writes a catalogue export.
fn write_rows(file: &Path, generated: &Catalogue, report: &mut Report) -> anyhow::Result<()> {
    let problem = || format!("cannot write {}", file.display());
    let begun = Instant::now();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file).with_context(problem)?);
    let mut progress = Progress::begin("writing rows", None);
    for track in generated.tracks() {
        writeln!(out, "{}", rows::line(&track)?).with_context(problem)?;
        report.tracks += 1;
        progress.reach(report.tracks);
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(problem)?;
    progress.end();
    report.row_seconds = begun.elapsed().as_secs_f64();
    Ok(())
}

/// Fills the data directory, which must be empty: generated tracks among real ones would be a nuisance for ever.
fn fill(
    settings: &Settings,
    args: &Generate,
    generated: &Catalogue,
    report: &mut Report,
) -> anyhow::Result<()> {
    let catalog = settings.data.catalog()?;
    let there = catalog.count()?.total();
    ensure!(
        there == 0,
        "{} already holds {there} tracks; generated ones need a data directory of their own: --data DIR",
        settings.data.path().display()
    );
    let encoder = settings.data.encoder();
    let vectors = match &encoder {
        Ok(encoder) if !args.no_embed => {
            let begun = Instant::now();
            let vectors = Vectors::new(encoder.as_ref(), args.seed)?;
            report.phrases = vectors.phrases();
            report.phrase_seconds = begun.elapsed().as_secs_f64();
            Some(vectors)
        }
        Ok(_) => None,
        Err(reason) => {
            output::note(format!("no vectors are stored: {reason}"));
            None
        }
    };
    let mut progress = Progress::begin("generating tracks", Some(u64::from(args.tracks)));
    let mut begun = Instant::now();
    let mut tracks = generated.tracks();
    loop {
        let batch: Vec<Track> = tracks.by_ref().take(MAX_BATCH).collect();
        if batch.is_empty() {
            break;
        }
        begun = store(&catalog, &batch, vectors.as_ref(), begun, report)?;
        progress.reach(report.tracks);
    }
    progress.end();
    let begun = Instant::now();
    settings.data.settled_engine(&catalog, encoder)?;
    report.index_seconds = begun.elapsed().as_secs_f64();
    Ok(())
}

/// Stores a batch that began to be made at `begun`, and its vectors. Returns the moment at which it was done.
fn store(
    catalog: &Catalog,
    batch: &[Track],
    vectors: Option<&Vectors>,
    begun: Instant,
    report: &mut Report,
) -> anyhow::Result<Instant> {
    let patches: Vec<TrackPatch> = batch.iter().map(rows::patch).collect();
    let outcomes = catalog.upsert(&patches)?;
    let stored = Instant::now();
    report.tracks += batch.len() as u64;
    report.row_seconds += (stored - begun).as_secs_f64();
    let Some(vectors) = vectors else { return Ok(stored) };
    let made_from = catalog.sequence()?;
    let public = batch.iter().zip(outcomes).filter(|(track, _)| track.status == Status::Public);
    let embeddings: Vec<Embedding> = public
        .filter_map(|(track, outcome)| {
            vectors.of(track).map(|vector| Embedding { row: outcome.row(), made_from, vector })
        })
        .collect();
    catalog.put_embeddings(vectors.version(), &embeddings)?;
    let embedded = Instant::now();
    report.vectors += embeddings.len() as u64;
    report.vector_seconds += (embedded - stored).as_secs_f64();
    Ok(embedded)
}

fn print(report: &Report) -> anyhow::Result<()> {
    output::line(format!(
        "{} tracks on {} albums by {} artists: {:.1} s, {:.0} rows/s",
        report.tracks, report.albums, report.artists, report.row_seconds, report.rows_per_second
    ))?;
    if report.vectors > 0 {
        output::line(format!(
            "{} vectors of {} phrases: {:.1} s and {:.1} s for the phrases, {:.0} vectors/s",
            report.vectors,
            report.phrases,
            report.vector_seconds,
            report.phrase_seconds,
            report.vectors_per_second
        ))?;
    }
    if report.index_seconds > 0.0 {
        output::line(format!("the index was built in {:.1} s", report.index_seconds))?;
    }
    Ok(())
}
