//! A file as blocks of interleaved `f32` frames at its own rate: container, decoder and their failures in one place.
//!
//! A pull interface: the caller asks for the next block, so that an analysis, a player or a waveform can stop when it
//! has enough. Encoder delay and padding are removed where the format states them, so durations are those of the
//! original (m4a and aac state none that the reader honours: up to about 50 ms more).
//!
//! A packet that does not decode is skipped and counted; what that means for the file is decided in `health`.

mod health;
mod opus;
mod registry;
mod vorbis;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder};
use symphonia::core::errors::Error as DecodeError;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::packet::Packet;

use crate::contain::contained;
use crate::error::{Error, ErrorKind};
use crate::layout::{ChannelRole, layout};
use crate::limits::{
    Limits, MAX_CHANNELS, MAX_CONSECUTIVE_FAILURES, MAX_SAMPLES_PER_SECOND, SAMPLE_RATES_HZ,
};
use crate::source::{self, Meter, Source};
use health::Health;

/// The most frames that a [`Block`] holds.
pub const BLOCK_FRAMES: usize = 4096;

/// The next frames of a file.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Frame after frame, the channels of each in the order of [`StreamSpec::roles`]. All finite; full scale is ±1,
    /// and lossy formats go beyond it.
    pub samples: &'a [f32],
    /// Channels a frame.
    pub channels: usize,
}

impl Block<'_> {
    /// Number of frames, 1 to [`BLOCK_FRAMES`].
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels
    }
}

/// The format of the frames, constant over a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSpec {
    /// Frames a second, within [`SAMPLE_RATES_HZ`].
    pub sample_rate_hz: u32,
    /// One entry a channel, 1 to [`MAX_CHANNELS`].
    pub roles: Vec<ChannelRole>,
}

/// What kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Short name of the codec, such as `mp3`, `vorbis`, `pcm_s16le`.
    pub codec: String,
    /// Short name of the container, such as `ogg`, `wave`, `isomp4`.
    pub container: String,
    /// Frames a second.
    pub sample_rate_hz: u32,
    /// Number of channels.
    pub channels: usize,
    /// Bits a sample, where the format has such a thing (lossy codecs have not).
    pub bits_per_sample: Option<u32>,
    /// Size of the file.
    pub bytes: u64,
}

/// What is known at the end of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Frames decoded.
    pub frames: u64,
    /// Frames a second.
    pub sample_rate_hz: u32,
    /// Packets that did not decode and were skipped.
    pub bad_packets: u64,
    /// What was wrong without making the file unusable.
    pub warnings: Vec<String>,
}

impl Summary {
    /// Length of the decoded audio.
    pub fn seconds(&self) -> f64 {
        seconds(self.frames, self.sample_rate_hz)
    }
}

/// An open file, from which blocks are taken.
pub struct Stream {
    path: PathBuf,
    limits: Limits,
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    stated_frames: Option<u64>,
    meter: Arc<Meter>,
    spec: StreamSpec,
    info: SourceInfo,
    /// Interleaved frames of the last packet, handed out up to `given`.
    samples: Vec<f32>,
    given: usize,
    health: Health,
    ended: bool,
}

/// What one packet gave.
enum Step {
    Frames,
    Nothing,
    End,
}

impl Stream {
    /// Opens `path` and decodes up to the first frames, which decide the format: what containers state is not always
    /// what their streams hold.
    ///
    /// # Errors
    /// When the file cannot be read, is no audio that can be decoded, or exceeds a limit.
    pub fn open(path: &Path, limits: &Limits) -> Result<Stream, Error> {
        Stream::try_open(path, limits).map_err(|kind| Error::new(path, kind))
    }

    /// The format of the frames.
    pub fn spec(&self) -> &StreamSpec {
        &self.spec
    }

    /// What kind of file it is.
    pub fn info(&self) -> &SourceInfo {
        &self.info
    }

