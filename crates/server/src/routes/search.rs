//! Search.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use hark_search::SearchRequest;

use crate::app::App;
use crate::error::{ApiError, Code};
use crate::http::{json, json_body};
use crate::layers::authorize::blocking;
use crate::layers::guard::overloaded;
use crate::wire::{ErrorBody, LimitedBody, SearchBody, SearchResponse, parse_search};

/// Search by words, by meaning, or by identity
///
/// Give `query` or `asset_ids`. Genre names that `filters.genres` accepts are listed under `GenreSlug`.
#[utoipa::path(
    post,
    path = "/developer/v1/search",
    tag = "music",
    operation_id = "search",
    request_body = SearchBody,
    security(("api_key" = [])),
    responses(
        (status = 200, description = "Results, possibly none", body = SearchResponse),
        (status = 400, description = "A value is missing or wrong", body = ErrorBody),
        (status = 401, description = "The key is missing or unknown", body = ErrorBody),
        (status = 403, description = "The key was revoked", body = ErrorBody),
        (status = 405, description = "The method is not POST", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 429, description = "The key's limits are used up; see Retry-After", body = LimitedBody),
        (status = 500, description = "Something failed in the server", body = ErrorBody),
        (status = 503, description = "Loading, overloaded or too slow; see Retry-After", body = ErrorBody),
    )
)]
pub(super) async fn search(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    let body = json_body(request, app.shared.config.server.body_bytes_max).await?;
    let bytes = answer(&app, parse_search(&body)?).await?;
    Ok(json(StatusCode::OK, bytes))
}

/// Carries the search out on a search thread, waiting a bounded time for one, and writes the answer there too.
async fn answer(app: &App, request: SearchRequest) -> Result<Vec<u8>, ApiError> {
    let Some(engine) = app.shared.engine.get().cloned() else {
        return Err(ApiError::new(Code::NotReady, "The index is still being loaded; try again later"));
    };
    let wait = Duration::from_millis(app.shared.config.server.queue_wait_ms_max);
    let Ok(Ok(place)) = tokio::time::timeout(wait, Arc::clone(&app.shared.searching).acquire_owned()).await
    else {
        return Err(overloaded());
    };
    blocking(app, move |app| {
        // Held by the thread, not by the request: one that timed out still occupies its place.
        let _place = place;
        let results = engine.search(&request).map_err(ApiError::internal)?;
        app.shared.metrics.searched(results.method.as_str());
        serde_json::to_vec(&SearchResponse::new(&request, &results)).map_err(ApiError::internal)
    })
    .await
}
