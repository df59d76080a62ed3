//! Whether somebody sings or speaks, and of which gender the voice is.
//!
//! Window by window (3 s), then smoothed over neighbours: a voice in a quarter of the windows makes a vocal track.

use hark_models::Window;
use hark_track::{Analysis, Confidence, Gender, Voice};

use super::{Tags, log_odds, logistic};

/// Tags that say voice.
const VOCAL: [&str; 10] = [
    "mtt:vocal",
    "mtt:vocals",
    "mtt:singing",
    "mtt:voice",
    "mtt:female",
    "mtt:male",
    "mtt:female vocal",
    "mtt:male vocal",
    "msd:female vocalists",
    "msd:male vocalists",
];
/// Tags that say none.
const NOT_VOCAL: [&str; 4] = ["mtt:no vocals", "mtt:no vocal", "mtt:no voice", "msd:instrumental"];
/// Tags that say which.
const FEMALE: [&str; 7] = [
    "mtt:female",
    "mtt:woman",
    "mtt:female vocal",
    "mtt:female voice",
    "msd:female vocalists",
    "msd:female vocalist",
    "mtt:opera",
];
const MALE: [&str; 5] = ["mtt:male", "mtt:man", "mtt:male vocal", "mtt:male voice", "msd:male vocalists"];
/// The balance of log-odds, vocal against not, of a window that may be either.
const MIDDLE: f32 = 0.0;
/// The change of balance that makes it e times likelier.
const WIDTH: f32 = 0.9;
/// The share of windows from the top at which the track is judged.
const SHARE: f32 = 0.25;
/// Windows to each side that are averaged.
const REACH: usize = 1;
/// Log-odds by which one gender must lead.
const LEAD: f32 = 0.5;

/// Fills `voice`, `voice_confidence` and `gender`.
pub(super) fn state(analysis: &mut Analysis, names: &[&'static str], windows: &[Window]) {
    let each: Vec<f32> = windows.iter().map(|window| of_window(names, window)).collect();
    let mut smooth: Vec<f32> = (0..each.len())
        .map(|at| {
            let around = &each[at.saturating_sub(REACH)..(at + REACH + 1).min(each.len())];
            around.iter().sum::<f32>() / around.len() as f32
        })
        .collect();
    smooth.sort_by(|a, b| b.total_cmp(a));
    let Some(&vocal) = smooth.get((SHARE * smooth.len() as f32) as usize) else { return };
    let is_vocal = vocal >= 0.5;
    analysis.voice = Some(if is_vocal { Voice::Voice } else { Voice::Instrumental });
    analysis.voice_confidence = Confidence::new(f64::from(if is_vocal { vocal } else { 1.0 - vocal }));
    if is_vocal {
        analysis.gender = gender(names, windows, &each);
    }
}

/// How likely a voice is in a window.
fn of_window(names: &[&'static str], window: &Window) -> f32 {
    let tags = Tags { names, values: &window.probabilities };
    let (vocal, not) = (union(&tags, &VOCAL), union(&tags, &NOT_VOCAL));
    logistic((log_odds(vocal) - 0.5 * log_odds(not) - MIDDLE) / WIDTH)
}

/// The gender that leads in the windows with a voice.
fn gender(names: &[&'static str], windows: &[Window], vocal: &[f32]) -> Option<Gender> {
    let mut lead = 0.0;
    let mut weights = 0.0;
    for (window, weight) in windows.iter().zip(vocal) {
        let tags = Tags { names, values: &window.probabilities };
        lead += weight * (log_odds(union(&tags, &FEMALE)) - log_odds(union(&tags, &MALE)));
        weights += weight;
    }
    let lead = if weights > 0.0 { lead / weights } else { 0.0 };
    match lead {
        lead if lead > LEAD => Some(Gender::Female),
        lead if lead < -LEAD => Some(Gender::Male),
        _ => None,
    }
}

/// The probability that at least one holds, were they independent.
fn union(tags: &Tags<'_>, names: &[&str]) -> f32 {
    1.0 - names.iter().filter_map(|name| tags.get(name)).map(|probability| 1.0 - probability).product::<f32>()
}
