//! The last touches to an order: versions of one recording stand together, and no artist fills a page.

use std::collections::{HashMap, VecDeque};

use hark_index::Columns;

use crate::rank::{MOST_UNNAMED, Ranked};

/// Among so many neighbouring results ...
const WINDOW: usize = 20;
/// ... at most so many are by one artist, while there are others.
const PER_ARTIST: usize = 4;
/// Versions of one recording that stand together; what there is beyond stays where it is.
const TOGETHER: usize = 3;

/// Moves versions of a recording up to stand behind the best of them, at most [`TOGETHER`] in all. A track moved up takes
/// the place's score if its own is higher, never one better than its own.
pub(crate) fn fold_versions(tracks: &mut Vec<Ranked>, columns: &Columns) {
    let recording = |track: &Ranked| columns.recording(track.row);
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, track) in tracks.iter().enumerate() {
        if let Some(recording) = recording(track) {
            places.entry(recording).or_default().push(at);
        }
    }
    let mut moved = vec![false; tracks.len()];
    let mut folded: Vec<Ranked> = Vec::with_capacity(tracks.len());
    for (at, track) in tracks.iter().enumerate() {
        if moved[at] {
            continue;
        }
        folded.push(*track);
        let versions = recording(track).and_then(|recording| places.get(&recording));
        let behind = versions.into_iter().flatten().filter(|place| **place > at).take(TOGETHER - 1);
        let first = versions.is_some_and(|versions| versions[0] == at);
        for place in behind.filter(|_| first) {
            moved[*place] = true;
            folded.push(tracks[*place]);
        }
    }
    cap_scores(&mut folded);
    *tracks = folded;
}

/// Scores never rise down a list: whatever stands behind a lower score takes that.
fn cap_scores(tracks: &mut [Ranked]) {
    let mut least = f32::INFINITY;
    for track in tracks {
        least = least.min(track.score);
        track.score = least;
    }
}

/// Moves tracks down so that among any [`WINDOW`] neighbours at most [`PER_ARTIST`] are by one artist, as long as
/// others are left to put between. Tracks that the query names stay. A track moved down takes the score of its new
/// place, so that scores never rise down the list.
pub(crate) fn space_artists(tracks: &mut Vec<Ranked>, columns: &Columns) {
    let artist_of = |track: &Ranked| columns.artist(track.row);
    let named = tracks.iter().take_while(|track| track.score > MOST_UNNAMED).count();
    let mut spaced: Vec<Ranked> = tracks[..named].to_vec();
    let mut rest: VecDeque<Ranked> = tracks[named..].iter().copied().collect();
    let mut delayed: VecDeque<Ranked> = VecDeque::new();
    let mut recent: VecDeque<Option<u32>> = VecDeque::new();
    while !(rest.is_empty() && delayed.is_empty()) {
        let fits = |track: &Ranked| {
            let artist = artist_of(track);
            artist.is_none() || recent.iter().filter(|seen| **seen == artist).count() < PER_ARTIST
        };
        let next = match delayed.iter().position(fits) {
            Some(at) => delayed.remove(at),
            None => {
                while rest.front().is_some_and(|track| !fits(track)) {
                    delayed.extend(rest.pop_front());
                }
                rest.pop_front().or_else(|| delayed.pop_front())
            }
        };
        let Some(mut track) = next else { break };
        if let Some(before) = spaced.last() {
            track.score = track.score.min(before.score);
        }
        recent.push_back(artist_of(&track));
        if recent.len() == WINDOW {
            recent.pop_front();
        }
        spaced.push(track);
    }
    *tracks = spaced;
}
