//! Where the sound of a file begins, and what a decoder has to see in front of it.
//!
//! Tags are cut off before a decoder sees the file: a large picture would hide the sound from the container probe or be
//! loaded for nothing, and in FLAC, Opus and WAVE the readers refuse a file whose tags are broken. Only the beginning is
//! rewritten; whatever is not understood here is left as it is, for the reader to judge.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::limits::{MAX_LEADING_TAGS, MAX_SKIPPED_PARTS};

/// A file from `base` on, with `head` put in front of it.
pub(super) struct Stripped {
    pub(super) head: Vec<u8>,
    pub(super) base: u64,
}

/// Takes the tags off the beginning of a file of `bytes` bytes.
pub(super) fn strip(file: &mut File, bytes: u64) -> io::Result<Stripped> {
    let mut parts = Parts { file, at: 0, bytes };
    parts.skip_id3v2()?;
    let start = parts.at;
    let mut marker = [0; 4];
    let stripped = match parts.read(&mut marker)? {
        Some(()) if &marker == b"fLaC" => parts.flac()?,
        Some(()) if &marker == b"OggS" => parts.ogg_opus(start)?,
        Some(()) if [b"RIFF", b"RF64", b"BW64"].contains(&&marker) => parts.wave()?,
        _ => None,
    };
    Ok(stripped.unwrap_or(Stripped { head: Vec::new(), base: start }))
}

/// Reads a file part by part. `None` means that the file ends or makes no sense.
struct Parts<'a> {
    file: &'a mut File,
    at: u64,
    bytes: u64,
}

