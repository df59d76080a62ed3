//! The fast network against the published one, operation by operation, on small random networks.

use super::*;
use crate::testing::{TinyTagger, noise};

/// Noise under a shape that differs from seed to seed.
fn patch(seed: u64) -> Vec<f32> {
    let mut noise = noise(seed);
    let shape = |frame: usize, band: usize| {
        ((frame / (7 * seed as usize)) % 3) as f32 + ((band / (5 + seed as usize)) % 2) as f32
    };
    (0..FRAMES * BANDS).map(|n| (noise() + shape(n / BANDS, n % BANDS)).max(0.0)).collect()
}

fn listen(network: &Folded, values: &[f32]) -> Tags {
    Musicnn::new(network).listen(Patch::new(values).unwrap(), &mut Scratch::default()).unwrap()
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_fast_pass_equals_the_published_one() {
    for seed in 1..4 {
        let published = TinyTagger::new(seed).published();
        let folded = Folded::new(&published);
        for values in [patch(seed), vec![0.0; FRAMES * BANDS], vec![5.0; FRAMES * BANDS]] {
            let expected = published.listen(Patch::new(&values).unwrap());
            let found = listen(&folded, &values);
            let off = largest_difference(&expected.probabilities, &found.probabilities);
            assert!(off < 2e-5, "network {seed} differs by {off}");
            let scale = expected.embedding.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
            assert!(largest_difference(&expected.embedding, &found.embedding) < 2e-5 * scale);
        }
    }
}

/// The small networks' answers must differ between patches and tags, or the comparison above would show little.
#[test]
fn answers_depend_on_the_patch() {
    let folded = Folded::new(&TinyTagger::new(1).published());
    let [a, b] = [1, 2].map(|seed| listen(&folded, &patch(seed)).probabilities);
    assert!(largest_difference(&a, &b) > 1e-3);
    assert!(largest_difference(&a[..TAGS - 1], &a[1..]) > 0.05);
    assert!(folded.timbral[0].sign.contains(&-1) && folded.timbral[0].sign.contains(&1));
}

#[test]
fn scratch_does_not_matter() {
    let networks: Vec<Musicnn> =
        [1, 2].map(|seed| Musicnn::new(&Folded::new(&TinyTagger::new(seed).published()))).into();
    let values = patch(9);
    let patch = Patch::new(&values).unwrap();
    let alone: Vec<Tags> =
        networks.iter().map(|network| network.listen(patch, &mut Scratch::default()).unwrap()).collect();
    let mut scratch = Scratch::default();
    for _ in 0..2 {
        for (network, alone) in networks.iter().zip(&alone) {
            assert_eq!(&network.listen(patch, &mut scratch).unwrap(), alone);
        }
    }
}

#[test]
fn sizes_out_of_bounds_are_refused() {
    let sound = Shape { timbral: 1, temporal: 1, middle: 1, dense: MAX_CHANNELS };
    assert!(sound.check().is_ok());
    assert!(Shape { dense: MAX_CHANNELS + 1, ..sound.clone() }.check().is_err());
    assert!(Shape { middle: 0, ..sound }.check().is_err());
}
