//! Fetching with a shell in the place of `curl`: no network, the same handling of output, failure and excess.

use super::*;

/// Fetches with a shell command and gives back the content and the last progress.
fn get(script: &'static str, limit: u64) -> (Result<Vec<u8>, Error>, Option<Progress>) {
    let client = move |url: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", url]);
        command
    };
    let mut last = None;
    let mut progress = |now: Progress| last = Some(now);
    let mut hub =
        Hub { base: "base".to_owned(), client: &client, progress: &mut progress, done: 0, total: 99 };
    let content = hub.get("file", limit);
    (content, last)
}

#[test]
fn output_is_the_content_and_counts() {
    let (content, progress) = get("printf %s \"$1\"", 9);
    assert_eq!(content.unwrap(), b"base/file");
    assert_eq!(progress, Some(Progress { stage: Stage::Hub, done: 9, total: Some(99) }));
}

#[test]
fn a_failure_is_told_in_the_clients_words() {
    let (content, _) = get("echo partial; echo 'could not resolve host' >&2; exit 6", 100);
    let error = content.unwrap_err().to_string();
    assert!(error.contains("base/file") && error.ends_with("could not resolve host"), "{error}");
}

#[test]
fn endless_output_is_cut_off() {
    let (content, _) = get("exec yes", 10_000);
    assert!(matches!(content, Err(Error::TooLong { limit: 10_000, .. })));
}

#[test]
fn a_missing_client_is_named() {
    let client = |_: &str| Command::new("no-such-program-anywhere");
    let mut hub = Hub { base: String::new(), client: &client, progress: &mut |_| {}, done: 0, total: 0 };
    let error = hub.get("file", 1).unwrap_err().to_string();
    assert!(error.contains("curl was not found"), "{error}");
}

#[test]
fn only_https_is_spoken_and_waiting_is_bounded() {
    let command = curl("https://hub.example/file");
    let arguments: Vec<&str> = command.get_args().filter_map(|argument| argument.to_str()).collect();
    for pair in [["--proto", "=https"], ["--proto-redir", "=https"], ["--connect-timeout", CONNECT_SECONDS]] {
        assert!(arguments.windows(2).any(|window| window == pair), "{pair:?}");
    }
}
