//! An analysis for people: a line for each thing that one would ask about, and numbers no longer than they are good.

use std::collections::BTreeMap;
use std::path::Path;

use hark_audio::Report;
use hark_track::{Analysis, Confidence, Mood, Structure};

use crate::analyser::Analyser;
use crate::output;

/// The most tags shown.
const TAGS_SHOWN: usize = 6;

/// The least probability of a tag that is shown.
const LEAST_PROBABILITY: f32 = 0.1;

/// Prints one file.
pub(super) fn print(file: &Path, report: &Report, analyser: &Analyser) -> anyhow::Result<()> {
    output::line(file.display().to_string())?;
    let measured = &report.measured;
    let tags = measured.sound.as_ref().map(|sound| best_tags(analyser.tags(sound)));
    let mut lines = values(&measured.analysis);
    lines.push(("beats", measured.structure.as_ref().map(form)));
    lines.push(("tags", tags.filter(|tags| !tags.is_empty())));
    for (name, value) in lines {
        if let Some(value) = value {
            output::line(format!("  {name:<13} {value}"))?;
        }
    }
    for (reason, fields) in reasons(&measured.analysis) {
        output::line(format!("  {:<13} {} ({reason})", "not measured", fields.join(", ")))?;
    }
    for warning in &report.warnings {
        output::line(format!("  warning: {warning}"))?;
    }
    Ok(())
}

