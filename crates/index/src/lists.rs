//! Records grouped into lists of what lies near each other, with a place for every row.
//!
//! Records of one list stand one after another, so that a scan of a list reads memory in order; a table of places finds the
//! record of a row. Both are shared by snapshots: a change copies the one segment that it touches. A list is made of
//! segments of bounded size, because catalogues hold thousands of tracks with the very same description, and one change
//! among them must not copy them all.

use std::io;
use std::sync::Arc;

use crate::blocks::Blocks;
use crate::file::{In, Out, Run};
use crate::rows::Rows;

/// Records in one segment, at most.
pub(crate) const SEGMENT: usize = 512;
/// The place of a row that has none.
const NOWHERE: u64 = u64::MAX;

/// A list by number.
pub(crate) type ListId = u32;

/// Records that stand together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segment {
    list: ListId,
    rows: Vec<u32>,
    scales: Vec<f32>,
    records: Run,
}

impl Segment {
    /// The rows, in the order of their records.
    #[inline]
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Their scales.
    #[inline]
    pub(crate) fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// Their records, one after another.
    #[inline]
    pub(crate) fn records(&self) -> &[u8] {
        &self.records
    }

    fn push(&mut self, row: u32, scale: f32, record: &[u8]) {
        let records = self.records.to_mut();
        // Doubling would leave a quarter of all memory unused.
        if records.len() + record.len() > records.capacity() {
            let held = self.rows.len();
            let more = (held / 8).max(4).min(SEGMENT.saturating_sub(held)).max(1);
            records.reserve_exact(more * record.len());
            self.rows.reserve_exact(more);
            self.scales.reserve_exact(more);
        }
        records.extend_from_slice(record);
        self.rows.push(row);
        self.scales.push(scale);
    }

    /// Removes the record at `at`; the last one takes its place. Returns the row that moved, if one did.
    fn remove(&mut self, at: usize, width: usize) -> Option<u32> {
        let records = self.records.to_mut();
        let last = records.len() - width;
        records.copy_within(last.., at * width);
        records.truncate(last);
        self.rows.swap_remove(at);
        self.scales.swap_remove(at);
        self.rows.get(at).copied()
    }

    fn memory_bytes(&self) -> usize {
        let records = match &self.records {
            Run::Owned(bytes) => bytes.capacity(),
            Run::Mapped { length, .. } => *length,
        };
        records + 4 * (self.rows.capacity() + self.scales.capacity()) + size_of::<Segment>() + 64
    }
}

/// Records of one width, in lists.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    width: usize,
    segments: Vec<Arc<Segment>>,
    /// The segments of each list, the one with room last.
    of_list: Arc<Vec<Vec<u32>>>,
    places: Blocks<u64, 1024>,
    present: Rows,
    count: usize,
}

impl Lists {
    /// So many empty lists of records of `width` bytes.
    pub(crate) fn new(width: usize, lists: usize) -> Lists {
        Lists {
            width,
            segments: Vec::new(),
            of_list: Arc::new(vec![Vec::new(); lists]),
            places: Blocks::new(NOWHERE),
            present: Rows::none(0),
            count: 0,
        }
    }

    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Number of lists.
    pub(crate) fn lists(&self) -> usize {
        self.of_list.len()
    }

    /// Bytes of one record.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The rows that have a record.
    pub(crate) fn present(&self) -> &Rows {
        &self.present
    }

    /// The segments of a list.
    pub(crate) fn segments_of(&self, list: ListId) -> impl Iterator<Item = &Segment> {
        let segments = self.of_list.get(list as usize).map_or(&[][..], Vec::as_slice);
        segments.iter().map(|segment| &*self.segments[*segment as usize])
    }

