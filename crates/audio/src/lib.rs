//! Sound to [`hark_track::Analysis`]: decode a file once, in blocks, and let every descriptor listen.
//!
//! [`analyze()`] opens a [`Stream`], which hands out blocks of at most [`BLOCK_FRAMES`] interleaved frames, and
//! feeds each block to all [`Descriptor`]s before the next one is decoded. Memory is therefore bounded by the
//! descriptors' own windows, whatever the length of the file, and a new descriptor (tempo, key, tagger …)
//! costs no second decode: it implements the trait and is added to the list in `analyze.rs`.
//!
//! Files come from strangers. What the decoders are given is metered ([`limits`]), what they do is contained
//! (a panic in third-party code is an error of that file), and every refusal names the file and the reason.
//! Broken tags never refuse a file whose audio decodes: see [`read_tags`].
//!
//! The road not taken is decoding to memory and handing each descriptor the whole signal: simpler descriptors,
//! and 1.2 GB for an hour of music. The other one is calling ffmpeg: more formats, and a program to install.
//! Decoders and their limits: `docs/decisions/0003-decoding-and-loudness.md`.

mod analyze;
mod character;
mod contain;
mod dance;
mod descriptor;
mod dsp;
mod error;
pub mod eval;
mod formats;
mod hearing;
mod layout;
pub mod limits;
pub mod loudness;
mod music;
#[doc(hidden)]
pub mod rhythm;
mod sections;
mod source;
mod stream;
mod tags;
mod texture;
mod tonal;
mod waveform;

pub use analyze::{FEATURES_VERSION, Options, Report, analyze};
#[doc(hidden)]
pub use analyze::{Uncalibrated, uncalibrated};
pub use descriptor::Descriptor;
pub use error::{Error, ErrorKind};
pub use formats::{EXTENSIONS, is_audio_path};
pub use hearing::JointSound;
pub use layout::ChannelRole;
pub use limits::Limits;
pub use stream::{BLOCK_FRAMES, Block, SourceInfo, Stream, StreamSpec, Summary};
pub use tags::{Tags, read_tags};
