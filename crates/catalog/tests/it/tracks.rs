//! Tracks: every field comes back, rows are merged, layers are joined, changes are numbered.

use std::collections::BTreeMap;

use hark_catalog::{Error, Field, MAX_BATCH, Outcome, Position, Row, Sequence, TrackPatch};
use hark_track::{
    Acoustic, Analysis, Bpm, Confidence, Dbtp, Electronic, FeaturesVersion, Gender, Genre, LoudnessUnits,
    Lufs, Measurement, Mood, PitchClass, Scale, Seconds, Status, StyleScore, TempoCandidate, Timbre, Track,
    Voice,
};
use serde_json::json;

use super::{Fixture, START, at, changes_from, id, measurement, patch};

const FULL: &str = r#"{
    "asset_id": "214", "status": "delisted", "name": "Näme", "artist": "Artist", "album": "Album",
    "creator_name": "Maker", "description": "Text", "genre": "hip-hop", "genres": ["hiphop", "boombap"],
    "tags": ["a", "b"], "instruments": ["oud"], "moods": ["calm"], "gender": "female", "year": 1987,
    "play_count": 12345678901, "likes": 17, "created_at": "2001-02-03T04:05:06Z", "updated_at": "2002-02-03",
    "path": "x/y.ogg", "duration": 123.456, "loudness_lufs": -9.123456789, "loudness_range_lu": 4.5,
    "true_peak_dbtp": 0.1, "bpm": 120.1, "key": "Eb", "scale": "minor", "key_confidence": 0.3,
    "mood": {"arousal": -0.5, "happy": 0.1, "sad": 0.2, "aggressive": 0.3, "relaxed": 0.4, "party": 0.5,
             "danceable": 0.6},
    "voice": "voice", "voice_confidence": 0.9, "electronic": "electronic", "acoustic": "non_acoustic",
    "timbre": "bright", "danceability": 1.23456789,
    "genres_detailed": [{"label": "Boom Bap", "parent": "Hip Hop", "score": 0.11}],
    "licence": "CC BY", "nested": {"deep": [1, 2.5, null]}
}"#;

fn full_track() -> Track {
    let text = |text: &str| text.to_owned();
    Track {
        status: Status::Delisted,
        name: text("Näme"),
        artist: text("Artist"),
        album: text("Album"),
        creator_name: text("Maker"),
        description: text("Text"),
        genre: Genre::parse("Hip Hop / Rap").unwrap(),
        genres: vec![text("hiphop"), text("boombap")],
        tags: vec![text("a"), text("b")],
        instruments: vec![text("oud")],
        moods: vec![text("calm")],
        gender: Some(Gender::Female),
        year: Some(1987),
        play_count: Some(12_345_678_901),
        likes: Some(17),
        created_at: "2001-02-03T04:05:06Z".parse().unwrap(),
        updated_at: "2002-02-03".parse().unwrap(),
        path: Some(text("x/y.ogg")),
        analysis: full_analysis(),
        ..Track::new(id(214), at(START))
    }
}

fn full_analysis() -> Analysis {
    Analysis {
        version: FeaturesVersion(0),
        duration: Seconds::new(123.456),
        loudness_lufs: Lufs::new(-9.123456789),
        loudness_range_lu: LoudnessUnits::new(4.5),
        true_peak_dbtp: Dbtp::new(0.1),
        bpm: Bpm::new(120.1),
        bpm_confidence: None,
        bpm_alternative: None,
        key: PitchClass::from_semitones(3),
        scale: Some(Scale::Minor),
        key_confidence: Confidence::new(0.3),
        mood: Some(Mood {
            arousal: Some(-0.5),
            happy: Some(0.1),
            sad: Some(0.2),
            aggressive: Some(0.3),
            relaxed: Some(0.4),
            party: Some(0.5),
            danceable: Some(0.6),
        }),
        voice: Some(Voice::Voice),
        voice_confidence: Confidence::new(0.9),
        gender: None,
        electronic: Some(Electronic::Electronic),
        acoustic: Some(Acoustic::NonAcoustic),
        timbre: Some(Timbre::Bright),
        danceability: Some(1.23456789),
        genres_detailed: vec![StyleScore {
            label: "Boom Bap".to_owned(),
            parent: Some("Hip Hop".to_owned()),
            score: 0.11,
        }],
        missing: BTreeMap::new(),
    }
}

