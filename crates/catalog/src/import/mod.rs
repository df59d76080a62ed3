//! Catalogue exports as a stream of rows: JSON Lines, CSV and TSV, each also gzipped. The format is in `docs/import.md`.
//!
//! Rows come from strangers, so nothing here trusts them: memory is bounded by [`MAX_ROW_BYTES`] whatever the file holds
//! (a decompression bomb is one very long line, or very many bad ones), every value is checked against the field it is
//! for, and a bad row becomes a [`Refusal`] that says where and why while the rest goes in. A value is converted where
//! its meaning is certain (`"120"` for a number) and refused where it is not.

mod fields;
mod records;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use hark_track::AssetId;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::patch::{Fields, TrackPatch};
use crate::text::shortened;
use records::{Raw, Records};

/// The longest row: 1 MiB, its line break included.
pub const MAX_ROW_BYTES: usize = 1 << 20;

/// How many different unknown fields are counted by name; the names beyond are kept in the rows but not reported.
pub const MAX_UNKNOWN_NAMES: usize = 1000;

/// A good row.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The track. `None` only when the row has a `path`: the file there tells the identity.
    pub id: Option<AssetId>,
    /// What the row states.
    pub fields: Fields,
}

impl ImportRow {
    /// The row as a change to the track `id`.
    pub fn into_patch(self, id: AssetId) -> TrackPatch {
        TrackPatch { id, fields: self.fields, measured: None }
    }
}

/// A bad row, or a part of a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}{reason}", field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct Refusal {
    /// The line where the row begins, from 1.
    pub line: u64,
    /// The field, when one is to blame.
    pub field: Option<String>,
    /// What is wrong with it, and what is allowed.
    pub reason: String,
}

/// Why the header line of a CSV file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    /// There is none.
    #[error("the file is empty, a header line was expected")]
    Empty,
    /// It is longer than [`MAX_ROW_BYTES`] or not UTF-8.
    #[error("{0}")]
    Unreadable(String),
    /// A column occurs twice.
    #[error("the column {0:?} occurs twice")]
    Repeated(String),
    /// Nothing tells which track a row is about.
    #[error("there is neither a column asset_id nor a column path")]
    NoIdentity,
}

/// How a file holds its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    JsonLines,
    Separated(u8),
}

/// Whether the name of this file says that it holds rows: `.jsonl`, `.ndjson`, `.csv` or `.tsv`, also with `.gz`.
pub fn is_row_file(path: &Path) -> bool {
    format_of(path).is_some()
}

/// Where the audio file of a row lies: `path` as it is when absolute, otherwise relative to the folder of the file that
/// the row came from.
pub fn resolve_path(import_file: &Path, path: &str) -> PathBuf {
    import_file.parent().unwrap_or(Path::new("")).join(path)
}

/// Opens a file of rows.
///
/// # Errors
/// [`Error::Io`], [`Error::UnknownFormat`] by the file's name, [`Error::Header`] for CSV.
pub fn read_rows(path: &Path) -> Result<RowReader, Error> {
    let (format, gzipped) = format_of(path).ok_or_else(|| Error::UnknownFormat { path: path.to_owned() })?;
    let file = File::open(path).map_err(Error::io("open", path))?;
    let plain = BufReader::with_capacity(1 << 16, file);
    let input: Box<dyn BufRead + Send> = match gzipped {
        true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain))),
        false => Box::new(plain),
    };
    RowReader::new(input, format).map_err(|problem| Error::Header { path: path.to_owned(), problem })
}

fn format_of(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let (stem, gzipped) = name.strip_suffix(".gz").map_or((name.as_str(), false), |stem| (stem, true));
    let format = match stem.rsplit_once('.')?.1 {
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Separated(b','),
        "tsv" => Format::Separated(b'\t'),
        _ => return None,
    };
    Some((format, gzipped))
}

/// The rows of one file, good and bad, in order. After a [`Refusal`] without a way on (a truncated archive, a disk
/// error) it ends.
pub struct RowReader {
    records: Records,
    format: Format,
    header: Vec<String>,
    unknown: BTreeMap<String, u64>,
    ended: bool,
}

