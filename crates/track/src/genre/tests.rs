//! What must hold of the genre table and of the two ways to read it.

use std::collections::HashMap;

use super::*;

/// The legacy conversion, slug to canonical name, as old clients rely on it.
const LEGACY: [(&str, &str); 22] = [
    ("rock", "Rock"),
    ("scores-orchestral", "Soundtrack/Orchestral"),
    ("electronic", "Electronic"),
    ("pop", "Pop"),
    ("atmosphere", "Ambient"),
    ("corporate", "Corporate/Production"),
    ("folk-contemporary", "Folk"),
    ("jazz", "Jazz"),
    ("ethnic-folk", "World/Folk"),
    ("hip-hop", "Hip Hop / Rap"),
    ("classical", "Classical"),
    ("children", "Children"),
    ("kitsch-retro", "Retro"),
    ("easy-listening", "Easy Listening"),
    ("world-beat", "World"),
    ("religious", "Religious"),
    ("funk-soul-r-b", "R&B / Soul / Funk"),
    ("latin", "Latin"),
    ("country", "Country"),
    ("ethnic-pop", "World"),
    ("blues", "Blues"),
    ("Phonk", "Phonk"),
];

#[test]
fn slugs_follow_the_rule() {
    for genre in Genre::all() {
        let hyphenated: String = genre
            .name()
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let slug = hyphenated.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        assert_eq!(genre.slug(), slug, "{genre}");
    }
}

#[test]
fn no_spelling_means_two_genres() {
    let mut seen: HashMap<String, Genre> = HashMap::new();
    for genre in Genre::all() {
        let entry = genre.entry();
        for spelling in [entry.name, entry.slug].iter().chain(entry.legacy).chain(entry.aliases) {
            let before = seen.insert(fold::compact(spelling), genre);
            assert!(before.is_none_or(|other| other == genre), "{spelling:?}: {genre} and {before:?}");
        }
    }
}

#[test]
fn every_legacy_slug_resolves() {
    for (slug, name) in LEGACY {
        assert_eq!(Genre::parse(slug).map(Genre::name), Some(name), "{slug}");
        assert!(slug == "pop" || Genre::parse(slug).unwrap().legacy_slugs().contains(&slug), "{slug}");
    }
}

#[test]
fn canonical_names_resolve_in_any_case_and_as_slug() {
    for genre in Genre::all() {
        for spelling in [genre.name().to_string(), genre.name().to_uppercase(), genre.slug().to_string()] {
            assert_eq!(Genre::parse(&spelling), Some(genre), "{spelling}");
        }
    }
    for late in ["Hardstyle", "breakcore", "JERSEY CLUB"] {
        assert!(Genre::parse(late).is_some(), "{late}");
    }
    for unknown in ["", "  ", "polyphonic sludge", "rockk"] {
        assert_eq!(Genre::parse(unknown), None, "{unknown:?}");
    }
}

#[test]
fn the_parents_of_the_discogs_styles_resolve() {
    for parent in [
        "Blues",
        "Brass & Military",
        "Children's",
        "Classical",
        "Electronic",
        "Folk, World, & Country",
        "Funk / Soul",
        "Hip Hop",
        "Jazz",
        "Latin",
        "Non-Music",
        "Pop",
        "Reggae",
        "Rock",
        "Stage & Screen",
    ] {
        assert!(Genre::parse(parent).is_some(), "{parent}");
    }
    assert_eq!(Genre::from_style("Electronic", "Deep House").map(Genre::name), Some("House"));
    assert_eq!(Genre::from_style("Electronic", "Quadrophonia").map(Genre::name), Some("Electronic"));
}

#[test]
fn lenient_reading_drops_leading_then_trailing_words() {
    for (text, name) in [
        ("progressive witch house", "House"),
        ("atmospheric black metal", "Metal"),
        ("rock (french)", "Rock"),
        ("drumnbass", "Drum & Bass"),
    ] {
        assert_eq!(Genre::classify(text).map(Genre::name), Some(name), "{text}");
    }
    assert_eq!(Genre::classify("qwertz"), None);
}

#[test]
fn the_narrowest_genre_of_a_track_is_its_canonical_one() {
    assert_eq!(Genre::primary(["electronic", "techno", "house"]).name(), "Techno");
    assert_eq!(Genre::primary(["soundtrack", "classical"]).name(), "Classical");
    assert_eq!(Genre::primary(["??"]), Genre::OTHER);
    assert_eq!(Genre::primary([]), Genre::OTHER);
}

#[test]
fn a_genre_is_found_at_its_position() {
    assert!(Genre::all().all(|genre| Genre::from_index(genre.index()) == Some(genre)));
    assert_eq!(Genre::from_index(Genre::COUNT), None);
}
