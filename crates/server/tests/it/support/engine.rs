//! An engine that is slow and obvious: a linear scan, all words of the query as parts of the track's words.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hark_search::{
    AlbumGroup, ArtistGroup, Effect, Engine, Error, Filters, Hit, Meaning, Method, SearchRequest,
    SearchResults, Sort, Status, Understood, What, Why,
};
use hark_track::{Acoustic, Electronic, Status as TrackStatus, Track, Voice, fold};

pub(crate) struct LinearEngine {
    tracks: Vec<Track>,
    trouble: Mutex<Trouble>,
    entered: AtomicUsize,
}

/// What goes wrong in the next searches.
#[derive(Clone, Copy, Default)]
pub(crate) enum Trouble {
    #[default]
    None,
    Panic,
    Fail,
    Sleep(Duration),
}

impl LinearEngine {
    pub(crate) fn new(tracks: Vec<Track>) -> LinearEngine {
        LinearEngine { tracks, trouble: Mutex::default(), entered: AtomicUsize::new(0) }
    }

    pub(crate) fn trouble(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }

    /// Waits until a search has begun.
    pub(crate) async fn entered(&self) {
        while self.entered.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn public(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(|track| track.status == TrackStatus::Public)
    }

    fn lookup(&self, ids: &[String], method: Method) -> SearchResults {
        let find = |id: &String| self.public().find(|track| track.id.to_string() == *id);
        let found: Vec<&Track> = ids.iter().filter_map(find).collect();
        SearchResults {
            total: found.len(),
            tracks: found
                .into_iter()
                .map(|track| Hit { track: track.clone(), score: 1.0, why: None })
                .collect(),
            artists: Vec::new(),
            albums: Vec::new(),
            method,
            matched_artist: None,
            missing_ids: ids.iter().filter(|id| find(id).is_none()).cloned().collect(),
            understood: Vec::new(),
        }
    }

    fn by_words(&self, query: &str, request: &SearchRequest) -> SearchResults {
        let words = fold::words(query);
        let mut found: Vec<&Track> = self
            .public()
            .filter(|track| admits(&request.filters, track))
            .filter(|track| {
                let text = fold::words(&format!("{} {} {}", track.name, track.artist, track.album));
                words.iter().all(|word| text.contains(word))
            })
            .collect();
        match request.sort {
            Sort::Relevance => {}
            Sort::Popular => found.sort_by_key(|track| Reverse(track.play_count)),
            Sort::Recent => found.sort_by_key(|track| Reverse(track.created_at)),
        }
        let score = |at: usize| 1.0 / (at as f64 + 1.7);
        let page = found.iter().enumerate().skip(request.page.offset).take(request.page.limit);
        SearchResults {
            tracks: page
                .map(|(at, track)| Hit {
                    track: (*track).clone(),
                    score: score(at),
                    why: request.explain.then(Why::default),
                })
                .collect(),
            artists: artists(&found),
            albums: albums(&found),
            total: found.len(),
            method: Method::Text,
            matched_artist: None,
            missing_ids: Vec::new(),
            understood: understood(query),
        }
    }
}

impl Engine for LinearEngine {
    fn search(&self, request: &SearchRequest) -> Result<SearchResults, Error> {
        self.entered.fetch_add(1, Ordering::SeqCst);
        let trouble = *self.trouble.lock().unwrap();
        match trouble {
            Trouble::None => {}
            Trouble::Panic => panic!("the engine fell over at /secret/path"),
            Trouble::Fail => return Err(Error::Index("segment /secret/path is broken".into())),
            Trouble::Sleep(time) => std::thread::sleep(time),
        }
        let query = match &request.what {
            What::Ids(ids) => return Ok(self.lookup(ids, Method::IdsBatch)),
            What::Query(query) => query.trim(),
        };
        let mut ids: Vec<String> = Vec::new();
        for part in query.split(',').map(|part| part.trim().to_owned()) {
            if !ids.contains(&part) {
                ids.push(part);
            }
        }
        let digits = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if ids.iter().all(digits) {
            let method = if ids.len() == 1 { Method::Id } else { Method::IdsBatch };
            let found = self.lookup(&ids, method);
            if ids.len() > 1 || found.total > 0 {
                return Ok(found);
            }
        }
        Ok(self.by_words(query, request))
    }

    fn status(&self) -> Status {
        let trouble = *self.trouble.lock().unwrap();
        assert!(!matches!(trouble, Trouble::Panic), "the engine fell over at /secret/path");
        Status {
            tracks: self.public().count(),
            embedded: 0,
            sequence: 1,
            memory: hark_search::Memory::default(),
            meaning: Meaning::Off("a test has no text model".to_owned()),
        }
    }
}

fn admits(filters: &Filters, track: &Track) -> bool {
    let sound = &track.analysis;
    (filters.genres.is_empty() || filters.genres.contains(&track.genre))
        && filters.duration_min.is_none_or(|min| track.duration().is_some_and(|d| d >= min))
        && filters.duration_max.is_none_or(|max| track.duration().is_some_and(|d| d <= max))
        && filters.min_play_count.is_none_or(|min| track.play_count.is_some_and(|n| n >= min))
        && filters.min_likes.is_none_or(|min| track.likes.is_some_and(|n| n >= min))
        && filters.created_after.is_none_or(|day| track.created_at >= day)
        && (!filters.instrumental || sound.voice == Some(Voice::Instrumental))
        && (!filters.electronic || sound.electronic == Some(Electronic::Electronic))
        && (!filters.acoustic || sound.acoustic == Some(Acoustic::Acoustic))
        && filters.key.is_none_or(|key| sound.key == Some(key))
        && filters.scale.is_none_or(|scale| sound.scale == Some(scale))
        && filters
            .gender
            .is_none_or(|gender| track.gender() == Some(gender) && sound.voice != Some(Voice::Instrumental))
}

fn artists(found: &[&Track]) -> Vec<ArtistGroup> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for track in found.iter().filter(|track| !track.artist.is_empty()) {
        *counts.entry(&track.artist).or_default() += 1;
    }
    counts.into_iter().map(|(name, track_count)| ArtistGroup { name: name.to_owned(), track_count }).collect()
}

fn albums(found: &[&Track]) -> Vec<AlbumGroup> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for track in found.iter().filter(|track| !track.album.is_empty()) {
        *counts.entry((&track.album, &track.artist)).or_default() += 1;
    }
    let group = |((name, artist), track_count): ((&str, &str), usize)| AlbumGroup {
        name: name.to_owned(),
        artist: artist.to_owned(),
        track_count,
    };
    counts.into_iter().map(group).collect()
}

/// What this engine understands: a tempo.
fn understood(query: &str) -> Vec<Understood> {
    let tempo = query.strip_suffix(" bpm").and_then(|rest| rest.split(' ').next_back());
    let tell = |tempo: &str| Understood {
        text: format!("{tempo} bpm"),
        meaning: format!("bpm={tempo}"),
        effect: Effect::Filter,
    };
    tempo.map(tell).into_iter().collect()
}
