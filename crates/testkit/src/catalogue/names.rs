//! What artists, albums and tracks are called.

use super::draw::{any, frequent};
use super::part;
use super::words::{BAND_FIRST, BAND_LAST, GIVEN, JOINING, SYLLABLES, TITLE};
use crate::rng::Rng;

/// The name of an artist, which depends on nothing but the seed and the artist's number.
pub(super) fn artist(seed: u64, number: u32) -> String {
    let rng = &mut Rng::new(seed).fork(part::ARTIST | u64::from(number));
    let name = match rng.below(10) {
        0..=3 => format!("{} {}", any(rng, GIVEN), invented(rng)),
        4 => format!("the {}", any(rng, BAND_LAST)),
        5 => format!("{} {}", any(rng, BAND_FIRST), any(rng, BAND_LAST)),
        6 => format!("the {} {}", any(rng, BAND_FIRST), any(rng, BAND_LAST)),
        7 => format!("dj {}", invented(rng)),
        8 => format!("{} {}", invented(rng), any(rng, BAND_LAST)),
        _ => invented(rng),
    };
    capitalised(&name)
}

/// A title of one to four words.
pub(super) fn title(rng: &mut Rng) -> String {
    let words = match rng.below(20) {
        0..=5 => 1,
        6..=13 => 2,
        14..=17 => 3,
        _ => 4,
    };
    let mut title: Vec<String> = Vec::with_capacity(words);
    for at in 0..words {
        let joining = at > 0 && at + 1 < words || at == 0 && words > 1 && rng.chance(0.25);
        title.push(match rng.below(10) {
            _ if joining && rng.chance(0.6) => frequent(rng, JOINING).to_owned(),
            0 => invented(rng),
            1 => any(rng, TITLE).to_owned(),
            _ => frequent(rng, TITLE).to_owned(),
        });
    }
    capitalised(&title.join(" "))
}

/// A word that no dictionary has.
fn invented(rng: &mut Rng) -> String {
    (0..2 + rng.below(3)).map(|_| any(rng, SYLLABLES)).collect()
}

/// Each word with a capital letter.
fn capitalised(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    text.split(' ').map(word).collect::<Vec<String>>().join(" ")
}
