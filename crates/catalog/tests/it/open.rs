//! Opening: what is made, what is found again, and what is refused.

use std::sync::Barrier;

use hark_catalog::{Catalog, Error, JointVector, QuantizedVector, Sequence};
use hark_track::{Bpm, Lufs, Status};
use rusqlite::Connection;

use super::{Fixture, changes_from, patch};

#[test]
fn a_new_catalogue_is_empty_and_has_a_name_of_its_own() {
    let (one, other) = (Fixture::new(), Fixture::new());
    assert_eq!(one.catalog.sequence().unwrap(), Sequence(0));
    assert_eq!(one.catalog.count().unwrap().total(), 0);
    assert!(one.all_changes().is_empty());
    assert_eq!(one.catalog.identity().len(), 32);
    assert_ne!(one.catalog.identity(), other.catalog.identity());
}

#[test]
fn opening_again_finds_everything_as_it_was() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1","name":"a"}"#);
    let (identity, changes) = (fixture.catalog.identity().to_owned(), fixture.all_changes());
    let fixture = fixture.reopen();
    assert_eq!(fixture.catalog.identity(), identity);
    assert_eq!(fixture.all_changes(), changes);
}

#[test]
fn a_schema_from_the_future_is_refused_and_left_alone() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1"}"#);
    let path = fixture.catalog.path().to_owned();
    let version = || -> i64 {
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Catalog::open(fixture.folder.path()).unwrap_err();
    assert!(matches!(error, Error::NewerSchema { found: 99, known: 3, .. }), "{error}");
    assert!(error.to_string().contains("use a newer release of hark"));
    assert_eq!(version(), 99);
}

#[test]
fn another_programs_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalog.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Catalog::open(folder.path()), Err(Error::NotACatalogue { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::write(&path, "this is no database, and long enough to be taken for one".repeat(100)).unwrap();
    assert!(matches!(Catalog::open(folder.path()), Err(Error::Sqlite(_))));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Catalog::open(&file.join("data")).unwrap_err();
    assert!(error.to_string().starts_with("cannot create the data folder"), "{error}");
}

/// The fixture was written by the release that had schema 1; opening it must lose nothing, now and again.
#[test]
fn a_catalogue_of_schema_1_is_brought_up_to_date_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalog.db");
    Connection::open(&path).unwrap().execute_batch(include_str!("../compat/v1.sql")).unwrap();
    for _opening in 0..2 {
        let catalog = Catalog::open(folder.path()).unwrap();
        assert_eq!(catalog.identity(), "e9dcd91fe757cb86c303d4322572eaf5");
        assert_eq!(catalog.sequence().unwrap(), Sequence(3));
        let changes = changes_from(&catalog, Sequence(0).into(), 10);
        let named = |number: u64| &changes.iter().find(|c| c.track.id == super::id(number)).unwrap().track;
        let (row, private, file) = (named(9001), named(9002), named(2_953_857_159_225_276));
        assert_eq!((row.name.as_str(), row.play_count), ("Rain Gate", Some(12)));
        assert_eq!(catalog.extra(row.id).unwrap().unwrap()["shelf"], "upper");
        assert_eq!((private.status, private.analysis.bpm), (Status::Private, Bpm::new(84.3)));
        assert_eq!(file.path.as_deref(), Some("/music/one.mp3"));
        assert_eq!(file.analysis.loudness_lufs, Lufs::new(-19.174_700_951_291_072));
        assert_eq!(catalog.file_identity("/music/two.mp3").unwrap(), Some(super::id(1_720_640_129_820_601)));
        let counts = catalog.count().unwrap();
        assert_eq!((counts.analysed, counts.embedded[0].1, counts.heard.len()), (1, 2, 0));
        assert_eq!(catalog.list_keys().unwrap()[0].name, "game");
        assert_eq!(catalog.structure(file.id).unwrap(), None);
        assert_eq!(catalog.waveform(file.id).unwrap(), None);
        assert_eq!(catalog.sound(file.id).unwrap(), None);
    }
    let version: i64 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 3);
}

