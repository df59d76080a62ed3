//! Every limit in one place. A file beyond a limit is refused with an [`crate::ErrorKind`] of its own.

use std::ops::RangeInclusive;

/// Default of [`Limits::max_seconds`]: twelve hours, the longest mixes and audio books.
pub const MAX_SECONDS: u32 = 12 * 3600;
/// Default of [`Limits::max_file_bytes`]: 32 GiB, above twelve hours of 24-bit stereo at 96 kHz.
pub const MAX_FILE_BYTES: u64 = 32 << 30;
/// Sample rates accepted, in Hz.
pub const SAMPLE_RATES_HZ: RangeInclusive<u32> = 4_000..=768_000;
/// Channels accepted: those of the largest loudspeaker layout in use, 22.2.
pub const MAX_CHANNELS: usize = 24;
/// Channels times sample rate. The loudness range looks back three seconds, so this bounds its memory to 96 MB.
pub const MAX_SAMPLES_PER_SECOND: u64 = 4_000_000;
/// Bytes that may be read while opening a file, or between two packets of audio: room for pictures and for the
/// sample tables of a twelve-hour m4a, and a bound on what a container can make its reader collect.
pub const MAX_STEP_BYTES: u64 = 64 << 20;
/// Bytes that may be read in all, as a multiple of the file's size (plus one step), so that a container that sends
/// its reader back and forth comes to an end.
pub const MAX_READ_FACTOR: u64 = 4;
/// Bytes scanned for the beginning of a container (after any ID3v2 tag).
pub const MAX_PROBE_BYTES: u32 = 1 << 20;
/// ID3v2 tags skipped at the beginning of a file; some taggers write one before another.
pub const MAX_LEADING_TAGS: usize = 16;
/// Metadata blocks of FLAC, pages of an Opus comment, chunks of WAVE: so many are skipped in search of the sound.
pub const MAX_SKIPPED_PARTS: usize = 4_096;
/// Memory that the codebooks of a Vorbis stream may take once unpacked; encoders in use need about 2 MB.
pub const MAX_CODEBOOK_BYTES: u64 = 32 << 20;
/// Consecutive packets without a sample. Empty packets are legal; this many are a file that leads nowhere.
pub const MAX_IDLE_PACKETS: u32 = 10_000;
/// Consecutive failures of the container's reader, after which the file counts as broken off.
pub const MAX_CONSECUTIVE_FAILURES: u32 = 64;
/// Damaged packets that are always tolerated (with a warning), however short the file.
pub const TOLERATED_BAD_PACKETS: u64 = 4;
/// Above [`TOLERATED_BAD_PACKETS`], the share of packets that may be damaged: one in this many.
pub const TOLERATED_BAD_SHARE: u64 = 10;
/// A file that breaks off is analysed (with a warning) when at least this much audio was decoded, in seconds.
pub const MIN_BROKEN_SECONDS: f64 = 0.1;
/// Characters kept of one text in the tags; the rest is cut off.
pub const MAX_TAG_CHARS: usize = 4_096;
/// Genres kept of one file.
pub const MAX_TAG_GENRES: usize = 32;
/// Bytes that may be read in search of tags.
pub const MAX_TAG_READ_BYTES: u64 = 256 << 20;
/// Bytes that one item of a tag may take in memory.
pub const MAX_TAG_ITEM_BYTES: usize = 16 << 20;

/// The limits that a caller may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest audio accepted, in seconds. Default: [`MAX_SECONDS`].
    pub max_seconds: u32,
    /// Largest file accepted, in bytes. Default: [`MAX_FILE_BYTES`].
    pub max_file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_seconds: MAX_SECONDS, max_file_bytes: MAX_FILE_BYTES }
    }
}
