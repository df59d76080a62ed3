//! Keys: shown once, stored hashed, recognised, revoked, counted.

use std::collections::BTreeSet;

use hark_catalog::Error;
use hark_catalog::keys::{Day, SECRET_PREFIX};

use super::{Fixture, START, at};

#[test]
fn a_key_is_made_recognised_and_revoked() {
    let fixture = Fixture::new();
    let catalog = &fixture.catalog;
    let made = catalog.create_key("Türöffner", "free").unwrap();
    assert!(made.id.strip_prefix("key_").is_some_and(|rest| rest.len() == 12));
    let random = made.secret.strip_prefix(SECRET_PREFIX).unwrap();
    assert_eq!(random.len(), 43);
    assert!(random.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));

    let known = catalog.authenticate(&made.secret).unwrap().unwrap();
    assert_eq!(
        (known.id.as_str(), known.name.as_str(), known.tier.as_str()),
        (&*made.id, "Türöffner", "free")
    );
    assert_eq!((known.created_at, known.last_used_at, known.revoked_at), (at(START), None, None));
    assert_eq!(catalog.list_keys().unwrap(), [known]);

    fixture.wait(10);
    assert_eq!(catalog.revoke_key(&made.id).unwrap().revoked_at, Some(at(START + 10)));
    fixture.wait(10);
    assert_eq!(catalog.revoke_key(&made.id).unwrap().revoked_at, Some(at(START + 10)));
    assert_eq!(catalog.authenticate(&made.secret).unwrap().unwrap().revoked_at, Some(at(START + 10)));
    let error = catalog.revoke_key("key_none").unwrap_err();
    assert!(matches!(&error, Error::UnknownKey { id } if id == "key_none"), "{error}");
}

#[test]
fn other_secrets_are_not_recognised() {
    let fixture = Fixture::new();
    let made = fixture.catalog.create_key("a", "free").unwrap();
    let mut altered = made.secret.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    let long = format!("hark_{}", "x".repeat(100_000));
    let upper = made.secret.to_uppercase();
    let padded = format!("{} ", made.secret);
    for secret in
        ["", "hark_", &made.id, &altered, &long, &upper, &padded, &made.secret[5..], "hark_' OR 1=1 --"]
    {
        assert_eq!(fixture.catalog.authenticate(secret).unwrap(), None, "{secret:.60}");
    }
}

#[test]
fn the_secret_is_nowhere_on_disk() {
    let fixture = Fixture::new();
    let made = fixture.catalog.create_key("a", "free").unwrap();
    assert!(!format!("{made:?}").contains(&made.secret));
    let random = &made.secret.as_bytes()[SECRET_PREFIX.len()..];
    for entry in std::fs::read_dir(fixture.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(random.len()).any(|window| window == random));
    }
}

#[test]
fn keys_differ_and_are_listed_in_order() {
    let fixture = Fixture::new();
    let made: Vec<_> =
        (0..50).map(|n| fixture.catalog.create_key(&format!("{n}"), "free").unwrap()).collect();
    let secrets: BTreeSet<&str> = made.iter().map(|key| key.secret.as_str()).collect();
    assert_eq!(secrets.len(), 50);
    let listed: Vec<String> = fixture.catalog.list_keys().unwrap().into_iter().map(|key| key.id).collect();
    assert_eq!(listed, made.iter().map(|key| key.id.clone()).collect::<Vec<_>>());
}

#[test]
fn limit_names_at_and_past() {
    let fixture = Fixture::new();
    fixture.catalog.create_key(&"ä".repeat(100), &"t".repeat(50)).unwrap();
    for (name, tier) in [
        (String::new(), "free".to_owned()),
        ("  ".to_owned(), "free".to_owned()),
        ("ä".repeat(101), "free".to_owned()),
        ("a\nb".to_owned(), "free".to_owned()),
        ("a".to_owned(), String::new()),
        ("a".to_owned(), "t".repeat(51)),
    ] {
        let error = fixture.catalog.create_key(&name, &tier).unwrap_err();
        assert!(matches!(error, Error::BadName { .. }), "{error}");
    }
    assert_eq!(fixture.catalog.list_keys().unwrap().len(), 1);
}

#[test]
fn the_last_use_only_moves_forward() {
    let fixture = Fixture::new();
    let made = fixture.catalog.create_key("a", "free").unwrap();
    let touch = |moment| {
        let used = [(made.id.clone(), at(moment)), ("key_none".to_owned(), at(moment))];
        fixture.catalog.touch_keys(&used).unwrap();
        fixture.catalog.list_keys().unwrap().remove(0).last_used_at
    };
    assert_eq!(touch(500), Some(at(500)));
    assert_eq!(touch(400), Some(at(500)));
    assert_eq!(touch(600), Some(at(600)));
}

#[test]
fn usage_is_counted_by_day_and_never_lost_under_concurrency() {
    let fixture = Fixture::new();
    let catalog = &fixture.catalog;
    let made = catalog.create_key("a", "free").unwrap();
    let today = Day::of(at(START));
    assert_eq!(catalog.usage(&made.id, today).unwrap(), 0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    catalog.add_usage(&made.id, today, 3).unwrap();
                }
            });
        }
    });
    assert_eq!(catalog.usage(&made.id, today).unwrap(), 300);
    assert_eq!(catalog.add_usage(&made.id, today, 1).unwrap(), 301);
    assert_eq!(catalog.usage(&made.id, Day(today.0 + 1)).unwrap(), 0);
    assert_eq!(catalog.add_usage(&made.id, today, u64::MAX).unwrap(), i64::MAX as u64);
    assert_eq!(catalog.add_usage(&made.id, today, 5).unwrap(), i64::MAX as u64);
    assert!(matches!(catalog.add_usage("key_none", today, 1), Err(Error::UnknownKey { .. })));
}

#[test]
fn a_day_is_a_day_of_utc() {
    assert_eq!(Day::of(at(0)), Day(0));
    assert_eq!(Day::of(at(-1)), Day(-1));
    assert_eq!(Day::of(at(86_399)), Day(0));
    assert_eq!(
        Day::of("2024-05-01T23:59:59Z".parse().unwrap()).begins(),
        Some("2024-05-01".parse().unwrap())
    );
    assert_eq!(Day(i64::MAX).begins(), None);
}
