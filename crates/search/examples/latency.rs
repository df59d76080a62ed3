//! Where the time of a search goes: each query once, on one thread, text embedding and ranking apart.
//!
//! `cargo run --release -p hark-search --example latency -- DATA_DIR QUERIES`
//!
//! QUERIES is tab-separated with a column `query`, or JSON Lines with a field `caption`.

#![expect(clippy::print_stdout, reason = "a tool that prints what it measured")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hark_catalog::Catalog;
use hark_models::{MiniLm, ModelDir, TextEncoder};
use hark_search::{EmbeddedEngine, Engine, Filters, Page, SearchRequest, Sort, What};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, data, queries] = arguments.as_slice() else { panic!("usage: latency DATA_DIR QUERIES") };
    let data = Path::new(data);
    let encoder = Arc::new(MiniLm::load(&ModelDir::new(data.join("models"))).expect("the text model"));
    let catalog = Arc::new(Catalog::open(data).expect("the catalogue"));
    let begun = Instant::now();
    let engine = EmbeddedEngine::open(
        catalog,
        &data.join("index"),
        Ok(Arc::clone(&encoder) as Arc<dyn TextEncoder>),
        hark_knowledge::Artists::built_in(),
    )
    .expect("the engine");
    println!("opened {:?} in {:.2} s", engine.status(), begun.elapsed().as_secs_f64());
    let queries = read(queries);
    let request = |query: &str| SearchRequest {
        what: What::Query(query.chars().take(SearchRequest::MAX_QUERY_CHARS).collect()),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: Page::default(),
        explain: false,
    };
    let embed = times(&queries, |query| drop(encoder.embed(&[query])));
    let intent = times(&queries, |query| drop(engine.intent(query)));
    let whole = times(&queries, |query| drop(engine.search(&request(query))));
    let again = times(&queries[..queries.len().min(200)], |query| drop(engine.search(&request(query))));
    println!("{} queries", queries.len());
    show("reading", &intent);
    show("embedding alone", &embed);
    show("whole search", &whole);
    show("last 200 again", &again);
    println!("share of embedding in the median: {:.0} %", 100.0 * median(&embed) / median(&whole));
}

fn read(path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the queries");
    if path.ends_with(".jsonl") {
        let caption =
            |line: &str| line.split("\"caption\": \"").nth(1)?.split("\"}").next().map(str::to_owned);
        return text.lines().filter_map(caption).collect();
    }
    let column = text.lines().next().and_then(|header| header.split('\t').position(|name| name == "query"));
    let column = column.expect("a column named query");
    text.lines().skip(1).filter_map(|line| line.split('\t').nth(column).map(str::to_owned)).collect()
}

fn times(queries: &[String], mut work: impl FnMut(&str)) -> Vec<f64> {
    let mut times: Vec<f64> = queries
        .iter()
        .map(|query| {
            let begun = Instant::now();
            work(query);
            Duration::as_secs_f64(&begun.elapsed()) * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

fn show(what: &str, sorted: &[f64]) {
    let p99 = sorted[sorted.len() * 99 / 100];
    println!("{what:<16} p50 {:.2} ms  p99 {p99:.2} ms", median(sorted));
}
