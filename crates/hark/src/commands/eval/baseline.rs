//! Baselines: the ranks of an earlier run, to compare a later one with on the same queries.
//!
//! A file holds hashes and ranks, no text: it can lie in a public repository whatever the queries are. It tells by hashes
//! whether queries, judgements and pool are the same, because ranks among other tracks say nothing about these.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use hark_search::eval::{Comparison, Measure, Outcome, compare};
use serde::{Deserialize, Serialize};

/// The layout of the file; another one is refused.
const FORMAT: u32 = 1;
/// Largest file.
const MAX_BYTES: u64 = 256 << 20;

/// A run over one set of queries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Baseline {
    format: u32,
    #[serde(flatten)]
    pub(super) of: Identity,
    /// Hashes of the ids of the queries, in order.
    pub(super) ids: Vec<Hash>,
    /// By stage.
    pub(super) stages: BTreeMap<String, Run>,
}

/// What was measured: two runs can be compared when all of this is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Of ids, texts and judgements.
    pub(super) queries: Hash,
    /// Of the identities of the tracks that were searched.
    pub(super) pool: Hash,
    /// How many those are.
    pub(super) tracks: usize,
    /// The version of the text model; `None` when there was none.
    pub(super) model: Option<String>,
}

/// One stage of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Run {
    /// Every measure, for those who read the file.
    measures: BTreeMap<String, f64>,
    /// By query: the rank from 1 of each relevant track, in the order of their identities; `null` when not found.
    ranks: Vec<Vec<Option<usize>>>,
}

/// Sixty-four bits of FNV-1a (Fowler, Noll & Vo), in hexadecimal: tells sets apart, hides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Hash(String);

impl Hash {
    /// Of texts in order.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Hash {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for text in texts {
            // A byte that no text holds ends each, so that "ab", "c" and "a", "bc" differ.
            for byte in text.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        Hash(format!("{hash:016x}"))
    }
}

impl Run {
    pub(super) fn of(outcomes: &[Outcome]) -> Run {
        let value = |measure: Measure| (measure.key().to_owned(), measure.estimate(outcomes).value);
        let ranks = |outcome: &Outcome| outcome.relevant.iter().map(|(rank, _)| *rank).collect();
        Run {
            measures: Measure::ALL.into_iter().map(value).collect(),
            ranks: outcomes.iter().map(ranks).collect(),
        }
    }

    /// The outcomes of this run, with the relevances and the pool of `like`; `None` when it is of other judgements.
    fn outcomes(&self, like: &[Outcome]) -> Option<Vec<Outcome>> {
        let outcome = |(ranks, like): (&Vec<Option<usize>>, &Outcome)| {
            let same = ranks.len() == like.relevant.len();
            let relevances = like.relevant.iter().map(|(_, relevance)| *relevance);
            same.then(|| Outcome {
                relevant: ranks.iter().copied().zip(relevances).collect(),
                pool: like.pool,
            })
        };
        let same = self.ranks.len() == like.len();
        if same { self.ranks.iter().zip(like).map(outcome).collect() } else { None }
    }
}

impl Baseline {
    pub(super) fn new(of: Identity, ids: Vec<Hash>) -> Baseline {
        Baseline { format: FORMAT, of, ids, stages: BTreeMap::new() }
    }

    pub(super) fn read(path: &Path) -> anyhow::Result<Baseline> {
        let size = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        ensure!(size <= MAX_BYTES, "{}: more than {MAX_BYTES} bytes", path.display());
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let baseline: Baseline =
            serde_json::from_str(&text).with_context(|| format!("{} is no baseline", path.display()))?;
        let format = baseline.format;
        ensure!(
            format == FORMAT,
            "{}: a baseline of format {format}; this Hark reads {FORMAT}",
            path.display()
        );
        Ok(baseline)
    }

    /// Writes the baseline, one stage a line, so that a change shows as few changed lines.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let Baseline { format, of, ids, stages } = self;
        let mut lines = Vec::new();
        for (stage, run) in stages {
            lines.push(format!("{}:{}", serde_json::to_string(stage)?, serde_json::to_string(run)?));
        }
        let identity = serde_json::to_string(of)?;
        let ids = serde_json::to_string(ids)?;
        let identity = identity.trim_start_matches('{').trim_end_matches('}');
        let text = format!(
            "{{\"format\":{format},{identity},\n\"ids\":{ids},\n\"stages\":{{\n{}\n}}}}\n",
            lines.join(",\n")
        );
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Says why a run of `of` cannot be compared with this one, if it cannot.
    pub(super) fn check(&self, of: &Identity) -> anyhow::Result<()> {
        let remedy = "--write-baseline makes another";
        if self.of.queries != of.queries {
            bail!("the baseline is of other queries or judgements; {remedy}");
        }
        if self.of.pool != of.pool {
            let (before, now) = (self.of.tracks, of.tracks);
            bail!("the baseline is of other tracks ({before} then, {now} now); {remedy}");
        }
        let model = |of: &Identity| of.model.clone().unwrap_or_else(|| "no text model".to_owned());
        if self.of.model != of.model {
            bail!("the baseline was made with {}, this run has {}; {remedy}", model(&self.of), model(of));
        }
        Ok(())
    }

    /// A stage compared with this baseline; `None` when the baseline does not have it.
    pub(super) fn compare(
        &self,
        stage: &str,
        outcomes: &[Outcome],
    ) -> anyhow::Result<Option<Vec<Comparison>>> {
        let Some(run) = self.stages.get(stage) else { return Ok(None) };
        let before = run.outcomes(outcomes);
        let before =
            before.with_context(|| format!("the baseline's {stage} ranks are not of these queries"))?;
        Ok(Some(compare(&before, outcomes)))
    }
}

#[cfg(test)]
mod tests;
