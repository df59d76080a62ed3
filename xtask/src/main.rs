//! Housekeeping: checks that no compiler makes. `cargo xtask tidy` prints what is wrong; the same checks run as tests.

mod layers;
#[cfg(test)]
mod tests;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() != Some("tidy") {
        complain("usage: cargo xtask tidy");
        return ExitCode::from(2);
    }
    match check(&root()) {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            problems.iter().for_each(|problem| complain(problem));
            ExitCode::FAILURE
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Everything that is wrong with the tree at `root`, one line each.
fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut problems = layers::check(root)?;
    problems.extend(tidy::check(root)?);
    Ok(problems)
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

#[expect(clippy::print_stderr, reason = "a command line tool talks to its user")]
fn complain(text: &str) {
    eprintln!("{text}");
}
