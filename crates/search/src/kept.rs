//! Vectors that cost a model seconds and are kept on disk beside the index: of the lexicon's concepts, of the catalogue's tags.
//!
//! A cache: what cannot be read, or was made of something else, is made again, and what cannot be written is made again
//! next time.

use std::path::Path;

/// Begins every file.
const MAGIC: &[u8] = b"HARKVEC1";

/// The values in the file at `path`, when it was written whole under this key.
pub(crate) fn read(path: &Path, key: u64) -> Option<Vec<f32>> {
    let file = std::fs::read(path).ok()?;
    let (stored, values) = file.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let (length, values) = values.split_first_chunk::<8>()?;
    let whole = u64::from_le_bytes(*length) == values.len() as u64 && values.len() % 4 == 0;
    let values: Vec<f32> = values.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let usable = u64::from_le_bytes(*stored) == key && whole && values.iter().all(|value| value.is_finite());
    usable.then_some(values)
}

/// Writes values under a key, whole or not at all.
pub(crate) fn write(path: &Path, key: u64, values: &[f32]) {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    let length = (4 * values.len() as u64).to_le_bytes();
    let file: Vec<u8> = MAGIC.iter().copied().chain(key.to_le_bytes()).chain(length).chain(bytes).collect();
    let new = path.with_extension("new");
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&new, file))
        .and_then(|()| std::fs::rename(&new, path));
    // The next start makes it again.
    drop(written);
}
