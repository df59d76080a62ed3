//! What complies with a demand and what does not.

use hark_index::Columns;
use hark_track::{AssetId, Timestamp, Track};

use super::*;

fn row(change: impl FnOnce(&mut Track)) -> ColumnRow {
    let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
    change(&mut track);
    let mut columns = Columns::default();
    columns.set(0, &track);
    columns.get(0).unwrap()
}

fn verdict(constraint: Constraint, row: &ColumnRow) -> Verdict {
    constraint.verdict(row, Tagged::default())
}

#[test]
fn a_tempo_is_met_within_a_few_percent_and_nearly_at_half_and_double() {
    let at = |bpm: f64| row(|track| track.analysis.bpm = Bpm::new(bpm));
    for (measure, bpm, expected) in [
        (Measure::Exactly(120.0), 122.0, Verdict::Met),
        (Measure::Exactly(120.0), 126.0, Verdict::Unmet),
        (Measure::Exactly(120.0), 60.5, Verdict::Nearly),
        (Measure::Around(120.0), 128.0, Verdict::Met),
        (Measure::Between(90.0, 100.0), 100.4, Verdict::Met),
        (Measure::Between(90.0, 100.0), 110.0, Verdict::Unmet),
        (Measure::AtLeast(140.0), 90.0, Verdict::Nearly),
        (Measure::AtMost(80.0), 170.0, Verdict::Unmet),
    ] {
        assert_eq!(verdict(Constraint::Tempo(measure), &at(bpm)), expected, "{measure:?} {bpm}");
    }
    assert_eq!(verdict(Constraint::Tempo(Measure::Exactly(120.0)), &row(|_| ())), Verdict::Unknown);
}

#[test]
fn a_key_is_met_by_the_parts_that_are_asked_for() {
    let a_minor = row(|track| {
        track.analysis.key = PitchClass::from_semitones(9);
        track.analysis.scale = Some(Scale::Minor);
    });
    let a = PitchClass::from_semitones(9);
    assert_eq!(verdict(Constraint::Key(a, None), &a_minor), Verdict::Met);
    assert_eq!(verdict(Constraint::Key(a, Some(Scale::Major)), &a_minor), Verdict::Unmet);
    assert_eq!(verdict(Constraint::Key(None, Some(Scale::Minor)), &a_minor), Verdict::Met);
    assert_eq!(verdict(Constraint::Key(a, None), &row(|_| ())), Verdict::Unknown);
}

#[test]
fn what_was_heard_of_the_voice_counts_before_what_is_tagged() {
    let sung = row(|track| track.analysis.voice = Some(hark_track::Voice::Voice));
    let tagged = Tagged { instrumental: true, ..Tagged::default() };
    let instrumental = Constraint::Voice(Voice::Instrumental);
    assert_eq!(instrumental.verdict(&sung, tagged), Verdict::Unmet);
    assert_eq!(instrumental.verdict(&row(|_| ()), tagged), Verdict::Met);
    assert_eq!(instrumental.verdict(&row(|_| ()), Tagged::default()), Verdict::Unknown);
    let female = Constraint::Gender(Gender::Female);
    assert_eq!(female.verdict(&row(|_| ()), tagged), Verdict::Unmet, "nobody sings");
    let woman = Tagged { voice: true, gender: Some(Gender::Female), ..Tagged::default() };
    assert_eq!(female.verdict(&row(|_| ()), woman), Verdict::Met);
}

#[test]
fn lengths_and_years_have_some_slack_where_people_mean_some() {
    let lasting = |seconds: f64| row(|track| track.analysis.duration = Seconds::new(seconds));
    let half_minute = Constraint::Length(Measure::Around(30.0));
    assert_eq!(verdict(half_minute, &lasting(34.0)), Verdict::Met);
    assert_eq!(verdict(half_minute, &lasting(45.0)), Verdict::Unmet);
    assert_eq!(verdict(Constraint::Length(Measure::AtMost(120.0)), &lasting(121.0)), Verdict::Unmet);
    let of = |year: i32| row(|track| track.year = Some(year));
    let eighties = Constraint::Years(Some(1980), Some(1989));
    assert_eq!(verdict(eighties, &of(1980)), Verdict::Met);
    assert_eq!(verdict(eighties, &of(1990)), Verdict::Unmet);
    assert_eq!(verdict(Constraint::Years(None, Some(1969)), &of(1950)), Verdict::Met);
    assert_eq!(verdict(Constraint::Years(Some(1990), Some(1990)), &of(1992)), Verdict::Nearly);
}
