//! Opus for symphonia, which demuxes it and does not decode it: an adapter over `ropus`.
//!
//! RFC 7845 leaves to the decoder's caller what is done here: skipping the first `pre_skip` frames, applying the
//! header's output gain, and placing the channels of mapping family 1 (Vorbis order). The end of the last packet is
//! cut by the Ogg reader's granule positions. The decoder works in 16 bits and clips at full scale, where libopus in
//! floating point would not: of Opus, a true peak above 0 dBTP is reported somewhat too low.

use ropus::OpusMSDecoder;
use symphonia::core::audio::{
    AsGenericAudioBufferRef, AudioBuffer, AudioMut, AudioSpec, GenericAudioBufferRef,
};
use symphonia::core::audio::{ChannelLabel, Channels, Position};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Result, decode_error, unsupported_error};
use symphonia::core::packet::PacketRef;

/// Opus always decodes to this rate here, whatever the rate of the original.
const RATE_HZ: u32 = 48_000;
/// The longest packet, 120 ms (RFC 6716, 3.2.5).
const MAX_PACKET_FRAMES: usize = 5_760;
/// The longest packet in bytes: 48 frames of 1,275 bytes for each of at most eight streams, generously rounded.
const MAX_PACKET_BYTES: usize = 1 << 20;

const INFO: CodecInfo = CodecInfo { short_name: "opus", long_name: "Opus", profiles: &[] };

const L: Position = Position::FRONT_LEFT;
const R: Position = Position::FRONT_RIGHT;
const C: Position = Position::FRONT_CENTER;
const LFE: Position = Position::LFE1;
const RL: Position = Position::REAR_LEFT;
const RR: Position = Position::REAR_RIGHT;
const SL: Position = Position::SIDE_LEFT;
const SR: Position = Position::SIDE_RIGHT;
const RC: Position = Position::REAR_CENTER;

/// Loudspeakers of mapping families 0 and 1, by number of channels (RFC 7845, 5.1.1.2).
const LOUDSPEAKERS: [&[Position]; 8] = [
    &[C],
    &[L, R],
    &[L, C, R],
    &[L, R, RL, RR],
    &[L, C, R, RL, RR],
    &[L, C, R, RL, RR, LFE],
    &[L, C, R, SL, SR, RC, LFE],
    &[L, C, R, SL, SR, RL, RR, LFE],
];

/// What the identification header says (RFC 7845, 5.1).
struct Head {
    loudspeakers: &'static [Position],
    streams: u8,
    coupled: u8,
    mapping: Vec<u8>,
    pre_skip: usize,
    gain: f32,
}

impl Head {
    /// Reads the header as it stands in Ogg, or as an mp4 `dOps` box has it: version 0 and big-endian.
    fn parse(bytes: &[u8]) -> Result<Head> {
        let Some((b"OpusHead", &[version, channels, s0, s1, _, _, _, _, g0, g1, family, ref table @ ..])) =
            bytes.split_first_chunk::<8>()
        else {
            return decode_error("opus: header too short");
        };
        let (pre_skip, gain) = match version {
            0 => (u16::from_be_bytes([s0, s1]), i16::from_be_bytes([g0, g1])),
            _ => (u16::from_le_bytes([s0, s1]), i16::from_le_bytes([g0, g1])),
        };
        let count = usize::from(channels);
        let Some(&loudspeakers) = count.checked_sub(1).and_then(|index| LOUDSPEAKERS.get(index)) else {
            return unsupported_error("opus: channel count");
        };
        let (streams, coupled, mapping) = match (family, table) {
            (0, _) if count <= 2 => (1, channels - 1, vec![0, 1]),
            (1, &[streams, coupled, ref mapping @ ..]) if mapping.len() >= count => {
                (streams, coupled, mapping.to_vec())
            }
            _ => return unsupported_error("opus: channel mapping"),
        };
        let mapping = mapping[..count].to_vec();
        let gain = 10_f32.powf(f32::from(gain) / (20.0 * 256.0));
        Ok(Head { loudspeakers, streams, coupled, mapping, pre_skip: usize::from(pre_skip), gain })
    }

    fn decoder(&self) -> Result<OpusMSDecoder> {
        let count = self.mapping.len() as i32;
        let (streams, coupled) = (i32::from(self.streams), i32::from(self.coupled));
        OpusMSDecoder::new(RATE_HZ as i32, count, streams, coupled, &self.mapping)
            .or_else(|_| decode_error("opus: channel mapping"))
    }
}

/// The adapter.
pub(super) struct OpusDecoder {
    params: AudioCodecParameters,
    head: Head,
    inner: Box<OpusMSDecoder>,
    skip: usize,
    pcm: Vec<i16>,
    scaled: Vec<f32>,
    buffer: AudioBuffer<f32>,
}

impl OpusDecoder {
    fn decode_inner(&mut self, packet: &PacketRef<'_>) -> Result<()> {
        if packet.data.is_empty() {
            return Ok(());
        }
        if packet.data.len() > MAX_PACKET_BYTES {
            return decode_error("opus: packet too long");
        }
        let bytes = packet.data.len() as i32;
        let decoded =
            self.inner.decode(Some(packet.data), bytes, &mut self.pcm, MAX_PACKET_FRAMES as i32, false);
        let Some(frames) = decoded.ok().and_then(|frames| usize::try_from(frames).ok()) else {
            return decode_error("opus: invalid packet");
        };
        let scale = self.head.gain / 32_768.0;
        let pcm = self.pcm.iter().take(frames * self.head.mapping.len());
        self.scaled.clear();
        self.scaled.extend(pcm.map(|&sample| f32::from(sample) * scale));
        self.buffer.render_uninit(Some(frames));
        self.buffer.copy_from_slice_interleaved(&self.scaled);
        let skipped = self.skip.min(frames);
        self.skip -= skipped;
        let ahead = |frames: u64| usize::try_from(frames).unwrap_or(usize::MAX);
        let start = ahead(packet.trim_start.get()).saturating_add(skipped).min(frames);
        let end = ahead(packet.trim_end.get()).min(frames - start);
        self.buffer.trim(start, end);
        Ok(())
    }
}

impl AudioDecoder for OpusDecoder {
    fn reset(&mut self) {
        if let Ok(inner) = self.head.decoder() {
            *self.inner = inner;
        }
    }

    fn codec_info(&self) -> &CodecInfo {
        &INFO
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.params
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        self.decode_inner(packet)?;
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for OpusDecoder {
    fn try_registry_new(
        params: &AudioCodecParameters,
        _: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        let head = Head::parse(params.extra_data.as_deref().unwrap_or_default())?;
        let labels: Vec<ChannelLabel> =
            head.loudspeakers.iter().copied().map(ChannelLabel::Positioned).collect();
        let channels = labels.len();
        Ok(Box::new(OpusDecoder {
            params: params.clone(),
            skip: head.pre_skip,
            inner: Box::new(head.decoder()?),
            head,
            pcm: vec![0; MAX_PACKET_FRAMES * channels],
            scaled: Vec::with_capacity(MAX_PACKET_FRAMES * channels),
            buffer: AudioBuffer::new(AudioSpec::new(RATE_HZ, Channels::from(labels)), MAX_PACKET_FRAMES),
        }))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        const CODECS: &[SupportedAudioCodec] = &[SupportedAudioCodec { id: CODEC_ID_OPUS, info: INFO }];
        CODECS
    }
}

#[cfg(test)]
mod tests;
