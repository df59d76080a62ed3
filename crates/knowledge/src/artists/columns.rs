//! Reading lines whose columns a header names.

use super::record::{ArtistRecord, LineError};

/// The columns by name, in the order of a file without a header.
pub(crate) const COLUMNS: [&str; 9] =
    ["name", "aliases", "styles", "years", "voice", "descriptors", "similar", "prominence", "source"];

/// Which cell of a line holds which column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns([Option<usize>; COLUMNS.len()]);

impl Columns {
    /// The order of [`COLUMNS`].
    pub(crate) const ORDINARY: Columns =
        Columns([Some(0), Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7), Some(8)]);

    /// The columns that a header names, in any order and case; others are ignored. Nothing unless one is `name`.
    pub(crate) fn of_header(line: &str) -> Option<Columns> {
        let cells: Vec<String> =
            line.trim_start_matches('#').split('\t').map(|cell| cell.trim().to_lowercase()).collect();
        let columns = COLUMNS.map(|column| cells.iter().position(|cell| cell == column));
        columns[0].is_some().then_some(Columns(columns))
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        COLUMNS.iter().zip(self.0).any(|(column, place)| *column == name && place.is_some())
    }

    /// Reads a line.
    ///
    /// # Errors
    /// Whichever cell is wrong first.
    pub(crate) fn read(&self, line: &str) -> Result<ArtistRecord, LineError> {
        let mut cells = [""; COLUMNS.len()];
        for (at, cell) in line.split('\t').enumerate() {
            for (place, column) in cells.iter_mut().zip(self.0) {
                if column == Some(at) {
                    *place = cell.trim();
                }
            }
        }
        let [name, aliases, styles, years, voice, descriptors, similar, prominence, source] = cells;
        let record = ArtistRecord {
            name: name.to_owned(),
            aliases: list(aliases),
            styles: list(styles),
            years: optional(years)?,
            voice: optional(voice)?,
            descriptors: list(descriptors),
            similar: list(similar),
            prominence: match prominence {
                "" => 0,
                text => text.parse().map_err(|_not| LineError::Prominence(super::record::excerpt(text)))?,
            },
            source: optional(source)?.unwrap_or_default(),
        };
        record.tidied()
    }
}

/// The entries of a cell.
pub(crate) fn list(cell: &str) -> Vec<String> {
    cell.split('|').filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

fn optional<T: std::str::FromStr>(cell: &str) -> Result<Option<T>, T::Err> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some) }
}