#[test]
fn every_field_of_a_row_comes_back() {
    let fixture = Fixture::new();
    assert_eq!(fixture.row(FULL), Outcome::Added(id(214), Row(0)));
    assert_eq!(fixture.track(214), full_track());
    let extra = fixture.catalog.extra(id(214)).unwrap().unwrap();
    assert_eq!(json!(extra), json!({"licence": "CC BY", "nested": {"deep": [1, 2.5, null]}}));
    assert_eq!(fixture.row(FULL), Outcome::Unchanged(id(214), Row(0)));
    assert_eq!(fixture.catalog.sequence().unwrap(), Sequence(1));
}

#[test]
fn every_field_of_a_measurement_comes_back() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1"}"#);
    let measured = Analysis {
        version: FeaturesVersion(7),
        gender: Some(Gender::Male),
        bpm_confidence: Confidence::new(0.75),
        bpm_alternative: Some(TempoCandidate {
            bpm: Bpm::new(60.05).unwrap(),
            weight: Confidence::new(0.125).unwrap(),
        }),
        missing: BTreeMap::from([("nothing".to_owned(), "a reason".to_owned())]),
        ..full_analysis()
    };
    assert_eq!(
        fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap(),
        Outcome::Updated(id(1), Row(0))
    );
    assert_eq!(fixture.track(1).analysis, measured);
    assert_eq!(
        fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap(),
        Outcome::Unchanged(id(1), Row(0))
    );
    assert!(matches!(
        fixture.catalog.set_measured(id(2), &measurement(&measured)),
        Err(Error::UnknownTrack(_))
    ));
    assert_eq!(fixture.catalog.count().unwrap().analysed, 1);
}

