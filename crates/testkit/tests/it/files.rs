//! The demo as files: tags, rows, sizes, determinism.

use hark_testkit::demo::{CATALOGUE_FILE, catalogue, deliver, row, write_tracks};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("hark-testkit-{name}-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn written_tracks_and_their_rows_belong_together() {
    let folder = Folder::new("files");
    let wanted = ["lullaby", "drone", "chiptune"];
    let tracks: Vec<_> = wanted
        .iter()
        .map(|kind| catalogue().into_iter().find(|t| t.kind() == *kind).unwrap().shortened(4.0))
        .collect();
    let mut seen = Vec::new();
    let paths = write_tracks(&tracks, &folder.0, |p| seen.push((p.done, p.total))).unwrap();
    assert_eq!(seen, [(1, 3), (2, 3), (3, 3)]);
    let text = fs::read_to_string(folder.0.join(CATALOGUE_FILE)).unwrap();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    for ((path, row), track) in paths.iter().zip(&rows).zip(&tracks) {
        assert_eq!(path.file_name().unwrap().to_str(), row["path"].as_str());
        let bytes = fs::read(path).unwrap();
        let (signal, encoding) = deliver(track);
        let data = signal.frames() * signal.format().channels * usize::from(encoding.bits() / 8);
        assert_eq!(&bytes[..4], b"RIFF");
        assert_eq!(u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize + 8, bytes.len());
        assert!(
            bytes.len() > data && bytes.len() < data + 1_000,
            "{} bytes for {data} of sound",
            bytes.len()
        );
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 4, "no part files are left");
}

#[test]
fn rows_have_every_field_and_unique_ids() {
    let rows: Vec<Value> = catalogue().iter().map(row).collect();
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["asset_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 60);
    for row in &rows {
        for field in ["path", "name", "artist", "album", "description", "created_at"] {
            assert!(row[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {row}");
        }
        for field in ["genres", "tags", "moods", "instruments"] {
            assert!(row[field].as_array().is_some_and(|list| !list.is_empty()), "{field} of {row}");
        }
        assert!(row["likes"].as_u64() <= row["play_count"].as_u64(), "{row}");
    }
    let plays: BTreeSet<u64> = rows.iter().filter_map(|row| row["play_count"].as_u64()).collect();
    assert!(plays.len() > 50, "play counts vary");
    assert!(plays.last() > plays.first().map(|least| least * 50).as_ref(), "play counts are heavy-tailed");
}
