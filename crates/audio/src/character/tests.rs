//! Characters of made-up tags.

use hark_models::Window;
use hark_track::{Analysis, Gender, Genre, Voice};

use super::recipes::{self, Term};
use super::{Evidence, Facts, Tags, styles, voice};

const NAMES: [&str; 8] = [
    "msd:metal",
    "msd:happy",
    "msd:sad",
    "mtt:vocals",
    "mtt:no vocals",
    "mtt:female",
    "mtt:male",
    "msd:jazz",
];

fn value(recipe: &recipes::Recipe, values: &[f32]) -> f32 {
    let (facts, analysis) = (Facts::default(), Analysis::default());
    Evidence { tags: Tags { names: &NAMES, values }, facts: &facts, analysis: &analysis }.value(recipe)
}

#[test]
fn every_recipe_stays_within_0_and_1_and_follows_its_tags() {
    let even = [0.1; 8];
    for recipe in recipes::ALL {
        for values in [[0.0; 8], even, [1.0; 8]] {
            assert!((0.0..=1.0).contains(&value(recipe, &values)), "{}", recipe.name);
        }
    }
    let with = |at: usize| {
        let mut values = even;
        values[at] = 0.8;
        values
    };
    assert!(value(&recipes::AGGRESSIVE, &with(0)) > value(&recipes::AGGRESSIVE, &even));
    assert!(value(&recipes::HAPPY, &with(1)) > value(&recipes::HAPPY, &even));
    assert!(value(&recipes::HAPPY, &with(2)) < value(&recipes::HAPPY, &even));
    assert!(value(&recipes::SAD, &with(2)) > value(&recipes::SAD, &even));
}

#[test]
fn a_recipe_of_which_nothing_is_known_is_in_the_middle() {
    let (facts, analysis) = (Facts::default(), Analysis::default());
    let evidence = Evidence { tags: Tags { names: &[], values: &[] }, facts: &facts, analysis: &analysis };
    for recipe in recipes::ALL {
        assert_eq!(evidence.value(recipe), 0.5, "{}", recipe.name);
    }
}

#[test]
fn recipes_name_tags_of_the_vocabularies_only() {
    for recipe in recipes::ALL {
        for (term, weight) in recipe.terms {
            assert!(weight.abs() > 0.0);
            if let Term::Tag(name) = term {
                assert!(name.starts_with("msd:") || name.starts_with("mtt:"), "{name}");
            }
        }
    }
}

#[test]
fn one_voice_in_a_quarter_of_the_windows_makes_a_vocal_track() {
    let quiet = [0.05, 0.05, 0.05, 0.02, 0.6, 0.02, 0.02, 0.05];
    let sung = [0.05, 0.05, 0.05, 0.9, 0.02, 0.8, 0.02, 0.05];
    let windows = |sung_of_16: usize| -> Vec<Window> {
        (0..16)
            .map(|at| Window {
                start: 3.0 * at as f64,
                probabilities: if at < sung_of_16 { sung } else { quiet }.to_vec(),
            })
            .collect()
    };
    let of = |count: usize| {
        let mut analysis = Analysis::default();
        voice::state(&mut analysis, &NAMES, &windows(count));
        (analysis.voice, analysis.gender)
    };
    assert_eq!(of(0), (Some(Voice::Instrumental), None));
    assert_eq!(of(1), (Some(Voice::Instrumental), None));
    assert_eq!(of(8), (Some(Voice::Voice), Some(Gender::Female)));
}

#[test]
fn the_best_style_leads_and_every_style_has_a_genre() {
    let values = [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.9];
    let best = styles::best(&Tags { names: &NAMES, values: &values });
    assert_eq!(best[0].label, "Contemporary Jazz");
    assert!(best.windows(2).all(|pair| pair[0].score >= pair[1].score) && best.len() <= 5);
    for (parent, style) in styles::all() {
        assert!(Genre::from_style(parent, style).is_some(), "{parent} / {style}");
    }
}
