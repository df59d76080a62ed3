//! Reading and writing of the safetensors container: named arrays after a JSON header.
//!
//! The source weights come in this format, and our own converted model is written in it too: one parser to
//! harden, and any tool of the field can open the result.
//!
//! ```text
//! u64 little-endian   length of the header, at most MAX_HEADER_BYTES
//! header              JSON: name → {"dtype", "shape", "data_offsets": [start, end]}, "__metadata__" → {text: text}
//! data                the arrays, row-major, little-endian; offsets count from here
//! ```
//!
//! Everything in a file is suspect: lengths are checked before they are used, offsets must lie inside the data, and
//! an array's bytes must be exactly what its type and shape need.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

/// Longest header accepted, in bytes. The real one has about 11,000.
pub const MAX_HEADER_BYTES: usize = 1 << 20;

const LENGTH_BYTES: usize = 8;

/// What is wrong with a safetensors file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SafetensorsError {
    /// The file ends inside the header.
    #[error("the file ends before its header does ({bytes} bytes)")]
    Truncated {
        /// Length of the file.
        bytes: usize,
    },
    /// The header is longer than [`MAX_HEADER_BYTES`].
    #[error("the header claims {bytes} bytes, more than the {MAX_HEADER_BYTES} allowed")]
    HeaderTooLong {
        /// Length the file claims.
        bytes: u64,
    },
    /// The header is not the JSON it should be.
    #[error("the header is not valid: {reason}")]
    Header {
        /// What the JSON reader said.
        reason: String,
    },
    /// An array's offsets leave the file or disagree with its type and shape.
    #[error("array {name:?} does not fit its type, its shape and the file")]
    Extent {
        /// Name of the array.
        name: String,
    },
    /// An array that is needed is not there.
    #[error("array {name:?} is missing")]
    Missing {
        /// Name of the array.
        name: String,
    },
    /// An array has another type or shape than is needed.
    #[error("array {name:?} is {found}, expected {expected}")]
    Unexpected {
        /// Name of the array.
        name: String,
        /// Type and shape in the file.
        found: String,
        /// Type and shape needed.
        expected: String,
    },
}

/// Element types that this crate reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dtype {
    F32,
    I8,
    U8,
}

impl Dtype {
    fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::I8 => "I8",
            Self::U8 => "U8",
        }
    }
}

#[derive(Debug, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// A parsed file: its metadata and where each array lies.
#[derive(Debug)]
pub(crate) struct Safetensors {
    metadata: BTreeMap<String, String>,
    entries: BTreeMap<String, Entry>,
    bytes: Vec<u8>,
    data_start: usize,
}

impl Safetensors {
    /// Checks the header and every array's place in the file.
    pub(crate) fn parse(bytes: Vec<u8>) -> Result<Self, SafetensorsError> {
        let header = header_range(&bytes)?;
        let text = bytes.get(header.clone()).ok_or(SafetensorsError::Truncated { bytes: bytes.len() })?;
        let mut raw: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(text).map_err(header_error)?;
        let metadata = match raw.remove("__metadata__") {
            Some(value) => serde_json::from_value(value).map_err(header_error)?,
            None => BTreeMap::new(),
        };
        let data_bytes = bytes.len() - header.end;
        let mut entries = BTreeMap::new();
        for (name, value) in raw {
            let entry: Entry = serde_json::from_value(value).map_err(header_error)?;
            if !entry.fits(data_bytes) {
                return Err(SafetensorsError::Extent { name });
            }
            entries.insert(name, entry);
        }
        Ok(Self { metadata, entries, bytes, data_start: header.end })
    }

