//! The server on a socket: shutdown, compression, other origins, names of requests, slow clients.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hark_server::scenario::{Exchange, over_socket};
use hark_server::{App, ServeError, ServerConfig, check_exposure, serve};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::{LinearEngine, MemoryKeys, Trouble, World, get, rows, search};

struct Running {
    addr: SocketAddr,
    engine: Arc<LinearEngine>,
    keys: Arc<MemoryKeys>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), ServeError>>,
}

async fn start(config: ServerConfig) -> Running {
    let engine = Arc::new(LinearEngine::new(rows::catalog("small")));
    let keys = Arc::new(MemoryKeys::of_scenarios());
    let shared: Arc<dyn hark_search::Engine> = engine.clone();
    let app = App::new(shared, keys.clone(), config).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, app, async move { stopped.await.unwrap_or_default() }));
    Running { addr, engine, keys, stop, server }
}

fn query() -> Exchange {
    search("main", json!({"query": "lantern"}).to_string().as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_lets_requests_in_flight_finish_takes_no_more_and_stores_the_counts() {
    let running = start(ServerConfig::default()).await;
    running.engine.trouble(Trouble::Sleep(Duration::from_millis(500)));
    let in_flight = tokio::spawn(over_socket(running.addr, query()));
    running.engine.entered().await;
    running.stop.send(()).unwrap();
    assert_eq!(in_flight.await.unwrap().unwrap().status, 200);
    running.server.await.unwrap().unwrap();
    over_socket(running.addr, query()).await.unwrap_err();
    assert_eq!(running.keys.usage.lock().unwrap().values().sum::<u64>(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_cuts_off_what_does_not_finish_in_time() {
    let mut config = ServerConfig::default();
    config.server.drain_ms_max = 100;
    let running = start(config).await;
    running.engine.trouble(Trouble::Sleep(Duration::from_millis(1_500)));
    let in_flight = tokio::spawn(over_socket(running.addr, query()));
    running.engine.entered().await;
    let asked = Instant::now();
    running.stop.send(()).unwrap();
    running.server.await.unwrap().unwrap();
    assert!(asked.elapsed() < Duration::from_millis(1_000), "{:?}", asked.elapsed());
    in_flight.await.unwrap().unwrap_err();
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_shutdown() {
    let running = start(ServerConfig::default()).await;
    let mut idle = TcpStream::connect(running.addr).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut head = [0u8; 15];
    idle.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    let asked = Instant::now();
    running.stop.send(()).unwrap();
    running.server.await.unwrap().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_client_that_never_finishes_its_head_is_cut_off() {
    let mut config = ServerConfig::default();
    config.server.header_timeout_ms = 200;
    let running = start(config).await;
    let mut slow = TcpStream::connect(running.addr).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost:").await.unwrap();
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(5), slow.read_to_end(&mut rest)).await.unwrap().unwrap();
    assert!(!rest.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&rest));
}

#[tokio::test]
async fn a_client_that_never_finishes_its_body_is_answered_and_holds_nothing() {
    let mut config = ServerConfig::default();
    (config.server.request_timeout_ms, config.server.queue_wait_ms_max) = (200, 100);
    let running = start(config).await;
    let mut slow = TcpStream::connect(running.addr).await.unwrap();
    let head = "POST /developer/v1/search HTTP/1.1\r\nhost: x\r\nx-api-key: hk_test_main\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n{\"query\"";
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut status = [0u8; 12];
    tokio::time::timeout(Duration::from_secs(5), slow.read_exact(&mut status)).await.unwrap().unwrap();
    assert_eq!(&status, b"HTTP/1.1 503");
}

#[tokio::test]
async fn large_answers_are_compressed_for_clients_that_ask_and_small_ones_are_not() {
    let world = World::new(ServerConfig::default());
    let with = |coding: &str, mut exchange: Exchange| {
        exchange.headers.push(("accept-encoding".to_owned(), coding.to_owned()));
        exchange
    };
    let plain = world.send(query()).await;
    assert!(plain.body.len() > 1_024 && !plain.headers.contains_key("content-encoding"));
    let packed = world.send(with("gzip", query())).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(packed.body.len() < plain.body.len() / 2);
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    let packed = world.send(with("br, gzip", query())).await;
    assert_eq!(packed.headers["content-encoding"], "br");
    assert!(packed.body.len() < plain.body.len() / 2);
    let small = world.send(with("gzip", get("/healthz"))).await;
    assert!(!small.headers.contains_key("content-encoding"));
}

fn from_origin(mut exchange: Exchange, origin: &str) -> Exchange {
    exchange.headers.push(("origin".to_owned(), origin.to_owned()));
    exchange
}

fn preflight(origin: &str) -> Exchange {
    let mut exchange = from_origin(get("/developer/v1/search"), origin);
    exchange.method = "OPTIONS".to_owned();
    exchange.headers.push(("access-control-request-method".to_owned(), "POST".to_owned()));
    exchange.headers.push(("access-control-request-headers".to_owned(), "x-api-key,content-type".to_owned()));
    exchange
}

#[tokio::test]
async fn other_origins_are_refused_by_default() {
    let world = World::new(ServerConfig::default());
    for exchange in [from_origin(query(), "https://a.example"), preflight("https://a.example")] {
        assert!(!world.send(exchange).await.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn listed_origins_may_call_and_read_errors_too() {
    let mut config = ServerConfig::default();
    config.server.cors_origins = vec!["https://a.example".to_owned(), "http://localhost:3000".to_owned()];
    let world = World::new(config);
    let reply = world.send(preflight("https://a.example")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["access-control-allow-origin"], "https://a.example");
    assert!(reply.headers["access-control-allow-headers"].contains("x-api-key"));
    assert!(reply.headers["access-control-allow-methods"].contains("POST"));
    let mut without_key = from_origin(query(), "http://localhost:3000");
    without_key.headers.retain(|(name, _)| name != "x-api-key");
    let reply = world.send(without_key).await;
    assert_eq!(reply.status, 401);
    assert_eq!(reply.headers["access-control-allow-origin"], "http://localhost:3000");
    assert!(reply.headers["access-control-expose-headers"].contains("retry-after"));
    let reply = world.send(from_origin(query(), "https://b.example")).await;
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn every_request_has_a_name_of_its_own_errors_included() {
    let world = World::new(ServerConfig::default());
    let mut names = std::collections::BTreeSet::new();
    for exchange in [query(), query(), get("/nope"), get("/developer/v1/search"), get("/healthz")] {
        names.insert(world.send(exchange).await.headers["x-request-id"].clone());
    }
    assert_eq!(names.len(), 5);
    for hostile in ["a\"b", &"x".repeat(65), "", "é"] {
        let mut exchange = query();
        exchange.headers.push(("x-request-id".to_owned(), hostile.to_owned()));
        assert_ne!(world.send(exchange).await.headers["x-request-id"], hostile);
    }
}

#[test]
fn without_a_key_only_this_machine_may_be_listened_on() {
    for addr in ["127.0.0.1:7700", "[::1]:7700", "127.9.9.9:1", "[::ffff:127.0.0.1]:7700"] {
        check_exposure(addr.parse().unwrap(), false).unwrap();
    }
    for addr in ["0.0.0.0:7700", "[::]:7700", "192.168.1.5:7700", "[::ffff:10.0.0.1]:7700"] {
        let refused = check_exposure(addr.parse().unwrap(), false).unwrap_err();
        assert!(refused.to_string().contains("hark keys create"), "{refused}");
        check_exposure(addr.parse().unwrap(), true).unwrap();
    }
}
