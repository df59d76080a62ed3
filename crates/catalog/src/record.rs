//! The layers of one track and how they join: rows over file tags over measurements.

use hark_track::{Analysis, AssetId, Genre, Status, StyleScore, Timestamp, Track};
use serde_json::{Map, Value};

use crate::patch::Stated;
use crate::store::{Row, Sequence};

/// Everything that is stored of one track.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) id: AssetId,
    /// What catalogue rows state.
    pub(crate) stated: Stated,
    /// What the tags of its file say.
    pub(crate) tagged: Stated,
    /// What was measured from its sound.
    pub(crate) measured: Option<Analysis>,
    /// Unknown fields of its rows.
    pub(crate) extra: Map<String, Value>,
    /// Its file lay here and is no longer there.
    pub(crate) gone: bool,
}

/// A record with its place in the table.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) row: Row,
    pub(crate) sequence: Sequence,
    /// The sequence number of the last change to what describes the music.
    pub(crate) revised: Sequence,
    pub(crate) imported_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) record: Record,
}

impl Record {
    pub(crate) fn new(id: AssetId) -> Record {
        Record {
            id,
            stated: Stated::default(),
            tagged: Stated::default(),
            measured: None,
            extra: Map::new(),
            gone: false,
        }
    }

    pub(crate) fn status(&self) -> Status {
        if self.gone { Status::Deleted } else { self.stated.status.unwrap_or(Status::Public) }
    }

    /// Whether a description of the music made from one of them would hold for the other.
    pub(crate) fn sounds_like(&self, other: &Record) -> bool {
        self.measured == other.measured
            && self.stated.of_the_music() == other.stated.of_the_music()
            && self.tagged.of_the_music() == other.tagged.of_the_music()
    }

    /// Adds or, where the value is `null`, removes unknown fields.
    pub(crate) fn keep_extra(&mut self, extra: &Map<String, Value>) {
        for (name, value) in extra {
            if value.is_null() {
                self.extra.remove(name);
            } else {
                self.extra.insert(name.clone(), value.clone());
            }
        }
    }
}

impl Placed {
    /// The effective track.
    pub(crate) fn into_track(self) -> Track {
        let status = self.record.status();
        let file = self.record.tagged.path.clone();
        let mut all = self.record.stated.or(self.record.tagged);
        let analysis = join(all.analysis(), self.record.measured.unwrap_or_default());
        let genres = genre_words(all.genre.as_deref(), all.genres.unwrap_or_default());
        Track {
            id: self.record.id,
            status,
            genre: resolve(all.genre.as_deref(), &genres, &analysis.genres_detailed),
            genres,
            name: all.name.unwrap_or_default(),
            artist: all.artist.unwrap_or_default(),
            album: all.album.unwrap_or_default(),
            creator_name: all.creator_name.unwrap_or_default(),
            tags: all.tags.unwrap_or_default(),
            instruments: all.instruments.unwrap_or_default(),
            moods: all.moods.unwrap_or_default(),
            description: all.description.unwrap_or_default(),
            gender: all.gender,
            year: all.year,
            play_count: all.play_count,
            likes: all.likes,
            created_at: all.created_at.unwrap_or(self.imported_at),
            updated_at: all.updated_at.unwrap_or(self.changed_at),
            // Where a file was really found says more than where a row expected one.
            path: file.or(all.path),
            analysis,
        }
    }
}

/// What is stated, completed by what was measured. Values that only mean something together stay together: a measured
/// mode or confidence is not joined to a stated key that contradicts the measured one, and likewise for the voice and
/// the tempo.
fn join(mut stated: Analysis, mut measured: Analysis) -> Analysis {
    if stated.bpm == measured.bpm {
        // Confidence and second candidate come with the tempo that they were measured for.
        stated.bpm = None;
    }
    let other_key = stated.key.is_some() && stated.key != measured.key;
    let other_scale = stated.scale.is_some() && stated.scale != measured.scale;
    if other_key {
        measured.scale = None;
    }
    if other_key || other_scale {
        measured.key_confidence = None;
    }
    if stated.voice.is_some() && stated.voice != measured.voice {
        measured.voice_confidence = None;
        measured.gender = None;
    }
    let mut joined = stated.or(&measured);
    let reasons = std::mem::take(&mut joined.missing);
    joined.missing = reasons.into_iter().filter(|(field, _)| is_absent(&joined, field)).collect();
    joined
}

/// Whether a field of the analysis has no value; true for names that are no field.
fn is_absent(analysis: &Analysis, field: &str) -> bool {
    match field {
        "duration" => analysis.duration.is_none(),
        "loudness_lufs" => analysis.loudness_lufs.is_none(),
        "loudness_range_lu" => analysis.loudness_range_lu.is_none(),
        "true_peak_dbtp" => analysis.true_peak_dbtp.is_none(),
        "bpm" => analysis.bpm.is_none(),
        "bpm_confidence" => analysis.bpm_confidence.is_none(),
        "bpm_alternative" => analysis.bpm_alternative.is_none(),
        "key" => analysis.key.is_none(),
        "scale" => analysis.scale.is_none(),
        "key_confidence" => analysis.key_confidence.is_none(),
        "mood" => analysis.mood.is_none(),
        "voice" => analysis.voice.is_none(),
        "voice_confidence" => analysis.voice_confidence.is_none(),
        "gender" => analysis.gender.is_none(),
        "electronic" => analysis.electronic.is_none(),
        "acoustic" => analysis.acoustic.is_none(),
        "timbre" => analysis.timbre.is_none(),
        "danceability" => analysis.danceability.is_none(),
        "genres_detailed" => analysis.genres_detailed.is_empty(),
        _ => true,
    }
}

/// The genre words of a track: the listed ones, led by the single stated one when it says more than a canonical name
/// ("witch house" would otherwise be lost in House).
fn genre_words(stated: Option<&str>, mut genres: Vec<String>) -> Vec<String> {
    if let Some(stated) = stated
        && !stated.is_empty()
        && Genre::parse(stated).is_none()
        && !genres.iter().any(|listed| listed == stated)
    {
        genres.insert(0, stated.to_owned());
    }
    genres
}

/// The score below which a style does not decide a track's genre. Of 120 generated clips of fourteen kinds, the best
/// style named the right kind for 27 % of those below this and for 72 % of those above.
const MIN_STYLE_SCORE: f64 = 0.2;

/// The canonical genre: as stated, else the narrowest of the genre words, else the best style, by measurement or by the
/// source's own account, that is clear enough and known to the table.
fn resolve(stated: Option<&str>, genres: &[String], styles: &[StyleScore]) -> Genre {
    let stated = stated.and_then(|text| Genre::parse(text).or_else(|| Genre::classify(text)));
    stated.unwrap_or_else(|| match Genre::primary(genres.iter().map(String::as_str)) {
        Genre::OTHER => styles
            .iter()
            .filter(|style| style.score >= MIN_STYLE_SCORE)
            .find_map(|style| Genre::from_style(style.parent.as_deref().unwrap_or(""), &style.label))
            .unwrap_or(Genre::OTHER),
        found => found,
    })
}
