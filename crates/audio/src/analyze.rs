//! One file to one [`Measurement`]: opens the stream, feeds the descriptors, states what is missing and why.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use hark_models::{SoundEncoder, Taggers};
use hark_track::{Analysis, FeaturesVersion, Measurement, Seconds};

use crate::character::{Facts, characterise, raw_values};
use crate::contain::contained;
use crate::descriptor::Descriptor;
use crate::dsp::Mono;
use crate::error::{Error, ErrorKind};
use crate::hearing::{self, Hearing, JointHearing, JointSound};
use crate::limits::Limits;
use crate::loudness::Loudness;
use crate::music::Music;
use crate::stream::{Block, SourceInfo, Stream, StreamSpec, Summary};
use crate::waveform::Outline;

/// The version of this analyser. Raised whenever the same sound would give other values.
pub const FEATURES_VERSION: FeaturesVersion = FeaturesVersion(2);

/// The rate at which rhythm and harmony are heard, in Hz: beyond 11 kHz there is nothing that either needs.
pub(crate) const RATE_HZ: u32 = 22_050;

/// Why fields are absent without a tagger.
const NO_TAGGER: &str = "no music tagger is installed";

/// How to analyse.
#[derive(Clone, Default)]
pub struct Options {
    /// What is too much. Default: [`Limits::default`].
    pub limits: Limits,
    /// The taggers to listen with. Default: none, and the fields that need one are absent with that reason.
    pub taggers: Option<Taggers>,
    /// The joint model of sound and language to listen with too. Default: none; no measured value depends on it.
    pub joint: Option<Arc<dyn SoundEncoder>>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joint = self.joint.as_ref().map(|joint| joint.version());
        let Options { limits, taggers, joint: _ } = self;
        f.debug_struct("Options")
            .field("limits", limits)
            .field("taggers", taggers)
            .field("joint", &joint)
            .finish()
    }
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The measured values; absent ones have a reason in the analysis's `missing`.
    pub measured: Measurement,
    /// What the joint model heard; absent without one, in less than a second of sound, and when it failed, which is then
    /// among the warnings.
    pub joint: Option<JointSound>,
    /// What kind of file it was.
    pub source: SourceInfo,
    /// What was wrong with the file without making it unusable, in the order it was noticed.
    pub warnings: Vec<String>,
}

/// Decodes the file once and measures everything this version can measure.
///
/// Memory is bounded whatever the length of the file: measured, 68 MB for the process over an hour of stereo, networks aside.
/// The limits on channels, rates, headers and packets keep a file made to exhaust it within a few hundred megabytes.
///
/// # Errors
/// When the file cannot be read, is no audio, is too damaged, or exceeds a limit. It never panics for what is in
/// the file.
pub fn analyze(path: &Path, options: &Options) -> Result<Report, Error> {
    Ok(listen(path, options)?.0)
}

/// Names and values of [`uncalibrated`].
#[doc(hidden)]
pub type Uncalibrated = Vec<(&'static str, f32)>;

/// The values before calibration of every recipe of `character`, for finding their middles and widths on real music.
/// Not part of what the crate promises.
#[doc(hidden)]
pub fn uncalibrated(path: &Path, options: &Options) -> Result<(Report, Uncalibrated), Error> {
    let (report, facts) = listen(path, options)?;
    let values = match (&options.taggers, &report.measured.sound) {
        (Some(taggers), Some(sound)) => raw_values(taggers, &sound.tags, &facts, &report.measured.analysis),
        _ => Vec::new(),
    };
    Ok((report, values))
}

fn listen(path: &Path, options: &Options) -> Result<(Report, Facts), Error> {
    let mut stream = Stream::open(path, &options.limits)?;
    let mut ears = Ears::new(stream.spec(), options);
    let at_path = |kind| Error::new(path, kind);
    while let Some(block) = stream.next_block()? {
        contained("measuring", || ears.push(block)).and_then(|pushed| pushed).map_err(at_path)?;
    }
    let (source, summary) = stream.finish();
    let joint = ears.joint.take();
    let (measured, facts) =
        contained("measuring", || ears.finish(&summary)).and_then(|done| done).map_err(at_path)?;
    let mut warnings = summary.warnings;
    let joint = heard(joint).unwrap_or_else(|why| {
        warnings.push(format!("the joint model failed: {why}"));
        None
    });
    Ok((Report { measured, joint, source, warnings }, facts))
}

/// What the joint model heard, if there is one; or why it failed, which is no fault of the file's.
fn heard(joint: Option<Mono<JointHearing>>) -> Result<Option<JointSound>, String> {
    let Some(joint) = joint else { return Ok(None) };
    let heard = contained("listening", || Ok(joint.finish()?.finish())).flatten();
    heard.map_err(|kind: ErrorKind| kind.to_string()).flatten()
}

/// Everything that listens to a file.
struct Ears {
    loudness: Loudness,
    outline: Outline,
    music: Mono<Music>,
    hearing: Option<Mono<Hearing>>,
    joint: Option<Mono<JointHearing>>,
}

impl Ears {
    fn new(spec: &StreamSpec, options: &Options) -> Ears {
        Ears {
            loudness: Loudness::new(spec),
            outline: Outline::new(),
            music: Mono::new(spec, RATE_HZ, Music::new(RATE_HZ)),
            hearing: options
                .taggers
                .as_ref()
                .map(|taggers| Mono::new(spec, hearing::RATE_HZ, Hearing::new(taggers))),
            joint: options
                .joint
                .as_ref()
                .map(|joint| Mono::new(spec, joint.sample_rate(), JointHearing::new(joint))),
        }
    }

    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        self.loudness.push(block)?;
        self.outline.push(block)?;
        self.music.push(block)?;
        self.hearing.as_mut().map_or(Ok(()), |hearing| hearing.push(block))?;
        self.joint.as_mut().map_or(Ok(()), |joint| joint.push(block))
    }

    fn finish(mut self, summary: &Summary) -> Result<(Measurement, Facts), ErrorKind> {
        let analysis = Analysis {
            version: FEATURES_VERSION,
            duration: Seconds::new(summary.seconds()),
            ..Analysis::default()
        };
        let mut measured = Measurement { analysis, ..Measurement::default() };
        self.loudness.finish(summary, &mut measured);
        self.outline.finish(summary, &mut measured);
        let facts = self.music.finish()?.finish(summary, &mut measured);
        match self.hearing.map(|hearing| hearing.finish().map(Hearing::finish)).transpose()? {
            Some((taggers, Ok(heard))) => characterise(&mut measured, &facts, Ok((&taggers, heard))),
            Some((_, Err(why))) => characterise(&mut measured, &facts, Err(&why)),
            None => characterise(&mut measured, &facts, Err(NO_TAGGER)),
        }
        Ok((measured, facts))
    }
}
