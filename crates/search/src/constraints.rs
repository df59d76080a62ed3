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
    /// The tracks that may comply, or nearly, by what is known of them; at the edges of ranges a few too many.
    pub(crate) fn met(&self, columns: &Columns, tagged: &TaggedRows) -> Rows {
        match *self {
            Constraint::Tempo(measure) => {
                let (low, high) = range(measure, |wanted| (wanted * TEMPO_SHARE, wanted * ABOUT_TEMPO_SHARE));
                let ranges = [(low, high), (low / 2.0, high / 2.0), (2.0 * low, 2.0 * high)];
                let mut rows = columns.numbers(Number::Bpm, &ranges.map(wider), false);
                rows.unite(&columns.numbers(Number::Alternative, &[wider((low, high))], false));
                rows
            }
            Constraint::Key(tonic, scale) => {
                columns.tonal(|key, mode| both(known(tonic, key), known(scale, mode)) == Verdict::Met)
            }
            Constraint::Length(measure) => {
                let near = |wanted: f64, share: f64| (wanted * share).max(LENGTH_SECONDS);
                let slack = |wanted| (near(wanted, LENGTH_SHARE), near(wanted, ABOUT_LENGTH_SHARE));
                columns.numbers(Number::Duration, &[wider(range(measure, slack))], false)
            }
            Constraint::Voice(voice) => sung_rows(voice, columns, tagged),
            Constraint::Gender(gender) => gender_rows(gender, columns, tagged),
            Constraint::Years(from, to) => {
                let about = if from == to { f64::from(ABOUT_YEARS) } else { 0.0 };
                let low = from.map_or(f64::from(i32::MIN), |from| f64::from(from) - about);
                let high = to.map_or(f64::from(i32::MAX), |to| f64::from(to) + about);
                columns.numbers(Number::Year, &[(low, high)], false)
            }
        }
    }

    /// The tracks that are not known to break this demand: those that may comply, and those of which nobody knows.
    pub(crate) fn not_unmet(&self, columns: &Columns, tagged: &TaggedRows) -> Rows {
        let all_but = |broken: &[Rows]| {
            let mut rows = columns.labelled(|_| true);
            broken.iter().for_each(|broken| rows.subtract(broken));
            rows
        };
        let with_unknown = |unknown: Rows| {
            let mut rows = self.met(columns, tagged);
            rows.unite(&unknown);
            rows
        };
        match *self {
            Constraint::Tempo(_) => with_unknown(columns.numbers(Number::Bpm, &[], true)),
            Constraint::Length(_) => with_unknown(columns.numbers(Number::Duration, &[], true)),
            Constraint::Years(..) => with_unknown(columns.numbers(Number::Year, &[], true)),
            Constraint::Key(tonic, scale) => {
                columns.tonal(|key, mode| both(known(tonic, key), known(scale, mode)) != Verdict::Unmet)
            }
            Constraint::Voice(voice) => all_but(&[sung_rows(other_voice(voice), columns, tagged)]),
            Constraint::Gender(gender) => all_but(&[
                sung_rows(Voice::Instrumental, columns, tagged),
                gender_rows(other_gender(gender), columns, tagged),
            ]),
        }
    }
}

/// The tracks whose tags speak of a voice, as [`Tagged`] has it: for those that no analyser has heard.
#[derive(Debug, Clone, Default)]
pub(crate) struct TaggedRows {
    /// As instrumental, and with no voice.
    pub(crate) instrumental: Rows,
    /// With a voice, and not as instrumental.
    pub(crate) voice: Rows,
    /// With a woman's voice alone.
    pub(crate) female: Rows,
    /// With a man's voice alone.
    pub(crate) male: Rows,
}

impl TaggedRows {
    /// Notes what a track is tagged with.
    pub(crate) fn add(&mut self, row: u32, tagged: Tagged) {
        match heard_of_tags(tagged) {
            Some(true) => self.instrumental.set(row, true),
            Some(false) => self.voice.set(row, true),
            None => {}
        }
        match tagged.gender {
            Some(Gender::Female) => self.female.set(row, true),
            Some(Gender::Male) => self.male.set(row, true),
            None => {}
        }
    }
}

/// The tracks that are sung or not, as is asked, by what was measured, else by tags: [`sung`] for all of them.
fn sung_rows(voice: Voice, columns: &Columns, tagged: &TaggedRows) -> Rows {
    let instrumental = voice == Voice::Instrumental;
    let mut rows = columns.labelled(|labels| labels.instrumental.is_none());
    rows.intersect(if instrumental { &tagged.instrumental } else { &tagged.voice });
    rows.unite(&columns.labelled(|labels| labels.instrumental == Some(instrumental)));
    rows
}

/// The tracks known for a voice of this gender.
fn gender_rows(gender: Gender, columns: &Columns, tagged: &TaggedRows) -> Rows {
    let mut rows = columns.labelled(|labels| labels.gender.is_none());
    rows.intersect(if gender == Gender::Female { &tagged.female } else { &tagged.male });
    rows.unite(&columns.labelled(|labels| labels.gender == Some(gender)));
    rows
}

fn other_voice(voice: Voice) -> Voice {
    match voice {
        Voice::Instrumental => Voice::Vocal,
        Voice::Vocal => Voice::Instrumental,
    }
}

fn other_gender(gender: Gender) -> Gender {
    match gender {
        Gender::Female => Gender::Male,
        Gender::Male => Gender::Female,
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
    known(Some(voice == Voice::Instrumental), row.instrumental.or(heard_of_tags(tagged)))
}

/// Whether tags say that a track is instrumental; `None` where they say nothing, or both.
fn heard_of_tags(tagged: Tagged) -> Option<bool> {
    match (tagged.instrumental, tagged.voice) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    }
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
