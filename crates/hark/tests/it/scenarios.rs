//! The scenarios of `contract/scenarios` against the real engine over a real catalogue, in-process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hark_catalog::Catalog;
use hark_catalog::import::read_rows;
use hark_search::{EmbeddedEngine, Engine};
use hark_server::scenario::{self, KEYS, KeyState, Scenario};
use hark_server::{App, KeyStore};
use hark_track::{Analysis, AssetId, Measurement};
use serde::Deserialize;

fn contract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract")
}

/// What was measured of a track, as the scenarios' catalogues have it.
#[derive(Deserialize)]
struct Measured {
    asset_id: AssetId,
    #[serde(flatten)]
    analysis: Analysis,
}

/// Stores what was measured of a scenario's tracks, if anything was.
fn measure(catalog: &Catalog, name: &str) {
    let path = contract().join("catalogs").join(format!("{name}.analysis.jsonl"));
    for line in std::fs::read_to_string(path).unwrap_or_default().lines() {
        let Measured { asset_id, analysis } = serde_json::from_str(line).unwrap();
        catalog.set_measured(asset_id, &Measurement { analysis, ..Measurement::default() }).unwrap();
    }
}

/// A server fresh for one scenario, with the secrets of its keys.
fn app(scenario: &Scenario, data: &Path) -> (App, BTreeMap<String, String>) {
    let catalog = Arc::new(Catalog::open(data).unwrap());
    let rows = contract().join("catalogs").join(format!("{}.jsonl", scenario.catalog));
    let patches: Vec<_> = read_rows(&rows)
        .unwrap()
        .map(|row| row.unwrap())
        .map(|row| (row.id.unwrap(), row))
        .map(|(id, row)| row.into_patch(id))
        .collect();
    catalog.upsert(&patches).unwrap();
    measure(&catalog, &scenario.catalog);
    let mut secrets = BTreeMap::new();
    for (name, tier, state) in KEYS {
        let key = catalog.create_key(name, tier).unwrap();
        if state == KeyState::Revoked {
            catalog.revoke_key(&key.id).unwrap();
        }
        secrets.insert(name.to_owned(), key.secret);
    }
    let no_model = Err("no text model in scenarios".to_owned());
    let engine: Arc<dyn Engine> = Arc::new(
        EmbeddedEngine::open(
            Arc::clone(&catalog),
            &data.join("index"),
            no_model,
            hark_knowledge::Artists::built_in(),
        )
        .unwrap(),
    );
    let keys: Arc<dyn KeyStore> = catalog;
    (App::new(engine, keys, scenario::config()).unwrap(), secrets)
}

#[test]
fn scenarios_hold_over_the_real_engine() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut failures = Vec::new();
    for (name, scenario) in scenario::load(&contract().join("scenarios")).unwrap() {
        let data = tempfile::tempdir().unwrap();
        let (app, secrets) = app(&scenario, data.path());
        let router = hark_server::router(app);
        let send = |exchange| scenario::in_process(router.clone(), exchange);
        let failed = runtime.block_on(scenario::run(&scenario, &secrets, send));
        failures.extend(failed.into_iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
