//! What a search answers with.

use hark_search::{Method, Page, SearchRequest, SearchResults, Understood};
use serde::Serialize;
use utoipa::ToSchema;

use super::request::sort_name;
use super::track::TrackBody;

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchResponse {
    /// One page of results, in order.
    pub tracks: Vec<TrackBody>,
    /// Artists of all results, not only of this page.
    pub artists: Vec<ArtistCount>,
    /// Albums of all results, not only of this page.
    pub albums: Vec<AlbumCount>,
    /// What holds of the whole answer.
    pub meta: SearchMeta,
}

/// An artist among the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArtistCount {
    /// Name.
    pub name: String,
    /// Tracks among all results.
    pub track_count: usize,
}

/// An album among the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlbumCount {
    /// Name.
    pub name: String,
    /// Its artist; empty when unknown.
    pub artist: String,
    /// Tracks among all results.
    pub track_count: usize,
}

/// What holds of the whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchMeta {
    /// Results in all, of which `tracks` is a page; for identities, those found.
    pub total: usize,
    /// Size of a page; 100 for identities.
    pub limit: usize,
    /// Results skipped; 0 for identities.
    pub offset: usize,
    /// How the results were found: `semantic`, `text`, `id` or `ids-batch`.
    #[schema(example = "semantic")]
    pub search_method: String,
    /// The artist that the query was taken to name.
    #[schema(required)]
    pub matched_artist: Option<String>,
    /// The order of the results: `relevance`, `popular` or `recent`; left out for identities.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sort: Option<String>,
    /// Identities that do not exist or may not be shown; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub missing_ids: Vec<String>,
    /// What was understood of the query, in its order; left out when there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub understood: Vec<UnderstoodPiece>,
}

/// One thing that was understood in a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Understood)]
pub struct UnderstoodPiece {
    /// The words of the query.
    #[schema(example = "no guitars")]
    pub text: String,
    /// What they mean: a label and a value.
    #[schema(example = "not=guitar")]
    pub meaning: String,
    /// What follows: `filter` (tracks measured not to comply are left out), `excluded` (tracks tagged with it are left
    /// out, tracks that sound like it fall behind), `penalty` (tracks like it fall behind), `name` (the named come
    /// first) or `target` (tracks like it are looked for).
    #[schema(example = "excluded")]
    pub effect: String,
}

impl UnderstoodPiece {
    fn new(piece: &Understood) -> UnderstoodPiece {
        UnderstoodPiece {
            text: piece.text.clone(),
            meaning: piece.meaning.clone(),
            effect: piece.effect.as_str().to_owned(),
        }
    }
}

impl SearchResponse {
    /// The API's view of `results`, which answer `request`.
    pub fn new(request: &SearchRequest, results: &SearchResults) -> SearchResponse {
        SearchResponse {
            tracks: results.tracks.iter().map(TrackBody::new).collect(),
            artists: results
                .artists
                .iter()
                .map(|group| ArtistCount { name: group.name.clone(), track_count: group.track_count })
                .collect(),
            albums: results
                .albums
                .iter()
                .map(|group| AlbumCount {
                    name: group.name.clone(),
                    artist: group.artist.clone(),
                    track_count: group.track_count,
                })
                .collect(),
            meta: SearchMeta::new(request, results),
        }
    }
}

impl SearchMeta {
    fn new(request: &SearchRequest, results: &SearchResults) -> SearchMeta {
        // By what was found, not by what was asked: one unknown number is searched for as text.
        let identities = match results.method {
            Method::Id | Method::IdsBatch => true,
            Method::Semantic | Method::Text => false,
        };
        let whole = Page { limit: SearchRequest::MAX_IDS, offset: 0 };
        let page = if identities { whole } else { request.page };
        SearchMeta {
            total: results.total,
            limit: page.limit,
            offset: page.offset,
            search_method: results.method.as_str().to_owned(),
            matched_artist: results.matched_artist.clone(),
            sort: (!identities).then(|| sort_name(request.sort).to_owned()),
            missing_ids: results.missing_ids.clone(),
            understood: results.understood.iter().map(UnderstoodPiece::new).collect(),
        }
    }
}

/// An error of any status but 429.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// What was wrong, for people. Programs read the `x-error-code` header.
    #[schema(example = "Missing required field: query")]
    pub error: String,
}

/// The error of status 429.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TooManyRequests)]
pub struct LimitedBody {
    /// Always `Too Many Requests`.
    #[schema(example = "Too Many Requests")]
    pub message: String,
}
