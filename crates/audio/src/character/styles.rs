//! Styles of the Discogs vocabulary from the tags: a table, so that anybody can see why.
//!
//! A style's score is the weighted geometric mean of the probabilities of its tags, an absent trait counting by its
//! complement. It is no better than the tags: fifty words of listeners each. Styles that the tags cannot tell apart (which metal,
//! which house) are named by the widest of them.

use hark_track::StyleScore;

use super::{EDGE, Tags};

/// The most styles that are stated.
const MOST: usize = 5;
/// Scores below this are not stated.
const LEAST: f32 = 0.03;

/// A style, its genre, and the tags it shows in; a leading `-` marks one that it must not show in.
struct Style(&'static str, &'static str, &'static [(&'static str, f32)]);

/// The best styles, best first.
pub(super) fn best(tags: &Tags<'_>) -> Vec<StyleScore> {
    let mut scored: Vec<(f32, &Style)> =
        STYLES.iter().filter_map(|style| Some((score(tags, style.2)?, style))).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.0.cmp(b.1.0)));
    scored
        .into_iter()
        .take_while(|(score, _)| *score >= LEAST)
        .take(MOST)
        .map(|(score, Style(label, parent, _))| StyleScore {
            label: (*label).to_owned(),
            parent: Some((*parent).to_owned()),
            score: f64::from(score),
        })
        .collect()
}

/// `None` where not all networks that the style needs are installed.
fn score(tags: &Tags<'_>, traits: &[(&str, f32)]) -> Option<f32> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (name, weight) in traits {
        let probability = match name.strip_prefix('-') {
            Some(name) => 1.0 - tags.get(name)?,
            None => tags.get(name)?,
        };
        sum += weight * probability.max(EDGE).ln();
        weights += weight;
    }
    Some((sum / weights).exp())
}

const ELECTRONIC: &str = "Electronic";
const ROCK: &str = "Rock";
const FOLK: &str = "Folk, World, & Country";

