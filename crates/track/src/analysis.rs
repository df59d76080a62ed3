//! What was measured from a track's sound.
//!
//! Every field may be absent. An absent field that *should* have been measured has its reason in
//! [`Analysis::missing`], so that "silence has no loudness" and "the tagger is not installed" can be told apart.

use std::collections::BTreeMap;

use crate::key::{PitchClass, Scale};
use crate::record::Gender;
use crate::units::{Bpm, Confidence, Dbtp, LoudnessUnits, Lufs, Seconds};

/// The version of the analyser that made an [`Analysis`]. Values of different versions are never mixed in one
/// comparison; a track whose version is older than the analyser's is analysed again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, Default,
)]
#[serde(transparent)]
pub struct FeaturesVersion(pub u32);

/// The measured sound of one track, or the part of it that a catalogue row states.
///
/// Serialises to the API's field names; absent values are left out.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Analysis {
    /// Which analyser measured this; 0 for values that a catalogue row stated.
    pub version: FeaturesVersion,
    /// Length of the decoded audio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Seconds>,
    /// Integrated loudness (EBU R 128, ITU-R BS.1770-4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loudness_lufs: Option<Lufs>,
    /// Loudness range (EBU Tech 3342).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loudness_range_lu: Option<LoudnessUnits>,
    /// Highest true peak of all channels (ITU-R BS.1770-4, annex 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub true_peak_dbtp: Option<Dbtp>,
    /// Tempo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bpm: Option<Bpm>,
    /// Trust in `bpm` at its own metrical level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bpm_confidence: Option<Confidence>,
    /// The tempo that a listener might tap instead, most often the half or the double.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bpm_alternative: Option<TempoCandidate>,
    /// Tonic of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PitchClass>,
    /// Mode of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// Trust in key and scale together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_confidence: Option<Confidence>,
    /// Moods as scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
    /// Whether somebody sings or speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// Trust in `voice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_confidence: Option<Confidence>,
    /// The voice's gender as heard; only where `voice` is [`Voice::Voice`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Whether the sound is mainly electronic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electronic: Option<Electronic>,
    /// Whether the sound is mainly acoustic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acoustic: Option<Acoustic>,
    /// Bright or dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timbre: Option<Timbre>,
    /// Detrended fluctuation analysis (Streich & Herrera 2005): long-tailed, about 0 to 3, rank by percentile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub danceability: Option<f64>,
    /// Up to five styles of the Discogs vocabulary, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres_detailed: Vec<StyleScore>,
    /// Field name to the reason why it could not be measured.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub missing: BTreeMap<String, String>,
}

/// A tempo with the share of the evidence that speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TempoCandidate {
    /// The tempo.
    pub bpm: Bpm,
    /// 0 to 1; with the weight of the reported tempo at most 1.
    pub weight: Confidence,
}

/// Mood scores: arousal from −1 (calm) to 1 (excited), the others from 0 to about 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Mood {
    /// Calm (−1) to excited (1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arousal: Option<f64>,
    /// Happy, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happy: Option<f64>,
    /// Sad, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sad: Option<f64>,
    /// Aggressive, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggressive: Option<f64>,
    /// Relaxed, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relaxed: Option<f64>,
    /// Party, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<f64>,
    /// Danceable, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub danceable: Option<f64>,
}

/// One predicted style with its score.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StyleScore {
    /// Style, a Discogs name such as `Deep House`.
    pub label: String,
    /// The Discogs genre that the style belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// 0 to 1; small numbers are usual.
    pub score: f64,
}

/// Defines an enum whose values are fixed strings of the API, with `ALL`, `as_str`, `FromStr`, `Display` and serde.
macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The API's text for this value.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::analysis::UnknownLabel;

            fn from_str(text: &str) -> Result<$name, $crate::analysis::UnknownLabel> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == text)
                    .ok_or($crate::analysis::UnknownLabel { allowed: &[$($text,)+] })
            }
        }
    };
}
pub(crate) use labels;

