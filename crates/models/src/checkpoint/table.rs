//! The sorted-string table of LevelDB, in which a checkpoint's index is written.
//!
//! ```text
//! table    blocks, each followed by u8 compression (0 none) and u32 masked CRC-32C of the block and that byte
//! footer   the last 48 bytes: handle of the metaindex, handle of the index block, zeros, u64 magic
//! handle   varint offset, varint length (without the five bytes that follow a block)
//! block    entries, u32 restart offsets, u32 number of restarts
//! entry    varint bytes shared with the key before, varint other bytes of the key, varint bytes of the value,
//!          the other bytes of the key, the value
//! ```
//!
//! The index block maps keys to handles of the blocks with the entries proper. Restarts serve binary search, which
//! is not needed to read everything, so they are only stepped over.

use super::message::{take, varint};
use super::{CheckpointError, MAX_INDEX_BYTES, MAX_NAME_BYTES, MAX_TENSORS, crc};

const FOOTER_BYTES: usize = 48;
const MAGIC: u64 = 0xDB47_7524_8B80_FB57;
const TRAILER_BYTES: usize = 5;

/// A key and its value.
type Pair = (Vec<u8>, Vec<u8>);

#[derive(Debug, Clone, Copy)]
struct Handle {
    offset: u64,
    length: u64,
}

/// Every key and value of the table; keys strictly ascend.
pub(super) fn entries(file: &[u8]) -> Result<Vec<Pair>, CheckpointError> {
    limit("bytes in its index", file.len(), MAX_INDEX_BYTES)?;
    let index = index_handle(file).ok_or(CheckpointError::NotATable { bytes: file.len() })?;
    let mut all: Vec<Pair> = Vec::new();
    for (_, value) in block(file, index)? {
        let handle = read_handle(&mut value.as_slice()).ok_or(damaged(index))?;
        for (key, value) in block(file, handle)? {
            if all.last().is_some_and(|(last, _)| *last >= key) {
                return Err(CheckpointError::Order { name: String::from_utf8_lossy(&key).into_owned() });
            }
            all.push((key, value));
            limit("arrays", all.len(), MAX_TENSORS)?;
        }
    }
    Ok(all)
}

fn limit(what: &'static str, found: usize, limit: usize) -> Result<(), CheckpointError> {
    if found > limit { Err(CheckpointError::Limit { what, found, limit }) } else { Ok(()) }
}

fn damaged(block: Handle) -> CheckpointError {
    CheckpointError::Block { offset: block.offset }
}

fn index_handle(file: &[u8]) -> Option<Handle> {
    let (_, footer) = file.split_last_chunk::<FOOTER_BYTES>()?;
    let (mut handles, magic) = footer.split_last_chunk::<8>()?;
    if u64::from_le_bytes(*magic) != MAGIC {
        return None;
    }
    read_handle(&mut handles)?;
    read_handle(&mut handles)
}

fn read_handle(rest: &mut &[u8]) -> Option<Handle> {
    Some(Handle { offset: varint(rest)?, length: varint(rest)? })
}

/// The entries of one block, its checksum compared.
fn block(file: &[u8], handle: Handle) -> Result<Vec<Pair>, CheckpointError> {
    let content = content(file, handle)?;
    read_entries(content).map_err(|what| match what {
        Damage::Layout => damaged(handle),
        Damage::Limit(error) => error,
    })
}

fn content(file: &[u8], handle: Handle) -> Result<&[u8], CheckpointError> {
    let place = || {
        let start = usize::try_from(handle.offset).ok()?;
        let mut rest = file.get(start..)?;
        let content = take(&mut rest, usize::try_from(handle.length).ok()?)?;
        Some((content, take(&mut rest, TRAILER_BYTES)?))
    };
    let (content, trailer) = place().ok_or(damaged(handle))?;
    let (method, checksum) = trailer.split_at(1);
    if checksum != crc::masked(&[content, method]).to_le_bytes() {
        let what = format!("the index's block at byte {}", handle.offset);
        return Err(CheckpointError::Checksum { what });
    }
    match method {
        [0] => Ok(content),
        _ => Err(CheckpointError::Compressed { offset: handle.offset, method: method[0] }),
    }
}

enum Damage {
    Layout,
    Limit(CheckpointError),
}

fn read_entries(content: &[u8]) -> Result<Vec<Pair>, Damage> {
    let mut rest = without_restarts(content).ok_or(Damage::Layout)?;
    let mut pairs: Vec<Pair> = Vec::new();
    while !rest.is_empty() {
        let before = pairs.last().map_or(&[][..], |(key, _)| key);
        let pair = read_entry(&mut rest, before).ok_or(Damage::Layout)?;
        limit("bytes in a name", pair.0.len(), MAX_NAME_BYTES).map_err(Damage::Limit)?;
        pairs.push(pair);
        limit("arrays", pairs.len(), MAX_TENSORS).map_err(Damage::Limit)?;
    }
    Ok(pairs)
}

fn without_restarts(content: &[u8]) -> Option<&[u8]> {
    let (before, count) = content.split_last_chunk::<4>()?;
    let restarts = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(4)?;
    before.get(..before.len().checked_sub(restarts)?)
}

fn read_entry(rest: &mut &[u8], before: &[u8]) -> Option<Pair> {
    let mut length = || usize::try_from(varint(rest)?).ok();
    let (shared, others, value) = (length()?, length()?, length()?);
    let mut key = before.get(..shared)?.to_vec();
    key.extend(take(rest, others)?);
    Some((key, take(rest, value)?.to_vec()))
}
