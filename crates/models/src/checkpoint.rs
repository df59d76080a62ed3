//! Reading TensorFlow checkpoints, version 2: the form in which the music taggers are published.
//!
//! A checkpoint is two files: an index, which is a sorted-string table of LevelDB's layout (see `table`) from names
//! to small protocol-buffer messages (see `message`), and the raw numbers. This reader takes only what the published
//! ones have, one shard of little-endian `f32`, and trusts nothing: every length is checked before it is used, every
//! block's and every array's checksum is compared, and all that could grow has a limit.
//!
//! ```text
//! ""      BundleHeaderProto { num_shards = 1, endianness = 2 }
//! name    BundleEntryProto  { dtype = 1, shape = 2 { dim = 2 { size = 1 } }, shard_id = 3, offset = 4, size = 5,
//!                             crc32c = 6 (masked) }
//! ```
//!
//! Source: `tensorflow/core/protobuf/tensor_bundle.proto` and `core/util/tensor_bundle` describe the bundle,
//! LevelDB's `doc/table_format.md` the table.

mod crc;
mod message;
mod table;

use std::collections::BTreeMap;

use self::message::{Fields, Value};

/// Largest index read, in bytes. The published ones have 4,948.
pub const MAX_INDEX_BYTES: usize = 1 << 20;

/// Most arrays in a checkpoint. The published ones have 150.
pub const MAX_TENSORS: usize = 10_000;

/// Longest name of an array, in bytes.
pub const MAX_NAME_BYTES: usize = 1024;

/// Most dimensions of an array.
const MAX_DIMENSIONS: usize = 8;

/// TensorFlow's number for `f32`.
const DT_FLOAT: u64 = 1;

const F32_BYTES: u64 = 4;

/// What is wrong with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// There is no footer of a sorted-string table.
    #[error("the index is not a sorted-string table, or cut short ({bytes} bytes)")]
    NotATable {
        /// Length of the index.
        bytes: usize,
    },
    /// A block lies outside the index or is not laid out as it should be.
    #[error("the index's block at byte {offset} is damaged")]
    Block {
        /// Where it begins.
        offset: u64,
    },
    /// A block is compressed, which checkpoints are not.
    #[error("the index's block at byte {offset} is compressed by method {method}, which is not supported")]
    Compressed {
        /// Where it begins.
        offset: u64,
        /// The method's number.
        method: u8,
    },
    /// A block's or an array's bytes do not have the checksum that stands beside them.
    #[error("{what} does not have its checksum")]
    Checksum {
        /// Which.
        what: String,
    },
    /// Names do not come in ascending order.
    #[error("the index's names are not in order at {name:?}")]
    Order {
        /// The name out of place.
        name: String,
    },
    /// The message of an entry cannot be read.
    #[error("the index's entry {name:?} cannot be read")]
    Message {
        /// Its name.
        name: String,
    },
    /// Something is larger than anything that belongs here.
    #[error("the checkpoint has {found} {what}, more than the {limit} allowed")]
    Limit {
        /// What is counted.
        what: &'static str,
        /// How many there are, or a number already past the limit.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// The numbers are in several files or big-endian.
    #[error("the checkpoint's {setting} is {found}, only {expected} is supported")]
    Unsupported {
        /// Which setting.
        setting: &'static str,
        /// Its value.
        found: u64,
        /// The value this reader takes.
        expected: u64,
    },
    /// An array that is needed is not there.
    #[error("array {name:?} is missing")]
    Missing {
        /// Its name.
        name: String,
    },
    /// An array has another type or shape than is needed.
    #[error("array {name:?} is of type {dtype} and shape {found:?}, expected type 1 (f32) and {expected:?}")]
    Unexpected {
        /// Its name.
        name: String,
        /// TensorFlow's number of its type.
        dtype: u64,
        /// Its shape.
        found: Vec<u64>,
        /// The shape needed.
        expected: Vec<u64>,
    },
    /// An array's bytes leave the file or do not fit its shape.
    #[error("array {name:?} does not fit its shape and the file")]
    Extent {
        /// Its name.
        name: String,
    },
}

/// An opened checkpoint: where each array lies, and the bytes they lie in.
#[derive(Debug)]
pub(crate) struct Checkpoint<'a> {
    entries: BTreeMap<String, Entry>,
    data: &'a [u8],
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Entry {
    dtype: u64,
    shape: Vec<u64>,
    shard: u64,
    offset: u64,
    size: u64,
    checksum: u32,
}

impl<'a> Checkpoint<'a> {
    /// Reads an index whose arrays lie in `data`.
    pub(crate) fn open(index: &[u8], data: &'a [u8]) -> Result<Self, CheckpointError> {
        let mut entries = BTreeMap::new();
        let mut has_header = false;
        for (key, value) in table::entries(index)? {
            let name = String::from_utf8(key).map_err(|error| CheckpointError::Message {
                name: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            })?;
            if name.is_empty() {
                check_header(&value)?;
                has_header = true;
            } else {
                let entry = Entry::read(&value, &name)?;
                entries.insert(name, entry);
            }
        }
        if has_header {
            Ok(Self { entries, data })
        } else {
            Err(CheckpointError::Message { name: String::new() })
        }
    }

