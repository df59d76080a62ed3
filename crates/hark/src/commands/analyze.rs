//! `hark analyze`: the measured values of files, without importing them.

use hark_audio::{Options, Report};
use serde_json::{Value, json};

use crate::cli::Analyze;
use crate::output::{self, Done};

pub(crate) fn run(args: &Analyze) -> anyhow::Result<Done> {
    let mut done = Done::Fully;
    for file in &args.files {
        match hark_audio::analyze(file, &Options::default()) {
            Ok(report) if args.output.json => output::json(&to_json(file, &report)?)?,
            Ok(report) => print(file, &report)?,
            Err(error) => {
                output::note(format!("hark: {error}"));
                done = Done::WithRefusals;
            }
        }
    }
    Ok(done)
}

/// The analysis, with the path in front and what was odd about the file behind.
fn to_json(file: &std::path::Path, report: &Report) -> anyhow::Result<Value> {
    let mut value = json!({ "path": file.display().to_string() });
    if let (Value::Object(fields), Value::Object(analysis)) =
        (&mut value, serde_json::to_value(&report.measured.analysis)?)
    {
        fields.extend(analysis);
        fields.insert("warnings".to_owned(), json!(report.warnings));
    }
    Ok(value)
}

fn print(file: &std::path::Path, report: &Report) -> anyhow::Result<()> {
    output::line(format!("{}", file.display()))?;
    if let Value::Object(fields) = serde_json::to_value(&report.measured.analysis)? {
        for (field, value) in fields.iter().filter(|(field, _)| *field != "missing" && *field != "version") {
            output::line(format!("  {field:<20} {value}"))?;
        }
    }
    for (field, reason) in &report.measured.analysis.missing {
        output::line(format!("  {field:<20} - ({reason})"))?;
    }
    for warning in &report.warnings {
        output::line(format!("  warning: {warning}"))?;
    }
    Ok(())
}
