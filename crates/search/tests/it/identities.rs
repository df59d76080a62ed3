//! Searching by identity.

use hark_catalog::Field;
use hark_search::{Engine, Filters, Method, SearchRequest, SearchResults, Sort, What};
use hark_track::{Seconds, Status};

use crate::world::{World, ids, request, track};

fn world() -> World {
    let mut hidden = track(30, "Hidden", "A", &["x"]);
    hidden.fields.status = Field::Set(Status::Delisted);
    World::new(&[track(10, "Ten", "A", &["x"]), track(20, "1999", "B", &["y"]), hidden])
}

fn lookup(world: &World, asked: &[&str]) -> SearchResults {
    let what = What::Ids(asked.iter().map(|id| (*id).to_owned()).collect());
    let filters = Filters { duration_min: Seconds::new(9_999.0), ..Filters::default() };
    world.engine.search(&SearchRequest { what, filters, sort: Sort::Popular, ..request("") }).unwrap()
}

#[test]
fn identities_keep_their_order_come_once_and_ignore_filters() {
    let world = world();
    let found = lookup(&world, &["20", "30", "10", "20", "999", "00010", "99999999999999999999"]);
    assert_eq!(ids(&found), [20, 10]);
    assert_eq!(found.missing_ids, ["30", "999", "00010", "99999999999999999999"]);
    assert_eq!((found.method, found.total), (Method::IdsBatch, 2));
    assert!(found.tracks.iter().all(|hit| hit.score == 1.0));
    assert!(found.artists.is_empty() && found.albums.is_empty());
}

#[test]
fn one_identity_is_a_lookup_of_its_own_kind() {
    let world = world();
    assert_eq!(lookup(&world, &["10"]).method, Method::Id);
    assert_eq!(lookup(&world, &["10", "10"]).method, Method::Id);
    let missing = lookup(&world, &["11"]);
    assert_eq!((missing.total, missing.missing_ids.len()), (0, 1));
}

#[test]
fn a_query_of_digits_is_an_identity_or_else_words() {
    let world = world();
    let found = world.search("10");
    assert_eq!((ids(&found), found.method), (vec![10], Method::Id));
    let found = world.search("1999");
    assert_eq!(ids(&found), [20], "no such identity, but a title");
    assert_eq!(found.method, Method::Semantic);
    assert!(found.missing_ids.is_empty());
    assert!(world.ids("30").is_empty(), "a delisted track is not found by its identity either");
}

#[test]
fn several_identities_in_a_query_are_never_words() {
    let world = world();
    let found = world.search("10, 1999,20");
    assert_eq!((ids(&found), found.method), (vec![10, 20], Method::IdsBatch));
    assert_eq!(found.missing_ids, ["1999"]);
}
