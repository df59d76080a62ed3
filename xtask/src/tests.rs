//! The tree is tidy, and each rule notices what it is there for.

use std::path::Path;

use crate::{check, layers, root, tidy};

#[test]
fn the_tree_is_tidy() {
    let problems = check(&root()).unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_forbidden_import_is_noticed() {
    let manifest =
        "[dependencies]\nhark-server.workspace = true\nhark-track.workspace = true\nrusqlite = \"1\"";
    let problems = layers::forbidden("index", manifest).unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("hark-server") && problems[1].contains("rusqlite"));
    let only_in_tests = "[dev-dependencies]\nhark-server.workspace = true";
    assert!(layers::forbidden("index", only_in_tests).unwrap().is_empty());
}

#[test]
fn a_source_file_without_header_or_with_banned_text_is_noticed() {
    let good = "//! Why.\nfn a() {}\n";
    assert!(tidy::source("crates/x/src/a.rs", good).is_empty());
    assert_eq!(tidy::source("crates/x/src/a.rs", "fn a() {}").len(), 1);
    let banned =
        format!("//! Why.\nlet _ = a{}b);\n// {} later\n", concat!(".partial", "_cmp("), concat!("TO", "DO"));
    assert_eq!(tidy::source("crates/x/src/a.rs", &banned).len(), 2);
}

#[test]
fn a_long_source_file_is_noticed_and_comments_do_not_count() {
    let long = format!("//! Why.\n{}", "let a = 1;\n".repeat(tidy::MAX_CODE_LINES + 1));
    assert_eq!(tidy::source("crates/x/src/a.rs", &long).len(), 1);
    assert!(tidy::source("crates/x/tests/it/a.rs", &long).is_empty());
    let commented = format!("//! Why.\n{}", "// a\n\n".repeat(tidy::MAX_CODE_LINES + 1));
    assert!(tidy::source("crates/x/src/a.rs", &commented).is_empty());
}

#[test]
fn a_link_that_leads_nowhere_is_noticed() {
    let text = "[a](README.md) [b](https://example.org/x) [c](#part) [d](docs/none.md) [e](README.md#part)";
    let problems = tidy::dead_links(&root(), Path::new("CHANGELOG.md"), text);
    assert_eq!(problems, ["CHANGELOG.md: the link to docs/none.md leads nowhere"]);
}
