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
use crate::kernel::GROUP;
use crate::rows::Rows;

/// Records in one segment, at most.
pub(crate) const SEGMENT: usize = 512;
/// Lists that a file may hold, at most.
const MAX_LISTS: usize = 1 << 20;
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
    codes: Run,
    gains: Vec<f32>,
}

/// A record with its scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Held<'a> {
    /// The record.
    pub(crate) record: &'a [u8],
    /// Its scale.
    pub(crate) scale: f32,
}

/// A record in one bit a dimension about the centre of its list.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Code<'a> {
    /// The bits, 64 dimensions a word; none in lists without codes.
    pub(crate) words: &'a [u64],
    /// What a step of the code is worth.
    pub(crate) gain: f32,
}

/// Widths in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Widths {
    /// Of a record, above 0.
    pub(crate) record: usize,
    /// Of a code, a multiple of 8; 0 for none.
    pub(crate) code: usize,
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

    /// Their codes, in groups of [`GROUP`] of which the last may be filled up with others.
    #[inline]
    pub(crate) fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// What a step of each code is worth.
    #[inline]
    pub(crate) fn gains(&self) -> &[f32] {
        &self.gains
    }

    /// Makes room for so many more, no less and little more: doubling would leave a quarter of all memory unused.
    fn reserve(&mut self, more: usize, widths: Widths) {
        self.records.to_mut().reserve_exact(more * widths.record);
        self.rows.reserve_exact(more);
        self.scales.reserve_exact(more);
        if widths.code > 0 {
            let groups = (self.rows.len() + more).div_ceil(GROUP);
            let codes = self.codes.to_mut();
            codes.reserve_exact((groups * GROUP * widths.code).saturating_sub(codes.len()));
            self.gains.reserve_exact(more);
        }
    }

    fn push(&mut self, row: u32, (held, code): (Held<'_>, Code<'_>), widths: Widths) {
        let at = self.rows.len();
        if at == self.rows.capacity() {
            self.reserve((at / 8).max(4).min(SEGMENT.saturating_sub(at)).max(1), widths);
        }
        self.records.to_mut().extend_from_slice(held.record);
        self.rows.push(row);
        self.scales.push(held.scale);
        if widths.code > 0 {
            let codes = self.codes.to_mut();
            codes.resize((at / GROUP + 1) * GROUP * widths.code, 0);
            for (word, bits) in code.words.iter().enumerate() {
                codes[place_of_word(at, word, widths)..][..8].copy_from_slice(&bits.to_le_bytes());
            }
            self.gains.push(code.gain);
        }
    }

    /// Removes the record at `at`; the last one takes its place. Returns the row that moved, if one did.
    fn remove(&mut self, at: usize, widths: Widths) -> Option<u32> {
        let last = self.rows.len() - 1;
        let records = self.records.to_mut();
        records.copy_within(last * widths.record.., at * widths.record);
        records.truncate(last * widths.record);
        if widths.code > 0 {
            let codes = self.codes.to_mut();
            for word in 0..widths.code / 8 {
                let from = place_of_word(last, word, widths);
                codes.copy_within(from..from + 8, place_of_word(at, word, widths));
            }
            codes.truncate(last.div_ceil(GROUP) * GROUP * widths.code);
            self.gains.swap_remove(at);
        }
        self.rows.swap_remove(at);
        self.scales.swap_remove(at);
        self.rows.get(at).copied()
    }

    fn held(&self, at: usize, widths: Widths) -> Held<'_> {
        Held { record: &self.records[at * widths.record..][..widths.record], scale: self.scales[at] }
    }

    fn memory_bytes(&self) -> usize {
        let numbers = self.rows.capacity() + self.scales.capacity() + self.gains.capacity();
        self.records.memory_bytes() + self.codes.memory_bytes() + 4 * numbers + size_of::<Segment>() + 96
    }
}

/// Where a word of the code at `at` begins.
fn place_of_word(at: usize, word: usize, widths: Widths) -> usize {
    (at / GROUP * widths.code / 8 + word) * 8 * GROUP + at % GROUP * 8
}

/// Records of one width, in lists.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    widths: Widths,
    segments: Vec<Arc<Segment>>,
    /// The segments of each list, the one with room last.
    of_list: Arc<Vec<Vec<u32>>>,
    places: Blocks<u64, 1024>,
    present: Rows,
    count: usize,
    /// Records that each list can be expected to take yet.
    announced: Vec<u32>,
}

impl Lists {
    /// So many empty lists.
    pub(crate) fn new(widths: Widths, lists: usize) -> Lists {
        Lists {
            widths,
            segments: Vec::new(),
            of_list: Arc::new(vec![Vec::new(); lists]),
            places: Blocks::new(NOWHERE),
            present: Rows::none(0),
            count: 0,
            announced: Vec::new(),
        }
    }

