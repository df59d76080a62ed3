//! Embeddings: there exactly when they fit the track.

use hark_catalog::{Embedding, Error, QuantizedVector, Row, Sequence};
use hark_track::{Analysis, Bpm};

use super::{Fixture, id, measurement, rows};

fn embedding(row: u32, made_from: u64, vector: &[f32]) -> Embedding {
    Embedding { row: Row(row), made_from: Sequence(made_from), vector: QuantizedVector::from_f32(vector) }
}

fn three_tracks() -> Fixture {
    let fixture = Fixture::new();
    for number in 0..3 {
        fixture.row(&format!(r#"{{"asset_id":{number},"name":"{number}"}}"#));
    }
    fixture
}

fn waiting(fixture: &Fixture, version: &str) -> Vec<u32> {
    let waiting = fixture.catalog.tracks_without_embedding(version, None, 100).unwrap();
    waiting.iter().map(|stored| stored.row.0).collect()
}

#[test]
fn what_is_stored_comes_back_and_stamps_its_track() {
    let fixture = three_tracks();
    let batch = [embedding(2, 3, &[0.1, -0.2]), embedding(0, 1, &[0.0, 0.0])];
    assert_eq!(fixture.catalog.put_embeddings("v1", &batch).unwrap(), Sequence(4));
    let changed: Vec<u32> =
        fixture.catalog.changes_since(Sequence(3), 9).unwrap().iter().map(|change| change.row.0).collect();
    assert_eq!(changed, [0, 2]);
    let found = fixture.catalog.embeddings("v1", &rows([2, 1, 0, 7])).unwrap();
    assert_eq!(found, [Some(batch[0].vector.clone()), None, Some(batch[1].vector.clone()), None]);
    let mut all = Vec::new();
    let visited = fixture.catalog.for_each_embedding("v1", |row, vector| all.push((row, vector))).unwrap();
    assert_eq!(visited, 2);
    assert_eq!(all, [(Row(0), batch[1].vector.clone()), (Row(2), batch[0].vector.clone())]);
    assert_eq!(waiting(&fixture, "v1"), [1]);
    assert_eq!(fixture.catalog.count().unwrap().embedded, [("v1".to_owned(), 2)]);
}

#[test]
fn versions_do_not_mix() {
    let fixture = three_tracks();
    fixture.catalog.put_embeddings("v1", &[embedding(0, 1, &[1.0, 0.0])]).unwrap();
    // The first version's commit has renumbered the track; its words are what they were.
    fixture.catalog.put_embeddings("v2", &[embedding(0, 1, &[1.0, 0.0, 0.0])]).unwrap();
    assert_eq!(fixture.catalog.embeddings("v3", &rows([0])).unwrap(), [None]);
    assert_eq!(fixture.catalog.for_each_embedding("v3", |_, _| panic!("there is none")).unwrap(), 0);
    assert_eq!(waiting(&fixture, "v2"), [1, 2]);
    assert_eq!(waiting(&fixture, "v3"), [0, 1, 2]);
    assert_eq!(fixture.catalog.forget_embeddings("v1").unwrap(), 1);
    assert_eq!(fixture.catalog.forget_embeddings("v1").unwrap(), 0);
    assert_eq!(fixture.catalog.count().unwrap().embedded, [("v2".to_owned(), 1)]);
    fixture.catalog.put_embeddings("v1", &[embedding(0, 9, &[1.0, 0.0, 0.0, 0.0])]).unwrap();
}

#[test]
fn a_change_of_the_music_deletes_them_and_other_changes_do_not() {
    let fixture = three_tracks();
    let measured = Analysis { bpm: Bpm::new(90.0), ..Analysis::default() };
    let embed = || {
        let now = fixture.catalog.sequence().unwrap().0;
        fixture.catalog.put_embeddings("v1", &[embedding(0, now, &[1.0])]).unwrap();
        assert_eq!(waiting(&fixture, "v1"), [1, 2]);
    };
    for harmless in [
        r#""play_count":5"#,
        r#""likes":5"#,
        r#""status":"private""#,
        r#""status":"public""#,
        r#""created_at":"2001-01-01""#,
        r#""updated_at":"2001-01-01""#,
        r#""path":"a.ogg""#,
        r#""licence":"CC0""#,
    ] {
        embed();
        let before = fixture.catalog.sequence().unwrap().0;
        fixture.row(&format!(r#"{{"asset_id":0,{harmless}}}"#));
        assert_eq!(fixture.catalog.sequence().unwrap().0, before + 1, "{harmless}");
        assert!(fixture.catalog.embeddings("v1", &rows([0])).unwrap()[0].is_some(), "{harmless}");
    }
    for telling in
        [r#""name":"other""#, r#""tags":["x"]"#, r#""bpm":120"#, r#""genres":["rock"]"#, r#""year":1999"#]
    {
        embed();
        fixture.row(&format!(r#"{{"asset_id":0,{telling}}}"#));
        assert_eq!(fixture.catalog.embeddings("v1", &rows([0])).unwrap(), [None], "{telling}");
    }
    embed();
    fixture.catalog.set_measured(id(0), &measurement(&measured)).unwrap();
    assert_eq!(waiting(&fixture, "v1"), [0, 1, 2]);
}

#[test]
fn one_made_from_an_older_text_is_left_out() {
    let fixture = three_tracks();
    let read = fixture.catalog.tracks_without_embedding("v1", None, 10).unwrap();
    fixture.row(r#"{"asset_id":1,"name":"changed meanwhile"}"#);
    fixture.row(r#"{"asset_id":2,"play_count":7}"#);
    let batch: Vec<Embedding> =
        read.iter().map(|stored| embedding(stored.row.0, stored.sequence.0, &[1.0])).collect();
    fixture.catalog.put_embeddings("v1", &batch).unwrap();
    assert_eq!(waiting(&fixture, "v1"), [1]);
    let before = fixture.catalog.sequence().unwrap();
    assert_eq!(fixture.catalog.put_embeddings("v1", &batch[1..2]).unwrap(), before, "nothing was stored");
    assert_eq!(fixture.catalog.put_embeddings("v1", &[]).unwrap(), before);
}

#[test]
fn only_public_tracks_wait_and_they_can_be_read_in_parts() {
    let fixture = three_tracks();
    fixture.row(r#"{"asset_id":1,"status":"private"}"#);
    assert_eq!(waiting(&fixture, "v1"), [0, 2]);
    let first = fixture.catalog.tracks_without_embedding("v1", None, 1).unwrap();
    assert_eq!(first[0].row, Row(0));
    let second = fixture.catalog.tracks_without_embedding("v1", Some(Row(0)), 1).unwrap();
    assert_eq!(second[0].row, Row(2));
}

#[test]
fn widths_names_rows_and_batches_are_checked() {
    let fixture = three_tracks();
    fixture.catalog.put_embeddings("v1", &[embedding(0, 1, &[1.0, 2.0])]).unwrap();
    let put =
        |version: &str, batch: &[Embedding]| fixture.catalog.put_embeddings(version, batch).unwrap_err();
    let error = put("v1", &[embedding(1, 9, &[1.0, 2.0]), embedding(2, 9, &[1.0])]);
    assert!(matches!(error, Error::VectorWidth { expected: 2, found: 1, .. }), "{error}");
    assert_eq!(waiting(&fixture, "v1"), [1, 2], "the batch is one transaction");
    assert!(matches!(put("v1", &[embedding(9, 9, &[1.0, 2.0])]), Error::UnknownRow(Row(9))));
    assert!(matches!(put("", &[]), Error::BadName { .. }));
    assert!(matches!(put("v2", &[embedding(0, 9, &vec![1.0; 8193])]), Error::VectorWidth { .. }));
    assert!(matches!(put("v1", &vec![embedding(0, 9, &[1.0, 2.0]); 1001]), Error::BatchTooLarge { .. }));
}
