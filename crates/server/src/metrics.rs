//! What the server counts, in the Prometheus text format (version 0.0.4).
//!
//! A registry of our own: the label values form a small closed set (routes of the router, known methods, statuses), so
//! a map behind a lock, touched once a request, does what a metrics library would.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hark_search::{Meaning, Memory, Status};

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS_S: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Counts since the start.
#[derive(Default)]
pub(crate) struct Metrics {
    in_flight: AtomicI64,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    requests: BTreeMap<(String, &'static str, u16), u64>,
    latency: BTreeMap<String, Histogram>,
    limited: BTreeMap<&'static str, u64>,
    searches: BTreeMap<&'static str, u64>,
    errors: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
    waits: Histogram,
}

#[derive(Default)]
struct Histogram {
    buckets: [u64; BUCKETS_S.len()],
    count: u64,
    sum_s: f64,
}

/// One answered request.
pub(crate) struct Answered<'a> {
    /// The route's pattern, not the path: its values are few.
    pub(crate) route: &'a str,
    pub(crate) method: &'a str,
    pub(crate) status: u16,
    pub(crate) took: Duration,
}

/// Counts a request as in flight until dropped.
pub(crate) struct InFlight<'a>(&'a AtomicI64);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    pub(crate) fn start(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(&self.in_flight)
    }

    pub(crate) fn answered(&self, answered: &Answered<'_>) {
        let key = (answered.route.to_owned(), known_method(answered.method), answered.status);
        self.with(|counts| {
            *counts.requests.entry(key).or_default() += 1;
            counts.latency.entry(answered.route.to_owned()).or_default().add(answered.took.as_secs_f64());
        });
    }

    /// `by` is the limit that refused a request.
    pub(crate) fn limited(&self, by: &'static str) {
        self.with(|counts| *counts.limited.entry(by).or_default() += 1);
    }

    pub(crate) fn searched(&self, method: &'static str) {
        self.with(|counts| *counts.searches.entry(method).or_default() += 1);
    }

    /// `why` a search found no thread.
    pub(crate) fn refused(&self, why: &'static str) {
        self.with(|counts| *counts.refused.entry(why).or_default() += 1);
    }

    /// How long a search waited for its thread.
    pub(crate) fn waited(&self, waited: Duration) {
        self.with(|counts| counts.waits.add(waited.as_secs_f64()));
    }

    pub(crate) fn error(&self, code: &'static str) {
        self.with(|counts| *counts.errors.entry(code).or_default() += 1);
    }

    fn with<T>(&self, change: impl FnOnce(&mut Counts) -> T) -> T {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Everything as text, with gauges of the engine when there is one.
    pub(crate) fn text(&self, engine: Option<&Status>, waiting: usize) -> String {
        let mut out = String::new();
        self.with(|counts| {
            head(&mut out, "hark_http_requests_total", "counter", "Answered requests.");
            for ((route, method, status), count) in &counts.requests {
                let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
                line(&mut out, "hark_http_requests_total", &labels, count);
            }
            head(&mut out, "hark_http_request_seconds", "histogram", "Time from request head to answer.");
            for (route, histogram) in &counts.latency {
                histogram.write(&mut out, "hark_http_request_seconds", &format!("route=\"{route}\""));
            }
            head(
                &mut out,
                "hark_search_wait_seconds",
                "histogram",
                "Time that searches waited for a thread.",
            );
            counts.waits.write(&mut out, "hark_search_wait_seconds", "");
            let families = [
                (
                    "hark_rate_limited_total",
                    "limit",
                    "Requests refused by a limit of a key.",
                    &counts.limited,
                ),
                ("hark_searches_total", "method", "Searches by how they were answered.", &counts.searches),
                ("hark_errors_total", "code", "Error answers by code.", &counts.errors),
                (
                    "hark_search_refused_total",
                    "why",
                    "Searches that found no thread: the queue was full, or they waited too long.",
                    &counts.refused,
                ),
            ];
            for (name, label, help, family) in families {
                head(&mut out, name, "counter", help);
                for (value, count) in family {
                    line(&mut out, name, &format!("{label}=\"{value}\""), count);
                }
            }
        });
        gauge(&mut out, "hark_search_waiting", "Searches that wait for a thread.", waiting);
        self.gauges(&mut out, engine);
        out
    }

    fn gauges(&self, out: &mut String, engine: Option<&Status>) {
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        gauge(out, "hark_http_requests_in_flight", "Requests being worked on.", in_flight);
        gauge(out, "hark_engine_ready", "Whether searches are answered.", u8::from(engine.is_some()));
        if let Some(status) = engine {
            gauge(out, "hark_engine_tracks", "Tracks that can be found.", status.tracks);
            gauge(
                out,
                "hark_engine_embedded_tracks",
                "Tracks that can be found by meaning.",
                status.embedded,
            );
            gauge(out, "hark_engine_sequence", "Last visible change of the catalogue.", status.sequence);
            memory(out, &status.memory);
            let meaning = u8::from(matches!(status.meaning, Meaning::Ready(_)));
            gauge(out, "hark_engine_meaning_ready", "Whether searches by meaning are answered.", meaning);
        }
        if let Some(bytes) = resident_bytes() {
            gauge(out, "process_resident_memory_bytes", "Resident memory of the process.", bytes);
        }
    }
}

impl Histogram {
    fn add(&mut self, seconds: f64) {
        for (bucket, bound) in self.buckets.iter_mut().zip(BUCKETS_S) {
            *bucket += u64::from(seconds <= bound);
        }
        self.count += 1;
        self.sum_s += seconds;
    }

    fn write(&self, out: &mut String, name: &str, labels: &str) {
        let and = if labels.is_empty() { "" } else { "," };
        let bounds = BUCKETS_S.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(self.buckets.iter().chain([&self.count])) {
            line(out, &format!("{name}_bucket"), &format!("{labels}{and}le=\"{bound}\""), count);
        }
        line(out, &format!("{name}_sum"), labels, self.sum_s);
        line(out, &format!("{name}_count"), labels, self.count);
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    put(out, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
}

fn line(out: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    put(out, format_args!("{name}{labels} {value}\n"));
}

fn gauge(out: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    head(out, name, "gauge", help);
    put(out, format_args!("{name} {value}\n"));
}

fn memory(out: &mut String, memory: &Memory) {
    const NAME: &str = "hark_engine_memory_bytes";
    head(out, NAME, "gauge", "Bytes of the index held in memory, or mapped, by part.");
    let parts = [
        ("columns", memory.columns),
        ("names", memory.names),
        ("tags", memory.tags),
        ("sounds", memory.sounds),
        ("vectors", memory.vectors),
        ("joint", memory.joint),
    ];
    for (part, bytes) in parts {
        line(out, NAME, &format!("part=\"{part}\""), bytes);
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    out.write_fmt(text).unwrap_or_default();
}

/// Methods that clients may invent do not become labels.
fn known_method(method: &str) -> &'static str {
    ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

/// Resident memory of this process, where the system says (Linux, `/proc`).
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
