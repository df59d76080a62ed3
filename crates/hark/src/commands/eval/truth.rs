//! Truth files: one JSON object a line, the answers for one file.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use hark_audio::eval::Truth;
use hark_track::{Bpm, PitchClass, Scale};
use serde::Deserialize;

/// Most lines of a truth file.
const MAX_LINES: usize = 1_000_000;

/// A file with its answers.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// As the truth file spells it.
    pub(super) file: String,
    /// Where it is.
    pub(super) path: PathBuf,
    pub(super) truth: Truth,
}

/// A line as it stands; unknown fields are nobody's affair.
#[derive(Deserialize)]
struct Line {
    file: String,
    bpm: Option<f64>,
    key: Option<String>,
    scale: Option<String>,
    beats: Option<Vec<f64>>,
    downbeats: Option<Vec<f64>>,
}

/// Reads a truth file. Blank lines are skipped; the first line that cannot be understood is an error.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let rows: Vec<Row> = lines
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(line, number)| row(folder, line).with_context(|| format!("{}:{number}", path.display())))
        .collect::<anyhow::Result<_>>()?;
    ensure!(!rows.is_empty(), "{}: there is no line with a file", path.display());
    ensure!(rows.len() <= MAX_LINES, "{}: more than {MAX_LINES} lines", path.display());
    Ok(rows)
}

fn row(folder: &Path, line: &str) -> anyhow::Result<Row> {
    let line: Line = serde_json::from_str(line)?;
    ensure!(!line.file.is_empty(), "file: is empty");
    let truth = Truth {
        bpm: line.bpm.map(tempo).transpose()?,
        key: line.key.as_deref().map(tonic).transpose()?,
        scale: line.scale.as_deref().map(mode).transpose()?,
        beats: line.beats.map(|times| ascending("beats", times)).transpose()?.flatten(),
        downbeats: line.downbeats.map(|times| ascending("downbeats", times)).transpose()?.flatten(),
    };
    Ok(Row { path: folder.join(&line.file), file: line.file, truth })
}

fn tempo(bpm: f64) -> anyhow::Result<f64> {
    let bpm =
        Bpm::new(bpm).with_context(|| format!("bpm: {bpm} is not between {} and {}", Bpm::MIN, Bpm::MAX));
    Ok(bpm?.get())
}

fn tonic(name: &str) -> anyhow::Result<PitchClass> {
    PitchClass::parse_enharmonic(name).with_context(|| {
        format!("key: {name:?} is no tonic such as C, F# or Bb; the mode belongs into scale")
    })
}

fn mode(name: &str) -> anyhow::Result<Scale> {
    name.to_lowercase().parse().with_context(|| format!("scale: {name:?}"))
}

/// Times in seconds; an empty list is no answer.
fn ascending(field: &str, times: Vec<f64>) -> anyhow::Result<Option<Vec<f64>>> {
    if let Some(wrong) = times.iter().find(|time| !time.is_finite() || **time < 0.0) {
        bail!("{field}: {wrong} is no time in seconds");
    }
    if let Some(pair) = times.windows(2).find(|pair| pair[0] > pair[1]) {
        bail!("{field}: {} comes after {}, times must ascend", pair[1], pair[0]);
    }
    Ok((!times.is_empty()).then_some(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> anyhow::Result<Row> {
        row(Path::new("/music"), line)
    }

    #[test]
    fn known_answers_are_read_and_unknown_fields_ignored() {
        let line = r#"{"file":"a.wav","bpm":91.5,"key":"Db","scale":"Minor","beats":[0,0.5],"downbeats":[],"mood":1}"#;
        let row = read_line(line).unwrap();
        assert_eq!((row.file.as_str(), row.path.as_path()), ("a.wav", Path::new("/music/a.wav")));
        assert_eq!(row.truth.key.map(PitchClass::name), Some("C#"));
        assert_eq!((row.truth.bpm, row.truth.scale), (Some(91.5), Some(Scale::Minor)));
        assert_eq!((row.truth.beats, row.truth.downbeats), (Some(vec![0.0, 0.5]), None));
        assert_eq!(read_line(r#"{"file":"/b.wav"}"#).unwrap().path, Path::new("/b.wav"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_field() {
        for (line, field) in [
            (r#"{"bpm":1}"#, "file"),
            (r#"{"file":"a","bpm":0}"#, "bpm"),
            (r#"{"file":"a","key":"H"}"#, "key"),
            (r#"{"file":"a","key":"C minor"}"#, "key"),
            (r#"{"file":"a","scale":"dorian"}"#, "scale"),
            (r#"{"file":"a","beats":[1,0.5]}"#, "beats"),
            (r#"{"file":"a","downbeats":[-1]}"#, "downbeats"),
        ] {
            let error = format!("{:#}", read_line(line).unwrap_err());
            assert!(error.contains(field), "{line}: {error}");
        }
    }
}
