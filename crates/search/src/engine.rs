//! The seam between the product and an engine: the embedded one implements it, and so can a distributed one.

use hark_index::Memory;

use crate::{Error, SearchRequest, SearchResults};

/// Something that answers searches.
///
/// # For implementers
/// `search` is called from many threads at once and may block (it is never called on an async thread). The same
/// request over the same [`Status::sequence`] gives the same results, and pages of one request partition its
/// candidate set.
pub trait Engine: Send + Sync {
    /// Answers one request.
    fn search(&self, request: &SearchRequest) -> Result<SearchResults, Error>;

    /// What the engine holds and can do at this moment.
    fn status(&self) -> Status;
}

/// What an engine holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Tracks that can be found.
    pub tracks: usize,
    /// Tracks that can be found by meaning.
    pub embedded: usize,
    /// The catalogue's sequence number up to which changes are visible.
    pub sequence: u64,
    /// Bytes held in memory, or mapped, part by part.
    pub memory: Memory,
    /// Whether searches by meaning are answered.
    pub meaning: Meaning,
}

/// What an engine has of a joint model of sound and language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Tracks that can be found and that it has listened to.
    pub heard: usize,
    /// Whether queries are compared with what it heard.
    pub state: Meaning,
}

/// Whether searches by meaning are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// By this version of the text model.
    Ready(String),
    /// Not at all, for this reason; words alone answer.
    Off(String),
}
