//! Snapshots, commits, restarts.

use hark_index::{Access, Entry, Error, Index, NameField, Vector};
use hark_track::Status;

use crate::track;

fn names(index: &Index, name: &str) -> Vec<u32> {
    index.snapshot().words.rows_named(NameField::Name, name).unwrap()
}

#[test]
fn a_snapshot_never_changes_and_a_commit_shows_everything_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), "c", Access::Write).unwrap();
    let before = index.snapshot();
    let vector = Vector { scale: 1.0, values: &[1, 2] };
    index
        .put(Entry {
            row: 3,
            sequence: 1,
            track: &track(1, "one"),
            vector: Some(vector),
            joint: None,
            sound: None,
        })
        .unwrap();
    assert_eq!(index.snapshot().columns.public().count(), 0, "nothing is visible before the commit");
    index.commit(1).unwrap();
    let after = index.snapshot();
    assert_eq!((before.columns.public().count(), after.columns.public().count()), (0, 1));
    assert_eq!((before.vectors.present().count(), after.vectors.present().count()), (0, 1));
    assert_eq!((before.words.documents(), after.words.documents()), (0, 1));
    assert_eq!((before.sequence, after.sequence), (0, 1));

    let mut gone = track(1, "one");
    gone.status = Status::Deleted;
    index.put(Entry { row: 3, sequence: 2, track: &gone, vector: None, joint: None, sound: None }).unwrap();
    index.commit(2).unwrap();
    assert_eq!(index.snapshot().columns.public().count(), 0);
    assert!(names(&index, "one").is_empty());
    assert_eq!(
        after.words.rows_named(NameField::Name, "one").unwrap(),
        [3],
        "the old snapshot still sees it"
    );
}

#[test]
fn vectors_of_descriptions_and_of_sounds_are_of_their_own_lengths() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), "c", Access::Write).unwrap();
    let (words, sound) =
        (Some(Vector { scale: 1.0, values: &[1, 2] }), Some(Vector { scale: 1.0, values: &[3, 4, 5] }));
    let track = track(1, "one");
    let entry = |row, vector, joint| Entry { row, sequence: 1, track: &track, vector, joint, sound: None };
    index.put(entry(0, words, None)).unwrap();
    index.put(entry(1, None, sound)).unwrap();
    index.commit(1).unwrap();
    let snapshot = index.snapshot();
    assert_eq!((snapshot.vectors.dimensions(), snapshot.joint.dimensions()), (2, 3));
    assert_eq!(snapshot.vectors.present().iter().collect::<Vec<_>>(), [0]);
    assert_eq!(snapshot.joint.present().iter().collect::<Vec<_>>(), [1]);
    assert!(matches!(index.put(entry(2, None, words)), Err(Error::Dimensions { expected: 3, found: 2 })));
}

#[test]
fn words_survive_a_restart_and_are_not_written_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), "c", Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 7, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(7).unwrap();
    drop(index);

    let mut index = Index::open(folder.path(), "c", Access::Write).unwrap();
    assert_eq!(index.words_sequence(), 7);
    // The catalogue hands out the same track again; were it written, it would be there under its new name.
    index
        .put(Entry { row: 0, sequence: 7, track: &track(1, "other"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(7).unwrap();
    assert_eq!(names(&index, "one"), [0]);
    assert!(names(&index, "other").is_empty());
}

#[test]
fn what_was_not_committed_is_gone_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), "c", Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 1, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    drop(index);
    let index = Index::open(folder.path(), "c", Access::Write).unwrap();
    assert_eq!(index.words_sequence(), 0);
    assert!(names(&index, "one").is_empty());
}

#[test]
fn the_words_of_another_catalogue_are_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), "c1", Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 5, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(5).unwrap();
    drop(index);
    let mut index = Index::open(folder.path(), "c2", Access::Write).unwrap();
    assert_eq!(index.words_sequence(), 0);
    index
        .put(Entry { row: 4, sequence: 1, track: &track(2, "two"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(1).unwrap();
    assert!(names(&index, "one").is_empty());
    assert_eq!(names(&index, "two"), [4]);
}

#[test]
fn one_process_writes_and_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Index::open(folder.path(), "c", Access::Write).unwrap();
    writer
        .put(Entry { row: 0, sequence: 1, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    writer.commit(1).unwrap();
    assert!(matches!(Index::open(folder.path(), "c", Access::Write), Err(Error::Locked { .. })));
    let mut reader = Index::open(folder.path(), "c", Access::Read).unwrap();
    assert_eq!(names(&reader, "one"), [0]);
    reader
        .put(Entry { row: 1, sequence: 2, track: &track(2, "two"), vector: None, joint: None, sound: None })
        .unwrap();
    reader.commit(2).unwrap();
    assert_eq!(reader.snapshot().columns.public().count(), 1);
    assert!(names(&reader, "two").is_empty(), "a reader does not write words");
}

#[test]
fn a_damaged_index_is_an_error_and_discarding_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    drop(Index::open(folder.path(), "c", Access::Write).unwrap());
    std::fs::write(folder.path().join("words-2/meta.json"), b"{ not json").unwrap();
    assert!(matches!(Index::open(folder.path(), "c", Access::Write), Err(Error::Words { .. })));
    Index::discard(folder.path()).unwrap();
    Index::discard(folder.path()).unwrap();
    assert!(Index::open(folder.path(), "c", Access::Write).is_ok());
}
