//! `hark eval search`: how good the results are, on queries whose answers are known.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, bail};
use hark_search::eval::{Measures, Outcome, measure};
use hark_search::{EmbeddedEngine, Engine, Meaning};
use hark_track::AssetId;
use rayon::prelude::*;
use serde_json::json;

use crate::cli::{EvalSearch, StageName};
use crate::config::Settings;
use crate::output::{self, Done};

/// A query with the tracks that answer it.
struct Judged {
    query: String,
    /// Track and relevance.
    relevant: Vec<(AssetId, f64)>,
}

pub(super) fn run(settings: &Settings, args: &EvalSearch) -> anyhow::Result<Done> {
    let judged = read_queries(&args.queries)?;
    let pool = args.pool.as_deref().map(read_pool).transpose()?;
    let catalog = settings.data.catalog()?;
    let engine = settings.data.engine(&catalog, settings.data.encoder())?;
    for stage in stages(args.stage, &engine)? {
        let measures = evaluate(&engine, &judged, pool.as_deref(), stage)?;
        print(stage, measures, args.output.json)?;
    }
    Ok(Done::Fully)
}

/// The stages to measure: the one asked for, or all that can be.
fn stages(asked: Option<StageName>, engine: &EmbeddedEngine) -> anyhow::Result<Vec<StageName>> {
    let meaning = engine.status().meaning;
    match (asked, meaning) {
        (Some(StageName::Meaning), Meaning::Off(reason)) => {
            bail!("the meaning stage cannot be measured: {reason}")
        }
        (Some(stage), _) => Ok(vec![stage]),
        (None, Meaning::Ready(_)) => {
            Ok(vec![StageName::Words, StageName::Meaning, StageName::Sound, StageName::Fused])
        }
        (None, Meaning::Off(_)) => Ok(vec![StageName::Words, StageName::Sound, StageName::Fused]),
    }
}

fn evaluate(
    engine: &EmbeddedEngine,
    judged: &[Judged],
    pool: Option<&[AssetId]>,
    stage: StageName,
) -> anyhow::Result<Measures> {
    let size = pool.map_or_else(|| engine.status().tracks, <[AssetId]>::len);
    let outcome = |judged: &Judged| -> anyhow::Result<Outcome> {
        let results = engine.rank(&judged.query, pool, stage.stage())?;
        let ranks: HashMap<AssetId, usize> = results.iter().map(|(id, _)| *id).zip(1..).collect();
        let relevant =
            judged.relevant.iter().map(|(id, relevance)| (ranks.get(id).copied(), *relevance)).collect();
        Ok(Outcome { relevant, pool: size })
    };
    let outcomes: Vec<Outcome> = judged.par_iter().map(outcome).collect::<anyhow::Result<_>>()?;
    Ok(measure(&outcomes))
}

fn print(stage: StageName, measures: Measures, as_json: bool) -> anyhow::Result<()> {
    let Measures { queries, r1, r5, r10, mrr, ndcg10, median_rank } = measures;
    if as_json {
        return output::json(&json!({
            "stage": stage.name(), "queries": queries, "r1": r1, "r5": r5, "r10": r10, "mrr": mrr, "ndcg10": ndcg10,
            "median_rank": median_rank,
        }));
    }
    output::line(format!(
        "{:<8} queries {queries}  R@1 {r1:.3}  R@5 {r5:.3}  R@10 {r10:.3}  MRR {mrr:.3}  nDCG@10 {ndcg10:.3}  median rank {median_rank}",
        stage.name()
    ))
}

fn read_queries(path: &Path) -> anyhow::Result<Vec<Judged>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut lines = text.lines().zip(1..);
    let header: Vec<&str> = lines
        .next()
        .map(|(line, _)| line.trim_start_matches('\u{feff}').split('\t').collect())
        .unwrap_or_default();
    let column = |name: &str| header.iter().position(|column| *column == name);
    let (Some(id), Some(query), Some(track)) = (column("query_id"), column("query"), column("track_id"))
    else {
        bail!("{}: the first line must name the columns query_id, query and track_id", path.display());
    };
    let relevance = column("relevance");
    let mut judged: BTreeMap<String, Judged> = BTreeMap::new();
    for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let at = || format!("{} line {number}", path.display());
        let track: AssetId = cell(track).parse().with_context(|| format!("{}: track_id", at()))?;
        let relevance: f64 = match relevance {
            Some(column) => cell(column).parse().with_context(|| format!("{}: relevance", at()))?,
            None => 1.0,
        };
        let entry = judged.entry(cell(id).to_owned());
        let entry = entry.or_insert_with(|| Judged { query: cell(query).to_owned(), relevant: Vec::new() });
        if relevance > 0.0 {
            entry.relevant.push((track, relevance));
        }
    }
    judged.retain(|_, judged| !judged.relevant.is_empty());
    if judged.is_empty() {
        bail!("{}: there is no query with a relevant track", path.display());
    }
    Ok(judged.into_values().collect())
}

fn read_pool(path: &Path) -> anyhow::Result<Vec<AssetId>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            line.trim().parse().with_context(|| format!("{} line {number}", path.display()))
        })
        .collect()
}
