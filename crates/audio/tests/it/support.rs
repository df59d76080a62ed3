//! Files for the tests, made where they are needed.

use std::path::{Path, PathBuf};

use hark_audio::{Error, Options, Report, analyze};
use hark_testkit::signal::Signal;
use hark_testkit::wav::{self, Encoding, Tags};
use tempfile::TempDir;

/// The file `name` of `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Analysis with the default options.
pub(crate) fn analyzed(path: &Path) -> Result<Report, Error> {
    analyze(path, &Options::default())
}

/// Analysis of `signal`, written as a float WAV file.
pub(crate) fn of_signal(signal: &Signal) -> Report {
    encoded(signal, Encoding::Float32)
}

/// Analysis of `signal`, written as a WAV file.
pub(crate) fn encoded(signal: &Signal, encoding: Encoding) -> Report {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("signal.wav");
    wav::write(&path, signal, encoding, &Tags::default()).unwrap();
    analyzed(&path).unwrap()
}

/// Analysis of a file with these bytes and this name.
pub(crate) fn of_bytes(name: &str, bytes: &[u8]) -> Result<Report, Error> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    analyzed(&path)
}

/// Integrated loudness of a report, in LUFS.
pub(crate) fn lufs(report: &Report) -> f64 {
    report.measured.analysis.loudness_lufs.expect("has a loudness").get()
}

/// Asserts that `value` lies within `tolerance` of `expected`.
#[track_caller]
pub(crate) fn assert_near(value: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((value - expected).abs() <= tolerance, "{what}: {value}, expected {expected} ± {tolerance}");
}