/// As above, for the release that had schema 2.
#[test]
fn a_catalogue_of_schema_2_is_brought_up_to_date_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalog.db");
    Connection::open(&path).unwrap().execute_batch(include_str!("../compat/v2.sql")).unwrap();
    for _opening in 0..2 {
        let catalog = Catalog::open(folder.path()).unwrap();
        assert_eq!(catalog.identity(), "a6f9fd83d37cb9ec1db538a08deb97cb");
        assert_eq!(catalog.sequence().unwrap(), Sequence(3));
        let changes = changes_from(&catalog, Sequence(0).into(), 10);
        assert_eq!(changes.len(), 4);
        assert_eq!(catalog.extra(super::id(9001)).unwrap().unwrap()["shelf"], "upper");
        let heard = catalog.file_identity("/music/one.mp3").unwrap().unwrap();
        assert_eq!(catalog.structure(heard).unwrap().unwrap().beats, [0.5, 1.25]);
        assert_eq!(catalog.waveform(heard).unwrap().unwrap().0, [1, 200, 255]);
        let sound = catalog.sound(heard).unwrap().unwrap();
        assert_eq!((sound.version.as_str(), sound.tags), ("ears/1", vec![0.25, 0.5, 1.0]));
        let counts = catalog.count().unwrap();
        assert_eq!((counts.public, counts.private, counts.analysed), (3, 1, 2));
        assert_eq!(
            (&counts.embedded[0], &counts.heard[0]),
            (&("meaning/1".into(), 1), &("ears/1".into(), 1))
        );
        assert_eq!(counts.joint, []);
        assert_eq!(catalog.joint_vectors("clap/1", &super::rows(0..4)).unwrap(), [None, None, None, None]);
    }
    let catalog = Catalog::open(folder.path()).unwrap();
    let vector = QuantizedVector::from_f32(&[0.6, 0.8]);
    catalog.set_joint(super::id(9001), Some(&JointVector { version: "clap/1".into(), vector })).unwrap();
    assert_eq!(catalog.count().unwrap().joint, [("clap/1".to_owned(), 1)]);
}

#[test]
fn a_damaged_document_is_an_error_that_names_it() {
    let fixture = Fixture::new();
    fixture.row(r#"{"asset_id":"1","name":"a"}"#);
    let other = Connection::open(fixture.catalog.path()).unwrap();
    other.execute("UPDATE tracks SET stated = '{\"name\":'", []).unwrap();
    let error = fixture.catalog.changes_since(Sequence(0), 1).unwrap_err();
    assert!(matches!(error, Error::Damaged { column: "stated", row: 1, .. }), "{error}");
}

#[test]
fn many_may_open_it_at_once_and_write_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (folder, start) = (folder.path(), &start);
            scope.spawn(move || {
                start.wait();
                // A catalogue of its own each, as separate processes have.
                let catalog = Catalog::open(folder).unwrap();
                for batch in 0..10 {
                    let numbers = (0..20).map(|n| writer * 1000 + batch * 20 + n);
                    let patches: Vec<_> =
                        numbers.map(|n| patch(&format!(r#"{{"asset_id":{n},"name":"{writer}"}}"#))).collect();
                    catalog.upsert(&patches).unwrap();
                }
            });
        }
    });
    let catalog = Catalog::open(folder.path()).unwrap();
    assert_eq!(catalog.count().unwrap().public, 800);
    assert_eq!(catalog.sequence().unwrap(), Sequence(40));
    assert_eq!(changes_from(&catalog, Sequence(0).into(), 33).len(), 800);
}

#[test]
fn readers_see_whole_transactions_while_others_write() {
    let fixture = Fixture::new();
    let catalog = &fixture.catalog;
    let batch = |round: u64| -> Vec<_> {
        (0..50).map(|n| patch(&format!(r#"{{"asset_id":{n},"year":{}}}"#, 1000 + round))).collect()
    };
    catalog.upsert(&batch(0)).unwrap();
    let rounds: Vec<_> = (1..40).map(batch).collect();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in &rounds {
                catalog.upsert(round).unwrap();
            }
        });
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    let mut looks = 0;
                    while last < 1039 {
                        let tracks = catalog.tracks(&super::rows(0..50)).unwrap();
                        let years: Vec<i32> = tracks.iter().filter_map(|track| track.year).collect();
                        assert_eq!(years.len(), 50);
                        assert!(years.iter().all(|year| *year == years[0]), "half a transaction was seen");
                        assert!(years[0] >= last, "time went backwards");
                        last = years[0];
                        looks += 1;
                    }
                    looks
                })
            })
            .collect();
        writer.join().unwrap();
        assert!(readers.into_iter().map(|reader| reader.join().unwrap()).sum::<u64>() >= 3);
    });
}
