//! Splitting a stream of bytes into rows without ever holding more than one row of bounded length.

use std::io::{self, BufRead};

use super::MAX_ROW_BYTES;

/// U+FEFF in UTF-8, which some programs put at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One row as it lies in the file, without its line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw<'a> {
    /// Its bytes.
    Text(&'a [u8]),
    /// It is longer than [`MAX_ROW_BYTES`] and was skipped.
    TooLong,
    /// The file ends inside a quoted cell.
    OpenQuote,
}

/// Where in a separated row the reader is. JSON Lines never leaves [`Cell::Plain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// At the first byte of a cell, where a quote opens it.
    Start,
    /// In an unquoted cell.
    Plain,
    /// In a quoted cell: line breaks belong to it.
    Quoted,
    /// After a quote in a quoted cell: its end, unless another quote follows.
    QuoteInQuoted,
}

impl Cell {
    /// Where the reader is after one more byte of the row.
    fn after(self, byte: u8, separator: u8) -> Cell {
        match (self, byte) {
            (Cell::Quoted, b'"') => Cell::QuoteInQuoted,
            (Cell::Quoted, _) | (Cell::Start | Cell::QuoteInQuoted, b'"') => Cell::Quoted,
            (_, other) if other == separator => Cell::Start,
            _ => Cell::Plain,
        }
    }
}

/// The cells of one separated row, unquoted.
pub(super) fn cells(row: &str, separator: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let mut text = String::new();
    let mut cell = Cell::Start;
    for letter in row.chars() {
        // What is not ASCII is neither quote nor separator.
        let next = cell.after(u8::try_from(letter).unwrap_or(0x80), separator);
        match next {
            Cell::Start => cells.push(std::mem::take(&mut text)),
            Cell::QuoteInQuoted => {}
            Cell::Quoted if cell == Cell::Start => {}
            Cell::Quoted | Cell::Plain => text.push(letter),
        }
        cell = next;
    }
    cells.push(text);
    cells
}

/// The rows of a stream. A line break ends a row except inside quotes (RFC 4180), and those only count with a separator.
pub(super) struct Records {
    input: Box<dyn BufRead + Send>,
    separator: Option<u8>,
    row: Vec<u8>,
    /// Lines fully read so far.
    lines: u64,
}

impl Records {
    pub(super) fn new(input: Box<dyn BufRead + Send>, separator: Option<u8>) -> Records {
        Records { input, separator, row: Vec::new(), lines: 0 }
    }

    /// The line about to be read, from 1.
    pub(super) fn line(&self) -> u64 {
        self.lines + 1
    }

    /// The next row and the line it begins on; `None` at the end.
    pub(super) fn next_record(&mut self) -> io::Result<Option<(u64, Raw<'_>)>> {
        self.row.clear();
        let line = self.line();
        let mut cell = self.first_cell();
        let mut too_long = false;
        let mut any = false;
        loop {
            let available = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                let open = cell == Cell::Quoted && !too_long;
                return Ok(any.then(|| (line, self.finish(line, too_long, open))));
            }
            any = true;
            // No further than one byte past the limit, so that how the input is buffered makes no difference.
            let room = if too_long { available.len() } else { MAX_ROW_BYTES + 1 - self.row.len() };
            let available = &available[..available.len().min(room)];
            let (used, ended) = scan(available, self.separator, &mut cell, &mut self.lines);
            if !too_long && self.row.len() + used <= MAX_ROW_BYTES {
                self.row.extend_from_slice(&available[..used]);
            } else {
                // From here on every line break ends the row, so that one stray quote costs one stretch and not the file.
                too_long = true;
                cell = Cell::Plain;
            }
            self.input.consume(used);
            if ended {
                return Ok(Some((line, self.finish(line, too_long, false))));
            }
        }
    }

    /// Bytes of memory that rows are read into.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.row.capacity()
    }

    fn first_cell(&self) -> Cell {
        if self.separator.is_some() { Cell::Start } else { Cell::Plain }
    }

    fn finish(&self, line: u64, too_long: bool, open_quote: bool) -> Raw<'_> {
        if too_long {
            return Raw::TooLong;
        }
        if open_quote {
            return Raw::OpenQuote;
        }
        let text = self.row.strip_suffix(b"\n").unwrap_or(&self.row);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let mark: &[u8] = if line == 1 { BYTE_ORDER_MARK } else { b"" };
        Raw::Text(text.strip_prefix(mark).unwrap_or(text))
    }
}

/// Reads on to the end of the row or of `bytes`: how many bytes that takes, and whether the row ended.
fn scan(bytes: &[u8], separator: Option<u8>, cell: &mut Cell, lines: &mut u64) -> (usize, bool) {
    let first = *lines == 0;
    let Some(separator) = separator else {
        return match bytes.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                *lines += 1;
                (at + 1, true)
            }
            None => (bytes.len(), false),
        };
    };
    for (at, byte) in bytes.iter().enumerate() {
        *lines += u64::from(*byte == b'\n');
        // A byte-order mark before the first cell does not begin it.
        let is_mark = first && *cell == Cell::Start && BYTE_ORDER_MARK.contains(byte);
        if *byte == b'\n' && *cell != Cell::Quoted {
            return (at + 1, true);
        }
        if !is_mark {
            *cell = cell.after(*byte, separator);
        }
    }
    (bytes.len(), false)
}
