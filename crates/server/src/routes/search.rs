//! Search.

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use hark_search::SearchRequest;

use crate::app::App;
use crate::error::{ApiError, Code};
use crate::http::{json, json_body};
use crate::layers::guard::{overloaded, panic_text};
use crate::layers::observe::RequestContext;
use crate::pool::Refused;
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
pub(super) async fn search(
    State(app): State<App>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Result<Response, ApiError> {
    let body = json_body(request, app.shared.config.server.body_bytes_max).await?;
    let bytes = answer(&app, context.key_id(), parse_search(&body)?).await?;
    Ok(json(StatusCode::OK, bytes))
}

/// Carries the search out on a search thread, waiting a bounded time for one, and writes the answer there too. A search that has
/// begun goes on to its end, whether or not somebody still waits for it.
async fn answer(app: &App, key: &str, request: SearchRequest) -> Result<Vec<u8>, ApiError> {
    let Some(engine) = app.shared.engine.get().cloned() else {
        return Err(ApiError::new(Code::NotReady, "The index is still being loaded; try again later"));
    };
    let work = move || {
        let results = engine.search(&request).map_err(ApiError::internal)?;
        let bytes =
            serde_json::to_vec(&SearchResponse::new(&request, &results)).map_err(ApiError::internal)?;
        Ok((bytes, results.method))
    };
    let (done, waited) = app.shared.pool.run(key, work).await.map_err(|refused| {
        app.shared.metrics.refused(match refused {
            Refused::Full => "full",
            Refused::Late => "late",
        });
        overloaded()
    })?;
    app.shared.metrics.waited(waited);
    let (bytes, method) = done.map_err(|panic| ApiError::internal(panic_text(panic.as_ref())))??;
    app.shared.metrics.searched(method.as_str());
    Ok(bytes)
}
