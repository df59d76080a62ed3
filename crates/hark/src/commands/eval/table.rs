//! Labelled tables: tab-separated text with a header, errors named by line.
//!
//! A line that starts with `#` and holds no tab is a comment; blank lines are skipped.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

/// Largest table.
const MAX_BYTES: u64 = 256 << 20;
/// Most rows of a table.
const MAX_ROWS: usize = 1_000_000;

/// A table as it stands.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    header: Vec<String>,
    rows: Vec<Row>,
}

/// A line of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// In the file, from 1.
    line: usize,
    cells: Vec<String>,
}

/// A column's place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column(usize);

impl Row {
    /// A cell without surrounding blanks; empty when the line ends before it.
    pub(super) fn cell(&self, column: Column) -> &str {
        self.cells.get(column.0).map_or("", |cell| cell.trim())
    }
}

impl Table {
    /// Reads a table.
    pub(super) fn read(path: &Path) -> anyhow::Result<Table> {
        let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut text = String::new();
        let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
        let read = read.with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(read as u64 <= MAX_BYTES, "{}: more than {MAX_BYTES} bytes", path.display());
        Table::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> anyhow::Result<Table> {
        let is_comment = |line: &str| line.starts_with('#') && !line.contains('\t');
        let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
        let mut lines = lines.filter(|(line, _)| !line.trim().is_empty() && !is_comment(line));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let header: Vec<String> = lines.next().map(|(line, _)| split(line)).unwrap_or_default();
        let header = header.iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        let rows: Vec<Row> = lines.map(|(line, number)| Row { line: number, cells: split(line) }).collect();
        let table = Table { path: path.to_owned(), header, rows };
        ensure!(table.rows.len() <= MAX_ROWS, "{}: more than {MAX_ROWS} rows", path.display());
        if let Some(row) = table.rows.iter().find(|row| row.cells.len() > table.header.len()) {
            let (cells, columns) = (row.cells.len(), table.header.len());
            bail!("{}: {cells} columns, where the header names {columns}", table.at(row));
        }
        Ok(table)
    }

    /// The rows, in order.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where a row lies, for messages.
    pub(super) fn at(&self, row: &Row) -> String {
        format!("{}:{}", self.path.display(), row.line)
    }

    /// A column that must be there.
    pub(super) fn column(&self, name: &str) -> anyhow::Result<Column> {
        self.find(name).with_context(|| {
            let path = self.path.display();
            format!("{path}: the header must name the column {name:?}; it names {}", self.header.join(", "))
        })
    }

    /// A column that may be there.
    pub(super) fn find(&self, name: &str) -> Option<Column> {
        self.header.iter().position(|column| column == name).map(Column)
    }

    /// A cell that must not be empty.
    pub(super) fn filled<'a>(&'a self, row: &'a Row, column: Column) -> anyhow::Result<&'a str> {
        let cell = row.cell(column);
        ensure!(!cell.is_empty(), "{}: {} is empty", self.at(row), self.header[column.0]);
        Ok(cell)
    }

    /// Complains when there is no row.
    pub(super) fn not_empty(self) -> anyhow::Result<Table> {
        ensure!(!self.rows.is_empty(), "{}: there is no row below the header", self.path.display());
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
