//! What a source may say about a track, and how saying it changes what was said before.
//!
//! One table of fields serves both directions: [`Fields`] is what a row *wants* (each field kept, cleared or set), and
//! `Stated` is what has been said *so far* (each field there or not). Were they written out twice, one day a field
//! would be added to one of them only.

use hark_track::{
    Acoustic, Analysis, AssetId, Bpm, Confidence, Dbtp, Electronic, FeaturesVersion, Gender, LoudnessUnits,
    Lufs, Measurement, Mood, PitchClass, Scale, Seconds, Status, StyleScore, Timbre, Timestamp, Voice,
};
use serde_json::{Map, Value};

/// What a patch does to one field.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Field<T> {
    /// The source does not mention the field: what was stated before stays.
    #[default]
    Keep,
    /// The source says that there is no value (JSON `null`, an empty CSV cell).
    Clear,
    /// The source states this value.
    Set(T),
}

impl<T: Clone> Field<T> {
    fn apply(&self, to: &mut Option<T>) {
        match self {
            Field::Keep => {}
            Field::Clear => *to = None,
            Field::Set(value) => *to = Some(value.clone()),
        }
    }
}

impl<T> From<Option<T>> for Field<T> {
    /// `Set` for a value, `Keep` for none.
    fn from(value: Option<T>) -> Field<T> {
        value.map_or(Field::Keep, Field::Set)
    }
}

/// One change to one track.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackPatch {
    /// Which track; it is added when it does not exist.
    pub id: AssetId,
    /// What the source states.
    pub fields: Fields,
    /// What was measured; replaces the earlier measurement as a whole. `None` keeps it.
    pub measured: Option<Box<Measurement>>,
}

impl TrackPatch {
    /// A patch that adds the track if need be and changes nothing else.
    pub fn new(id: AssetId) -> TrackPatch {
        TrackPatch { id, fields: Fields::default(), measured: None }
    }
}

macro_rules! statement {
    ($( $(#[doc = $doc:literal])+ $name:ident: $type:ty $(as $with:literal)?, )+) => {
        /// What a source says about a track, field by field; everything is [`Field::Keep`] by default.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Fields {
            $( $(#[doc = $doc])+ pub $name: Field<$type>, )+
            /// Fields that the catalogue does not know, kept as they are. `null` removes one.
            pub extra: Map<String, Value>,
        }

        /// What has been stated about a track so far.
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub(crate) struct Stated {
            $( $(#[doc = $doc])+
               #[serde(skip_serializing_if = "Option::is_none" $(, with = $with)?)]
               pub(crate) $name: Option<$type>, )+
        }

        impl Stated {
            /// Follows what `fields` asks for. `extra` is not part of this.
            pub(crate) fn apply(&mut self, fields: &Fields) {
                $( fields.$name.apply(&mut self.$name); )+
            }

            /// These statements, with those of `lower` where this has none.
            pub(crate) fn or(self, lower: Stated) -> Stated {
                Stated { $( $name: self.$name.or(lower.$name), )+ }
            }
        }
    };
}

statement! {
    /// Whether the track may be found; public when never stated.
    status: Status,
    /// Title.
    name: String,
    /// Artist.
    artist: String,
    /// Album.
    album: String,
    /// The account that published it.
    creator_name: String,
    /// Free description.
    description: String,
    /// The genre, by any name.
    genre: String,
    /// Genre words.
    genres: Vec<String>,
    /// Free tags.
    tags: Vec<String>,
    /// Instruments.
    instruments: Vec<String>,
    /// Mood words.
    moods: Vec<String>,
    /// Gender of the voice.
    gender: Gender,
    /// Year of release.
    year: i32,
    /// Lifetime plays.
    play_count: u64,
    /// Lifetime likes.
    likes: u64,
    /// When the source created the track.
    created_at: Timestamp as "moment",
    /// When the source last changed it.
    updated_at: Timestamp as "moment",
    /// Where its audio file lies.
    path: String,
    /// Length.
    duration: Seconds,
    /// Integrated loudness.
    loudness_lufs: Lufs,
    /// Loudness range.
    loudness_range_lu: LoudnessUnits,
    /// Highest true peak.
    true_peak_dbtp: Dbtp,
    /// Tempo.
    bpm: Bpm,
    /// Tonic of the key.
    key: PitchClass,
    /// Mode of the key.
    scale: Scale,
    /// Trust in key and scale.
    key_confidence: Confidence,
    /// Moods as scores; replaced as a whole.
    mood: Mood,
    /// Whether somebody sings or speaks.
    voice: Voice,
    /// Trust in `voice`.
    voice_confidence: Confidence,
    /// Whether the sound is mainly electronic.
    electronic: Electronic,
    /// Whether the sound is mainly acoustic.
    acoustic: Acoustic,
    /// Bright or dark.
    timbre: Timbre,
    /// Danceability by detrended fluctuation analysis.
    danceability: f64,
    /// Styles of the Discogs vocabulary, best first; replaced as a whole.
    genres_detailed: Vec<StyleScore>,
}

impl Stated {
    /// The stated part of the sound. Its version is 0 and it gives no reasons for what is absent.
    pub(crate) fn analysis(&mut self) -> Analysis {
        Analysis {
            version: FeaturesVersion(0),
            duration: self.duration,
            loudness_lufs: self.loudness_lufs,
            loudness_range_lu: self.loudness_range_lu,
            true_peak_dbtp: self.true_peak_dbtp,
            bpm: self.bpm,
            bpm_confidence: None,
            bpm_alternative: None,
            key: self.key,
            scale: self.scale,
            key_confidence: self.key_confidence,
            mood: self.mood,
            voice: self.voice,
            voice_confidence: self.voice_confidence,
            gender: None,
            electronic: self.electronic,
            acoustic: self.acoustic,
            timbre: self.timbre,
            danceability: self.danceability,
            genres_detailed: self.genres_detailed.take().unwrap_or_default(),
            missing: std::collections::BTreeMap::new(),
        }
    }

    /// Without what no description of the music depends on: who may see it, how popular it is, when and where it is.
    pub(crate) fn of_the_music(&self) -> Stated {
        Stated {
            status: None,
            play_count: None,
            likes: None,
            created_at: None,
            updated_at: None,
            path: None,
            ..self.clone()
        }
    }
}

/// Moments in stored documents, written as the API writes them.
mod moment {
    use hark_track::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => to.collect_str(moment),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
