//! Names each request, logs it in one line, and counts it.
//!
//! At the level `info` a line has no key and no query text, only the key's identity: logs are kept longer and read by
//! more people than either should be.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::error::Fault;
use crate::http::Failure;
use crate::metrics::Answered;

/// The header that carries a request's name in both directions.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest name that is accepted from a client, in characters.
const REQUEST_ID_CHARS_MAX: usize = 64;

/// Longest path in a log line, in characters.
const LOGGED_PATH_CHARS_MAX: usize = 200;

/// What inner layers tell the log line.
#[derive(Clone, Default)]
pub(crate) struct RequestContext {
    key_id: Arc<OnceLock<String>>,
}

impl RequestContext {
    /// The identity of the request's key; empty before it is known.
    pub(crate) fn key_id(&self) -> &str {
        self.key_id.get().map_or("", String::as_str)
    }

    pub(crate) fn set_key_id(&self, id: &str) {
        self.key_id.get_or_init(|| id.to_owned());
    }
}

/// The outermost layer.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = accepted_id(request.headers()).unwrap_or_else(|| app.request_id());
    let context = RequestContext::default();
    request.extensions_mut().insert(context.clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let line = Line {
        method: request.method().to_string(),
        path: request.uri().path().chars().take(LOGGED_PATH_CHARS_MAX).collect(),
        id,
        context,
    };
    let start = app.shared.clock.monotonic();
    let mut response = {
        let _in_flight = app.shared.metrics.start();
        next.run(request).await
    };
    let took = app.shared.clock.monotonic().saturating_sub(start);
    app.shared.metrics.answered(&Answered {
        route: route.as_ref().map_or("unmatched", MatchedPath::as_str),
        method: &line.method,
        status: response.status().as_u16(),
        took,
    });
    if let Some(failure) = response.extensions().get::<Failure>() {
        app.shared.metrics.error(failure.code.as_str());
    }
    line.log(&response, took.as_secs_f64() * 1e3);
    if let Ok(value) = HeaderValue::from_str(&line.id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The name that the client gave the request, when it is short and plain.
fn accepted_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (!id.is_empty() && id.len() <= REQUEST_ID_CHARS_MAX && id.bytes().all(plain)).then(|| id.to_owned())
}

/// The line of one request.
struct Line {
    method: String,
    path: String,
    id: String,
    context: RequestContext,
}

impl Line {
    fn log(&self, response: &Response, ms: f64) {
        let (method, path, request_id) = (self.method.as_str(), self.path.as_str(), self.id.as_str());
        let key = self.context.key_id.get().map_or("-", String::as_str);
        let status = response.status().as_u16();
        let ms = (ms * 1e3).round() / 1e3;
        match response.extensions().get::<Failure>() {
            Some(failure) if failure.code.fault() == Fault::Server => {
                let code = failure.code.as_str();
                let cause = failure.report.as_deref().unwrap_or("-");
                tracing::error!(method, path, status, ms, key, request_id, code, cause, "request failed");
            }
            Some(failure) => {
                let code = failure.code.as_str();
                tracing::info!(method, path, status, ms, key, request_id, code, "request");
            }
            None => tracing::info!(method, path, status, ms, key, request_id, "request"),
        }
    }
}
