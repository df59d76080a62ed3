//! How each value is made: terms with weights, and the middle and width of their mean over real music.
//!
//! The weights are chosen by what the tags mean. Middles and widths (median, and half the distance from the 16th to the
//! 84th percentile, over 1.5) are measured on real music; `cargo run --example character` prints them for any folder.

/// Something known of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term {
    /// Log-odds of a tag of one of the networks.
    Tag(&'static str),
    /// Integrated loudness.
    Loudness,
    /// Onsets a second.
    Onsets,
    /// Spectral centroid.
    Brightness,
    /// Beats a minute.
    Tempo,
    /// Detrended fluctuation analysis.
    Dance,
    /// Major rather than minor, as far as the key is sure.
    Major,
}

/// A weighted mean of terms, and where it lies for real music.
#[derive(Debug)]
pub(super) struct Recipe {
    pub(super) name: &'static str,
    pub(super) middle: f32,
    pub(super) width: f32,
    pub(super) terms: &'static [(Term, f32)],
}

use Term::{Brightness, Dance, Loudness, Major, Onsets, Tag, Tempo};

/// All recipes, for measuring middles and widths.
pub(super) const ALL: [&Recipe; 9] =
    [&AROUSAL, &HAPPY, &SAD, &AGGRESSIVE, &RELAXED, &PARTY, &DANCEABLE, &ELECTRONIC, &ACOUSTIC];

/// Calm to excited.
pub(super) const AROUSAL: Recipe = Recipe {
    name: "arousal",
    middle: -0.5,
    width: 0.5,
    terms: &[
        (Tag("mtt:loud"), 0.5),
        (Tag("mtt:fast"), 0.5),
        (Tag("mtt:slow"), -0.6),
        (Tag("mtt:quiet"), -0.6),
        (Tag("mtt:soft"), -0.4),
        (Tag("mtt:ambient"), -0.3),
        (Tag("msd:ambient"), -0.3),
        (Tag("msd:Mellow"), -0.4),
        (Tag("msd:metal"), 0.2),
        (Tag("msd:punk"), 0.2),
        (Tag("msd:dance"), 0.2),
        (Loudness, 0.8),
        (Onsets, 1.0),
        (Brightness, 0.5),
        (Tempo, 0.4),
    ],
};

/// Happy.
pub(super) const HAPPY: Recipe = Recipe {
    name: "happy",
    middle: -1.5,
    width: 0.5,
    terms: &[
        (Tag("msd:happy"), 1.0),
        (Tag("msd:sad"), -0.7),
        (Tag("msd:party"), 0.3),
        (Tag("msd:catchy"), 0.3),
        (Tag("mtt:weird"), -0.2),
        (Tag("mtt:slow"), -0.3),
        (Tag("msd:ambient"), -0.2),
        (Tag("msd:metal"), -0.2),
        (Major, 0.8),
        (Tempo, 0.4),
        (Onsets, 0.3),
    ],
};

/// Sad.
pub(super) const SAD: Recipe = Recipe {
    name: "sad",
    middle: -1.0,
    width: 0.5,
    terms: &[
        (Tag("msd:sad"), 1.0),
        (Tag("msd:happy"), -0.5),
        (Tag("msd:party"), -0.4),
        (Tag("msd:beautiful"), 0.3),
        (Tag("mtt:slow"), 0.4),
        (Tag("mtt:soft"), 0.3),
        (Tag("mtt:fast"), -0.3),
        (Tag("mtt:beat"), -0.2),
        (Major, -0.7),
        (Tempo, -0.3),
        (Onsets, -0.4),
    ],
};

/// Aggressive.
pub(super) const AGGRESSIVE: Recipe = Recipe {
    name: "aggressive",
    middle: -1.5,
    width: 0.7,
    terms: &[
        (Tag("msd:metal"), 0.6),
        (Tag("msd:heavy metal"), 0.3),
        (Tag("msd:hard rock"), 0.4),
        (Tag("msd:punk"), 0.2),
        (Tag("mtt:loud"), 0.5),
        (Tag("mtt:metal"), 0.5),
        (Tag("mtt:soft"), -0.3),
        (Tag("mtt:quiet"), -0.3),
        (Tag("msd:Mellow"), -0.4),
        (Tag("msd:easy listening"), -0.3),
        (Loudness, 0.6),
        (Brightness, 0.3),
        (Onsets, 0.3),
    ],
};

