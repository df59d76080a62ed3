//! Filters equal a scan of the tracks.

use hark_index::{Columns, Filters};
use hark_track::{
    Acoustic, Electronic, Gender, Genre, PitchClass, Scale, Seconds, Status, Timestamp, Track, Voice,
};
use proptest::prelude::*;

use crate::track;

/// The rule for every filter, written out once more over whole tracks.
fn satisfies(track: &Track, filters: &Filters) -> bool {
    let duration = track.analysis.duration.map(Seconds::get);
    let mut holds = track.status == Status::Public;
    if !filters.genres.is_empty() {
        holds &= filters.genres.contains(&track.genre);
    }
    if let Some(min) = filters.duration_min {
        holds &= duration.is_some_and(|d| d >= min.get());
    }
    if let Some(max) = filters.duration_max {
        holds &= duration.is_some_and(|d| d <= max.get());
    }
    if let Some(min) = filters.min_play_count {
        holds &= track.play_count.is_some_and(|n| n >= min);
    }
    if let Some(min) = filters.min_likes {
        holds &= track.likes.is_some_and(|n| n >= min);
    }
    if let Some(after) = filters.created_after {
        holds &= track.created_at >= after;
    }
    if filters.instrumental {
        holds &= track.analysis.voice == Some(Voice::Instrumental);
    }
    if filters.electronic {
        holds &= track.analysis.electronic == Some(Electronic::Electronic);
    }
    if filters.acoustic {
        holds &= track.analysis.acoustic == Some(Acoustic::Acoustic);
    }
    if let Some(key) = filters.key {
        holds &= track.analysis.key == Some(key);
    }
    if let Some(scale) = filters.scale {
        holds &= track.analysis.scale == Some(scale);
    }
    if let Some(gender) = filters.gender {
        holds &= track.gender() == Some(gender) && track.analysis.voice != Some(Voice::Instrumental);
    }
    holds
}

fn any_genre() -> impl Strategy<Value = Genre> {
    prop::sample::select(Genre::all().take(3).collect::<Vec<_>>())
}

fn any_key() -> impl Strategy<Value = PitchClass> {
    (0u8..3).prop_map(|semitones| PitchClass::from_semitones(semitones).unwrap())
}

fn maybe<T: std::fmt::Debug + Clone + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop::sample::select(values))
}

prop_compose! {
    fn any_track()(
        (status, genre, duration) in (maybe(vec![Status::Private, Status::Deleted]), any_genre(), prop::option::of(0u32..5)),
        (plays, likes, created) in (prop::option::of(0u64..4), prop::option::of(0u64..4), 0i64..4),
        (voice, electronic, acoustic) in (maybe(Voice::ALL.to_vec()), maybe(Electronic::ALL.to_vec()), maybe(Acoustic::ALL.to_vec())),
        (key, scale, gender) in (prop::option::of(any_key()), maybe(Scale::ALL.to_vec()), maybe(Gender::ALL.to_vec())),
    ) -> Track {
        let mut track = track(1, "");
        track.status = status.unwrap_or(Status::Public);
        track.genre = genre;
        track.analysis.duration = duration.and_then(|d| Seconds::new(f64::from(d)));
        (track.play_count, track.likes) = (plays, likes);
        track.created_at = Timestamp::from_unix(created).unwrap();
        (track.analysis.voice, track.analysis.electronic, track.analysis.acoustic) = (voice, electronic, acoustic);
        (track.analysis.key, track.analysis.scale, track.gender) = (key, scale, gender);
        track
    }
}

prop_compose! {
    fn any_filters()(
        (genres, min, max) in (prop::collection::vec(any_genre(), 0..3), prop::option::weighted(0.2, 0u32..5), prop::option::weighted(0.2, 0u32..5)),
        (plays, likes, created) in (prop::option::weighted(0.2, 0u64..4), prop::option::weighted(0.2, 0u64..4), prop::option::weighted(0.2, 0i64..4)),
        (instrumental, electronic, acoustic) in (prop::bool::weighted(0.2), prop::bool::weighted(0.2), prop::bool::weighted(0.2)),
        (key, scale, gender) in (prop::option::weighted(0.2, any_key()), prop::option::weighted(0.2, prop::sample::select(Scale::ALL.to_vec())),
            prop::option::weighted(0.2, prop::sample::select(Gender::ALL.to_vec()))),
    ) -> Filters {
        Filters {
            genres,
            duration_min: min.and_then(|d| Seconds::new(f64::from(d))),
            duration_max: max.and_then(|d| Seconds::new(f64::from(d))),
            min_play_count: plays,
            min_likes: likes,
            created_after: created.and_then(Timestamp::from_unix),
            instrumental, electronic, acoustic, key, scale, gender,
        }
    }
}

proptest! {
    #[test]
    fn a_filter_selects_what_a_scan_selects(tracks in prop::collection::vec(any_track(), 0..150), filters in any_filters()) {
        let mut columns = Columns::default();
        for (row, track) in (0..).zip(&tracks) {
            columns.set(row, track);
        }
        let selected: Vec<u32> = columns.select(&filters).iter().collect();
        let expected: Vec<u32> = (0..).zip(&tracks).filter(|(_, track)| satisfies(track, &filters)).map(|(row, _)| row).collect();
        prop_assert_eq!(selected, expected);
    }
}
