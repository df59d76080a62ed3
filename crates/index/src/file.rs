//! How parts of the index lie in a file: little-endian numbers one after another, and large runs of bytes that are used
//! where they lie, in a file mapped into memory.
//!
//! A reader is handed bytes of which it knows only that they arrived whole (whoever opens a file has compared its
//! checksum), not that they make sense: every length is held against what is left, so that nothing is ever
//! allocated or read beyond it.

use std::fs::File;
use std::io::{self, Write};
use std::ops::{Deref, Range};
use std::sync::Arc;

use memmap2::Mmap;

/// Runs of bytes that are used in place begin at a multiple of this: a cache line.
const ALIGNMENT: u64 = 64;

/// A number that is written as it is, little-endian, or a record of bytes.
pub(crate) trait Plain: Copy {
    /// Bytes of one value.
    const BYTES: usize;
    /// Appends the values.
    fn put(values: &[Self], bytes: &mut Vec<u8>);
    /// Reads as many values as there is room for; `bytes` has just their length.
    fn take(bytes: &[u8], values: &mut [Self]);
}

macro_rules! plain {
    ($($number:ty),*) => {$(
        impl Plain for $number {
            const BYTES: usize = size_of::<$number>();

            fn put(values: &[$number], bytes: &mut Vec<u8>) {
                bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            }

            fn take(bytes: &[u8], values: &mut [$number]) {
                for (value, bytes) in values.iter_mut().zip(bytes.as_chunks().0) {
                    *value = <$number>::from_le_bytes(*bytes);
                }
            }
        }
    )*};
}

plain!(u8, u32, u64, f32);

impl<const BYTES: usize> Plain for [u8; BYTES] {
    const BYTES: usize = BYTES;

    fn put(values: &[[u8; BYTES]], bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(values.as_flattened());
    }

    fn take(bytes: &[u8], values: &mut [[u8; BYTES]]) {
        values.as_flattened_mut().copy_from_slice(bytes);
    }
}

/// Writes parts, and keeps the checksum (CRC-32, ISO 3309) of all that it wrote.
pub(crate) struct Out<'a> {
    to: &'a mut dyn Write,
    checksum: crc32fast::Hasher,
    at: u64,
    buffer: Vec<u8>,
}

impl<'a> Out<'a> {
    /// Begins at the start of a file.
    pub(crate) fn new(to: &'a mut dyn Write) -> Out<'a> {
        Out { to, checksum: crc32fast::Hasher::new(), at: 0, buffer: Vec::new() }
    }

    /// The checksum of everything so far.
    pub(crate) fn checksum(&self) -> u32 {
        self.checksum.clone().finalize()
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.checksum.update(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn u32(&mut self, number: u32) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u64(&mut self, number: u64) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn f32(&mut self, number: f32) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    /// Values one after another; their number is not written.
    pub(crate) fn plain<T: Plain>(&mut self, values: &[T]) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        for values in values.chunks(4096) {
            buffer.clear();
            T::put(values, &mut buffer);
            self.bytes(&buffer)?;
        }
        self.buffer = buffer;
        Ok(())
    }

    /// A list: its length, then its values.
    pub(crate) fn list<T: Plain>(&mut self, values: &[T]) -> io::Result<()> {
        self.u64(values.len() as u64)?;
        self.plain(values)
    }

    /// A text: its length in bytes, then its bytes.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.list(text.as_bytes())
    }

    /// Bytes that are used where they lie: their length, then they themselves from the next cache line on.
    pub(crate) fn run(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.u64(bytes.len() as u64)?;
        let padding = self.at.next_multiple_of(ALIGNMENT) - self.at;
        self.bytes(&[0; ALIGNMENT as usize][..padding as usize])?;
        self.bytes(bytes)
    }
}

/// Reads what [`Out`] wrote. Every method gives `None` when the file ends too early or says what cannot be.
pub(crate) struct In<'a> {
    file: &'a Arc<Mapped>,
    at: usize,
    end: usize,
}

impl<'a> In<'a> {
    /// Reads the bytes of `range` of a file.
    pub(crate) fn new(file: &'a Arc<Mapped>, range: Range<usize>) -> In<'a> {
        let end = range.end.min(file.len());
        In { file, at: range.start.min(end), end }
    }

    /// Bytes that are left.
    pub(crate) fn left(&self) -> usize {
        self.end - self.at
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        if length > self.left() {
            return None;
        }
        let bytes = &self.file[self.at..self.at + length];
        self.at += length;
        Some(bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.bytes(4)?.as_array()?))
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes(8)?.as_array()?))
    }

    pub(crate) fn f32(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(*self.bytes(4)?.as_array()?))
    }

    /// Fills `values`.
    pub(crate) fn plain<T: Plain>(&mut self, values: &mut [T]) -> Option<()> {
        let bytes = self.bytes(values.len().checked_mul(T::BYTES)?)?;
        T::take(bytes, values);
        Some(())
    }

    /// A length of things of which each takes at least `bytes` (above 0): never more than can follow.
    pub(crate) fn length(&mut self, bytes: usize) -> Option<usize> {
        usize::try_from(self.u64()?).ok().filter(|length| *length <= self.left() / bytes)
    }

    /// A list of numbers.
    pub(crate) fn list<T: Plain>(&mut self, empty: T) -> Option<Vec<T>> {
        let length = self.length(T::BYTES)?;
        let mut values = vec![empty; length];
        self.plain(&mut values)?;
        Some(values)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.length(1)?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    /// A run of bytes, which stays in the file.
    pub(crate) fn run(&mut self) -> Option<Run> {
        let length = usize::try_from(self.u64()?).ok()?;
        let padding = (self.at as u64).next_multiple_of(ALIGNMENT) as usize - self.at;
        self.bytes(padding)?;
        let start = self.at;
        self.bytes(length)?;
        Some(Run::Mapped { file: Arc::clone(self.file), start, length })
    }
}

