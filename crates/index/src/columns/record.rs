//! The columns of one track in 72 bytes, as they lie in memory and in files.

use hark_track::{AssetId, Bpm, Gender, Genre, PitchClass, Scale, Seconds, Timestamp};

use super::ColumnRow;

/// Bytes of one record.
pub(super) const BYTES: usize = 72;
/// A record of a row that no track has.
pub(super) const EMPTY: [u8; BYTES] = [0; BYTES];
/// Numbers that stand for none.
const NO_COUNT: u64 = u64::MAX;
const NO_NUMBER: u32 = u32::MAX;
const NO_YEAR: i16 = i16::MIN;

/// Where each value begins.
mod at {
    pub(super) const ID: usize = 0;
    pub(super) const CREATED: usize = 8;
    pub(super) const PLAYS: usize = 16;
    pub(super) const LIKES: usize = 24;
    pub(super) const DURATION: usize = 32;
    pub(super) const RECORDING: usize = 40;
    pub(super) const ARTIST: usize = 48;
    pub(super) const ALBUM: usize = 52;
    pub(super) const BPM: usize = 56;
    pub(super) const ALTERNATIVE: usize = 60;
    pub(super) const YEAR: usize = 64;
    pub(super) const GENRE: usize = 66;
    pub(super) const TONAL: usize = 67;
    pub(super) const CHARACTER: usize = 68;
    /// 1 in the record of a track.
    pub(super) const PRESENT: usize = 69;
}

/// Key and scale in one byte: unknown keys and scales are 0.
pub(super) fn tonal(key: Option<PitchClass>, scale: Option<Scale>) -> u8 {
    let scale = match scale {
        None => 0,
        Some(Scale::Major) => 1,
        Some(Scale::Minor) => 2,
    };
    3 * key.map_or(0, |key| key.semitones() + 1) + scale
}

/// The labels in one byte, three states each: unknown, no, yes.
pub(super) fn character(row: &ColumnRow) -> u8 {
    let state = |label: Option<bool>| label.map_or(0, |yes| 1 + u8::from(yes));
    let gender = state(row.gender.map(|gender| gender == Gender::Female));
    state(row.instrumental) + 3 * state(row.electronic) + 9 * state(row.acoustic) + 27 * gender
}

/// A label of a character byte: the one with this weight (1, 3, 9 or 27).
pub(super) fn label(character: u8, weight: u8) -> Option<bool> {
    match character / weight % 3 {
        0 => None,
        state => Some(state == 2),
    }
}

/// Packs a row.
pub(super) fn pack(row: &ColumnRow) -> [u8; BYTES] {
    let mut record = EMPTY;
    let mut put = |at: usize, bytes: &[u8]| record[at..at + bytes.len()].copy_from_slice(bytes);
    put(at::ID, &row.id.get().to_le_bytes());
    put(at::CREATED, &row.created_at.unix().to_le_bytes());
    put(at::PLAYS, &row.play_count.unwrap_or(NO_COUNT).to_le_bytes());
    put(at::LIKES, &row.likes.unwrap_or(NO_COUNT).to_le_bytes());
    put(at::DURATION, &row.duration.map_or(f64::NAN, Seconds::get).to_le_bytes());
    put(at::RECORDING, &row.recording.unwrap_or(0).to_le_bytes());
    put(at::ARTIST, &row.artist.unwrap_or(NO_NUMBER).to_le_bytes());
    put(at::ALBUM, &row.album.unwrap_or(NO_NUMBER).to_le_bytes());
    let bpm = |bpm: Option<Bpm>| (bpm.map_or(f64::NAN, Bpm::get) as f32).to_le_bytes();
    put(at::BPM, &bpm(row.bpm));
    put(at::ALTERNATIVE, &bpm(row.bpm_alternative));
    let year =
        row.year.map_or(NO_YEAR, |year| year.clamp(i32::from(NO_YEAR) + 1, i32::from(i16::MAX)) as i16);
    put(at::YEAR, &year.to_le_bytes());
    put(at::GENRE, &[u8::try_from(row.genre.index()).unwrap_or(u8::MAX)]);
    put(at::TONAL, &[tonal(row.key, row.scale)]);
    put(at::CHARACTER, &[character(row)]);
    put(at::PRESENT, &[1]);
    record
}

/// Unpacks a record; `None` for the empty one, or one that cannot be.
pub(super) fn unpack(record: &[u8; BYTES]) -> Option<ColumnRow> {
    if record[at::PRESENT] == 0 {
        return None;
    }
    let (tonal, character) = (record[at::TONAL], record[at::CHARACTER]);
    let bpm = |at: usize| Bpm::new(f64::from(f32::from_le_bytes(bytes(record, at))));
    let number =
        |at: usize| Some(u32::from_le_bytes(bytes(record, at))).filter(|number| *number != NO_NUMBER);
    let count = |at: usize| Some(u64::from_le_bytes(bytes(record, at))).filter(|count| *count != NO_COUNT);
    let year = i16::from_le_bytes(bytes(record, at::YEAR));
    Some(ColumnRow {
        id: AssetId::new(u64::from_le_bytes(bytes(record, at::ID)))?,
        created_at: Timestamp::from_unix(i64::from_le_bytes(bytes(record, at::CREATED)))?,
        play_count: count(at::PLAYS),
        likes: count(at::LIKES),
        duration: Seconds::new(f64::from_le_bytes(bytes(record, at::DURATION))),
        artist: number(at::ARTIST),
        album: number(at::ALBUM),
        genre: Genre::from_index(usize::from(record[at::GENRE]))?,
        instrumental: label(character, 1),
        electronic: label(character, 3),
        acoustic: label(character, 9),
        key: (tonal / 3).checked_sub(1).and_then(PitchClass::from_semitones),
        scale: [None, Some(Scale::Major), Some(Scale::Minor)][usize::from(tonal % 3)],
        gender: label(character, 27).map(|female| if female { Gender::Female } else { Gender::Male }),
        bpm: bpm(at::BPM),
        bpm_alternative: bpm(at::ALTERNATIVE),
        year: (year != NO_YEAR).then_some(i32::from(year)),
        recording: Some(u64::from_le_bytes(bytes(record, at::RECORDING))).filter(|recording| *recording != 0),
    })
}

/// The artist of a record.
pub(super) fn artist(record: &[u8; BYTES]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes(record, at::ARTIST)))
        .filter(|number| *number != NO_NUMBER && record[at::PRESENT] == 1)
}

/// The recording of a record.
pub(super) fn recording(record: &[u8; BYTES]) -> Option<u64> {
    Some(u64::from_le_bytes(bytes(record, at::RECORDING))).filter(|recording| *recording != 0)
}

/// The identity of a record.
pub(super) fn id(record: &[u8; BYTES]) -> Option<AssetId> {
    AssetId::new(u64::from_le_bytes(bytes(record, at::ID))).filter(|_| record[at::PRESENT] == 1)
}

/// The album of a record.
pub(super) fn album(record: &[u8; BYTES]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes(record, at::ALBUM)))
        .filter(|number| *number != NO_NUMBER && record[at::PRESENT] == 1)
}

#[inline(always)]
fn bytes<const N: usize>(record: &[u8; BYTES], at: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&record[at..at + N]);
    bytes
}
