//! What a load run measured, for people and for machines.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use serde::Serialize;

use super::queries::Chosen;
use crate::commands::bench::rate;
use crate::output;

/// A request that was sent so long after its time counts as late.
const LATE: Duration = Duration::from_millis(1);

/// One request. All moments are since the run began.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) what: Chosen,
    pub(super) intended: Duration,
    pub(super) sent: Duration,
    pub(super) done: Duration,
    pub(super) outcome: Outcome,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With an answer of this status.
    Answered(u16),
    /// Without an answer, for this reason.
    Failed(String),
    /// The run was over before a connection was free for it.
    Unsent,
}

/// The whole run. Latencies are in milliseconds, counted from the intended time, of answers with status 200 and of
/// requests that were never sent.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// `open` or `saturate`.
    mode: &'static str,
    connections: usize,
    /// Requests a second that were asked for.
    rps_asked: Option<f64>,
    /// Answers with status 200 a second.
    rps_achieved: f64,
    /// From the beginning to the last answer, and at least as long as was asked for.
    seconds: f64,
    requests: usize,
    distinct_queries: usize,
    statuses: BTreeMap<u16, u64>,
    /// Requests without an answer, by reason.
    failures: BTreeMap<String, u64>,
    unsent: u64,
    /// Requests that were sent more than a millisecond after their time.
    late: u64,
    latency: Latencies,
    /// Of queries that had not been asked before in this run.
    fresh: Option<Latencies>,
    /// Of queries that had.
    repeated: Option<Latencies>,
    /// Counted from the moment of sending instead: what a client that leaves waiting out would have reported.
    from_sending: Option<Latencies>,
}

/// Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Latencies {
    count: usize,
    mean: f64,
    p50: f64,
    p90: f64,
    p99: f64,
    #[serde(rename = "p99.9")]
    p999: f64,
    max: f64,
}

impl Report {
    /// Of all samples of a run over so many connections that was to last so long.
    pub(super) fn of(
        samples: &[Sample],
        rps_asked: Option<f64>,
        connections: usize,
        duration: Duration,
    ) -> Report {
        let last = samples.iter().map(|sample| sample.done).max().unwrap_or_default();
        let seconds = last.max(duration).as_secs_f64();
        let mut statuses: BTreeMap<u16, u64> = BTreeMap::new();
        let mut failures: BTreeMap<String, u64> = BTreeMap::new();
        for sample in samples {
            match &sample.outcome {
                Outcome::Answered(status) => *statuses.entry(*status).or_default() += 1,
                Outcome::Failed(reason) => *failures.entry(reason.clone()).or_default() += 1,
                Outcome::Unsent => {}
            }
        }
        let count = |is: &dyn Fn(&Sample) -> bool| samples.iter().filter(|sample| is(sample)).count() as u64;
        let waited = |repeated: Option<bool>| {
            let wanted = samples.iter().filter(|sample| repeated.is_none_or(|is| is == sample.what.repeated));
            let counted = wanted.filter(|sample| sample.is_counted());
            Latencies::of(counted.map(|sample| sample.done.saturating_sub(sample.intended)))
        };
        let sent = samples.iter().filter(|sample| sample.outcome == Outcome::Answered(200));
        let both = [waited(Some(false)), waited(Some(true))];
        let apart = both.iter().all(|part| part.count > 0);
        Report {
            mode: if rps_asked.is_some() { "open" } else { "saturate" },
            connections,
            rps_asked,
            rps_achieved: rate(statuses.get(&200).copied().unwrap_or(0), seconds),
            seconds,
            requests: samples.len(),
            distinct_queries: samples
                .iter()
                .map(|sample| sample.what.query)
                .collect::<HashSet<usize>>()
                .len(),
            statuses,
            failures,
            unsent: count(&|sample| sample.outcome == Outcome::Unsent),
            late: count(&|sample| sample.sent.saturating_sub(sample.intended) > LATE),
            latency: waited(None),
            fresh: apart.then_some(both[0]),
            repeated: apart.then_some(both[1]),
            from_sending: rps_asked
                .map(|_| Latencies::of(sent.map(|sample| sample.done.saturating_sub(sample.sent)))),
        }
    }

