//! The HTTP API: requests read strictly, keys and limits, and a server that stays up.
//!
//! The crate has two halves that meet in [`wire`]. One half is plain functions over plain data, used by the command
//! line too: [`wire`] (JSON to request, results to JSON), [`error`] (the table of errors) and [`config`]. The other
//! half is the server around them: [`router`] puts the routes and what surrounds them together, [`serve()`] runs it.
//!
//! It knows engine and catalogue only as traits ([`hark_search::Engine`], [`KeyStore`]), holds no ranking decision and
//! no SQL, and takes the time from a [`Clock`], so that each promise about limits is tested without waiting.
//!
//! The road not taken is axum's own `serve` with ready-made layers for everything. It has no limit on how long a
//! request's head may take, on connections or on draining; those that matter are a page of code in [`mod@serve`].

pub mod app;
pub mod clock;
pub mod config;
pub mod error;
mod http;
pub mod keys;
mod layers;
mod limit;
mod metrics;
pub mod openapi;
mod pool;
mod routes;
#[cfg(feature = "scenarios")]
pub mod scenario;
pub mod serve;
pub mod wire;

pub use app::{App, EngineSlot};
pub use clock::{Clock, SystemClock};
pub use config::{ConfigError, HttpConfig, ServerConfig, Tier, Tiers};
pub use error::{ApiError, Code, Fault};
pub use keys::{KeyCheck, KeyStore, KeyStoreError, KeyUsage};
pub use routes::router;
pub use serve::{ServeError, check_exposure, serve};
pub use wire::{SearchResponse, parse_filters, parse_search};
