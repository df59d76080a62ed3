//! What a file says about itself: title, artist, album, genres and the like, from any tag format it carries.
//!
//! Tags are hints written by people and programs of every kind. Texts are trimmed and bounded, genres are taken apart,
//! and nothing in a tag can refuse a file: what cannot be read becomes a warning. Pictures are never loaded.

mod genre;

use std::io::BufReader;
use std::path::Path;

use hark_track::{AssetId, Bpm};
use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::{AudioFile, FileType, TaggedFile, TaggedFileExt};
use lofty::flac::FlacFile;
use lofty::id3::v2::Id3v2Tag;
use lofty::mp4::{AtomData, AtomIdent, Ilst};
use lofty::ogg::{OpusFile, VorbisComments, VorbisFile};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, Tag, TagType};

use crate::contain::contained;
use crate::error::{Error, ErrorKind};
use crate::limits::{Limits, MAX_TAG_CHARS, MAX_TAG_GENRES, MAX_TAG_ITEM_BYTES, MAX_TAG_READ_BYTES};
use crate::source::{self, Meter, Source};

/// Names under which a file may carry its catalogue number: `TXXX` frames in ID3v2, comments in FLAC and Ogg,
/// freeform atoms of `com.apple.iTunes` in mp4. In capitals or not.
const ASSET_ID_KEYS: [&str; 2] = ["HARK_ASSET_ID", "ASSET_ID"];

/// The tags of a file. Absent is `None` or empty; texts are trimmed and never empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tags {
    /// Title of the track.
    pub title: Option<String>,
    /// Artist as displayed.
    pub artist: Option<String>,
    /// Title of the album.
    pub album: Option<String>,
    /// Artist of the album.
    pub album_artist: Option<String>,
    /// Genres as written, one by one: lists are split and ID3v1 numbers resolved.
    pub genres: Vec<String>,
    /// Year of the recording, 1 to 9999.
    pub year: Option<i32>,
    /// Number on the album.
    pub track_number: Option<u32>,
    /// The tempo that somebody or something wrote into the file: a hint, not a measurement.
    pub bpm_hint: Option<Bpm>,
    /// Free text.
    pub comment: Option<String>,
    /// The catalogue number, where the file carries one.
    pub asset_id: Option<AssetId>,
    /// What could not be read, and why.
    pub warnings: Vec<String>,
}

struct Parsed {
    file: TaggedFile,
    asset_id: Option<AssetId>,
}

/// Reads the tags of the file at `path`. Where a file carries several tags (ID3v2 and ID3v1, say), each field comes
/// from the first that has it, beginning with the tag native to the format.
///
/// # Errors
/// Only when the file cannot be opened; unreadable tags are a warning in [`Tags::warnings`].
pub fn read_tags(path: &Path) -> Result<Tags, Error> {
    let refused = |kind| Error::new(path, kind);
    let limits = Limits { max_file_bytes: u64::MAX, ..Limits::default() };
    let (file, bytes) = source::open(path, &limits).map_err(refused)?;
    let meter = Meter::new(MAX_TAG_READ_BYTES, MAX_TAG_READ_BYTES);
    let source = Source::whole(file, bytes, meter);
    Ok(match contained("reading its tags", || parse(source, path)).and_then(|parsed| parsed) {
        Ok(Some(parsed)) => collect(&parsed),
        Ok(None) => Tags::default(),
        Err(kind) => Tags { warnings: vec![format!("tags not read: {kind}")], ..Tags::default() },
    })
}

fn parse(source: Source, path: &Path) -> Result<Option<Parsed>, ErrorKind> {
    let options = GlobalOptions::new().allocation_limit(MAX_TAG_ITEM_BYTES).use_custom_resolvers(false);
    apply_global_options(options);
    let probe = Probe::new(BufReader::new(source)).guess_file_type()?;
    let Some(kind) = probe.file_type().or_else(|| FileType::from_path(path)) else { return Ok(None) };
    read_as(kind, probe.into_inner())
        .map(Some)
        .map_err(|error| ErrorKind::Malformed { detail: error.to_string() })
}

/// Generic tags lose the Vorbis comments they do not know, so those formats are asked for the number first.
fn read_as(kind: FileType, mut reader: BufReader<Source>) -> lofty::error::Result<Parsed> {
    let options = ParseOptions::new().read_properties(false).read_cover_art(false);
    let number = |comments: &VorbisComments| ASSET_ID_KEYS.iter().find_map(|key| digits(comments.get(key)?));
    Ok(match kind {
        FileType::Flac => {
            let file = FlacFile::read_from(&mut reader, options)?;
            Parsed { asset_id: file.vorbis_comments().and_then(number), file: file.into() }
        }
        FileType::Vorbis => {
            let file = VorbisFile::read_from(&mut reader, options)?;
            Parsed { asset_id: number(file.vorbis_comments()), file: file.into() }
        }
        FileType::Opus => {
            let file = OpusFile::read_from(&mut reader, options)?;
            Parsed { asset_id: number(file.vorbis_comments()), file: file.into() }
        }
        FileType::Aac | FileType::Aiff | FileType::Mpeg | FileType::Mp4 | FileType::Wav | _ => {
            let file = Probe::with_file_type(reader, kind).options(options).read()?;
            Parsed { asset_id: file.tags().iter().find_map(asset_id), file }
        }
    })
}

