//! One batch for callers who come at the same time.
//!
//! A short text reads all the weights of the model for a few tokens; eight short texts together read them once. So while a batch
//! is being made, whoever comes waits, and whoever is first of those that wait takes all of them along. A caller who finds
//! nobody at work begins at once: no text ever waits for company. Vectors are the same bits alone and in a batch
//! ([`TextEncoder::embed`]), so nobody's result depends on who else was there.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::encoder::{ModelVersion, TextEncoder};
use crate::error::Error;

/// Texts in one batch, at most.
const MOST: usize = 8;

/// An encoder that embeds texts of several callers together.
#[derive(Debug)]
pub struct BatchingEncoder<E> {
    inner: E,
    batches: usize,
    shared: Mutex<Shared>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: VecDeque<Arc<Ask>>,
    /// Batches that are being made.
    running: usize,
}

/// One caller's texts.
#[derive(Debug)]
struct Ask {
    texts: Vec<String>,
    answer: Mutex<Answer>,
}

#[derive(Debug, Default)]
enum Answer {
    #[default]
    Waiting,
    Done(Vec<Vec<f32>>),
    /// The batch failed: whose fault that was only each caller alone can find out.
    Alone,
}

impl<E: TextEncoder> BatchingEncoder<E> {
    /// Makes at most so many batches at a time.
    pub fn new(inner: E, batches: NonZeroUsize) -> BatchingEncoder<E> {
        let batches = batches.get();
        BatchingEncoder { inner, batches, shared: Mutex::default(), changed: Condvar::new() }
    }

    /// The encoder inside.
    pub fn inner(&self) -> &E {
        &self.inner
    }

    /// Waits until `own` is answered, making batches while it is not and nobody else does.
    fn wait(&self, own: &Ask) -> Answer {
        let mut shared = lock(&self.shared);
        loop {
            let answer = std::mem::take(&mut *lock(&own.answer));
            if !matches!(answer, Answer::Waiting) {
                return answer;
            }
            if shared.running < self.batches && !shared.waiting.is_empty() {
                shared.running += 1;
                let batch = Batch { encoder: self, asks: take(&mut shared.waiting), done: false };
                drop(shared);
                batch.make();
                shared = lock(&self.shared);
            } else {
                shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// The first of those that wait, as many as fit.
fn take(waiting: &mut VecDeque<Arc<Ask>>) -> Vec<Arc<Ask>> {
    let (mut asks, mut texts) = (Vec::new(), 0);
    while let Some(next) = waiting.pop_front_if(|next| texts == 0 || texts + next.texts.len() <= MOST) {
        texts += next.texts.len();
        asks.push(next);
    }
    asks
}

/// A batch being made. However that ends, those in it are answered.
struct Batch<'a, E: TextEncoder> {
    encoder: &'a BatchingEncoder<E>,
    asks: Vec<Arc<Ask>>,
    done: bool,
}

impl<E: TextEncoder> Batch<'_, E> {
    fn make(mut self) {
        let texts: Vec<&str> =
            self.asks.iter().flat_map(|ask| ask.texts.iter().map(String::as_str)).collect();
        if let Ok(vectors) = self.encoder.inner.embed(&texts) {
            let mut vectors = vectors.into_iter();
            for ask in &self.asks {
                *lock(&ask.answer) = Answer::Done(vectors.by_ref().take(ask.texts.len()).collect());
            }
            self.done = true;
        }
    }
}

impl<E: TextEncoder> Drop for Batch<'_, E> {
    fn drop(&mut self) {
        if !self.done {
            self.asks.iter().for_each(|ask| *lock(&ask.answer) = Answer::Alone);
        }
        lock(&self.encoder.shared).running -= 1;
        self.encoder.changed.notify_all();
    }
}

impl<E: TextEncoder> TextEncoder for BatchingEncoder<E> {
    fn version(&self) -> &ModelVersion {
        self.inner.version()
    }

    fn dimensions(&self) -> usize {
        self.inner.dimensions()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        if texts.is_empty() || texts.len() > MOST {
            return self.inner.embed(texts);
        }
        let own = Arc::new(Ask {
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            answer: Mutex::default(),
        });
        lock(&self.shared).waiting.push_back(Arc::clone(&own));
        match self.wait(&own) {
            Answer::Done(vectors) => Ok(vectors),
            Answer::Alone | Answer::Waiting => self.inner.embed(texts),
        }
    }
}

/// What is locked here is valid between any two statements, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
