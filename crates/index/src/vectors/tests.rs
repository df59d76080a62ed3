//! What holds of vectors:
//!
//! 1. A scan gives the product of every asked row that has a vector, and of no other.
//! 2. The nearest are the first of all in order, exactly where that is asked for, and nearly all of them otherwise, whatever set of
//!    rows they are sought in and after any changes.
//! 3. Clones, files and regrouping keep every vector.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::file::tests::{read, written};

fn quantize(vector: &[f32]) -> (f32, Vec<i8>) {
    let query = Query::new(vector);
    (query.scale(), query.values()[..vector.len()].to_vec())
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    }

    fn unit(&mut self, dimensions: usize) -> Vec<f32> {
        normalised((0..dimensions).map(|_| self.next() + self.next() + self.next()).collect())
    }
}

fn normalised(vector: Vec<f32>) -> Vec<f32> {
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    vector.iter().map(|x| x / norm).collect()
}

fn unit(seed: u64, dimensions: usize) -> Vec<f32> {
    Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1).unit(dimensions)
}

/// A vector near one of a hundred themes.
fn themed(row: u32, dimensions: usize) -> Vec<f32> {
    let theme = unit(u64::from(row % 97) + 1, dimensions);
    let own = unit(u64::from(row) + 1_000, dimensions);
    normalised(theme.iter().zip(own).map(|(a, b)| a + 0.8 * b).collect())
}

fn set(vectors: &mut Vectors, row: u32, vector: &[f32]) {
    let (scale, values) = quantize(vector);
    vectors.set(row, Some(Vector { scale, values: &values })).unwrap();
}

fn many(count: u32, dimensions: usize) -> Vectors {
    let mut vectors = Vectors::default();
    (0..count).for_each(|row| set(&mut vectors, row, &themed(row, dimensions)));
    vectors
}

/// The slow, obvious way.
fn exactly(vectors: &Vectors, query: &[f32], within: &Rows, most: usize) -> Vec<(u32, f32)> {
    let mut all = Vec::new();
    vectors.scan(query, within, |row, product| all.push((row, product))).unwrap();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(most);
    all
}

fn recall(vectors: &Vectors, within: &Rows) -> f32 {
    let mut right = 0;
    for seed in 0..30 {
        let query = normalised(
            themed(seed, vectors.dimensions())
                .iter()
                .zip(themed(seed + 40, vectors.dimensions()))
                .map(|(a, b)| a + 0.5 * b)
                .collect(),
        );
        let expected = exactly(vectors, &query, within, 50);
        let found = vectors.nearest(&query, within, 50, Vectors::RECALL).unwrap();
        assert_eq!(found.len(), 50, "of {}", within.count());
        assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
        right += found.iter().filter(|found| expected.contains(found)).count();
    }
    right as f32 / 1_500.0
}

proptest! {
    #[test]
    fn a_scan_gives_the_cosine_of_every_asked_row_that_has_a_vector(
        present in prop::collection::btree_set(0u32..3000, 0..40),
        asked in prop::collection::btree_set(0u32..3000, 0..40),
        most in 0usize..50,
    ) {
        let mut vectors = Vectors::default();
        for row in &present {
            set(&mut vectors, *row, &unit(u64::from(*row) + 1, 96));
        }
        let mut rows = Rows::none(0);
        asked.iter().for_each(|row| rows.set(*row, true));
        let query = unit(999_999, 96);
        let mut seen = Vec::new();
        vectors.scan(&query, &rows, |row, cosine| seen.push((row, cosine))).unwrap();
        let expected: Vec<u32> = asked.intersection(&present).copied().collect();
        prop_assert_eq!(seen.iter().map(|(row, _)| *row).collect::<Vec<_>>(), expected);
        for (row, cosine) in &seen {
            let exact: f32 = unit(u64::from(*row) + 1, 96).iter().zip(&query).map(|(a, b)| a * b).sum();
            prop_assert!((cosine - exact).abs() < 0.01, "{} {}", cosine, exact);
        }
        prop_assert_eq!(vectors.nearest(&query, &rows, most, 0.9).unwrap(), exactly(&vectors, &query, &rows, most));
    }

    #[test]
    fn vectors_are_a_map_that_files_and_regrouping_keep(
        changes in prop::collection::vec((0u32..60, prop::option::of(1u64..99)), 0..80),
    ) {
        let (mut vectors, mut map) = (Vectors::default(), BTreeMap::new());
        for (row, seed) in changes {
            match seed {
                Some(seed) => { set(&mut vectors, row, &unit(seed, 40)); map.insert(row, seed); }
                None => { vectors.set(row, None).unwrap(); map.remove(&row); }
            }
        }
        let stored = written(|out| vectors.save(out));
        let loaded = read(&stored, Vectors::load).unwrap();
        let query = unit(7, 40);
        let everything = Rows::where_(100, |_| true);
        let expected = exactly(&vectors, &query, &everything, 100);
        prop_assert_eq!(expected.len(), map.len());
        if vectors.dimensions() > 0 {
            prop_assert_eq!(&exactly(&loaded, &query, &everything, 100), &expected);
        }
        if !map.is_empty() {
            prop_assert_eq!(&exactly(&vectors.regrouped(2), &query, &everything, 100), &expected);
        }
    }
}

