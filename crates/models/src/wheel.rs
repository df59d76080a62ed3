//! Reading chosen members of a Python wheel, which is a zip archive.
//!
//! A reader of its own, because a wheel needs so little of the format: no encryption, no spanning, no archives over
//! 4 GiB, only stored and deflated members; the usual crate brings five more. The central directory at the end says
//! where members lie; sizes are checked before memory is taken, and what comes out is held against pinned checksums
//! by the caller.
//!
//! Layout: APPNOTE.TXT 6.3.10, §4.3.7 (local header), §4.3.12 (central directory), §4.3.16 (its end).

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Largest wheel read.
pub const MAX_WHEEL_BYTES: u64 = 512 << 20;

/// Most members a wheel may have.
const MAX_MEMBERS: usize = 10_000;

const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const ENTRY_SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// A comment after the end record can be this long.
const MAX_COMMENT: usize = u16::MAX as usize;

/// What is wrong with a wheel.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WheelError {
    /// There is no end record: not a zip archive, or cut short.
    #[error("it is not a zip archive, or cut short")]
    NotAnArchive,
    /// A record lies outside the archive or is not what it should be.
    #[error("its directory is damaged")]
    Directory,
    /// It has more members than anything that belongs here.
    #[error("it has {members} members, more than the {MAX_MEMBERS} allowed")]
    TooManyMembers {
        /// Number of members.
        members: usize,
    },
    /// A member is missing.
    #[error("it has no member {name:?}")]
    Missing {
        /// Its name.
        name: String,
    },
    /// A member is compressed in a way that wheels do not use, or encrypted.
    #[error("its member {name:?} is encrypted or compressed by method {method}")]
    Method {
        /// Its name.
        name: String,
        /// The method's number.
        method: u16,
    },
    /// A member is longer than it may be.
    #[error("its member {name:?} is longer than {limit} bytes")]
    TooLong {
        /// Its name.
        name: String,
        /// The limit.
        limit: u64,
    },
    /// A member's data cannot be expanded.
    #[error("its member {name:?} cannot be expanded: {source}")]
    Data {
        /// Its name.
        name: String,
        /// Why.
        source: std::io::Error,
    },
}

/// A wheel in memory.
#[derive(Debug)]
pub(crate) struct Wheel<'a> {
    bytes: &'a [u8],
    members: Vec<Member<'a>>,
}

#[derive(Debug)]
struct Member<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    packed_bytes: usize,
    offset: usize,
}

impl<'a> Wheel<'a> {
    /// Reads the archive's directory.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, WheelError> {
        let tail = bytes.len().saturating_sub(END_BYTES + MAX_COMMENT);
        let end = bytes[tail..]
            .windows(END_BYTES)
            .rposition(|window| window.starts_with(&END_SIGNATURE))
            .ok_or(WheelError::NotAnArchive)?;
        let end = &bytes[tail + end..];
        let members = usize::from(u16_at(end, 10)?);
        if members > MAX_MEMBERS {
            return Err(WheelError::TooManyMembers { members });
        }
        let mut rest = bytes.get(u32_at(end, 16)?..).ok_or(WheelError::Directory)?;
        let members = (0..members).map(|_| next_member(&mut rest)).collect::<Result<_, _>>()?;
        Ok(Self { bytes, members })
    }

    /// A member's content, at most `limit` bytes.
    pub(crate) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, WheelError> {
        let owned = || name.to_owned();
        let member = self
            .members
            .iter()
            .find(|member| member.name == name.as_bytes())
            .ok_or_else(|| WheelError::Missing { name: owned() })?;
        let packed = self.packed(member)?;
        let mut content = Vec::new();
        let source: Box<dyn Read> = match (member.flags & 1, member.method) {
            (0, 0) => Box::new(packed),
            (0, 8) => Box::new(DeflateDecoder::new(packed)),
            (_, method) => return Err(WheelError::Method { name: owned(), method }),
        };
        source
            .take(limit.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|source| WheelError::Data { name: owned(), source })?;
        if content.len() as u64 > limit {
            return Err(WheelError::TooLong { name: owned(), limit });
        }
        Ok(content)
    }

    /// A member's bytes in the archive. The local header's own name and extra field come before them.
    fn packed(&self, member: &Member) -> Result<&'a [u8], WheelError> {
        let local = self.bytes.get(member.offset..).ok_or(WheelError::Directory)?;
        if !local.starts_with(&LOCAL_SIGNATURE) {
            return Err(WheelError::Directory);
        }
        let start = LOCAL_BYTES + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        local.get(start..).and_then(|data| data.get(..member.packed_bytes)).ok_or(WheelError::Directory)
    }
}

/// Takes one entry off the directory.
fn next_member<'a>(rest: &mut &'a [u8]) -> Result<Member<'a>, WheelError> {
    let entry = *rest;
    if !entry.starts_with(&ENTRY_SIGNATURE) {
        return Err(WheelError::Directory);
    }
    let name_bytes = usize::from(u16_at(entry, 28)?);
    let others = usize::from(u16_at(entry, 30)?) + usize::from(u16_at(entry, 32)?);
    let name = entry.get(ENTRY_BYTES..ENTRY_BYTES + name_bytes).ok_or(WheelError::Directory)?;
    *rest = entry.get(ENTRY_BYTES + name_bytes + others..).ok_or(WheelError::Directory)?;
    Ok(Member {
        name,
        flags: u16_at(entry, 8)?,
        method: u16_at(entry, 10)?,
        packed_bytes: u32_at(entry, 20)?,
        offset: u32_at(entry, 42)?,
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, WheelError> {
    let field = bytes.get(at..).and_then(<[u8]>::first_chunk).ok_or(WheelError::Directory)?;
    Ok(u16::from_le_bytes(*field))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<usize, WheelError> {
    let field = bytes.get(at..).and_then(<[u8]>::first_chunk).ok_or(WheelError::Directory)?;
    Ok(u32::from_le_bytes(*field) as usize)
}

#[cfg(test)]
pub(crate) mod tests;
