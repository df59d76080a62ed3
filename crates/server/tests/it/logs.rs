//! One line a request, with what is needed and nothing that is secret.

use std::sync::Arc;

use hark_server::ServerConfig;
use hark_server::scenario::Exchange;

use crate::support::log::lines_with;
use crate::support::{LinearEngine, Trouble, World, get, rows, search};

fn named(mut exchange: Exchange, id: &str) -> Exchange {
    exchange.headers.push(("x-request-id".to_owned(), id.to_owned()));
    exchange
}

#[tokio::test]
async fn a_line_names_request_and_key_but_holds_neither_secret_nor_query() {
    let world = World::new(ServerConfig::default());
    world.send(named(search("main", br#"{"query": "lantern"}"#), "log-found")).await;
    world.send(named(get("/nope?token=abc"), "log-nope")).await;
    let lines = [lines_with("log-found"), lines_with("log-nope")];
    assert!(lines.iter().all(|lines| lines.len() == 1), "{lines:?}");
    for part in ["INFO", "\"POST\"", "/developer/v1/search", "status=200", "id-main", "ms="] {
        assert!(lines[0][0].contains(part), "{part} is not in {}", lines[0][0]);
    }
    for part in ["INFO", "/nope", "status=404", "not_found"] {
        assert!(lines[1][0].contains(part), "{part} is not in {}", lines[1][0]);
    }
    for secret in ["hk_test", "lantern", "token"] {
        assert!(!lines.concat().concat().contains(secret), "{secret} is in {lines:?}");
    }
}

#[tokio::test]
async fn a_failure_is_logged_as_an_error_with_its_cause() {
    for (trouble, id, cause) in [
        (Trouble::Panic, "log-panic", "the engine fell over"),
        (Trouble::Fail, "log-fail", "segment /secret/path is broken"),
    ] {
        let engine = Arc::new(LinearEngine::new(rows::catalog("small")));
        engine.trouble(trouble);
        let world = World::over(engine, ServerConfig::default());
        world.send(named(search("main", br#"{"query": "lantern"}"#), id)).await;
        let lines = lines_with(id);
        assert_eq!(lines.len(), 1, "{lines:?}");
        for part in ["ERROR", "status=500", "internal", "id-main", cause] {
            assert!(lines[0].contains(part), "{part} is not in {}", lines[0]);
        }
    }
}
