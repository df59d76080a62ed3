//! A catalogue of any size that looks like a real one, for measuring how search behaves at that size.
//!
//! What makes a catalogue hard to search is its shape, not its sound: few artists with very many tracks and many with
//! one, common words in most titles, genres that are all over and genres that are rare, fields that are missing. All
//! of that is drawn here from a seed, a track at a time: [`Catalogue::new`] plans who has how many albums (16 bytes
//! each), and [`Catalogue::tracks`] makes the tracks as they are asked for, so that ten million of them need no more
//! memory than a thousand. The same number of tracks and the same seed give the same tracks.
//!
//! What a track states hangs together as in life: its genre decides the likely tempo, loudness, mode, instruments and
//! moods, its artist the genre, the voice and the popularity.
//!
//! [`phrases()`] says what there is to embed about a track, and [`queries()`] asks for such tracks in plain language.

mod draw;
mod genres;
mod names;
mod phrases;
mod queries;
mod tracks;
mod words;

pub use draw::normal;
pub use phrases::{phrases, vocabulary};
pub use queries::queries;

use hark_track::{Genre, Track};

use crate::rng::Rng;
use draw::Weighted;
use genres::Profile;

/// Tracks an artist has on average.
const TRACKS_AN_ARTIST: usize = 12;
/// The most tracks on an album.
const LONGEST_ALBUM: usize = 14;

/// Parts of the work that draw from generators of their own.
mod part {
    pub(super) const ORDER: u64 = 1 << 40;
    pub(super) const ALBUMS: u64 = 2 << 40;
    pub(super) const ARTIST: u64 = 3 << 40;
    pub(super) const TRACK: u64 = 4 << 40;
    pub(super) const ALBUM: u64 = 5 << 40;
    pub(super) const QUERIES: u64 = 6 << 40;
}

/// A planned catalogue.
#[derive(Debug)]
pub struct Catalogue {
    seed: u64,
    artists: usize,
    albums: Vec<Album>,
    profiles: Vec<(Genre, Profile)>,
}

/// An album: whose it is, the how manieth of that artist, and its number of tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Album {
    artist: u32,
    number: u32,
    tracks: u32,
    first: u32,
}

impl Catalogue {
    /// Plans a catalogue of so many tracks; at most `u32::MAX` of them.
    pub fn new(tracks: usize, seed: u64) -> Catalogue {
        let tracks = tracks.min(u32::MAX as usize);
        let artists = tracks.div_ceil(TRACKS_AN_ARTIST);
        let rng = Rng::new(seed);
        let mut albums = albums(tracks, artists, &mut rng.fork(part::ALBUMS));
        shuffle(&mut albums, &mut rng.fork(part::ORDER));
        let mut first = 0;
        for album in &mut albums {
            album.first = first;
            first += album.tracks;
        }
        Catalogue { seed, artists, albums, profiles: profiles() }
    }

    /// Number of artists.
    pub fn artists(&self) -> usize {
        self.artists
    }

    /// Number of albums.
    pub fn albums(&self) -> usize {
        self.albums.len()
    }

    /// The tracks, album by album, the albums in no particular order.
    pub fn tracks(&self) -> impl Iterator<Item = Track> + '_ {
        let maker = tracks::Maker::new(self.seed, &self.profiles);
        self.albums.iter().flat_map(move |album| {
            let about = maker.album(*album);
            let maker = maker.clone();
            (0..album.tracks).map(move |number| maker.track(&about, number)).collect::<Vec<Track>>()
        })
    }
}

/// The genres with their profiles.
fn profiles() -> Vec<(Genre, Profile)> {
    genres::profiles().map(|profile| (Genre::parse(profile.slug).unwrap_or(Genre::OTHER), profile)).collect()
}

/// The albums of all artists, whose numbers of tracks follow Zipf's law: the first artist has the most, each has one.
fn albums(tracks: usize, artists: usize, rng: &mut Rng) -> Vec<Album> {
    let shares = Weighted::zipf(artists, (artists as f64 / 1000.0).max(3.0));
    let spare = tracks.saturating_sub(artists);
    let mut albums = Vec::with_capacity(tracks / 4);
    let mut given = 0;
    for artist in 0..artists {
        let until = (spare as f64 * shares.share_up_to(artist)).round() as usize;
        let mut left = 1 + until.saturating_sub(given);
        given = until.max(given);
        for number in 0.. {
            // Half of the releases are albums proper, the rest singles and short ones.
            let long = if rng.chance(0.5) { 8 + rng.below(LONGEST_ALBUM - 7) } else { 1 + rng.below(4) };
            let size = long.min(left);
            albums.push(Album { artist: artist as u32, number, tracks: size as u32, first: 0 });
            left -= size;
            if left == 0 {
                break;
            }
        }
    }
    albums
}

/// Brings `items` into a random order (Fisher and Yates).
fn shuffle<T>(items: &mut [T], rng: &mut Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, rng.below(last + 1));
    }
}

#[cfg(test)]
mod tests;
