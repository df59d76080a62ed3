//! What joint models heard: apart from words and measurements, of one width a version, and heard of by indexes.

use hark_catalog::{Embedding, Error, JointVector, Outcome, QuantizedVector, Row};
use hark_track::Measurement;
use proptest::prelude::*;
use rusqlite::Connection;

use super::{Fixture, id, rows};

fn heard(version: &str, vector: &[f32]) -> JointVector {
    JointVector { version: version.to_owned(), vector: QuantizedVector::from_f32(vector) }
}

fn two_tracks() -> Fixture {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":1}"#);
    fixture.row(r#"{"asset_id":2}"#);
    fixture
}

#[test]
fn a_vector_is_stored_replaced_and_removed_and_an_index_hears_of_it() {
    let Fixture { catalog, .. } = &two_tracks();
    let vectors = |version| catalog.joint_vectors(version, &rows([1, 0, 9])).unwrap();
    let set = |heard: Option<&JointVector>| {
        let before = catalog.sequence().unwrap();
        let outcome = catalog.set_joint(id(2), heard).unwrap();
        assert_eq!(
            catalog.changes_since(before, 9).unwrap().len(),
            usize::from(matches!(outcome, Outcome::Updated(..)))
        );
        outcome
    };
    let (first, second) = (heard("clap/1", &[0.6, 0.8]), heard("clap/2", &[1.0, 0.0, 0.0]));
    assert_eq!(set(Some(&first)), Outcome::Updated(id(2), Row(1)));
    assert_eq!(set(Some(&first)), Outcome::Unchanged(id(2), Row(1)));
    assert_eq!(vectors("clap/1"), [Some(first.vector.clone()), None, None]);
    assert_eq!(set(Some(&second)), Outcome::Updated(id(2), Row(1)));
    assert_eq!((vectors("clap/1"), vectors("clap/9")), (vec![None; 3], vec![None; 3]));
    assert_eq!(vectors("clap/2"), [Some(second.vector), None, None]);
    assert_eq!(catalog.count().unwrap().joint, [("clap/1".to_owned(), 0), ("clap/2".to_owned(), 1)]);
    assert_eq!(set(None), Outcome::Updated(id(2), Row(1)));
    assert_eq!(set(None), Outcome::Unchanged(id(2), Row(1)));
    assert_eq!(vectors("clap/2"), [None, None, None]);
    assert!(matches!(catalog.set_joint(id(7), Some(&first)), Err(Error::UnknownTrack(_))));
}

#[test]
fn neither_words_nor_measurements_touch_it_and_it_touches_neither() {
    let fixture = two_tracks();
    let catalog = &fixture.catalog;
    let made_from = catalog.sequence().unwrap();
    let vector = QuantizedVector::from_f32(&[1.0]);
    catalog.put_embeddings("text", &[Embedding { row: Row(1), made_from, vector }]).unwrap();
    catalog.set_joint(id(2), Some(&heard("clap/1", &[0.6, 0.8]))).unwrap();
    assert!(catalog.embeddings("text", &rows([1])).unwrap()[0].is_some());
    fixture.row(r#"{"asset_id":2,"name":"another"}"#);
    catalog.set_measured(id(2), &Measurement::default()).unwrap();
    assert!(catalog.joint_vectors("clap/1", &rows([1])).unwrap()[0].is_some());
}

#[test]
fn vectors_of_one_version_are_all_of_one_width() {
    let Fixture { catalog, .. } = &two_tracks();
    let set = |version: &str, width| catalog.set_joint(id(1), Some(&heard(version, &vec![0.5; width])));
    set("clap/1", 3).unwrap();
    let error = set("clap/1", 4).unwrap_err();
    assert!(matches!(error, Error::VectorWidth { expected: 3, found: 4, .. }), "{error}");
    let most = QuantizedVector::MAX_WIDTH;
    assert!(matches!(set("wide", most + 1), Err(Error::VectorWidth { .. })));
    set("wide", most).unwrap();
    assert!(matches!(set("", 3), Err(Error::BadName { .. })));
}

#[test]
fn a_damaged_vector_is_an_error_that_names_it() {
    let Fixture { catalog, .. } = &two_tracks();
    catalog.set_joint(id(2), Some(&heard("clap/1", &[0.6, 0.8]))).unwrap();
    for damage in ["X'00'", "X'0000803F00'", "X'0000C07F0000'"] {
        let other = Connection::open(catalog.path()).unwrap();
        other.execute(&format!("UPDATE joints SET vector = {damage}"), []).unwrap();
        let error = catalog.joint_vectors("clap/1", &rows([1])).unwrap_err();
        assert!(matches!(error, Error::DamagedValue { column: "joint vector", row: 2 }), "{error}");
    }
    catalog.set_joint(id(2), Some(&heard("clap/1", &[0.6, 0.8]))).unwrap();
    assert!(catalog.joint_vectors("clap/1", &rows([1])).unwrap()[0].is_some(), "hearing it again mends it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn any_vector_comes_back_as_it_was(values in prop::collection::vec(-1.0f32..1.0, 0..60)) {
        let heard = heard("clap/1", &values);
        let fixture = two_tracks();
        fixture.catalog.set_joint(id(1), Some(&heard)).unwrap();
        prop_assert_eq!(fixture.catalog.joint_vectors("clap/1", &rows([0])).unwrap(), [Some(heard.vector)]);
    }
}
