//! `hark keys`: API keys.

use anyhow::bail;
use hark_catalog::Catalog;
use serde_json::{Value, json};

use crate::cli::Keys;
use crate::config::Settings;
use crate::output::{self, Done, Usage};

pub(crate) fn run(settings: &Settings, command: Keys) -> anyhow::Result<Done> {
    let catalog = settings.data.catalog()?;
    match command {
        Keys::Create { name, tier, output } => create(settings, &catalog, (&name, tier), output.json)?,
        Keys::List(output) => list(&catalog, output.json)?,
        Keys::Revoke { id, output } => {
            let key = catalog.revoke_key(&id)?;
            if output.json {
                output::json(&record(&key))?;
            } else {
                output::line(format!("{} ({}) no longer works", key.id, key.name))?;
            }
        }
    }
    Ok(Done::Fully)
}

fn create(
    settings: &Settings,
    catalog: &Catalog,
    (name, tier): (&str, Option<String>),
    as_json: bool,
) -> anyhow::Result<()> {
    let tier = tier.unwrap_or_else(|| settings.server.server.default_tier.clone());
    if settings.server.tiers.get(&tier).is_none() {
        let known: Vec<&str> = settings.server.tiers.iter().map(|(name, _)| name).collect();
        bail!(Usage(format!("there is no tier {tier:?}; tiers are {}", known.join(", "))));
    }
    let key = catalog.create_key(name, &tier)?;
    if as_json {
        return output::json(&json!({ "id": key.id, "name": name, "tier": tier, "key": key.secret }));
    }
    output::line(format!("{}  (id {}, tier {tier})", key.secret, key.id))?;
    output::note("Keep it: it is not shown again.");
    Ok(())
}

fn list(catalog: &Catalog, as_json: bool) -> anyhow::Result<()> {
    let keys = catalog.list_keys()?;
    if as_json {
        return output::json(&keys.iter().map(record).collect::<Vec<Value>>());
    }
    output::line(format!(
        "{:<18} {:<24} {:<10} {:<16}  {:<16}  revoked",
        "id", "name", "tier", "created", "last used"
    ))?;
    for key in keys {
        output::line(format!(
            "{:<18} {:<24} {:<10} {:<16}  {:<16}  {}",
            key.id,
            key.name,
            key.tier,
            output::moment(Some(key.created_at)),
            output::moment(key.last_used_at),
            output::moment(key.revoked_at)
        ))?;
    }
    Ok(())
}

fn record(key: &hark_catalog::keys::KeyRecord) -> Value {
    let moment = |at: Option<hark_track::Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": key.id,
        "name": key.name,
        "tier": key.tier,
        "created_at": moment(Some(key.created_at)),
        "last_used_at": moment(key.last_used_at),
        "revoked_at": moment(key.revoked_at),
    })
}
