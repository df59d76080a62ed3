//! Order, scores, and how results are found.

use std::sync::atomic::Ordering;

use hark_catalog::{Field, TrackPatch};
use hark_search::{EmbeddedEngine, Engine, Meaning, Method, Stage};
use hark_track::Status;

use crate::world::{World, ids, request, track};

fn some_tracks() -> Vec<TrackPatch> {
    let mut album = track(5, "Harbour", "Other", &["piano"]);
    album.fields.album = Field::Set("Winter".to_owned());
    vec![
        track(1, "Winter", "Snow Patrol Band", &["rock"]),
        track(2, "Summer", "Winter", &["pop"]),
        track(3, "Winter", "Vivaldi", &["strings"]),
        track(4, "A long winter in winter", "Other", &["winter", "winter"]),
        album,
    ]
}

#[test]
fn what_the_query_names_comes_first() {
    let world = World::new(&some_tracks());
    let found = world.search("winter");
    assert_eq!(ids(&found), [1, 3, 2, 5, 4], "titles, then artist, then album, then the rest");
    assert_eq!(found.matched_artist.as_deref(), Some("Winter"));
    assert_eq!(world.ids("Winter by Vivaldi")[0], 3);
    assert_eq!(world.ids("vivaldi - WINTER")[0], 3);
    assert_eq!(world.search("songs by vivaldi").matched_artist.as_deref(), Some("Vivaldi"));
}

#[test]
fn words_find_tracks_in_every_field_and_forgive_small_mistakes_in_names() {
    let mut rich = track(1, "Opening", "Yngwie Malmsteen", &["dungeon"]);
    rich.fields.album = Field::Set("Citadel".to_owned());
    rich.fields.genres = Field::Set(vec!["polka".to_owned()]);
    rich.fields.moods = Field::Set(vec!["ominous".to_owned()]);
    rich.fields.instruments = Field::Set(vec!["electricguitar".to_owned()]);
    rich.fields.description = Field::Set("recorded in a cavern".to_owned());
    let world = World::new(&[rich, track(2, "Unrelated", "Someone", &["field"])]);
    for query in [
        "opening",
        "malmsteen",
        "Malmstén",
        "yngwi malmsten",
        "citadel",
        "polkas",
        "ominous",
        "guitars",
        "Dungeon",
        "caverns",
    ] {
        assert_eq!(world.ids(query).first(), Some(&1), "{query}");
    }
}

#[test]
fn meaning_finds_what_shares_no_word_with_the_query() {
    let world = World::new(&[
        track(1, "One", "A", &["peaceful", "ocean"]),
        track(2, "Two", "B", &["combat", "war"]),
        track(3, "Three", "C", &["joyful"]),
    ]);
    assert_eq!(world.ids("boss battle"), [2]);
    assert_eq!(world.ids("calm sea"), [1]);
    assert_eq!(world.search("calm sea").method, Method::Semantic);
    assert!(world.ids("qwrtz plmnb").is_empty(), "nothing rather than something bad");
}

#[test]
fn a_failing_text_model_is_no_error_and_is_reported() {
    let world = World::new(&[track(1, "One", "A", &["peaceful"]), track(2, "Two", "B", &["combat"])]);
    assert!(matches!(world.engine.status().meaning, Meaning::Ready(_)));
    world.concepts.failing.store(true, Ordering::Relaxed);
    let found = world.search("peaceful combat");
    assert_eq!(found.method, Method::Text);
    assert_eq!(ids(&found), [1, 2]);
    assert!(matches!(world.engine.status().meaning, Meaning::Off(_)));
    world.concepts.failing.store(false, Ordering::Relaxed);
    assert_eq!(
        world.search("peaceful combat").method,
        Method::Semantic,
        "a cached fallback does not outlive its cause"
    );
    assert!(matches!(world.engine.status().meaning, Meaning::Ready(_)));
}