    /// A metadata value.
    pub(crate) fn metadata(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// A `f32` array of exactly this shape.
    pub(crate) fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, SafetensorsError> {
        let bytes = self.array(name, Dtype::F32, shape)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }

    /// The first `rows` rows of a `f32` array with this many columns and at least that many rows.
    pub(crate) fn f32_rows(
        &self,
        name: &str,
        columns: usize,
        rows: usize,
    ) -> Result<Vec<f32>, SafetensorsError> {
        let present = self.entry(name)?.shape.first().copied().unwrap_or(0);
        let mut values = self.f32(name, &[present.max(rows), columns])?;
        values.truncate(rows * columns);
        Ok(values)
    }

    /// Whether there is an array of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// An `i8` array of exactly this shape.
    pub(crate) fn i8(&self, name: &str, shape: &[usize]) -> Result<Vec<i8>, SafetensorsError> {
        Ok(self.array(name, Dtype::I8, shape)?.iter().map(|byte| byte.cast_signed()).collect())
    }

    /// A one-dimensional `u8` array of any length.
    pub(crate) fn u8(&self, name: &str) -> Result<&[u8], SafetensorsError> {
        let length = self.entry(name)?.shape.first().copied().unwrap_or(0);
        self.array(name, Dtype::U8, &[length])
    }

    fn entry(&self, name: &str) -> Result<&Entry, SafetensorsError> {
        self.entries.get(name).ok_or_else(|| SafetensorsError::Missing { name: name.to_owned() })
    }

    fn array(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&[u8], SafetensorsError> {
        let entry = self.entry(name)?;
        if entry.dtype != dtype.name() || entry.shape != shape {
            return Err(SafetensorsError::Unexpected {
                name: name.to_owned(),
                found: format!("{} {:?}", entry.dtype, entry.shape),
                expected: format!("{} {shape:?}", dtype.name()),
            });
        }
        let [start, end] = entry.data_offsets;
        self.bytes
            .get(self.data_start + start..self.data_start + end)
            .ok_or_else(|| SafetensorsError::Extent { name: name.to_owned() })
    }
}

impl Entry {
    /// Whether the offsets lie in the data and, for a type of known width, cover the shape exactly.
    fn fits(&self, data_bytes: usize) -> bool {
        let [start, end] = self.data_offsets;
        let width = match self.dtype.as_str() {
            "F64" | "I64" | "U64" => 8,
            "F32" | "I32" | "U32" => 4,
            "F16" | "BF16" | "I16" | "U16" => 2,
            "I8" | "U8" | "BOOL" => 1,
            _ => return start <= end && end <= data_bytes,
        };
        let needed = self.shape.iter().try_fold(width, |product: usize, size| product.checked_mul(*size));
        start <= end && end <= data_bytes && needed == Some(end - start)
    }
}

fn header_range(bytes: &[u8]) -> Result<Range<usize>, SafetensorsError> {
    let truncated = SafetensorsError::Truncated { bytes: bytes.len() };
    let Some((length, _)) = bytes.split_first_chunk::<LENGTH_BYTES>() else { return Err(truncated) };
    let claimed = u64::from_le_bytes(*length);
    let length = usize::try_from(claimed)
        .ok()
        .filter(|length| *length <= MAX_HEADER_BYTES)
        .ok_or(SafetensorsError::HeaderTooLong { bytes: claimed })?;
    let end = LENGTH_BYTES + length;
    if end > bytes.len() { Err(truncated) } else { Ok(LENGTH_BYTES..end) }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn header_error(error: serde_json::Error) -> SafetensorsError {
    SafetensorsError::Header { reason: error.to_string() }
}

/// Collects arrays and lays them out as a file. Arrays keep the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct SafetensorsWriter {
    header: serde_json::Map<String, serde_json::Value>,
    data: Vec<u8>,
}

impl SafetensorsWriter {
    /// Adds one metadata line.
    pub(crate) fn metadata(&mut self, key: &str, value: &str) {
        let metadata = self.header.entry("__metadata__").or_insert_with(|| serde_json::json!({}));
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert(key.to_owned(), value.into());
        }
    }

    /// Adds an array of `f32`.
    pub(crate) fn f32(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.array(name, Dtype::F32, shape, values.iter().flat_map(|value| value.to_le_bytes()));
    }

    /// Adds an array of `i8`.
    pub(crate) fn i8(&mut self, name: &str, shape: &[usize], values: &[i8]) {
        self.array(name, Dtype::I8, shape, values.iter().map(|value| value.cast_unsigned()));
    }

    /// Adds a one-dimensional array of bytes.
    pub(crate) fn u8(&mut self, name: &str, values: &[u8]) {
        self.array(name, Dtype::U8, &[values.len()], values.iter().copied());
    }

    fn array(&mut self, name: &str, dtype: Dtype, shape: &[usize], bytes: impl Iterator<Item = u8>) {
        let start = self.data.len();
        self.data.extend(bytes);
        let entry = serde_json::json!({
            "dtype": dtype.name(),
            "shape": shape,
            "data_offsets": [start, self.data.len()],
        });
        self.header.insert(name.to_owned(), entry);
    }

    /// The file's bytes. The header is padded with spaces so that the data begins on a multiple of eight.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut header = serde_json::Value::Object(self.header).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(LENGTH_BYTES), b' ');
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header);
        file.extend(self.data);
        file
    }
}

#[cfg(test)]
mod tests;
