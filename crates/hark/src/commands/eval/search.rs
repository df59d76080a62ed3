//! `hark eval search`: how good the results are, on queries whose answers are known.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use hark_catalog::Catalog;
use hark_search::eval::bootstrap::Estimate;
use hark_search::eval::{Comparison, Measure, Outcome};
use hark_search::{EmbeddedEngine, Engine, Meaning};
use hark_track::AssetId;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::baseline::{Baseline, Hash, Identity, Run};
use super::table::Table;
use super::{catalogue, interval_json, shown};
use crate::cli::{EvalSearch, StageName};
use crate::config::Settings;
use crate::output::{self, Done};

/// Queries with their answers, and where they are looked for.
struct Set {
    /// In the order of their ids.
    judged: Vec<Judged>,
    pool: Option<Vec<AssetId>>,
}

/// A query with the tracks that answer it.
struct Judged {
    id: String,
    query: String,
    /// Track and relevance, in the order of the tracks.
    relevant: Vec<(AssetId, f64)>,
}

pub(super) fn run(settings: &Settings, args: &EvalSearch) -> anyhow::Result<Done> {
    let set =
        Set { judged: read_queries(&args.queries)?, pool: args.pool.as_deref().map(read_pool).transpose()? };
    let before = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let catalog = settings.data.catalog()?;
    let engine = settings.data.engine(&catalog, settings.data.encoder())?;
    let identity = set.identity(&catalog, &engine)?;
    if let Some(before) = &before {
        before.check(&identity).with_context(|| shown_path(args.baseline.as_deref()))?;
    }
    let mut written =
        Baseline::new(identity, set.judged.iter().map(|judged| Hash::of([&*judged.id])).collect());
    let mut worse = Vec::new();
    for stage in stages(args.stage, &engine)? {
        let outcomes = set.evaluate(&engine, stage)?;
        let measured = Measured { set: &set, stage, outcomes: &outcomes };
        let compared =
            before.as_ref().map(|before| before.compare(stage.name(), &outcomes)).transpose()?.flatten();
        measured.tell(args, compared.as_deref())?;
        let lost = compared.iter().flatten().filter(|compared| compared.is_worse());
        worse.extend(lost.map(|compared| format!("{} of {}", compared.measure.name(), stage.name())));
        written.stages.insert(stage.name().to_owned(), Run::of(&outcomes));
    }
    if let Some(path) = &args.write_baseline {
        written.write(path)?;
    }
    ensure!(worse.is_empty(), "worse than the baseline, by more than chance explains: {}", worse.join(", "));
    Ok(Done::Fully)
}

fn shown_path(path: Option<&Path>) -> String {
    format!("cannot compare with {}", path.unwrap_or(Path::new("")).display())
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

impl Set {
    fn evaluate(&self, engine: &EmbeddedEngine, stage: StageName) -> anyhow::Result<Vec<Outcome>> {
        let pool = self.pool.as_deref();
        let size = pool.map_or_else(|| engine.status().tracks, <[AssetId]>::len);
        let outcome = |judged: &Judged| -> anyhow::Result<Outcome> {
            let results = engine.rank(&judged.query, pool, stage.stage())?;
            let ranks: HashMap<AssetId, usize> = results.iter().map(|(id, _)| *id).zip(1..).collect();
            let relevant =
                judged.relevant.iter().map(|(id, relevance)| (ranks.get(id).copied(), *relevance)).collect();
            Ok(Outcome { relevant, pool: size })
        };
        self.judged.par_iter().map(outcome).collect()
    }

    /// What a run measures, for baselines.
    fn identity(&self, catalog: &Catalog, engine: &EmbeddedEngine) -> anyhow::Result<Identity> {
        let mut texts = Vec::new();
        for Judged { id, query, relevant } in &self.judged {
            texts.extend([id.clone(), query.clone()]);
            texts.extend(relevant.iter().map(|(track, relevance)| format!("{track} {relevance}")));
        }
        let mut tracks = match &self.pool {
            Some(pool) => pool.clone(),
            None => catalogue::map(catalog, |track| track.id)?,
        };
        tracks.sort_unstable();
        let names: Vec<String> = tracks.iter().map(AssetId::to_string).collect();
        let model = match engine.status().meaning {
            Meaning::Ready(version) => Some(version),
            Meaning::Off(_) => None,
        };
        Ok(Identity {
            queries: Hash::of(texts.iter().map(String::as_str)),
            pool: Hash::of(names.iter().map(String::as_str)),
            tracks: tracks.len(),
            model,
        })
    }
}

/// What one stage came to.
struct Measured<'a> {
    set: &'a Set,
    stage: StageName,
    outcomes: &'a [Outcome],
}

