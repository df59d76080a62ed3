//! `hark search`: the API's search on the command line. The request takes the same way as one over HTTP, so the two
//! cannot disagree.

use hark_search::{Engine, Evidence, Method, SearchResults, Why};
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
        "explain": args.explain,
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
        if let Some(why) = &hit.why {
            output::line(format!("           {}", reasons(why).join("; ")))?;
        }
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
    let understood: Vec<&str> = results.understood.iter().map(|piece| piece.meaning.as_str()).collect();
    if !understood.is_empty() {
        output::note(format!("understood: {}", understood.join(", ")));
    }
    if let Some(artist) = &results.matched_artist {
        output::note(format!("matched artist: {artist}"));
    }
    output::note(format!("{} found {how}{missing}", results.total));
    Ok(())
}

/// Why a track is a result, strongest evidence first.
fn reasons(why: &Why) -> Vec<String> {
    let Evidence { words, described, tagged, sounding, met, related, popular, avoided } = why.evidence;
    let tags = if why.tags.is_empty() { String::new() } else { format!(" ({})", why.tags.join(", ")) };
    let sound: Vec<String> =
        why.sound.iter().map(|(axis, evidence)| format!("{axis} {evidence:+.1}")).collect();
    let sound = if sound.is_empty() { String::new() } else { format!(" ({})", sound.join(", ")) };
    let mut parts = vec![
        (words, "words".to_owned()),
        (described, "description".to_owned()),
        (tagged, format!("tags{tags}")),
        (sounding, format!("sound{sound}")),
        (met, "demands met".to_owned()),
        (related, "artist".to_owned()),
        (popular, "popularity".to_owned()),
        (avoided, "like what is not wanted".to_owned()),
    ];
    parts.retain(|(evidence, _)| evidence.abs() >= 0.05);
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let named = why.named.map(|how| format!("named by {how}"));
    named
        .into_iter()
        .chain(parts.into_iter().map(|(evidence, what)| format!("{what} {evidence:+.1}")))
        .collect()
}
