//! `hark eval intent`: how well queries are read, where it is known what they mean.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use hark_search::eval::bootstrap::{Estimate, Summary, estimate};
use hark_search::eval::intent::{Counts, Expected, Judgement, Reading, precision_and_recall};
use serde_json::{Value, json};

use super::table::{Column, Row, Table};
use super::{interval_json, shown};
use crate::cli::EvalIntent;
use crate::config::Settings;
use crate::output::{self, Done};

/// A query with its label.
struct Labelled {
    id: String,
    query: String,
    /// As the file writes it; `None` for a plain description.
    label: Option<String>,
    expected: Expected,
}

/// What came of the whole file.
struct Report<'a> {
    /// Nothing is labelled: the queries are plain descriptions, and only names are judged.
    plain: bool,
    judgement: Judgement,
    share: Estimate,
    failures: Vec<(&'a Labelled, Reading)>,
    /// What reading one query took, ascending.
    microseconds: Vec<f64>,
}

pub(super) fn run(settings: &Settings, args: &EvalIntent) -> anyhow::Result<Done> {
    let labelled = read(args)?;
    let catalog = settings.data.catalog()?;
    let engine = settings.data.engine(&catalog, Err("not needed to read queries".to_owned()))?;
    // The first query pays for tables that are read once.
    engine.intent("like nobody");
    let mut judgement = Judgement::default();
    let (mut exact, mut failures, mut microseconds) = (Vec::new(), Vec::new(), Vec::new());
    for labelled in &labelled {
        let begun = Instant::now();
        let intent = engine.intent(&labelled.query);
        microseconds.push(begun.elapsed().as_secs_f64() * 1e6);
        let reading = judgement.add(&labelled.expected, &intent);
        exact.push(if reading.exact { 1.0 } else { 0.0 });
        if !reading.exact {
            failures.push((labelled, reading));
        }
    }
    microseconds.sort_by(f64::total_cmp);
    let plain = labelled.iter().all(|labelled| labelled.label.is_none());
    let report = Report { plain, judgement, share: estimate(&exact, Summary::Mean), failures, microseconds };
    if args.output.json {
        output::json(&report.json())?
    } else {
        report.print()?
    }
    Ok(Done::Fully)
}

fn read(args: &EvalIntent) -> anyhow::Result<Vec<Labelled>> {
    let labels = Table::read(&args.labels)?.not_empty()?;
    let texts = args.queries.as_deref().map(|path| Texts::read(path, args)).transpose()?;
    let expected = labels.find("expected");
    let id: Vec<Column> = match &texts {
        Some(_) => columns(&labels, &args.key)?,
        None => vec![labels.column("id")?],
    };
    let text = if texts.is_none() { Some(labels.column(&args.text)?) } else { None };
    let labelled = |row: &Row| -> anyhow::Result<Labelled> {
        let label = expected.map(|column| labels.filled(row, column)).transpose()?;
        let query = match (&texts, text) {
            (Some(texts), _) => texts.of(&key(row, &id)).with_context(|| labels.at(row))?,
            (None, Some(text)) => labels.filled(row, text)?,
            (None, None) => bail!("{}: there is no query", labels.at(row)),
        };
        Ok(Labelled {
            id: key(row, &id).join(":"),
            query: query.to_owned(),
            label: label.map(str::to_owned),
            expected: label.map_or(Ok(Expected::NoName), Expected::label).with_context(|| labels.at(row))?,
        })
    };
    labels.rows().iter().map(labelled).collect()
}

/// Queries that lie in another file than their labels.
struct Texts(HashMap<Vec<String>, String>);

impl Texts {
    fn read(path: &Path, args: &EvalIntent) -> anyhow::Result<Texts> {
        let table = Table::read(path)?.not_empty()?;
        let (id, text) = (columns(&table, &args.key)?, table.column(&args.text)?);
        let mut texts = HashMap::new();
        for row in table.rows() {
            let before = texts.insert(key(row, &id), table.filled(row, text)?.to_owned());
            ensure!(before.is_none(), "{}: {} is there twice", table.at(row), key(row, &id).join(":"));
        }
        Ok(Texts(texts))
    }

