//! What is asked: queries from a file, new ones and such as were asked before.

use std::path::Path;

use anyhow::{Context, ensure};
use hark_testkit::rng::Rng;
use serde_json::Value;

/// The queries of a file: plain lines, JSON Lines with `query` or `caption`, or tab-separated with a column `query`.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let queries = parse(&text);
    ensure!(!queries.is_empty(), "{} holds no queries", path.display());
    Ok(queries)
}

fn parse(text: &str) -> Vec<String> {
    let first = text.lines().next().unwrap_or_default();
    let column = first.split('\t').position(|name| name.trim() == "query");
    let found: Vec<String> = match column {
        _ if first.trim_start().starts_with('{') => text.lines().filter_map(of_json).collect(),
        Some(column) => {
            let cells = text.lines().skip(1).filter_map(|line| line.split('\t').nth(column));
            cells.map(str::to_owned).collect()
        }
        None => text.lines().map(str::to_owned).collect(),
    };
    found.into_iter().map(|query| query.trim().to_owned()).filter(|query| !query.is_empty()).collect()
}

fn of_json(line: &str) -> Option<String> {
    let row: Value = serde_json::from_str(line).ok()?;
    row.get("query").or_else(|| row.get("caption"))?.as_str().map(str::to_owned)
}

/// A query by its number, and whether it was asked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) query: usize,
    pub(super) repeated: bool,
}

/// Chooses the next query.
pub(super) struct Chooser {
    queries: usize,
    repeat_share: f64,
    asked: usize,
    rng: Rng,
}

impl Chooser {
    /// For so many queries. When all have been asked, they are asked again from the first.
    pub(super) fn new(queries: usize, repeat_share: f64, rng: Rng) -> Chooser {
        Chooser { queries, repeat_share, asked: 0, rng }
    }

    /// With the probability of a repetition one that was asked, the earliest most often by Zipf's law; else a new one.
    pub(super) fn next(&mut self) -> Chosen {
        let known = self.asked.min(self.queries);
        let chance = self.uniform();
        if known > 0 && chance < self.repeat_share {
            let at = (self.uniform() * (known as f64 + 1.0).ln()).exp() - 1.0;
            return Chosen { query: (at as usize).min(known - 1), repeated: true };
        }
        let query = self.asked % self.queries.max(1);
        self.asked += 1;
        Chosen { query, repeated: self.asked > self.queries }
    }

    fn uniform(&mut self) -> f64 {
        (self.rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_formats_are_read() {
        let wanted = ["slow piano", "no guitars"];
        assert_eq!(parse("slow piano\n\n no guitars \n"), wanted);
        assert_eq!(parse("query_id\tquery\ttrack_id\n1\tslow piano\t7\n2\tno guitars\t8\n"), wanted);
        assert_eq!(parse("query\nslow piano\nno guitars\n"), wanted);
        assert_eq!(parse("{\"query\":\"slow piano\"}\n{\"caption\":\"no guitars\"}\n{broken\n"), wanted);
        assert!(parse("").is_empty());
    }

    #[test]
    fn without_repetitions_every_query_is_new_until_they_run_out() {
        let mut chooser = Chooser::new(3, 0.0, Rng::new(1));
        let chosen: Vec<Chosen> = (0..5).map(|_| chooser.next()).collect();
        assert_eq!(chosen.iter().map(|chosen| chosen.query).collect::<Vec<_>>(), [0, 1, 2, 0, 1]);
        let repeated: Vec<bool> = chosen.iter().map(|chosen| chosen.repeated).collect();
        assert_eq!(repeated, [false, false, false, true, true]);
    }

    #[test]
    fn repetitions_have_their_share_and_were_asked_before() {
        let mut chooser = Chooser::new(100_000, 0.3, Rng::new(1));
        let (mut new, mut repeated) = (0, 0);
        for _ in 0..10_000 {
            let chosen = chooser.next();
            if chosen.repeated {
                assert!(chosen.query < new);
                repeated += 1;
            } else {
                assert_eq!(chosen.query, new);
                new += 1;
            }
        }
        assert!((2_800..3_200).contains(&repeated), "{repeated}");
    }
}
