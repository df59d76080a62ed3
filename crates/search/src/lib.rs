//! The engine: retrieval, fusion, ranking and paging. Words in, tracks with their scores out.
//!
//! A query is looked for in three ways, and each way says how sure it is in the same unit, so that they can be added:
//!
//! 1. [`names`](mod@names): does the query *name* a track, an artist or an album? Those come first, always.
//! 2. [`words`](mod@words): which tracks hold the query's words (BM25F over all text fields)?
//! 3. [`meaning`](mod@meaning): whose description means the same (cosine of sentence vectors, as standard scores
//!    against the catalogue)?
//!
//! [`rank`](mod@rank) adds them up, drops what is not sure enough, spaces out artists and freezes the result: totals,
//! groups and every page come from that one list.
//!
//! Fusing by rank (reciprocal rank fusion) is the usual road and was not taken: a rank does not say whether the best
//! match is any good, so neither a confidence floor nor a score that means something could be built on it.

pub mod describe;
pub mod embed;
pub mod embedded;
pub mod engine;
pub mod error;
pub mod eval;
pub mod meaning;
pub mod names;
pub mod rank;
pub mod request;
pub mod results;
pub mod words;

mod frozen;

pub use embedded::EmbeddedEngine;
pub use engine::{Engine, Meaning, Status};
pub use error::Error;
pub use hark_index::Filters;
pub use rank::Stage;
pub use request::{Page, SearchRequest, Sort, What};
pub use results::{AlbumGroup, ArtistGroup, Hit, Method, SearchResults};
