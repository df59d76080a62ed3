//! What happens when things go wrong inside: panics, errors, slowness, overload.

use std::sync::Arc;
use std::time::Duration;

use hark_server::{App, EngineSlot, ServerConfig};
use serde_json::json;

use crate::support::{LinearEngine, MemoryKeys, Trouble, World, get, json, rows, search};

fn troubled(config: ServerConfig, trouble: Trouble) -> (World, Arc<LinearEngine>) {
    let engine = Arc::new(LinearEngine::new(rows::catalog("small")));
    engine.trouble(trouble);
    (World::over(engine.clone(), config), engine)
}

#[tokio::test]
async fn panics_and_errors_of_the_engine_are_500_without_a_word_of_the_inside() {
    for trouble in [Trouble::Panic, Trouble::Fail] {
        let (world, engine) = troubled(ServerConfig::default(), trouble);
        let reply = world.search("main", &json!({"query": "lantern"})).await;
        assert_eq!((reply.status, json(&reply)), (500, json!({"error": "Internal server error"})));
        assert_eq!(reply.headers["x-error-code"], "internal");
        assert!(!reply.headers["x-request-id"].is_empty());
        // The next request is served as if nothing had been.
        engine.trouble(Trouble::None);
        assert_eq!(world.search("main", &json!({"query": "lantern"})).await.status, 200);
    }
}

#[tokio::test]
async fn a_panic_outside_a_search_is_caught_too() {
    let (world, _engine) = troubled(ServerConfig::default(), Trouble::Panic);
    let reply = world.send(get("/readyz")).await;
    assert_eq!((reply.status, json(&reply)), (500, json!({"error": "Internal server error"})));
}

#[tokio::test]
async fn a_search_that_takes_too_long_is_503() {
    let mut config = ServerConfig::default();
    (config.server.request_timeout_ms, config.server.queue_wait_ms_max) = (100, 50);
    let (world, _engine) = troubled(config, Trouble::Sleep(Duration::from_millis(600)));
    let reply = world.search("main", &json!({"query": "lantern"})).await;
    assert_eq!((reply.status, reply.headers["x-error-code"].as_str()), (503, "timed_out"));
    assert_eq!(reply.headers["retry-after"], "1");
    assert!(json(&reply)["error"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn searches_that_find_no_thread_in_time_are_503_and_the_others_succeed() {
    let mut config = ServerConfig::default();
    (config.server.search_threads, config.server.queue_wait_ms_max) = (1, 100);
    let (world, _engine) = troubled(config, Trouble::Sleep(Duration::from_millis(400)));
    let statuses = at_once(&world, 8).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 7, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_beyond_those_in_flight_are_503_at_once() {
    let mut config = ServerConfig::default();
    (config.server.requests_in_flight_max, config.server.search_threads) = (2, 8);
    let (world, _engine) = troubled(config, Trouble::Sleep(Duration::from_millis(400)));
    let statuses = at_once(&world, 8).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 2, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 6, "{statuses:?}");
}

async fn at_once(world: &World, count: usize) -> Vec<u16> {
    let router = hark_server::router(world.app.clone());
    let body = json!({"query": "lantern"}).to_string();
    let tasks: Vec<_> = (0..count)
        .map(|_| {
            tokio::spawn(hark_server::scenario::in_process(router.clone(), search("main", body.as_bytes())))
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        let reply = task.await.unwrap().unwrap();
        if reply.status == 503 {
            assert_eq!(reply.headers["x-error-code"], "overloaded");
            assert_eq!(reply.headers["retry-after"], "1");
            assert!(json(&reply)["error"].is_string());
        }
        statuses.push(reply.status);
    }
    statuses
}

#[tokio::test]
async fn until_the_engine_is_there_searches_and_readiness_are_503_and_life_is_200() {
    let slot = EngineSlot::pending();
    let app = App::new(slot.clone(), Arc::new(MemoryKeys::of_scenarios()), ServerConfig::default()).unwrap();
    let router = hark_server::router(app);
    let send = |exchange| hark_server::scenario::in_process(router.clone(), exchange);
    let query = search("main", br#"{"query": "lantern"}"#);
    let reply = send(query.clone()).await.unwrap();
    assert_eq!((reply.status, reply.headers["x-error-code"].as_str()), (503, "not_ready"));
    assert_eq!(reply.headers["retry-after"], "1");
    let reply = send(get("/readyz")).await.unwrap();
    assert_eq!((reply.status, &json(&reply)["ready"]), (503, &json!(false)));
    assert_eq!(send(get("/healthz")).await.unwrap().status, 200);
    assert!(
        String::from_utf8(send(get("/metrics")).await.unwrap().body).unwrap().contains("hark_engine_ready 0")
    );

    slot.set(Arc::new(LinearEngine::new(rows::catalog("small"))));
    assert_eq!(send(query).await.unwrap().status, 200);
    assert_eq!(send(get("/readyz")).await.unwrap().status, 200);
}
