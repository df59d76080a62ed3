//! `hark eval analysis`: how often tempo, beats and key are right, on files whose answers are known.

use std::sync::{Mutex, PoisonError};

use hark_audio::eval::{Calibration, Estimate, Scores, Summary, Truth, score};
use hark_audio::{Options, analyze};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::truth::{self, Row};
use crate::cli::EvalAnalysis;
use crate::output::{self, Done};
use crate::progress::Progress;

/// What the analyser made of a row; a file that it refused has an empty estimate.
struct Heard {
    row: Row,
    estimate: Estimate,
    refused: Option<String>,
}

pub(super) fn run(args: &EvalAnalysis) -> anyhow::Result<Done> {
    let heard = listen(truth::read(&args.truth)?);
    let pairs: Vec<(&Truth, &Estimate)> =
        heard.iter().map(|heard| (&heard.row.truth, &heard.estimate)).collect();
    let summary = Summary::of(&pairs);
    let refused = heard.iter().filter(|heard| heard.refused.is_some()).count();
    if args.output.json {
        let mut all = summary_json(&summary);
        all["n"] = json!(heard.len());
        all["refused"] = json!(refused);
        all["files"] = heard.iter().map(file_json).collect();
        output::json(&all)?;
    } else {
        for heard in &heard {
            if let Some(reason) = &heard.refused {
                output::note(format!("refused {}: {reason}", heard.row.file));
            }
        }
        output::line(format!("{} files, {refused} refused and counted as wrong", heard.len()))?;
        print(&summary)?;
    }
    Ok(if refused == 0 { Done::Fully } else { Done::WithRefusals })
}

/// Analyses every file, on all processors, in the order of the rows.
fn listen(rows: Vec<Row>) -> Vec<Heard> {
    let progress = Mutex::new(Progress::begin("analysing files", Some(rows.len() as u64)));
    let listen = |row: Row| {
        let report = analyze(&row.path, &Options::default());
        progress.lock().unwrap_or_else(PoisonError::into_inner).advance(1);
        match report {
            Ok(report) => Heard { row, estimate: Estimate::from(&report.measured), refused: None },
            Err(error) => {
                Heard { row, estimate: Estimate::default(), refused: Some(error.kind().to_string()) }
            }
        }
    };
    let heard = rows.into_par_iter().map(listen).collect();
    progress.into_inner().unwrap_or_else(PoisonError::into_inner).end();
    heard
}

fn summary_json(summary: &Summary) -> Value {
    let Summary { tempo, beats, downbeats, key, .. } = summary;
    json!({
        "tempo": {
            "n": tempo.n, "absent": tempo.absent,
            "acc1": tempo.acc1, "acc2": tempo.acc2, "acc1_either": tempo.acc1_either,
        },
        "beats": { "n": beats.n, "absent": beats.absent, "f": beats.f, "f_any_level": beats.f_any_level },
        "downbeats": { "n": downbeats.n, "absent": downbeats.absent, "f": downbeats.f },
        "key": { "n": key.n, "absent": key.absent, "exact": key.exact, "weighted": key.weighted },
        "bpm_confidence": calibration_json(&summary.bpm_confidence),
        "key_confidence": calibration_json(&summary.key_confidence),
    })
}

fn calibration_json(calibration: &Calibration) -> Value {
    let bins = calibration
        .bins
        .iter()
        .map(|bin| json!({"n": bin.n, "confidence": bin.confidence, "right": bin.right}));
    json!({ "n": calibration.n, "ece": calibration.ece, "bins": bins.collect::<Vec<_>>() })
}

/// One file: what is true, what was said, how that scores.
fn file_json(heard: &Heard) -> Value {
    let Heard { row: Row { file, truth, .. }, estimate, refused } = heard;
    let Scores { tempo, beats, downbeats, key } = score(truth, estimate);
    json!({
        "file": file,
        "refused": refused,
        "truth": {
            "bpm": truth.bpm, "key": truth.key, "scale": truth.scale,
            "beats": truth.beats, "downbeats": truth.downbeats,
        },
        "estimate": {
            "bpm": estimate.bpm, "bpm_confidence": estimate.bpm_confidence,
            "bpm_alternative": estimate.bpm_alternative,
            "key": estimate.key, "scale": estimate.scale, "key_confidence": estimate.key_confidence,
            "beats": estimate.beats, "downbeats": estimate.downbeats,
        },
        "acc1": tempo.map(|tempo| tempo.acc1),
        "acc2": tempo.map(|tempo| tempo.acc2),
        "beats_f": beats.map(|beats| beats.f),
        "beats_f_any_level": beats.map(|beats| beats.f_any_level),
        "downbeats_f": downbeats,
        "key_exact": key.map(|key| key.exact),
        "key_weighted": key.map(|key| key.weighted),
    })
}

fn print(summary: &Summary) -> anyhow::Result<()> {
    let Summary { tempo, beats, downbeats, key, .. } = summary;
    let line = |name: &str, (n, absent): (usize, usize), values: &[(&str, Option<f64>)]| {
        let shown = |(what, value): &(&str, Option<f64>)| {
            format!("  {what} {}", value.map_or("-".to_owned(), |value| format!("{value:.3}")))
        };
        let values: String = values.iter().map(shown).collect();
        output::line(format!("{name:<15}{values}   n {n}, {absent} without an estimate"))
    };
    let values = [("Acc1", tempo.acc1), ("Acc2", tempo.acc2), ("Acc1 of two candidates", tempo.acc1_either)];
    line("tempo, 4 %", (tempo.n, tempo.absent), &values)?;
    let values = [("F", beats.f), ("F at any metrical level", beats.f_any_level)];
    line("beats, 70 ms", (beats.n, beats.absent), &values)?;
    line("downbeats, 70 ms", (downbeats.n, downbeats.absent), &[("F", downbeats.f)])?;
    let values = [("exact", key.exact), ("MIREX weighted, only a fifth above at .5", key.weighted)];
    line("key", (key.n, key.absent), &values)?;
    print_calibration("bpm_confidence against Acc1", &summary.bpm_confidence)?;
    print_calibration("key_confidence against exact", &summary.key_confidence)
}

fn print_calibration(name: &str, calibration: &Calibration) -> anyhow::Result<()> {
    let Some(ece) = calibration.ece else { return output::line(format!("{name}: no answers")) };
    output::line(format!("{name}: calibration error {ece:.3}, n {}", calibration.n))?;
    for bin in calibration.bins.iter().filter(|bin| bin.n > 0) {
        output::line(format!("  said {:.2}  right {:.2}  n {}", bin.confidence, bin.right, bin.n))?;
    }
    Ok(())
}
