//! Runs the API scenarios of `contract/scenarios`: requests and what must come back, as data.
//!
//! The scenarios belong to neither side of the API. This runner carries them out against any router or any address, so
//! that this crate runs them over a plain test engine, and the binary over the real one.
//!
//! # Form
//! A file is one [`Scenario`]. In a request, `${key.NAME}` in a header stands for the key of that name (see [`KEYS`]);
//! without an `x-api-key` header the key `main` is sent, and a header given as null is left out. In a body,
//! `{"$repeat": ["ab", 3]}` stands for `"ababab"`, `{"$ids": [1, 3]}` for `["1", "2", "3"]` and `{"$id_list": [1, 3]}`
//! for `"1,2,3"`. What an answer is compared with is described in [`mod@matcher`].

pub mod matcher;
mod send;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::config::{ServerConfig, Tier, Tiers};

pub use send::{in_process, over_socket};

/// Keys that scenarios use: name, tier, whether it is revoked.
pub const KEYS: [(&str, &str, KeyState); 4] = [
    ("main", "unlimited", KeyState::Active),
    ("revoked", "unlimited", KeyState::Revoked),
    ("slow", "scenario-slow", KeyState::Active),
    ("small", "scenario-small", KeyState::Active),
];

/// Whether a key of a scenario works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It works.
    Active,
    /// It was revoked.
    Revoked,
}

/// The settings under which scenarios run: the defaults and two tiers that are soon used up. `scenario-slow` allows 2
/// requests and then one a minute, `scenario-small` 2 a day.
pub fn config() -> ServerConfig {
    let slow = Tier { requests_per_minute: 1, burst: 2, requests_per_day: 0 };
    let small = Tier { requests_per_minute: 0, burst: 0, requests_per_day: 2 };
    let tiers = [("scenario-slow".to_owned(), slow), ("scenario-small".to_owned(), small)];
    ServerConfig { tiers: Tiers::from(BTreeMap::from(tiers)), ..ServerConfig::default() }
}

/// One behaviour of the API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What holds, in a sentence.
    pub about: String,
    /// The catalogue that it runs over: `NAME` is `contract/catalogs/NAME.jsonl`, in the form of an import, and
    /// `NAME.analysis.jsonl` beside it, where there is one, what was measured of its tracks.
    pub catalog: String,
    /// Requests, in order, all to one server that starts fresh.
    pub steps: Vec<Step>,
}

/// One request and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What this step shows.
    pub name: String,
    /// What is sent.
    #[serde(default)]
    pub request: StepRequest,
    /// What must come back.
    #[serde(default)]
    pub expect: Expect,
}

/// What is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StepRequest {
    /// Default: `POST`.
    pub method: String,
    /// Default: `/developer/v1/search`.
    pub path: String,
    /// Default: a key and, with a body, `content-type: application/json`. Null leaves one out.
    pub headers: BTreeMap<String, Option<String>>,
    /// A JSON body.
    pub body: Option<Value>,
    /// A body as text.
    pub raw_body: Option<String>,
    /// A body as bytes in hexadecimal.
    pub hex_body: Option<String>,
}

impl Default for StepRequest {
    fn default() -> StepRequest {
        StepRequest {
            method: "POST".to_owned(),
            path: "/developer/v1/search".to_owned(),
            headers: BTreeMap::new(),
            body: None,
            raw_body: None,
            hex_body: None,
        }
    }
}

/// What must come back. What is not named is not looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// Default: 200.
    pub status: u16,
    /// Patterns for headers, as texts.
    pub headers: BTreeMap<String, Value>,
    /// The exact JSON body.
    pub body: Option<Value>,
    /// A pattern for the JSON body.
    pub matches: Option<Value>,
    /// The body is `{"error": TEXT}` and TEXT has all of these in it.
    pub error: Option<Vec<String>>,
    /// The body, as text, has all of these in it.
    pub text: Option<Vec<String>>,
}

impl Default for Expect {
    fn default() -> Expect {
        let headers = BTreeMap::new();
        Expect { status: 200, headers, body: None, matches: None, error: None, text: None }
    }
}

/// A request ready to be sent.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Method.
    pub method: String,
    /// Path with query string.
    pub path: String,
    /// Headers, without those of the connection.
    pub headers: Vec<(String, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

/// An answer. Header names are in lower case.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// Body.
    pub body: Vec<u8>,
}

