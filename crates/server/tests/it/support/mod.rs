//! A small world around the server: a catalogue, an engine that is obvious, keys in memory, a clock that stands still.

pub(crate) mod clock;
pub(crate) mod engine;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod rows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hark_search::Engine;
use hark_server::scenario::{self, Exchange, Reply};
use hark_server::{App, ServerConfig};
use serde_json::Value;

pub(crate) use clock::ManualClock;
pub(crate) use engine::{LinearEngine, Trouble};
pub(crate) use keys::MemoryKeys;

/// The folder `contract` of the repository.
pub(crate) fn contract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract")
}

/// A server's parts, in reach of a test.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) keys: Arc<MemoryKeys>,
}

impl World {
    /// Over the small catalogue, with these settings.
    pub(crate) fn new(config: ServerConfig) -> World {
        World::over(Arc::new(LinearEngine::new(rows::catalog("small"))), config)
    }

    pub(crate) fn over(engine: Arc<dyn Engine>, config: ServerConfig) -> World {
        let keys = Arc::new(MemoryKeys::of_scenarios());
        let clock = Arc::new(ManualClock::default());
        let app = App::with_clock(engine, keys.clone(), config, clock.clone()).unwrap();
        World { app, clock, keys }
    }

    pub(crate) async fn send(&self, exchange: Exchange) -> Reply {
        scenario::in_process(hark_server::router(self.app.clone()), exchange).await.unwrap()
    }

    /// Searches with the key called `key`.
    pub(crate) async fn search(&self, key: &str, body: &Value) -> Reply {
        self.send(search(key, body.to_string().as_bytes())).await
    }
}

/// A search with the key called `key`.
pub(crate) fn search(key: &str, body: &[u8]) -> Exchange {
    Exchange {
        method: "POST".to_owned(),
        path: "/developer/v1/search".to_owned(),
        headers: vec![
            ("x-api-key".to_owned(), keys::secret(key)),
            ("content-type".to_owned(), "application/json".to_owned()),
        ],
        body: body.to_vec(),
    }
}

/// A request without key or body.
pub(crate) fn get(path: &str) -> Exchange {
    Exchange { method: "GET".to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
}

pub(crate) fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

/// The secrets of the scenarios' keys, by name.
pub(crate) fn secrets() -> BTreeMap<String, String> {
    scenario::KEYS.iter().map(|(name, _, _)| ((*name).to_owned(), keys::secret(name))).collect()
}