/// Relaxed.
pub(super) const RELAXED: Recipe = Recipe {
    name: "relaxed",
    middle: -1.0,
    width: 0.7,
    terms: &[
        (Tag("msd:chillout"), 0.5),
        (Tag("msd:Mellow"), 0.6),
        (Tag("msd:chill"), 0.4),
        (Tag("msd:easy listening"), 0.3),
        (Tag("msd:ambient"), 0.3),
        (Tag("mtt:soft"), 0.4),
        (Tag("mtt:quiet"), 0.4),
        (Tag("mtt:slow"), 0.4),
        (Tag("mtt:loud"), -0.5),
        (Tag("mtt:fast"), -0.3),
        (Tag("msd:metal"), -0.3),
        (Loudness, -0.5),
        (Onsets, -0.6),
    ],
};

/// For a party.
pub(super) const PARTY: Recipe = Recipe {
    name: "party",
    middle: -2.0,
    width: 0.7,
    terms: &[
        (Tag("msd:party"), 1.0),
        (Tag("msd:dance"), 0.7),
        (Tag("msd:House"), 0.3),
        (Tag("mtt:dance"), 0.5),
        (Tag("mtt:beat"), 0.3),
        (Tag("mtt:quiet"), -0.3),
        (Tag("mtt:slow"), -0.3),
        (Loudness, 0.5),
        (Dance, 0.5),
    ],
};

/// Danceable.
pub(super) const DANCEABLE: Recipe = Recipe {
    name: "danceable",
    middle: -1.5,
    width: 0.6,
    terms: &[
        (Tag("msd:dance"), 0.8),
        (Tag("msd:House"), 0.2),
        (Tag("msd:funk"), 0.2),
        (Tag("mtt:dance"), 0.5),
        (Tag("mtt:beat"), 0.5),
        (Tag("mtt:techno"), 0.2),
        (Tag("mtt:slow"), -0.3),
        (Tag("msd:ambient"), -0.3),
        (Dance, 1.2),
        (Onsets, 0.3),
    ],
};

/// Mainly electronic.
pub(super) const ELECTRONIC: Recipe = Recipe {
    name: "electronic",
    middle: -0.5,
    width: 0.6,
    terms: &[
        (Tag("msd:electronic"), 1.0),
        (Tag("msd:electronica"), 0.5),
        (Tag("mtt:electronic"), 0.8),
        (Tag("mtt:techno"), 0.4),
        (Tag("mtt:synth"), 0.5),
        (Tag("msd:acoustic"), -0.5),
        (Tag("msd:folk"), -0.3),
        (Tag("mtt:classical"), -0.4),
        (Tag("mtt:strings"), -0.3),
        (Tag("mtt:guitar"), -0.4),
        (Tag("msd:guitar"), -0.3),
        (Tag("msd:rock"), -0.3),
        (Tag("mtt:piano"), -0.1),
    ],
};

/// Mainly acoustic.
pub(super) const ACOUSTIC: Recipe = Recipe {
    name: "acoustic",
    middle: 0.0,
    width: 0.6,
    terms: &[
        (Tag("msd:acoustic"), 0.8),
        (Tag("msd:folk"), 0.5),
        (Tag("mtt:classical"), 0.6),
        (Tag("mtt:strings"), 0.3),
        (Tag("mtt:piano"), 0.3),
        (Tag("mtt:violin"), 0.2),
        (Tag("mtt:solo"), 0.3),
        (Tag("msd:electronic"), -0.6),
        (Tag("mtt:electronic"), -0.5),
        (Tag("mtt:techno"), -0.4),
        (Tag("mtt:synth"), -0.4),
        (Tag("mtt:loud"), -0.3),
        (Tag("msd:metal"), -0.3),
        (Tag("msd:rock"), -0.2),
    ],
};
