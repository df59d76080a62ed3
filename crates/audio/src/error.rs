//! Why a file was refused. One type, so that every failure carries the path it belongs to.

use std::path::{Path, PathBuf};

/// A file that could not be analysed or read. `Display` gives path and reason; [`Error::kind`] the reason alone.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", path.display())]
pub struct Error {
    path: PathBuf,
    #[source]
    kind: ErrorKind,
}

impl Error {
    pub(crate) fn new(path: &Path, kind: impl Into<ErrorKind>) -> Error {
        Error { path: path.to_path_buf(), kind: kind.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The reason; its `Display` does not repeat the path.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

/// The reason why a file was refused.
///
/// The limits are those of [`crate::Limits`]; every one has its own variant, so that a caller can tell a file that
/// is too much for this machine from one that is broken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system would not let us read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// A folder, pipe or device.
    #[error("is not a regular file")]
    NotAFile,
    /// Zero bytes long.
    #[error("is empty")]
    Empty,
    /// No known container begins in the file.
    #[error("is not audio in a supported format (mp3, flac, ogg vorbis or opus, wav, aiff, m4a, aac)")]
    NotAudio,
    /// A known container without an audio track.
    #[error("contains no audio track")]
    NoAudioTrack,
    /// A container or codec variant that no decoder here handles.
    #[error("uses a feature that is not supported: {feature}")]
    Unsupported {
        /// What the decoder said.
        feature: String,
    },
    /// The container or codec headers contradict themselves.
    #[error("is malformed: {detail}")]
    Malformed {
        /// What the decoder said.
        detail: String,
    },
    /// Everything was readable, and no sample came out of it.
    #[error("contains no decodable audio")]
    NoAudio,
    /// The file breaks off before `MIN_BROKEN_SECONDS` of audio could be decoded.
    #[error("breaks off after {seconds:.3} s of audio ({detail})")]
    BrokenEarly {
        /// Decoded so far.
        seconds: f64,
        /// Why nothing more could be decoded.
        detail: String,
    },
    /// Too many packets are damaged for the rest to stand for the track.
    #[error("is damaged: {bad} of {total} packets do not decode (first reason: {detail})")]
    TooManyBadPackets {
        /// Packets that did not decode.
        bad: u64,
        /// All packets.
        total: u64,
        /// What the decoder said of the first.
        detail: String,
    },
    /// Larger than [`crate::Limits::max_file_bytes`].
    #[error("is {bytes} bytes long, the limit is {limit}")]
    FileTooLarge {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Longer than [`crate::Limits::max_seconds`].
    #[error("is longer than the limit of {limit_seconds} s")]
    TooLong {
        /// The limit.
        limit_seconds: u32,
    },
    /// Outside [`crate::limits::SAMPLE_RATES_HZ`].
    #[error("has a sample rate of {hz} Hz, allowed are {low} to {high} Hz", low = crate::limits::SAMPLE_RATES_HZ.start(), high = crate::limits::SAMPLE_RATES_HZ.end())]
    SampleRate {
        /// The rate.
        hz: u32,
    },
    /// More than [`crate::limits::MAX_CHANNELS`], or none.
    #[error("has {count} channels, allowed are 1 to {max}", max = crate::limits::MAX_CHANNELS)]
    Channels {
        /// Number of channels.
        count: usize,
    },
    /// More than [`crate::limits::MAX_SAMPLES_PER_SECOND`].
    #[error("has {channels} channels at {hz} Hz, together more than {max} samples a second", max = crate::limits::MAX_SAMPLES_PER_SECOND)]
    TooManySamplesPerSecond {
        /// The rate.
        hz: u32,
        /// Number of channels.
        channels: usize,
    },
    /// The codec headers ask for more memory than [`crate::limits::MAX_CODEBOOK_BYTES`].
    #[error("asks for {bytes} bytes of decoder tables, the limit is {limit}")]
    DecoderTables {
        /// What the headers ask for.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A limit inside a decoder was reached.
    #[error("exceeds a limit of its decoder: {detail}")]
    DecoderLimit {
        /// What the decoder said.
        detail: String,
    },
    /// More than [`crate::limits::MAX_STEP_BYTES`] were read without a packet of audio coming out.
    #[error("has no audio within {limit} bytes")]
    ReadLimit {
        /// The limit.
        limit: u64,
    },
    /// More than [`crate::limits::MAX_IDLE_PACKETS`] packets in a row gave no sample.
    #[error("makes no progress: {packets} packets in a row hold no audio")]
    NoProgress {
        /// Number of packets.
        packets: u32,
    },
    /// A decoder panicked; contained, and a bug in that decoder.
    #[error("made its decoder panic while {stage} ({detail})")]
    Panicked {
        /// What was being done.
        stage: &'static str,
        /// The panic's message.
        detail: String,
    },
}
