//! The quick distance and search against the definition, letter by letter.

use proptest::prelude::*;

use super::*;

fn built(names: &[String]) -> Spellings {
    let mut builder = Builder::default();
    for (owner, name) in names.iter().enumerate() {
        builder.add(name, owner as u32);
    }
    builder.finish()
}

/// The definition, letter by letter.
fn slow_distance(a: &[char], b: &[char]) -> usize {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len(),
        ([.., x], [.., y]) => {
            let (shorter_a, shorter_b) = (&a[..a.len() - 1], &b[..b.len() - 1]);
            let mut best = slow_distance(shorter_a, b)
                .min(slow_distance(a, shorter_b))
                .saturating_add(1)
                .min(slow_distance(shorter_a, shorter_b) + usize::from(x != y));
            if let ([.., p, q], [.., r, s]) = (a, b)
                && (p, q) == (s, r)
            {
                best = best.min(slow_distance(&a[..a.len() - 2], &b[..b.len() - 2]) + 1);
            }
            best
        }
    }
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|letter| *letter != ' ').collect()
}

#[test]
fn one_mistake_from_five_letters_and_two_from_nine() {
    let names = ["abba", "queen", "metallica"].map(str::to_owned);
    let find = |key: &str| built(&names).find(key, |_| 0);
    assert_eq!((find("abba"), find("abbb"), find("ab ba")), (Some(0), None, Some(0)));
    assert_eq!(
        (find("queeen"), find("qeuen"), find("quen")),
        (Some(1), Some(1), None),
        "quen has four letters"
    );
    assert_eq!((find("metalicca"), find("metalika"), find("mettallicca")), (Some(2), None, Some(2)));
    assert_eq!((find(""), find(&"a".repeat(100))), (None, None));
}

#[test]
fn a_mistake_is_made_up_for_by_tenfold_prominence() {
    let names = ["abcdefghxy", "abcdefghkk"].map(str::to_owned);
    let with = |first: u64| built(&names).find("abcdefghki", move |owner| if owner == 0 { first } else { 1 });
    assert_eq!((with(1), with(18), with(19), with(30)), (Some(1), Some(1), Some(1), Some(0)));
    let exact = built(&names).find("abcdef ghkk", |owner| if owner == 0 { 1_000_000 } else { 0 });
    assert_eq!(exact, Some(1), "no mistake wins over any prominence");
}

proptest! {
    #[test]
    fn distances_are_those_of_the_definition(a in "[abc]{0,6}", b in "[abc]{0,6}", budget in 0_usize..3) {
        let (a, expected) = (letters(&a), slow_distance(&letters(&a), &letters(&b)));
        let found = Scratch::default().distance(&a, &b, budget);
        prop_assert_eq!(found, Some(expected).filter(|distance| *distance <= budget));
    }

    #[test]
    fn the_search_agrees_with_comparing_all(
        names in proptest::collection::vec("[abé1]{3,5} ?[abc]{0,6}", 1..30),
        asked in "[abé1]{3,5} ?[abc]{0,4}",
        prominence in proptest::collection::vec(0_u64..100, 30),
    ) {
        let word = letters(&asked);
        let budget = allowed(word.len());
        let all = names.iter().enumerate().filter_map(|(owner, name)| {
            let mistakes = Scratch::default().distance(&word, &letters(name).iter().collect::<String>(), budget)?;
            let weight = 10_u64.pow((budget - mistakes) as u32) * (1 + prominence[owner]);
            Some(((mistakes == 0, weight, budget - mistakes), std::cmp::Reverse(owner)))
        });
        let expected = all.max().map(|(_, owner)| owner.0 as u32);
        prop_assert_eq!(built(&names).find(&asked, |owner| prominence[owner as usize]), expected);
    }
}
