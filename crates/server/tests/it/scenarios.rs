//! The scenarios of `contract/scenarios`, each against a fresh server, two ways.

use std::sync::Arc;

use hark_search::Engine;
use hark_server::scenario::{self, Scenario};
use hark_server::{App, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{LinearEngine, MemoryKeys, contract, rows, secrets};

fn app(scenario: &Scenario) -> App {
    let engine: Arc<dyn Engine> = Arc::new(LinearEngine::new(rows::catalog(&scenario.catalog)));
    App::new(engine, Arc::new(MemoryKeys::of_scenarios()), scenario::config()).unwrap()
}

fn report(failures: Vec<(String, Vec<String>)>, steps: usize) {
    assert!(steps > 150, "only {steps} steps were read");
    let lines: Vec<String> = failures
        .into_iter()
        .flat_map(|(name, failures)| failures.into_iter().map(move |failure| format!("{name}: {failure}")))
        .collect();
    assert!(lines.is_empty(), "{} failures:\n{}", lines.len(), lines.join("\n"));
}

#[tokio::test]
async fn scenarios_hold_in_process() {
    let (mut failures, mut steps) = (Vec::new(), 0);
    for (name, scenario) in scenario::load(&contract().join("scenarios")).unwrap() {
        let router = hark_server::router(app(&scenario));
        let send = |exchange| scenario::in_process(router.clone(), exchange);
        failures.push((name, scenario::run(&scenario, &secrets(), send).await));
        steps += scenario.steps.len();
    }
    report(failures, steps);
}

#[tokio::test]
async fn scenarios_hold_over_a_socket() {
    let (mut failures, mut steps) = (Vec::new(), 0);
    for (name, scenario) in scenario::load(&contract().join("scenarios")).unwrap() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(serve(listener, app(&scenario), async move { stopped.await.unwrap() }));
        let send = |exchange| scenario::over_socket(addr, exchange);
        failures.push((name, scenario::run(&scenario, &secrets(), send).await));
        steps += scenario.steps.len();
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
    }
    report(failures, steps);
}