fn collect(parsed: &Parsed) -> Tags {
    let native = parsed.file.primary_tag_type();
    let mut tags: Vec<&Tag> = parsed.file.tags().iter().collect();
    tags.sort_by_key(|tag| tag.tag_type() != native);
    let mut found = Tags { asset_id: parsed.asset_id, ..Tags::default() };
    for tag in tags {
        let text = |key| tag.get_strings(key).find_map(clean);
        let number = |keys: &[ItemKey]| keys.iter().find_map(|&key| text(key));
        found.title = found.title.or_else(|| text(ItemKey::TrackTitle));
        found.artist = found.artist.or_else(|| joined(tag, ItemKey::TrackArtist));
        found.album = found.album.or_else(|| text(ItemKey::AlbumTitle));
        found.album_artist = found.album_artist.or_else(|| joined(tag, ItemKey::AlbumArtist));
        found.comment =
            found.comment.or_else(|| text(ItemKey::Comment)).or_else(|| text(ItemKey::Description));
        let dates =
            [ItemKey::RecordingDate, ItemKey::Year, ItemKey::ReleaseDate, ItemKey::OriginalReleaseDate];
        found.year = found.year.or_else(|| dates.iter().find_map(|&key| year(&text(key)?)));
        found.track_number = found.track_number.or_else(|| leading_number(&text(ItemKey::TrackNumber)?));
        let tempo = number(&[ItemKey::Bpm, ItemKey::IntegerBpm]);
        found.bpm_hint = found.bpm_hint.or_else(|| tempo?.replace(',', ".").parse().ok().and_then(Bpm::new));
        if found.genres.is_empty() {
            found.genres =
                tag.get_strings(ItemKey::Genre).flat_map(genre::split).filter_map(|it| clean(&it)).collect();
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.genres.retain(|genre| seen.insert(genre.to_lowercase()));
    found.genres.truncate(MAX_TAG_GENRES);
    found
}

/// Trimmed (of spaces and stray NULs) and cut to [`MAX_TAG_CHARS`]; `None` when nothing is left.
fn clean(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| text.chars().take(MAX_TAG_CHARS).collect())
}

/// All values of a field that may be repeated, as one text.
fn joined(tag: &Tag, key: ItemKey) -> Option<String> {
    let values: Vec<String> = tag.get_strings(key).filter_map(clean).collect();
    clean(&values.join(", "))
}

/// The first run of exactly four digits: years stand in dates of every shape.
fn year(date: &str) -> Option<i32> {
    let runs = date.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 4).find_map(|run| run.parse().ok()).filter(|&year| year > 0)
}

/// `7` of `7`, `07` and `7/12`.
fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn digits(text: &str) -> Option<AssetId> {
    text.trim().parse().ok()
}

/// The catalogue number in ID3v2 or mp4, whose own items survive in a generic tag.
fn asset_id(tag: &Tag) -> Option<AssetId> {
    ASSET_ID_KEYS.iter().find_map(|key| match tag.tag_type() {
        TagType::Id3v2 => {
            let tag = Id3v2Tag::from(tag.clone());
            [*key, &key.to_lowercase()].into_iter().find_map(|key| tag.get_user_text(key).and_then(digits))
        }
        TagType::Mp4Ilst => freeform(&Ilst::from(tag.clone()), key).as_deref().and_then(digits),
        TagType::Ape
        | TagType::Id3v1
        | TagType::RiffInfo
        | TagType::AiffText
        | TagType::VorbisComments
        | _ => None,
    })
}

fn freeform(tag: &Ilst, key: &str) -> Option<String> {
    let named = |ident: &AtomIdent<'_>| match ident {
        AtomIdent::Freeform { name, .. } => name.eq_ignore_ascii_case(key),
        AtomIdent::Fourcc(_) => false,
    };
    let text = |data: &AtomData| match data {
        AtomData::UTF8(text) | AtomData::UTF16(text) => Some(text.clone()),
        AtomData::Picture(_) | AtomData::SignedInteger(_) | AtomData::UnsignedInteger(_) => None,
        AtomData::Bool(_) | AtomData::Unknown { .. } => None,
    };
    tag.into_iter().filter(|atom| named(atom.ident())).flat_map(|atom| atom.data()).find_map(text)
}

#[cfg(test)]
mod tests;