    /// Says how many records each list will get, so that they take no more memory than they need.
    pub(crate) fn announce(&mut self, counts: Vec<u32>) {
        self.announced = counts;
    }

    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Number of lists.
    pub(crate) fn lists(&self) -> usize {
        self.of_list.len()
    }

    /// Bytes of one record and of one code.
    pub(crate) fn widths(&self) -> Widths {
        self.widths
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

    /// The list in which `row` is.
    pub(crate) fn list_of(&self, row: u32) -> Option<ListId> {
        self.place(row).map(|(segment, _)| self.segments[segment].list)
    }

    /// What is held of `row`.
    #[inline]
    pub(crate) fn get(&self, row: u32) -> Option<Held<'_>> {
        let (segment, at) = self.place(row)?;
        Some(self.segments[segment].held(at, self.widths))
    }

    #[inline]
    fn place(&self, row: u32) -> Option<(usize, usize)> {
        let place = self.places.get(row);
        (place != NOWHERE).then_some(((place >> 32) as usize, (place & 0xFFFF_FFFF) as usize))
    }

    /// Puts what is to be held of `row` into `list`, in place of what is held of it now, if anything.
    pub(crate) fn put(&mut self, row: u32, list: ListId, held: Held<'_>, code: Code<'_>) {
        self.remove(row);
        let number = self.open_segment(list);
        let segment = Arc::make_mut(&mut self.segments[number as usize]);
        self.places.set(row, u64::from(number) << 32 | segment.rows.len() as u64);
        segment.push(row, (held, code), self.widths);
        self.present.set(row, true);
        self.count += 1;
    }

    /// A segment of `list` that has room.
    fn open_segment(&mut self, list: ListId) -> u32 {
        let open = self.of_list.get(list as usize).and_then(|segments| segments.last().copied());
        if let Some(open) = open.filter(|open| self.segments[*open as usize].rows.len() < SEGMENT) {
            return open;
        }
        let lists = Arc::make_mut(&mut self.of_list);
        lists.resize_with(lists.len().max(list as usize + 1), Vec::new);
        let number = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
        let mut segment = Segment { list, ..Segment::default() };
        if let Some(announced) = self.announced.get_mut(list as usize) {
            let room = (*announced).min(SEGMENT as u32);
            *announced -= room;
            segment.reserve(room as usize, self.widths);
        }
        self.segments.push(Arc::new(segment));
        lists[list as usize].push(number);
        number
    }

    /// Removes the record of `row`, if it has one.
    pub(crate) fn remove(&mut self, row: u32) {
        let Some((number, at)) = self.place(row) else { return };
        let widths = self.widths;
        if let Some(moved) = Arc::make_mut(&mut self.segments[number]).remove(at, widths) {
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
        out.u64(self.widths.record as u64)?;
        out.u64(self.widths.code as u64)?;
        out.u64(self.lists() as u64)?;
        let held = || self.segments.iter().filter(|segment| !segment.rows.is_empty());
        out.u64(held().count() as u64)?;
        for segment in held() {
            out.u32(segment.list)?;
            out.list(&segment.rows)?;
            out.list(&segment.scales)?;
            out.run(&segment.records)?;
            out.run(&segment.codes)?;
            out.list(&segment.gains)?;
        }
        Ok(())
    }

    /// Reads what [`Lists::save`] wrote; the records stay in the file.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Lists> {
        let record = usize::try_from(from.u64()?).ok().filter(|width| *width > 0)?;
        let code = usize::try_from(from.u64()?).ok().filter(|width| width.is_multiple_of(8))?;
        let widths = Widths { record, code };
        let lists = usize::try_from(from.u64()?).ok().filter(|lists| *lists <= MAX_LISTS)?;
        let mut loaded = Lists::new(widths, lists);
        for _ in 0..from.length(1)? {
            let segment = Segment {
                list: from.u32()?,
                rows: from.list(0)?,
                scales: from.list(0.0)?,
                records: from.run()?,
                codes: from.run()?,
                gains: from.list(0.0)?,
            };
            loaded.adopt(segment)?;
        }
        Some(loaded)
    }

    /// Takes in a segment; `None` when it is not one, or a row of it has a record already.
    fn adopt(&mut self, segment: Segment) -> Option<()> {
        let count = segment.rows.len();
        let coded = if self.widths.code > 0 { count } else { 0 };
        let fits = count <= SEGMENT
            && segment.scales.len() == count
            && count.checked_mul(self.widths.record) == Some(segment.records.len())
            && count.next_multiple_of(GROUP).checked_mul(self.widths.code) == Some(segment.codes.len())
            && segment.gains.len() == coded;
        if !fits {
            return None;
        }
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
