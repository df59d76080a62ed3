//! The threads that search, and the queue before them, which is fair between keys.
//!
//! Keys take turns: a key with hundreds of searches waiting delays another key's first one by no more than the search that
//! each thread is at and one of the others' each. Within a key, first come, first served. The queue is bounded, as a whole and for
//! each key; who finds it full is told at once, and who has waited too long is never served: an answer that nobody waits for
//! only delays the others. (Round robin over flows: Nagle, RFC 970, 1985.)

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Why work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The queue, or the key's share of it, is full.
    Full,
    /// No thread was free in time.
    Late,
}

/// Threads and their queue. When the pool is dropped, what waits is forgotten, and each thread ends with the search that it is
/// at: nobody waits for that, because a server that is told to stop stops.
pub(crate) struct SearchPool {
    shared: Arc<Shared>,
    wait_max: Duration,
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    most: usize,
    most_of_a_key: usize,
}

#[derive(Default)]
struct Queue {
    /// What waits, by key.
    waiting: BTreeMap<String, VecDeque<Job>>,
    /// Keys that wait, the next one first.
    turns: VecDeque<String>,
    ended: bool,
}

/// Work with the state that its owner shares: only one of the two decides what becomes of it.
struct Job {
    state: Arc<State>,
    work: Box<dyn FnOnce() + Send>,
}

#[derive(Default)]
struct State(AtomicU8);

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const GIVEN_UP: u8 = 2;

impl State {
    /// Moves on from waiting; whether nobody else had.
    fn settle(&self, to: u8) -> bool {
        self.0.compare_exchange(WAITING, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn is_waiting(&self) -> bool {
        self.0.load(Ordering::Acquire) == WAITING
    }
}

/// Gives work up when whoever asked for it goes away.
struct Asker(Arc<State>);

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.settle(GIVEN_UP);
    }
}

/// What became of work that was begun: its result with the time that it waited, or what it said when it panicked.
pub(crate) type Done<T> = (Result<T, Box<dyn std::any::Any + Send>>, Duration);

impl SearchPool {
    /// So many threads (at least one); at most so many waiting, and each waiting at most so long.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(crate) fn new(threads: usize, most: usize, wait_max: Duration) -> std::io::Result<SearchPool> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            most: most.max(1),
            most_of_a_key: most.div_ceil(2).max(1),
        });
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name(format!("search-{number}")).spawn(move || shared.serve())?;
        }
        Ok(SearchPool { shared, wait_max })
    }

    /// Number of searches that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.shared.lock().waiting()
    }

    /// Carries `work` out for `key` on a search thread.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        key: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Done<T>, Refused> {
        let (answer, mut answered) = oneshot::channel();
        let asked = Instant::now();
        let work = move || {
            let waited = asked.elapsed();
            // A panic is the asker's, not the thread's. Nobody may be waiting any more.
            drop(answer.send((catch_unwind(AssertUnwindSafe(work)), waited)));
        };
        let state = Arc::new(State::default());
        let asker = Asker(Arc::clone(&state));
        self.shared.push(key, Job { state, work: Box::new(work) })?;
        let done = match tokio::time::timeout(self.wait_max, &mut answered).await {
            Err(_elapsed) if asker.0.settle(GIVEN_UP) => return Err(Refused::Late),
            Err(_elapsed) => answered.await,
            Ok(done) => done,
        };
        // The other end is lost only when the pool ends.
        done.map_err(|_lost| Refused::Late)
    }
}

impl Drop for SearchPool {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, key: &str, job: Job) -> Result<(), Refused> {
        let mut queue = self.lock();
        let full = queue.waiting() >= self.most
            || queue.waiting.get(key).is_some_and(|own| live(own) >= self.most_of_a_key);
        if full {
            return Err(Refused::Full);
        }
        let own = queue.waiting.entry(key.to_owned()).or_default();
        own.retain(|job| job.state.is_waiting());
        own.push_back(job);
        if own.len() == 1 && !queue.turns.iter().any(|turn| turn == key) {
            queue.turns.push_back(key.to_owned());
        }
        drop(queue);
        self.changed.notify_one();
        Ok(())
    }

    /// What a thread does until the pool ends.
    fn serve(&self) {
        while let Some(job) = self.next() {
            (job.work)();
        }
    }

    /// The next job that somebody still waits for; `None` when the pool has ended.
    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if queue.ended {
                return None;
            }
            match queue.pop() {
                Some(job) if job.state.settle(BEGUN) => return Some(job),
                Some(_given_up) => {}
                None => queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Queue {
    fn waiting(&self) -> usize {
        self.waiting.values().map(live).sum()
    }

    /// The first job of the key whose turn it is; the key goes to the end.
    fn pop(&mut self) -> Option<Job> {
        let key = self.turns.pop_front()?;
        let own = self.waiting.get_mut(&key)?;
        let job = own.pop_front();
        if own.is_empty() {
            self.waiting.remove(&key);
        } else {
            self.turns.push_back(key);
        }
        job
    }
}

/// How many of these somebody still waits for.
fn live(jobs: &VecDeque<Job>) -> usize {
    jobs.iter().filter(|job| job.state.is_waiting()).count()
}

#[cfg(test)]
mod tests;
