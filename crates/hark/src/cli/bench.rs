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
