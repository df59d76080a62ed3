//! What holds of columns, against a scan of the tracks: rows come back as they were set, conditions select what they say, pages are
//! pages of the sorted whole, and files keep everything.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::file::tests::{read, written};

prop_compose! {
    fn any_track()(
        (id, name, artist) in (1u64..1_000_000, "[a-c]{0,2}(same start )?[a-z]{0,3}", "[a-d]{0,1}"),
        (plays, created, year) in (prop::option::of(0u64..60), -9i64..9, prop::option::of(1950i32..2030)),
        (bpm, alternative) in (prop::option::of(40f64..220.0), prop::option::of(40f64..220.0)),
        (duration, key, scale) in (prop::option::of(0f64..900.0), 0u8..14, prop::option::of(any::<bool>())),
    ) -> Track {
        let mut track = Track::new(AssetId::new(id).unwrap(), Timestamp::from_unix(created).unwrap());
        (track.name, track.artist) = (name, artist);
        (track.play_count, track.year) = (plays, year);
        track.analysis.bpm = bpm.and_then(Bpm::new);
        track.analysis.bpm_alternative = alternative.and_then(Bpm::new)
            .map(|bpm| hark_track::TempoCandidate { bpm, weight: hark_track::Confidence::new(0.5).unwrap() });
        track.analysis.duration = duration.and_then(Seconds::new);
        track.analysis.key = PitchClass::from_semitones(key);
        track.analysis.scale = scale.map(|major| if major { Scale::Major } else { Scale::Minor });
        track
    }
}

fn columns_of(tracks: &[Track]) -> Columns {
    let mut columns = Columns::default();
    tracks.iter().zip(0..).for_each(|(track, row)| columns.set(row, track));
    columns
}

fn reread(columns: &Columns) -> Columns {
    let stored = written(|out| columns.save(out));
    read(&stored, Columns::load).unwrap()
}