impl Measured<'_> {
    fn tell(&self, args: &EvalSearch, compared: Option<&[Comparison]>) -> anyhow::Result<()> {
        let estimates = Measure::ALL.map(|measure| (measure, measure.estimate(self.outcomes)));
        if args.output.json {
            output::json(&self.json(&estimates, args.per_query, compared))
        } else {
            self.print(&estimates, compared)?;
            if args.baseline.is_some() && compared.is_none() {
                output::note(format!("the baseline does not have the stage {}", self.stage.name()));
            }
            Ok(())
        }
    }

    fn json(
        &self,
        estimates: &[(Measure, Estimate)],
        per_query: bool,
        compared: Option<&[Comparison]>,
    ) -> Value {
        let mut all = json!({ "stage": self.stage.name(), "queries": self.outcomes.len() });
        let mut intervals = Map::new();
        for (measure, estimate) in estimates {
            all[measure.key()] = json!(estimate.value);
            intervals.insert(measure.key().to_owned(), interval_json(estimate));
        }
        all["intervals"] = Value::Object(intervals);
        if let Some(compared) = compared {
            all["compared"] = compared.iter().map(compared_json).collect();
        }
        if per_query {
            let ranks = |(judged, outcome): (&Judged, &Outcome)| {
                let ranks: Vec<Option<usize>> = outcome.relevant.iter().map(|(rank, _)| *rank).collect();
                json!({ "query_id": judged.id, "first": outcome.first(), "ranks": ranks })
            };
            all["per_query"] = self.set.judged.iter().zip(self.outcomes).map(ranks).collect();
        }
        all
    }

    fn print(
        &self,
        estimates: &[(Measure, Estimate)],
        compared: Option<&[Comparison]>,
    ) -> anyhow::Result<()> {
        output::line(format!("{}, {} queries", self.stage.name(), self.outcomes.len()))?;
        for (at, (measure, estimate)) in estimates.iter().enumerate() {
            let beside = compared.and_then(|compared| compared.get(at)).map(told).unwrap_or_default();
            output::line(format!("  {:<12} {:<28}{beside}", measure.name(), shown(estimate)).trim_end())?;
        }
        Ok(())
    }
}

/// A comparison beside its measure.
fn told(compared: &Comparison) -> String {
    let verdict = match compared {
        compared if compared.is_worse() => "WORSE",
        compared if compared.is_better() => "better",
        compared if compared.before == compared.after => "the same",
        _ => "within chance",
    };
    let Estimate { value, low, high } = compared.difference;
    format!("  baseline {:.3}, {value:+.3} [{low:+.3}, {high:+.3}] {verdict}", compared.before)
}

fn compared_json(compared: &Comparison) -> Value {
    json!({
        "measure": compared.measure.key(), "before": compared.before, "difference": compared.difference.value,
        "interval": interval_json(&compared.difference),
        "worse": compared.is_worse(), "better": compared.is_better(),
    })
}

fn read_queries(path: &Path) -> anyhow::Result<Vec<Judged>> {
    let table = Table::read(path)?;
    let (id, query) = (table.column("query_id")?, table.column("query")?);
    let (track, relevance) = (table.column("track_id")?, table.find("relevance"));
    let mut judged: BTreeMap<&str, Judged> = BTreeMap::new();
    for row in table.rows() {
        let at = || table.at(row);
        let asset: AssetId =
            table.filled(row, track)?.parse().with_context(|| format!("{}: track_id", at()))?;
        let relevance: f64 = match relevance {
            Some(column) => row.cell(column).parse().with_context(|| format!("{}: relevance", at()))?,
            None => 1.0,
        };
        ensure!(relevance.is_finite(), "{}: relevance {relevance} is no number", at());
        let id = table.filled(row, id)?;
        let text = table.filled(row, query)?;
        let entry = judged.entry(id);
        let entry = entry.or_insert_with(|| Judged {
            id: id.to_owned(),
            query: text.to_owned(),
            relevant: Vec::new(),
        });
        ensure!(entry.query == text, "{}: query {id} has another text further up", at());
        if relevance > 0.0 {
            entry.relevant.push((asset, relevance));
        }
    }
    let mut judged: Vec<Judged> = judged.into_values().filter(|judged| !judged.relevant.is_empty()).collect();
    for Judged { id, relevant, .. } in &mut judged {
        relevant.sort_by_key(|(track, _)| *track);
        let twice = relevant.windows(2).find(|pair| pair[0].0 == pair[1].0);
        if let Some(pair) = twice {
            bail!("{}: track {} is judged twice for query {id}", path.display(), pair[0].0);
        }
    }
    ensure!(!judged.is_empty(), "{}: there is no query with a relevant track", path.display());
    Ok(judged)
}

fn read_pool(path: &Path) -> anyhow::Result<Vec<AssetId>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| line.trim().parse().with_context(|| format!("{}:{number}", path.display())))
        .collect()
}
