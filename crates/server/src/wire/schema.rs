//! The request as the OpenAPI document describes it.
//!
//! Requests are read by hand (see [`super`]), so these types exist for the description, and for Rust programs that
//! write requests. A test holds their field names and the reader's together.

use serde::Serialize;
use utoipa::ToSchema;

/// The body of a search. Give `query` or `asset_ids`; an absent field and null are the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = SearchRequest)]
pub struct SearchBody {
    /// What to look for, in plain words, at most 2,000 characters. Digits alone look up one id, and are searched for
    /// as text when there is no such track; digits separated by commas look up up to 100 ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = "dark cinematic boss tension")]
    pub query: Option<String>,
    /// Up to 100 distinct ids to look up. Wins over `query`; filters, sort and paging play no part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset_ids: Option<Vec<String>>,
    /// Size of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u64>,
    /// Results to skip.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, default = 0)]
    pub offset: Option<u64>,
    /// `relevance`, `popular` (most played first) or `recent` (newest first).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(default = "relevance")]
    pub sort: Option<String>,
    /// `auto`, `americas`, `eu` or `apac`. Checked and then ignored: there is one region here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Conditions that every result satisfies. `[]` is an empty object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<SearchFilters>,
    /// True: each track says why it is a result, in `why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(default = false)]
    pub explain: Option<bool>,
}

/// Conditions that every result satisfies, all at once. A track that lacks the value asked for does not satisfy it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct SearchFilters {
    /// Any of these genres, by name in any case, slug, or legacy Roblox slug; at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, example = json!(["electronic", "Hip Hop / Rap"]))]
    pub genres: Option<Vec<String>>,
    /// Length in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<DurationRange>,
    /// Fewest lifetime plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub min_play_count: Option<u64>,
    /// Fewest lifetime likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub min_likes: Option<u64>,
    /// Earliest day of creation (UTC), `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub created_after: Option<String>,
    /// True: only tracks without a voice. False is no condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrumental: Option<bool>,
    /// True: only electronic tracks. False is no condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electronic: Option<bool>,
    /// True: only acoustic tracks. False is no condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acoustic: Option<bool>,
    /// Tonic: C, C#, D, Eb, E, F, F#, G, Ab, A, Bb or B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `major` or `minor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// `male` or `female`: gender of the voice; tracks without a voice do not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
}

/// A range of lengths in seconds, both ends included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct DurationRange {
    /// Shortest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub min: Option<f64>,
    /// Longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub max: Option<f64>,
}
