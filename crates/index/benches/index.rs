//! Vectors and columns of a catalogue of any size: what searches, filters, counts, pages, upserts and snapshots cost.
//!
//! `cargo bench -p hark-index --bench index -- [TRACKS]` (100,000). Vectors lie around themes in 384 dimensions, columns are
//! skewed; filters stand beside a plain pass over the records in the same run.
#![expect(clippy::print_stdout, reason = "what it finds is its output")]

use std::hint::black_box;
use std::time::Instant;

use hark_index::columns::{Facet, Order};
use hark_index::{Columns, Filters, Rows, Vector, Vectors};
use hark_track::{
    AssetId, Bpm, Electronic, Gender, Genre, PitchClass, Scale, Seconds, Timestamp, Track, Voice,
};

const DIMENSIONS: usize = 384;

fn main() {
    let tracks = std::env::args().skip(1).find_map(|text| text.parse().ok()).unwrap_or(100_000);
    println!("{tracks} tracks, kernels: {}", Vectors::kernel());
    columns(tracks);
    vectors(tracks);
}

/// Numbers that look random, 0 to 1.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    fn below(&mut self, bound: f32) -> usize {
        (self.next() * bound) as usize
    }

    /// Small numbers often, great ones seldom.
    fn skewed(&mut self, bound: f32) -> usize {
        (self.next().powi(3) * bound) as usize
    }
}

