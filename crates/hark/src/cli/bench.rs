//! The command line of `hark bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Output;

/// `hark bench`
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Fill an empty data directory with a generated catalogue of any size
    Generate(Generate),
    /// Print distinct queries as people type them, one a line
    Queries(Queries),
    /// Send queries to a running server of this machine and report how long its answers take
    Load(Load),
}

/// `hark bench generate`
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Number of tracks
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) tracks: u32,
    /// What the tracks are drawn from: equal seeds give equal catalogues
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Store no vectors: the tracks are then found by words and sound only
    #[arg(long)]
    pub(crate) no_embed: bool,
    /// Write a catalogue export for `hark import` instead of filling the data directory
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "no_embed")]
    pub(crate) rows: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark bench queries`
#[derive(Debug, Args)]
pub(crate) struct Queries {
    /// Number of queries
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) count: u32,
    /// What the queries are drawn from; that of the catalogue, so that they name its artists
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

/// `hark bench load`
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// The server, on this machine
    #[arg(long, default_value = "http://127.0.0.1:7700")]
    pub(crate) url: String,
    /// An API key; its tier must allow the load (see [tiers] of hark.toml)
    #[arg(long)]
    pub(crate) key: String,
    /// Plain lines, tab-separated with a column query, or JSON Lines with query or caption
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: PathBuf,
    /// Requests a second, at random times that do not depend on the answers
    #[arg(long, required_unless_present = "saturate", value_parser = positive)]
    pub(crate) rps: Option<f64>,
    /// Instead: every connection asks as fast as it is answered
    #[arg(long, conflicts_with = "rps")]
    pub(crate) saturate: bool,
    /// For how many seconds
    #[arg(long, default_value_t = 30.0, value_parser = positive, value_name = "SECONDS")]
    pub(crate) duration: f64,
    /// Kept-alive connections [default: 64, with --saturate 2]
    #[arg(long, value_parser = connections)]
    pub(crate) connections: Option<usize>,
    /// Conditions of every request, as in the API: '{"genres":["jazz"],"duration":{"max":120}}'
    #[arg(long, value_name = "JSON")]
    pub(crate) filters: Option<String>,
    /// Share of requests, 0 to 1, that repeat an earlier query
    #[arg(long, value_parser = share, value_name = "SHARE")]
    pub(crate) repeat_share: Option<f64>,
    /// What times and repetitions are drawn from
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) output: Output,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.001..=1e6).contains(number));
    number.ok_or_else(|| "must be a number above 0 and at most a million".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "must be from 0 to 1".to_owned())
}

fn connections(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=4096).contains(number));
    number.ok_or_else(|| "must be from 1 to 4096".to_owned())
}