    /// The next frames, or `None` at the end. After an error the stream is at its end.
    ///
    /// # Errors
    /// When the file turns out to be too damaged, exceeds a limit, or can no longer be read.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>, Error> {
        let channels = self.spec.roles.len();
        if self.given == self.samples.len()
            && let Err(kind) = self.refill()
        {
            self.ended = true;
            self.samples.clear();
            self.given = 0;
            return Err(Error::new(&self.path, kind));
        }
        let from = self.given;
        self.given = (from + BLOCK_FRAMES * channels).min(self.samples.len());
        let samples = &self.samples[from..self.given];
        Ok((!samples.is_empty()).then_some(Block { samples, channels }))
    }

    /// What is known once [`Stream::next_block`] has returned `None`.
    pub fn finish(self) -> (SourceInfo, Summary) {
        let summary = Summary {
            frames: self.health.frames,
            sample_rate_hz: self.spec.sample_rate_hz,
            bad_packets: self.health.bad,
            warnings: self.health.warnings,
        };
        (self.info, summary)
    }

    fn try_open(path: &Path, limits: &Limits) -> Result<Stream, ErrorKind> {
        let (file, bytes) = source::open(path, limits)?;
        let meter = Meter::for_decoding(bytes);
        let source = Source::sound(file, bytes, Arc::clone(&meter))?;
        let opened = contained("opening it", || registry::probe(source))?;
        let reader = opened.map_err(|error| meter.refused().unwrap_or_else(|| probe_reason(error)))?;
        let (decoder, track, stated_frames) = contained("preparing to decode", || prepare(reader.as_ref()))??;
        let info = SourceInfo {
            codec: decoder.codec_info().short_name.to_owned(),
            container: reader.format_info().short_name.to_owned(),
            sample_rate_hz: 0,
            channels: 0,
            bits_per_sample: decoder.codec_params().bits_per_sample,
            bytes,
        };
        let mut stream = Stream {
            path: path.to_path_buf(),
            limits: *limits,
            reader,
            decoder,
            track,
            stated_frames,
            meter,
            spec: StreamSpec { sample_rate_hz: 0, roles: Vec::new() },
            info,
            samples: Vec::new(),
            given: 0,
            health: Health::default(),
            ended: false,
        };
        stream.refill()?;
        if stream.samples.is_empty() { Err(ErrorKind::NoAudio) } else { Ok(stream) }
    }

    /// Decodes until there are frames to hand out or the file ends.
    fn refill(&mut self) -> Result<(), ErrorKind> {
        self.samples.clear();
        self.given = 0;
        while !self.ended {
            match self.step()? {
                Step::Frames => return Ok(()),
                Step::Nothing => {}
                Step::End => {
                    self.ended = true;
                    self.health.judge(self.spec.sample_rate_hz, self.stated_frames)?;
                }
            }
        }
        Ok(())
    }

    /// Reads and decodes one packet.
    fn step(&mut self) -> Result<Step, ErrorKind> {
        self.meter.begin_step();
        let read = contained("reading it", || self.reader.next_packet())?;
        if let Some(refused) = self.meter.refused() {
            return Err(refused);
        }
        match read {
            Ok(Some(packet)) => self.decode(&packet),
            Ok(None) => Ok(Step::End),
            Err(error) => self.reading_failed(error),
        }
    }

    fn decode(&mut self, packet: &Packet) -> Result<Step, ErrorKind> {
        self.health.failures = 0;
        if packet.track_id != self.track {
            return self.idle();
        }
        self.health.packets += 1;
        let outcome = contained("decoding", || match self.decoder.decode(packet) {
            Ok(decoded) => accept(&decoded, &mut self.spec, &mut self.samples),
            Err(error) => Err(decode_reason(error)),
        })?;
        match outcome {
            Ok(new_spec) => {
                if let Some(stated) = new_spec {
                    self.learn_spec(stated)?;
                }
                self.count_frames()
            }
            Err(Refused::Packet(reason)) => {
                self.health.bad_packet(reason);
                self.idle()
            }
            Err(Refused::File(kind)) => Err(kind),
        }
    }

    /// Takes in what the first decoded packet says.
    fn learn_spec(&mut self, layout_stated: bool) -> Result<(), ErrorKind> {
        self.info.sample_rate_hz = self.spec.sample_rate_hz;
        self.info.channels = self.spec.roles.len();
        if !layout_stated {
            let channels = self.info.channels;
            self.health
                .warnings
                .push(format!("does not say which loudspeakers its {channels} channels belong to"));
        }
        Ok(())
    }

    fn count_frames(&mut self) -> Result<Step, ErrorKind> {
        let channels = self.spec.roles.len().max(1);
        let frames = (self.samples.len() / channels) as u64;
        if frames == 0 {
            return self.idle();
        }
        for sample in self.samples.iter_mut().filter(|sample| !sample.is_finite()) {
            *sample = 0.0;
            self.health.repaired += 1;
        }
        self.health.idle = 0;
        self.health.frames += frames;
        let most = u64::from(self.limits.max_seconds) * u64::from(self.spec.sample_rate_hz);
        if self.health.frames > most {
            return Err(ErrorKind::TooLong { limit_seconds: self.limits.max_seconds });
        }
        Ok(Step::Frames)
    }

    fn idle(&mut self) -> Result<Step, ErrorKind> {
        self.samples.clear();
        self.health.idle().map(|()| Step::Nothing)
    }

    fn reading_failed(&mut self, error: DecodeError) -> Result<Step, ErrorKind> {
        self.health.failures += 1;
        match error {
            DecodeError::ResetRequired => self.restart(),
            DecodeError::DecodeError(reason) if self.health.failures < MAX_CONSECUTIVE_FAILURES => {
                self.health.packets += 1;
                self.health.bad_packet(reason.to_owned());
                Ok(Step::Nothing)
            }
            DecodeError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                Err(ErrorKind::Io(error))
            }
            DecodeError::IoError(_) => {
                Ok(self.break_off("the file ends in the middle of a packet".to_owned()))
            }
            DecodeError::DecodeError(_)
            | DecodeError::SeekError(_)
            | DecodeError::Unsupported(_)
            | DecodeError::LimitError(_)
            | _ => Ok(self.break_off(error.to_string())),
        }
    }

    fn break_off(&mut self, reason: String) -> Step {
        self.health.broke_off = Some(reason);
        Step::End
    }

    /// A new stream begins within the file (chained Ogg). It is part of the track when a decoder can be made for it;
    /// frames of another format are refused packet by packet.
    fn restart(&mut self) -> Result<Step, ErrorKind> {
        match contained("preparing to decode", || prepare(self.reader.as_ref()))? {
            Ok((decoder, track, _)) => {
                self.decoder = decoder;
                self.track = track;
                self.stated_frames = None;
                Ok(Step::Nothing)
            }
            Err(reason) => Ok(self.break_off(format!("a second stream in the file {reason}"))),
        }
    }
}

