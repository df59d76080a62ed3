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
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
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
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
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
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 7, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(7).unwrap();
    drop(index);

    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
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
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 1, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    drop(index);
    let index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    assert_eq!(index.words_sequence(), 0);
    assert!(names(&index, "one").is_empty());
}

#[test]
fn the_words_of_another_catalogue_are_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c1", "m"), Access::Write).unwrap();
    index
        .put(Entry { row: 0, sequence: 5, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    index.commit(5).unwrap();
    drop(index);
    let mut index = Index::open(folder.path(), ("c2", "m"), Access::Write).unwrap();
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
    let mut writer = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    writer
        .put(Entry { row: 0, sequence: 1, track: &track(1, "one"), vector: None, joint: None, sound: None })
        .unwrap();
    writer.commit(1).unwrap();
    assert!(matches!(Index::open(folder.path(), ("c", "m"), Access::Write), Err(Error::Locked { .. })));
    let mut reader = Index::open(folder.path(), ("c", "m"), Access::Read).unwrap();
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
    drop(Index::open(folder.path(), ("c", "m"), Access::Write).unwrap());
    std::fs::write(folder.path().join("words-2/meta.json"), b"{ not json").unwrap();
    assert!(matches!(Index::open(folder.path(), ("c", "m"), Access::Write), Err(Error::Words { .. })));
    Index::discard(folder.path()).unwrap();
    Index::discard(folder.path()).unwrap();
    assert!(Index::open(folder.path(), ("c", "m"), Access::Write).is_ok());
}

/// Thirty tracks, of which some are gone, with vectors and positions.
fn fill(index: &mut Index, sequence: u64) {
    for row in 0..30u32 {
        let mut track = track(u64::from(row) + 1, &format!("track {row} of {sequence}"));
        track.artist = format!("artist {}", row % 7);
        track.tags = vec![format!("tag {}", row % 5), "music".into()];
        if row % 9 == 0 {
            track.status = Status::Deleted;
        }
        let values = [row as i8, 100, sequence as i8];
        let mut position = [None; hark_track::Axis::COUNT];
        position[3] = Some(row as f32 / 30.0);
        index
            .put(Entry {
                row,
                sequence,
                track: &track,
                vector: Some(Vector { scale: 0.01, values: &values }),
                joint: (row % 2 == 0).then_some(Vector { scale: 0.01, values: &values[..2] }),
                sound: Some(&position),
            })
            .unwrap();
    }
    index.commit(sequence).unwrap();
}

/// Everything that a snapshot shows in memory, as text.
fn shown(index: &Index) -> String {
    use std::fmt::Write;
    let snapshot = index.snapshot();
    let mut shown = format!("{:?}\n", snapshot.columns.public().iter().collect::<Vec<_>>());
    for row in 0..40 {
        let tags: Vec<&str> =
            snapshot.tags.of(row).iter().map(|tag| &*snapshot.tags.names()[*tag as usize]).collect();
        writeln!(shown, "{:?} {tags:?} {:?}", snapshot.columns.get(row), snapshot.sounds.codes(row)).unwrap();
    }
    let everything = hark_index::Rows::where_(40, |_| true);
    snapshot
        .vectors
        .scan(&[0.3, 0.5, 0.8], &everything, |row, dot| write!(shown, "{row} {dot} ").unwrap())
        .unwrap();
    snapshot.joint.scan(&[0.6, 0.8], &everything, |row, dot| write!(shown, "{row} {dot} ").unwrap()).unwrap();
    for sequence in 0..9 {
        write!(shown, "{}", snapshot.names.has_title(&format!("track 3 of {sequence}"))).unwrap();
    }
    write!(
        shown,
        "{:?}",
        snapshot.names.artist("Artist 4").map(|artist| snapshot.columns.artist_name(artist))
    )
    .unwrap();
    shown
}

const IMAGE: &str = "memory-1.bin";

#[test]
fn what_was_saved_is_there_after_a_restart_and_what_changed_since_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    fill(&mut index, 4);
    index.snapshot().save(folder.path()).unwrap();
    let saved = shown(&index);
    fill(&mut index, 5);
    let later = shown(&index);
    assert_ne!(saved, later);
    drop(index);

    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    assert_eq!((index.sequence(), index.words_sequence()), (4, 5));
    assert_eq!(shown(&index), saved);
    fill(&mut index, 5);
    assert_eq!(shown(&index), later);
    drop(index);

    // Of another making or another catalogue it is no use.
    for (catalogue, made_of) in [("c", "other"), ("other", "m")] {
        let index = Index::open(folder.path(), (catalogue, made_of), Access::Read).unwrap();
        assert_eq!((index.sequence(), index.snapshot().columns.bound()), (0, 0));
    }
}

#[test]
fn words_that_were_lost_are_asked_for_again_though_memory_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    fill(&mut index, 4);
    index.snapshot().save(folder.path()).unwrap();
    drop(index);
    std::fs::remove_dir_all(folder.path().join("words-2")).unwrap();
    let index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    assert_eq!(index.sequence(), 0);
    assert_eq!(index.snapshot().columns.bound(), 30);
}

#[test]
fn a_crash_while_saving_leaves_what_was_saved_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    fill(&mut index, 4);
    index.snapshot().save(folder.path()).unwrap();
    let before = shown(&index);
    let whole = std::fs::read(folder.path().join(IMAGE)).unwrap();
    drop(index);
    for cut in (0..whole.len()).step_by(1_000) {
        std::fs::write(folder.path().join(format!("{IMAGE}.new")), &whole[..cut]).unwrap();
        let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
        assert!(shown(&index) == before, "cut off at {cut}");
        fill(&mut index, 5);
        index.snapshot().save(folder.path()).unwrap();
        drop(index);
        std::fs::write(folder.path().join(IMAGE), &whole).unwrap();
    }
}

#[test]
fn new_lists_take_in_what_was_put_while_they_were_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), ("c", "m"), Access::Write).unwrap();
    fill(&mut index, 4);
    index.begin_regrouping();
    let snapshot = index.snapshot();
    fill(&mut index, 5);
    let expected = shown(&index);
    index.adopt(snapshot.regrouped(|_| [0.0; 256], 1));
    index.commit(5).unwrap();
    assert_eq!(shown(&index), expected);
}
