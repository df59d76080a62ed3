//! Keeps one bad request from harming the others: a deadline, a net for panics, and a bound on work in flight.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::ResponseForPanic;

use crate::app::App;
use crate::error::{ApiError, Code};

/// Answers 503 when the answer takes longer than the settings allow. A search that is already running goes on to its
/// end on its thread, and keeps its place there.
pub(crate) async fn deadline(State(app): State<App>, request: Request, next: Next) -> Response {
    let limit = app.shared.config.server.request_timeout();
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => {
            ApiError::new(Code::TimedOut, "The request took too long; try again later").into_response()
        }
    }
}

/// Answers 503 at once when as many API requests are in flight as the settings allow.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    match Arc::clone(&app.shared.admission).try_acquire_owned() {
        Ok(_permit) => next.run(request).await,
        Err(_full) => overloaded().into_response(),
    }
}

/// The error for work that finds no place in time.
pub(crate) fn overloaded() -> ApiError {
    ApiError::new(Code::Overloaded, "The server is overloaded; try again later")
}

/// Turns a panic into an answer: the client learns nothing, the log all there is.
#[derive(Clone, Copy)]
pub(crate) struct PanicAnswer;

impl ResponseForPanic for PanicAnswer {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, panic: Box<dyn Any + Send + 'static>) -> Response {
        ApiError::internal(panic_text(panic.as_ref())).into_response()
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("(no message)"))
}
