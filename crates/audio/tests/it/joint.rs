//! A joint model as one more listener: what it is given, what becomes of what it says, and that nothing else changes.

use std::path::PathBuf;
use std::sync::Arc;

use hark_audio::{JointSound, Options, Report, analyze};
use hark_models::{Error, ModelVersion, SoundEncoder, SoundListener, SoundVector};
use hark_testkit::signal::{Format, Segment, Signal};
use hark_testkit::wav::{self, Encoding, Tags};
use tempfile::TempDir;

const RATE: u32 = 48_000;

/// Hears how long a sound is and how strong, or fails.
struct Scale {
    version: ModelVersion,
    failing: bool,
}

struct Weighing {
    version: ModelVersion,
    failing: bool,
    samples: usize,
    squares: f64,
}

impl SoundEncoder for Scale {
    fn version(&self) -> &ModelVersion {
        &self.version
    }

    fn dimensions(&self) -> usize {
        2
    }

    fn sample_rate(&self) -> u32 {
        RATE
    }

    fn listen(&self) -> Box<dyn SoundListener> {
        let Scale { version, failing } = self;
        Box::new(Weighing { version: version.clone(), failing: *failing, samples: 0, squares: 0.0 })
    }
}

impl SoundListener for Weighing {
    fn push(&mut self, mono: &[f32]) {
        self.samples += mono.len();
        self.squares += mono.iter().map(|sample| f64::from(sample * sample)).sum::<f64>();
    }

    fn finish(self: Box<Self>) -> Result<Option<SoundVector>, Error> {
        if self.failing {
            return Err(Error::NotFinite { version: self.version });
        }
        let power = self.squares / self.samples.max(1) as f64;
        let vector = vec![self.samples as f32, power as f32];
        Ok((self.samples >= RATE as usize).then_some(SoundVector { windows: 1, vector }))
    }
}

fn joint(failing: bool) -> Options {
    let scale = Scale { version: ModelVersion::new("scale/1"), failing };
    Options { joint: Some(Arc::new(scale)), ..Options::default() }
}

/// A stereo tone in a folder of its own.
fn tone(seconds: f64) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("tone.wav");
    let tone = Signal::new(Format::STEREO_44K, &[Segment::sine(440.0, -6.0, seconds)]);
    wav::write(&path, &tone, Encoding::Float32, &Tags::default()).unwrap();
    (folder, path)
}

fn report(seconds: f64, options: &Options) -> Report {
    analyze(&tone(seconds).1, options).unwrap()
}

#[test]
fn the_model_hears_the_whole_sound_in_one_channel_at_its_rate() {
    let JointSound { version, windows, vector } = report(3.0, &joint(false)).joint.unwrap();
    assert_eq!((version.as_str(), windows), ("scale/1", 1));
    assert_eq!(vector[0], 3.0 * RATE as f32);
    // A sine of −6 dBFS peak: half of a quarter of the power of full scale.
    assert!((vector[1] - 0.1256).abs() < 0.002, "{}", vector[1]);
}

#[test]
fn no_measured_value_depends_on_it() {
    let (without, with) = (report(3.0, &Options::default()), report(3.0, &joint(false)));
    assert_eq!(without.joint, None);
    assert_eq!((without.measured, without.warnings), (with.measured, with.warnings));
}

#[test]
fn a_model_that_fails_or_hears_nothing_fails_no_file() {
    let failed = report(3.0, &joint(true));
    assert_eq!(failed.joint, None);
    assert!(failed.warnings.concat().starts_with("the joint model failed: "), "{:?}", failed.warnings);
    assert_eq!(failed.measured, report(3.0, &Options::default()).measured);
    let short = report(0.5, &joint(false));
    assert_eq!((short.joint, short.warnings), (None, Vec::new()));
}
