//! A joint model of sound and language: what it heard decides where words and descriptions say nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use hark_catalog::{JointVector, QuantizedVector, TrackPatch};
use hark_models::TextEncoder;
use hark_search::{Engine, Evidence, Joint, Meaning, Page, SearchRequest, Stage};
use hark_track::AssetId;

use crate::world::{Concepts, World, ids, request, track, vector};

/// The version of the test's encoder.
const VERSION: &str = "concepts/1";

fn id(number: u64) -> AssetId {
    AssetId::new(number).unwrap()
}

/// Forty tracks about which nothing is written but their number.
fn unwritten() -> Vec<TrackPatch> {
    (1..=40).map(|n| track(n, &format!("Take {n}"), &format!("Band {n}"), &[])).collect()
}

impl World {
    /// Stores that a joint model heard `sound` in a track.
    fn hear(&self, number: u64, version: &str, sound: &str) {
        let vector = QuantizedVector::from_f32(&vector(sound));
        let heard = JointVector { version: version.to_owned(), vector };
        self.catalog.set_joint(id(number), Some(&heard)).unwrap();
    }

    /// A world in which tracks 7 and 8 were heard, with the model that asks about them.
    fn heard() -> (World, Arc<Concepts>) {
        let world = World::new(&unwritten());
        world.hear(7, VERSION, "peaceful ocean");
        world.hear(8, VERSION, "battle guitar");
        let joint = Concepts::new();
        let text: Arc<dyn TextEncoder> = Arc::<Concepts>::clone(&joint);
        (world.with_joint(Ok(text)), joint)
    }

    fn evidence(&self, query: &str, number: u64) -> Option<Evidence> {
        let found = self.engine.search(&SearchRequest { explain: true, ..request(query) }).unwrap();
        let hit = found.tracks.into_iter().find(|hit| hit.track.id == id(number));
        hit.map(|hit| hit.why.unwrap().evidence)
    }
}

#[test]
fn a_track_is_found_by_its_sound_alone() {
    let (world, _) = World::heard();
    assert_eq!(world.ids("relaxing waves"), [7]);
    assert_eq!(world.ids("strummed combat"), [8]);
    let evidence = world.evidence("relaxing waves", 7).unwrap();
    assert!(evidence.sounding > 2.0, "{evidence:?}");
    assert_eq!(evidence.words, 0.0);
    assert_eq!(world.engine.joint(), Some(Joint { heard: 2, state: Meaning::Ready(VERSION.to_owned()) }));
}

#[test]
fn evaluating_sound_includes_it() {
    let (world, _) = World::heard();
    let ranked = |query, stage| {
        let ranked = world.engine.rank(query, None, stage).unwrap();
        ranked.into_iter().map(|(id, _)| id.get()).collect::<Vec<u64>>()
    };
    assert_eq!(ranked("soothing sea", Stage::Sound), [7, 8]);
    assert_eq!(ranked("guitar war", Stage::Sound), [8, 7]);
    assert!(ranked("guitar war", Stage::Words).is_empty());
}

#[test]
fn what_was_not_heard_is_neither_helped_nor_hurt() {
    let mut tracks = unwritten();
    tracks.push(track(50, "Calm Water", "Somebody", &["calm"]));
    let silent = World::new(&tracks);
    let before = silent.evidence("calm water", 50).unwrap();
    silent.hear(8, VERSION, "battle guitar");
    let world = silent.with_joint(Ok(Concepts::new()));
    assert_eq!(world.evidence("calm water", 50).unwrap(), before);
}

#[test]
fn sounds_heard_later_are_found_after_the_next_refresh_and_forgotten_ones_are_not() {
    let (world, _) = World::heard();
    world.hear(9, VERSION, "quiet sea");
    assert_eq!(world.engine.refresh().unwrap(), 1);
    assert!(world.ids("relaxing waves").contains(&9));
    world.catalog.set_joint(id(9), None).unwrap();
    world.engine.refresh().unwrap();
    assert_eq!(world.ids("relaxing waves"), [7]);
}

#[test]
fn what_another_version_heard_is_not_compared() {
    let world = World::new(&unwritten());
    world.hear(7, "concepts/2", "peaceful ocean");
    let world = world.with_joint(Ok(Concepts::new()));
    assert!(world.ids("relaxing waves").is_empty());
    assert_eq!(world.engine.joint().unwrap().heard, 0);
}

#[test]
fn a_model_that_fails_breaks_no_search_and_is_reported_until_it_works_again() {
    let (world, joint) = World::heard();
    joint.failing.store(true, Ordering::Relaxed);
    assert!(world.ids("relaxing waves").is_empty());
    assert_eq!(ids(&world.search("Take 3"))[0], 3);
    assert!(matches!(world.engine.joint().unwrap().state, Meaning::Off(_)));
    assert!(matches!(world.engine.status().meaning, Meaning::Ready(_)), "the text model is another one");
    joint.failing.store(false, Ordering::Relaxed);
    assert_eq!(world.ids("soothing waves"), [7]);
    assert!(matches!(world.engine.joint().unwrap().state, Meaning::Ready(_)));
}

#[test]
fn a_model_that_cannot_be_loaded_is_reported_and_one_that_is_not_there_is_not() {
    let world = World::new(&unwritten());
    assert_eq!(world.engine.joint(), None);
    world.hear(7, VERSION, "peaceful ocean");
    let plain = world.search("Take 7");
    let world = world.with_joint(Err("it is damaged".to_owned()));
    let state = Meaning::Off("it is damaged".to_owned());
    assert_eq!(world.engine.joint(), Some(Joint { heard: 0, state }));
    assert_eq!(world.search("Take 7"), plain);
    assert!(world.ids("relaxing waves").is_empty());
}

#[test]
fn pages_are_of_one_list_with_a_joint_model_too() {
    let (world, _) = World::heard();
    (10..30).for_each(|n| world.hear(n, VERSION, "peaceful ocean"));
    world.engine.refresh().unwrap();
    let all = world.ids("peaceful ocean");
    assert!(all.len() >= 20, "{all:?}");
    let page = |offset| SearchRequest { page: Page { limit: 5, offset }, ..request("peaceful ocean") };
    let paged = (0..all.len()).step_by(5).map(|offset| ids(&world.engine.search(&page(offset)).unwrap()));
    assert_eq!(paged.collect::<Vec<_>>().concat(), all);
}