/// Why scenarios could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or file could not be read.
    #[error("{path} could not be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not a scenario.
    #[error("{path} is not a scenario")]
    Form {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

/// The scenarios of a folder, by file name.
///
/// # Errors
/// The first file that cannot be read or is no scenario.
pub fn load(folder: &Path) -> Result<Vec<(String, Scenario)>, LoadError> {
    let read = |path: &Path, source| LoadError::Read { path: path.to_owned(), source };
    let mut scenarios = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| read(folder, error))? {
        let path = entry.map_err(|error| read(folder, error))?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| read(&path, error))?;
        let scenario =
            serde_json::from_str(&text).map_err(|source| LoadError::Form { path: path.clone(), source })?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        scenarios.push((name, scenario));
    }
    scenarios.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(scenarios)
}

/// Carries out a scenario with these keys (name to secret). Returns what did not hold, a line each.
pub async fn run<S, F>(scenario: &Scenario, keys: &BTreeMap<String, String>, send: S) -> Vec<String>
where
    S: Fn(Exchange) -> F,
    F: Future<Output = Result<Reply, String>>,
{
    let mut failures = Vec::new();
    for step in &scenario.steps {
        let found = match send(step.request.exchange(keys)).await {
            Ok(reply) => step.expect.check(&reply),
            Err(error) => vec![format!("no answer: {error}")],
        };
        failures.extend(found.into_iter().map(|failure| format!("{}: {failure}", step.name)));
    }
    failures
}

impl StepRequest {
    fn exchange(&self, keys: &BTreeMap<String, String>) -> Exchange {
        let body = self.bytes();
        let mut headers = BTreeMap::from([("x-api-key".to_owned(), Some("${key.main}".to_owned()))]);
        if !body.is_empty() {
            headers.insert("content-type".to_owned(), Some("application/json".to_owned()));
        }
        headers.extend(self.headers.clone());
        let with_keys = |text: String| {
            keys.iter().fold(text, |text, (name, key)| text.replace(&format!("${{key.{name}}}"), key))
        };
        Exchange {
            method: self.method.clone(),
            path: self.path.clone(),
            headers: headers.into_iter().filter_map(|(name, text)| Some((name, with_keys(text?)))).collect(),
            body,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let json = self.body.as_ref().map(|body| expand(body).to_string());
        if let Some(text) = json.or_else(|| self.raw_body.clone()) {
            return text.into_bytes();
        }
        let digits = self.hex_body.as_deref().unwrap_or_default().as_bytes();
        let byte = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).unwrap_or_default();
        digits.chunks(2).map(byte).collect()
    }
}

/// A body with its `$` forms written out.
fn expand(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 => match expand_form(map) {
            Some(expanded) => expanded,
            None => map.iter().map(|(name, value)| (name.clone(), expand(value))).collect(),
        },
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), expand(value))).collect(),
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn expand_form(map: &serde_json::Map<String, Value>) -> Option<Value> {
    let (form, arguments) = map.iter().next()?;
    let [first, second] = arguments.as_array()?.as_slice() else { return None };
    let ids = || Some((first.as_u64()?..=second.as_u64()?).map(|id| id.to_string()).collect::<Vec<_>>());
    match form.as_str() {
        "$repeat" => Some(Value::String(first.as_str()?.repeat(usize::try_from(second.as_u64()?).ok()?))),
        "$ids" => Some(Value::from(ids()?)),
        "$id_list" => Some(Value::from(ids()?.join(","))),
        _ => None,
    }
}

impl Expect {
    fn check(&self, reply: &Reply) -> Vec<String> {
        let text = String::from_utf8_lossy(&reply.body);
        let mut failures = Vec::new();
        if reply.status != self.status {
            failures.push(format!("status {} instead of {}: {text}", reply.status, self.status));
        }
        for (name, pattern) in &self.headers {
            let value = reply.headers.get(name).cloned().map(Value::String);
            failures.extend(matcher::check(&format!("header {name}"), pattern, value.as_ref()));
        }
        for part in self.text.iter().flatten().filter(|part| !text.contains(part.as_str())) {
            failures.push(format!("the body lacks {part:?}"));
        }
        failures.extend(self.check_json(&text));
        failures
    }

    fn check_json(&self, text: &str) -> Vec<String> {
        let error = self.error.as_ref().map(|parts| {
            let pattern =
                serde_json::json!({"$all": [{"$keys": ["error"]}, {"error": {"$contains": parts}}]});
            ("body", pattern)
        });
        let exact = self.body.as_ref().map(|body| ("body", serde_json::json!({ "$exact": body })));
        let pattern = self.matches.as_ref().map(|pattern| ("body", pattern.clone()));
        let patterns: Vec<_> = [error, exact, pattern].into_iter().flatten().collect();
        if patterns.is_empty() {
            return Vec::new();
        }
        match serde_json::from_str::<Value>(text) {
            Ok(body) => {
                patterns.iter().flat_map(|(at, pattern)| matcher::check(at, pattern, Some(&body))).collect()
            }
            Err(error) => vec![format!("the body is not JSON ({error}): {text}")],
        }
    }
}
