//! `hark eval sound`: whether the sound alone tells tracks apart whose file names say what they are.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use hark_search::eval::auc::auc;
use hark_search::eval::bootstrap::Estimate;
use hark_search::{EmbeddedEngine, Stage};
use hark_track::AssetId;
use serde_json::{Value, json};

use super::table::Table;
use super::{catalogue, interval_json, shown};
use crate::cli::EvalSound;
use crate::config::Settings;
use crate::output::{self, Done};

/// "Every other track".
const OTHERS: &str = "-";

/// A query with the tracks that it should find and those that it should not.
struct Query {
    text: String,
    positive: Vec<AssetId>,
    negative: Vec<AssetId>,
    /// Tracks that both sides claim, and that are left out.
    both: usize,
}

/// A track with the texts that labels are looked for in, lower case.
struct Labelled {
    id: AssetId,
    path: String,
    /// The last part of the path.
    file: String,
}

pub(super) fn run(settings: &Settings, args: &EvalSound) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    let tracks =
        catalogue::map(&catalog, |track| Labelled::new(track.id, track.path.as_deref(), &track.name))?;
    let queries = read(args, &tracks)?;
    let engine = settings.data.engine(&catalog, settings.data.encoder())?;
    for query in &queries {
        let (sound, fused) = (query.area(&engine, Stage::Sound)?, query.area(&engine, Stage::Fused)?);
        if args.output.json {
            output::json(&query.json(sound, fused))?;
        } else {
            query.print(sound, fused)?;
        }
    }
    Ok(Done::Fully)
}

fn read(args: &EvalSound, tracks: &[Labelled]) -> anyhow::Result<Vec<Query>> {
    let table = Table::read(&args.labels)?.not_empty()?;
    let columns = ["query", "positive", "negative"].map(|name| table.column(name));
    let [query, positive, negative] = columns;
    let (query, positive, negative) = (query?, positive?, negative?);
    let labelled = |row| -> anyhow::Result<Query> {
        let (yes, no) =
            (Labels::read(table.filled(row, positive)?), Labels::read(table.filled(row, negative)?));
        ensure!(!yes.others, "{}: positive must say which tracks", table.at(row));
        let mut query = Query {
            text: table.filled(row, query)?.to_owned(),
            positive: Vec::new(),
            negative: Vec::new(),
            both: 0,
        };
        for track in tracks {
            match (yes.fit(track), no.fit(track)) {
                (true, true) => query.both += 1,
                (true, false) => query.positive.push(track.id),
                (false, fits) if fits || no.others => query.negative.push(track.id),
                (false, _) => {}
            }
        }
        let (found, others) = (query.positive.len(), query.negative.len());
        ensure!(found > 0 && others > 0, "{}: {found} tracks fit positive, {others} negative", table.at(row));
        Ok(query)
    };
    table.rows().iter().map(labelled).collect::<anyhow::Result<Vec<Query>>>().context("nothing was measured")
}

/// One side's labels, lower case.
struct Labels {
    texts: Vec<String>,
    others: bool,
}

impl Labels {
    fn read(cell: &str) -> Labels {
        let others = cell == OTHERS;
        let texts = cell.split('|').map(|text| text.trim().to_lowercase());
        Labels { others, texts: texts.filter(|text| !text.is_empty() && !others).collect() }
    }

    /// Whether a label occurs: one with a slash in the path, any other in the file's name.
    fn fit(&self, track: &Labelled) -> bool {
        let occurs = |text: &String| {
            if text.contains('/') { &track.path } else { &track.file }.contains(text.as_str())
        };
        self.texts.iter().any(occurs)
    }
}

impl Labelled {
    /// Of a track's file; of one without a file the title takes the place of its name.
    fn new(id: AssetId, path: Option<&str>, title: &str) -> Labelled {
        let path = path.unwrap_or(title).to_lowercase();
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        Labelled { id, path, file }
    }
}

impl Query {
    /// How well the two sides are told apart. A track that is no result at all ranks last.
    fn area(&self, engine: &EmbeddedEngine, stage: Stage) -> anyhow::Result<Estimate> {
        let pool: Vec<AssetId> = self.positive.iter().chain(&self.negative).copied().collect();
        let scores: HashMap<AssetId, f64> =
            engine.rank(&self.text, Some(&pool), stage)?.into_iter().collect();
        let scored = |ids: &[AssetId]| -> Vec<f64> {
            ids.iter().map(|id| scores.get(id).copied().unwrap_or(f64::NEG_INFINITY)).collect()
        };
        let area = auc(&scored(&self.positive), &scored(&self.negative));
        area.with_context(|| format!("{:?}: there are no tracks to tell apart", self.text))
    }

    fn json(&self, sound: Estimate, fused: Estimate) -> Value {
        json!({
            "query": self.text, "positive": self.positive.len(), "negative": self.negative.len(), "both": self.both,
            "sound": { "auc": sound.value, "interval": interval_json(&sound) },
            "fused": { "auc": fused.value, "interval": interval_json(&fused) },
        })
    }

    fn print(&self, sound: Estimate, fused: Estimate) -> anyhow::Result<()> {
        output::line(format!(
            "{:<28} AUC by sound {}  fused {}  {} against {}",
            self.text,
            shown(&sound),
            shown(&fused),
            self.positive.len(),
            self.negative.len()
        ))
    }
}

#[cfg(test)]
mod tests;
