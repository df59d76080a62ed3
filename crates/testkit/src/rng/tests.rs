//! The random numbers are reproducible and spread evenly.

use super::Rng;
use proptest::prelude::*;

#[test]
fn matches_the_published_sequence_for_seed_1234567() {
    let mut rng = Rng::new(1_234_567);
    let first: Vec<u64> = (0..3).map(|_| rng.next_u64()).collect();
    assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

#[test]
fn noise_is_centred_and_uniform() {
    let mut rng = Rng::new(7);
    let samples: Vec<f64> = (0..20_000).map(|_| f64::from(rng.signed())).collect();
    let mean = samples.iter().sum::<f64>() / 20_000.0;
    let power = samples.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
    assert!(mean.abs() < 0.02, "mean {mean}");
    assert!((power - 1.0 / 3.0).abs() < 0.01, "power {power}");
}

#[test]
fn forks_differ_from_each_other_and_from_the_parent() {
    let parent = Rng::new(3);
    let (mut a, mut b, mut c) = (parent.clone(), parent.fork(1), parent.fork(2));
    let (a, b, c) = (a.next_u64(), b.next_u64(), c.next_u64());
    assert!(a != b && b != c && a != c);
}

#[test]
fn below_zero_is_zero() {
    assert_eq!(Rng::new(1).below(0), 0);
}

proptest! {
    #[test]
    fn below_stays_below(seed: u64, n in 1usize..1000) {
        prop_assert!(Rng::new(seed).below(n) < n);
    }

    #[test]
    fn unit_stays_in_range(seed: u64) {
        let x = Rng::new(seed).unit();
        prop_assert!((0.0..1.0).contains(&x));
    }
}
