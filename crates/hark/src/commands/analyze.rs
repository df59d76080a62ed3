//! `hark analyze`: the measured values of files, without importing them.
//!
//! JSON has everything, arrays included; text is for reading and counts what JSON lists.

mod text;

use std::path::Path;

use hark_audio::Report;
use hark_track::{Analysis, Structure};
use serde::{Serialize, Serializer};

use crate::analyser::Analyser;
use crate::cli::Analyze;
use crate::config::Settings;
use crate::output::{self, Done};
use crate::parallel::in_order;

pub(crate) fn run(settings: &Settings, args: &Analyze) -> anyhow::Result<Done> {
    let analyser = Analyser::load(&settings.data.models())?;
    let mut done = Done::Fully;
    in_order(
        &args.files,
        |file| analyser.analyze(file),
        |file, report| match report {
            Ok(report) if args.output.json => output::json(&Line::new(file, &report, &analyser, args)),
            Ok(report) => text::print(file, &report, &analyser),
            Err(error) => {
                output::note(format!("hark: {error}"));
                done = Done::WithRefusals;
                Ok(())
            }
        },
    )?;
    Ok(done)
}

/// One file as one line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    path: String,
    #[serde(flatten)]
    analysis: &'a Analysis,
    /// Null where there is no pulse and no form to speak of.
    structure: Option<&'a Structure>,
    waveform: &'a [u8],
    /// Null where no tagger has listened.
    sound: Option<Sound<'a>>,
    /// Absent where no joint model has listened.
    #[serde(skip_serializing_if = "Option::is_none")]
    joint: Option<Joint<'a>>,
    warnings: &'a [String],
}

/// What the taggers heard.
#[derive(Serialize)]
struct Sound<'a> {
    version: &'a str,
    tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding: Option<&'a [f32]>,
}

/// What the joint model heard.
#[derive(Serialize)]
struct Joint<'a> {
    version: &'a str,
    windows: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding: Option<&'a [f32]>,
}

/// Probabilities by name, in the taggers' order.
struct Tags(Vec<(&'static str, f32)>);

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().copied())
    }
}

impl<'a> Line<'a> {
    fn new(file: &Path, report: &'a Report, analyser: &Analyser, args: &Analyze) -> Line<'a> {
        let measured = &report.measured;
        let sound = measured.sound.as_ref().map(|sound| Sound {
            version: &sound.version,
            tags: Tags(analyser.tags(sound).collect()),
            embedding: args.embedding.then_some(&sound.embedding),
        });
        let joint = report.joint.as_ref().map(|joint| Joint {
            version: joint.version.as_str(),
            windows: joint.windows,
            embedding: args.embedding.then_some(&joint.vector),
        });
        Line {
            path: file.display().to_string(),
            analysis: &measured.analysis,
            structure: measured.structure.as_ref(),
            waveform: &measured.waveform.0,
            sound,
            joint,
            warnings: &report.warnings,
        }
    }
}
