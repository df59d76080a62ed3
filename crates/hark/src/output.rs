//! Everything that is printed: results on standard output, errors and progress on standard error.

use std::io::{ErrorKind, Write};

use serde::Serialize;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// Everything asked for was done.
    Fully,
    /// Some inputs were refused, each with its reason.
    WithRefusals,
}

/// An error of usage: what was typed cannot be meant.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A line of results.
pub(crate) fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{}", text.as_ref()) {
        // The reader has seen enough (`hark … | head`).
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// A result as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string(value)?)
}

/// A remark for the person at the terminal.
pub(crate) fn note(text: impl AsRef<str>) {
    // There is nobody left to tell when standard error is closed.
    drop(writeln!(std::io::stderr(), "{}", text.as_ref()));
}

/// An error with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    let mut told = error.to_string();
    let mut text = format!("hark: {told}");
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Some errors already quote their cause.
        if !told.contains(&cause) {
            text.push_str(&format!("\n  because: {cause}"));
        }
        told = cause;
    }
    note(text);
}

/// A moment for tables: to the minute, or a dash.
pub(crate) fn moment(at: Option<hark_track::Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.to_string().replace('T', " ").chars().take(16).collect())
}
