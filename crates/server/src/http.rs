//! Between HTTP and plain data: JSON bodies in, JSON answers and errors out.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::error::{ApiError, Code, Fault};

/// The header with the code of an error.
pub(crate) const ERROR_CODE: HeaderName = HeaderName::from_static("x-error-code");

/// How far beyond the limit a body is still read (and thrown away), so that a client which only looks for an answer
/// after it sent everything gets to see the 413. Bodies that announce more are refused at once.
const DISCARDED_BYTES_MAX: usize = 1 << 20;

/// What the log says about an error answer; travels as an extension of the response.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    /// The cause, which clients do not see.
    pub(crate) report: Option<Arc<str>>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = json(status, self.body().to_string());
        let headers = response.headers_mut();
        headers.insert(ERROR_CODE, HeaderValue::from_static(self.code().as_str()));
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        let report = self.report().map(Arc::from);
        debug_assert!(report.is_none() || self.code().fault() == Fault::Server);
        response.extensions_mut().insert(Failure { code: self.code(), report });
        response
    }
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body.into()).into_response()
}

/// The JSON in a request's body, at most `bytes_max` of it.
///
/// # Errors
/// Status 400 (content type, encoding or syntax) or 413.
pub(crate) async fn json_body(request: Request, bytes_max: usize) -> Result<Value, ApiError> {
    check_content_type(request.headers())?;
    let announced =
        request.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: usize| bytes > bytes_max.saturating_add(DISCARDED_BYTES_MAX)) {
        return Err(too_large(bytes_max));
    }
    let bytes = read_body(request.into_body(), bytes_max).await?;
    parse_json(&bytes)
}

/// The JSON in `bytes`, with an error that says where it is wrong.
pub(crate) fn parse_json(bytes: &[u8]) -> Result<Value, ApiError> {
    let wrong = |message: String| ApiError::new(Code::InvalidJson, message);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| wrong(format!("Invalid JSON: not UTF-8 at byte {}", error.valid_up_to())))?;
    if text.trim().is_empty() {
        return Err(wrong("Invalid JSON: the body is empty".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| wrong(format!("Invalid JSON: {error}")))
}

async fn read_body(mut body: Body, bytes_max: usize) -> Result<Bytes, ApiError> {
    let mut kept = Vec::new();
    let mut seen = 0usize;
    while let Some(frame) = body.frame().await {
        // The connection broke or the transfer coding is wrong; nobody may be left to read the answer.
        let frame =
            frame.map_err(|error| ApiError::new(Code::InvalidJson, format!("Body not read: {error}")))?;
        let Some(data) = frame.data_ref() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= bytes_max {
            kept.extend_from_slice(data);
        } else if seen > bytes_max.saturating_add(DISCARDED_BYTES_MAX) {
            break;
        }
    }
    if seen > bytes_max { Err(too_large(bytes_max)) } else { Ok(Bytes::from(kept)) }
}

fn too_large(bytes_max: usize) -> ApiError {
    ApiError::new(Code::BodyTooLarge, format!("The body is too large; allowed are {bytes_max} bytes"))
}

/// `application/json` or `application/*+json`, in any case, with any parameters.
fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let essence = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    let is_json =
        essence.as_deref().and_then(|value| value.strip_prefix("application/")).is_some_and(|subtype| {
            subtype == "json" || subtype.strip_suffix("+json").is_some_and(|name| !name.is_empty())
        });
    if is_json {
        return Ok(());
    }
    let message = match essence {
        Some(other) if !other.is_empty() => {
            format!(
                "Invalid Content-Type: {}; send application/json",
                other.chars().take(60).collect::<String>()
            )
        }
        _ => "Missing Content-Type; send application/json".to_owned(),
    };
    Err(ApiError::new(Code::ContentType, message))
}

/// The answer for a path that does not exist.
pub(crate) async fn not_found(method: Method, uri: Uri) -> ApiError {
    ApiError::new(Code::NotFound, format!("No such endpoint: {}", endpoint(&method, &uri)))
}

/// The answer for a path that exists with other methods; the `Allow` header is added on the way out.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let message = format!("Method not allowed: {}; see the Allow header", endpoint(&method, &uri));
    ApiError::new(Code::MethodNotAllowed, message)
}

fn endpoint(method: &Method, uri: &Uri) -> String {
    format!("{method} {}", uri.path()).chars().take(100).collect()
}
