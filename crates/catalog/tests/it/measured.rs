//! Structure, waveform and sound print: stored with the values they belong to, and gone with them.

use hark_catalog::{Embedding, Error, Outcome, QuantizedVector, Row, Sequence, TrackPatch};
use hark_track::{
    Analysis, Bpm, FeaturesVersion, Measurement, Section, SectionLabel, SoundPrint, Structure, Waveform,
};
use proptest::prelude::*;
use rusqlite::Connection;

use super::{Fixture, id, rows};

fn print(version: &str, embedding: &[f32], tags: &[f32]) -> SoundPrint {
    SoundPrint { version: version.to_owned(), embedding: embedding.to_vec(), tags: tags.to_vec() }
}

/// A measurement with all of its parts. Its times have no short decimal form.
fn full() -> Measurement {
    let beats: Vec<f64> = (0..200).map(|beat| 0.1 + f64::from(beat) * (60.0 / 127.3)).collect();
    let section = Section {
        start: 0.0,
        end: beats[199],
        label: Some(SectionLabel::Breakdown),
        energy: Some(3),
        bar_start: Some(1),
        bar_end: Some(51),
        bars: Some(50),
    };
    Measurement {
        analysis: Analysis { version: FeaturesVersion(3), bpm: Bpm::new(127.3), ..Analysis::default() },
        structure: Some(Structure {
            downbeats: beats.iter().step_by(4).copied().collect(),
            beats,
            meter: Some(4),
            energy: Some(2.3),
            sections: vec![section.clone()],
            phrases: vec![section],
        }),
        waveform: Waveform((0..1000_u32).map(|at| (at % 256) as u8).collect()),
        sound: Some(print("ears-1", &[0.1, -0.25, 1e-30], &[0.7, 0.0])),
    }
}