#[test]
fn nearly_all_of_the_nearest_are_found_in_any_set_and_after_any_changes() {
    let mut vectors = many(20_000, 64);
    assert!(vectors.is_outgrown());
    vectors = vectors.regrouped(2);
    assert!(!vectors.is_outgrown() && vectors.lists() > 500);
    let sets = |modulus: usize| Rows::where_(40_000, |row| (row * 31) % modulus == 0);
    let themes = Rows::where_(40_000, |row| row % 97 < 12);
    let check = |vectors: &Vectors| {
        for within in [sets(1), sets(2), sets(10), sets(100), themes.clone()] {
            let recall = recall(vectors, &within);
            assert!(recall >= 0.96, "{recall} of {}", within.count());
        }
    };
    check(&vectors);
    // Half of them change, as many are added, and a tenth goes.
    for row in (0..40_000).filter(|row| row % 2 == 1 || *row >= 20_000) {
        set(&mut vectors, row, &themed(row + 13, 64));
    }
    for row in (3..40_000).step_by(10) {
        vectors.set(row, None).unwrap();
    }
    check(&vectors);
    assert!(vectors.is_outgrown());
    check(&vectors.regrouped(1));
}

#[test]
fn regrouping_depends_on_the_vectors_alone() {
    let vectors = many(3_000, 32);
    let (one, two) = (vectors.regrouped(1), vectors.regrouped(2));
    assert_eq!(one.centres, two.centres);
}

#[test]
fn all_of_them_are_found_exactly_when_exactly_is_asked_for() {
    let vectors = many(20_000, 32).regrouped(2);
    let within = Rows::where_(20_000, |row| row % 3 > 0);
    let query = unit(5, 32);
    assert_eq!(vectors.nearest(&query, &within, 300, 1.0).unwrap(), exactly(&vectors, &query, &within, 300));
}

#[test]
fn thousands_of_equal_vectors_are_no_burden() {
    let mut vectors = many(2_000, 32);
    (2_000..20_000).for_each(|row| set(&mut vectors, row, &themed(3, 32)));
    let vectors = vectors.regrouped(2);
    let within = Rows::where_(20_000, |row| row > 10);
    let found = vectors.nearest(&themed(3, 32), &within, 40, Vectors::RECALL).unwrap();
    assert_eq!(found.len(), 40);
    assert!(found.iter().all(|(_, product)| *product > 0.99));
}

#[test]
fn what_changed_meanwhile_is_taken_over() {
    let mut vectors = many(500, 32);
    let mut regrouped = vectors.regrouped(1);
    set(&mut vectors, 3, &unit(77, 32));
    set(&mut vectors, 600, &unit(78, 32));
    vectors.set(4, None).unwrap();
    regrouped.take_from(&vectors, [3, 600, 4].into_iter());
    let everything = Rows::where_(700, |_| true);
    let query = unit(77, 32);
    assert_eq!(exactly(&regrouped, &query, &everything, 600), exactly(&vectors, &query, &everything, 600));
}

#[test]
fn a_vector_of_another_length_is_refused_and_a_removed_one_is_not_seen() {
    let mut vectors = Vectors::default();
    vectors.set(2, Some(Vector { scale: 1.0, values: &[1, 0] })).unwrap();
    assert!(matches!(
        vectors.set(3, Some(Vector { scale: 1.0, values: &[1] })),
        Err(Error::Dimensions { expected: 2, found: 1 })
    ));
    let everything = Rows::where_(10, |_| true);
    assert!(vectors.scan(&[1.0], &everything, |_, _| ()).is_err());
    vectors.set(2, None).unwrap();
    vectors.scan(&[1.0, 0.0], &everything, |row, _| panic!("saw {row}")).unwrap();
    assert_eq!(vectors.nearest(&[1.0, 0.0], &everything, 5, 0.9).unwrap(), []);
}

#[test]
fn changing_a_copy_leaves_the_original_as_it_was() {
    let mut first = Vectors::default();
    first.set(0, Some(Vector { scale: 1.0, values: &[1, 0] })).unwrap();
    let mut second = first.clone();
    second.set(0, Some(Vector { scale: 1.0, values: &[0, 1] })).unwrap();
    let cosine = |vectors: &Vectors| {
        let mut found = 0.0;
        vectors.scan(&[1.0, 0.0], &Rows::where_(1, |_| true), |_, cosine| found = cosine).unwrap();
        found
    };
    assert!((cosine(&first) - 1.0).abs() < 1e-6);
    assert_eq!(cosine(&second), 0.0);
}
