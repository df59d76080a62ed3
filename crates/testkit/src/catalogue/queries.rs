//! Queries as people type them: mostly a few words, no punctuation, no capitals.

use std::collections::HashSet;

use hark_track::Genre;

use super::draw::{Weighted, any, frequent};
use super::words::{ANY_MOODS, CALM_MOODS, KNOWN_ACTS, LIVELY_MOODS, USES};
use super::{genres, names, part};
use crate::rng::Rng;

/// The most words of a query.
const MOST_WORDS: usize = 12;
/// So many of the catalogue's artists are asked for by name.
const ARTISTS: usize = 400;

/// So many queries, each different from the others, for a [`super::Catalogue`] of the same seed.
pub fn queries(count: usize, seed: u64) -> Vec<String> {
    let maker = Maker::new(seed);
    let mut rng = Rng::new(seed).fork(part::QUERIES);
    let mut known = HashSet::with_capacity(count);
    let mut queries = Vec::with_capacity(count);
    while queries.len() < count {
        // Short queries run out first: the more have been made, the longer the next ones may have to be.
        let parts = 1 + maker.lengths.draw(&mut rng);
        let mut query = maker.query(parts, &mut rng);
        while known.contains(&query) {
            query = format!("{query} {}", maker.extra(&mut rng));
            if query.split(' ').count() > MOST_WORDS {
                query = maker.query(parts + 1, &mut rng);
            }
        }
        known.insert(query.clone());
        queries.push(query);
    }
    queries
}

struct Maker {
    seed: u64,
    slugs: Vec<genres::Profile>,
    genres: Weighted,
    artists: Weighted,
    lengths: Weighted,
}

impl Maker {
    fn new(seed: u64) -> Maker {
        let slugs: Vec<genres::Profile> = genres::profiles().collect();
        let genres = Weighted::new(slugs.iter().map(|profile| profile.weight));
        // How often a query has one, two, three, … parts; a part is a word and a half on average.
        let lengths = Weighted::new([14.0, 26.0, 27.0, 18.0, 10.0, 5.0]);
        Maker { seed, slugs, genres, artists: Weighted::zipf(ARTISTS, 3.0), lengths }
    }

    /// A query of so many parts, at most [`MOST_WORDS`] words.
    fn query(&self, parts: usize, rng: &mut Rng) -> String {
        let Some(profile) = self.slugs.get(self.genres.draw(rng)) else { return String::new() };
        let mut words: Vec<String> = Vec::new();
        let mut left = parts;
        if rng.chance(0.08) {
            words.push(self.artist(rng));
            left -= 1;
        }
        if left > 0 && rng.chance(0.55) {
            words.push(mood(profile.energy, rng).to_owned());
            left -= 1;
        }
        if left > 0 {
            let genre = genre(profile.slug, rng);
            let noun = if rng.chance(0.25) { format!("{genre} music") } else { genre };
            words.push(noun);
            left -= 1;
        }
        for _ in 0..left {
            words.push(self.clause(profile, rng));
        }
        let words = words.join(" ");
        words.split(' ').take(MOST_WORDS).collect::<Vec<&str>>().join(" ")
    }

    /// One more wish.
    fn clause(&self, profile: &genres::Profile, rng: &mut Rng) -> String {
        let (bpm, _) = profile.bpm;
        match rng.below(16) {
            0..=3 => format!("for {}", frequent(rng, USES)),
            4..=6 => format!("with {}", frequent(rng, profile.instruments)),
            7 => format!("no {}", any(rng, &["guitars", "vocals", "drums", "synths", "piano", "singing"])),
            8 => any(rng, &["female vocals", "male vocals", "instrumental", "female singer"]).to_owned(),
            9 => any(rng, &["slow", "fast", "not too fast", "mid tempo", "very slow"]).to_owned(),
            10 => format!("{} bpm", (bpm as usize / 5) * 5 + rng.below(5)),
            11 | 12 => format!("like {}", self.artist(rng)),
            13 => any(rng, &["80s", "90s", "70s", "from 2010", "under 3 minutes", "in a minor", "loop"])
                .to_owned(),
            _ => format!("and {}", mood(profile.energy, rng)),
        }
    }

    /// A word or two that make a query another one.
    fn extra(&self, rng: &mut Rng) -> String {
        match rng.below(3) {
            0 => mood(0.5, rng).to_owned(),
            1 => format!("for {}", any(rng, USES)),
            _ => format!("{} bpm", 60 + rng.below(120)),
        }
    }

    /// An artist of the catalogue, or one whom everybody knows, in lower case.
    fn artist(&self, rng: &mut Rng) -> String {
        match rng.chance(0.5) {
            true => frequent(rng, KNOWN_ACTS).to_owned(),
            false => names::artist(self.seed, self.artists.draw(rng) as u32).to_lowercase(),
        }
    }
}

/// A genre by one of its names.
fn genre(slug: &str, rng: &mut Rng) -> String {
    let genre = Genre::parse(slug).unwrap_or(Genre::OTHER);
    let name = match rng.chance(0.5) || genre.aliases().is_empty() {
        true => genre.name().split('/').next().unwrap_or_default(),
        false => frequent(rng, genre.aliases()),
    };
    name.trim().to_lowercase().replace(" & ", " and ")
}

fn mood(energy: f32, rng: &mut Rng) -> &'static str {
    match rng.chance(0.25) {
        true => frequent(rng, ANY_MOODS),
        false if rng.chance(energy) => frequent(rng, LIVELY_MOODS),
        false => frequent(rng, CALM_MOODS),
    }
}
