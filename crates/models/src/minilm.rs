//! The sentence encoder in use: text in, unit vectors out, on a fixed number of threads.
//!
//! The matrix kernels take their parallelism from the `rayon` pool they are called in. For a product of a few
//! tokens that costs more than it gives, and under load it would let every query compete for every core. So each
//! encoder owns a few *lanes*, pools of a single thread: one text or one batch runs on one lane, many run side by
//! side, and the number of lanes bounds what embedding may take from the machine. Lanes are given out in order of
//! asking, so a query waits behind at most one batch of a running import per lane.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::bert::{Bert, Scratch};
use crate::dir::ModelDir;
use crate::encoder::{ModelVersion, TextEncoder};
use crate::error::Error;
use crate::stored::{Stored, StoredModel};
use crate::threads;
use crate::tokenizer::Tokenizer;

/// Tokens that one batch holds, unless a single text has more. Larger batches are no faster, and make queries wait.
const BATCH_TOKENS: usize = 192;

/// Most threads an encoder may be given.
pub const MAX_THREADS: usize = 64;

/// all-MiniLM-L6-v2, or another encoder of its kind, loaded and ready.
pub struct MiniLm {
    version: ModelVersion,
    tokenizer: Tokenizer,
    bert: Bert,
    lanes: Lanes,
}

impl std::fmt::Debug for MiniLm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MiniLm").field("version", &self.version).finish_non_exhaustive()
    }
}

impl MiniLm {
    /// Loads the installed model, to run on every core.
    ///
    /// # Errors
    /// [`Error::NotInstalled`] when it was never pulled; otherwise what is wrong with the installed files. Their
    /// checksum is compared on every load.
    pub fn load(dir: &ModelDir) -> Result<Self, Error> {
        Self::load_with_threads(dir, std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// [`MiniLm::load`] on a given number of threads, at most [`MAX_THREADS`].
    ///
    /// # Errors
    /// As [`MiniLm::load`].
    pub fn load_with_threads(dir: &ModelDir, threads: NonZeroUsize) -> Result<Self, Error> {
        Self::new(dir.read_installed(&crate::spec::minilm())?, threads)
    }

    pub(crate) fn new(model: StoredModel, threads: NonZeroUsize) -> Result<Self, Error> {
        let version = model.version();
        let tokenizer = Tokenizer::new(&model.vocabulary, model.weights.shape.max_tokens)?;
        let lanes = Lanes::new(threads.get().min(MAX_THREADS))?;
        Ok(Self { version, tokenizer, bert: Bert::new(model.weights), lanes })
    }

    /// Runs one batch in a lane.
    fn run(&self, batch: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, Error> {
        threads::outside_pools(|| self.run_in_lane(batch))
    }

    fn run_in_lane(&self, batch: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, Error> {
        let texts: Vec<&[u32]> = batch.iter().map(Vec::as_slice).collect();
        let turn = self.lanes.take();
        let Lane { pool, scratch } = &mut *turn.lane();
        let vectors = pool.install(|| self.bert.forward(&texts, scratch))?;
        if vectors.iter().flatten().all(|value| value.is_finite()) {
            Ok(vectors)
        } else {
            Err(Error::NotFinite { version: self.version.clone() })
        }
    }

    /// Runs the batches on as many threads as there are lanes; results in order.
    fn run_all(&self, batches: &[&[Vec<u32>]]) -> Result<Vec<Vec<f32>>, Error> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done: Vec<(usize, Vec<Vec<f32>>)> = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(batch) = batches.get(index) else { return Ok::<_, Error>(done) };
                done.push((index, self.run(batch)?));
            }
        };
        let mut results = std::thread::scope(|scope| {
            let others: Vec<_> =
                (1..self.lanes.lanes.len().min(batches.len())).map(|_| scope.spawn(work)).collect();
            let mut results = work()?;
            for other in others {
                results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            Ok::<_, Error>(results)
        })?;
        results.sort_unstable_by_key(|(index, _)| *index);
        Ok(results.into_iter().flat_map(|(_, vectors)| vectors).collect())
    }
}

impl TextEncoder for MiniLm {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        self.bert.shape().width
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let ids: Vec<Vec<u32>> = texts.iter().map(|text| self.tokenizer.encode(text)).collect();
        match batches(&ids).as_slice() {
            [] => Ok(Vec::new()),
            [batch] => self.run(batch),
            batches => self.run_all(batches),
        }
    }
}

/// Cuts texts into runs of at most [`BATCH_TOKENS`], or of one text.
fn batches(ids: &[Vec<u32>]) -> Vec<&[Vec<u32>]> {
    let mut batches = Vec::new();
    let (mut start, mut tokens) = (0, 0);
    for (index, text) in ids.iter().enumerate() {
        if index > start && tokens + text.len() > BATCH_TOKENS {
            batches.push(&ids[start..index]);
            (start, tokens) = (index, 0);
        }
        tokens += text.len();
    }
    if start < ids.len() {
        batches.push(&ids[start..]);
    }
    batches
}

/// A single thread and the space its batches reuse.
struct Lane {
    pool: rayon::ThreadPool,
    scratch: Scratch,
}

/// A fixed number of lanes, handed out first come, first served.
struct Lanes {
    lanes: Vec<Mutex<Lane>>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

struct Queue {
    /// Lanes that nobody uses.
    free: Vec<usize>,
    next_ticket: u64,
    serving: u64,
}

impl Lanes {
    fn new(count: usize) -> Result<Self, Error> {
        let lane = |index: usize| {
            let pool = threads::lane(format!("embed-{index}"))?;
            Ok(Mutex::new(Lane { pool, scratch: Scratch::default() }))
        };
        let lanes = (0..count).map(lane).collect::<Result<_, Error>>()?;
        let queue = Mutex::new(Queue { free: (0..count).collect(), next_ticket: 0, serving: 0 });
        Ok(Self { lanes, queue, changed: Condvar::new() })
    }

    /// Waits for a lane. Whoever asked earlier is served earlier.
    fn take(&self) -> Turn<'_> {
        let mut queue = lock(&self.queue);
        let ticket = queue.next_ticket;
        queue.next_ticket += 1;
        loop {
            if queue.serving == ticket
                && let Some(index) = queue.free.pop()
            {
                queue.serving += 1;
                self.changed.notify_all();
                return Turn { lanes: self, index };
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The right to use one lane; given back when dropped, also by a panic.
struct Turn<'a> {
    lanes: &'a Lanes,
    index: usize,
}

impl Turn<'_> {
    fn lane(&self) -> MutexGuard<'_, Lane> {
        lock(&self.lanes.lanes[self.index])
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.lanes.queue).free.push(self.index);
        self.lanes.changed.notify_all();
    }
}

/// What is locked here is valid between any two statements, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