type Named = (&'static str, Option<String>);

fn values(sound: &Analysis) -> Vec<Named> {
    let label = |parts: &[Option<&'static str>]| {
        let known: Vec<&str> = parts.iter().copied().flatten().collect();
        (!known.is_empty()).then(|| known.join(", "))
    };
    let styles: Vec<String> =
        sound.genres_detailed.iter().map(|style| format!("{} {:.2}", style.label, style.score)).collect();
    vec![
        ("duration", sound.duration.map(|duration| length(duration.get()))),
        ("loudness", loudness(sound)),
        ("tempo", tempo(sound)),
        ("key", key(sound)),
        ("voice", voice(sound)),
        (
            "character",
            label(&[
                sound.electronic.map(|value| value.as_str()),
                sound.acoustic.map(|value| value.as_str()),
                sound.timbre.map(|value| value.as_str()),
            ]),
        ),
        ("mood", sound.mood.and_then(mood)),
        ("danceability", sound.danceability.map(|value| format!("{value:.2}"))),
        ("styles", (!styles.is_empty()).then(|| styles.join(", "))),
    ]
}

fn length(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

fn loudness(sound: &Analysis) -> Option<String> {
    let parts = [
        sound.loudness_lufs.map(|value| format!("{:.1} LUFS", value.get())),
        sound.loudness_range_lu.map(|value| format!("range {:.1} LU", value.get())),
        sound.true_peak_dbtp.map(|value| format!("true peak {:.1} dBTP", value.get())),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn tempo(sound: &Analysis) -> Option<String> {
    let alternative = sound.bpm_alternative.map_or_else(String::new, |other| {
        format!(", or {:.1} (weight {:.2})", other.bpm.get(), other.weight.get())
    });
    Some(format!("{:.1} bpm{}{alternative}", sound.bpm?.get(), trust(sound.bpm_confidence)))
}

fn key(sound: &Analysis) -> Option<String> {
    let scale = sound.scale.map_or_else(String::new, |scale| format!(" {}", scale.as_str()));
    Some(format!("{}{scale}{}", sound.key?.name(), trust(sound.key_confidence)))
}

fn voice(sound: &Analysis) -> Option<String> {
    let gender = sound.gender.map_or_else(String::new, |gender| format!(", {}", gender.as_str()));
    Some(format!("{}{gender}{}", sound.voice?.as_str(), trust(sound.voice_confidence)))
}

fn trust(confidence: Option<Confidence>) -> String {
    confidence.map_or_else(String::new, |confidence| format!(" (confidence {:.2})", confidence.get()))
}

fn mood(mood: Mood) -> Option<String> {
    let scores = [
        ("arousal", mood.arousal),
        ("happy", mood.happy),
        ("sad", mood.sad),
        ("aggressive", mood.aggressive),
        ("relaxed", mood.relaxed),
        ("party", mood.party),
        ("danceable", mood.danceable),
    ];
    let known = scores.iter().filter_map(|(name, score)| Some(format!("{name} {:.2}", (*score)?)));
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// How many beats, bars and sections.
fn form(structure: &Structure) -> String {
    let meter = structure.meter.map_or_else(String::new, |meter| format!(" of {meter}"));
    let parts = [
        (structure.beats.len(), "beat", String::new()),
        (structure.downbeats.len(), "bar", meter),
        (structure.sections.len(), "section", String::new()),
    ];
    let counted = parts.into_iter().filter(|(count, ..)| *count > 0);
    let counted =
        counted.map(|(count, what, of)| format!("{count} {what}{}{of}", if count == 1 { "" } else { "s" }));
    counted.collect::<Vec<_>>().join(", ")
}

/// The most probable tags. Where both taggers know a tag, the higher probability counts.
fn best_tags(tags: impl Iterator<Item = (&'static str, f32)>) -> String {
    let mut best: BTreeMap<&str, f32> = BTreeMap::new();
    for (name, probability) in tags {
        let name = name.split_once(':').map_or(name, |(_vocabulary, tag)| tag);
        let known = best.entry(name).or_insert(probability);
        *known = probability.max(*known);
    }
    let mut best: Vec<(&str, f32)> =
        best.into_iter().filter(|(_, probability)| *probability >= LEAST_PROBABILITY).collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1));
    let shown =
        best.into_iter().take(TAGS_SHOWN).map(|(name, probability)| format!("{name} {probability:.2}"));
    shown.collect::<Vec<_>>().join(", ")
}

/// The reasons for what is missing, each with its fields.
fn reasons(sound: &Analysis) -> BTreeMap<&str, Vec<&str>> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (field, reason) in &sound.missing {
        reasons.entry(reason).or_default().push(field);
    }
    reasons
}

#[cfg(test)]
mod tests {
    use hark_track::{Bpm, PitchClass, Scale, Section, TempoCandidate};

    use super::*;

    fn shown(sound: &Analysis) -> Vec<String> {
        values(sound).into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))).collect()
    }

    #[test]
    fn a_tempo_is_shown_with_its_confidence_and_the_other_candidate() {
        let sound = Analysis {
            bpm: Bpm::new(128.04),
            bpm_confidence: Confidence::new(0.834),
            bpm_alternative: Some(TempoCandidate {
                bpm: Bpm::new(64.0).unwrap(),
                weight: Confidence::new(0.12).unwrap(),
            }),
            key: PitchClass::from_semitones(6),
            scale: Some(Scale::Minor),
            key_confidence: Confidence::new(0.7),
            ..Analysis::default()
        };
        assert_eq!(
            shown(&sound),
            ["tempo: 128.0 bpm (confidence 0.83), or 64.0 (weight 0.12)", "key: F# minor (confidence 0.70)"]
        );
        assert_eq!(shown(&Analysis::default()), Vec::<String>::new());
    }

    #[test]
    fn beats_bars_and_sections_are_counted() {
        let section = Section {
            start: 0.0,
            end: 1.0,
            label: None,
            energy: None,
            bar_start: None,
            bar_end: None,
            bars: None,
        };
        let structure = Structure {
            beats: vec![0.0, 0.5, 1.0, 1.5, 2.0, 2.5],
            downbeats: vec![0.0, 1.5],
            meter: Some(3),
            sections: vec![section],
            ..Structure::default()
        };
        assert_eq!(form(&structure), "6 beats, 2 bars of 3, 1 section");
    }

    #[test]
    fn the_most_probable_tags_are_shown_once() {
        let tags = [("msd:rock", 0.3), ("msd:jazz", 0.05), ("mtt:rock", 0.5), ("mtt:loud", 0.4)];
        assert_eq!(best_tags(tags.into_iter()), "rock 0.50, loud 0.40");
    }
}
