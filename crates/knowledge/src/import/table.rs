//! Tables that a user wrote: tab-separated with a header.

use std::io::BufRead;

use super::input::{Line, Lines, MAX_LINE_BYTES};
use super::{ImportError, Intake, STATED_PROMINENCE};
use crate::artists::columns::Columns;
use crate::artists::{ArtistRecord, Source};

/// The columns of a header with name and styles; it may be marked as a comment.
pub(super) fn header(line: &str) -> Option<Columns> {
    Columns::of_header(line).filter(|columns| columns.has("styles"))
}

pub(super) fn read(input: impl BufRead, intake: &mut Intake) -> Result<(), ImportError> {
    let mut lines = Lines::of(input);
    let mut columns: Option<Columns> = None;
    while let Some((number, line)) = lines.next()? {
        let line = match line {
            Line::Text(line) => line,
            Line::NotText => {
                intake.bad(number, "not UTF-8".to_owned())?;
                continue;
            }
            Line::TooLong => {
                intake.bad(number, format!("longer than {MAX_LINE_BYTES} bytes"))?;
                continue;
            }
        };
        match columns {
            None => {
                columns = header(line);
                if columns.is_none() && !line.trim().is_empty() && !line.starts_with('#') {
                    return Err(ImportError::NoHeader);
                }
            }
            Some(_) if line.trim().is_empty() || line.starts_with('#') => {}
            Some(columns) => match columns.read(line) {
                Ok(record) if says_nothing(&record) => intake.silent(),
                Ok(record) => intake.take(number, stated(record))?,
                Err(wrong) => intake.bad(number, wrong.to_string())?,
            },
        }
    }
    if columns.is_some() { Ok(()) } else { Err(ImportError::NoHeader) }
}

fn stated(mut record: ArtistRecord) -> ArtistRecord {
    record.source = Source::Stated;
    if record.prominence == 0 {
        record.prominence = STATED_PROMINENCE;
    }
    record
}

/// Whether a line holds a name and no more.
fn says_nothing(record: &ArtistRecord) -> bool {
    let lists = [&record.styles, &record.aliases, &record.descriptors, &record.similar];
    lists.iter().all(|list| list.is_empty()) && record.years.is_none() && record.voice.is_none()
}
