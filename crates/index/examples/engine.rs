//! The vectors of the index beside those of other engines: one child process of `scripts/peers/engines.py`, which measures all of
//! them on the same vectors, filters and queries.
//!
//! `engine DIR` reads `meta.json`, `vectors.f32`, `queries.f32` and `filters/NAME.bits` from DIR, builds, prints one line of
//! JSON about it, and answers one line of JSON for each that it reads. The script tells what is asked.

#![expect(clippy::print_stdout, reason = "a tool whose output is what it measured")]

use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hark_index::{Rows, Vector, Vectors};
use serde_json::{Value, json};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("usage: engine DIR"));
    let mut engine = Engine::build(&folder);
    println!("{}", engine.built);
    for line in std::io::stdin().lock().lines() {
        let ask: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let answer = match ask["upserts"].as_u64() {
            Some(count) => engine.upsert(count as usize),
            None => engine.search(&ask),
        };
        println!("{answer}");
    }
}

struct Engine {
    vectors: Vectors,
    queries: Vec<Vec<f32>>,
    filters: HashMap<String, Rows>,
    rows: usize,
    built: Value,
}

impl Engine {
    fn build(folder: &Path) -> Engine {
        let meta: Value = serde_json::from_slice(&read(&folder.join("meta.json"))).expect("meta.json");
        let number = |name: &str| meta[name].as_u64().expect("a number") as usize;
        let (rows, dimensions) = (number("n"), number("dim"));
        let begun = (Instant::now(), cpu_seconds());
        let mut vectors = Vectors::default();
        let all = read(&folder.join("vectors.f32"));
        for (row, vector) in all.chunks_exact(4 * dimensions).enumerate() {
            put(&mut vectors, row as u32, &floats(vector));
        }
        drop(all);
        let filled = begun.0.elapsed().as_secs_f64();
        let vectors = if vectors.is_outgrown() { vectors.regrouped(2) } else { vectors };
        let built = json!({
            "built_s": begun.0.elapsed().as_secs_f64(),
            "filled_s": filled,
            "cpu_s": cpu_seconds() - begun.1,
            "memory_bytes": vectors.memory_bytes(),
            "disk_bytes": vectors.memory_bytes(),
            "lists": vectors.lists(),
        });
        let queries = read(&folder.join("queries.f32"));
        let mut filters = HashMap::from([("none".to_owned(), Rows::where_(rows, |_| true))]);
        for filter in meta["filters"].as_array().expect("filters") {
            let name = filter["name"].as_str().expect("a name");
            let bits = read(&folder.join("filters").join(format!("{name}.bits")));
            let set = Rows::where_(rows, |row| bits[row / 8] >> (row % 8) & 1 == 1);
            filters.insert(name.to_owned(), set);
        }
        let queries = queries.chunks_exact(4 * dimensions).map(floats).collect();
        Engine { vectors, queries, filters, rows, built }
    }

    fn search(&self, ask: &Value) -> Value {
        let within = &self.filters[ask["filter"].as_str().unwrap_or("none")];
        let recall = ask["knob"].as_f64().map_or(Vectors::RECALL, |knob| knob as f32);
        let most = ask["k"].as_u64().unwrap_or(100) as usize;
        let bound = |at: usize| ask["queries"][at].as_u64().expect("a range of queries") as usize;
        let queries = &self.queries[bound(0)..bound(1)];
        let threads = ask["threads"].as_u64().unwrap_or(1) as usize;
        let begun = (Instant::now(), cpu_seconds());
        let one = |query: &Vec<f32>| {
            let begun = Instant::now();
            let found = self.vectors.nearest(query, within, most, recall).expect("an answer");
            (begun.elapsed(), found.into_iter().map(|(row, _)| row).collect::<Vec<u32>>())
        };
        let answers: Vec<(Duration, Vec<u32>)> = std::thread::scope(|scope| {
            let share = queries.len().div_ceil(threads).max(1);
            let workers: Vec<_> = queries
                .chunks(share)
                .map(|queries| scope.spawn(move || queries.iter().map(one).collect::<Vec<_>>()))
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
        });
        json!({
            "seconds": begun.0.elapsed().as_secs_f64(),
            "cpu_s": cpu_seconds() - begun.1,
            "latencies_us": answers.iter().map(|(took, _)| took.as_secs_f64() * 1e6).collect::<Vec<_>>(),
            "ids": answers.into_iter().map(|(_, ids)| ids).collect::<Vec<_>>(),
        })
    }

    /// Replaces vectors one at a time, each by a copy of the next one's query.
    fn upsert(&mut self, count: usize) -> Value {
        let snapshot = self.vectors.clone();
        let begun = (Instant::now(), cpu_seconds());
        for at in 0..count {
            let row = at.wrapping_mul(7_919) % self.rows;
            put(&mut self.vectors, row as u32, &self.queries[at % self.queries.len()]);
        }
        let answer = json!({ "seconds": begun.0.elapsed().as_secs_f64(), "cpu_s": cpu_seconds() - begun.1 });
        self.vectors = snapshot;
        answer
    }
}

fn put(vectors: &mut Vectors, row: u32, vector: &[f32]) {
    let largest = vector.iter().fold(1e-9f32, |largest, x| largest.max(x.abs()));
    let scale = largest / 127.0;
    let values: Vec<i8> = vector.iter().map(|x| (x / scale).round() as i8).collect();
    vectors.set(row, Some(Vector { scale, values: &values })).expect("a vector of the right length");
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// CPU seconds of this process, where the system says (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
