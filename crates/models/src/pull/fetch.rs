//! Fetching from a model's public repository over HTTPS, by the machine's `curl`.
//!
//! A client of our own would bring a TLS library and its friends, nearly half the time this crate takes to build,
//! for four requests in the life of an installation; and `curl` already knows the machine's proxies and
//! certificates. Where it is missing, the next source is tried. Deadlines are short where waiting tells nothing: a
//! machine without a way out learns so in seconds.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{MAX_CARD_BYTES, Progress, Published, Report, Stage, tail};
use crate::dir::read_limited;
use crate::error::Error;
use crate::spec::{ModelSpec, Repository};

/// For finding and reaching the repository.
const CONNECT_SECONDS: &str = "3";

/// For one file as a whole.
const FILE_SECONDS: &str = "1800";

/// A transfer slower than this many bytes a second …
const STALL_BYTES: &str = "1000";

/// … for this many seconds is given up.
const STALL_SECONDS: &str = "20";

/// Every published file at the pinned commit.
pub(super) fn from_repository(spec: &ModelSpec, progress: Report) -> Result<Published, Error> {
    let Repository { commit, files, page, folder, .. } = spec.repository;
    let total = spec.files.iter().map(|pin| pin.bytes).sum();
    let mut hub = Hub { base: format!("{files}/{commit}"), client: &curl, progress, done: 0, total };
    hub.report();
    if let Some(origin) = spec.card.elsewhere {
        hub.base = origin.to_owned();
    }
    let card = hub.get(spec.card.in_repository, MAX_CARD_BYTES)?;
    hub.base = format!("{files}/{commit}");
    hub.done = 0;
    let mut contents = BTreeMap::new();
    for pin in &spec.files {
        contents.insert(pin.name, hub.get(&format!("{folder}{}", pin.name), pin.bytes)?);
    }
    Ok(Published { source: format!("{page}/{commit}"), files: contents, card: Some(card) })
}

/// The command that writes what lies at an address to its output.
fn curl(url: &str) -> Command {
    let mut command = Command::new("curl");
    command
        .args(["--fail", "--location", "--silent", "--show-error"])
        .args(["--proto", "=https", "--proto-redir", "=https"])
        .args(["--connect-timeout", CONNECT_SECONDS, "--max-time", FILE_SECONDS])
        .args(["--speed-limit", STALL_BYTES, "--speed-time", STALL_SECONDS])
        .arg(url);
    command
}

struct Hub<'a> {
    base: String,
    client: &'a dyn Fn(&str) -> Command,
    progress: Report<'a>,
    done: u64,
    total: u64,
}

impl Hub<'_> {
    /// One file of at most `limit` bytes.
    fn get(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let url = format!("{}/{name}", self.base);
        let failed = |reason: String| Error::Fetch { url: url.clone(), reason };
        let mut command = (self.client)(&url);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| {
            let missing = error.kind() == ErrorKind::NotFound;
            failed(if missing {
                "curl was not found".to_owned()
            } else {
                format!("cannot run curl: {error}")
            })
        })?;
        let Some(output) = child.stdout.take() else { return Err(failed("curl has no output".to_owned())) };
        let content = read_limited(Counted { inner: output, hub: self }, limit, Path::new(&url));
        if content.is_err() {
            stop(&mut child);
        }
        let end = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        match content {
            Ok(_) if !end.status.success() => Err(failed(tail(&String::from_utf8_lossy(&end.stderr)))),
            content => content,
        }
    }

    fn report(&mut self) {
        (self.progress)(Progress { stage: Stage::Hub, done: self.done, total: Some(self.total) });
    }
}

/// Ends a client whose output is no longer read. It may have ended by itself, which is as good.
fn stop(child: &mut Child) {
    drop(child.kill());
}

/// Reports what passes through.
struct Counted<'a, 'b, R> {
    inner: R,
    hub: &'a mut Hub<'b>,
}

impl<R: Read> Read for Counted<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hub.done += count as u64;
        self.hub.report();
        Ok(count)
    }
}

#[cfg(all(test, unix))]
mod tests;
