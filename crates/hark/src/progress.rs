//! Progress of long work: a bar with rate and remaining time on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

/// Between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// The progress of one piece of work.
pub(crate) struct Progress {
    what: &'static str,
    bar: Option<ProgressBar>,
    total: Option<u64>,
    done: u64,
    begun: Instant,
    last_line: Instant,
}

impl Progress {
    /// Begins. `what` is the work and its unit, such as "analysing files"; `total` may not be known.
    pub(crate) fn begin(what: &'static str, total: Option<u64>) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| bar(what, total));
        Progress { what, bar, total, done: 0, begun: Instant::now(), last_line: Instant::now() }
    }

    /// More was done.
    pub(crate) fn advance(&mut self, by: u64) {
        self.reach(self.done + by);
    }

    /// So much has been done by now.
    pub(crate) fn reach(&mut self, done: u64) {
        self.done = done;
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if self.last_line.elapsed() >= LINE_EVERY => {
                self.last_line = Instant::now();
                output::note(self.plain());
            }
            None => {}
        }
    }

    /// Ends. Says how much was done, unless it was nothing.
    pub(crate) fn end(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if self.done > 0 {
            output::note(self.plain());
        }
    }

    fn plain(&self) -> String {
        let total = self.total.map_or_else(String::new, |total| format!("/{total}"));
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = self.done as f64 / seconds.max(1e-3);
        let left = self.total.filter(|total| *total > self.done && rate > 0.0);
        let left = left
            .map_or_else(String::new, |total| format!(", {:.0} s left", (total - self.done) as f64 / rate));
        format!("{}: {}{total} in {seconds:.1} s, {rate:.0}/s{left}", self.what, self.done)
    }
}

fn bar(what: &'static str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{msg} {wide_bar} {pos}/{len} {per_sec}, {eta} left"),
        None => (ProgressBar::no_length(), "{msg} {spinner} {pos} {per_sec}, {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    bar.set_message(what);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
