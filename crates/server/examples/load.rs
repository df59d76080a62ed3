//! Loads a running server: every query once, over a few kept-alive connections, each asking as fast as it is answered.
//!
//! `cargo run --release -p hark-server --example load -- ADDRESS KEY QUERIES [CONNECTIONS] [FILTERS_JSON] [ROUNDS]`
//!
//! QUERIES is tab-separated with a column `query`, or JSON Lines with a field `caption`. The first round asks what the
//! server has not been asked before; further rounds show what its caches do.

#![expect(clippy::print_stdout, reason = "a tool that prints what it measured")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, key, queries, options @ ..] = arguments.as_slice() else {
        panic!("usage: load ADDRESS KEY QUERIES [CONNECTIONS] [FILTERS_JSON] [ROUNDS]")
    };
    let option = |at: usize, default: &str| options.get(at).cloned().unwrap_or_else(|| default.to_owned());
    let connections: usize = option(0, "2").parse().expect("a number of connections");
    let filters: Value = serde_json::from_str(&option(1, "{}")).expect("filters as JSON");
    let rounds: usize = option(2, "1").parse().expect("a number of rounds");
    let bodies: Vec<String> = read(queries)
        .iter()
        .map(|query| {
            json!({ "query": query.chars().take(2_000).collect::<String>(), "filters": filters }).to_string()
        })
        .collect();
    for round in 1..=rounds {
        run(round, address, key, &bodies, connections);
    }
}

fn read(path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the queries");
    if path.ends_with(".jsonl") {
        let rows = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        return rows.filter_map(|row| row["caption"].as_str().map(str::to_owned)).collect();
    }
    let column = text.lines().next().and_then(|header| header.split('\t').position(|name| name == "query"));
    let column = column.expect("a column named query");
    text.lines().skip(1).filter_map(|line| line.split('\t').nth(column).map(str::to_owned)).collect()
}

fn run(round: usize, address: &str, key: &str, bodies: &[String], connections: usize) {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..connections).map(|_| scope.spawn(|| work(address, key, bodies, &next))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "round {round}: {} answers over {connections} connections, {:.0}/s, p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, worst {:.2} ms",
        times.len(),
        times.len() as f64 / seconds,
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
    );
}

/// The times of one connection's answers, in milliseconds.
fn work(address: &str, key: &str, bodies: &[String], next: &AtomicUsize) -> Vec<f64> {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("a setting");
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut writer = stream;
    let mut times = Vec::new();
    while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
        let begun = Instant::now();
        let head = format!(
            "POST /developer/v1/search HTTP/1.1\r\nhost: {address}\r\nx-api-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        writer.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).expect("to send");
        answer(&mut reader);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times
}

/// Reads one answer and insists that it is a good one.
fn answer(reader: &mut impl BufRead) {
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).expect("an answer");
        if line.starts_with("HTTP/") {
            status = line.trim().to_owned();
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    assert!(status.contains(" 200 "), "{status}: {}", String::from_utf8_lossy(&body));
}
