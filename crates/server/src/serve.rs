//! Runs the server: takes connections, and on shutdown lets requests in flight finish within a deadline.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::app::App;
use crate::keys::KeyStoreError;
use crate::routes::router;

/// Largest request head, in bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Rest after a connection could not be accepted (no more file handles, say), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Why the server does not run, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines and there is no key to ask them for.
    #[error(
        "{addr} can be reached from other machines and no API key exists; make one with `hark keys create --name NAME`, or listen on 127.0.0.1"
    )]
    Exposed {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// The last request counts could not be stored.
    #[error("the request counts of the last seconds could not be stored")]
    Usage(#[source] KeyStoreError),
}

/// Whether the server may listen on `addr`: always on this machine alone, else only when a key that works exists.
///
/// # Errors
/// [`ServeError::Exposed`].
pub fn check_exposure(addr: SocketAddr, has_key: bool) -> Result<(), ServeError> {
    if has_key || addr.ip().to_canonical().is_loopback() { Ok(()) } else { Err(ServeError::Exposed { addr }) }
}

/// Serves until `shutdown` completes, then stops taking connections and gives requests in flight the settings'
/// `drain_ms_max` to finish.
///
/// # Errors
/// [`ServeError::Usage`], after everything else has ended.
pub async fn serve(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let flusher = tokio::spawn(flush_regularly(app.clone()));
    let draining = take_connections(listener, &app, shutdown).await;
    let (cut, deadline) = (draining.cut, Duration::from_millis(app.shared.config.server.drain_ms_max));
    if tokio::time::timeout(deadline, draining.graceful.shutdown()).await.is_err() {
        tracing::warn!(
            deadline_ms = app.shared.config.server.drain_ms_max,
            "requests were still in flight; cutting them off"
        );
        cut.send_replace(true);
    }
    flusher.abort();
    flush(app).await.map_err(ServeError::Usage)
}

/// What is left when no more connections are taken.
struct Draining {
    graceful: GracefulShutdown,
    cut: watch::Sender<bool>,
}

async fn take_connections(listener: TcpListener, app: &App, shutdown: impl Future<Output = ()>) -> Draining {
    let service = TowerToHyperService::new(router(app.clone()));
    let places =
        Arc::new(Semaphore::new(app.shared.config.server.connections_max.min(Semaphore::MAX_PERMITS)));
    let graceful = GracefulShutdown::new();
    let (cut, when_cut) = watch::channel(false);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(app.shared.config.server.header_timeout_ms))
        .max_buf_size(HEAD_BYTES_MAX);
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, place) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            taken = next_connection(&listener, &places) => taken,
        };
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service.clone()));
        let mut when_cut = when_cut.clone();
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "connection ended early");
                },
                _ = when_cut.wait_for(|cut| *cut) => {}
            }
        });
    }
    Draining { graceful, cut }
}

/// The next connection, once there is a place for it.
async fn next_connection(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        // The semaphore is never closed, so this waits but does not fail.
        let Ok(place) = Arc::clone(places).acquire_owned().await else { continue };
        match listener.accept().await {
            Ok((stream, _peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "small answers may be delayed");
                }
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn flush_regularly(app: App) {
    let period = Duration::from_millis(app.shared.config.server.usage_flush_ms);
    loop {
        tokio::time::sleep(period).await;
        if let Err(error) = flush(app.clone()).await {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%error, cause, "request counts are kept and stored later");
        }
    }
}

async fn flush(app: App) -> Result<(), KeyStoreError> {
    match tokio::task::spawn_blocking(move || app.flush_usage()).await {
        Ok(flushed) => flushed,
        Err(failed) => Err(KeyStoreError(Box::new(failed))),
    }
}
