//! The record of truth: what tracks exist, what is stated and measured about them, and who may ask.
//!
//! One SQLite file holds all of it. Everything else on disk (word index, columns, vectors) is derived from here and can
//! be deleted at any time, so this is the only place where losing data means losing it. Three properties carry the rest
//! of the system:
//!
//! 1. **Rows are permanent.** A track gets a dense [`Row`] number when it is first seen and keeps it for ever; a track
//!    that goes away stays with status `deleted`. An index may use the row as its document number without asking again.
//! 2. **Every change is numbered.** Each write transaction takes one [`Sequence`] number and stamps it on the tracks it
//!    changed. A derived index that remembers its [`Position`] catches up with [`Catalog::changes_since`], whether it
//!    missed one batch or was deleted altogether.
//! 3. **Three layers, never mixed.** What catalogue rows state, what a file's tags say and what was measured from its
//!    sound are stored apart, and joined when read ([`hark_track::Track`] is the join: rows over tags over measurements).
//!    Importing a row again can therefore never destroy a measurement, nor a new analysis a statement.
//!
//! The roads not taken: a key-value store (redb, fjall) would write faster, and would have us write our own migrations,
//! secondary indexes, locking between processes and recovery tools; PostgreSQL would end "no server to install".
//! The reasoning stands in `docs/decisions/0004-record-of-truth.md`.

pub mod files;
pub mod import;
pub mod keys;

mod clock;
mod embeddings;
mod error;
mod joint;
mod measured;
mod patch;
mod record;
mod store;
mod text;
mod vector;

pub use clock::Clock;
pub use embeddings::Embedding;
pub use error::Error;
pub use joint::JointVector;
pub use measured::MAX_SOUND_WIDTH;
pub use patch::{Field, Fields, TrackPatch};
pub use store::{Catalog, Counts, MAX_BATCH, Outcome, Position, Row, Sequence, Stored};
pub use vector::QuantizedVector;