    fn of(&self, key: &[String]) -> anyhow::Result<&str> {
        let text = self.0.get(key).with_context(|| format!("--queries has no query {}", key.join(":")));
        Ok(text?)
    }
}

fn columns(table: &Table, names: &[String]) -> anyhow::Result<Vec<Column>> {
    names.iter().map(|name| table.column(name)).collect()
}

fn key(row: &Row, columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| row.cell(*column).to_owned()).collect()
}

impl Report<'_> {
    /// What a percentage of the queries took at most.
    fn within(&self, percent: usize) -> f64 {
        let at = (self.microseconds.len() * percent).div_ceil(100).saturating_sub(1);
        self.microseconds.get(at).copied().unwrap_or(0.0)
    }

    /// Every kind, and all of them together; nothing for plain descriptions.
    fn kinds(&self) -> Vec<(&str, Counts)> {
        if self.plain {
            return Vec::new();
        }
        let mut all = Counts::default();
        let mut kinds: Vec<(&str, Counts)> = self.judgement.kinds().collect();
        for (_, counts) in &kinds {
            all.found += counts.found;
            all.missed += counts.missed;
            all.extra += counts.extra;
        }
        kinds.push(("all", all));
        kinds
    }

    fn json(&self) -> Value {
        let kinds = self.kinds().into_iter().map(|(kind, Counts { found, missed, extra })| {
            let (precision, recall) = precision_and_recall(Counts { found, missed, extra });
            json!({
                "kind": kind, "found": found, "missed": missed, "extra": extra,
                "precision": precision, "recall": recall,
            })
        });
        let failures = self.failures.iter().map(|(labelled, reading)| {
            json!({
                "id": labelled.id, "query": labelled.query, "expected": labelled.label,
                "read": reading.read, "names": reading.names,
            })
        });
        json!({
            "queries": self.judgement.queries(), "exact": self.judgement.exact(),
            "false_names": self.plain.then_some(self.failures.len()),
            "share": self.share.value, "interval": interval_json(&self.share),
            "kinds": kinds.collect::<Vec<_>>(), "failures": failures.collect::<Vec<_>>(),
            "microseconds": { "p50": self.within(50), "p99": self.within(99) },
        })
    }

    fn print(&self) -> anyhow::Result<()> {
        for (labelled, reading) in &self.failures {
            let expected = labelled.label.as_deref().unwrap_or("no name");
            let read = if reading.read.is_empty() { "-" } else { &reading.read };
            output::line(format!("{}  {}", labelled.id, labelled.query))?;
            output::line(format!("    expected  {expected}"))?;
            output::line(format!("    read      {read}"))?;
        }
        let (queries, exact) = (self.judgement.queries(), self.judgement.exact());
        let share = shown(&self.share);
        if self.plain {
            let wrong = queries - exact;
            output::line(format!("{queries} plain descriptions, {wrong} taken for a name; right: {share}"))?;
        } else {
            output::line(format!("{queries} queries, {exact} exact: {share}"))?;
        }
        for (kind, counts) in self.kinds() {
            let (precision, recall) = precision_and_recall(counts);
            let share = |value: Option<f64>| value.map_or("    -".to_owned(), |value| format!("{value:.3}"));
            output::line(format!(
                "  {kind:<10} precision {}  recall {}  {} found, {} missed, {} extra",
                share(precision),
                share(recall),
                counts.found,
                counts.missed,
                counts.extra
            ))?;
        }
        let (half, most) = (self.within(50), self.within(99));
        output::line(format!("reading a query took {half:.0} µs, 99 of 100 at most {most:.0} µs"))
    }
}
