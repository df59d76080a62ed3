//! Lets a request through when its key works and is within its limits, and tells the client where those stand.
//!
//! The `RateLimit` and `RateLimit-Policy` fields are those of the IETF draft `draft-ietf-httpapi-ratelimit-headers`
//! (versions 08 and later): `"rate";q=500;w=10` is a bucket of 500 requests that takes 10 seconds to fill, and
//! `"rate";r=499;t=1` says that 499 are left and in 1 second all will be back.

use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::{ApiError, Code};
use crate::keys::{Fingerprint, KeyCheck, MAX_KEY_BYTES};
use crate::layers::guard::panic_text;
use crate::layers::observe::RequestContext;
use crate::limit::{Decision, Refusal};

/// The header that carries the key.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What every key may ask, and what is left of it.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The layer around the API's routes.
pub(crate) async fn authorize(
    State(app): State<App>,
    Extension(context): Extension<RequestContext>,
    request: Request,
    next: Next,
) -> Response {
    let (id, tier) = match check_key(&app, request.headers()).await {
        Ok(KeyCheck::Active { id, tier }) => (id, tier),
        Ok(KeyCheck::Revoked { id }) => {
            context.set_key_id(&id);
            return ApiError::new(Code::KeyDisabled, "key disabled").into_response();
        }
        Ok(KeyCheck::Unknown) => return ApiError::invalid_key().into_response(),
        Err(error) => return error.into_response(),
    };
    context.set_key_id(&id);
    let decision = match take(&app, id, &tier).await {
        Ok(decision) => decision,
        Err(error) => return error.into_response(),
    };
    let mut response = match decision.refused {
        None => next.run(request).await,
        Some(refusal) => refuse(&app, refusal).into_response(),
    };
    decision.write(response.headers_mut());
    response
}

async fn check_key(app: &App, headers: &HeaderMap) -> Result<KeyCheck, ApiError> {
    let key = headers.get(API_KEY).and_then(|value| value.to_str().ok());
    let Some(key) = key.filter(|key| !key.is_empty() && key.len() <= MAX_KEY_BYTES) else {
        return Ok(KeyCheck::Unknown);
    };
    let fingerprint = Fingerprint::of(key);
    if let Some(check) = app.shared.key_cache.get(&fingerprint, app.shared.clock.monotonic()) {
        return Ok(check);
    }
    let key = key.to_owned();
    let asked_at = app.shared.clock.monotonic();
    let check =
        blocking(app, move |app| app.shared.keys.authenticate(&key).map_err(ApiError::internal)).await?;
    app.shared.key_cache.put(fingerprint, check.clone(), asked_at);
    Ok(check)
}

async fn take(app: &App, id: String, tier: &str) -> Result<Decision, ApiError> {
    let tier = app.shared.config.tier_of(tier);
    if let Some(decision) = app.shared.limiter.take(&id, tier) {
        return Ok(decision);
    }
    let load = move |app: &App| {
        app.shared.limiter.load(&id, app.shared.keys.as_ref()).map_err(ApiError::internal)?;
        app.shared
            .limiter
            .take(&id, tier)
            .ok_or_else(|| ApiError::internal("a key's state vanished after loading"))
    };
    blocking(app, load).await
}

/// Runs what may block on a thread where it may.
pub(crate) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let app = app.clone();
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(result) => result,
        Err(failed) => Err(ApiError::internal(match failed.try_into_panic() {
            Ok(panic) => panic_text(panic.as_ref()),
            Err(_cancelled) => "the runtime is stopping".to_owned(),
        })),
    }
}

fn refuse(app: &App, refusal: Refusal) -> ApiError {
    let (code, limit, retry_after_s) = match refusal {
        Refusal::Rate { retry_after_s } => (Code::RateLimited, "rate", retry_after_s),
        Refusal::Day { retry_after_s } => (Code::QuotaExceeded, "day", retry_after_s),
    };
    app.shared.metrics.limited(limit);
    ApiError::limited(code, retry_after_s)
}

impl Decision {
    fn write(&self, headers: &mut HeaderMap) {
        let quotas = [("rate", self.rate), ("day", self.day)];
        let known = quotas.into_iter().filter_map(|(name, quota)| Some((name, quota?)));
        let (policy, left): (Vec<String>, Vec<String>) = known
            .map(|(name, quota)| {
                let policy = format!("\"{name}\";q={};w={}", quota.requests, quota.window_s);
                (policy, format!("\"{name}\";r={};t={}", quota.left, quota.whole_in_s))
            })
            .unzip();
        for (name, items) in [(POLICY, policy), (LEFT, left)] {
            if let Ok(value) = HeaderValue::from_str(&items.join(", "))
                && !items.is_empty()
            {
                headers.insert(name, value);
            }
        }
    }
}
