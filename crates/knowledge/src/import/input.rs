//! Bytes from strangers: inflated and cut into lines, never more of them in memory than a limit.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::ImportError;

/// Longest line that is read; a longer one is skipped and counts as bad.
pub const MAX_LINE_BYTES: usize = 16 << 20;
/// Longest line that is skipped.
pub const MAX_SKIPPED_BYTES: u64 = 1 << 30;
/// How many times larger a gzip file may get when inflated. Dumps grow five- to twentyfold.
pub const MAX_INFLATION: u64 = 200;
/// Inflation is not counted before so many bytes.
const INFLATED_FREELY: u64 = 64 << 20;
const BUFFER: usize = 64 << 10;

/// Signs by which formats are told that are not understood.
const PACKED: [(&[u8], &str); 5] = [
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
];

/// The plain bytes of an input that may be gzipped.
pub(super) fn open<'a>(input: impl Read + 'a) -> Result<Box<dyn BufRead + 'a>, ImportError> {
    let read = Rc::new(Cell::new(0));
    let mut packed = BufReader::with_capacity(BUFFER, Counted { input, read: Rc::clone(&read) });
    let beginning = packed.fill_buf()?;
    if let Some((_, name)) = PACKED.iter().find(|(sign, _)| beginning.starts_with(sign)) {
        return Err(ImportError::Packed(name));
    }
    if !beginning.starts_with(b"\x1f\x8b") {
        refuse_tar(beginning)?;
        return Ok(Box::new(packed));
    }
    let inflated = Inflated { input: MultiGzDecoder::new(packed), read, inflated: 0 };
    let mut plain = BufReader::with_capacity(BUFFER, inflated);
    refuse_tar(plain.fill_buf().map_err(error)?)?;
    Ok(Box::new(plain))
}

fn refuse_tar(beginning: &[u8]) -> Result<(), ImportError> {
    let is_tar = beginning.get(257..262) == Some(b"ustar");
    if is_tar { Err(ImportError::Packed("tar")) } else { Ok(()) }
}

/// An error while reading; one that stands for too much inflation becomes what it stands for.
pub(super) fn error(error: io::Error) -> ImportError {
    if error.get_ref().is_some_and(|inner| inner.is::<TooMuch>()) { ImportError::Bomb } else { error.into() }
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.read.set(self.read.get() + bytes as u64);
        Ok(bytes)
    }
}

/// Refuses to go on when too much has come out of too little.
struct Inflated<R> {
    input: R,
    read: Rc<Cell<u64>>,
    inflated: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("grows too much when inflated")]
struct TooMuch;

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.inflated += bytes as u64;
        if self.inflated > INFLATED_FREELY.max(self.read.get().saturating_mul(MAX_INFLATION)) {
            return Err(io::Error::other(TooMuch));
        }
        Ok(bytes)
    }
}

/// A line, as far as it may be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Without its break.
    Text(&'a str),
    /// Not UTF-8.
    NotText,
    /// Longer than [`MAX_LINE_BYTES`]; it was skipped.
    TooLong,
}

/// Lines of an input, with their numbers from 1.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(input: R) -> Lines<R> {
        Lines { input, buffer: Vec::new(), number: 0 }
    }

    /// The next line, or nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Line<'_>)>, ImportError> {
        self.buffer.clear();
        self.number += 1;
        // Room for the break, and for one byte that is too many.
        let most = MAX_LINE_BYTES as u64 + 2;
        let read = (&mut self.input).take(most).read_until(b'\n', &mut self.buffer).map_err(error)?;
        if read == 0 {
            return Ok(None);
        }
        let ended = self.buffer.pop_if(|last| *last == b'\n').is_some();
        if !ended && self.buffer.len() > MAX_LINE_BYTES {
            self.skip()?;
        }
        Ok(Some((self.number, self.line())))
    }

    /// Skips the rest of a line.
    fn skip(&mut self) -> Result<(), ImportError> {
        let skipped = (&mut self.input).take(MAX_SKIPPED_BYTES).skip_until(b'\n').map_err(error)?;
        let endless = skipped as u64 == MAX_SKIPPED_BYTES;
        if endless { Err(ImportError::EndlessLine { line: self.number }) } else { Ok(()) }
    }

    fn line(&self) -> Line<'_> {
        let line = self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer);
        let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.len() > MAX_LINE_BYTES {
            return Line::TooLong;
        }
        std::str::from_utf8(line).map_or(Line::NotText, Line::Text)
    }
}

#[cfg(test)]
mod tests;
