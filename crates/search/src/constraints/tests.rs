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

/// What columns and tags say of all tracks at once is what is said of each: nobody who complies is missed, and nobody is admitted
/// who breaks a demand, but at the edges of ranges.
#[test]
fn all_tracks_at_once_are_judged_as_each_by_itself() {
    let mut columns = Columns::default();
    let (mut tagged, mut tags_of) = (TaggedRows::default(), Vec::new());
    for at in 0..3_000u32 {
        let maybe = |parts: u32, value: f64| (at % parts > 0).then_some(value);
        let mut track = Track::new(AssetId::new(u64::from(at)).unwrap(), Timestamp::default());
        track.analysis.bpm = maybe(5, 50.0 + f64::from(at * 7 % 170)).and_then(Bpm::new);
        track.analysis.duration = maybe(7, f64::from(at * 13 % 400)).and_then(Seconds::new);
        track.analysis.key = PitchClass::from_semitones((at % 14) as u8);
        track.analysis.scale = [None, Some(Scale::Major), Some(Scale::Minor)][at as usize % 3];
        track.analysis.voice = [None, Some(hark_track::Voice::Voice), Some(hark_track::Voice::Instrumental)]
            [at as usize / 3 % 3];
        track.gender = [None, Some(Gender::Female), Some(Gender::Male)][at as usize / 9 % 3];
        track.year = maybe(4, 0.0).map(|_| 1960 + (at * 11 % 70) as i32);
        columns.set(at, &track);
        let gender = [None, Some(Gender::Female), Some(Gender::Male)][at as usize / 27 % 3];
        let of_track =
            Tagged { instrumental: at / 81 % 2 == 0, voice: gender.is_some() || at / 162 % 2 == 0, gender };
        tagged.add(at, of_track);
        tags_of.push(of_track);
    }
    let measures = [
        Measure::Exactly(120.0),
        Measure::Around(90.0),
        Measure::Between(60.0, 75.0),
        Measure::AtLeast(150.0),
        Measure::AtMost(80.0),
    ];
    let mut constraints: Vec<Constraint> = measures
        .iter()
        .flat_map(|measure| [Constraint::Tempo(*measure), Constraint::Length(*measure)])
        .collect();
    constraints.extend([Voice::Instrumental, Voice::Vocal].map(Constraint::Voice));
    constraints.extend([Gender::Female, Gender::Male].map(Constraint::Gender));
    constraints.extend(
        [(None, Some(Scale::Minor)), (PitchClass::from_semitones(4), None)]
            .map(|(k, s)| Constraint::Key(k, s)),
    );
    constraints.push(Constraint::Key(PitchClass::from_semitones(4), Some(Scale::Major)));
    constraints.extend(
        [(Some(1990), Some(1990)), (Some(1980), Some(1989)), (None, Some(1970))]
            .map(|(a, b)| Constraint::Years(a, b)),
    );
    for constraint in constraints {
        let (met, admitted) = (constraint.met(&columns, &tagged), constraint.not_unmet(&columns, &tagged));
        for (row, tags) in (0..).zip(&tags_of) {
            let verdict = constraint.verdict(&columns.get(row).unwrap(), *tags);
            let near_edge = matches!(constraint, Constraint::Tempo(_) | Constraint::Length(_));
            assert!(verdict != Verdict::Met || met.contains(row), "{constraint:?} {row} complies");
            assert!(verdict == Verdict::Unmet || admitted.contains(row), "{constraint:?} {row}: {verdict:?}");
            assert!(
                verdict != Verdict::Unmet || near_edge || !admitted.contains(row),
                "{constraint:?} {row} is out"
            );
        }
        assert!(
            (0..3_000).filter(|row| admitted.contains(*row)).count() < 3_000,
            "{constraint:?} keeps somebody out"
        );
    }
}