/// Two tracks without files, the second of them measured.
fn measured(measurement: &Measurement) -> Fixture {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":1}"#);
    fixture.row(r#"{"asset_id":2}"#);
    fixture.catalog.set_measured(id(2), measurement).unwrap();
    fixture
}

type Parts = (Option<Structure>, Option<Waveform>, Option<SoundPrint>);

fn parts(fixture: &Fixture, number: u64) -> Parts {
    let catalog = &fixture.catalog;
    let id = id(number);
    (catalog.structure(id).unwrap(), catalog.waveform(id).unwrap(), catalog.sound(id).unwrap())
}

#[test]
fn all_parts_come_back_equal_to_the_last_bit_also_after_opening_again() {
    let full = full();
    let fixture = measured(&full).reopen();
    assert_eq!(parts(&fixture, 2), (full.structure, Some(full.waveform), full.sound));
    assert_eq!(parts(&fixture, 1), (None, None, None), "not measured");
    assert_eq!(parts(&fixture, 3), (None, None, None), "no such track");
    assert_eq!(fixture.catalog.count().unwrap().heard, [("ears-1".to_owned(), 1)]);
}

#[test]
fn the_same_measurement_again_changes_nothing() {
    let fixture = measured(&full());
    let sequence = fixture.catalog.sequence().unwrap();
    let again = fixture.catalog.set_measured(id(2), &full()).unwrap();
    assert_eq!(again, Outcome::Unchanged(id(2), Row(1)));
    assert_eq!(fixture.catalog.sequence().unwrap(), sequence);
}

#[test]
fn every_part_is_replaced_alone_with_the_values_and_removed_with_them() {
    let fixture = measured(&full());
    let set = |measurement: &Measurement| fixture.catalog.set_measured(id(2), measurement).unwrap();
    let embed = || {
        let vector = QuantizedVector::from_f32(&[1.0]);
        let made_from = fixture.catalog.sequence().unwrap();
        fixture.catalog.put_embeddings("text", &[Embedding { row: Row(1), made_from, vector }]).unwrap()
    };
    let has_embedding = || fixture.catalog.embeddings("text", &rows([1])).unwrap()[0].is_some();
    let mut other = full();
    for change in [
        (|m: &mut Measurement| m.structure.as_mut().unwrap().beats.truncate(9)) as fn(&mut Measurement),
        |m| m.structure = None,
        |m| m.waveform.0[7] = 1,
        |m| m.waveform = Waveform::default(),
        |m| m.sound.as_mut().unwrap().tags[1] = 0.5,
        |m| m.sound = Some(print("ears-2", &[1.0], &[])),
        |m| m.sound = None,
    ] {
        let sequence = embed();
        change(&mut other);
        assert_eq!(set(&other), Outcome::Updated(id(2), Row(1)));
        let changed = fixture.catalog.changes_since(sequence, 9).unwrap();
        assert_eq!(changed.len(), 1, "an index hears of it");
        assert!(has_embedding(), "the words about the music have not changed");
        let waveform = Some(other.waveform.clone()).filter(|waveform| !waveform.0.is_empty());
        assert_eq!(parts(&fixture, 2), (other.structure.clone(), waveform, other.sound.clone()));
    }
    set(&full());
    assert_eq!(set(&Measurement::default()), Outcome::Updated(id(2), Row(1)));
    assert_eq!(parts(&fixture, 2), (None, None, None));
}

#[test]
fn rows_leave_measurements_alone_and_a_patch_may_carry_one() {
    let fixture = measured(&full());
    fixture.row(r#"{"asset_id":2,"name":"x","bpm":90}"#);
    assert_eq!(parts(&fixture, 2).2, full().sound);
    let patch = TrackPatch { measured: Some(Box::new(full())), ..TrackPatch::new(id(5)) };
    fixture.catalog.upsert(std::slice::from_ref(&patch)).unwrap();
    assert_eq!(parts(&fixture, 5), parts(&fixture, 2));
    assert!(matches!(fixture.catalog.upsert(&[patch]).unwrap()[..], [Outcome::Unchanged(..)]));
}

#[test]
fn prints_are_read_by_version_by_row_and_in_bulk() {
    let fixture = measured(&full());
    let other = Measurement { sound: Some(print("ears-2", &[1.0], &[0.1])), ..full() };
    fixture.catalog.set_measured(id(1), &other).unwrap();
    let catalog = &fixture.catalog;
    assert_eq!(
        catalog.sounds("ears-1", &rows([1, 0, 9, 1])).unwrap(),
        [full().sound, None, None, full().sound]
    );
    assert_eq!(catalog.sounds("ears-9", &rows([1])).unwrap(), [None]);
    let mut all = Vec::new();
    assert_eq!(catalog.for_each_sound("ears-2", |row, sound| all.push((row, Some(sound)))).unwrap(), 1);
    assert_eq!(all, [(Row(0), other.sound)]);
    assert_eq!(catalog.for_each_sound("ears-9", |_, _| panic!("there is none")).unwrap(), 0);
}

#[test]
fn prints_of_one_version_are_all_of_one_form() {
    let fixture = measured(&full());
    let with = |sound| fixture.catalog.set_measured(id(1), &Measurement { sound: Some(sound), ..full() });
    let wide = with(print("ears-1", &[0.0; 4], &[0.0; 2])).unwrap_err();
    assert!(matches!(wide, Error::VectorWidth { expected: 3, found: 4, .. }), "{wide}");
    let tags = with(print("ears-1", &[0.0; 3], &[])).unwrap_err();
    assert!(matches!(tags, Error::VectorWidth { expected: 2, found: 0, .. }), "{tags}");
    let limit = hark_catalog::MAX_SOUND_WIDTH;
    assert!(matches!(with(print("e", &vec![0.0; limit + 1], &[])), Err(Error::VectorWidth { .. })));
    assert!(matches!(with(print("", &[], &[])), Err(Error::BadName { .. })));
    assert_eq!(parts(&fixture, 1), (None, None, None), "nothing of a refused measurement is stored");
    assert_eq!(fixture.track(1).analysis.bpm, None);
    with(print("e", &vec![0.0; limit], &[])).unwrap();
}

#[test]
fn damaged_parts_are_errors_that_name_them() {
    let fixture = measured(&full());
    let other = Connection::open(fixture.catalog.path()).unwrap();
    other.execute("UPDATE structures SET document = '{\"beats\":'", []).unwrap();
    other.execute("UPDATE sounds SET embedding = X'00'", []).unwrap();
    let error = fixture.catalog.structure(id(2)).unwrap_err();
    assert!(matches!(error, Error::Damaged { column: "structure", row: 2, .. }), "{error}");
    let error = fixture.catalog.sound(id(2)).unwrap_err();
    assert!(matches!(error, Error::DamagedValue { column: "sound embedding", row: 2 }), "{error}");
    fixture.catalog.set_measured(id(2), &full()).unwrap();
    assert_eq!(parts(&fixture, 2).2, full().sound, "measuring again mends it");
    assert!(fixture.catalog.sequence().unwrap() > Sequence(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn any_times_and_values_come_back_as_they_were(
        mut beats in prop::collection::vec(0.0f64..1e5, 0..40),
        values in prop::collection::vec(any::<f32>().prop_filter("finite", |v| v.is_finite()), 0..40),
        points in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        beats.sort_by(f64::total_cmp);
        let structure = Structure { beats, ..Structure::default() };
        let measurement = Measurement {
            structure: Some(structure.clone()),
            waveform: Waveform(points.clone()),
            sound: Some(print("ears", &values, &[])),
            ..Measurement::default()
        };
        let (found, waveform, sound) = parts(&measured(&measurement), 2);
        prop_assert_eq!(found, Some(structure));
        prop_assert_eq!(waveform, Some(Waveform(points)));
        prop_assert_eq!(sound.map(|sound| sound.embedding), Some(values));
    }
}
