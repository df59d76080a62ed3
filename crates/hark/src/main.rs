//! The `hark` command: reads the arguments, puts the crates together, prints.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were refused.

mod analyser;
mod cli;
mod commands;
mod config;
mod data;
mod import;
mod output;
mod parallel;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::output::{Done, Usage};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(Done::Fully) => ExitCode::SUCCESS,
        Ok(Done::WithRefusals) => ExitCode::from(3),
        Err(error) => {
            output::error(&error);
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Done> {
    let settings = config::load(cli.data, cli.config)?;
    match cli.command {
        Command::Up(args) => commands::up::run(settings, &args),
        Command::Import(args) => commands::import::run(&settings, &args),
        Command::Serve(args) => commands::serve::run(settings, args),
        Command::Search(args) => commands::search::run(&settings, &args),
        Command::Keys(args) => commands::keys::run(&settings, args),
        Command::Analyze(args) => commands::analyze::run(&settings, &args),
        Command::Artists(args) => commands::artists::run(&settings, args),
        Command::Models(args) => commands::models::run(&settings, args),
        Command::Demo(args) => commands::demo::run(settings, args),
        Command::Eval(args) => commands::eval::run(&settings, &args),
        Command::Bench(args) => commands::bench::run(&settings, &args),
        Command::Reindex => commands::reindex::run(&settings),
        Command::Doctor(args) => commands::doctor::run(&settings, args),
    }
}