    /// For people.
    pub(super) fn print(&self) -> anyhow::Result<()> {
        let asked = self.rps_asked.map_or_else(String::new, |rps| format!(" of {rps:.1} asked for"));
        output::line(format!(
            "{:.1} answers/s{asked} over {} connections in {:.1} s",
            self.rps_achieved, self.connections, self.seconds
        ))?;
        output::line(format!(
            "{} requests, {} distinct queries, {} sent late",
            self.requests, self.distinct_queries, self.late
        ))?;
        for (status, count) in &self.statuses {
            output::line(format!("status {status}: {count}"))?;
        }
        for (reason, count) in &self.failures {
            output::line(format!("no answer, {reason}: {count}"))?;
        }
        if self.unsent > 0 {
            output::line(format!("never sent, the server is too slow for this rate: {}", self.unsent))?;
        }
        output::line(format!("{:14}{}", "ms", Latencies::HEADER))?;
        output::line(format!("{:14}{}", "latency", self.latency.row()))?;
        let parts =
            [("  fresh", self.fresh), ("  repeated", self.repeated), ("from sending", self.from_sending)];
        for (name, latencies) in parts {
            if let Some(latencies) = latencies {
                output::line(format!("{name:14}{}", latencies.row()))?;
            }
        }
        Ok(())
    }
}

impl Sample {
    /// Whether it says how long people wait. A refusal comes fast and is no answer.
    fn is_counted(&self) -> bool {
        matches!(self.outcome, Outcome::Answered(200) | Outcome::Unsent)
    }
}

impl Latencies {
    const HEADER: &str = "    count      mean       p50       p90       p99     p99.9       max";

    fn of(times: impl Iterator<Item = Duration>) -> Latencies {
        let mut sorted: Vec<f64> = times.map(|time| time.as_secs_f64() * 1e3).collect();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let mean = if count == 0 { 0.0 } else { sorted.iter().sum::<f64>() / count as f64 };
        let [p50, p90, p99, p999, max] = [0.5, 0.9, 0.99, 0.999, 1.0].map(|share| percentile(&sorted, share));
        Latencies { count, mean, p50, p90, p99, p999, max }
    }

    fn row(&self) -> String {
        let times = [self.mean, self.p50, self.p90, self.p99, self.p999, self.max];
        let times: String = times.iter().map(|time| format!("{time:10.2}")).collect();
        format!("{:9}{times}", self.count)
    }
}

/// The least of the sorted values that so large a share of them does not exceed; 0 when there are none.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(number: u64, outcome: Outcome) -> Sample {
        let at = |milliseconds| Duration::from_millis(milliseconds);
        Sample {
            what: Chosen { query: number as usize / 2, repeated: number % 2 == 1 },
            intended: at(number * 10),
            sent: at(number * 10 + 5),
            done: at(number * 10 + 5 + number),
            outcome,
        }
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
        let found = [0.5, 0.9, 0.99, 0.999, 1.0].map(|share| percentile(&sorted, share));
        assert_eq!(found, [500.0, 900.0, 990.0, 999.0, 1000.0]);
        assert_eq!(percentile(&[7.0], 0.5), 7.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }

    #[test]
    fn waiting_for_a_connection_counts_and_refusals_do_not() {
        let mut samples: Vec<Sample> =
            (0..100).map(|number| sample(number, Outcome::Answered(200))).collect();
        samples.push(sample(500, Outcome::Answered(429)));
        samples.push(sample(501, Outcome::Failed("timed out".to_owned())));
        let report = Report::of(&samples, Some(100.0), 4, Duration::from_secs(10));
        assert_eq!(report.latency.count, 100);
        assert_eq!(report.latency.max.round(), 104.0);
        assert_eq!(report.from_sending.unwrap().max.round(), 99.0);
        assert_eq!((report.late, report.requests), (102, 102));
        assert_eq!(report.statuses, BTreeMap::from([(200, 100), (429, 1)]));
        assert_eq!(report.failures.len(), 1);
        assert_eq!((report.fresh.unwrap().count, report.repeated.unwrap().count), (50, 50));
        assert_eq!(report.rps_achieved, 10.0);
        assert_eq!(report.distinct_queries, 51);
    }

    #[test]
    fn what_was_never_sent_has_waited_until_the_end() {
        let mut never = sample(0, Outcome::Unsent);
        never.done = Duration::from_secs(3);
        let report = Report::of(&[never], Some(1.0), 1, Duration::from_secs(1));
        assert_eq!((report.unsent, report.latency.max), (1, 3000.0));
    }
}
