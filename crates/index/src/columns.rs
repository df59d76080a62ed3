//! What filters, sorting and grouping read: one small record a track, and columns of bytes beside them, in memory, by row.
//!
//! A record is for whoever looks at one track: a cache line and a bit. A condition on all tracks reads columns of
//! one byte a row (`codes`), and the records only of tracks whose bytes leave it open. Artists and albums are
//! interned, so that grouping a candidate set counts small numbers. Everything lies in blocks that snapshots share.

mod codes;
mod interner;
mod order;
mod record;
mod select;

use std::io;

use hark_track::version::base_title;
use hark_track::{
    Acoustic, AssetId, Bpm, Electronic, Gender, Genre, PitchClass, Scale, Seconds, Status, Timestamp, Track,
    Voice, fold,
};

use crate::blocks::Blocks;
use crate::file::{In, Out};
use crate::hash::hash;
use crate::kernel::bytes::BLOCK;
use crate::rows::Rows;
use codes::Codes;
use interner::Interner;

pub use order::{Facet, Order};
pub use select::{Labels, Number};

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
#[derive(Debug, Clone)]
pub struct Columns {
    records: Blocks<[u8; record::BYTES], 256>,
    public: Rows,
    artists: Interner,
    albums: Interner,
    genres: Blocks<u8, BLOCK>,
    tonal: Blocks<u8, BLOCK>,
    character: Blocks<u8, BLOCK>,
    /// By [`Number`].
    numbers: [Codes; Number::ALL.len()],
    /// The first letters of each title, folded, as a number of the same order.
    titles: Blocks<u64, 512>,
    title_codes: Codes,
}

impl Default for Columns {
    fn default() -> Columns {
        Columns {
            records: Blocks::new(record::EMPTY),
            public: Rows::none(0),
            artists: Interner::default(),
            albums: Interner::default(),
            genres: Blocks::new(0),
            tonal: Blocks::new(0),
            character: Blocks::new(0),
            numbers: Default::default(),
            titles: Blocks::new(0),
            title_codes: Codes::default(),
        }
    }
}

impl Columns {
    /// One more than the highest row held.
    pub fn bound(&self) -> usize {
        self.records.bound()
    }

    /// The tracks that may be found.
    pub fn public(&self) -> &Rows {
        &self.public
    }

    /// The columns of `row`.
    pub fn get(&self, row: u32) -> Option<ColumnRow> {
        self.records.reference(row).and_then(record::unpack)
    }

    /// The number of the artist of `row`, without the rest of its columns.
    #[inline]
    pub fn artist(&self, row: u32) -> Option<u32> {
        self.records.reference(row).and_then(record::artist)
    }

    /// The number of the album of `row`, without the rest of its columns.
    #[inline]
    pub fn album(&self, row: u32) -> Option<u32> {
        self.records.reference(row).and_then(record::album)
    }

    /// What all versions of the recording of `row` share, without the rest of its columns.
    #[inline]
    pub fn recording(&self, row: u32) -> Option<u64> {
        self.records.reference(row).and_then(record::recording)
    }

    /// The identity of the track of `row`, without the rest of its columns.
    #[inline]
    pub fn id(&self, row: u32) -> Option<AssetId> {
        self.records.reference(row).and_then(record::id)
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
        let values = self.values(track);
        self.records.set(row, record::pack(&values));
        self.genres.set(row, u8::try_from(values.genre.index()).unwrap_or(u8::MAX));
        self.tonal.set(row, record::tonal(values.key, values.scale));
        self.character.set(row, record::character(&values));
        for (codes, number) in self.numbers.iter_mut().zip(Number::ALL) {
            codes.set(row, number.key(&values));
        }
        let title = title_key(&track.name);
        self.titles.set(row, title.unwrap_or(0));
        self.title_codes.set(row, title);
        self.public.set(row, track.status == Status::Public);
        self.learn_when_outgrown();
    }

    fn learn_when_outgrown(&mut self) {
        let (records, titles) = (&self.records, &self.titles);
        for (codes, number) in self.numbers.iter_mut().zip(Number::ALL) {
            if codes.is_outgrown() {
                codes.learn(|row| number.key(&record::unpack(records.reference(row)?)?));
            }
        }
        if self.title_codes.is_outgrown() {
            self.title_codes.learn(|row| Some(titles.get(row)).filter(|key| *key > 0));
        }
    }

    fn values(&mut self, track: &Track) -> ColumnRow {
        let analysis = &track.analysis;
        let artist = (!track.artist.is_empty()).then(|| self.artists.intern(&track.artist, ""));
        let album = (!track.album.is_empty()).then(|| self.albums.intern(&track.album, &track.artist));
        ColumnRow {
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
        }
    }

    /// The same to read: what only a writer needs is left out, so that it need not be copied at the next change.
    pub(crate) fn to_read(&self) -> Columns {
        Columns { artists: self.artists.to_read(), albums: self.albums.to_read(), ..self.clone() }
    }

    /// Bytes held in memory, allocator overhead estimated.
    pub fn memory_bytes(&self) -> usize {
        let bytes = [&self.genres, &self.tonal, &self.character];
        self.records.memory_bytes()
            + self.public.memory_bytes()
            + self.artists.memory_bytes()
            + self.albums.memory_bytes()
            + bytes.iter().map(|bytes| bytes.memory_bytes()).sum::<usize>()
            + self.numbers.iter().map(Codes::memory_bytes).sum::<usize>()
            + self.titles.memory_bytes()
            + self.title_codes.memory_bytes()
    }

    /// Writes every column.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        self.records.save(out)?;
        self.public.save(out)?;
        self.artists.save(out)?;
        self.albums.save(out)?;
        [&self.genres, &self.tonal, &self.character].into_iter().try_for_each(|bytes| bytes.save(out))?;
        self.numbers.iter().try_for_each(|codes| codes.save(out))?;
        self.titles.save(out)?;
        self.title_codes.save(out)
    }

    /// Reads what [`Columns::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Columns> {
        let records = Blocks::load(from, record::EMPTY)?;
        let public = Rows::load(from)?;
        let (artists, albums) = (Interner::load(from)?, Interner::load(from)?);
        let mut bytes = || Blocks::load(from, 0);
        let (genres, tonal, character) = (bytes()?, bytes()?, bytes()?);
        let mut numbers: [Codes; Number::ALL.len()] = Default::default();
        for codes in &mut numbers {
            *codes = Codes::load(from)?;
        }
        let titles = Blocks::load(from, 0)?;
        let title_codes = Codes::load(from)?;
        let columns = Columns {
            records,
            public,
            artists,
            albums,
            genres,
            tonal,
            character,
            numbers,
            titles,
            title_codes,
        };
        columns.is_consistent().then_some(columns)
    }

    fn is_consistent(&self) -> bool {
        let bytes = [&self.genres, &self.tonal, &self.character];
        bytes.iter().all(|bytes| bytes.bound() == self.bound()) && self.titles.bound() == self.bound()
    }
}

/// The first eight bytes of a folded title as a number of the same order; `None` without a title.
fn title_key(title: &str) -> Option<u64> {
    let folded = fold::name(title);
    let mut first = [0; 8];
    first.iter_mut().zip(folded.bytes()).for_each(|(to, byte)| *to = byte);
    Some(u64::from_be_bytes(first)).filter(|key| *key > 0)
}

fn recording(title: &str, artist: u32) -> u64 {
    hash(format!("{}\0{artist}", base_title(title)).as_bytes())
}

#[cfg(test)]
mod tests;