proptest! {
    #[test]
    fn conditions_select_what_a_scan_selects(
        tracks in prop::collection::vec(any_track(), 1..700),
        (low, high) in (0f64..250.0, 0f64..250.0),
        (from, to) in (1940i32..2040, 1940i32..2040),
        missing in any::<bool>(),
    ) {
        let columns = columns_of(&tracks);
        for columns in [reread(&columns), columns.to_read(), columns] {
            let rows = |found: Rows| found.iter().collect::<Vec<u32>>();
            let scan = |holds: &dyn Fn(&Track) -> bool| {
                tracks.iter().zip(0..).filter(|(track, _)| holds(track)).map(|(_, row)| row).collect::<Vec<u32>>()
            };
            let tempo = columns.numbers(Number::Bpm, &[(low, low + 9.0), (high, 300.0)], missing);
            let near = |bpm: f64| (low..=low + 9.0).contains(&bpm) || (high..=300.0).contains(&bpm);
            let single = |bpm: Bpm| f64::from(bpm.get() as f32);
            prop_assert_eq!(rows(tempo), scan(&|track| track.analysis.bpm.map_or(missing, |bpm| near(single(bpm)))));
            let years = columns.numbers(Number::Year, &[(f64::from(from), f64::from(to))], missing);
            prop_assert_eq!(rows(years), scan(&|track| track.year.map_or(missing, |year| (from..=to).contains(&year))));
            let lengths = columns.numbers(Number::Duration, &[(low, high)], missing);
            let fits = |track: &Track| track.duration().map_or(missing, |d| (low..=high).contains(&d.get()));
            prop_assert_eq!(rows(lengths), scan(&fits));
            let minor = columns.tonal(|key, scale| key.is_none() || scale == Some(Scale::Minor));
            let is_minor = |track: &Track| track.analysis.key.is_none() || track.analysis.scale == Some(Scale::Minor);
            prop_assert_eq!(rows(minor), scan(&is_minor));
        }
    }

    #[test]
    fn a_page_is_a_page_of_the_sorted_whole_and_counts_are_those_of_a_scan(
        tracks in prop::collection::vec(any_track(), 1..700),
        parts in 1usize..4,
        (offset, limit) in (0usize..700, 0usize..40),
    ) {
        let columns = reread(&columns_of(&tracks));
        let rows = Rows::where_(tracks.len() + 70, |row| row % parts == 0);
        let title = |row: u32| fold::name(&tracks[row as usize].name);
        for order in [Order::Popular, Order::Recent, Order::Name] {
            let mut all: Vec<u32> = rows.iter().filter(|row| (*row as usize) < tracks.len()).collect();
            all.sort_by_key(|row| {
                let track = &tracks[*row as usize];
                let key = match order {
                    Order::Popular => (track.play_count.map_or(i64::MAX, |plays| -(plays as i64)), String::new()),
                    Order::Recent => (-track.created_at.unix(), String::new()),
                    Order::Name => (i64::from(title(*row).is_empty()), title(*row)),
                };
                (key, track.id)
            });
            let expected: Vec<u32> = all.into_iter().skip(offset).take(limit).collect();
            prop_assert_eq!(columns.page(&rows, order, (offset, limit), title), expected, "{:?}", order);
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let within = tracks.iter().zip(0..).filter(|(track, row)| rows.contains(*row) && !track.artist.is_empty());
        within.for_each(|(track, _)| *counts.entry(track.artist.as_str()).or_default() += 1);
        let found = columns.count_by(Facet::Artist, &rows);
        prop_assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
        let named: BTreeMap<&str, usize> =
            found.into_iter().map(|(artist, count)| (columns.artist_name(artist), count)).collect();
        prop_assert_eq!(named, counts);
    }

    #[test]
    fn a_file_that_was_cut_or_damaged_is_refused_or_harmless(
        tracks in prop::collection::vec(any_track(), 0..20),
        (cut, at, flip) in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1u8..),
    ) {
        let mut stored = written(|out| columns_of(&tracks).save(out));
        prop_assert!(read(&stored[..cut.index(stored.len())], Columns::load).is_none());
        let at = at.index(stored.len());
        stored[at] ^= flip;
        if let Some(columns) = read(&stored, Columns::load) {
            prop_assert!((0..30).filter_map(|row| columns.get(row)).count() <= 30);
            prop_assert!(columns.count_by(Facet::Artist, &Rows::where_(30, |_| true)).len() <= 30);
        }
    }
}

#[test]
fn a_row_comes_back_as_it_was_set() {
    let mut track = Track::new(AssetId::new(7).unwrap(), Timestamp::from_unix(-5).unwrap());
    (track.name, track.artist, track.album) = ("Élan (Live)".into(), "Air".into(), "Moon".into());
    (track.play_count, track.likes, track.year) = (Some(u64::MAX - 1), Some(0), Some(1998));
    track.analysis.voice = Some(Voice::Voice);
    track.analysis.electronic = Some(Electronic::Electronic);
    track.analysis.duration = Seconds::new(180.1);
    track.analysis.bpm = Bpm::new(120.5);
    track.gender = Some(Gender::Female);
    let mut columns = Columns::default();
    columns.set(3, &track);
    let row = columns.get(3).unwrap();
    assert_eq!(
        (row.id, row.created_at.unix(), row.play_count, row.likes),
        (track.id, -5, Some(u64::MAX - 1), Some(0))
    );
    assert_eq!((row.duration, row.bpm, row.bpm_alternative), (Seconds::new(180.1), Bpm::new(120.5), None));
    assert_eq!((row.instrumental, row.electronic, row.acoustic), (Some(false), Some(true), None));
    assert_eq!((row.gender, row.key, row.scale, row.year), (Some(Gender::Female), None, None, Some(1998)));
    assert_eq!(columns.artist_name(row.artist.unwrap()), "Air");
    assert_eq!(columns.album_name(row.album.unwrap()), ("Moon", "Air"));
    track.name = "Elan".into();
    columns.set(4, &track);
    assert_eq!(columns.get(4).unwrap().recording, row.recording);
    assert_eq!((columns.get(2), columns.get(99), columns.bound()), (None, None, 5));
}