/// A file that lies in memory as far as it is read.
#[derive(Debug)]
pub(crate) enum Mapped {
    /// As the system maps it.
    File(Mmap),
    /// Read as a whole.
    Memory(Vec<u8>),
}

impl Mapped {
    /// Maps a file.
    pub(crate) fn open(file: &File) -> io::Result<Mapped> {
        if file.metadata()?.len() == 0 {
            return Ok(Mapped::Memory(Vec::new()));
        }
        #[expect(unsafe_code, reason = "mapping a file needs the promise that nobody changes it meanwhile")]
        // SAFETY: files of the index are written under another name and renamed when complete; nothing writes to them
        // afterwards. A newer one replaces the name, not the contents.
        let map = unsafe { Mmap::map(file)? };
        Ok(Mapped::File(map))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Mapped::File(map) => map,
            Mapped::Memory(bytes) => bytes,
        }
    }
}

/// Bytes that lie in a file until they are changed.
#[derive(Debug, Clone)]
pub(crate) enum Run {
    /// Here.
    Owned(Vec<u8>),
    /// In a file.
    Mapped {
        /// The file.
        file: Arc<Mapped>,
        /// Where they begin.
        start: usize,
        /// How many there are.
        length: usize,
    },
}

impl Default for Run {
    fn default() -> Run {
        Run::Owned(Vec::new())
    }
}

impl Run {
    /// Bytes held in memory, or mapped.
    pub(crate) fn memory_bytes(&self) -> usize {
        match self {
            Run::Owned(bytes) => bytes.capacity(),
            Run::Mapped { length, .. } => *length,
        }
    }

    /// The bytes to change: a copy of those that lie in a file.
    pub(crate) fn to_mut(&mut self) -> &mut Vec<u8> {
        if let Run::Mapped { .. } = self {
            *self = Run::Owned(self.to_vec());
        }
        match self {
            Run::Owned(bytes) => bytes,
            // Was turned into an owned one above.
            Run::Mapped { .. } => unreachable!("a run that was just copied"),
        }
    }
}

impl Deref for Run {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Run::Owned(bytes) => bytes,
            Run::Mapped { file, start, length } => &file[*start..*start + *length],
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What `write` writes.
    pub(crate) fn written(write: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut Out::new(&mut bytes)).unwrap();
        bytes
    }

    /// What `load` makes of `bytes`, all of which it must read.
    pub(crate) fn read<T>(bytes: &[u8], load: impl FnOnce(&mut In<'_>) -> Option<T>) -> Option<T> {
        let file = Arc::new(Mapped::Memory(bytes.to_vec()));
        let mut from = In::new(&file, 0..bytes.len());
        load(&mut from).filter(|_| from.left() == 0)
    }

    #[test]
    fn what_is_written_is_read_and_what_is_cut_off_is_not() {
        let bytes = written(|out| {
            out.u32(7)?;
            out.text("Élan")?;
            out.list(&[0.5f32, -1.0])?;
            out.run(b"in place")?;
            out.plain(&[[1u8, 2], [3, 4]])
        });
        let load = |from: &mut In<'_>| {
            let (number, text) = (from.u32()?, from.text()?.to_owned());
            let (list, run) = (from.list(0.0f32)?, from.run()?);
            let mut pairs = [[0u8; 2]; 2];
            from.plain(&mut pairs)?;
            Some((number, text, list, run.to_vec(), pairs))
        };
        let expected = (7, "Élan".to_owned(), vec![0.5, -1.0], b"in place".to_vec(), [[1, 2], [3, 4]]);
        assert_eq!(read(&bytes, load), Some(expected));
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut], load), None, "{cut}");
        }
    }

    #[test]
    fn a_length_that_cannot_be_is_refused_before_anything_is_allocated() {
        let bytes = written(|out| out.u64(u64::MAX / 2));
        assert!(read(&bytes, |from| from.list(0u64)).is_none());
        assert!(read(&bytes, |from| from.text().map(str::len)).is_none());
        assert!(read(&bytes, |from| from.run().map(|run| run.len())).is_none());
    }

    #[test]
    fn changing_a_run_leaves_the_file_as_it_was() {
        let file = Arc::new(Mapped::Memory(b"abc".to_vec()));
        let mut run = Run::Mapped { file: Arc::clone(&file), start: 1, length: 2 };
        run.to_mut()[0] = b'x';
        assert_eq!((&*run, &**file), (&b"xc"[..], &b"abc"[..]));
    }
}
