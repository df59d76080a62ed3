//! What a query demands of every track: tempo, key, length, voice, years.
//!
//! A demand that was measured to be unmet takes a track out. One that nobody measured does not: the track stays, behind
//! those that are known to comply.

use hark_index::columns::{ColumnRow, Number};
use hark_index::{Columns, Rows};
use hark_query::{Meaning, Measure, Piece, Polarity, Voice};
use hark_track::{Bpm, Gender, PitchClass, Scale, Seconds};

/// "120 bpm" allows this much either way; a click track is exact, a played one is not.
const TEMPO_SHARE: f64 = 0.03;
/// "Around 120 bpm" allows this much either way.
const ABOUT_TEMPO_SHARE: f64 = 0.08;
/// "30 seconds" and "about 30 seconds" allow so much either way, and never less than so many seconds.
const LENGTH_SHARE: f64 = 0.10;
const ABOUT_LENGTH_SHARE: f64 = 0.25;
const LENGTH_SECONDS: f64 = 2.0;
/// Years either way of "around 1990".
const ABOUT_YEARS: i32 = 3;

/// One demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constraint {
    /// Beats a minute.
    Tempo(Measure),
    /// A key, or a part of one.
    Key(Option<PitchClass>, Option<Scale>),
    /// Seconds.
    Length(Measure),
    /// Sung or not.
    Voice(Voice),
    /// Whose voice.
    Gender(Gender),
    /// First and last year of release.
    Years(Option<u16>, Option<u16>),
}

/// What a track is to a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It complies.
    Met,
    /// Nobody knows.
    Unknown,
    /// Half or double the tempo that was asked for, which a listener may tap either way.
    Nearly,
    /// It was measured not to comply.
    Unmet,
}

/// What the tags of a track say of its voice, for tracks that no analyser has heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tagged {
    /// Tagged as instrumental.
    pub instrumental: bool,
    /// Tagged with a voice of any kind.
    pub voice: bool,
    /// Tagged with a voice of this gender.
    pub gender: Option<Gender>,
}

impl Constraint {
    /// The demand that a piece makes; `None` for pieces that make none. A demand turned round ("not 120 bpm") is none
    /// either, but for the voice.
    pub fn of(piece: &Piece) -> Option<Constraint> {
        if piece.polarity != Polarity::Wanted {
            return None;
        }
        Some(match &piece.meaning {
            Meaning::Tempo(measure) => Constraint::Tempo(*measure),
            Meaning::Key { tonic, scale } => Constraint::Key(*tonic, *scale),
            Meaning::Length(measure) => Constraint::Length(*measure),
            Meaning::Voice(voice) => Constraint::Voice(*voice),
            Meaning::Gender(gender) => Constraint::Gender(*gender),
            Meaning::Years { from, to } => Constraint::Years(*from, *to),
            Meaning::Artist { .. } | Meaning::Song { .. } | Meaning::Album { .. } => return None,
            Meaning::Concept { .. } | Meaning::Plain(_) => return None,
        })
    }

    /// What a track with these columns and tags is to this demand.
    pub fn verdict(&self, row: &ColumnRow, tagged: Tagged) -> Verdict {
        match *self {
            Constraint::Tempo(measure) => tempo(measure, row),
            Constraint::Key(tonic, scale) => both(known(tonic, row.key), known(scale, row.scale)),
            Constraint::Length(measure) => {
                let near = |wanted: f64, share: f64| (wanted * share).max(LENGTH_SECONDS);
                let slack = |wanted| (near(wanted, LENGTH_SHARE), near(wanted, ABOUT_LENGTH_SHARE));
                row.duration
                    .map(Seconds::get)
                    .map_or(Verdict::Unknown, |seconds| within(measure, seconds, slack))
            }
            Constraint::Voice(voice) => sung(voice, row, tagged),
            Constraint::Gender(gender) => {
                let instrumental = sung(Voice::Vocal, row, tagged) == Verdict::Unmet;
                let stated = known(Some(gender), row.gender.or(tagged.gender));
                if instrumental { Verdict::Unmet } else { stated }
            }
            Constraint::Years(from, to) => row.year.map_or(Verdict::Unknown, |year| years(from, to, year)),
        }
    }
}

