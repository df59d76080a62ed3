//! Determinism, shares and skew of generated catalogues, and what their queries are like.

use std::collections::{HashMap, HashSet};

use super::*;

const MANY: usize = 20_000;

fn many() -> Vec<Track> {
    Catalogue::new(MANY, 5).tracks().collect()
}

fn share(tracks: &[Track], is: impl Fn(&Track) -> bool) -> f64 {
    tracks.iter().filter(|track| is(track)).count() as f64 / tracks.len() as f64
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 0.012, "{found} instead of {wanted}");
}

#[test]
fn the_same_seed_gives_the_same_tracks_and_another_seed_others() {
    let of = |seed| Catalogue::new(500, seed).tracks().collect::<Vec<Track>>();
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
    assert_eq!(of(1).len(), 500);
}

#[test]
fn every_size_has_exactly_its_tracks_with_identities_of_their_own() {
    for count in [0, 1, 11, 12, 13, 1000] {
        let tracks: Vec<Track> = Catalogue::new(count, 9).tracks().collect();
        assert_eq!(tracks.len(), count);
        let ids: HashSet<_> = tracks.iter().map(|track| track.id).collect();
        assert_eq!(ids.len(), count);
    }
}

#[test]
fn fields_are_missing_as_often_as_promised() {
    let tracks = many();
    near(share(&tracks, |track| track.play_count.is_none()), 0.30);
    near(share(&tracks, |track| track.play_count.is_none() != track.likes.is_none()), 0.0);
    near(share(&tracks, |track| track.moods.is_empty()), 0.20);
    near(share(&tracks, |track| track.year.is_none()), 0.30);
    near(share(&tracks, |track| track.artist.is_empty()), 0.15);
    near(share(&tracks, |track| track.name.is_empty()), 0.05);
    near(share(&tracks, |track| track.analysis.bpm.is_none()), 0.20);
    near(share(&tracks, |track| !track.description.is_empty()), 0.20);
    near(share(&tracks, |track| track.status != hark_track::Status::Public), 0.02);
    near(share(&tracks, |track| track.analysis.duration.is_none()), 0.0);
    assert!(tracks.iter().all(|track| (1..=3).contains(&track.genres.len())));
    assert!(tracks.iter().all(|track| track.name.split(' ').count() <= 4));
}

#[test]
fn few_artists_have_many_tracks_and_all_have_some() {
    let catalogue = Catalogue::new(MANY, 5);
    let mut sizes = vec![0usize; catalogue.artists()];
    for album in &catalogue.albums {
        assert!((1..=14).contains(&album.tracks));
        sizes[album.artist as usize] += album.tracks as usize;
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(sizes.len(), MANY.div_ceil(12));
    assert_eq!(sizes.iter().sum::<usize>(), MANY);
    assert!(*sizes.last().unwrap() >= 1);
    let tenth: usize = sizes.iter().take(sizes.len() / 10).sum();
    assert!(tenth * 100 > MANY * 40, "the largest tenth has {tenth}");
    assert!(sizes[sizes.len() / 2] < 8, "the median artist has {}", sizes[sizes.len() / 2]);
}

#[test]
fn genres_plays_lengths_and_words_are_skewed_as_in_life() {
    let tracks = many();
    let mut genres: HashMap<Genre, usize> = HashMap::new();
    for track in &tracks {
        *genres.entry(track.genre).or_default() += 1;
    }
    let mut counts: Vec<usize> = genres.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    assert!(counts.len() >= 40, "{} genres", counts.len());
    assert!(counts[0] > 10 * counts[counts.len() - 1]);

    let mut plays: Vec<u64> = tracks.iter().filter_map(|track| track.play_count).collect();
    plays.sort_unstable();
    assert!(plays[plays.len() * 99 / 100] > 50 * plays[plays.len() / 2]);

    let mut lengths: Vec<f64> =
        tracks.iter().filter_map(|track| track.duration()).map(hark_track::Seconds::get).collect();
    lengths.sort_by(f64::total_cmp);
    assert!((190.0..210.0).contains(&lengths[lengths.len() / 2]));

    let with = |word: &str| share(&tracks, |track| track.name.split(' ').any(|found| found == word));
    assert!(with("Love") > 10.0 * with("Ebony"));
}

#[test]
fn what_a_track_says_fits_its_genre() {
    let tracks = many();
    let mean = |slug: &str, of: &dyn Fn(&Track) -> Option<f64>| {
        let found: Vec<f64> =
            tracks.iter().filter(|track| track.genre.slug() == slug).filter_map(of).collect();
        found.iter().sum::<f64>() / found.len() as f64
    };
    let bpm = |track: &Track| track.analysis.bpm.map(hark_track::Bpm::get);
    assert!(mean("drum-bass", &bpm) > 170.0 && mean("ambient", &bpm) < 90.0);
    let loudness = |track: &Track| track.analysis.loudness_lufs.map(hark_track::Lufs::get);
    assert!(mean("metal", &loudness) > mean("classical", &loudness) + 8.0);
    let lively = |track: &Track| {
        Some(f64::from(u8::from(track.moods.iter().any(|mood| words::LIVELY_MOODS.contains(&mood.as_str())))))
    };
    assert!(mean("hardstyle", &lively) > 3.0 * mean("new-age", &lively));
}

#[test]
fn every_phrase_of_a_track_is_in_the_vocabulary() {
    let vocabulary: HashSet<String> = vocabulary().into_iter().collect();
    for track in many() {
        let phrases = phrases(&track);
        assert!(!phrases.is_empty());
        for (phrase, _) in phrases {
            assert!(vocabulary.contains(&phrase), "{phrase}");
        }
    }
}

#[test]
fn every_profile_names_a_genre() {
    let profiles = profiles();
    assert!(profiles.iter().all(|(genre, _)| *genre != Genre::OTHER));
    assert_eq!(profiles.len(), Genre::COUNT - 1);
}

#[test]
fn queries_are_distinct_deterministic_and_as_long_as_people_type() {
    let queries = queries(5000, 3);
    assert_eq!(queries, super::queries(5000, 3));
    assert_ne!(queries, super::queries(5000, 4));
    let distinct: HashSet<&String> = queries.iter().collect();
    assert_eq!(distinct.len(), 5000);
    let mut lengths: Vec<usize> = queries.iter().map(|query| query.split_whitespace().count()).collect();
    lengths.sort_unstable();
    assert!((4..=5).contains(&lengths[2500]), "{}", lengths[2500]);
    assert!(lengths[0] >= 1 && lengths[4999] <= 12 && lengths[4999] >= 10, "{}", lengths[4999]);
    for part in [" like ", "no guitars", "female vocals", " bpm", "for ", "with "] {
        assert!(queries.iter().any(|query| query.contains(part)), "{part}");
    }
}
