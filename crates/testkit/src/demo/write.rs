//! The catalogue as files: audio with tags, and a row of metadata for each in `catalogue.jsonl`.

use super::{DemoTrack, catalogue, deliver};
use crate::rng::Rng;
use crate::wav;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Name of the file with the rows, beside the audio.
pub const CATALOGUE_FILE: &str = "catalogue.jsonl";

/// How far [`write_tracks`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Files finished.
    pub done: usize,
    /// Files in all.
    pub total: usize,
    /// The file just finished.
    pub path: &'a Path,
}

/// Renders the whole [`catalogue`] into `dir`, as [`write_tracks`] does.
///
/// # Errors
/// As [`write_tracks`].
pub fn write_all(dir: &Path, progress: impl FnMut(Progress)) -> io::Result<Vec<PathBuf>> {
    write_tracks(&catalogue(), dir, progress)
}

/// Renders `tracks` into `dir` (made if missing) on all processors and returns the audio files in the order
/// of the tracks. Files of the same names are replaced, each at once and whole; [`CATALOGUE_FILE`] comes
/// last, so where it stands every file it names does too. `progress` is called on this thread.
///
/// # Errors
/// The first error of the file system; files already finished stay.
pub fn write_tracks(
    tracks: &[DemoTrack],
    dir: &Path,
    mut progress: impl FnMut(Progress),
) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir)?;
    let paths: Vec<PathBuf> = tracks.iter().map(|track| dir.join(&track.file_name)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        for worker in 0..workers(tracks.len()) {
            let (send, next, paths) = (send.clone(), &next, &paths);
            thread::Builder::new()
                .name(format!("demo-render-{worker}"))
                .spawn_scoped(scope, move || render_queue((tracks, paths), next, &send))?;
        }
        drop(send);
        // Leaving this loop early drops the receiver, and every worker stops at its next report.
        for (done, result) in receive.into_iter().enumerate() {
            let index: usize = result?;
            progress(Progress { done: done + 1, total: tracks.len(), path: &paths[index] });
        }
        Ok::<(), io::Error>(())
    })?;
    wav::replace(&dir.join(CATALOGUE_FILE), |out| {
        tracks.iter().try_for_each(|track| writeln!(out, "{}", row(track)))
    })?;
    Ok(paths)
}

fn workers(tracks: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(tracks)
}

/// Renders tracks that nobody has taken yet until there are none, or nobody listens any more.
fn render_queue(
    (tracks, paths): (&[DemoTrack], &[PathBuf]),
    next: &AtomicUsize,
    report: &SyncSender<io::Result<usize>>,
) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let (Some(track), Some(path)) = (tracks.get(index), paths.get(index)) else { return };
        let (signal, encoding) = deliver(track);
        let result = wav::write(path, &signal, encoding, &track.file_tags()).map(|()| index);
        if report.send(result).is_err() {
            return;
        }
    }
}

/// The metadata of a track as a row of a catalogue. Tempo and key are left out on purpose: they are for the
/// analyser to find. Engagement is drawn from the seed, heavy-tailed as real play counts are.
pub fn row(track: &DemoTrack) -> Value {
    let mut rng = Rng::new(track.seed).fork(u64::MAX);
    let plays = 10f32.powf(1.2 + 4.2 * rng.unit() * rng.unit().sqrt()) as u64;
    let likes = (plays as f32 * (0.005 + 0.05 * rng.unit())) as u64;
    let day = [rng.below(12) + 1, rng.below(28) + 1, rng.below(24), rng.below(60)];
    let created = format!("{:04}-{:02}-{:02}T{:02}:{:02}:00Z", track.year, day[0], day[1], day[2], day[3]);
    json!({
        "asset_id": track.asset_id,
        "path": track.file_name,
        "name": track.title,
        "artist": track.artist,
        "album": track.album,
        "genre": track.genre,
        "genres": track.genres,
        "tags": track.tags,
        "moods": track.moods,
        "instruments": track.instruments,
        "description": track.description,
        "year": track.year,
        "play_count": plays,
        "likes": likes,
        "created_at": created,
    })
}