impl Constraint {
    /// The tracks that are not known by their columns to break this demand, those of which nothing is known included; at the edges
    /// of ranges a few too many.
    pub(crate) fn not_unmet(&self, columns: &Columns) -> Rows {
        match *self {
            Constraint::Tempo(measure) => {
                let (low, high) = range(measure, |wanted| (wanted * TEMPO_SHARE, wanted * ABOUT_TEMPO_SHARE));
                let ranges = [(low, high), (low / 2.0, high / 2.0), (2.0 * low, 2.0 * high)];
                let mut rows = columns.numbers(Number::Bpm, &ranges.map(wider), true);
                rows.unite(&columns.numbers(Number::Alternative, &[wider((low, high))], false));
                rows
            }
            Constraint::Key(tonic, scale) => {
                columns.tonal(|key, mode| both(known(tonic, key), known(scale, mode)) != Verdict::Unmet)
            }
            Constraint::Length(measure) => {
                let near = |wanted: f64, share: f64| (wanted * share).max(LENGTH_SECONDS);
                let slack = |wanted| (near(wanted, LENGTH_SHARE), near(wanted, ABOUT_LENGTH_SHARE));
                columns.numbers(Number::Duration, &[wider(range(measure, slack))], true)
            }
            Constraint::Voice(voice) => columns.labelled(|labels| {
                known(Some(voice == Voice::Instrumental), labels.instrumental) != Verdict::Unmet
            }),
            Constraint::Gender(gender) => columns.labelled(|labels| {
                labels.instrumental != Some(true) && known(Some(gender), labels.gender) != Verdict::Unmet
            }),
            Constraint::Years(from, to) => {
                let about = if from == to { f64::from(ABOUT_YEARS) } else { 0.0 };
                let low = from.map_or(f64::from(i32::MIN), |from| f64::from(from) - about);
                let high = to.map_or(f64::from(i32::MAX), |to| f64::from(to) + about);
                columns.numbers(Number::Year, &[(low, high)], true)
            }
        }
    }

    /// Whether what a track is tagged with can break this demand where nothing was measured.
    pub(crate) fn asks_tags(&self) -> bool {
        matches!(self, Constraint::Voice(_) | Constraint::Gender(_))
    }

    /// Whether it is about whose voice.
    pub(crate) fn asks_gender(&self) -> bool {
        matches!(self, Constraint::Gender(_))
    }
}

/// The values that a measure allows; see [`within`].
fn range(measure: Measure, slack: impl Fn(f64) -> (f64, f64)) -> (f64, f64) {
    let about = |wanted: f64, slack: f64| (wanted - slack, wanted + slack);
    match measure {
        Measure::Exactly(wanted) => about(wanted, slack(wanted).0),
        Measure::Around(wanted) => about(wanted, slack(wanted).1),
        Measure::Between(low, high) => (low - 0.5, high + 0.5),
        Measure::AtLeast(low) => (low - 0.5, f64::MAX),
        Measure::AtMost(high) => (0.0, high + 0.5),
    }
}

/// Rounding puts no track out that is just at an edge.
fn wider((low, high): (f64, f64)) -> (f64, f64) {
    (low * (1.0 - 1e-6), high * (1.0 + 1e-6))
}

/// Half and double are near: which of the two a listener taps is a matter of taste.
fn tempo(measure: Measure, row: &ColumnRow) -> Verdict {
    let Some(bpm) = row.bpm.map(Bpm::get) else { return Verdict::Unknown };
    let slack = |wanted: f64| (wanted * TEMPO_SHARE, wanted * ABOUT_TEMPO_SHARE);
    let meets = |bpm: f64| within(measure, bpm, slack) == Verdict::Met;
    let alternative = row.bpm_alternative.map(Bpm::get).is_some_and(meets);
    if meets(bpm) {
        Verdict::Met
    } else if alternative || meets(2.0 * bpm) || meets(bpm / 2.0) {
        Verdict::Nearly
    } else {
        Verdict::Unmet
    }
}

/// `slack` gives how far from an exact and from an approximate number is near enough.
fn within(measure: Measure, value: f64, slack: impl Fn(f64) -> (f64, f64)) -> Verdict {
    let met = match measure {
        Measure::Exactly(wanted) => (value - wanted).abs() <= slack(wanted).0,
        Measure::Around(wanted) => (value - wanted).abs() <= slack(wanted).1,
        Measure::Between(low, high) => (low - 0.5..=high + 0.5).contains(&value),
        Measure::AtLeast(low) => value >= low - 0.5,
        Measure::AtMost(high) => value <= high + 0.5,
    };
    if met { Verdict::Met } else { Verdict::Unmet }
}

fn known<T: PartialEq>(wanted: Option<T>, value: Option<T>) -> Verdict {
    match (wanted, value) {
        (None, _) => Verdict::Met,
        (_, None) => Verdict::Unknown,
        (wanted, value) => {
            if wanted == value {
                Verdict::Met
            } else {
                Verdict::Unmet
            }
        }
    }
}

fn both(a: Verdict, b: Verdict) -> Verdict {
    match (a, b) {
        (Verdict::Unmet, _) | (_, Verdict::Unmet) => Verdict::Unmet,
        (Verdict::Met, Verdict::Met) => Verdict::Met,
        _ => Verdict::Unknown,
    }
}

/// What was measured counts before what is tagged.
fn sung(voice: Voice, row: &ColumnRow, tagged: Tagged) -> Verdict {
    let heard = row.instrumental.or(match (tagged.instrumental, tagged.voice) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    });
    known(Some(voice == Voice::Instrumental), heard)
}

fn years(from: Option<u16>, to: Option<u16>, year: i32) -> Verdict {
    let low = from.map_or(i32::MIN, i32::from);
    let high = to.map_or(i32::MAX, i32::from);
    let near = |bound: i32| bound.abs_diff(year) <= ABOUT_YEARS.unsigned_abs();
    if (low..=high).contains(&year) {
        Verdict::Met
    } else if low == high && near(low) {
        Verdict::Nearly
    } else {
        Verdict::Unmet
    }
}

#[cfg(test)]
mod tests;
