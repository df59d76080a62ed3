//! Reads the catalogues of the scenarios: rows in the form of an import, as far as the API shows them, and what was
//! measured of their tracks.

use std::collections::HashMap;

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
    let measured = measured(name);
    let track = |line| {
        let row: Row = serde_json::from_str(line).unwrap();
        let measured = measured.get(&row.asset_id).cloned().unwrap_or_default();
        track(row, measured)
    };
    text.lines().map(track).collect()
}

#[derive(Deserialize)]
struct Measured {
    asset_id: AssetId,
    #[serde(flatten)]
    analysis: Analysis,
}

fn measured(name: &str) -> HashMap<AssetId, Analysis> {
    let path = contract().join(format!("catalogs/{name}.analysis.jsonl"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().map(|line| serde_json::from_str::<Measured>(line).unwrap());
    lines.map(|line| (line.asset_id, line.analysis)).collect()
}

/// What is stated, completed by what was measured and does not depend on a value that is stated otherwise.
fn join(stated: &Analysis, mut measured: Analysis) -> Analysis {
    if stated.key.is_some_and(|key| Some(key) != measured.key) {
        (measured.scale, measured.key_confidence) = (None, None);
    }
    if stated.voice.is_some_and(|voice| Some(voice) != measured.voice) {
        (measured.voice_confidence, measured.gender) = (None, None);
    }
    stated.or(&measured)
}

fn genre(stated: &str, analysis: &Analysis) -> Genre {
    let styles = analysis.genres_detailed.iter().filter(|style| style.score >= 0.2);
    let known = |genre: &Genre| *genre != Genre::OTHER;
    Some(Genre::primary([stated]))
        .filter(known)
        .or_else(|| styles.map(|style| Genre::primary([style.label.as_str()])).find(known))
        .unwrap_or(Genre::OTHER)
}

fn track(row: Row, measured: Analysis) -> Track {
    let created_at: Timestamp = row.created_at.parse().unwrap();
    let analysis = join(&row.analysis, measured);
    Track {
        status: row.status.unwrap_or(Status::Public),
        name: row.name,
        artist: row.artist,
        album: row.album,
        creator_name: row.creator_name,
        genre: genre(&row.genre, &analysis),
        gender: row.gender,
        play_count: row.play_count,
        likes: row.likes,
        updated_at: row.updated_at.parse().unwrap(),
        analysis,
        ..Track::new(row.asset_id, created_at)
    }
}
