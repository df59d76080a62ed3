//! A track as the API shows it.

use hark_search::Hit;
use hark_track::{Analysis, Mood};
use serde::Serialize;
use utoipa::ToSchema;

use super::why::WhyBody;

/// A track. Every field is always present; what is not known is null (or empty, for texts that are never null).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Track)]
pub struct TrackBody {
    /// Identity: decimal digits.
    #[schema(example = "1837879082")]
    pub asset_id: String,
    /// Title.
    pub name: String,
    /// Artist; empty when unknown.
    pub artist: String,
    /// Album; empty when there is none.
    pub album: String,
    /// Length in seconds; 0 when unknown.
    pub duration: f64,
    /// Canonical genre, such as `Hip Hop / Rap`.
    pub genre: String,
    /// URL-safe form of the genre, such as `hip-hop-rap`.
    pub genre_slug: String,
    /// Tempo in beats per minute.
    #[schema(required)]
    pub bpm: Option<f64>,
    /// How well the track matches: 0 to 1, four decimals, comparable between queries; 1 for identities.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub score: f64,
    /// When the track came to be: RFC 3339, UTC.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed: RFC 3339, UTC.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The account that published it; empty when unknown.
    pub creator_name: String,
    /// Integrated loudness in LUFS (EBU R 128). Silence has none.
    #[schema(required)]
    pub loudness_lufs: Option<f64>,
    /// Highest true peak in dBTP; above 0 the signal has overs.
    #[schema(required)]
    pub true_peak_dbtp: Option<f64>,
    /// Mood scores; null when none is known.
    #[schema(required)]
    pub mood: Option<MoodScores>,
    /// Tonic: C, C#, D, Eb, E, F, F#, G, Ab, A, Bb or B.
    #[schema(required)]
    pub key: Option<String>,
    /// `major` or `minor`.
    #[schema(required)]
    pub scale: Option<String>,
    /// Trust in key and scale: 0 to 1.
    #[schema(required)]
    pub key_confidence: Option<f64>,
    /// `voice` or `instrumental`.
    #[schema(required)]
    pub voice: Option<String>,
    /// Trust in `voice`: 0 to 1.
    #[schema(required)]
    pub voice_confidence: Option<f64>,
    /// `electronic` or `non_electronic`.
    #[schema(required)]
    pub electronic: Option<String>,
    /// `acoustic` or `non_acoustic`.
    #[schema(required)]
    pub acoustic: Option<String>,
    /// `bright` or `dark`.
    #[schema(required)]
    pub timbre: Option<String>,
    /// Detrended fluctuation analysis: long-tailed, about 0 to 3; rank by percentile.
    #[schema(required)]
    pub danceability: Option<f64>,
    /// Up to five styles of the Discogs vocabulary, best first; null when none is known.
    #[schema(required)]
    pub genres_detailed: Option<Vec<StylePrediction>>,
    /// Why it is a result; only when `explain` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<WhyBody>,
}

/// Mood scores: arousal from −1 (calm) to 1 (excited), the others from 0 to about 1; null where not known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = Mood)]
pub struct MoodScores {
    /// Calm (−1) to excited (1).
    #[schema(required)]
    pub arousal: Option<f64>,
    /// Happy.
    #[schema(required)]
    pub happy: Option<f64>,
    /// Sad.
    #[schema(required)]
    pub sad: Option<f64>,
    /// Aggressive.
    #[schema(required)]
    pub aggressive: Option<f64>,
    /// Relaxed.
    #[schema(required)]
    pub relaxed: Option<f64>,
    /// Party.
    #[schema(required)]
    pub party: Option<f64>,
    /// Danceable.
    #[schema(required)]
    pub danceable: Option<f64>,
}

/// One predicted style.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Style)]
pub struct StylePrediction {
    /// Style, such as `Deep House`.
    pub label: String,
    /// The Discogs genre that the style belongs to; left out when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent: Option<String>,
    /// 0 to 1; small numbers are usual.
    pub score: f64,
}

/// Most styles in `genres_detailed`.
const MAX_STYLES: usize = 5;

impl TrackBody {
    /// The API's view of one result.
    pub fn new(hit: &Hit) -> TrackBody {
        let track = &hit.track;
        let sound = &track.analysis;
        let text = |label: Option<&'static str>| label.map(str::to_owned);
        TrackBody {
            asset_id: track.id.to_string(),
            name: track.name.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            duration: track.duration().map_or(0.0, f64::from),
            genre: track.genre.name().to_owned(),
            genre_slug: track.genre.slug().to_owned(),
            bpm: sound.bpm.map(f64::from),
            score: score(hit.score),
            created_at: track.created_at.to_string(),
            updated_at: track.updated_at.to_string(),
            creator_name: track.creator_name.clone(),
            loudness_lufs: sound.loudness_lufs.map(f64::from),
            true_peak_dbtp: sound.true_peak_dbtp.map(f64::from),
            mood: sound.mood.and_then(MoodScores::new),
            key: text(sound.key.map(|key| key.name())),
            scale: text(sound.scale.map(|scale| scale.as_str())),
            key_confidence: sound.key_confidence.map(f64::from),
            voice: text(sound.voice.map(|voice| voice.as_str())),
            voice_confidence: sound.voice_confidence.map(f64::from),
            electronic: text(sound.electronic.map(|label| label.as_str())),
            acoustic: text(sound.acoustic.map(|label| label.as_str())),
            timbre: text(sound.timbre.map(|timbre| timbre.as_str())),
            danceability: finite(sound.danceability),
            genres_detailed: styles(sound),
            why: hit.why.as_ref().map(WhyBody::new),
        }
    }
}

impl MoodScores {
    fn new(mood: Mood) -> Option<MoodScores> {
        let scores = MoodScores {
            arousal: finite(mood.arousal),
            happy: finite(mood.happy),
            sad: finite(mood.sad),
            aggressive: finite(mood.aggressive),
            relaxed: finite(mood.relaxed),
            party: finite(mood.party),
            danceable: finite(mood.danceable),
        };
        let all = [scores.arousal, scores.happy, scores.sad, scores.aggressive, scores.relaxed]
            .into_iter()
            .chain([scores.party, scores.danceable]);
        all.flatten().next().is_some().then_some(scores)
    }
}

fn styles(sound: &Analysis) -> Option<Vec<StylePrediction>> {
    let known = sound.genres_detailed.iter().filter(|style| style.score.is_finite()).take(MAX_STYLES);
    let styles: Vec<StylePrediction> = known
        .map(|style| StylePrediction {
            label: style.label.clone(),
            parent: style.parent.clone(),
            score: style.score,
        })
        .collect();
    (!styles.is_empty()).then_some(styles)
}

/// JSON has no infinities: a number that is not finite is not known.
fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite())
}

/// A score as it is sent: within 0 to 1, four decimals.
fn score(score: f64) -> f64 {
    let clean = if score.is_finite() { score.clamp(0.0, 1.0) } else { 0.0 };
    (clean * 1e4).round() / 1e4
}