#[test]
fn a_row_changes_what_it_mentions_and_clears_what_it_says_is_not_there() {
    let fixture = Fixture::new();
    fixture.row(
        r#"{"asset_id":"1","name":"a","artist":"b","tags":["x"],"mine":1,"yours":2,"status":"private"}"#,
    );
    fixture.row(r#"{"asset_id":"1","artist":null,"tags":["y","z"],"mine":null,"ours":3}"#);
    let track = fixture.track(1);
    assert_eq!((track.name.as_str(), track.artist.as_str()), ("a", ""));
    assert_eq!(track.tags, ["y", "z"]);
    assert_eq!(track.status, Status::Private);
    assert_eq!(json!(fixture.catalog.extra(id(1)).unwrap().unwrap()), json!({"yours": 2, "ours": 3}));
    fixture.row(r#"{"asset_id":"1","status":null}"#);
    assert_eq!(fixture.track(1).status, Status::Public);
}

#[test]
fn statements_win_over_measurements_and_neither_destroys_the_other() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1","bpm":128}"#);
    let measured = Analysis { bpm: Bpm::new(64.0), loudness_lufs: Lufs::new(-9.0), ..Analysis::default() };
    fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap();
    assert_eq!(fixture.track(1).analysis.bpm, Bpm::new(128.0));
    assert_eq!(fixture.track(1).analysis.loudness_lufs, Lufs::new(-9.0));
    fixture.row(r#"{"asset_id":"1","bpm":null}"#);
    assert_eq!(fixture.track(1).analysis.bpm, Bpm::new(64.0));
}

#[test]
fn a_measured_confidence_is_not_joined_to_a_stated_value_that_contradicts_it() {
    let fixture = Fixture::new();
    let measured = Analysis {
        key: "A".parse().ok(),
        scale: Some(Scale::Minor),
        key_confidence: Confidence::new(0.8),
        voice: Some(Voice::Voice),
        voice_confidence: Confidence::new(0.7),
        gender: Some(Gender::Male),
        missing: BTreeMap::from([("bpm".to_owned(), "too short".to_owned())]),
        ..Analysis::default()
    };
    let join = |row: &str| {
        fixture.row(row);
        fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap();
        fixture.track(1).analysis
    };
    let agreeing = join(r#"{"asset_id":"1","key":"A","voice":"voice"}"#);
    assert_eq!((agreeing.scale, agreeing.key_confidence), (measured.scale, measured.key_confidence));
    assert_eq!((agreeing.voice_confidence, agreeing.gender), (measured.voice_confidence, measured.gender));
    assert_eq!(agreeing.missing, measured.missing);
    let contrary = join(r#"{"asset_id":"1","key":"C","voice":"instrumental","bpm":120}"#);
    assert_eq!((contrary.scale, contrary.key_confidence), (None, None));
    assert_eq!((contrary.voice_confidence, contrary.gender), (None, None));
    assert!(contrary.missing.is_empty(), "a stated tempo is not missing");
    let other_scale = join(r#"{"asset_id":"1","key":"A","scale":"major","voice":null}"#);
    assert_eq!((other_scale.scale, other_scale.key_confidence), (Some(Scale::Major), None));
}

#[test]
fn the_confidence_of_a_tempo_stays_with_the_tempo_it_was_measured_for() {
    let fixture = Fixture::new();
    let measured = Analysis {
        bpm: Bpm::new(128.0),
        bpm_confidence: Confidence::new(0.8),
        bpm_alternative: Some(TempoCandidate {
            bpm: Bpm::new(64.0).unwrap(),
            weight: Confidence::new(0.2).unwrap(),
        }),
        ..Analysis::default()
    };
    let join = |row: &str| {
        fixture.row(row);
        fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap();
        fixture.track(1).analysis
    };
    assert_eq!(join(r#"{"asset_id":"1"}"#), measured);
    assert_eq!(join(r#"{"asset_id":"1","bpm":128}"#), measured, "the source agrees");
    let contrary = join(r#"{"asset_id":"1","bpm":90}"#);
    assert_eq!(
        (contrary.bpm, contrary.bpm_confidence, contrary.bpm_alternative),
        (Bpm::new(90.0), None, None)
    );
}

#[test]
fn the_genre_is_stated_else_listed_else_measured_else_other() {
    let fixture = Fixture::new();
    let measured = Analysis {
        genres_detailed: vec![
            StyleScore { label: "Nothing Known".to_owned(), parent: None, score: 0.5 },
            StyleScore { label: "Bebop".to_owned(), parent: Some("Jazz".to_owned()), score: 0.2 },
        ],
        ..Analysis::default()
    };
    for (rest, genre, words) in [
        (r#""genre":"Drum n Bass","genres":["rock"]"#, "Drum & Bass", vec!["rock"]),
        (
            r#""genre":"progressive witch house","genres":["rock"]"#,
            "House",
            vec!["progressive witch house", "rock"],
        ),
        (
            r#""genre":"zzz","genres":["electronic","dubstep"]"#,
            "Dubstep",
            vec!["zzz", "electronic", "dubstep"],
        ),
        (r#""genre":"zzz","genres":["zzz"]"#, "Jazz", vec!["zzz"]),
        (r#""genre":null,"genres":null"#, "Jazz", vec![]),
    ] {
        fixture.row(&format!(r#"{{"asset_id":"1",{rest}}}"#));
        fixture.catalog.set_measured(id(1), &measurement(&measured)).unwrap();
        let track = fixture.track(1);
        assert_eq!(track.genre, Genre::parse(genre).unwrap(), "{rest}");
        assert_eq!(track.genres, words, "{rest}");
    }
    fixture.catalog.set_measured(id(1), &Measurement::default()).unwrap();
    assert_eq!(fixture.track(1).genre, Genre::OTHER);
}

#[test]
fn a_style_of_low_score_does_not_decide_the_genre() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1"}"#);
    let style = |label: &str, parent: &str, score| StyleScore {
        label: label.to_owned(),
        parent: Some(parent.to_owned()),
        score,
    };
    for (styles, genre) in [
        (vec![style("Techno", "Electronic", 0.31), style("Bebop", "Jazz", 0.2)], "Techno"),
        (vec![style("Some New Thing", "Electronic", 0.2)], "Electronic"),
        (vec![style("Techno", "Electronic", 0.199), style("Bebop", "Jazz", 0.1)], "Other"),
    ] {
        let analysis = Analysis { genres_detailed: styles, ..Analysis::default() };
        fixture.catalog.set_measured(id(1), &measurement(&analysis)).unwrap();
        assert_eq!(fixture.track(1).genre.name(), genre);
    }
}

#[test]
fn dates_are_the_sources_or_else_our_own() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1"}"#);
    fixture.wait(100);
    fixture.row(r#"{"asset_id":"1"}"#);
    assert_eq!((fixture.track(1).created_at, fixture.track(1).updated_at), (at(START), at(START)));
    fixture.row(r#"{"asset_id":"1","name":"x"}"#);
    assert_eq!((fixture.track(1).created_at, fixture.track(1).updated_at), (at(START), at(START + 100)));
    fixture.row(r#"{"asset_id":"1","created_at":"1999-01-01","updated_at":"2000-01-01"}"#);
    assert_eq!(fixture.track(1).created_at, "1999-01-01".parse().unwrap());
    assert_eq!(fixture.track(1).updated_at, "2000-01-01".parse().unwrap());
}

#[test]
fn rows_are_dense_permanent_and_in_order_of_arrival() {
    let fixture = Fixture::new();
    for number in [50, 3, 17] {
        fixture.row(&format!(r#"{{"asset_id":{number},"name":"{number}"}}"#));
    }
    fixture.row(r#"{"asset_id":3,"status":"deleted"}"#);
    let fixture = fixture.reopen();
    assert_eq!(fixture.row(r#"{"asset_id":4}"#).row(), Row(3));
    let found = fixture.catalog.find(&[id(17), id(99), id(3), id(17)]).unwrap();
    let found: Vec<_> =
        found.into_iter().map(|found| found.map(|(row, track)| (row, track.status))).collect();
    let (public, deleted) = (Status::Public, Status::Deleted);
    assert_eq!(found, [Some((Row(2), public)), None, Some((Row(1), deleted)), Some((Row(2), public))]);
    let names = |asked: &[Row]| -> Vec<String> {
        fixture.catalog.tracks(asked).unwrap().into_iter().map(|track| track.name).collect()
    };
    assert_eq!(names(&[Row(2), Row(0), Row(2)]), ["17", "50", "17"]);
    assert!(matches!(fixture.catalog.tracks(&[Row(0), Row(4)]), Err(Error::UnknownRow(Row(4)))));
    assert!(matches!(fixture.catalog.tracks(&[Row(u32::MAX)]), Err(Error::UnknownRow(_))));
}

#[test]
fn a_batch_is_one_transaction_and_one_number() {
    let fixture = Fixture::new();
    let batch: Vec<TrackPatch> = [1, 2, 1]
        .iter()
        .enumerate()
        .map(|(at, number)| patch(&format!(r#"{{"asset_id":{number},"name":"{at}","k{at}":1}}"#)))
        .collect();
    let outcomes = fixture.catalog.upsert(&batch).unwrap();
    let expected =
        [Outcome::Added(id(1), Row(0)), Outcome::Added(id(2), Row(1)), Outcome::Updated(id(1), Row(0))];
    assert_eq!(outcomes, expected);
    assert_eq!(fixture.catalog.sequence().unwrap(), Sequence(1));
    assert_eq!(fixture.track(1).name, "2");
    assert_eq!(fixture.catalog.extra(id(1)).unwrap().unwrap().len(), 2);
    assert_eq!(fixture.catalog.upsert(&[]).unwrap(), []);
}

#[test]
fn limit_batch_at_and_past() {
    let fixture = Fixture::new();
    let mut batch: Vec<TrackPatch> =
        (0..MAX_BATCH as u64).map(|number| TrackPatch::new(id(number))).collect();
    assert_eq!(fixture.catalog.upsert(&batch).unwrap().len(), MAX_BATCH);
    batch.push(TrackPatch::new(id(5000)));
    let error = fixture.catalog.upsert(&batch).unwrap_err();
    assert!(matches!(error, Error::BatchTooLarge { given: 1001, limit: 1000 }), "{error}");
    assert_eq!(fixture.catalog.count().unwrap().total(), MAX_BATCH as u64);
}

#[test]
fn changes_come_in_order_once_each_and_can_be_read_in_parts() {
    let fixture = Fixture::new();
    let batch: Vec<TrackPatch> = (0..10).map(|number| TrackPatch::new(id(number))).collect();
    fixture.catalog.upsert(&batch).unwrap();
    fixture.row(r#"{"asset_id":3,"name":"x"}"#);
    let seen: Vec<(u64, u32)> =
        fixture.all_changes().iter().map(|change| (change.sequence.0, change.row.0)).collect();
    let expected: Vec<(u64, u32)> =
        [0, 1, 2, 4, 5, 6, 7, 8, 9].map(|row| (1, row)).into_iter().chain([(2, 3)]).collect();
    assert_eq!(seen, expected);
    for limit in 1..12 {
        assert_eq!(changes_from(&fixture.catalog, Sequence(0).into(), limit), fixture.all_changes());
    }
    let inside = Position { sequence: Sequence(1), row: Row(7) };
    let rest: Vec<u32> =
        changes_from(&fixture.catalog, inside, 2).iter().map(|change| change.row.0).collect();
    assert_eq!(rest, [8, 9, 3]);
    assert_eq!(fixture.catalog.changes_since(Sequence(1), 100).unwrap().len(), 1);
    assert_eq!(fixture.catalog.changes_since(Sequence(2), 100).unwrap(), []);
    assert_eq!(fixture.catalog.changes_since(Sequence(u64::MAX), 100).unwrap(), []);
    assert_eq!(fixture.catalog.changes_since(Sequence(0), 0).unwrap(), []);
}

#[test]
fn tracks_are_counted_by_status() {
    let fixture = Fixture::new();
    for (number, status) in Status::ALL.iter().chain(Status::ALL).chain(&Status::ALL[..1]).enumerate() {
        fixture.row(&format!(r#"{{"asset_id":{number},"status":"{status}"}}"#));
    }
    let counts = fixture.catalog.count().unwrap();
    let each = [counts.public, counts.private, counts.moderated, counts.deleted, counts.delisted];
    assert_eq!(each, [3, 2, 2, 2, 2]);
    assert_eq!((counts.total(), counts.analysed, counts.embedded), (11, 0, vec![]));
}

#[test]
fn a_patch_may_carry_a_measurement() {
    let fixture = Fixture::new();
    let measured = Analysis { version: FeaturesVersion(2), bpm: Bpm::new(90.0), ..Analysis::default() };
    let mut patch = TrackPatch::new(id(1));
    patch.fields.name = Field::Set("x".to_owned());
    patch.measured = Some(Box::new(measurement(&measured)));
    fixture.catalog.upsert(&[patch]).unwrap();
    fixture.catalog.upsert(&[TrackPatch::new(id(1))]).unwrap();
    assert_eq!(fixture.track(1).analysis, measured);
    assert_eq!(fixture.catalog.count().unwrap().analysed, 1);
}

#[test]
fn the_largest_identity_can_be_stored() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"9223372036854775807"}"#);
    fixture.row(r#"{"asset_id":"0"}"#);
    assert_eq!(fixture.track(i64::MAX as u64).id, hark_track::AssetId::MAX);
    assert_eq!(fixture.track(0).id, id(0));
}
