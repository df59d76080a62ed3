//! What filters, sorting and grouping read: one small fixed-size record a track, in memory, by row.
//!
//! Artists and albums are interned, so that grouping a candidate set counts small numbers. Records rather than one
//! array a field: at the size this index serves now a filter pass reads every field of a few thousand rows, and a
//! record is one cache line.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use hark_track::version::base_title;
use hark_track::{
    Acoustic, AssetId, Bpm, Electronic, Gender, Genre, PitchClass, Scale, Seconds, Status, Timestamp, Track,
    Voice,
};

use crate::rows::Rows;

/// The columns of one track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnRow {
    /// Identity.
    pub id: AssetId,
    /// When the track came to be.
    pub created_at: Timestamp,
    /// Lifetime plays.
    pub play_count: Option<u64>,
    /// Lifetime likes.
    pub likes: Option<u64>,
    /// Length.
    pub duration: Option<Seconds>,
    /// Number of the artist's name, see [`Columns::artist_name`]; `None` when the track names none.
    pub artist: Option<u32>,
    /// Number of the album, see [`Columns::album_name`]; `None` when the track names none.
    pub album: Option<u32>,
    /// Canonical genre.
    pub genre: Genre,
    /// `Some(true)` without a voice, `Some(false)` with one.
    pub instrumental: Option<bool>,
    /// Mainly electronic.
    pub electronic: Option<bool>,
    /// Mainly acoustic.
    pub acoustic: Option<bool>,
    /// Tonic.
    pub key: Option<PitchClass>,
    /// Mode.
    pub scale: Option<Scale>,
    /// Gender of the voice.
    pub gender: Option<Gender>,
    /// Tempo.
    pub bpm: Option<Bpm>,
    /// The tempo that a listener might tap instead.
    pub bpm_alternative: Option<Bpm>,
    /// Year of release.
    pub year: Option<i32>,
    /// The same for all versions of a recording by one artist; `None` without a title or an artist.
    pub recording: Option<u64>,
}

/// The columns of every track.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    rows: Vec<Option<ColumnRow>>,
    public: Rows,
    artists: Interner,
    albums: Interner,
}

impl Columns {
    /// One more than the highest row held.
    pub fn bound(&self) -> usize {
        self.rows.len()
    }

    /// The tracks that may be found.
    pub fn public(&self) -> &Rows {
        &self.public
    }

    /// The columns of `row`.
    pub fn get(&self, row: u32) -> Option<&ColumnRow> {
        self.rows.get(row as usize)?.as_ref()
    }

    /// The name behind an artist number, as the first track that had it wrote it.
    pub fn artist_name(&self, artist: u32) -> &str {
        self.artists.get(artist).0
    }

    /// Name and artist behind an album number; the artist is empty where the tracks have none.
    pub fn album_name(&self, album: u32) -> (&str, &str) {
        self.albums.get(album)
    }

    /// Sets the columns of `row` from its track.
    pub fn set(&mut self, row: u32, track: &Track) {
        if self.rows.len() <= row as usize {
            self.rows.resize(row as usize + 1, None);
        }
        let analysis = &track.analysis;
        let artist = (!track.artist.is_empty()).then(|| self.artists.intern(&track.artist, ""));
        let album = (!track.album.is_empty()).then(|| self.albums.intern(&track.album, &track.artist));
        self.rows[row as usize] = Some(ColumnRow {
            id: track.id,
            created_at: track.created_at,
            play_count: track.play_count,
            likes: track.likes,
            duration: track.duration(),
            artist,
            album,
            genre: track.genre,
            instrumental: analysis.voice.map(|voice| voice == Voice::Instrumental),
            electronic: analysis.electronic.map(|label| label == Electronic::Electronic),
            acoustic: analysis.acoustic.map(|label| label == Acoustic::Acoustic),
            key: analysis.key,
            scale: analysis.scale,
            gender: track.gender(),
            bpm: analysis.bpm,
            bpm_alternative: analysis.bpm_alternative.map(|candidate| candidate.bpm),
            year: track.year,
            recording: artist.filter(|_| !track.name.is_empty()).map(|artist| recording(&track.name, artist)),
        });
        self.public.set(row, track.status == Status::Public);
    }

    /// Bytes held in memory, without allocator overhead.
    pub fn memory_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<Option<ColumnRow>>()
            + self.public.memory_bytes()
            + self.artists.memory_bytes()
            + self.albums.memory_bytes()
    }
}

fn recording(title: &str, artist: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    (base_title(title), artist).hash(&mut hasher);
    hasher.finish()
}

/// A pair of texts shared between a table and its map.
type Pair = Arc<(String, String)>;

/// Numbers for pairs of texts, dense from 0, never taken back.
#[derive(Debug, Clone, Default)]
struct Interner {
    pairs: Vec<Pair>,
    numbers: HashMap<Pair, u32>,
}

impl Interner {
    fn intern(&mut self, name: &str, owner: &str) -> u32 {
        let pair = Arc::new((name.to_owned(), owner.to_owned()));
        if let Some(number) = self.numbers.get(&pair) {
            return *number;
        }
        let number = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
        self.pairs.push(Arc::clone(&pair));
        self.numbers.insert(pair, number);
        number
    }

    fn get(&self, number: u32) -> (&str, &str) {
        self.pairs.get(number as usize).map_or(("", ""), |pair| (&pair.0, &pair.1))
    }

    fn memory_bytes(&self) -> usize {
        let texts: usize = self.pairs.iter().map(|pair| pair.0.capacity() + pair.1.capacity()).sum();
        texts + self.pairs.len() * (size_of::<(String, String)>() + 4 * size_of::<usize>())
    }
}
