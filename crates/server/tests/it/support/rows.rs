//! Reads the catalogues of the scenarios: rows in the form of an import, as far as the API shows them.

use hark_track::{Analysis, AssetId, Gender, Genre, Status, Timestamp, Track};
use serde::Deserialize;

use super::contract;

#[derive(Deserialize)]
struct Row {
    asset_id: AssetId,
    name: String,
    #[serde(default)]
    artist: String,
    #[serde(default)]
    album: String,
    #[serde(default)]
    creator_name: String,
    #[serde(default)]
    genre: String,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    gender: Option<Gender>,
    #[serde(default)]
    play_count: Option<u64>,
    #[serde(default)]
    likes: Option<u64>,
    created_at: String,
    updated_at: String,
    #[serde(flatten)]
    analysis: Analysis,
}

/// The tracks of `contract/catalogs/NAME.jsonl`.
pub(crate) fn catalog(name: &str) -> Vec<Track> {
    let path = contract().join(format!("catalogs/{name}.jsonl"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| track(serde_json::from_str(line).unwrap())).collect()
}

fn track(row: Row) -> Track {
    let created_at: Timestamp = row.created_at.parse().unwrap();
    Track {
        status: row.status.unwrap_or(Status::Public),
        name: row.name,
        artist: row.artist,
        album: row.album,
        creator_name: row.creator_name,
        genre: Genre::primary([row.genre.as_str()]),
        gender: row.gender,
        play_count: row.play_count,
        likes: row.likes,
        updated_at: row.updated_at.parse().unwrap(),
        analysis: row.analysis,
        ..Track::new(row.asset_id, created_at)
    }
}
