//! The index's memory on disk: one file that is read at start instead of the whole catalogue.
//!
//! A file is written under another name, flushed to the disk and renamed, so that under its own name there is always a whole one; a
//! checksum over all of it says so at every start. What a catalogue has changed since, it hands out itself. A file
//! that is damaged, of another catalogue or made otherwise is as good as none: everything in it can be had again.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use hark_track::Genre;

use crate::columns::Columns;
use crate::error::Error;
use crate::file::{In, Mapped, Out};
use crate::names::Names;
use crate::snapshot::Snapshot;
use crate::sounds::Sounds;
use crate::tags::Tags;
use crate::vectors::Vectors;

/// The file of this version of the format; a change takes a new name. FORMAT.md lists them.
const NAME: &str = "memory-1.bin";
const MAGIC: &[u8] = b"HARKMEM1";
/// Bytes written at a time.
const BUFFER: usize = 1 << 20;

/// What a file holds; nothing, when there is none.
#[derive(Default)]
pub(crate) struct Image {
    pub(crate) sequence: u64,
    pub(crate) columns: Columns,
    pub(crate) names: Names,
    pub(crate) tags: Tags,
    pub(crate) sounds: Sounds,
    pub(crate) vectors: Vectors,
    pub(crate) joint: Vectors,
}

/// Writes what a snapshot holds in memory into `folder`. `made_of` names all that it was made of.
///
/// # Errors
/// [`Error::Io`]: the file that was there before stays.
pub(crate) fn write(folder: &Path, made_of: &str, snapshot: &Snapshot) -> Result<(), Error> {
    let (path, new) = (folder.join(NAME), folder.join(format!("{NAME}.new")));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { path, source }
    };
    let file = File::create(&new).map_err(failed(&new))?;
    let mut buffered = BufWriter::with_capacity(BUFFER, &file);
    write_to(&mut buffered, made_of, snapshot).and_then(|()| buffered.flush()).map_err(failed(&new))?;
    file.sync_all().map_err(failed(&new))?;
    std::fs::rename(&new, &path).map_err(failed(&path))?;
    sync_folder(folder).map_err(failed(folder))
}

/// The whole of a file.
fn write_to(to: &mut dyn Write, made_of: &str, snapshot: &Snapshot) -> io::Result<()> {
    let mut out = Out::new(to);
    out.bytes(MAGIC)?;
    out.text(&fingerprint(made_of))?;
    out.u64(snapshot.sequence)?;
    snapshot.columns.save(&mut out)?;
    snapshot.names.save(&mut out)?;
    snapshot.tags.save(&mut out)?;
    snapshot.sounds.save(&mut out)?;
    snapshot.vectors.save(&mut out)?;
    snapshot.joint.save(&mut out)?;
    let checksum = out.checksum();
    out.u32(checksum)
}

/// Reads the file of `folder`; `None` when there is none that is whole and made of the same.
pub(crate) fn read(folder: &Path, made_of: &str) -> Option<Image> {
    let file = File::open(folder.join(NAME)).ok()?;
    parse(&Arc::new(Mapped::open(&file).ok()?), made_of)
}

/// What a file holds.
fn parse(mapped: &Arc<Mapped>, made_of: &str) -> Option<Image> {
    let end = mapped.len().checked_sub(4)?;
    let mut from = In::new(mapped, 0..end);
    if from.bytes(MAGIC.len())? != MAGIC || from.text()? != fingerprint(made_of) {
        return None;
    }
    let stated = In::new(mapped, end..end + 4).u32()?;
    if crc32fast::hash(&mapped[..end]) != stated {
        return None;
    }
    let image = Image {
        sequence: from.u64()?,
        columns: Columns::load(&mut from)?,
        names: Names::load(&mut from)?,
        tags: Tags::load(&mut from)?,
        sounds: Sounds::load(&mut from)?,
        vectors: Vectors::load(&mut from)?,
        joint: Vectors::load(&mut from)?,
    };
    (from.left() == 0).then_some(image)
}

/// `made_of` and what of this program is part of the meaning of the numbers in a file: genres are stored by their places in
/// the table.
fn fingerprint(made_of: &str) -> String {
    let genres: Vec<&str> = Genre::all().map(Genre::slug).collect();
    let genres = crc32fast::hash(genres.join(" ").as_bytes());
    format!("{made_of}\n{} {genres:08x}", env!("CARGO_PKG_VERSION"))
}

/// A renamed file is there after a power cut only when its folder was written as well.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;
