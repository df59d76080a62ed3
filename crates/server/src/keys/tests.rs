//! The memory of keys: what it holds, for how long, and how much of it.

use super::*;

fn print(number: usize) -> Fingerprint {
    Fingerprint::of(&number.to_string())
}

#[test]
fn a_flood_of_wrong_keys_neither_grows_memory_nor_pushes_out_the_right_ones() {
    let cache = KeyCache::new(Duration::from_secs(5));
    let right = KeyCheck::Active { id: "1".to_owned(), tier: "free".to_owned() };
    cache.put(Fingerprint::of("right"), right.clone(), Duration::ZERO);
    for number in 0..5 * CACHED_KEYS_MAX {
        cache.put(print(number), KeyCheck::Unknown, Duration::ZERO);
    }
    assert!(cache.len() <= 2 * CACHED_KEYS_MAX + 1, "{}", cache.len());
    assert_eq!(cache.get(&Fingerprint::of("right"), Duration::ZERO), Some(right));
}

#[test]
fn answers_are_forgotten_after_their_time() {
    let cache = KeyCache::new(Duration::from_secs(5));
    cache.put(print(1), KeyCheck::Unknown, Duration::from_secs(10));
    assert_eq!(cache.get(&print(1), Duration::from_millis(14_999)), Some(KeyCheck::Unknown));
    assert_eq!(cache.get(&print(1), Duration::from_secs(15)), None);
}

#[test]
fn a_right_key_is_not_hidden_by_an_older_wrong_answer() {
    let cache = KeyCache::new(Duration::from_secs(5));
    cache.put(print(1), KeyCheck::Unknown, Duration::ZERO);
    let right = KeyCheck::Active { id: "1".to_owned(), tier: "free".to_owned() };
    cache.put(print(1), right.clone(), Duration::ZERO);
    assert_eq!(cache.get(&print(1), Duration::ZERO), Some(right));
}
