//! What search reads: words, tags, columns, positions of sound and vectors, derived from the catalogue and always rebuildable from it.
//!
//! One document per track, addressed everywhere by the same number, its *row*: the catalogue hands rows out densely
//! and never reuses them, so a row is at once a document number, a position in every column and an offset into the
//! vectors, and nothing has to be joined. Words live on disk (tantivy); the rest lives in memory.
//!
//! A [`Snapshot`] shows all as of one moment and never changes; an update builds the next one beside it. The
//! road not taken is one engine for everything (filters and vectors inside the word index): filters then cost a
//! pass over postings, and a vector scan could not apply them while it runs.
//!
//! This crate finds and counts. What a match is worth is decided elsewhere: no scores here.

mod blocks;
pub mod columns;
pub mod error;
mod file;
mod filters;
mod hash;
mod image;
mod kernel;
mod layered;
mod lists;
pub mod names;
mod near;
pub mod rows;
mod snapshot;
pub mod sounds;
pub mod tags;
pub mod vectors;
pub mod words;

pub use columns::Columns;
pub use error::Error;
pub use filters::Filters;
pub use names::Names;
pub use rows::Rows;
pub use snapshot::{Access, Entry, Index, Memory, Regrouped, Snapshot};
pub use sounds::Sounds;
pub use tags::Tags;
pub use vectors::{Vector, Vectors};
pub use words::{Cursor, Field, Listed, NameField, Occurrence, Part, SimilarTerm, Words, terms};