impl RowReader {
    fn new(input: Box<dyn BufRead + Send>, format: Format) -> Result<RowReader, HeaderProblem> {
        let separator = match format {
            Format::JsonLines => None,
            Format::Separated(separator) => Some(separator),
        };
        let records = Records::new(input, separator);
        let mut reader =
            RowReader { records, format, header: Vec::new(), unknown: BTreeMap::new(), ended: false };
        if let Some(separator) = separator {
            reader.header = reader.read_header(separator)?;
        }
        Ok(reader)
    }

    /// The unknown fields met so far, by name, with the number of good rows that had them.
    pub fn unknown_fields(&self) -> &BTreeMap<String, u64> {
        &self.unknown
    }

    fn read_header(&mut self, separator: u8) -> Result<Vec<String>, HeaderProblem> {
        let first =
            self.records.next_record().map_err(|error| HeaderProblem::Unreadable(error.to_string()))?;
        let Some((_line, raw)) = first else { return Err(HeaderProblem::Empty) };
        let cells = text_of(raw)
            .map(|text| records::cells(text, separator))
            .map_err(|refusal| HeaderProblem::Unreadable(refusal.1))?;
        let header: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        for (at, name) in header.iter().enumerate() {
            if !name.is_empty() && header[..at].contains(name) {
                return Err(HeaderProblem::Repeated(shortened(name, 60)));
            }
        }
        if !header.iter().any(|name| name == "asset_id" || name == "path") {
            return Err(HeaderProblem::NoIdentity);
        }
        Ok(header)
    }

    fn count_unknown(&mut self, extra: &Map<String, Value>) {
        for name in extra.keys().map(|name| shortened(name, 100)) {
            let is_full = self.unknown.len() >= MAX_UNKNOWN_NAMES;
            match self.unknown.entry(name) {
                Entry::Occupied(mut count) => *count.get_mut() += 1,
                Entry::Vacant(_) if is_full => {}
                Entry::Vacant(vacant) => {
                    vacant.insert(1);
                }
            }
        }
    }
}

impl Iterator for RowReader {
    type Item = Result<ImportRow, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (line, raw) = match self.records.next_record() {
                Ok(Some(found)) => found,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    let reason =
                        format!("cannot read on from here, the file is truncated or damaged: {error}");
                    return Some(Err(Refusal { line: self.records.line(), field: None, reason }));
                }
            };
            if matches!(raw, Raw::Text(text) if text.trim_ascii().is_empty()) {
                continue;
            }
            let row = text_of(raw).and_then(|text| match self.format {
                Format::JsonLines => fields::from_json(text),
                Format::Separated(separator) => {
                    fields::from_cells(&self.header, records::cells(text, separator))
                }
            });
            return Some(match row {
                Ok((id, fields)) => {
                    self.count_unknown(&fields.extra);
                    Ok(ImportRow { line, id, fields })
                }
                Err((field, reason)) => Err(Refusal { line, field, reason }),
            });
        }
        self.ended = true;
        None
    }
}

impl std::fmt::Debug for RowReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowReader").field("format", &self.format).field("line", &self.records.line()).finish()
    }
}

/// Why a row is refused: the field, when one is to blame, and the reason.
type Problem = (Option<String>, String);

fn text_of(raw: Raw<'_>) -> Result<&str, Problem> {
    match raw {
        Raw::TooLong => Err((None, format!("longer than {MAX_ROW_BYTES} bytes; is a quote left open?"))),
        Raw::OpenQuote => Err((None, "a quote is opened and never closed".to_owned())),
        Raw::Text(bytes) => std::str::from_utf8(bytes).map_err(|error| {
            (None, format!("not valid UTF-8 at byte {} of the row", error.valid_up_to() + 1))
        }),
    }
}

/// Reads `data` as a file of rows of the format that `selector` picks. For fuzzing: must return whatever the bytes.
#[doc(hidden)]
pub fn fuzz_rows(selector: u8, data: &[u8]) -> usize {
    let format =
        [Format::JsonLines, Format::Separated(b','), Format::Separated(b'\t')][usize::from(selector % 3)];
    let input = std::io::Cursor::new(data.to_vec());
    RowReader::new(Box::new(input), format).map_or(0, Iterator::count)
}