impl Parts<'_> {
    /// Fills `buffer` and moves on.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<()>> {
        let after = self.at + buffer.len() as u64;
        if after > self.bytes {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(self.at))?;
        self.file.read_exact(buffer)?;
        self.at = after;
        Ok(Some(()))
    }

    /// Skips ID3v2 tags (ID3v2.4.0 structure, 3.1): `ID3`, two version bytes, flags, and a size of four times seven
    /// bits that excludes this header and the optional footer.
    fn skip_id3v2(&mut self) -> io::Result<()> {
        for _ in 0..MAX_LEADING_TAGS {
            let start = self.at;
            let mut header = [0; 10];
            let read = self.read(&mut header)?;
            let size = &header[6..];
            if read.is_none() || !header.starts_with(b"ID3") || size.iter().any(|byte| byte & 0x80 != 0) {
                self.at = start;
                return Ok(());
            }
            let size = size.iter().fold(0, |size, &byte| size << 7 | u64::from(byte));
            let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
            self.at = (self.at + size + footer).min(self.bytes);
        }
        Ok(())
    }

    /// FLAC behind its marker: STREAMINFO alone, marked as the last block, then the frames (RFC 9639, 8.1).
    fn flac(&mut self) -> io::Result<Option<Stripped>> {
        const LAST: u8 = 0x80;
        let mut info = [0; 4 + 34];
        if self.read(&mut info)?.is_none() || info[..4] != [info[0] & LAST, 0, 0, 34] {
            return Ok(None);
        }
        let mut last = info[0] & LAST != 0;
        for _ in 0..MAX_SKIPPED_PARTS {
            if last {
                info[0] |= LAST;
                return Ok(Some(Stripped { head: [b"fLaC".as_slice(), &info].concat(), base: self.at }));
            }
            let mut block = [0; 4];
            if self.read(&mut block)?.is_none() {
                return Ok(None);
            }
            last = block[0] & LAST != 0;
            self.at += u64::from(u32::from_be_bytes([0, block[1], block[2], block[3]]));
        }
        Ok(None)
    }

    /// WAVE behind its marker: format and sound, without the chunks between. An unknown length (all bits set) of the
    /// whole makes the reader rely on that of the sound, and of the sound, as in RF64 (EBU Tech 3306), on the file's.
    fn wave(&mut self) -> io::Result<Option<Stripped>> {
        const MAX_FORMAT_BYTES: usize = 1024;
        let mut size_and_kind = [0; 8];
        if self.read(&mut size_and_kind)?.is_none() || !size_and_kind.ends_with(b"WAVE") {
            return Ok(None);
        }
        let mut head = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        let mut has_format = false;
        for _ in 0..MAX_SKIPPED_PARTS {
            let mut chunk = [0; 8];
            if self.read(&mut chunk)?.is_none() {
                return Ok(None);
            }
            let length = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
            let padded = length as usize + length as usize % 2;
            if chunk.starts_with(b"data") {
                head.extend_from_slice(&chunk);
                return Ok(has_format.then_some(Stripped { head, base: self.at }));
            }
            if chunk.starts_with(b"fmt ") && !has_format && padded <= MAX_FORMAT_BYTES {
                let mut format = vec![0; padded];
                if self.read(&mut format)?.is_none() {
                    return Ok(None);
                }
                head.extend_from_slice(&chunk);
                head.extend_from_slice(&format);
                has_format = true;
            } else {
                self.at += padded as u64;
            }
        }
        Ok(None)
    }

    /// Ogg Opus from `start`: the first page, an empty comment, then the pages of sound. Only where Opus is alone in the
    /// file; the comment ends its page (RFC 7845, 3).
    fn ogg_opus(&mut self, start: u64) -> io::Result<Option<Stripped>> {
        self.at = start;
        let Some(first) = self.ogg_page()? else { return Ok(None) };
        let mut head = vec![0; (self.at - start) as usize];
        self.at = start;
        if self.read(&mut head)?.is_none() || !head[first.body_at()..].starts_with(b"OpusHead") {
            return Ok(None);
        }
        for _ in 0..MAX_SKIPPED_PARTS {
            match self.ogg_page()? {
                Some(page) if page.serial() == first.serial() && !page.begins_stream() => {
                    if page.ends_packet() {
                        head.extend_from_slice(&empty_comment(&page));
                        return Ok(Some(Stripped { head, base: self.at }));
                    }
                }
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The header of the page that begins here; moves behind the page.
    fn ogg_page(&mut self) -> io::Result<Option<OggPage>> {
        let mut page = OggPage { fixed: [0; 27], lacing: Vec::new() };
        if self.read(&mut page.fixed)?.is_none() || !page.fixed.starts_with(b"OggS\0") {
            return Ok(None);
        }
        page.lacing.resize(usize::from(page.fixed[26]), 0);
        if self.read(&mut page.lacing)?.is_none() {
            return Ok(None);
        }
        self.at += page.lacing.iter().map(|&length| u64::from(length)).sum::<u64>();
        Ok((self.at <= self.bytes).then_some(page))
    }
}

/// The header of an Ogg page (RFC 3533, 6).
struct OggPage {
    fixed: [u8; 27],
    lacing: Vec<u8>,
}

impl OggPage {
    fn body_at(&self) -> usize {
        self.fixed.len() + self.lacing.len()
    }

    fn serial(&self) -> &[u8] {
        &self.fixed[14..18]
    }

    fn begins_stream(&self) -> bool {
        self.fixed[5] & 2 != 0
    }

    fn ends_packet(&self) -> bool {
        self.lacing.iter().any(|&length| length < 255)
    }
}

/// A page with an Opus comment header that says nothing, in the place of `page`.
fn empty_comment(page: &OggPage) -> Vec<u8> {
    const BODY: &[u8; 16] = b"OpusTags\0\0\0\0\0\0\0\0";
    let sequence = &page.fixed[18..22];
    let start = [b"OggS\0\0".as_slice(), &[0; 8], page.serial(), sequence].concat();
    let end = [[1, BODY.len() as u8].as_slice(), BODY].concat();
    let sum = ogg_checksum(&[start.as_slice(), &[0; 4], &end].concat());
    [start.as_slice(), &sum.to_le_bytes(), &end].concat()
}

/// CRC-32 with the polynomial 04c11db7, not reflected, beginning and ending with zero (RFC 3533, 6).
fn ogg_checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 0x8000_0000 == 0 { sum << 1 } else { sum << 1 ^ 0x04c1_1db7 };
    bytes.iter().fold(0, |sum, &byte| (0..8).fold(sum ^ u32::from(byte) << 24, |sum, _| step(sum)))
}
