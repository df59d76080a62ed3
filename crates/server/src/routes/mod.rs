//! The routes, and everything around them put together.

mod about;
mod health;
mod search;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;
use crate::config::HttpConfig;
use crate::http;
use crate::layers::authorize::authorize;
use crate::layers::guard::{PanicAnswer, admit, deadline};
use crate::layers::observe::observe;

pub(crate) use about::__path_openapi;
pub(crate) use health::{__path_healthz, __path_metrics, __path_readyz, Alive, Readiness};
pub(crate) use search::__path_search;

/// The whole API over `app`.
pub fn router(app: App) -> Router {
    let config = app.shared.config.server.clone();
    let routes = open_routes().merge(api_routes(&app));
    let guarded = routes
        .fallback(http::not_found)
        .method_not_allowed_fallback(http::method_not_allowed)
        .layer(from_fn_with_state(app.clone(), deadline))
        .layer(CatchPanicLayer::custom(PanicAnswer))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(config.compress_bytes_min)));
    let with_origins = match cors(&config) {
        Some(cors) => guarded.layer(cors),
        None => guarded,
    };
    with_origins.layer(from_fn_with_state(app.clone(), observe)).with_state(app)
}

/// Routes that need a key. A new endpoint is a line here.
fn api_routes(app: &App) -> Router<App> {
    Router::new()
        .route("/developer/v1/search", post(search::search))
        .route_layer(from_fn_with_state(app.clone(), admit))
        .route_layer(from_fn_with_state(app.clone(), authorize))
}

/// Routes that need none.
fn open_routes() -> Router<App> {
    Router::new()
        .route("/", get(about::index))
        .route("/openapi.json", get(about::openapi))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
}

/// The rules for web pages of other origins; `None` without any, and browsers then refuse on their own.
fn cors(config: &HttpConfig) -> Option<CorsLayer> {
    if config.cors_origins.is_empty() {
        return None;
    }
    let origins = match config.cors_origins.as_slice() {
        [all] if all == "*" => AllowOrigin::any(),
        // Checked when the app was made: an origin is a header value.
        listed => AllowOrigin::list(listed.iter().filter_map(|origin| HeaderValue::from_str(origin).ok())),
    };
    let sent = ["x-api-key", "x-universe-id", "x-place-id", "x-player-id", "x-request-id"];
    let read = ["ratelimit", "ratelimit-policy", "retry-after", "x-error-code", "x-request-id"];
    Some(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(
                sent.map(HeaderName::from_static)
                    .into_iter()
                    .chain([header::CONTENT_TYPE])
                    .collect::<Vec<_>>(),
            )
            .expose_headers(read.map(HeaderName::from_static))
            .max_age(std::time::Duration::from_secs(600)),
    )
}
