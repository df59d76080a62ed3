//! What follows from what a query says: demands, exclusions, sounds, artists, versions, reasons.

use hark_catalog::{Field, TrackPatch};
use hark_search::{Effect, Engine, SearchRequest, Stage};
use hark_track::{Analysis, Bpm, Confidence, Measurement, Mood, PitchClass, Scale, SoundPrint, Voice};

use crate::world::{World, ids, request, track};

/// A track of which an analyser measured something.
fn measured(id: u64, name: &str, tags: &[&str], analysis: Analysis) -> TrackPatch {
    let mut patch = track(id, name, &format!("Artist {id}"), tags);
    patch.measured = Some(Box::new(Measurement { analysis, ..Measurement::default() }));
    patch
}

fn at_tempo(bpm: f64) -> Analysis {
    Analysis { bpm: Bpm::new(bpm), ..Analysis::default() }
}

#[test]
fn a_tempo_takes_out_what_has_another_and_keeps_what_nobody_measured() {
    let world = World::new(&[
        measured(1, "One", &["calm"], at_tempo(121.0)),
        measured(2, "Two", &["calm"], at_tempo(95.0)),
        measured(3, "Three", &["calm"], Analysis::default()),
        measured(4, "Four", &["calm"], at_tempo(60.0)),
    ]);
    let mut found = world.ids("calm 120 bpm");
    assert_eq!(found.remove(0), 1);
    found.sort_unstable();
    assert_eq!(found, [3, 4], "half the tempo and unknown stay, behind");
    assert_eq!(world.ids("120 bpm"), [1], "a demand alone finds what complies");
    assert!(world.ids("calm 300 bpm").iter().all(|id| *id == 3));
}

#[test]
fn keys_and_voices_are_demands_too() {
    let analysis = |tonic, voice| Analysis {
        key: PitchClass::from_semitones(tonic),
        scale: Some(Scale::Minor),
        voice: Some(voice),
        voice_confidence: Confidence::new(0.9),
        ..Analysis::default()
    };
    let world = World::new(&[
        measured(1, "One", &["calm"], analysis(9, Voice::Instrumental)),
        measured(2, "Two", &["calm"], analysis(9, Voice::Voice)),
        measured(3, "Three", &["calm"], analysis(4, Voice::Instrumental)),
    ]);
    assert_eq!(world.ids("calm in A minor without singing"), [1]);
    assert_eq!(world.ids("calm with vocals"), [2]);
    assert_eq!(world.ids("calm, in a minor key, no vocals"), [1, 3]);
}

#[test]
fn what_is_not_wanted_takes_out_what_is_tagged_with_it_or_with_a_kind_of_it() {
    let world = World::new(&[
        track(1, "One", "A", &["calm", "electricguitar"]),
        track(2, "Two", "B", &["calm", "piano"]),
        track(3, "Three", "C", &["calm", "kazoo"]),
    ]);
    let mut found = world.ids("calm, no guitars");
    found.sort_unstable();
    assert_eq!(found, [2, 3]);
    assert!(!world.ids("calm but no kazoo").contains(&3), "words that no table knows");
    assert_eq!(world.ids("calm guitar")[0], 1, "wanted, it leads");
    let less = world.ids("calm, less guitar");
    assert_eq!(less.last(), Some(&1), "softened, it only falls behind: {less:?}");
}

/// A print in which these tags were heard clearly.
fn heard(tags: &[&str]) -> Measurement {
    let version = "musicnn-msd/f32/1+musicnn-mtt/f32/1".to_owned();
    let names = hark_models::tag_names(&version);
    let value = |name: &&str| if tags.contains(name) { 0.8 } else { 0.05 };
    let tags = names.iter().map(value).collect();
    Measurement {
        sound: Some(SoundPrint { version, embedding: vec![0.05; 400], tags }),
        ..Measurement::default()
    }
}

#[test]
fn sound_alone_finds_tracks_of_which_no_word_is_known() {
    let metal = ["msd:metal", "msd:heavy metal", "mtt:metal", "mtt:loud", "mtt:drums", "msd:hard rock"];
    let tracks: Vec<TrackPatch> = (1..=40u64)
        .map(|id| {
            let mut patch = track(id, &format!("untitled {id}"), "", &[]);
            let mut measurement = heard(if id == 7 { &metal } else { &["mtt:quiet", "mtt:piano"] });
            let (aggressive, arousal) = if id == 7 { (0.95, 0.9) } else { (0.2, -0.5) };
            measurement.analysis.mood =
                Some(Mood { aggressive: Some(aggressive), arousal: Some(arousal), ..Mood::default() });
            patch.measured = Some(Box::new(measurement));
            patch
        })
        .collect();
    let world = World::new(&tracks);
    assert_eq!(world.engine.rank("heavy metal", None, Stage::Sound).unwrap()[0].0.get(), 7);
    assert_eq!(world.ids("heavy metal").first(), Some(&7));
    assert_ne!(world.engine.rank("quiet piano", None, Stage::Sound).unwrap()[0].0.get(), 7);
}

