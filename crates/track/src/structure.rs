//! How a track runs in time: beats, downbeats, sections.
//!
//! Times are seconds from the first decoded frame, ascending. Every downbeat *is* one of the beats: the same bits,
//! so that a client may look a beat up among the downbeats by equality.

use crate::analysis::labels;

/// The beat grid and the form of one track.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Structure {
    /// Beats, seconds.
    pub beats: Vec<f64>,
    /// First beats of bars, seconds; each is one of `beats`.
    pub downbeats: Vec<f64>,
    /// Beats a bar, 3 or 4; absent where no meter was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<u8>,
    /// Mean energy, 0 to 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy: Option<f64>,
    /// The finer division: consecutive, covering the track.
    pub sections: Vec<Section>,
    /// The coarser division: consecutive, covering the track; each is a run of sections.
    pub phrases: Vec<Section>,
}

/// A stretch of a track, `start` included and `end` not.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Section {
    /// Seconds.
    pub start: f64,
    /// Seconds.
    pub end: f64,
    /// What part of the form it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<SectionLabel>,
    /// Energy relative to the rest of the track, 1 to 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<u8>,
    /// First bar, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar_start: Option<u32>,
    /// The bar after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar_end: Option<u32>,
    /// Number of bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bars: Option<u32>,
}

labels! {
    /// A part of the form.
    SectionLabel {
        /// Before the main matter begins.
        Intro = "Intro",
        /// A verse.
        Verse = "Verse",
        /// A chorus.
        Chorus = "Chorus",
        /// The release after a build.
        Drop = "Drop",
        /// A contrasting part between repetitions.
        Bridge = "Bridge",
        /// The highest point.
        Climax = "Climax",
        /// After the main matter has ended.
        Outro = "Outro",
        /// The main matter of a track without verse and chorus.
        Main = "Main",
        /// A short thinning of the texture.
        Break = "Break",
        /// A rise of energy.
        Build = "Build",
        /// A long thinning of the texture.
        Breakdown = "Breakdown",
        /// A passage from one part to another.
        Transition = "Transition",
        /// The part of most energy.
        Peak = "Peak",
    }
}
