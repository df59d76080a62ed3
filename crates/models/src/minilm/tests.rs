//! The encoder in use: order, determinism over batches and threads, odd texts, fairness.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::bert::{BertShape, BertWeights};
use crate::stored::Encoding;
use crate::testing::{HEADS, INNER, LAYERS, MAX_TOKENS, Tiny, WIDTH, tokens};
use crate::tokenizer::Vocabulary;

fn encoder(threads: usize) -> MiniLm {
    let tiny = Tiny::new(4);
    let shape = BertShape {
        vocabulary: tokens().len(),
        width: WIDTH,
        inner: INNER,
        layers: LAYERS,
        heads: HEADS,
        max_tokens: MAX_TOKENS,
        epsilon: 1e-12,
    };
    let model = StoredModel {
        name: "tiny".to_owned(),
        encoding: Encoding::F32,
        weights: BertWeights::from_published(&tiny.safetensors(), shape).unwrap(),
        vocabulary: Vocabulary::from_tokenizer_json(&tiny.tokenizer).unwrap(),
    };
    MiniLm::new(model.quantised(), NonZeroUsize::new(threads).unwrap()).unwrap()
}

/// Texts of many lengths, more than one batch of them.
fn texts() -> Vec<String> {
    (0..60)
        .map(|n| {
            ["dark", "music", "and", "slow", "piano"].repeat(n % 9)[n % 4 % (n % 9 * 5).max(1)..].join(" ")
        })
        .collect()
}

#[test]
fn vectors_are_the_same_alone_in_batches_and_on_threads() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let one = encoder(1);
    let alone: Vec<Vec<f32>> = texts.iter().map(|text| one.embed(&[text]).unwrap().remove(0)).collect();
    assert!(batches(&texts.iter().map(|text| one.tokenizer.encode(text)).collect::<Vec<_>>()).len() > 3);
    assert_eq!(one.embed(&texts).unwrap(), alone);
    assert_eq!(encoder(3).embed(&texts).unwrap(), alone);
}

#[test]
fn odd_texts_have_unit_vectors() {
    let encoder = encoder(1);
    let long = "x".repeat(10_000);
    let words = "drum and bass ".repeat(800);
    for text in ["", " ", "\0", "🎵", long.as_str(), words.as_str()] {
        let vector = encoder.embed(&[text]).unwrap().remove(0);
        let length: f32 = vector.iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-5, "{length}");
    }
    assert!(encoder.embed(&[]).unwrap().is_empty());
}

#[test]
fn batches_cover_all_texts_in_order() {
    let text = |length: usize| vec![0_u32; length];
    let ids = [text(BATCH_TOKENS), text(1), text(BATCH_TOKENS - 1), text(1), text(2 * BATCH_TOKENS), text(3)];
    let lengths: Vec<usize> = batches(&ids).iter().map(|batch| batch.len()).collect();
    assert_eq!(lengths, [1, 2, 1, 1, 1]);
    assert_eq!(batches(&ids).concat(), ids);
    assert!(batches(&[]).is_empty());
}

#[test]
fn many_callers_share_few_lanes() {
    let encoder = Arc::new(encoder(2));
    let expected = encoder.embed(&["slow piano"]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(encoder.embed(&["slow piano"]).unwrap(), expected);
                }
            });
        }
    });
}

#[test]
fn lanes_are_served_in_order_of_asking() {
    let lanes = Lanes::new(1).unwrap();
    let order = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let held = lanes.take();
        for caller in 0..5_u64 {
            let (lanes, order) = (&lanes, &order);
            scope.spawn(move || {
                let _turn = lanes.take();
                lock(order).push(caller);
            });
            while lock(&lanes.queue).next_ticket < caller + 2 {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        drop(held);
    });
    assert_eq!(*lock(&order), [0, 1, 2, 3, 4]);
}

#[test]
fn a_panic_gives_its_lane_back() {
    let lanes = Lanes::new(1).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let turn = lanes.take();
        let _lane = turn.lane();
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    drop(lanes.take().lane());
}

/// Evaluation once embedded its queries from a parallel iterator, and stood still for ever: a worker that waited for
/// its lane took up the next query, which waited for the same lane.
#[test]
fn callers_in_a_parallel_iterator_do_not_wait_for_themselves() {
    use rayon::prelude::*;
    let encoder = encoder(1);
    let texts = texts();
    let expected: Vec<_> = texts.iter().map(|text| encoder.embed(&[text]).unwrap()).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let found: Vec<_> =
        pool.install(|| texts.par_iter().map(|text| encoder.embed(&[text]).unwrap()).collect());
    assert_eq!(found, expected);
}
