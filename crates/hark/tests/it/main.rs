//! The program as a user meets it: commands, exit codes, a server on a socket, and a process that is killed.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod artists;
mod bench;
mod commands;
mod crash;
mod eval;
mod eval_analysis;
mod joint;
mod models;
mod scenarios;
mod serving;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// `hark --data DATA …`, without anything from the tester's own environment.
fn hark(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hark"));
    command.env_clear().env("PATH", "").arg("--data").arg(data).args(arguments);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    hark(data, arguments).output().unwrap()
}

/// Runs a command that must end with `code`, and reads its standard output as JSON lines.
fn json(data: &Path, arguments: &[&str], code: i32) -> Vec<Value> {
    let output = run(data, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
