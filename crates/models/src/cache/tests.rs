//! What holds of the memory: same vectors, bounded, least recently used goes first, one embedding per unknown text.

use proptest::prelude::*;

use super::*;

/// Gives each text a vector of its own and counts what it is asked.
#[derive(Default)]
struct Counting {
    asked: Mutex<Vec<String>>,
}

fn version() -> &'static ModelVersion {
    static VERSION: std::sync::LazyLock<ModelVersion> =
        std::sync::LazyLock::new(|| ModelVersion::new("test"));
    &VERSION
}

fn vector(text: &str) -> Vec<f32> {
    let sum: u32 = text.bytes().enumerate().map(|(at, byte)| (at as u32 + 1) * u32::from(byte)).sum();
    vec![text.len() as f32, sum as f32]
}

impl TextEncoder for Counting {
    fn version(&self) -> &ModelVersion {
        version()
    }

    fn dimensions(&self) -> usize {
        2
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        self.asked.lock().unwrap().extend(texts.iter().map(|text| (*text).to_owned()));
        if texts.contains(&"fail") {
            return Err(Error::TokenCount { tokens: 0, limit: 0 });
        }
        Ok(texts.iter().map(|text| vector(text)).collect())
    }
}

fn cached(entries: usize, bytes: usize) -> CachedEncoder<Counting> {
    CachedEncoder::new(Counting::default(), CacheLimits { entries, bytes })
}

fn asked(encoder: &CachedEncoder<Counting>) -> Vec<String> {
    encoder.inner().asked.lock().unwrap().clone()
}

#[test]
fn a_text_is_embedded_once() {
    let encoder = cached(10, 1 << 20);
    for _ in 0..3 {
        assert_eq!(encoder.embed(&["a", "b", "a"]).unwrap(), [vector("a"), vector("b"), vector("a")]);
    }
    assert_eq!(asked(&encoder), ["a", "b"]);
    let stats = encoder.stats();
    assert_eq!((stats.hits, stats.misses, stats.entries), (6, 3, 2));
    assert_eq!((encoder.version(), encoder.dimensions()), (version(), 2));
}

#[test]
fn the_least_recently_used_goes_first() {
    let encoder = cached(2, 1 << 20);
    for text in ["a", "b", "a", "c", "a", "b"] {
        encoder.embed(&[text]).unwrap();
    }
    assert_eq!(asked(&encoder), ["a", "b", "c", "b"]);
}

#[test]
fn limit_bytes() {
    let one = cost("aaaa", &vector("aaaa"));
    let encoder = cached(100, 2 * one);
    encoder.embed(&["aaaa", "bbbb", "cccc"]).unwrap();
    assert_eq!((encoder.stats().entries, encoder.stats().bytes), (2, 2 * one));
    let long = "x".repeat(3 * one);
    encoder.embed(&[&long]).unwrap();
    assert_eq!(encoder.stats().entries, 2, "what never fits displaces nothing");
}

#[test]
fn no_room_remembers_nothing() {
    for encoder in [cached(0, 1 << 20), cached(10, 0)] {
        assert_eq!(encoder.embed(&["a"]).unwrap(), [vector("a")]);
        assert_eq!((encoder.stats().entries, encoder.stats().bytes), (0, 0));
    }
}

#[test]
fn a_failure_is_passed_on_and_not_remembered() {
    let encoder = cached(10, 1 << 20);
    encoder.embed(&["fail", "a"]).unwrap_err();
    assert_eq!(encoder.stats().entries, 0);
    assert_eq!(encoder.embed(&["a"]).unwrap(), [vector("a")]);
}

#[test]
fn threads_share_it() {
    let encoder = cached(4, 1 << 20);
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let encoder = &encoder;
            scope.spawn(move || {
                for round in 0..500 {
                    let text = ((thread + round) % 9).to_string();
                    assert_eq!(encoder.embed(&[&text]).unwrap(), [vector(&text)]);
                }
            });
        }
    });
    let stats = encoder.stats();
    assert!(stats.entries <= 4);
    assert_eq!(stats.hits + stats.misses, 2000);
}

proptest! {
    #[test]
    fn prop_answers_and_bounds_hold(
        calls in proptest::collection::vec(proptest::collection::vec("[a-d]{0,3}", 0..5), 0..40),
        entries in 0..6_usize,
        bytes in 0..1200_usize,
    ) {
        let encoder = cached(entries, bytes);
        for call in &calls {
            let texts: Vec<&str> = call.iter().map(String::as_str).collect();
            let expected: Vec<Vec<f32>> = texts.iter().map(|text| vector(text)).collect();
            prop_assert_eq!(encoder.embed(&texts).unwrap(), expected);
            let held = encoder.lock();
            prop_assert!(held.entries.len() <= entries && held.bytes <= bytes);
            prop_assert_eq!(held.entries.len(), held.by_use.len());
            let counted: usize = held.entries.iter().map(|(text, entry)| cost(text, &entry.vector)).sum();
            prop_assert_eq!(held.bytes, counted);
        }
    }
}
