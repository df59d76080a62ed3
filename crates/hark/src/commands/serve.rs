//! `hark serve`: the API over the catalogue.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use hark_catalog::Catalog;
use hark_search::{EmbeddedEngine, Engine, Meaning};
use hark_server::{App, EngineSlot, KeyStore};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::cli::Serve;
use crate::config::Settings;
use crate::output::{self, Done};

/// How often the server looks whether the index has outgrown its lists or should be saved.
const TEND_EVERY: Duration = Duration::from_secs(2);

pub(crate) fn run(mut settings: Settings, args: Serve) -> anyhow::Result<Done> {
    if let Some(listen) = args.listen {
        settings.server.server.listen = listen;
    }
    let catalog = settings.data.catalog()?;
    let listen = settings.server.server.listen;
    hark_server::check_exposure(listen, has_key(&catalog)?)?;
    start_log();
    let slot = EngineSlot::pending();
    let keys: Arc<dyn KeyStore> = Arc::<Catalog>::clone(&catalog);
    let app = App::new(slot.clone(), keys, settings.server.clone())?;
    let follower = Follower::start(&settings, &catalog, slot)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(listen_and_serve(listen, app));
    follower.stop();
    served?;
    Ok(Done::Fully)
}

/// Makes the first key, and shows it, when there is none.
pub(crate) fn ensure_key(settings: &Settings, catalog: &Catalog) -> anyhow::Result<()> {
    if has_key(catalog)? {
        return Ok(());
    }
    let key = catalog.create_key("first key", &settings.server.server.default_tier)?;
    output::line(format!("API key (keep it, it is not shown again): {}", key.secret))
}

fn has_key(catalog: &Catalog) -> anyhow::Result<bool> {
    Ok(catalog.list_keys()?.iter().any(|key| key.revoked_at.is_none()))
}

async fn listen_and_serve(listen: SocketAddr, app: App) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; choose another address with --listen"))?;
    output::line(format!("Hark listens on http://{}", listener.local_addr()?))?;
    hark_server::serve(listener, app, asked_to_stop()).await?;
    Ok(())
}

/// Completes on Ctrl-C, and where there are such signals on SIGTERM.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals there is nothing to wait for; the process is ended from outside.
        std::future::pending::<()>().await;
    }
}

/// Structured logs on standard error; `HARK_LOG` chooses what is logged, and `HARK_LOG_FORMAT=text` how.
fn start_log() {
    let filter = EnvFilter::try_from_env("HARK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let text = std::env::var("HARK_LOG_FORMAT").is_ok_and(|format| format == "text");
    // A second log in one process is refused; the first one stays.
    drop(if text { builder.try_init() } else { builder.json().try_init() });
}

/// Threads that load the engine, follow the catalogue, and tend the index.
struct Follower {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Follower {
    fn start(settings: &Settings, catalog: &Arc<Catalog>, slot: EngineSlot) -> anyhow::Result<Follower> {
        let stop = Arc::new(AtomicBool::new(false));
        let (data, catalog, stopped) = (settings.data.clone(), Arc::clone(catalog), Arc::clone(&stop));
        let every = Duration::from_millis(settings.server.server.refresh_ms);
        let follow = move || {
            let engine = match data.engine(&catalog, data.encoder()) {
                Ok(engine) => Arc::new(engine),
                Err(error) => {
                    return tracing::error!(error = format!("{error:#}"), "the engine could not be opened");
                }
            };
            announce(engine.as_ref());
            slot.set(Arc::<EmbeddedEngine>::clone(&engine));
            if let Err(error) = tend(&engine, &stopped) {
                tracing::warn!(%error, "no thread tends the index; it is saved when the server stops");
            }
            while !stopped.load(Ordering::Relaxed) {
                std::thread::park_timeout(every);
                match engine.refresh() {
                    Ok(0) => {}
                    Ok(changed) => tracing::info!(changed, "the index follows the catalogue"),
                    Err(error) => tracing::error!(%error, "the index could not follow the catalogue"),
                }
            }
            if let Err(error) = engine.save() {
                tracing::warn!(%error, "the index could not be saved; the next start takes longer");
            }
        };
        let thread = std::thread::Builder::new().name("follow-catalogue".to_owned()).spawn(follow)?;
        Ok(Follower { stop, thread })
    }

    fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the thread that follows the catalogue had failed");
        }
    }
}

/// A thread of its own for what takes long: one core makes new lists while the others search. Nobody waits for it when the server
/// stops: lists that were being made are made again, and what it saves is whole or not there.
fn tend(engine: &Arc<EmbeddedEngine>, stopped: &Arc<AtomicBool>) -> std::io::Result<()> {
    let (engine, stopped) = (Arc::clone(engine), Arc::clone(stopped));
    let tend = move || {
        while !stopped.load(Ordering::Relaxed) {
            if let Err(error) = engine.tend(1) {
                tracing::warn!(%error, "the index could not be tended; searches go on");
            }
            std::thread::park_timeout(TEND_EVERY);
        }
    };
    std::thread::Builder::new().name("tend-index".to_owned()).spawn(tend).map(|_thread| ())
}

/// Says at start what can be searched, and how.
fn announce(engine: &EmbeddedEngine) {
    let status = engine.status();
    match status.meaning {
        Meaning::Ready(model) => {
            tracing::info!(
                tracks = status.tracks,
                embedded = status.embedded,
                model,
                "searching by meaning and words"
            );
        }
        Meaning::Off(reason) => tracing::warn!(tracks = status.tracks, reason, "searching by words only"),
    }
    match engine.joint().map(|joint| (joint.heard, joint.state)) {
        Some((heard, Meaning::Ready(model))) => {
            tracing::info!(heard, model, "the joint model takes part");
        }
        Some((_, Meaning::Off(reason))) => tracing::warn!(reason, "the joint model takes no part"),
        None => {}
    }
}
