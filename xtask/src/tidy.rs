//! Rules about files: each with its reason, each with a test that shows it at work.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// Longest source file, in lines of code: not blank, not only a comment.
pub(crate) const MAX_CODE_LINES: usize = 500;
/// Largest file kept in the repository.
const MAX_FILE_BYTES: u64 = 500_000;
/// Files that may be larger, with the reason.
const LARGE_FILES: [(&str, &str); 2] = [
    ("Cargo.lock", "grows with the dependencies"),
    (
        "crates/knowledge/artists/dbpedia.tsv.gz",
        "what is known of 26,000 artists, in the binary; compressed already",
    ),
];

/// A textual ban: what, where it is at home, what to use instead.
struct Ban {
    text: &'static str,
    homes: &'static [&'static str],
    instead: &'static str,
}

/// What clippy cannot express. The texts are in two parts so that this file does not ban itself.
const BANS: [Ban; 4] = [
    Ban { text: concat!(".partial", "_cmp("), homes: &[], instead: "total_cmp, which orders every float" },
    Ban {
        text: concat!("SystemTime", "::now"),
        homes: &["crates/catalog/src/clock.rs", "crates/server/src/clock.rs"],
        instead: "a clock that is handed in, so that tests own the time",
    },
    Ban {
        text: concat!("env", "::var"),
        homes: &[
            "crates/hark/src/config.rs",
            "crates/hark/src/commands/serve.rs",
            "/tests/",
            "/tests.rs",
            "/benches/",
            "/examples/",
        ],
        instead: "settings that the binary reads once",
    },
    Ban {
        text: concat!("println", "!"),
        homes: &["/tests/", "/benches/", "/examples/", "xtask/src/main.rs"],
        instead: "hark's output module",
    },
];

/// Everything that breaks a rule, one line each.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in tracked(root)? {
        let name = path.to_string_lossy().replace('\\', "/");
        let full = root.join(&path);
        let Ok(metadata) = std::fs::metadata(&full) else { continue };
        if metadata.len() > MAX_FILE_BYTES && !LARGE_FILES.iter().any(|(large, _)| *large == name) {
            problems.push(format!(
                "{name}: {} bytes; the repository keeps no file above {MAX_FILE_BYTES}",
                metadata.len()
            ));
        }
        let Ok(text) = std::fs::read_to_string(&full) else { continue };
        if name.ends_with(".rs") {
            problems.extend(source(&name, &text));
        } else if name.ends_with(".md") {
            problems.extend(dead_links(root, &path, &text));
        }
    }
    problems.extend(architecture(root)?);
    Ok(problems)
}

/// The files that git knows or would add.
fn tracked(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output()
        .context("tidy needs git")?;
    if !listed.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr));
    }
    let names = String::from_utf8_lossy(&listed.stdout);
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}

/// The rules for a source file.
pub(crate) fn source(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !text.starts_with("//!") {
        problems.push(format!("{name}: the first line must say in `//!` why the module exists"));
    }
    let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
    let code = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    if code > MAX_CODE_LINES && !is_test {
        problems.push(format!("{name}: {code} lines of code; split it, the limit is {MAX_CODE_LINES}"));
    }
    for (line, number) in text.lines().zip(1..) {
        for ban in BANS
            .iter()
            .filter(|ban| line.contains(ban.text) && !ban.homes.iter().any(|home| name.contains(home)))
        {
            problems.push(format!("{name}:{number}: no {}; use {}", ban.text, ban.instead));
        }
        for word in ["TODO", "FIXME"] {
            let marked = line.split(word).nth(1);
            if marked.is_some_and(|rest| !rest.starts_with("(#")) && !name.starts_with("xtask/") {
                problems
                    .push(format!("{name}:{number}: a {word} needs the number of its issue: {word}(#12)"));
            }
        }
    }
    problems
}

/// Relative links of a page that lead nowhere.
pub(crate) fn dead_links(root: &Path, page: &Path, text: &str) -> Vec<String> {
    let folder = root.join(page.parent().unwrap_or(Path::new("")));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets
        .filter(|target| {
            !target.contains("://") && !target.starts_with('#') && !target.starts_with("mailto:")
        })
        .map(|target| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty() && !folder.join(target).try_exists().unwrap_or(false))
        .map(|target| format!("{}: the link to {target} leads nowhere", page.display()))
        .collect()
}

/// ARCHITECTURE.md must have a section for every crate, each saying what it never does.
fn architecture(root: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).context("ARCHITECTURE.md")?;
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let heading = format!("\n## `crates/{name}`");
        match text.split_once(&heading).map(|(_, rest)| rest.split("\n## ").next().unwrap_or(rest)) {
            None => problems.push(format!("ARCHITECTURE.md: no section for crates/{name}")),
            Some(section) if !section.contains("**Never**") => {
                problems.push(format!(
                    "ARCHITECTURE.md: the section of crates/{name} does not say what it never does"
                ));
            }
            Some(_) => {}
        }
    }
    Ok(problems)
}
