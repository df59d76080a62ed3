//! WAV files with tags, written whole: the one container that needs no encoder and that every reader knows.
//!
//! Layout (Microsoft/IBM RIFF 1991; WAVE_FORMAT_EXTENSIBLE of 2001): `fmt `, `fact` for float, `LIST/INFO`
//! and `id3 ` when there are tags, then `data`. Tags stand before the sound so that a reader meets them
//! without a seek. More than two channels or more than 16 bits use the extensible header, which carries the
//! loudspeaker positions that multi-channel loudness depends on.

use crate::signal::Signal;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

mod tags;

pub use tags::Tags;

/// Most channels a file can have here: 7.1.
pub const MAX_CHANNELS: usize = 8;

/// How samples are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Signed 16-bit integers; values beyond full scale are clipped.
    Pcm16,
    /// Signed 24-bit integers; values beyond full scale are clipped.
    Pcm24,
    /// IEEE 754 single precision, unclipped.
    Float32,
}

/// Writes `signal` to `path` so that the name never shows a half-written file: into a sibling first, flushed
/// to the disk, then renamed over the target.
///
/// # Errors
/// Whatever the file system reports, and [`io::ErrorKind::InvalidInput`] as for [`to_bytes`].
pub fn write(path: &Path, signal: &Signal, encoding: Encoding, tags: &Tags) -> io::Result<()> {
    replace(path, |out| encode(out, signal, encoding, tags))
}

/// The bytes of the file that [`write()`] makes.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] when the signal has no channel, more than [`MAX_CHANNELS`], or more than
/// the 4 GiB a RIFF file can hold.
pub fn to_bytes(signal: &Signal, encoding: Encoding, tags: &Tags) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    encode(&mut bytes, signal, encoding, tags)?;
    Ok(bytes)
}

/// Runs `fill` on a temporary sibling of `path` and renames it into place; removes it if anything fails.
///
/// # Errors
/// The first error of `fill` or of the file system.
pub(crate) fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let result = fill_file(&part, fill).and_then(|()| fs::rename(&part, path));
    if result.is_err() {
        // The first error is the one to report; a leftover part file is harmless.
        drop(fs::remove_file(&part));
    }
    result
}

fn fill_file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    fill(&mut out)?;
    out.into_inner()?.sync_all()
}

fn encode(out: &mut dyn Write, signal: &Signal, encoding: Encoding, tags: &Tags) -> io::Result<()> {
    let header = Header::new(signal, encoding)?;
    let before: Vec<Chunk> =
        [Some(header.fmt()), header.fact(), tags.info(), tags.id3()].into_iter().flatten().collect();
    let around: u64 = 4 + before.iter().map(Chunk::padded_len).sum::<u64>() + 8;
    let riff_len = riff_size(around + header.data_len + header.data_len % 2)?;
    out.write_all(b"RIFF")?;
    out.write_all(&riff_len.to_le_bytes())?;
    out.write_all(b"WAVE")?;
    for chunk in &before {
        chunk.write(out)?;
    }
    out.write_all(b"data")?;
    out.write_all(&riff_size(header.data_len)?.to_le_bytes())?;
    write_samples(out, signal, encoding)?;
    if header.data_len % 2 == 1 {
        out.write_all(&[0])?;
    }
    Ok(())
}

fn write_samples(out: &mut dyn Write, signal: &Signal, encoding: Encoding) -> io::Result<()> {
    const FRAMES_AT_ONCE: usize = 4096;
    let mut block = Vec::new();
    for start in (0..signal.frames()).step_by(FRAMES_AT_ONCE) {
        block.clear();
        for i in start..(start + FRAMES_AT_ONCE).min(signal.frames()) {
            signal.planes().iter().for_each(|plane| encoding.put(plane[i], &mut block));
        }
        out.write_all(&block)?;
    }
    Ok(())
}

impl Encoding {
    /// Bits of one sample.
    pub fn bits(self) -> u16 {
        match self {
            Self::Pcm16 => 16,
            Self::Pcm24 => 24,
            Self::Float32 => 32,
        }
    }

