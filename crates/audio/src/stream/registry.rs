//! Which containers and codecs there are.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Result;
use symphonia::core::formats::probe::{Hint, Probe, ProbeOptions};
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use super::opus::OpusDecoder;
use crate::limits::MAX_PROBE_BYTES;
use crate::source::Source;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    codecs
});

static FORMATS: LazyLock<Probe> = LazyLock::new(|| {
    let options = ProbeOptions { max_probe_depth: MAX_PROBE_BYTES, ..ProbeOptions::default() };
    let mut formats = Probe::new_with_options(&options);
    symphonia::default::register_enabled_formats(&mut formats);
    formats
});

/// The reader of the container that begins in `source`. The content decides; a file's name is not asked.
pub(super) fn probe(source: Source) -> Result<Box<dyn FormatReader>> {
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    FORMATS.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
}

/// A decoder that removes encoder delay and padding.
pub(super) fn decoder(params: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>> {
    CODECS.make_audio_decoder(params, &AudioDecoderOptions::default().gapless(true))
}
