//! Keeping matrix products on the thread that asks for them.
//!
//! The kernels of `rten` take their parallelism from the `rayon` pool they are called in, so whoever wants one
//! thread calls them in a pool of one.

/// Runs `work`, which will wait for another pool, where waiting is harmless.
///
/// A rayon worker that waits for another pool takes up other work of its own pool meanwhile, which may be what waits
/// for the same thing, or the next whole file on top of this one. So such a caller's work is left to a plain thread.
pub(crate) fn outside_pools<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if rayon::current_thread_index().is_none() {
        return work();
    }
    let joined = std::thread::scope(|scope| scope.spawn(work).join());
    joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A pool of one thread.
pub(crate) fn lane(name: String) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(1).thread_name(move |_| name.clone()).build()
}
