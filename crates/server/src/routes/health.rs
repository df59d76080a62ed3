//! Whether the server lives, whether it can answer, and what it counts. No key needed.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hark_search::Meaning;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::json;

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    /// Always `ok`.
    status: &'static str,
}

/// Whether searches are answered, and how well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Whether searches are answered at all.
    ready: bool,
    /// Tracks that can be found.
    tracks: usize,
    /// Tracks that can be found by meaning.
    embedded: usize,
    /// `ready` when searches by meaning are answered, else `off`: words alone answer.
    meaning: &'static str,
    /// The version of the text model, or the reason why there is none.
    detail: String,
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "operations", operation_id = "healthz",
    responses((status = 200, description = "It does", body = Alive)))]
pub(super) async fn healthz() -> Response {
    json(StatusCode::OK, r#"{"status":"ok"}"#)
}

/// Whether searches are answered
#[utoipa::path(get, path = "/readyz", tag = "operations", operation_id = "readyz",
    responses(
        (status = 200, description = "They are", body = Readiness),
        (status = 503, description = "Not yet", body = Readiness),
    ))]
pub(super) async fn readyz(State(app): State<App>) -> Response {
    let Some(status) = app.shared.engine.get().map(|engine| engine.status()) else {
        let loading = Readiness {
            ready: false,
            tracks: 0,
            embedded: 0,
            meaning: "off",
            detail: "the index is still being loaded".to_owned(),
        };
        return ([(header::RETRY_AFTER, "1")], readiness(StatusCode::SERVICE_UNAVAILABLE, &loading))
            .into_response();
    };
    let (meaning, detail) = match status.meaning {
        Meaning::Ready(version) => ("ready", version),
        Meaning::Off(reason) => ("off", reason),
    };
    let ready = Readiness { ready: true, tracks: status.tracks, embedded: status.embedded, meaning, detail };
    readiness(StatusCode::OK, &ready)
}

fn readiness(status: StatusCode, readiness: &Readiness) -> Response {
    // Text and whole numbers: writing them as JSON cannot fail.
    json(status, serde_json::to_string(readiness).unwrap_or_default())
}

/// What the server counts, for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operations", operation_id = "metrics",
    responses((status = 200, description = "Prometheus text format 0.0.4", body = String, content_type = "text/plain")))]
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let status = app.shared.engine.get().map(|engine| engine.status());
    let text = app.shared.metrics.text(status.as_ref(), app.shared.pool.waiting());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
