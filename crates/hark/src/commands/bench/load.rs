//! `hark bench load`: load on a running server, and how long its answers take.
//!
//! A client that waits for one answer before it asks the next thing asks less while the server is slow, and so leaves
//! out of its figures just the waiting that people would have met ("coordinated omission", Gil Tene). Here requests
//! have *intended times*, drawn beforehand as a Poisson process, and every latency counts from there: a request that
//! had to wait for a free connection has waited all the same. Requests that were not even sent when the run was over
//! count with the time they had waited by then.
//!
//! With `--saturate` there are no intended times: each connection asks as fast as it is answered. That finds the
//! throughput, and says nothing about latency under any other load.
//!
//! Each connection has a thread of its own that blocks. The timers of an asynchronous runtime tick once a millisecond,
//! which is more than some answers take.

mod client;
mod queries;
mod report;
mod schedule;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use anyhow::Context;
use hark_testkit::rng::Rng;
use serde_json::{Value, json};

use crate::cli::bench::Load;
use crate::output::{self, Done, Usage};
use client::{Address, Client};
use queries::{Chooser, Chosen};
use report::{Outcome, Report, Sample};

/// Connections unless asked otherwise: enough that an open schedule seldom waits for one.
const OPEN_CONNECTIONS: usize = 64;
const SATURATING_CONNECTIONS: usize = 2;
/// How long after its end an open schedule is still worked off.
const GRACE: Duration = Duration::from_secs(20);
/// The longest query that the API takes, in characters.
const LONGEST_QUERY: usize = 2_000;

/// What all connections ask, and how.
struct Target {
    address: Address,
    key: String,
    filters: Value,
    queries: Vec<String>,
    begun: Instant,
}

pub(crate) fn run(args: &Load) -> anyhow::Result<Done> {
    let address = Address::parse(&args.url).map_err(Usage)?;
    let filters = args.filters.as_deref().unwrap_or("{}");
    let filters = serde_json::from_str(filters).map_err(|error| Usage(format!("--filters: {error}")))?;
    let queries = queries::read(&args.queries)?;
    let target = Target { address, key: args.key.clone(), filters, queries, begun: Instant::now() };
    Client::new(&target.address).connect().with_context(|| format!("cannot reach {}", args.url))?;
    let rng = Rng::new(args.seed);
    let chooser = Chooser::new(target.queries.len(), args.repeat_share.unwrap_or(0.0), rng.fork(1));
    let duration = Duration::from_secs_f64(args.duration);
    let report = match args.rps {
        Some(rps) if !args.saturate => {
            let connections = args.connections.unwrap_or(OPEN_CONNECTIONS);
            let plan = plan(rps, duration, chooser, rng.fork(2));
            Report::of(&open(target, &plan, connections, duration)?, Some(rps), connections, duration)
        }
        _ => {
            let connections = args.connections.unwrap_or(SATURATING_CONNECTIONS);
            Report::of(&closed(target, chooser, connections, duration)?, None, connections, duration)
        }
    };
    if args.output.json {
        output::json(&report)?
    } else {
        report.print()?
    }
    Ok(Done::Fully)
}

/// A request with its intended time.
struct Planned {
    at: Duration,
    what: Chosen,
}

fn plan(rps: f64, duration: Duration, mut chooser: Chooser, rng: Rng) -> Vec<Planned> {
    let arrivals = schedule::poisson(rps, rng).take_while(|at| *at < duration);
    arrivals.map(|at| Planned { at, what: chooser.next() }).collect()
}

/// Sends every planned request at its time, or as soon after it as a connection is free.
fn open(
    mut target: Target,
    plan: &[Planned],
    connections: usize,
    duration: Duration,
) -> anyhow::Result<Vec<Sample>> {
    target.begun = Instant::now();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut client = Client::new(&target.address);
        let mut samples = Vec::new();
        while let Some(planned) = plan.get(next.fetch_add(1, Ordering::Relaxed)) {
            let request = target.request(planned.what);
            let now = target.begun.elapsed();
            if now > duration + GRACE {
                let outcome = Outcome::Unsent;
                samples.push(Sample {
                    what: planned.what,
                    intended: planned.at,
                    sent: now,
                    done: now,
                    outcome,
                });
                continue;
            }
            sleep(planned.at.saturating_sub(now));
            samples.push(target.ask(&mut client, &request, planned.what, Some(planned.at)));
        }
        samples
    };
    together(connections, &work)
}

/// Asks over each connection as fast as it is answered.
fn closed(
    mut target: Target,
    chooser: Chooser,
    connections: usize,
    duration: Duration,
) -> anyhow::Result<Vec<Sample>> {
    target.begun = Instant::now();
    let chooser = Mutex::new(chooser);
    let work = || {
        let mut client = Client::new(&target.address);
        let mut samples = Vec::new();
        while target.begun.elapsed() < duration {
            let what = chooser.lock().unwrap_or_else(PoisonError::into_inner).next();
            samples.push(target.ask(&mut client, &target.request(what), what, None));
        }
        samples
    };
    together(connections, &work)
}

/// Runs `work` on so many threads and collects what they return.
fn together(threads: usize, work: &(impl Fn() -> Vec<Sample> + Sync)) -> anyhow::Result<Vec<Sample>> {
    std::thread::scope(|scope| {
        let mut workers = Vec::with_capacity(threads);
        for number in 0..threads {
            let thread = Builder::new().name(format!("load-{number}")).stack_size(1 << 18);
            workers.push(thread.spawn_scoped(scope, work)?);
        }
        let mut samples = Vec::new();
        for worker in workers {
            samples.extend(worker.join().map_err(|_panic| anyhow::anyhow!("a connection's thread failed"))?);
        }
        Ok(samples)
    })
}

impl Target {
    /// The bytes of a request.
    fn request(&self, what: Chosen) -> Vec<u8> {
        let query: String = self
            .queries
            .get(what.query)
            .map(|query| query.chars().take(LONGEST_QUERY).collect())
            .unwrap_or_default();
        let body = json!({ "query": query, "filters": self.filters }).to_string();
        client::post(&self.address, &self.key, &body)
    }

    /// Sends a request and waits for the whole answer.
    fn ask(&self, client: &mut Client, request: &[u8], what: Chosen, at: Option<Duration>) -> Sample {
        let sent = self.begun.elapsed();
        let outcome = match client.ask(request) {
            Ok(status) => Outcome::Answered(status),
            Err(error) => Outcome::Failed(error.kind().to_string()),
        };
        Sample { what, intended: at.unwrap_or(sent), sent, done: self.begun.elapsed(), outcome }
    }
}
