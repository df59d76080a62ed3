//! What a part is called, and how energetic it is.

use hark_track::SectionLabel;

use super::Part;

/// Decibels below the loudest part down to which a part has energy 4, 3 and 2.
const ENERGY_STEPS_DB: [f32; 3] = [1.5, 4.0, 9.0];
/// A part that begins or ends a track this much below the loudest is its intro or outro.
const EDGE_DB: f32 = 3.0;
/// A part that rises this much is a build.
const BUILD_DB: f32 = 4.0;
/// Units up to which a quiet part in the middle is a break, not a breakdown.
const BREAK_UNITS: usize = 8;
/// Units up to which a part that never returns is a transition.
const TRANSITION_UNITS: usize = 4;

/// 1 to 4, relative to the loudest part.
pub(super) fn energy(part: &Part, of: &[Part]) -> u8 {
    let below = loudest(of) - part.level;
    4 - ENERGY_STEPS_DB.iter().filter(|&&step| below > step).count() as u8
}

/// The name, from place, energy and whether the part returns.
pub(super) fn name(part: &Part, of: &[Part], is_dance: bool) -> SectionLabel {
    let (first, last) = (part.from == of[0].from, part.to == of[of.len() - 1].to);
    let energy = energy(part, of);
    let below = loudest(of) - part.level;
    let times = of.iter().filter(|other| other.group == part.group).count();
    let next = of.iter().find(|other| other.from == part.to);
    if of.len() == 1 {
        return SectionLabel::Main;
    }
    if first && below > EDGE_DB {
        return SectionLabel::Intro;
    }
    if last && below > EDGE_DB {
        return SectionLabel::Outro;
    }
    if part.rise > BUILD_DB && next.is_some_and(|next| next.level > part.level) {
        return SectionLabel::Build;
    }
    if energy <= 2 {
        let short = part.to - part.from <= BREAK_UNITS;
        return if times > 1 && !is_dance {
            SectionLabel::Verse
        } else if short {
            SectionLabel::Break
        } else {
            SectionLabel::Breakdown
        };
    }
    let is_top =
        of.iter().filter(|other| other.group == part.group).any(|other| loudest(of) - other.level < 0.5);
    match (is_top, times > 1, is_dance) {
        (true, true, true) => SectionLabel::Drop,
        (true, true, false) => SectionLabel::Chorus,
        (true, false, true) => SectionLabel::Peak,
        (true, false, false) => SectionLabel::Climax,
        (false, true, true) => SectionLabel::Main,
        (false, true, false) => SectionLabel::Verse,
        (false, false, _) if part.to - part.from <= TRANSITION_UNITS => SectionLabel::Transition,
        (false, false, true) => SectionLabel::Main,
        (false, false, false) => SectionLabel::Bridge,
    }
}

fn loudest(of: &[Part]) -> f32 {
    of.iter().map(|part| part.level).fold(f32::NEG_INFINITY, f32::max)
}