#[test]
fn an_artist_that_the_catalogue_lacks_is_answered_with_music_of_that_sound() {
    let world = World::new(&[
        track(1, "One", "Some Band", &["disco", "electronic", "funk"]),
        track(2, "Two", "Other Band", &["country", "banjo"]),
        track(3, "Three", "Third Band", &["gregorian chant"]),
    ]);
    for query in ["like Daft Punk", "daft punk", "daft pnuk type beat"] {
        let found = world.search(query);
        assert_eq!(found.matched_artist.as_deref(), Some("Daft Punk"), "{query}");
        assert_eq!(ids(&found).first(), Some(&1), "{query}");
        assert_eq!(found.artists[0].name, "Some Band");
    }
}

#[test]
fn an_artist_that_the_catalogue_has_comes_first_and_then_music_like_theirs() {
    let world = World::new(&[
        track(1, "One", "Some Band", &["disco", "electronic", "funk"]),
        track(2, "Two", "Daft Punk", &["house"]),
        track(3, "Three", "Third Band", &["gregorian chant"]),
    ]);
    let found = world.search("music like daft punk");
    assert_eq!(found.matched_artist.as_deref(), Some("Daft Punk"));
    assert_eq!(ids(&found)[..2], [2, 1]);
    assert!(!world.ids("disco, nothing by daft punk").contains(&2));
}

#[test]
fn a_title_that_describes_finds_the_track_of_that_name_and_what_it_describes() {
    let world = World::new(&[
        track(1, "Calm Sea", "A", &["metal"]),
        track(2, "Two", "B", &["peaceful", "ocean"]),
        track(3, "Three", "C", &["war"]),
    ]);
    assert_eq!(world.ids("calm sea")[..2], [1, 2]);
}

#[test]
fn versions_of_a_recording_stand_together() {
    let world = World::new(&[
        track(1, "Night Drive", "A", &["calm", "sea", "waves"]),
        track(2, "Harbour", "B", &["calm", "sea", "waves"]),
        track(3, "Night Drive (Live)", "A", &["calm"]),
        track(4, "Night Drive - Remastered 2011", "A", &["calm", "sea"]),
    ]);
    let found = world.search("calm sea waves");
    let order = ids(&found);
    assert_eq!(order.len(), 4);
    let place = |id: u64| order.iter().position(|found| *found == id).unwrap();
    assert!(place(3).abs_diff(place(1)) <= 2 && place(4).abs_diff(place(1)) <= 2, "{order:?}");
    assert!(found.tracks.is_sorted_by(|a, b| a.score >= b.score));
}

#[test]
fn what_was_understood_is_reported_and_results_say_why() {
    let world = World::new(&[measured(1, "One", &["calm", "piano"], at_tempo(120.0))]);
    let found = world.search("calm piano, 120 bpm, no guitars");
    let told: Vec<(&str, &str, Effect)> = found
        .understood
        .iter()
        .map(|piece| (piece.text.as_str(), piece.meaning.as_str(), piece.effect))
        .collect();
    assert!(told.contains(&("120 bpm", "bpm=120", Effect::Filter)), "{told:?}");
    assert!(told.iter().any(|(_, meaning, effect)| *meaning == "not=guitar" && *effect == Effect::Excluded));
    assert!(told.iter().any(|(_, meaning, effect)| *meaning == "mood=calm" && *effect == Effect::Target));
    assert_eq!(found.tracks[0].why, None, "only when asked for");
    let explained = world
        .engine
        .search(&SearchRequest { explain: true, ..request("calm piano, 120 bpm, no guitars") })
        .unwrap();
    let why = explained.tracks[0].why.as_ref().unwrap();
    assert!(why.evidence.met > 0.0 && why.evidence.words > 0.0);
    assert_eq!(why.tags, ["calm", "piano"]);
    assert_eq!(explained.tracks[0].score, found.tracks[0].score, "asking why changes nothing");
    let world = world.reopened();
    let fresh =
        world.engine.search(&SearchRequest { explain: true, ..request("calm piano, 120 bpm, no guitars") });
    assert_eq!(fresh.unwrap(), explained, "a remembered list has the reasons that a fresh one has");
}

#[test]
fn plays_decide_only_between_equals() {
    let mut popular = track(2, "Two", "B", &["calm"]);
    popular.fields.play_count = Field::Set(1_000_000);
    let mut unplayed = track(1, "One", "A", &["calm"]);
    unplayed.fields.play_count = Field::Set(0);
    let better = track(3, "Three", "C", &["calm", "sea"]);
    let world = World::new(&[unplayed, popular, better]);
    let calm = world.ids("calm");
    let place = |id: u64| calm.iter().position(|found| *found == id);
    assert!(place(2) < place(1), "{calm:?}");
    assert_eq!(world.ids("calm sea")[0], 3);
}
