//! What can be asked of the engine: a request as meant, every value already valid.
//!
//! Reading such a request from JSON, with an error for each wrong value, is the server's work.

use hark_index::Filters;

/// One search.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// Words or identities.
    pub what: What,
    /// What every result must satisfy; not applied to identities.
    pub filters: Filters,
    /// The order of the results; not applied to identities.
    pub sort: Sort,
    /// Which part of the ordered results to return; not applied to identities, which come whole.
    pub page: Page,
    /// Whether to say why each result is one.
    pub explain: bool,
}

impl SearchRequest {
    /// Most identities in one request.
    pub const MAX_IDS: usize = 100;
    /// Longest query, in characters. A text model reads about the first 200 words of it.
    pub const MAX_QUERY_CHARS: usize = 2_000;
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Plain words, not blank, at most [`SearchRequest::MAX_QUERY_CHARS`]. Decimal digits, or several such
    /// separated by commas, are identities: one that is not found is searched for as text, several never are.
    Query(String),
    /// Identities as the client wrote them, decimal digits each, at most [`SearchRequest::MAX_IDS`].
    Ids(Vec<String>),
}

/// Order of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Most played first; tracks without a count last.
    Popular,
    /// Newest first.
    Recent,
}

/// Part of an ordered list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Most results to return: 1 to [`Page::MAX_LIMIT`].
    pub limit: usize,
    /// Results to skip.
    pub offset: usize,
}

impl Page {
    /// Most results in one page.
    pub const MAX_LIMIT: usize = 100;
    /// Results in a page when nothing is said.
    pub const DEFAULT_LIMIT: usize = 20;
}

impl Default for Page {
    fn default() -> Page {
        Page { limit: Page::DEFAULT_LIMIT, offset: 0 }
    }
}