/// Why a decoded packet was not taken.
enum Refused {
    Packet(String),
    File(ErrorKind),
}

/// Copies a decoded packet into `samples`. The first one with frames fixes `spec`, and `Some` then says whether the
/// file stated its loudspeaker layout; later ones must be of the same format.
fn accept(
    decoded: &GenericAudioBufferRef<'_>,
    spec: &mut StreamSpec,
    samples: &mut Vec<f32>,
) -> Result<Option<bool>, Refused> {
    samples.clear();
    if decoded.frames() == 0 {
        return Ok(None);
    }
    let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
    let first = spec.roles.is_empty();
    if !first && (rate, channels) != (spec.sample_rate_hz, spec.roles.len()) {
        return Err(Refused::Packet(format!("changes to {channels} channels at {rate} Hz")));
    }
    check_format(rate, channels).map_err(Refused::File)?;
    decoded.copy_to_vec_interleaved(samples);
    if !first {
        return Ok(None);
    }
    let layout = layout(decoded.spec().channels());
    *spec = StreamSpec { sample_rate_hz: rate, roles: layout.roles };
    Ok(Some(layout.stated))
}

fn check_format(hz: u32, channels: usize) -> Result<(), ErrorKind> {
    if !SAMPLE_RATES_HZ.contains(&hz) {
        return Err(ErrorKind::SampleRate { hz });
    }
    if !(1..=MAX_CHANNELS).contains(&channels) {
        return Err(ErrorKind::Channels { count: channels });
    }
    if u64::from(hz) * channels as u64 > MAX_SAMPLES_PER_SECOND {
        return Err(ErrorKind::TooManySamplesPerSecond { hz, channels });
    }
    Ok(())
}

type Prepared = (Box<dyn AudioDecoder>, u32, Option<u64>);

/// Makes the decoder of the default audio track; also its id and the number of frames that the container states.
fn prepare(reader: &dyn FormatReader) -> Result<Prepared, ErrorKind> {
    let track = reader.default_track(TrackType::Audio).ok_or(ErrorKind::NoAudioTrack)?;
    let Some(CodecParameters::Audio(params)) = &track.codec_params else {
        return Err(ErrorKind::NoAudioTrack);
    };
    check_params(params)?;
    let decoder = registry::decoder(params).map_err(open_reason)?;
    // Of Opus in Ogg the count includes the frames to be skipped at the beginning; a fraction of a second.
    Ok((decoder, track.id, track.num_frames))
}

/// Refuses what would make a decoder take memory for numbers that only stand in a header.
fn check_params(params: &AudioCodecParameters) -> Result<(), ErrorKind> {
    if let (Some(hz), Some(channels)) = (params.sample_rate, &params.channels) {
        check_format(hz, channels.count())?;
    }
    vorbis::check_tables(params)
}

fn probe_reason(error: DecodeError) -> ErrorKind {
    let unknown = matches!(error, DecodeError::Unsupported(feature) if feature.starts_with("core (probe)"));
    if unknown { ErrorKind::NotAudio } else { open_reason(error) }
}

fn open_reason(error: DecodeError) -> ErrorKind {
    match error {
        DecodeError::Unsupported(feature) => ErrorKind::Unsupported { feature: feature.to_owned() },
        DecodeError::LimitError(detail) => ErrorKind::DecoderLimit { detail: detail.to_owned() },
        DecodeError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            ErrorKind::Io(error)
        }
        DecodeError::IoError(_) => {
            ErrorKind::Malformed { detail: "the file ends within its headers".to_owned() }
        }
        DecodeError::DecodeError(detail) => ErrorKind::Malformed { detail: detail.to_owned() },
        DecodeError::SeekError(_) | DecodeError::ResetRequired | _ => {
            ErrorKind::Malformed { detail: error.to_string() }
        }
    }
}

fn decode_reason(error: DecodeError) -> Refused {
    if let DecodeError::LimitError(detail) = error {
        return Refused::File(ErrorKind::DecoderLimit { detail: detail.to_owned() });
    }
    Refused::Packet(error.to_string())
}

fn seconds(frames: u64, sample_rate_hz: u32) -> f64 {
    frames as f64 / f64::from(sample_rate_hz)
}
