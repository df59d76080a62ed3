//! Forms of made-up units.

use hark_track::{SectionLabel, Structure};
use proptest::prelude::*;

use super::Form;
use crate::texture::{BANDS, STRETCHES_PER_SECOND, Stretch};

/// Half-second stretches: for each part its seconds, level in dB and which bands are strong.
fn stretches(parts: &[(f64, f32, usize)]) -> Vec<Stretch> {
    let of = |&(seconds, level, colour): &(f64, f32, usize)| {
        let levels = std::array::from_fn(|band| if band % 3 == colour { level } else { level - 20.0 });
        vec![Stretch { levels, level }; (seconds * STRETCHES_PER_SECOND).round() as usize]
    };
    parts.iter().flat_map(of).collect()
}

fn form(parts: &[(f64, f32, usize)], downbeats: Vec<f64>) -> (Structure, f64) {
    let stretches = stretches(parts);
    let seconds = parts.iter().map(|part| part.0).sum();
    let mut structure = Structure { beats: downbeats.clone(), downbeats, ..Structure::default() };
    Form { stretches: &stretches, chroma: &[], chroma_hop_s: 0.2, seconds, is_dance: false }
        .find(&mut structure);
    (structure, seconds)
}

#[test]
fn parts_of_different_colour_are_found_and_named() {
    let parts = [
        (16.0, -30.0, 0),
        (32.0, -14.0, 1),
        (32.0, -10.0, 2),
        (32.0, -14.0, 1),
        (32.0, -10.0, 2),
        (16.0, -32.0, 0),
    ];
    let (structure, seconds) = form(&parts, (0..80).map(|bar| f64::from(bar) * 2.0).collect());
    let starts: Vec<f64> = structure.sections.iter().map(|section| section.start).collect();
    assert_eq!(starts, [0.0, 16.0, 48.0, 80.0, 112.0, 144.0]);
    let labels: Vec<SectionLabel> = structure.sections.iter().filter_map(|section| section.label).collect();
    use SectionLabel::{Chorus, Intro, Outro, Verse};
    assert_eq!(labels, [Intro, Verse, Chorus, Verse, Chorus, Outro]);
    assert_eq!(structure.sections[2].energy, Some(4));
    assert_eq!((structure.sections[1].bar_start, structure.sections[1].bars), (Some(9), Some(16)));
    assert_eq!(structure.sections.last().map(|section| section.end), Some(seconds));
    assert!(structure.phrases.len() < structure.sections.len());
}

#[test]
fn what_never_changes_is_one_section() {
    let (structure, _) = form(&[(120.0, -12.0, 1)], Vec::new());
    assert_eq!(structure.sections.len(), 1);
    assert_eq!(structure.sections[0].label, Some(SectionLabel::Main));
    assert_eq!(structure.sections[0].bars, None, "there are no bars to count");
}

#[test]
fn a_jingle_has_no_form() {
    assert!(form(&[(6.0, -12.0, 1)], Vec::new()).0.sections.is_empty());
}

proptest! {
    #[test]
    fn sections_cover_the_track_without_gaps(
        parts in proptest::collection::vec((4.0f64..40.0, -60.0f32..-6.0, 0usize..BANDS), 1..8),
        bars in any::<bool>(),
    ) {
        let length: f64 = parts.iter().map(|part| part.0).sum();
        let downbeats = if bars { (0..).map(|bar| 0.3 + 1.9 * f64::from(bar)).take_while(|at| *at < length).collect() } else { Vec::new() };
        let (structure, seconds) = form(&parts, downbeats);
        for layer in [&structure.sections, &structure.phrases] {
            if let (Some(first), Some(last)) = (layer.first(), layer.last()) {
                prop_assert_eq!(first.start, 0.0);
                prop_assert_eq!(last.end, seconds);
            }
            prop_assert!(layer.windows(2).all(|pair| pair[0].end == pair[1].start));
            prop_assert!(layer.iter().all(|section| section.start < section.end));
            prop_assert!(layer.iter().all(|section| matches!(section.energy, Some(1..=4))));
        }
    }
}
