//! The file as the decoders see it: without tags at its beginning, and metered.
//!
//! The meter turns a container that makes its reader collect gigabytes, or run in circles, into an error of that file.

mod strip;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use symphonia::core::io::MediaSource;

use crate::error::ErrorKind;
use crate::limits::{Limits, MAX_READ_FACTOR, MAX_STEP_BYTES};

/// Opens `path` for reading after checking that it is a regular, non-empty file within the size limit.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<(File, u64), ErrorKind> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ErrorKind::NotAFile);
    }
    match metadata.len() {
        0 => Err(ErrorKind::Empty),
        bytes if bytes > limits.max_file_bytes => {
            Err(ErrorKind::FileTooLarge { bytes, limit: limits.max_file_bytes })
        }
        bytes => Ok((File::open(path)?, bytes)),
    }
}

/// How much may still be read. Shared between the source, which the container's reader owns, and the stream,
/// which begins a new step before each packet.
#[derive(Debug)]
pub(crate) struct Meter {
    step_limit: u64,
    step_left: AtomicU64,
    total_left: AtomicU64,
    tripped: AtomicBool,
}

impl Meter {
    /// A meter that lets `step_limit` bytes pass a step and `total` bytes in all.
    pub(crate) fn new(step_limit: u64, total: u64) -> Arc<Meter> {
        Arc::new(Meter {
            step_limit,
            step_left: AtomicU64::new(step_limit),
            total_left: AtomicU64::new(total),
            tripped: AtomicBool::new(false),
        })
    }

    /// The meter for decoding a file of `bytes` bytes.
    pub(crate) fn for_decoding(bytes: u64) -> Arc<Meter> {
        let total = bytes.saturating_mul(MAX_READ_FACTOR).saturating_add(MAX_STEP_BYTES);
        Meter::new(MAX_STEP_BYTES, total)
    }

    /// Begins a new step.
    pub(crate) fn begin_step(&self) {
        self.step_left.store(self.step_limit, Relaxed);
    }

    /// Whether a read was ever refused; the reason is then [`ErrorKind::ReadLimit`], whatever the reader made of it.
    pub(crate) fn refused(&self) -> Option<ErrorKind> {
        self.tripped.load(Relaxed).then_some(ErrorKind::ReadLimit { limit: self.step_limit })
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        let bytes = bytes as u64;
        let step_left = self.step_left.load(Relaxed);
        let total_left = self.total_left.load(Relaxed);
        if bytes > step_left || bytes > total_left {
            self.tripped.store(true, Relaxed);
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "read limit reached"));
        }
        self.step_left.store(step_left - bytes, Relaxed);
        self.total_left.store(total_left - bytes, Relaxed);
        Ok(())
    }
}

/// What a decoder is to see of a file: `head`, then the file from `base` on.
#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    head: Vec<u8>,
    base: u64,
    len: u64,
    at: u64,
    meter: Arc<Meter>,
}

impl Source {
    /// The whole of `file`, which is `bytes` long.
    pub(crate) fn whole(file: File, bytes: u64, meter: Arc<Meter>) -> Source {
        Source { file, head: Vec::new(), base: 0, len: bytes, at: 0, meter }
    }

    /// The sound of `file`, without the tags at its beginning: see [`strip`].
    pub(crate) fn sound(mut file: File, bytes: u64, meter: Arc<Meter>) -> io::Result<Source> {
        let strip::Stripped { head, base } = strip::strip(&mut file, bytes)?;
        file.seek(SeekFrom::Start(base))?;
        let len = head.len() as u64 + bytes.saturating_sub(base);
        Ok(Source { file, head, base, len, at: 0, meter })
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = usize::try_from(self.at).ok().and_then(|at| self.head.get(at..)).unwrap_or_default();
        let count = if head.is_empty() {
            self.file.read(buffer)?
        } else {
            let count = head.len().min(buffer.len());
            buffer[..count].copy_from_slice(&head[..count]);
            count
        };
        self.at += count as u64;
        self.meter.spend(count)?;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let at = match target {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before start"))?;
        let in_file = at.saturating_sub(self.head.len() as u64);
        self.file.seek(SeekFrom::Start(self.base.saturating_add(in_file)))?;
        self.at = at;
        Ok(at)
    }
}

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}

#[cfg(test)]
mod tests;
