//! The committed documents are what the code says. `UPDATE_CONTRACT=1 cargo test -p hark-server documents` writes them.

use std::collections::BTreeSet;
use std::path::Path;

use hark_server::{Code, ServerConfig};
use hark_track::Genre;
use serde_json::{Value, json};

use crate::support::{World, contract, json as body};

fn check_file(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        std::fs::write(path, expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "{} is out of date: run with UPDATE_CONTRACT=1", path.display());
}

fn openapi() -> Value {
    serde_json::from_str(hark_server::openapi::document()).unwrap()
}

#[test]
fn documents_openapi_is_the_committed_one() {
    check_file(&contract().join("openapi.json"), hark_server::openapi::document());
}

#[test]
fn documents_errors_are_the_committed_ones() {
    let table = serde_json::to_string_pretty(&hark_server::error::table()).unwrap() + "\n";
    check_file(&contract().join("errors.json"), &table);
}

#[test]
fn documents_page_names_every_error_parameter_field_and_genre() {
    let page = std::fs::read_to_string(contract().join("../docs/api.md")).unwrap();
    let codes = Code::ALL.iter().map(|code| code.as_str().to_owned());
    let schemas = openapi()["components"]["schemas"].clone();
    let fields = ["SearchRequest", "SearchFilters", "Track", "SearchMeta", "Mood"]
        .iter()
        .flat_map(|name| names(&schemas[name]["properties"]));
    let slugs = Genre::all()
        .flat_map(|genre| [genre.slug()].into_iter().chain(genre.legacy_slugs().iter().copied()))
        .map(str::to_owned);
    for name in codes.chain(fields).chain(slugs) {
        assert!(page.contains(&format!("`{name}`")), "docs/api.md does not name `{name}`");
    }
    for genre in Genre::all() {
        assert!(page.contains(genre.name()), "docs/api.md does not name {genre}");
    }
}

#[test]
fn documents_page_shows_the_settings_that_are_the_defaults() {
    let page = std::fs::read_to_string(contract().join("../docs/api.md")).unwrap();
    let from = page.find("[server]\nlisten").unwrap();
    let block = &page[from..from + page[from..].find("```").unwrap()];
    let shown: ServerConfig = toml::from_str(block).unwrap();
    assert_eq!(shown, ServerConfig::default());
    // The default of a setting that is not shown would pass unseen: count them.
    let settings = format!("{:?}", ServerConfig::default().server).matches(": ").count();
    assert_eq!(block.lines().filter(|line| line.contains(" = ")).count(), settings);
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

/// What of `value` differs from the schema: undescribed or lacking members, wrong types.
fn differences(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap();
        return differences(document, &document["components"]["schemas"][name], value, at);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = options.iter().any(|option| differences(document, option, value, at).is_empty());
        return if fits { Vec::new() } else { vec![format!("{at}: {value} fits no option")] };
    }
    let kinds = match schema["type"].as_array() {
        Some(kinds) => kinds.as_slice(),
        None => std::slice::from_ref(&schema["type"]),
    };
    let allowed = |kind: &str| kinds.iter().any(|allowed| allowed == kind);
    let kind = kind_of(value);
    if !(allowed(kind) || kind == "integer" && allowed("number")) {
        return vec![format!("{at}: {value} is not {kinds:?}")];
    }
    if let Some(items) = value.as_array() {
        return items.iter().flat_map(|item| differences(document, &schema["items"], item, at)).collect();
    }
    let Some(map) = value.as_object() else { return Vec::new() };
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let lacking =
        required.filter(|name| !map.contains_key(*name)).map(|name| format!("{at}.{name} is required"));
    let members = map.iter().flat_map(|(name, value)| {
        let at = format!("{at}.{name}");
        match schema["properties"].get(name) {
            None => vec![format!("{at} is not described")],
            Some(property) => differences(document, property, value, &at),
        }
    });
    lacking.chain(members).collect()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[tokio::test]
async fn documents_describe_every_member_of_real_answers_and_no_more() {
    let document = openapi();
    let world = World::new(ServerConfig::default());
    let responses = &document["paths"]["/developer/v1/search"]["post"]["responses"];
    let schema = |status: u16| &responses[status.to_string()]["content"]["application/json"]["schema"];
    let bodies = [
        json!({"query": "lantern"}),
        json!({"asset_ids": ["1001", "1002", "1004", "7"]}),
        json!({"query": "lantern", "limit": 0}),
    ];
    for request in bodies {
        let reply = world.search("main", &request).await;
        let found = differences(&document, schema(reply.status), &body(&reply), "body");
        assert_eq!(found, Vec::<String>::new(), "{request}");
    }
    for key in ["nobody", "revoked"] {
        let reply = world.search(key, &json!({})).await;
        assert_eq!(differences(&document, schema(reply.status), &body(&reply), "body"), Vec::<String>::new());
    }
    // And what is described exists: the fullest track, and meta of both kinds.
    let schemas = &document["components"]["schemas"];
    let found = body(&world.search("main", &json!({"asset_ids": ["1001", "7"]})).await);
    let explained = body(&world.search("main", &json!({"query": "lantern", "explain": true})).await);
    let why = &explained["tracks"][0]["why"];
    assert_eq!(names(&schemas["Why"]["properties"]), names(why));
    assert!(found["tracks"][0]["why"].is_null(), "only when asked for");
    let track: BTreeSet<String> =
        names(&found["tracks"][0]).union(&names(&explained["tracks"][0])).cloned().collect();
    assert_eq!(names(&schemas["Track"]["properties"]), track);
    assert_eq!(names(&schemas["Mood"]["properties"]), names(&found["tracks"][0]["mood"]));
    assert_eq!(names(&schemas["Style"]["properties"]), names(&found["tracks"][0]["genres_detailed"][0]));
    let other = body(&world.search("main", &json!({"query": "lantern"})).await);
    let understood = body(&world.search("main", &json!({"query": "lantern 120 bpm"})).await);
    let metas = [&found["meta"], &other["meta"], &understood["meta"]].map(names);
    let meta: BTreeSet<String> = metas.into_iter().flatten().collect();
    assert_eq!(names(&schemas["SearchMeta"]["properties"]), meta);
    assert_eq!(names(&schemas["Understood"]["properties"]), names(&understood["meta"]["understood"][0]));
    assert_eq!(names(&schemas["SearchResponse"]["properties"]), names(&other));
}

#[tokio::test]
async fn documents_describe_every_status_that_a_search_can_have() {
    let described = names(&openapi()["paths"]["/developer/v1/search"]["post"]["responses"]);
    let statuses = Code::ALL.iter().map(|code| code.status().to_string()).filter(|status| status != "404");
    assert_eq!(described, statuses.chain(["200".to_owned()]).collect());
}