/// Runs `work` some times and prints median and 99th percentile.
fn show(what: &str, rounds: usize, mut work: impl FnMut(usize)) {
    let mut times: Vec<f64> = (0..rounds)
        .map(|round| {
            let begun = Instant::now();
            work(round);
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<44} p50 {:>9.1} us  p99 {:>9.1} us", times[rounds / 2], times[rounds * 99 / 100]);
}

fn track(at: u32, random: &mut Random) -> Track {
    let mut track = Track::new(AssetId::new(u64::from(at) + 1).expect("an identity"), Timestamp::default());
    track.name = format!("Title {} of {}", random.below(50_000.0), random.below(900.0));
    track.artist = format!("Artist {}", random.skewed(80_000.0));
    track.created_at = Timestamp::from_unix(random.below(1e9) as i64).expect("a moment");
    track.genre = Genre::from_index(random.skewed(Genre::COUNT as f32)).expect("a genre");
    if random.next() > 0.3 {
        track.play_count = Some(random.skewed(1e6) as u64);
        track.likes = Some(random.skewed(1e4) as u64);
    }
    track.analysis.duration = Seconds::new(f64::from(random.next() * 400.0));
    if random.next() > 0.2 {
        track.analysis.bpm = Bpm::new(f64::from(60.0 + random.next() * 120.0));
        track.analysis.key = PitchClass::from_semitones(random.below(12.0) as u8);
        track.analysis.scale = Some(if random.next() > 0.6 { Scale::Minor } else { Scale::Major });
        track.analysis.voice = Some(if random.next() > 0.5 { Voice::Voice } else { Voice::Instrumental });
        track.analysis.electronic = (random.next() > 0.5).then_some(Electronic::Electronic);
        track.gender = (random.next() > 0.5).then_some(Gender::Female);
    }
    track
}

fn some_filters() -> [(&'static str, Filters); 5] {
    let (none, genre) = (Filters::default, |at| Genre::from_index(at).expect("a genre"));
    [
        ("one genre", Filters { genres: vec![genre(5)], ..none() }),
        (
            "length 90 to 180 s",
            Filters { duration_min: Seconds::new(90.0), duration_max: Seconds::new(180.0), ..none() },
        ),
        ("1,000 plays", Filters { min_play_count: Some(1_000), ..none() }),
        ("instrumental, electronic", Filters { instrumental: true, electronic: true, ..none() }),
        (
            "seven columns at once, none of them strict",
            Filters {
                genres: Genre::all().take(30).collect(),
                duration_min: Seconds::new(20.0),
                duration_max: Seconds::new(390.0),
                min_play_count: Some(3),
                min_likes: Some(1),
                created_after: Timestamp::from_unix(1_000_000),
                electronic: true,
                scale: Some(Scale::Major),
                ..none()
            },
        ),
    ]
}

fn columns(tracks: u32) {
    let mut random = Random(1);
    let mut columns = Columns::default();
    let begun = Instant::now();
    (0..tracks).for_each(|at| columns.set(at, &track(at, &mut random)));
    let bytes = columns.memory_bytes() / tracks as usize;
    println!("columns: {:.1} s, {bytes} bytes a track", begun.elapsed().as_secs_f64());
    for (name, filters) in some_filters() {
        let count = columns.select(&filters).count();
        show(&format!("{name}: {count}"), 50, |_| drop(black_box(columns.select(&filters))));
    }
    show("a pass over the records for one condition", 10, |_| {
        let fits = |row: &u32| columns.get(*row).is_some_and(|row| row.play_count >= Some(1_000));
        black_box(columns.public().iter().filter(fits).count());
    });
    let everything = columns.public().clone();
    let hundredth = Rows::where_(tracks as usize, |row| row % 100 == 0);
    for (name, rows) in [("all", &everything), ("1 %", &hundredth)] {
        show(&format!("artists and genres of {name}, counted"), 10, |_| {
            black_box((columns.count_by(Facet::Artist, rows), columns.count_by(Facet::Genre, rows)));
        });
    }
    for order in [Order::Popular, Order::Recent] {
        for offset in [0, 1_000, tracks as usize / 2] {
            show(&format!("{order:?}, page at {offset}"), 10, |_| {
                drop(black_box(columns.page(&everything, order, (offset, 20), |_| String::new())));
            });
        }
    }
    show("a snapshot", 50, |_| drop(black_box(columns.clone())));
    let snapshot = columns.clone();
    show("an upsert", 500, |round| columns.set((round * 7_919) as u32 % tracks, &track(5, &mut random)));
    drop(snapshot);
}

/// Unit vectors around themes.
struct Themes {
    themes: Vec<Vec<f32>>,
    random: Random,
}

impl Themes {
    fn new(count: usize) -> Themes {
        let mut themes = Themes { themes: Vec::new(), random: Random(2) };
        themes.themes = (0..count).map(|_| (0..DIMENSIONS).map(|_| themes.gauss()).collect()).collect();
        themes
    }

    fn gauss(&mut self) -> f32 {
        self.random.next() + self.random.next() + self.random.next() - 1.5
    }

    fn near(&mut self, theme: usize, spread: f32) -> Vec<f32> {
        let noise: Vec<f32> = (0..DIMENSIONS).map(|_| spread * self.gauss()).collect();
        let theme = &self.themes[theme % self.themes.len()];
        let vector: Vec<f32> = theme.iter().zip(noise).map(|(a, b)| a + b).collect();
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.into_iter().map(|x| x / norm).collect()
    }
}

fn vectors(tracks: u32) {
    let mut themes = Themes::new(tracks as usize / 250 + 8);
    let mut vectors = Vectors::default();
    let begun = Instant::now();
    (0..tracks).for_each(|row| put(&mut vectors, row, &themes.near(row as usize * 31, 0.9)));
    let filled = begun.elapsed().as_secs_f64();
    let vectors = if vectors.is_outgrown() { vectors.regrouped(2) } else { vectors };
    let lists = begun.elapsed().as_secs_f64() - filled;
    let bytes = vectors.memory_bytes() / tracks as usize;
    println!("vectors: {} lists in {lists:.1} s, {bytes} bytes a vector", vectors.lists());
    let queries: Vec<Vec<f32>> = (0..200).map(|at| themes.near(at * 17, 1.2)).collect();
    for (name, cost) in vectors.costs(&queries[0]) {
        println!("  {name:<20} {cost:>7.1} ns");
    }
    for parts in [1u32, 2, 10, 100, 1_000] {
        let within =
            Rows::where_(tracks as usize, |row| (row as u32).wrapping_mul(2_654_435_769) < u32::MAX / parts);
        let recall =
            queries.iter().take(40).map(|query| recall(&vectors, query, &within)).sum::<f32>() / 40.0;
        show(&format!("nearest 100 of one in {parts}, recall {recall:.3}"), 200, |round| {
            drop(black_box(vectors.nearest(&queries[round], &within, 100, Vectors::RECALL)));
        });
    }
    let mut changed = vectors.clone();
    show("an upsert", 500, |round| {
        put(&mut changed, (round * 7_919) as u32 % tracks, &queries[round % 200]);
    });
}

/// The share of the nearest hundred, by exact scoring, that a search finds.
fn recall(vectors: &Vectors, query: &[f32], within: &Rows) -> f32 {
    let exact = vectors.nearest(query, within, 100, 1.0).expect("an answer");
    let found = vectors.nearest(query, within, 100, Vectors::RECALL).expect("an answer");
    found.iter().filter(|found| exact.contains(found)).count() as f32 / exact.len().max(1) as f32
}

fn put(vectors: &mut Vectors, row: u32, vector: &[f32]) {
    let largest = vector.iter().fold(1e-9f32, |largest, x| largest.max(x.abs()));
    let scale = largest / 127.0;
    let values: Vec<i8> = vector.iter().map(|x| (x / scale).round() as i8).collect();
    vectors.set(row, Some(Vector { scale, values: &values })).expect("a vector of the right length");
}