    /// Every segment.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().map(|segment| &**segment)
    }

    /// Number of records in a list.
    pub(crate) fn len_of(&self, list: ListId) -> usize {
        self.segments_of(list).map(|segment| segment.rows.len()).sum()
    }

    /// The list in which `row` is.
    pub(crate) fn list_of(&self, row: u32) -> Option<ListId> {
        self.place(row).map(|(segment, _)| self.segments[segment].list)
    }

    /// The record of `row` with its scale.
    #[inline]
    pub(crate) fn record(&self, row: u32) -> Option<(&[u8], f32)> {
        let (segment, at) = self.place(row)?;
        let segment = &self.segments[segment];
        Some((&segment.records[at * self.width..][..self.width], segment.scales[at]))
    }

    #[inline]
    fn place(&self, row: u32) -> Option<(usize, usize)> {
        let place = self.places.get(row);
        (place != NOWHERE).then_some(((place >> 32) as usize, (place & 0xFFFF_FFFF) as usize))
    }

    /// Puts the record of `row` into `list`, in place of the one that it has, if any.
    pub(crate) fn put(&mut self, row: u32, list: ListId, scale: f32, record: &[u8]) {
        self.remove(row);
        let lists = Arc::make_mut(&mut self.of_list);
        lists.resize_with(lists.len().max(list as usize + 1), Vec::new);
        let open = lists[list as usize].last().copied();
        let number =
            open.filter(|open| self.segments[*open as usize].rows.len() < SEGMENT).unwrap_or_else(|| {
                let number = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
                self.segments.push(Arc::new(Segment { list, ..Segment::default() }));
                lists[list as usize].push(number);
                number
            });
        let segment = Arc::make_mut(&mut self.segments[number as usize]);
        self.places.set(row, u64::from(number) << 32 | segment.rows.len() as u64);
        segment.push(row, scale, record);
        self.present.set(row, true);
        self.count += 1;
    }

    /// Removes the record of `row`, if it has one.
    pub(crate) fn remove(&mut self, row: u32) {
        let Some((number, at)) = self.place(row) else { return };
        let width = self.width;
        if let Some(moved) = Arc::make_mut(&mut self.segments[number]).remove(at, width) {
            self.places.set(moved, (number as u64) << 32 | at as u64);
        }
        self.places.set(row, NOWHERE);
        self.present.set(row, false);
        self.count -= 1;
        // A hole is filled first.
        let list = self.segments[number].list as usize;
        if self.of_list[list].last().copied() != u32::try_from(number).ok() {
            let segments = &mut Arc::make_mut(&mut self.of_list)[list];
            if let Some(at) = segments.iter().position(|segment| *segment as usize == number) {
                let last = segments.len() - 1;
                segments.swap(at, last);
            }
        }
    }

    /// Bytes held in memory, or mapped.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.memory_bytes() + 8).sum::<usize>()
            + self.of_list.iter().map(|segments| 24 + 4 * segments.capacity()).sum::<usize>()
            + self.places.memory_bytes()
            + self.present.memory_bytes()
    }

    /// Writes every record.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.width as u64)?;
        out.u64(self.lists() as u64)?;
        let held = || self.segments.iter().filter(|segment| !segment.rows.is_empty());
        out.u64(held().count() as u64)?;
        for segment in held() {
            out.u32(segment.list)?;
            out.list(&segment.rows)?;
            out.list(&segment.scales)?;
            out.run(&segment.records)?;
        }
        Ok(())
    }

    /// Reads what [`Lists::save`] wrote; the records stay in the file.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Lists> {
        let width = usize::try_from(from.u64()?).ok().filter(|width| *width > 0)?;
        let lists = usize::try_from(from.u64()?).ok().filter(|lists| *lists <= u32::MAX as usize)?;
        let mut loaded = Lists::new(width, lists.min(from.left() + 1));
        for _ in 0..from.length(1)? {
            let list = from.u32()?;
            let (rows, scales, records) = (from.list(0u32)?, from.list(0f32)?, from.run()?);
            let fits = rows.len() <= SEGMENT
                && scales.len() == rows.len()
                && records.len() == rows.len() * width
                && (list as usize) < loaded.lists();
            loaded.adopt(Segment { list, rows, scales, records }).filter(|()| fits)?;
        }
        (loaded.lists() == lists).then_some(loaded)
    }

    /// Takes in a segment; `None` when a row of it has a record already.
    fn adopt(&mut self, segment: Segment) -> Option<()> {
        let number = u32::try_from(self.segments.len()).ok()?;
        for (at, row) in segment.rows.iter().enumerate() {
            if self.present.contains(*row) || *row == u32::MAX {
                return None;
            }
            self.places.set(*row, u64::from(number) << 32 | at as u64);
            self.present.set(*row, true);
        }
        self.count += segment.rows.len();
        Arc::make_mut(&mut self.of_list).get_mut(segment.list as usize)?.push(number);
        self.segments.push(Arc::new(segment));
        Some(())
    }
}

#[cfg(test)]
mod tests;
