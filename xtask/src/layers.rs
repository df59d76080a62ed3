//! Who may import whom. A boundary that nobody checks dissolves.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use toml::{Table, Value};

/// A crate of ours with those that it may import, in the order the data takes.
const LAYERS: [(&str, &[&str]); 12] = [
    ("track", &[]),
    ("audio", &["track", "models"]),
    ("models", &[]),
    ("catalog", &["track"]),
    ("index", &["track"]),
    ("knowledge", &["track"]),
    ("query", &["track", "knowledge"]),
    ("search", &["track", "models", "knowledge", "catalog", "index", "query"]),
    ("server", &["track", "catalog", "search"]),
    ("testkit", &["track"]),
    ("hark", &["track", "audio", "models", "knowledge", "catalog", "search", "server", "testkit"]),
    ("xtask", &[]),
];

/// An outside crate with the only crates of ours that may use it. Others would have its work done in a second place.
const HOMES: [(&str, &[&str]); 20] = [
    ("symphonia", &["audio"]),
    ("lofty", &["audio"]),
    ("ebur128", &["audio"]),
    ("ropus", &["audio"]),
    ("rten", &["models"]),
    ("realfft", &["audio", "models"]),
    ("rten-gemm", &["models"]),
    ("rusqlite", &["catalog"]),
    ("tantivy", &["index"]),
    ("axum", &["server"]),
    ("hyper", &["server"]),
    ("hyper-util", &["server"]),
    ("tower", &["server"]),
    ("utoipa", &["server"]),
    ("tower-http", &["server"]),
    ("tokio", &["server", "hark"]),
    ("quick-xml", &["knowledge"]),
    ("clap", &["hark"]),
    ("indicatif", &["hark"]),
    ("anyhow", &["hark", "xtask"]),
];

/// Imports that the tables forbid. Tests may import anything, because they stand above all crates.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut members: BTreeSet<String> = BTreeSet::from(["xtask".to_owned()]);
    for entry in std::fs::read_dir(root.join("crates"))? {
        members.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let listed: BTreeSet<String> = LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for missing in members.symmetric_difference(&listed) {
        problems.push(format!("layers: {missing} is either not a crate or not in the table of layers"));
    }
    for member in members.intersection(&listed) {
        let folder = if member == "xtask" { root.join(member) } else { root.join("crates").join(member) };
        let manifest = folder.join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
        problems.extend(forbidden(member, &text)?);
    }
    Ok(problems)
}

/// What the manifest of `member` imports against the tables.
pub(crate) fn forbidden(member: &str, manifest: &str) -> anyhow::Result<Vec<String>> {
    let manifest: Table = manifest.parse()?;
    let allowed = LAYERS.iter().find(|(name, _)| *name == member).map_or(&[][..], |(_, allowed)| allowed);
    let mut problems = Vec::new();
    for section in ["dependencies", "build-dependencies"] {
        let Some(Value::Table(dependencies)) = manifest.get(section) else { continue };
        for name in dependencies.keys() {
            if let Some(ours) = name.strip_prefix("hark-")
                && !allowed.contains(&ours)
            {
                problems.push(format!("layers: {member} must not import {name}"));
            }
            if let Some((_, homes)) = HOMES.iter().find(|(outside, _)| outside == name)
                && !homes.contains(&member)
            {
                problems.push(format!("layers: {name} belongs to {}, not to {member}", homes.join(" and ")));
            }
        }
    }
    Ok(problems)
}