    /// The names and shapes of all arrays, in order.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (&str, &[u64])> {
        self.entries.iter().map(|(name, entry)| (name.as_str(), entry.shape.as_slice()))
    }

    /// A `f32` array of exactly this shape, its checksum compared.
    pub(crate) fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, CheckpointError> {
        let entry =
            self.entries.get(name).ok_or_else(|| CheckpointError::Missing { name: name.to_owned() })?;
        let expected: Vec<u64> = shape.iter().map(|size| *size as u64).collect();
        if entry.dtype != DT_FLOAT || entry.shape != expected {
            let (dtype, found) = (entry.dtype, entry.shape.clone());
            return Err(CheckpointError::Unexpected { name: name.to_owned(), dtype, found, expected });
        }
        let bytes =
            entry.bytes(self.data).ok_or_else(|| CheckpointError::Extent { name: name.to_owned() })?;
        if crc::masked(&[bytes]) != entry.checksum {
            return Err(CheckpointError::Checksum { what: format!("array {name:?}") });
        }
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }
}

impl Entry {
    fn read(bytes: &[u8], name: &str) -> Result<Self, CheckpointError> {
        let damaged = || CheckpointError::Message { name: name.to_owned() };
        let mut entry = Self::default();
        for field in Fields::new(bytes) {
            match field.ok_or_else(damaged)? {
                (1, Value::Varint(dtype)) => entry.dtype = dtype,
                (2, Value::Bytes(shape)) => entry.shape = read_shape(shape, name)?,
                (3, Value::Varint(shard)) => entry.shard = shard,
                (4, Value::Varint(offset)) => entry.offset = offset,
                (5, Value::Varint(size)) => entry.size = size,
                (6, Value::Fixed32(checksum)) => entry.checksum = checksum,
                _ => {}
            }
        }
        Ok(entry)
    }

    /// The array's bytes, if they are as many as its shape needs and lie in the only shard.
    fn bytes<'a>(&self, data: &'a [u8]) -> Option<&'a [u8]> {
        let needed = self.shape.iter().try_fold(F32_BYTES, |product, size| product.checked_mul(*size))?;
        if self.shard != 0 || needed != self.size {
            return None;
        }
        let start = usize::try_from(self.offset).ok()?;
        let length = usize::try_from(self.size).ok()?;
        data.get(start..start.checked_add(length)?)
    }
}

/// The sizes of a `TensorShapeProto`.
fn read_shape(bytes: &[u8], name: &str) -> Result<Vec<u64>, CheckpointError> {
    let damaged = || CheckpointError::Message { name: name.to_owned() };
    let mut shape = Vec::new();
    for field in Fields::new(bytes) {
        let (2, Value::Bytes(dimension)) = field.ok_or_else(damaged)? else { continue };
        let mut size = 0;
        for field in Fields::new(dimension) {
            if let (1, Value::Varint(value)) = field.ok_or_else(damaged)? {
                size = value;
            }
        }
        shape.push(size);
        if shape.len() > MAX_DIMENSIONS {
            let (found, limit) = (shape.len(), MAX_DIMENSIONS);
            return Err(CheckpointError::Limit { what: "dimensions in an array", found, limit });
        }
    }
    Ok(shape)
}

/// Accepts one shard of little-endian numbers.
fn check_header(bytes: &[u8]) -> Result<(), CheckpointError> {
    let (mut shards, mut endianness) = (0, 0);
    for field in Fields::new(bytes) {
        match field.ok_or_else(|| CheckpointError::Message { name: String::new() })? {
            (1, Value::Varint(count)) => shards = count,
            (2, Value::Varint(order)) => endianness = order,
            _ => {}
        }
    }
    for (setting, found, expected) in
        [("number of files", shards, 1), ("byte order (0 little, 1 big)", endianness, 0)]
    {
        if found != expected {
            return Err(CheckpointError::Unsupported { setting, found, expected });
        }
    }
    Ok(())
}

/// Reads whatever there is as a checkpoint: the body of a fuzz target, which must return for any bytes.
///
/// The first two bytes say, little-endian, how many of the others are the index; the rest is the data.
#[doc(hidden)]
pub fn fuzz_checkpoint(bytes: &[u8]) {
    let Some((length, rest)) = bytes.split_first_chunk::<2>() else { return };
    let (index, data) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
    let Ok(checkpoint) = Checkpoint::open(index, data) else { return };
    for (name, shape) in checkpoint.shapes() {
        let shape: Option<Vec<usize>> = shape.iter().map(|size| usize::try_from(*size).ok()).collect();
        if let Some(Ok(values)) = shape.map(|shape| checkpoint.f32(name, &shape)) {
            assert!(values.len() * 4 <= data.len(), "an array is no longer than its file");
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
