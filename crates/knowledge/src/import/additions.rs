//! What the user has added: one file, read, added to, and written anew.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::ImportError;
use super::input::{self, Line, Lines};
use crate::artists::columns::{COLUMNS, Columns};
use crate::artists::{ArtistRecord, Artists, LineError, MAX_ARTISTS, key};

/// Most bytes of text about added artists: as much as [`Artists`] hold, less what is built in.
pub(super) const MAX_BYTES: usize = crate::artists::MAX_TEXT_BYTES - (16 << 20);

/// Artists that the user has added, one a name. In memory they take some 150 bytes each and what their lines take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Additions {
    /// Lines by the key of the name.
    lines: BTreeMap<Box<str>, Box<str>>,
    /// Bytes of all lines.
    bytes: usize,
}

/// What adding a record did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The artist was not there.
    Added,
    /// More is known now.
    Changed,
    /// All of it was known.
    Unchanged,
}

impl Additions {
    /// Reads what [`Additions::write`] has written.
    ///
    /// # Errors
    /// When it cannot be read or is not as it was written.
    pub fn read(input: impl Read) -> Result<Additions, ImportError> {
        let mut additions = Additions::default();
        each(input, |record| {
            additions.add(record);
            additions.check()
        })?;
        Ok(additions)
    }

    /// Writes all, gzipped: the same additions give the same bytes.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&self, output: impl Write) -> io::Result<()> {
        let mut output = GzEncoder::new(output, Compression::default());
        writeln!(output, "{}", COLUMNS.join("\t"))?;
        for line in self.lines.values() {
            writeln!(output, "{line}")?;
        }
        output.finish()?.flush()
    }

    /// How many artists there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The artists, by name.
    pub fn records(&self) -> impl Iterator<Item = ArtistRecord> {
        // They were written from records, so that all can be read.
        self.lines.values().filter_map(|line| Columns::ORDINARY.read(line).ok())
    }

    /// Adds a tidied record, [merged](ArtistRecord::merged) with what is there.
    pub(super) fn add(&mut self, record: ArtistRecord) -> Change {
        let key = key(&record.name);
        let Some(known) = self.get(&key) else {
            self.put(key, &record);
            return Change::Added;
        };
        let merged = record.merged(known.clone());
        if merged == known {
            return Change::Unchanged;
        }
        self.put(key, &merged);
        Change::Changed
    }

    /// Adds a tidied record unless a better known artist of its name is there, and replaces a lesser known one. Whether
    /// there was nobody of its name.
    pub(super) fn add_best_known(&mut self, record: ArtistRecord) -> bool {
        let key = key(&record.name);
        let known = self.get(&key).map(|known| known.prominence);
        if known.is_none_or(|known| known < record.prominence) {
            self.put(key, &record);
        }
        known.is_none()
    }

    /// An error when these are too many.
    pub(super) fn check(&self) -> Result<(), ImportError> {
        self.check_with(&Additions::default())
    }

    /// An error when these and those together might be too many.
    pub(super) fn check_with(&self, more: &Additions) -> Result<(), ImportError> {
        let fit = self.len() + more.len() <= MAX_ARTISTS && self.bytes + more.bytes <= MAX_BYTES;
        if fit { Ok(()) } else { Err(ImportError::TooMany) }
    }

    fn get(&self, key: &str) -> Option<ArtistRecord> {
        Columns::ORDINARY.read(self.lines.get(key)?).ok()
    }

    fn put(&mut self, key: String, record: &ArtistRecord) {
        let line = record.line().into_boxed_str();
        self.bytes += line.len();
        if let Some(before) = self.lines.insert(key.into_boxed_str(), line) {
            self.bytes -= before.len();
        }
    }
}

/// Everything that is known: what is built in, and the additions that [`Additions::write`] has written.
///
/// # Errors
/// When they cannot be read or are not as they were written.
pub fn load(additions: impl Read) -> Result<Artists, ImportError> {
    let mut records = Records::of(additions)?;
    let mut failed = None;
    let artists = Artists::with(std::iter::from_fn(|| match records.next() {
        Ok(record) => record,
        Err(wrong) => {
            failed = Some(wrong);
            None
        }
    }));
    failed.map_or(Ok(artists), Err)
}

fn each(
    input: impl Read,
    mut take: impl FnMut(ArtistRecord) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut records = Records::of(input)?;
    while let Some(record) = records.next()? {
        take(record)?;
    }
    Ok(())
}

/// The records of a file of additions.
struct Records<'a> {
    lines: Lines<Box<dyn io::BufRead + 'a>>,
}

impl<'a> Records<'a> {
    fn of(input: impl Read + 'a) -> Result<Records<'a>, ImportError> {
        let mut lines = Lines::of(input::open(input)?);
        match lines.next()? {
            Some((_, Line::Text(header))) if Columns::of_header(header) == Some(Columns::ORDINARY) => {
                Ok(Records { lines })
            }
            _ => Err(ImportError::NoHeader),
        }
    }

    fn next(&mut self) -> Result<Option<ArtistRecord>, ImportError> {
        let Some((line, text)) = self.lines.next()? else { return Ok(None) };
        let read = match text {
            Line::Text(text) => Columns::ORDINARY.read(text),
            Line::NotText | Line::TooLong => Err(LineError::NoName),
        };
        read.map(Some).map_err(|reason| ImportError::Damaged { line, reason })
    }
}

#[cfg(test)]
mod tests;
