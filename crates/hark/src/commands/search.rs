//! `hark search`: the API's search on the command line. The request takes the same way as one over HTTP, so the two
//! cannot disagree.

use hark_search::{Engine, Method, SearchResults};
use hark_server::{SearchResponse, parse_search};
use hark_track::Track;
use serde_json::{Value, json};

use crate::cli::Search;
use crate::config::Settings;
use crate::output::{self, Done, Usage};

pub(crate) fn run(settings: &Settings, args: &Search) -> anyhow::Result<Done> {
    let request = parse_search(&body(args)?).map_err(|error| Usage(error.to_string()))?;
    let catalog = settings.data.catalog()?;
    let encoder = settings.data.encoder();
    if let Err(reason) = &encoder {
        output::note(format!("searching by words only: {reason}"));
    }
    let engine = settings.data.engine(&catalog, encoder)?;
    let results = engine.search(&request)?;
    if args.output.json {
        output::json(&SearchResponse::new(&request, &results))?;
    } else {
        print(&results, args.offset)?;
    }
    Ok(Done::Fully)
}

/// The request as a client would send it.
fn body(args: &Search) -> anyhow::Result<Value> {
    let filters: Value = match &args.filters {
        Some(text) => {
            serde_json::from_str(text).map_err(|error| Usage(format!("--filters is not JSON: {error}")))?
        }
        None => Value::Null,
    };
    Ok(json!({
        "query": args.query, "limit": args.limit, "offset": args.offset, "sort": args.sort, "filters": filters,
    }))
}

/// What helps to choose between results: genre, length, tempo, key.
fn facts(track: &Track) -> Vec<String> {
    let scale = track.analysis.scale.map_or_else(String::new, |scale| format!(" {scale}"));
    let known = [
        Some(track.genre.to_string()),
        track
            .duration()
            .map(|length| format!("{}:{:02}", length.get() as u64 / 60, length.get() as u64 % 60)),
        track.analysis.bpm.map(|bpm| format!("{:.0} bpm", bpm.get())),
        track.analysis.key.map(|key| format!("{}{scale}", key.name())),
    ];
    known.into_iter().flatten().collect()
}

fn print(results: &SearchResults, offset: usize) -> anyhow::Result<()> {
    for (hit, place) in results.tracks.iter().zip(offset + 1..) {
        let track = &hit.track;
        let artist = if track.artist.is_empty() { String::new() } else { format!(" — {}", track.artist) };
        let name = if track.name.is_empty() { "(untitled)" } else { &track.name };
        output::line(format!(
            "{place:>3}  {:.2}  {name}{artist}  [{}]  {}",
            hit.score,
            facts(track).join(", "),
            track.id
        ))?;
    }
    let how = match results.method {
        Method::Semantic => "by meaning and words",
        Method::Text => "by words",
        Method::Id | Method::IdsBatch => "by id",
    };
    let missing = if results.missing_ids.is_empty() {
        String::new()
    } else {
        format!("; missing: {}", results.missing_ids.join(", "))
    };
    output::note(format!("{} found {how}{missing}", results.total));
    Ok(())
}
