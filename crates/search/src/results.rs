//! What the engine answers.

use hark_track::Track;

use crate::explain::{Understood, Why};

/// One page of results with what holds of all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResults {
    /// The page, in order.
    pub tracks: Vec<Hit>,
    /// The artists of the whole candidate set, most tracks first, at most [`SearchResults::MAX_GROUPS`].
    pub artists: Vec<ArtistGroup>,
    /// The albums of the whole candidate set, most tracks first, at most [`SearchResults::MAX_GROUPS`].
    pub albums: Vec<AlbumGroup>,
    /// Number of results that paging reaches; for identities, the number found.
    pub total: usize,
    /// How the results were found.
    pub method: Method,
    /// The artist that the query was taken to name.
    pub matched_artist: Option<String>,
    /// For identities: those not found or not public, in the order asked.
    pub missing_ids: Vec<String>,
    /// What was understood of the query, in its order; empty for identities.
    pub understood: Vec<Understood>,
}

impl SearchResults {
    /// Most artists, and most albums, in one answer.
    pub const MAX_GROUPS: usize = 100;
}

/// One result.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The track.
    pub track: Track,
    /// How well it matches: 0 to 1, comparable between queries; 1 for identities.
    pub score: f64,
    /// Why it is a result, when that was asked for.
    pub why: Option<Why>,
}

/// An artist among the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtistGroup {
    /// As the catalogue writes it.
    pub name: String,
    /// Tracks among the candidates.
    pub track_count: usize,
}

/// An album among the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlbumGroup {
    /// As the catalogue writes it.
    pub name: String,
    /// Its artist; empty when its tracks have none.
    pub artist: String,
    /// Tracks among the candidates.
    pub track_count: usize,
}

/// How results were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// By meaning (the text model ran for this query) and by words.
    Semantic,
    /// By words alone.
    Text,
    /// One identity.
    Id,
    /// Several identities.
    IdsBatch,
}

impl Method {
    /// The API's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Semantic => "semantic",
            Method::Text => "text",
            Method::Id => "id",
            Method::IdsBatch => "ids-batch",
        }
    }
}
