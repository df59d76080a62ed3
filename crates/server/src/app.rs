//! What all requests share: engine, keys, settings, and the state of the limits.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hark_search::Engine;
use tokio::sync::Semaphore;

use crate::clock::{Clock, SystemClock};
use crate::config::{ConfigError, ServerConfig};
use crate::keys::{KeyCache, KeyStore, KeyStoreError};
use crate::limit::Limiter;
use crate::metrics::Metrics;
use crate::pool::SearchPool;

/// A place for an engine that may still be loading. While it is empty, searches and `/readyz` answer 503 and
/// everything else works. Clones share the place.
#[derive(Clone, Default)]
pub struct EngineSlot(Arc<OnceLock<Arc<dyn Engine>>>);

impl EngineSlot {
    /// An empty place.
    pub fn pending() -> EngineSlot {
        EngineSlot::default()
    }

    /// Puts the engine in its place, once; a second one is ignored.
    pub fn set(&self, engine: Arc<dyn Engine>) {
        self.0.get_or_init(|| engine);
    }

    /// The engine, once it is there.
    pub fn get(&self) -> Option<&Arc<dyn Engine>> {
        self.0.get()
    }
}

impl From<Arc<dyn Engine>> for EngineSlot {
    fn from(engine: Arc<dyn Engine>) -> EngineSlot {
        EngineSlot(Arc::new(OnceLock::from(engine)))
    }
}

/// Everything that the routes share. Cheap to clone; clones share all state.
#[derive(Clone)]
pub struct App {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) engine: EngineSlot,
    pub(crate) keys: Arc<dyn KeyStore>,
    pub(crate) config: ServerConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) key_cache: KeyCache,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Metrics,
    /// One permit an API request in flight.
    pub(crate) admission: Arc<Semaphore>,
    /// The threads that search.
    pub(crate) pool: SearchPool,
    request_ids: RequestIds,
}

impl App {
    /// An app over these, with the machine's clock.
    ///
    /// # Errors
    /// A setting cannot be used.
    pub fn new(
        engine: impl Into<EngineSlot>,
        keys: Arc<dyn KeyStore>,
        config: ServerConfig,
    ) -> Result<App, ConfigError> {
        App::with_clock(engine, keys, config, Arc::new(SystemClock::new()))
    }

    /// An app over these, with a clock of the caller's.
    ///
    /// # Errors
    /// A setting cannot be used.
    pub fn with_clock(
        engine: impl Into<EngineSlot>,
        keys: Arc<dyn KeyStore>,
        config: ServerConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<App, ConfigError> {
        config.validate()?;
        let wait = Duration::from_millis(config.server.queue_wait_ms_max);
        let pool = SearchPool::new(config.server.search_threads(), config.server.queue_max, wait)
            .map_err(|error| ConfigError::Threads { cause: error.kind() })?;
        let permits = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        let shared = Shared {
            engine: engine.into(),
            keys,
            key_cache: KeyCache::new(Duration::from_millis(config.server.key_cache_ms)),
            limiter: Limiter::new(Arc::clone(&clock)),
            metrics: Metrics::default(),
            admission: permits(config.server.requests_in_flight_max),
            pool,
            request_ids: RequestIds::new(),
            clock,
            config,
        };
        Ok(App { shared: Arc::new(shared) })
    }

    /// Hands the request counts of keys to the record. May block; [`crate::serve()`] does this by itself.
    ///
    /// # Errors
    /// The record could not be written; the counts are kept for the next time.
    pub fn flush_usage(&self) -> Result<(), KeyStoreError> {
        self.shared.limiter.flush(self.shared.keys.as_ref())
    }

    /// A name for a request, not repeated by this process and unlikely to be by another.
    pub(crate) fn request_id(&self) -> String {
        self.shared.request_ids.next()
    }
}

/// A random start and a counter.
struct RequestIds {
    start: u32,
    count: AtomicU32,
}

impl RequestIds {
    fn new() -> RequestIds {
        // The standard library's hasher is seeded at random; that is enough for a name.
        let random = RandomState::new().hash_one(std::process::id());
        RequestIds { start: (random >> 32) as u32, count: AtomicU32::new(0) }
    }

    fn next(&self) -> String {
        format!("{:08x}{:08x}", self.start, self.count.fetch_add(1, Ordering::Relaxed))
    }
}