/// A text that is none of a label's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLabel {
    /// The values that exist.
    pub allowed: &'static [&'static str],
}

impl std::fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not one of {}", self.allowed.join(", "))
    }
}

impl std::error::Error for UnknownLabel {}

labels! {
    /// Whether somebody sings or speaks.
    Voice {
        /// A voice is heard.
        Voice = "voice",
        /// No voice.
        Instrumental = "instrumental",
    }
}

labels! {
    /// Whether the sound is mainly made by electronic instruments.
    Electronic {
        /// Mainly electronic.
        Electronic = "electronic",
        /// Mainly not electronic.
        NonElectronic = "non_electronic",
    }
}

labels! {
    /// Whether the sound is mainly made by acoustic instruments.
    Acoustic {
        /// Mainly acoustic.
        Acoustic = "acoustic",
        /// Mainly not acoustic.
        NonAcoustic = "non_acoustic",
    }
}

labels! {
    /// The colour of the sound.
    Timbre {
        /// Much energy in the high frequencies.
        Bright = "bright",
        /// Little energy in the high frequencies.
        Dark = "dark",
    }
}

impl Analysis {
    /// These values, with those of `other` where this has none. Reasons in `missing` survive only for fields that
    /// are absent from the result's sources, so a stated value is never contradicted by an old reason.
    pub fn or(&self, other: &Analysis) -> Analysis {
        let genres_detailed =
            if self.genres_detailed.is_empty() { &other.genres_detailed } else { &self.genres_detailed };
        Analysis {
            version: self.version.max(other.version),
            duration: self.duration.or(other.duration),
            loudness_lufs: self.loudness_lufs.or(other.loudness_lufs),
            loudness_range_lu: self.loudness_range_lu.or(other.loudness_range_lu),
            true_peak_dbtp: self.true_peak_dbtp.or(other.true_peak_dbtp),
            bpm: self.bpm.or(other.bpm),
            bpm_confidence: if self.bpm.is_some() { self.bpm_confidence } else { other.bpm_confidence },
            bpm_alternative: if self.bpm.is_some() { self.bpm_alternative } else { other.bpm_alternative },
            key: self.key.or(other.key),
            scale: self.scale.or(other.scale),
            key_confidence: self.key_confidence.or(other.key_confidence),
            mood: self.mood.or(other.mood),
            voice: self.voice.or(other.voice),
            voice_confidence: self.voice_confidence.or(other.voice_confidence),
            gender: self.gender.or(other.gender),
            electronic: self.electronic.or(other.electronic),
            acoustic: self.acoustic.or(other.acoustic),
            timbre: self.timbre.or(other.timbre),
            danceability: self.danceability.or(other.danceability),
            genres_detailed: genres_detailed.clone(),
            missing: other.missing.iter().chain(&self.missing).map(|(k, v)| (k.clone(), v.clone())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_value_wins_over_a_measured_one_and_gaps_are_filled() {
        let stated = Analysis { bpm: Bpm::new(128.0), ..Analysis::default() };
        let measured =
            Analysis { bpm: Bpm::new(64.0), loudness_lufs: Lufs::new(-9.0), ..Analysis::default() };
        let both = stated.or(&measured);
        assert_eq!(both.bpm, Bpm::new(128.0));
        assert_eq!(both.loudness_lufs, Lufs::new(-9.0));
    }

    #[test]
    fn json_uses_the_names_of_the_api_and_leaves_out_what_is_absent() {
        let analysis = Analysis {
            version: FeaturesVersion(1),
            key: PitchClass::from_semitones(3),
            scale: Some(Scale::Minor),
            ..Analysis::default()
        };
        let json = serde_json::to_string(&analysis).unwrap();
        assert_eq!(json, r#"{"version":1,"key":"Eb","scale":"minor"}"#);
        assert_eq!(serde_json::from_str::<Analysis>(&json).unwrap(), analysis);
    }
}