    fn put(self, sample: f32, out: &mut Vec<u8>) {
        match self {
            Self::Pcm16 => out.extend(((sample * 32_768.0).round() as i16).to_le_bytes()),
            Self::Pcm24 => {
                let x = (f64::from(sample) * 8_388_608.0).round().clamp(-8_388_608.0, 8_388_607.0) as i32;
                out.extend(&x.to_le_bytes()[..3]);
            }
            Self::Float32 => out.extend(sample.to_le_bytes()),
        }
    }
}

struct Header {
    encoding: Encoding,
    channels: u16,
    sample_rate: u32,
    frames: u64,
    data_len: u64,
}

impl Header {
    fn new(signal: &Signal, encoding: Encoding) -> io::Result<Self> {
        let format = signal.format();
        if format.channels == 0 || format.channels > MAX_CHANNELS {
            return Err(invalid(format!("a file has 1 to {MAX_CHANNELS} channels, not {}", format.channels)));
        }
        let frames = signal.frames() as u64;
        let data_len = frames * format.channels as u64 * u64::from(encoding.bits() / 8);
        Ok(Self {
            encoding,
            channels: format.channels as u16,
            sample_rate: format.sample_rate,
            frames,
            data_len,
        })
    }

    fn fmt(&self) -> Chunk {
        let bits = self.encoding.bits();
        let align = self.channels * (bits / 8);
        let code: u16 = if self.encoding == Encoding::Float32 { 3 } else { 1 };
        let extensible = self.channels > 2 || self.encoding == Encoding::Pcm24;
        let mut body = Vec::with_capacity(40);
        body.extend(if extensible { 0xFFFE } else { code }.to_le_bytes());
        body.extend(self.channels.to_le_bytes());
        body.extend(self.sample_rate.to_le_bytes());
        body.extend(self.sample_rate.wrapping_mul(u32::from(align)).to_le_bytes());
        body.extend(align.to_le_bytes());
        body.extend(bits.to_le_bytes());
        if extensible {
            body.extend(22u16.to_le_bytes());
            body.extend(bits.to_le_bytes());
            body.extend(speakers(self.channels).to_le_bytes());
            body.extend(code.to_le_bytes());
            body.extend(b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71");
        }
        Chunk { id: *b"fmt ", body }
    }

    /// Frames of the sound; required beside every format but plain PCM.
    fn fact(&self) -> Option<Chunk> {
        let frames = u32::try_from(self.frames).unwrap_or(u32::MAX);
        (self.encoding == Encoding::Float32)
            .then(|| Chunk { id: *b"fact", body: frames.to_le_bytes().to_vec() })
    }
}

/// Loudspeaker positions by number of channels: mono, stereo, 3.0, quad, 5.0, 5.1, 6.1, 7.1.
fn speakers(channels: u16) -> u32 {
    match channels {
        1 => 0x4,
        2 => 0x3,
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3F,
        7 => 0x70F,
        _ => 0x63F,
    }
}

/// A RIFF chunk: four letters, a length, the bytes, and one more when their number is odd.
pub(crate) struct Chunk {
    pub(crate) id: [u8; 4],
    pub(crate) body: Vec<u8>,
}

impl Chunk {
    fn padded_len(&self) -> u64 {
        8 + self.body.len() as u64 + self.body.len() as u64 % 2
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.id)?;
        out.write_all(&riff_size(self.body.len() as u64)?.to_le_bytes())?;
        out.write_all(&self.body)?;
        if self.body.len() % 2 == 1 { out.write_all(&[0]) } else { Ok(()) }
    }
}

fn riff_size(bytes: u64) -> io::Result<u32> {
    match u32::try_from(bytes) {
        Ok(size) => Ok(size),
        Err(_) => Err(invalid(format!("{bytes} bytes do not fit in a RIFF file of at most 4 GiB"))),
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests;
