//! Two ways to send a request: straight into a router, and over a socket.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::response::Parts;
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::ServiceExt;

use super::{Exchange, Reply};

/// Sends a request straight into `router`.
///
/// # Errors
/// The request cannot be written as HTTP, or the answer's body broke off.
pub async fn in_process(router: Router, exchange: Exchange) -> Result<Reply, String> {
    let request = request(exchange, "hark.invalid")?;
    let Ok(response) = router.oneshot(request).await;
    let (parts, body) = response.into_parts();
    reply(parts, body).await
}

/// Sends a request over a connection of its own.
///
/// # Errors
/// The connection failed or broke off.
pub async fn over_socket(addr: SocketAddr, exchange: Exchange) -> Result<Reply, String> {
    let stream = TcpStream::connect(addr).await.map_err(|error| format!("connecting: {error}"))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| format!("starting: {error}"))?;
    let driver = tokio::spawn(connection);
    let request = request(exchange, &addr.to_string())?;
    let response = sender.send_request(request).await.map_err(|error| format!("sending: {error}"))?;
    let (parts, body) = response.into_parts();
    let reply = reply(parts, body).await;
    driver.abort();
    reply
}

fn request(exchange: Exchange, host: &str) -> Result<Request<Body>, String> {
    let mut builder =
        Request::builder().method(exchange.method.as_str()).uri(&exchange.path).header("host", host);
    for (name, value) in exchange.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(exchange.body)).map_err(|error| format!("writing: {error}"))
}

async fn reply<B>(parts: Parts, body: B) -> Result<Reply, String>
where
    B: HttpBody,
    B::Error: std::fmt::Display,
{
    let body = body.collect().await.map_err(|error| format!("reading: {error}"))?.to_bytes().to_vec();
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    Ok(Reply { status: parts.status.as_u16(), headers, body })
}