#[test]
fn scores_never_rise_and_equal_ones_are_ordered_by_identity() {
    let tracks: Vec<TrackPatch> =
        (0..60).map(|n| track(900 - n, "Tune", &format!("Artist {n}"), &["calm"])).collect();
    let world = World::new(&tracks);
    for query in ["calm", "tune", "peaceful tune"] {
        let found = world.search(query);
        assert!(!found.tracks.is_empty());
        assert!(found.tracks.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
        assert!(found.tracks.is_sorted_by(|a, b| a.score >= b.score), "{query}");
    }
    let named = ids(&world.search("tune"));
    assert!(named.is_sorted(), "all are named alike: {named:?}");
}

#[test]
fn no_artist_fills_a_page_unless_the_query_names_it() {
    let mut tracks: Vec<TrackPatch> =
        (0..40).map(|n| track(n + 1, &format!("T{n}"), "Prolific", &["calm", "sea"])).collect();
    tracks.extend(
        (40..80).map(|n| {
            track(n + 1, &format!("T{n}"), &format!("Artist {n}"), &["calm", "quiet", "sea", "waves"])
        }),
    );
    let world = World::new(&tracks);
    let found = world.search("calm sea");
    assert_eq!(found.total, 80);
    let artists: Vec<&str> = found.tracks.iter().map(|hit| hit.track.artist.as_str()).collect();
    for window in artists[..40].windows(20) {
        assert!(window.iter().filter(|artist| **artist == "Prolific").count() <= 4, "{artists:?}");
    }
    assert_eq!(ids(&world.search("prolific"))[..40].iter().filter(|id| **id <= 40).count(), 40);
}

#[test]
fn only_public_tracks_are_returned() {
    let mut tracks: Vec<TrackPatch> = (1..=5).map(|n| track(n, "Tune", "A", &["calm"])).collect();
    for (patch, status) in tracks.iter_mut().zip(Status::ALL) {
        patch.fields.status = Field::Set(*status);
    }
    let world = World::new(&tracks);
    assert_eq!(world.ids("calm"), [1]);
    assert_eq!(world.ids("tune"), [1]);
    let mut hidden = TrackPatch::new(tracks[0].id);
    hidden.fields.status = Field::Set(Status::Private);
    world.import(&[hidden]);
    assert!(world.ids("tune").is_empty());
}

#[test]
fn the_answer_is_the_same_after_a_restart_and_from_a_new_index() {
    let mut world = World::new(&some_tracks());
    world.import(&[track(4, "Changed", "Other", &["winter"]), track(6, "Winter wind", "Chopin", &["etude"])]);
    let before = world.search("winter");
    world = world.reopened();
    assert_eq!(world.search("winter"), before);
    world = world.rebuilt();
    assert_eq!(world.search("winter"), before);
}

#[test]
fn an_index_in_use_is_not_thrown_away() {
    let world = World::new(&some_tracks());
    let folder = world.folder.path().join("index");
    assert!(EmbeddedEngine::discard(&folder).is_err());
    assert_eq!(world.ids("winter").len(), 5, "it still answers");
}

#[test]
fn stages_count_only_their_own_evidence() {
    let world = World::new(&[track(1, "battle", "A", &["peaceful"]), track(2, "x", "B", &["combat", "war"])]);
    let ranked = |stage| {
        let found = world.engine.rank("battle", None, stage).unwrap();
        found.into_iter().map(|(id, _)| id.get()).collect::<Vec<_>>()
    };
    assert_eq!(ranked(Stage::Words), [1]);
    assert_eq!(ranked(Stage::Meaning)[0], 2);
    assert_eq!(ranked(Stage::Fused), [1, 2]);
    let pool = [world.catalog.tracks(&[hark_catalog::Row(1)]).unwrap()[0].id];
    assert_eq!(world.engine.rank("battle", Some(&pool), Stage::Fused).unwrap().len(), 1);
    assert_eq!(world.engine.search(&request("battle")).unwrap().total, 2);
}
