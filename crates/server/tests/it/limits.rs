//! Limits of keys, with a clock that moves only when told.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hark_server::{ServerConfig, Tier, Tiers};
use serde_json::json;

use crate::support::{World, get, json, search};

fn world(tier: Tier) -> World {
    let tiers = BTreeMap::from([("scenario-slow".to_owned(), tier)]);
    World::new(ServerConfig { tiers: Tiers::from(tiers), ..ServerConfig::default() })
}

async fn status(world: &World) -> u16 {
    world.search("slow", &json!({"query": "lantern"})).await.status
}

/// Many tasks on several threads; how many of `count` requests got through.
async fn hammer(world: &World, count: usize) -> usize {
    let router = hark_server::router(world.app.clone());
    let tasks: Vec<_> = (0..count)
        .map(|_| {
            let send = hark_server::scenario::in_process(router.clone(), search("slow", b"{}"));
            tokio::spawn(async move { send.await.unwrap().status })
        })
        .collect();
    let mut through = 0;
    for task in tasks {
        let status = task.await.unwrap();
        // An empty body is a 400 once the limits let it through; this keeps the engine out of the test.
        assert!([400, 429].contains(&status), "{status}");
        through += usize::from(status == 400);
    }
    through
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hammered_key_gets_exactly_its_burst_and_its_rate() {
    let mut config = ServerConfig::default();
    config.server.requests_in_flight_max = 10_000;
    let tier = Tier { requests_per_minute: 90, burst: 40, requests_per_day: 0 };
    config.tiers = Tiers::from(BTreeMap::from([("scenario-slow".to_owned(), tier)]));
    let world = World::new(config);
    assert_eq!(hammer(&world, 400).await, 40);
    // 1.5 requests a second: 7 s hold 10.5 of them, and the half is not lost.
    world.clock.advance(Duration::from_secs(7));
    assert_eq!(hammer(&world, 300).await, 10);
    world.clock.advance(Duration::from_secs(7));
    assert_eq!(hammer(&world, 300).await, 11);
    world.clock.advance(Duration::from_secs(3_600));
    assert_eq!(hammer(&world, 300).await, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_holds_exactly_its_quota_and_a_restart_does_not_give_more() {
    let tier = Tier { requests_per_minute: 0, burst: 0, requests_per_day: 100 };
    let mut first = world(tier);
    assert_eq!(hammer(&first, 60).await, 60);
    first.app.flush_usage().unwrap();
    first.app.flush_usage().unwrap();
    assert_eq!(first.keys.usage.lock().unwrap().values().sum::<u64>(), 60);

    let again = world(tier);
    again.keys.usage.lock().unwrap().append(&mut first.keys.usage.lock().unwrap());
    first = again;
    assert_eq!(hammer(&first, 200).await, 40);
    // Half a day later it is midnight.
    first.clock.advance(Duration::from_secs(12 * 3_600));
    assert_eq!(hammer(&first, 200).await, 100);
    first.app.flush_usage().unwrap();
    let usage: Vec<u64> = first.keys.usage.lock().unwrap().values().copied().collect();
    assert_eq!(usage, [100, 100]);
}

#[tokio::test]
async fn a_refusal_says_in_seconds_when_to_come_back() {
    let world = world(Tier { requests_per_minute: 7, burst: 1, requests_per_day: 2 });
    let body = json!({"query": "lantern"});
    let reply = world.search("slow", &body).await;
    assert_eq!(reply.headers["ratelimit-policy"], r#""rate";q=1;w=9, "day";q=2;w=86400"#);
    assert_eq!(reply.headers["ratelimit"], r#""rate";r=0;t=9, "day";r=1;t=43200"#);
    let reply = world.search("slow", &body).await;
    assert_eq!((reply.status, reply.headers["retry-after"].as_str()), (429, "9"));
    assert_eq!(json(&reply), json!({"message": "Too Many Requests"}));
    world.clock.advance(Duration::from_millis(8_571));
    assert_eq!(status(&world).await, 429);
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(status(&world).await, 200);
    world.clock.advance(Duration::from_secs(60));
    let reply = world.search("slow", &body).await;
    // 43,200 s to midnight, of which 68.572 have passed.
    assert_eq!((reply.status, reply.headers["retry-after"].as_str()), (429, "43132"));
    let metrics = world.send(get("/metrics")).await;
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains(r#"hark_rate_limited_total{limit="rate"} 2"#), "{text}");
    assert!(text.contains(r#"hark_rate_limited_total{limit="day"} 1"#), "{text}");
}

#[tokio::test]
async fn counts_that_could_not_be_stored_are_stored_later() {
    let world = world(Tier { requests_per_minute: 0, burst: 0, requests_per_day: 100 });
    assert_eq!(status(&world).await, 200);
    world.keys.failing.store(true, Ordering::SeqCst);
    world.app.flush_usage().unwrap_err();
    assert_eq!(status(&world).await, 200);
    world.keys.failing.store(false, Ordering::SeqCst);
    world.app.flush_usage().unwrap();
    assert_eq!(world.keys.usage.lock().unwrap().values().sum::<u64>(), 2);
}

#[tokio::test]
async fn a_revoked_key_stops_working_within_the_time_it_is_remembered() {
    let world = world(Tier::default());
    assert_eq!(status(&world).await, 200);
    world.keys.revoke("slow");
    assert_eq!(status(&world).await, 200);
    world.clock.advance(Duration::from_secs(5));
    let reply = world.search("slow", &json!({"query": "lantern"})).await;
    assert_eq!((reply.status, json(&reply)), (403, json!({"error": "key disabled"})));
}

#[tokio::test]
async fn a_key_made_after_a_wrong_guess_works_within_the_same_time() {
    let world = world(Tier::default());
    assert_eq!(world.search("new", &json!({})).await.status, 401);
    world.keys.add("new", "standard");
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(world.search("new", &json!({})).await.status, 400);
}

#[tokio::test]
async fn a_busy_key_and_a_repeated_guess_are_looked_up_once() {
    let world = world(Tier::default());
    for _ in 0..50 {
        status(&world).await;
        world.search("guess", &json!({})).await;
    }
    assert_eq!(world.keys.looked_up.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_key_whose_tier_was_taken_out_falls_back_to_the_default_tier() {
    let mut config = ServerConfig::default();
    config.server.default_tier = "free".to_owned();
    let world = World::new(config);
    let reply = world.search("slow", &json!({"query": "lantern"})).await;
    assert_eq!(reply.headers["ratelimit-policy"], r#""rate";q=20;w=20, "day";q=5000;w=86400"#);
}

#[tokio::test]
async fn an_unreadable_record_of_keys_is_the_servers_fault_and_says_nothing_of_itself() {
    let world = world(Tier::default());
    world.keys.failing.store(true, Ordering::SeqCst);
    let reply = world.search("slow", &json!({"query": "lantern"})).await;
    assert_eq!((reply.status, json(&reply)), (500, json!({"error": "Internal server error"})));
}
