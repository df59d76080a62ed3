//! One file to one [`Measurement`]: opens the stream, feeds the descriptors, states what is missing and why.

use std::path::Path;

use hark_track::{Analysis, FeaturesVersion, Measurement, Seconds};

use crate::contain::contained;
use crate::descriptor::Descriptor;
use crate::dsp::{Listener, Mono};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::loudness::Loudness;
use crate::rhythm::Rhythm;
use crate::stream::{SourceInfo, Stream, StreamSpec, Summary};
use crate::tonal::Tonal;
use crate::waveform::Outline;

/// The version of this analyser. Raised whenever the same sound would give other values.
pub const FEATURES_VERSION: FeaturesVersion = FeaturesVersion(1);

/// The rate at which rhythm and harmony are heard, in Hz: beyond 11 kHz there is nothing that either needs.
pub(crate) const RATE_HZ: u32 = 22_050;

/// Fields of [`Analysis`] that no descriptor fills yet, under the names of the API.
const NOT_MEASURED: &[&str] =
    &["mood", "voice", "electronic", "acoustic", "timbre", "danceability", "genres_detailed"];

/// How to analyse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// What is too much. Default: [`Limits::default`].
    pub limits: Limits,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The measured values; absent ones have a reason in the analysis's `missing`.
    pub measured: Measurement,
    /// What kind of file it was.
    pub source: SourceInfo,
    /// What was wrong with the file without making it unusable, in the order it was noticed.
    pub warnings: Vec<String>,
}

/// Decodes the file once and measures everything this version can measure.
///
/// Memory is bounded whatever the length of the file: measured, 6 to 12 MB for the process over an hour of stereo. The
/// limits on channels, rates, headers and packets keep a file made to exhaust it within a few hundred megabytes.
///
/// # Errors
/// When the file cannot be read, is no audio, is too damaged, or exceeds a limit. It never panics for what is in
/// the file.
pub fn analyze(path: &Path, options: &Options) -> Result<Report, Error> {
    let mut stream = Stream::open(path, &options.limits)?;
    let mut descriptors = descriptors(stream.spec()).map_err(|kind| Error::new(path, kind))?;
    while let Some(block) = stream.next_block()? {
        for descriptor in &mut descriptors {
            contained("measuring", || descriptor.push(block))
                .and_then(|pushed| pushed)
                .map_err(|kind| Error::new(path, kind))?;
        }
    }
    let (source, summary) = stream.finish();
    let measured = finish(descriptors, &summary).map_err(|kind| Error::new(path, kind))?;
    Ok(Report { measured, source, warnings: summary.warnings })
}

/// Everything that listens to a file. Later descriptors are added here.
fn descriptors(spec: &StreamSpec) -> Result<Vec<Box<dyn Descriptor>>, ErrorKind> {
    let listeners: Vec<Box<dyn Listener>> = vec![Box::new(Rhythm::new()), Box::new(Tonal::new(RATE_HZ))];
    Ok(vec![
        Box::new(Loudness::new(spec)),
        Box::new(Outline::new()),
        Box::new(Mono::new(spec, RATE_HZ, listeners)),
    ])
}

fn finish(descriptors: Vec<Box<dyn Descriptor>>, summary: &Summary) -> Result<Measurement, ErrorKind> {
    let analysis = Analysis {
        version: FEATURES_VERSION,
        duration: Seconds::new(summary.seconds()),
        ..Analysis::default()
    };
    let mut measured = Measurement { analysis, ..Measurement::default() };
    for mut descriptor in descriptors {
        contained("measuring", || descriptor.finish(summary, &mut measured))?;
    }
    for field in NOT_MEASURED {
        let reason = "not measured by this version".to_owned();
        measured.analysis.missing.entry((*field).to_owned()).or_insert(reason);
    }
    Ok(measured)
}
