//! Why a track is a result, as the API shows it.

use hark_search::Why;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a track is a result. The evidence is in standard deviations from an ordinary track; its sum makes the score,
/// unless the query names the track.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Why)]
pub struct WhyBody {
    /// How the query names the track: `title and artist`, `title`, `artist` or `album`; null when it does not.
    #[schema(required)]
    pub named: Option<String>,
    /// Words of the query that the track's texts hold.
    pub words: f64,
    /// Its description is near in meaning.
    pub description: f64,
    /// Its tags have to do with the query.
    pub tags: f64,
    /// It sounds like what is described.
    pub sound: f64,
    /// It complies with tempo, key, length, voice or years.
    pub demands: f64,
    /// It is by an artist whom the query names, or by one of their kin.
    pub artist: f64,
    /// It is played more, or less, than others.
    pub popularity: f64,
    /// It is like what is not wanted; at most 0.
    pub avoided: f64,
    /// Tags of the track that are what the query asks for.
    pub matching_tags: Vec<String>,
    /// Axes of sound on which the track stands out as the query asks for (above 0) or against it (below), strongest
    /// first.
    pub matching_sound: Vec<AxisEvidence>,
}

/// Evidence on one axis of sound.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AxisEvidence {
    /// The axis.
    #[schema(example = "aggressive")]
    pub axis: String,
    /// In standard deviations.
    pub evidence: f64,
}

impl WhyBody {
    pub(super) fn new(why: &Why) -> WhyBody {
        let evidence = &why.evidence;
        WhyBody {
            named: why.named.map(str::to_owned),
            words: rounded(evidence.words),
            description: rounded(evidence.described),
            tags: rounded(evidence.tagged),
            sound: rounded(evidence.sounding),
            demands: rounded(evidence.met),
            artist: rounded(evidence.related),
            popularity: rounded(evidence.popular),
            avoided: rounded(evidence.avoided),
            matching_tags: why.tags.clone(),
            matching_sound: why
                .sound
                .iter()
                .map(|(axis, evidence)| AxisEvidence { axis: axis.to_string(), evidence: rounded(*evidence) })
                .collect(),
        }
    }
}

/// Two decimals; evidence is no more exact than that.
fn rounded(value: f32) -> f64 {
    let clean = if value.is_finite() { f64::from(value) } else { 0.0 };
    (clean * 100.0).round() / 100.0
}
