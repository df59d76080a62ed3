//! Candidate sets: pages, totals, groups, filters, orders.

use std::collections::BTreeMap;

use hark_catalog::{Field, TrackPatch};
use hark_search::{Engine, Filters, Page, SearchRequest, SearchResults, Sort};
use hark_track::{Genre, Scale, Seconds, Timestamp};
use proptest::prelude::*;

use crate::world::{World, ids, request, track};

/// A catalogue in which everything varies.
fn varied() -> Vec<TrackPatch> {
    let tags = ["calm", "battle", "ocean", "happy", "guitar"];
    let genres = ["rock", "jazz", "techno"];
    (0..120u64)
        .map(|n| {
            let at = n as usize;
            let mut patch = track(
                1_000 + n * 7 % 120,
                &format!("Piece {n}"),
                &format!("Artist {}", n % 11),
                &[tags[at % 5], tags[at / 5 % 5]],
            );
            patch.fields.album = Field::Set(format!("Album {}", n % 22));
            patch.fields.genres = Field::Set(vec![genres[at % 3].to_owned()]);
            patch.fields.duration = Seconds::new(30.0 + n as f64).into();
            patch.fields.play_count = if n % 4 == 0 { Field::Keep } else { Field::Set(n * 37 % 50) };
            patch.fields.created_at =
                Timestamp::from_unix(1_600_000_000 + (n as i64 * 53 % 90) * 86_400).into();
            patch.fields.scale = if n % 2 == 0 { Field::Set(Scale::Minor) } else { Field::Keep };
            patch
        })
        .collect()
}

fn page(world: &World, request: &SearchRequest, limit: usize, offset: usize) -> SearchResults {
    world.engine.search(&SearchRequest { page: Page { limit, offset }, ..request.clone() }).unwrap()
}

/// Every result, read page by page.
fn all(world: &World, request: &SearchRequest, limit: usize) -> Vec<u64> {
    let first = page(world, request, limit, 0);
    let mut found = ids(&first);
    while found.len() < first.total {
        let next = page(world, request, limit, found.len());
        assert_eq!((next.total, &next.artists, &next.albums), (first.total, &first.artists, &first.albums));
        assert!(!next.tracks.is_empty());
        found.extend(ids(&next));
    }
    assert!(page(world, request, limit, first.total).tracks.is_empty());
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pages_partition_the_candidates_and_filters_leave_those_that_satisfy_them(
        query in prop::sample::select(vec!["calm", "boss fight", "ocean guitar", "artist 3", "happy jazz", "piece"]),
        limit in 1usize..60,
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Popular, Sort::Recent]),
        genre in prop::option::of(prop::sample::select(vec!["rock", "jazz"])),
        longest in prop::option::of(40.0f64..140.0),
        minor in any::<bool>(),
        plays in prop::option::of(0u64..40),
    ) {
        let world = World::new(&varied());
        let filters = Filters {
            genres: genre.and_then(Genre::parse).into_iter().collect(),
            duration_max: longest.and_then(Seconds::new),
            scale: minor.then_some(Scale::Minor),
            min_play_count: plays,
            ..Filters::default()
        };
        let unfiltered = SearchRequest { sort, ..request(query) };
        let filtered = SearchRequest { filters: filters.clone(), ..unfiltered.clone() };

        let everything = all(&world, &unfiltered, 100);
        let mut some = all(&world, &filtered, limit);
        let distinct: std::collections::BTreeSet<u64> = some.iter().copied().collect();
        prop_assert_eq!(distinct.len(), some.len(), "a track came twice");

        let by_id: BTreeMap<u64, _> = world
            .catalog
            .changes_since(hark_catalog::Sequence(0), 1_000)
            .unwrap()
            .into_iter()
            .map(|stored| (stored.track.id.get(), stored.track))
            .collect();
        let satisfied = |id: &u64| {
            let track = &by_id[id];
            (filters.genres.is_empty() || filters.genres.contains(&track.genre))
                && filters.duration_max.is_none_or(|max| track.duration().is_some_and(|d| d <= max))
                && (!minor || track.analysis.scale == Some(Scale::Minor))
                && plays.is_none_or(|min| track.play_count.is_some_and(|count| count >= min))
        };
        let mut expected: Vec<u64> = everything.into_iter().filter(satisfied).collect();
        some.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(&some, &expected);

        let whole = page(&world, &filtered, 100, 0);
        let count = |of: &dyn Fn(&hark_track::Track) -> String| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            some.iter().for_each(|id| *counts.entry(of(&by_id[id])).or_default() += 1);
            counts
        };
        let artists: BTreeMap<String, usize> =
            whole.artists.iter().map(|group| (group.name.clone(), group.track_count)).collect();
        prop_assert_eq!(artists, count(&|track| track.artist.clone()));
        let albums: BTreeMap<String, usize> = whole
            .albums
            .iter()
            .map(|group| (format!("{} / {}", group.name, group.artist), group.track_count))
            .collect();
        prop_assert_eq!(albums, count(&|track| format!("{} / {}", track.album, track.artist)));
    }
}

#[test]
fn popular_and_recent_order_the_candidates_of_relevance() {
    let world = World::new(&varied());
    let by = |sort| world.engine.search(&SearchRequest { sort, ..request("calm") }).unwrap();
    let popular: Vec<Option<u64>> = by(Sort::Popular).tracks.iter().map(|hit| hit.track.play_count).collect();
    assert!(popular.is_sorted_by(|a, b| a >= b), "{popular:?}");
    let recent: Vec<Timestamp> = by(Sort::Recent).tracks.iter().map(|hit| hit.track.created_at).collect();
    assert!(recent.is_sorted_by(|a, b| a >= b));
    assert_eq!(by(Sort::Popular).total, by(Sort::Relevance).total);
}

#[test]
fn later_pages_come_from_the_list_of_the_first_one() {
    let world = World::new(&varied());
    let calm = request("calm");
    let before = all(&world, &calm, 100);
    let first = page(&world, &calm, 10, 0);
    world.import(&[track(5, "Calm calm", "New", &["calm", "quiet"])]);
    let mut paged = ids(&first);
    paged.extend(ids(&page(&world, &calm, 100, 10)));
    assert_eq!(paged, before, "what was imported meanwhile moves nothing");
    assert!(ids(&page(&world, &calm, 10, 0)).contains(&5), "a new first page is fresh");
}

#[test]
fn a_track_that_is_hidden_meanwhile_is_left_out_of_later_pages() {
    let world = World::new(&varied());
    let calm = request("calm");
    let before = all(&world, &calm, 100);
    let mut hidden = TrackPatch::new(hark_track::AssetId::new(before[12]).unwrap());
    hidden.fields.status = Field::Set(hark_track::Status::Moderated);
    world.catalog.upsert(&[hidden]).unwrap();
    let second = ids(&page(&world, &calm, 10, 10));
    assert_eq!(second.len(), 9);
    assert!(!second.contains(&before[12]));
}