#[rustfmt::skip]
const STYLES: [Style; 48] = [
    Style("House", ELECTRONIC, &[("msd:House", 1.0), ("msd:electronic", 0.5), ("msd:dance", 0.5)]),
    Style("Techno", ELECTRONIC, &[("mtt:techno", 1.0), ("msd:electronic", 0.5)]),
    Style("Trance", ELECTRONIC, &[("mtt:techno", 0.7), ("msd:dance", 0.5), ("mtt:fast", 0.3), ("mtt:synth", 0.4)]),
    Style("Electro", ELECTRONIC, &[("msd:electro", 1.0), ("msd:electronic", 0.4)]),
    Style("Dance-pop", ELECTRONIC, &[("msd:dance", 0.8), ("msd:pop", 0.7), ("msd:party", 0.4)]),
    Style("Synth-pop", ELECTRONIC, &[("msd:80s", 0.8), ("msd:electronic", 0.6), ("msd:pop", 0.5)]),
    Style("Downtempo", ELECTRONIC, &[("msd:chillout", 0.8), ("msd:electronic", 0.6)]),
    Style("Ambient", ELECTRONIC, &[("msd:ambient", 0.8), ("mtt:ambient", 0.6)]),
    Style("Dark Ambient", ELECTRONIC, &[("msd:ambient", 0.6), ("mtt:weird", 0.6), ("msd:experimental", 0.5), ("-msd:happy", 0.3)]),
    Style("New Age", ELECTRONIC, &[("mtt:new age", 1.0), ("mtt:ambient", 0.4), ("mtt:soft", 0.2)]),
    Style("IDM", ELECTRONIC, &[("msd:electronica", 0.7), ("msd:experimental", 0.7), ("mtt:electronic", 0.4)]),
    Style("Leftfield", ELECTRONIC, &[("msd:electronic", 0.6), ("msd:electronica", 0.6), ("msd:experimental", 0.3)]),
    Style("Experimental", ELECTRONIC, &[("msd:experimental", 1.0), ("mtt:weird", 0.4)]),
    Style("Modern Classical", ELECTRONIC, &[("msd:ambient", 0.5), ("mtt:piano", 0.5), ("msd:instrumental", 0.5), ("mtt:classical", 0.3)]),
    Style("Heavy Metal", ROCK, &[("msd:heavy metal", 0.8), ("msd:metal", 0.6)]),
    Style("Death Metal", ROCK, &[("msd:metal", 0.9), ("mtt:metal", 0.6), ("mtt:loud", 0.4), ("-msd:classic rock", 0.3)]),
    Style("Hard Rock", ROCK, &[("msd:hard rock", 1.0), ("msd:rock", 0.4)]),
    Style("Punk", ROCK, &[("msd:punk", 1.0), ("msd:rock", 0.3)]),
    Style("Alternative Rock", ROCK, &[("msd:alternative rock", 0.8), ("msd:alternative", 0.5), ("msd:rock", 0.3)]),
    Style("Indie Rock", ROCK, &[("msd:indie rock", 0.8), ("msd:indie", 0.5)]),
    Style("Classic Rock", ROCK, &[("msd:classic rock", 0.9), ("msd:rock", 0.4)]),
    Style("Prog Rock", ROCK, &[("msd:Progressive rock", 1.0), ("msd:rock", 0.2)]),
    Style("Post Rock", ROCK, &[("msd:instrumental", 0.5), ("msd:rock", 0.5), ("msd:ambient", 0.4), ("msd:experimental", 0.3)]),
    Style("Pop Rock", ROCK, &[("msd:pop", 0.7), ("msd:rock", 0.7)]),
    Style("Rock & Roll", ROCK, &[("msd:oldies", 0.6), ("msd:60s", 0.6), ("msd:rock", 0.5)]),
    Style("Acoustic", ROCK, &[("msd:acoustic", 1.0), ("msd:guitar", 0.4)]),
    Style("Folk", FOLK, &[("msd:folk", 1.0), ("msd:acoustic", 0.3)]),
    Style("Country", FOLK, &[("msd:country", 0.7), ("mtt:country", 0.5)]),
    Style("Hindustani", FOLK, &[("mtt:indian", 0.7), ("mtt:sitar", 0.7)]),
    Style("Indie Pop", "Pop", &[("msd:indie pop", 0.8), ("msd:indie", 0.4)]),
    Style("Ballad", "Pop", &[("msd:pop", 0.5), ("msd:beautiful", 0.5), ("mtt:slow", 0.4), ("msd:sad", 0.3)]),
    Style("Vocal", "Pop", &[("msd:pop", 0.7), ("msd:female vocalists", 0.7)]),
    Style("Contemporary Jazz", "Jazz", &[("msd:jazz", 1.0)]),
    Style("Smooth Jazz", "Jazz", &[("msd:jazz", 0.7), ("msd:chillout", 0.4), ("msd:easy listening", 0.5)]),
    Style("Easy Listening", "Jazz", &[("msd:easy listening", 1.0), ("msd:jazz", 0.3)]),
    Style("Soul", "Funk / Soul", &[("msd:soul", 1.0)]),
    Style("Funk", "Funk / Soul", &[("msd:funk", 1.0)]),
    Style("Contemporary R&B", "Funk / Soul", &[("msd:rnb", 1.0)]),
    Style("Electric Blues", "Blues", &[("msd:blues", 1.0), ("msd:guitar", 0.2)]),
    Style("Conscious", "Hip Hop", &[("msd:Hip-Hop", 1.0)]),
    Style("Instrumental", "Hip Hop", &[("msd:Hip-Hop", 0.7), ("msd:instrumental", 0.5), ("mtt:beat", 0.3)]),
    Style("Baroque", "Classical", &[("mtt:harpsichord", 0.8), ("mtt:classical", 0.5)]),
    Style("Romantic", "Classical", &[("mtt:classical", 0.8), ("mtt:piano", 0.5), ("mtt:solo", 0.2)]),
    Style("Classical", "Classical", &[("mtt:classical", 0.9), ("mtt:strings", 0.4), ("mtt:violin", 0.3)]),
    Style("Opera", "Classical", &[("mtt:opera", 1.0), ("mtt:classical", 0.3)]),
    Style("Choral", "Classical", &[("mtt:choir", 0.6), ("mtt:choral", 0.6)]),
    Style("Score", "Stage & Screen", &[("msd:instrumental", 0.7), ("mtt:strings", 0.5), ("msd:ambient", 0.3), ("mtt:classical", 0.3), ("-mtt:harpsichord", 0.5)]),
    Style("Soundtrack", "Stage & Screen", &[("msd:instrumental", 0.8), ("msd:beautiful", 0.3), ("mtt:strings", 0.3), ("mtt:synth", 0.2)]),
];
