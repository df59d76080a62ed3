//! Keys of a real catalogue behind the server.

use std::sync::Arc;

use hark_catalog::Catalog;
use hark_catalog::keys::Day;
use hark_search::Engine;
use hark_server::scenario::{Exchange, in_process};
use hark_server::{App, ServerConfig, router};

use crate::support::{LinearEngine, json, rows, search};

#[tokio::test]
async fn keys_of_the_catalogue_work_are_counted_and_stop_when_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Arc::new(Catalog::open(folder.path()).unwrap());
    let made = catalog.create_key("game", "free").unwrap();
    let engine: Arc<dyn Engine> = Arc::new(LinearEngine::new(rows::catalog("small")));
    let mut config = ServerConfig::default();
    config.server.key_cache_ms = 0;
    let app = App::new(engine, catalog.clone(), config).unwrap();
    let with = |secret: &str| {
        let mut exchange: Exchange = search("main", br#"{"query": "lantern"}"#);
        exchange.headers[0].1 = secret.to_owned();
        in_process(router(app.clone()), exchange)
    };
    let reply = with(&made.secret).await.unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.headers["ratelimit-policy"].contains(r#""day";q=5000;w=86400"#));
    assert_eq!(with("hark_wrong").await.unwrap().status, 401);

    app.flush_usage().unwrap();
    let used_at = catalog.list_keys().unwrap()[0].last_used_at.unwrap();
    assert_eq!(catalog.usage(&made.id, Day::of(used_at)).unwrap(), 1);

    catalog.revoke_key(&made.id).unwrap();
    let reply = with(&made.secret).await.unwrap();
    assert_eq!((reply.status, json(&reply)), (403, serde_json::json!({"error": "key disabled"})));
}
