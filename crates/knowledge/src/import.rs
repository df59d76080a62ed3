//! Artists from other people's data: MusicBrainz' dump of artists, Discogs' dumps of masters and releases, and tables.
//!
//! Everything is read as a stream with a limit on every part: dumps have tens of gigabytes, and what claims to be one may
//! be anything. Nothing here opens a file; a caller hands in a reader, and stores the [`Additions`] where it likes.

use std::io::{self, BufRead, Read};

mod additions;
mod discogs;
mod input;
mod musicbrainz;
mod table;

pub use additions::{Additions, Change, load};
pub use input::{MAX_INFLATION, MAX_LINE_BYTES, MAX_SKIPPED_BYTES};

use crate::artists::{ArtistRecord, LineError, Source};

/// Most lines that may be bad before a file is given up.
pub const MAX_BAD_LINES: u64 = 100_000;
/// So many bad lines are told of.
pub const BAD_LINES_TOLD: usize = 10;
/// Prominence of an entry of a user's table that states none.
const STATED_PROMINENCE: u32 = 30;

/// What a file of artists may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, as in `mbdump/artist` of MusicBrainz' `artist.tar.xz`.
    MusicBrainz,
    /// `discogs_…_masters.xml` or `discogs_…_releases.xml`.
    Discogs,
    /// Tab-separated with a header, see [`crate::artists::record`]; `name` and `styles` must be there.
    Table,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Artists that were not among the additions.
    pub added: u64,
    /// Artists that were, and of which more is known now.
    pub changed: u64,
    /// Artists that were, and of which nothing new was said.
    pub unchanged: u64,
    /// Artists of a dump that share their name with a better known one of the same dump, who was taken instead.
    pub namesakes: u64,
    /// Artists of which nothing is said that helps to find music like theirs.
    pub silent: u64,
    /// Lines or elements that could not be read.
    pub bad: u64,
    /// The first [`BAD_LINES_TOLD`] of them.
    pub first_bad: Vec<BadLine>,
}

/// A line or element that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Number of the line from 1; in XML, the number of the master or release.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

/// Why a file was given up. Nothing of it is among the additions then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The input cannot be read, or its compression is broken.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It grows too much when inflated.
    #[error("grows more than {MAX_INFLATION}-fold when inflated, as no list of artists does")]
    Bomb,
    /// It is packed in a way that is not understood.
    #[error(
        "is packed ({0}); unpack it and give what is inside, as in `tar -xJOf artist.tar.xz mbdump/artist | hark artists import -`"
    )]
    Packed(&'static str),
    /// It is none of the formats.
    #[error(
        "is neither a MusicBrainz dump (one JSON object a line), nor Discogs XML, nor a table with a header; say which with --format"
    )]
    UnknownFormat,
    /// It is a dump, but of something that does not say how anyone sounds.
    #[error("holds <{0}>, which says no styles; the dumps of masters and releases do")]
    WrongDump(String),
    /// The table's first line names no columns.
    #[error("has no header that names the columns name and styles, with tabs between")]
    NoHeader,
    /// A line never ends.
    #[error("line {line} is longer than {MAX_SKIPPED_BYTES} bytes")]
    EndlessLine {
        /// Its number from 1.
        line: u64,
    },
    /// Nearly nothing can be read.
    #[error("has more than {MAX_BAD_LINES} lines that cannot be read; the first is line {}: {}", .0.line, .0.reason)]
    TooManyBad(BadLine),
    /// The XML is broken.
    #[error("is not well-formed XML at byte {at}: {reason}")]
    Xml {
        /// About where.
        at: u64,
        /// What is wrong.
        reason: String,
    },
    /// The XML is nested too deeply.
    #[error("has XML elements nested more than {} deep", discogs::MAX_DEPTH)]
    Deep,
    /// There are too many artists.
    #[error(
        "would make more than {} added artists, or more than {} bytes of text about them",
        crate::artists::MAX_ARTISTS,
        additions::MAX_BYTES
    )]
    TooMany,
    /// The file of additions is not as it was written.
    #[error("line {line} is damaged: {reason}")]
    Damaged {
        /// Its number from 1.
        line: u64,
        /// What is wrong.
        reason: LineError,
    },
}

impl Additions {
    /// Takes in a file, plain or gzipped. The format is guessed from the content unless it is given.
    ///
    /// # Errors
    /// When the file has to be given up; single bad lines are only [reported](Report).
    pub fn import(&mut self, input: impl Read, format: Option<Format>) -> Result<Report, ImportError> {
        let mut input = input::open(input)?;
        let format = match format {
            Some(format) => format,
            None => guess(input.fill_buf()?)?,
        };
        let mut intake = Intake::default();
        match format {
            Format::MusicBrainz => musicbrainz::read(&mut input, &mut intake),
            Format::Discogs => discogs::read(&mut input, &mut intake),
            Format::Table => table::read(&mut input, &mut intake),
        }?;
        let Intake { fresh, mut report } = intake;
        self.check_with(&fresh)?;
        for record in fresh.records() {
            match self.add(record) {
                Change::Added => report.added += 1,
                Change::Changed => report.changed += 1,
                Change::Unchanged => report.unchanged += 1,
            }
        }
        Ok(report)
    }
}

/// The format of a file that begins so.
fn guess(beginning: &[u8]) -> Result<Format, ImportError> {
    let beginning = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    let lines = String::from_utf8_lossy(beginning);
    match beginning.first() {
        Some(b'{') => Ok(Format::MusicBrainz),
        Some(b'<') => Ok(Format::Discogs),
        _ if lines.lines().any(|line| table::header(line).is_some()) => Ok(Format::Table),
        _ => Err(ImportError::UnknownFormat),
    }
}

/// Takes records in and counts what becomes of them.
#[derive(Debug, Default)]
struct Intake {
    fresh: Additions,
    report: Report,
}

impl Intake {
    /// Takes in what line `line` says of an artist. Several lines of a user's table may say something of one artist; in
    /// a dump they are about different ones, of whom the best known is meant.
    fn take(&mut self, line: u64, record: ArtistRecord) -> Result<(), ImportError> {
        let record = match record.tidied() {
            Ok(record) => record,
            Err(wrong) => return self.bad(line, wrong.to_string()),
        };
        if record.source == Source::Dump {
            self.report.namesakes += u64::from(!self.fresh.add_best_known(record));
        } else {
            self.fresh.add(record);
        }
        self.fresh.check()
    }

    fn silent(&mut self) {
        self.report.silent += 1;
    }

    fn bad(&mut self, line: u64, reason: String) -> Result<(), ImportError> {
        self.report.bad += 1;
        if self.report.first_bad.len() < BAD_LINES_TOLD {
            self.report.first_bad.push(BadLine { line, reason });
        }
        match self.report.first_bad.first() {
            Some(first) if self.report.bad > MAX_BAD_LINES => Err(ImportError::TooManyBad(first.clone())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
