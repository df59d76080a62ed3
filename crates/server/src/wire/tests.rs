//! What the scenarios cannot see: the reader against the description, numbers that JSON cannot hold, order of members.

use std::collections::BTreeSet;

use hark_search::{Filters, Hit, Method, Page, SearchRequest, SearchResults, Sort, What};
use hark_track::{Analysis, AssetId, Mood, StyleScore, Timestamp, Track};
use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::request::{BODY_FIELDS, FILTER_FIELDS};
use super::*;

fn described<T: PartialSchema>() -> BTreeSet<String> {
    let schema = serde_json::to_value(T::schema()).unwrap();
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_reader_reads_exactly_the_described_fields() {
    assert_eq!(described::<SearchBody>(), set(&BODY_FIELDS));
    assert_eq!(described::<SearchFilters>(), set(&FILTER_FIELDS));
    assert_eq!(described::<DurationRange>(), set(&["min", "max"]));
}

#[test]
fn every_described_field_is_really_read() {
    for field in FILTER_FIELDS {
        let wrong = json!({"query": "a", "filters": {field: "\u{1}"}});
        let error = parse_search(&wrong).unwrap_err();
        assert!(error.message().contains(field), "{field}: {error}");
    }
    for field in BODY_FIELDS {
        let error = parse_search(&json!({"query": "a", field: {"x": 1}})).unwrap_err();
        assert!(error.message().contains(field), "{field}: {error}");
    }
}

#[test]
fn a_written_request_is_read_as_it_was_meant() {
    let body = SearchBody {
        query: Some("calm".to_owned()),
        limit: Some(5),
        offset: Some(10),
        sort: Some("recent".to_owned()),
        filters: Some(SearchFilters {
            genres: Some(vec!["dnb".to_owned()]),
            key: Some("Bb".to_owned()),
            ..SearchFilters::default()
        }),
        ..SearchBody::default()
    };
    let request = parse_search(&serde_json::to_value(body).unwrap()).unwrap();
    assert_eq!(request.what, What::Query("calm".to_owned()));
    assert_eq!((request.page, request.sort), (Page { limit: 5, offset: 10 }, Sort::Recent));
    assert_eq!(request.filters.genres[0].slug(), "drum-bass");
    assert_eq!(request.filters.key.unwrap().name(), "Bb");
}

#[test]
fn filters_alone_are_read_as_inside_a_request() {
    assert_eq!(parse_filters(&json!([])).unwrap(), Filters::default());
    assert!(parse_filters(&json!({"acoustic": true})).unwrap().acoustic);
    assert!(parse_filters(&json!({"accoustic": true})).unwrap_err().message().contains("filters.accoustic"));
}

fn response(track: Track, score: f64) -> SearchResponse {
    let request = SearchRequest {
        what: What::Query("a".to_owned()),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: Page::default(),
        explain: false,
    };
    let results = SearchResults {
        tracks: vec![Hit { track, score, why: None }],
        artists: Vec::new(),
        albums: Vec::new(),
        total: 1,
        method: Method::Semantic,
        matched_artist: Some("Ada".to_owned()),
        missing_ids: Vec::new(),
        understood: Vec::new(),
    };
    SearchResponse::new(&request, &results)
}

fn track() -> Track {
    Track::new(AssetId::new(7).unwrap(), Timestamp::default())
}

#[test]
fn numbers_that_are_not_finite_are_null_and_never_reach_the_wire() {
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for number in bad {
        let style = StyleScore { label: "x".to_owned(), parent: None, score: number };
        let analysis = Analysis {
            danceability: Some(number),
            mood: Some(Mood { happy: Some(number), ..Mood::default() }),
            genres_detailed: vec![style],
            ..Analysis::default()
        };
        let body = serde_json::to_value(response(Track { analysis, ..track() }, number)).unwrap();
        let track = &body["tracks"][0];
        for field in ["danceability", "mood", "genres_detailed"] {
            assert_eq!(track[field], Value::Null, "{field} of {number}");
        }
        assert_eq!(track["score"], json!(0.0));
    }
}

#[test]
fn scores_have_four_decimals_and_stay_within_0_and_1() {
    for (score, sent) in
        [(0.123_456, 0.1235), (1.0, 1.0), (0.99999, 1.0), (0.0, 0.0), (1.5, 1.0), (-0.1, 0.0)]
    {
        assert_eq!(
            serde_json::to_value(response(track(), score)).unwrap()["tracks"][0]["score"],
            json!(sent)
        );
    }
}

#[test]
fn at_most_five_styles_are_shown_best_first() {
    let style = |at: u8| StyleScore { label: at.to_string(), parent: None, score: 1.0 / f64::from(at + 1) };
    let analysis = Analysis { genres_detailed: (0..9).map(style).collect(), ..Analysis::default() };
    let body = serde_json::to_value(response(Track { analysis, ..track() }, 1.0)).unwrap();
    let styles = body["tracks"][0]["genres_detailed"].as_array().unwrap();
    assert_eq!(styles.len(), 5);
    assert_eq!(styles[0], json!({"label": "0", "score": 1.0}));
}

#[test]
fn members_stand_in_one_order_whatever_the_values() {
    let text = serde_json::to_string(&response(track(), 0.5)).unwrap();
    let begins =
        r#"{"tracks":[{"asset_id":"7","name":"","artist":"","album":"","duration":0.0,"genre":"Other","#;
    assert!(text.starts_with(begins), "{text}");
    let meta = r#""meta":{"total":1,"limit":20,"offset":0,"search_method":"semantic","matched_artist":"Ada","sort":"relevance"}}"#;
    assert!(text.ends_with(meta), "{text}");
    assert_eq!(text, serde_json::to_string(&response(track(), 0.5)).unwrap());
}
