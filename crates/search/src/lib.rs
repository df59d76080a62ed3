//! The engine: retrieval, fusion, ranking and paging. Words in, tracks with their scores out.
//!
//! A query is read ([`hark_query`]) and becomes a [`wish`](mod@wish); tracks are looked for in several ways, and each way
//! says how sure it is in the same unit, so that they can be added:
//!
//! 1. [`names`](mod@names): does the query *name* a track, an artist or an album? Those come first, always.
//! 2. [`words`](mod@words): which tracks hold the query's words (BM25F over all text fields)?
//! 3. [`meaning`](mod@meaning): whose description means the same (cosine of sentence vectors through the
//!    [`adapter`](mod@adapter), as standard scores against the catalogue)? [`tags`](mod@tags) asks the same of every tag.
//! 4. [`sound`](mod@sound): whose measured sound is what the query describes? Where a [`joint`](mod@joint) model of sound and
//!    language is installed: whose sound does it hear in the query's text?
//! 5. [`constraints`](mod@constraints): who complies with what is demanded?
//!
//! [`evidence`](mod@evidence) adds them up, [`rank`](mod@rank) drops what is not sure enough, `order` folds
//! versions and spaces out artists, and the result is frozen: totals, groups and every page come from that one list.
//! [`explain`](mod@explain) tells the same numbers in words.
//!
//! Fusing by rank (reciprocal rank fusion) is the usual road and was not taken: a rank does not say whether the best
//! match is any good, so neither a confidence floor nor a score that means something could be built on it.

pub mod adapter;
pub mod constraints;
pub mod describe;
pub mod embed;
pub mod embedded;
pub mod engine;
pub mod error;
pub mod eval;
pub mod evidence;
pub mod explain;
pub mod joint;
pub mod meaning;
pub mod names;
pub mod phrases;
pub mod rank;
pub mod reference;
pub mod request;
pub mod results;
pub mod sound;
pub mod tags;
pub mod wish;
pub mod words;

mod demands;
mod frozen;
mod groups;
mod kept;
mod known;
mod order;

pub use embedded::EmbeddedEngine;
pub use engine::{Engine, Joint, Meaning, Status};
pub use error::Error;
pub use evidence::Evidence;
pub use explain::{Effect, Understood, Why};
pub use hark_index::{Filters, Memory};
pub use joint::{Models, TextModel};
pub use rank::Stage;
pub use request::{Page, SearchRequest, Sort, What};
pub use results::{AlbumGroup, ArtistGroup, Hit, Method, SearchResults};
