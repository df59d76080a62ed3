//! One track after the other, from what its artist, its album and its genre are like.

use std::sync::Arc;

use hark_track::{
    Acoustic, Analysis, AssetId, Bpm, Confidence, Dbtp, Electronic, Gender, Genre, LoudnessUnits, Lufs, Mood,
    PitchClass, Scale, Seconds, Status, StyleScore, Timbre, Timestamp, Track, Voice,
};

use super::draw::{self, Weighted, any, frequent, log_normal, normal};
use super::genres::Profile;
use super::words::{ANY_MOODS, CALM_MOODS, LIVELY_MOODS, TAGS, USES};
use super::{Album, names, part};
use crate::rng::Rng;

/// Shares of tracks that lack a field.
const WITHOUT_COUNTS: f32 = 0.30;
const WITHOUT_MOODS: f32 = 0.20;
const WITHOUT_YEAR: f32 = 0.30;
const WITHOUT_ARTIST: f32 = 0.15;
const WITHOUT_TITLE: f32 = 0.05;
const WITHOUT_ANALYSIS: f32 = 0.20;
/// Shares of tracks that have one.
const WITH_DESCRIPTION: f32 = 0.20;
const NOT_PUBLIC: f32 = 0.02;

/// Identities begin here and have gaps, as those of a shop that sells other things too.
const FIRST_ID: u64 = 1_800_000_000;
const ID_STEP: u64 = 7;

/// The years in which tracks are published, as moments: 2013-01-01 and thirteen years on.
const FIRST_MOMENT: f64 = 1_356_998_400.0;
const MOMENTS: f64 = 13.0 * 365.25 * 86_400.0;
const LAST_YEAR: f64 = 2025.0;

/// Makes tracks.
#[derive(Debug, Clone)]
pub(super) struct Maker<'a> {
    rng: Rng,
    seed: u64,
    profiles: &'a [(Genre, Profile)],
    genres: Arc<Weighted>,
}

/// What the tracks of an album share.
#[derive(Debug, Clone)]
pub(super) struct About {
    first: u32,
    artist: String,
    creator: String,
    album: String,
    home: usize,
    voice: Gender,
    /// Median of the plays.
    plays: f64,
    year: f64,
    created: f64,
}

impl<'a> Maker<'a> {
    pub(super) fn new(seed: u64, profiles: &'a [(Genre, Profile)]) -> Maker<'a> {
        let genres = Arc::new(Weighted::new(profiles.iter().map(|(_, profile)| profile.weight)));
        Maker { rng: Rng::new(seed), seed, profiles, genres }
    }

    pub(super) fn album(&self, album: Album) -> About {
        // Skip the draws that made the name, by taking another part of the artist's generator.
        let rng = &mut self.rng.fork(part::ARTIST | u64::from(album.artist)).fork(1);
        let home = self.genres.draw(rng);
        let voice = if rng.chance(0.38) { Gender::Female } else { Gender::Male };
        let renown = log_normal(rng, 900.0, 1.6);
        let began = LAST_YEAR - log_normal(rng, 12.0, 0.7).min(60.0);
        let joined = draw::unit(rng);
        let artist = names::artist(self.seed, album.artist);
        let own = &mut self.rng.fork(part::ALBUM | u64::from(album.artist)).fork(u64::from(album.number));
        let creator = artist.to_lowercase().replace(' ', "_");
        About {
            first: album.first,
            artist,
            creator,
            album: names::title(own),
            home,
            voice,
            plays: renown * log_normal(own, 1.0, 0.6),
            year: (began + draw::unit(own) * (LAST_YEAR - began)).round(),
            created: joined + draw::unit(own) * (1.0 - joined),
        }
    }

    pub(super) fn track(&self, about: &About, number: u32) -> Track {
        let index = u64::from(about.first + number);
        let rng = &mut self.rng.fork(part::TRACK | index);
        let id = AssetId::new(FIRST_ID + index * ID_STEP).unwrap_or(AssetId::MAX);
        let created =
            Timestamp::from_unix((FIRST_MOMENT + about.created * MOMENTS) as i64 + i64::from(number));
        let mut track = Track::new(id, created.unwrap_or_default());
        // One track in eight is not what its artist mainly makes.
        let genre = if rng.chance(0.125) { self.genres.draw(rng) } else { about.home };
        let Some((genre, profile)) = self.profiles.get(genre).copied() else { return track };
        if rng.chance(NOT_PUBLIC) {
            track.status = rng.pick([Status::Private, Status::Moderated, Status::Delisted, Status::Deleted]);
        }
        name(&mut track, about, rng);
        count(&mut track, about, rng);
        let energy = (profile.energy + 0.15 * normal(rng) as f32).clamp(0.0, 1.0);
        label(&mut track, genre, rng);
        describe_sound(&mut track, &profile, energy, rng);
        let sung = rng.chance(profile.sung);
        if sung && rng.chance(0.6) {
            track.gender = Some(about.voice);
        }
        if !rng.chance(WITHOUT_ANALYSIS) {
            track.analysis = analysis(&track, &profile, energy, rng);
            track.analysis.voice = Some(if sung { Voice::Voice } else { Voice::Instrumental });
        }
        track.analysis.duration = Seconds::new(round(log_normal(rng, 200.0, 0.45).clamp(8.0, 5400.0), 2));
        if rng.chance(WITH_DESCRIPTION) {
            track.description = description(&track, genre, rng);
        }
        track
    }
}

/// Title, artist, album, publisher and year.
fn name(track: &mut Track, about: &About, rng: &mut Rng) {
    if !rng.chance(WITHOUT_TITLE) {
        track.name = names::title(rng);
    }
    if !rng.chance(WITHOUT_ARTIST) {
        track.artist.clone_from(&about.artist);
        track.album.clone_from(&about.album);
    }
    if rng.chance(0.7) {
        track.creator_name.clone_from(&about.creator);
    }
    if !rng.chance(WITHOUT_YEAR) {
        track.year = Some(about.year as i32);
    }
}

/// Plays and likes.
fn count(track: &mut Track, about: &About, rng: &mut Rng) {
    if !rng.chance(WITHOUT_COUNTS) {
        let plays = log_normal(rng, about.plays, 1.5);
        track.play_count = Some(plays as u64);
        track.likes = Some((plays * log_normal(rng, 0.02, 0.8).min(0.5)) as u64);
    }
}

/// The canonical genre and one to three genre words.
fn label(track: &mut Track, genre: Genre, rng: &mut Rng) {
    track.genre = genre;
    let mut add = |word: &str| {
        let word = word.to_lowercase();
        if !track.genres.contains(&word) {
            track.genres.push(word);
        }
    };
    let words = [1, 1, 1, 2, 2, 3][rng.below(6)];
    add(if rng.chance(0.6) { genre.name() } else { frequent(rng, genre.aliases()) });
    for _ in 1..words {
        add(frequent(rng, genre.aliases()));
    }
}

/// Moods, instruments and tags, by how lively the track is.
fn describe_sound(track: &mut Track, profile: &Profile, energy: f32, rng: &mut Rng) {
    let add = |list: &mut Vec<String>, word: &str| {
        if !word.is_empty() && !list.iter().any(|known| known == word) {
            list.push(word.to_owned());
        }
    };
    if !rng.chance(WITHOUT_MOODS) {
        for _ in 0..1 + rng.below(3) {
            let moods = match rng.chance(0.2) {
                true => ANY_MOODS,
                false if rng.chance(energy) => LIVELY_MOODS,
                false => CALM_MOODS,
            };
            add(&mut track.moods, frequent(rng, moods));
        }
    }
    if rng.chance(0.6) {
        for _ in 0..1 + rng.below(4) {
            add(&mut track.instruments, frequent(rng, profile.instruments));
        }
    }
    if rng.chance(0.7) {
        for _ in 0..1 + rng.below(4) {
            let tag = if rng.chance(0.6) { use_for(energy, rng) } else { frequent(rng, TAGS) };
            add(&mut track.tags, tag);
        }
    }
}

/// What music this lively is used for: the uses are ordered from calm to lively.
fn use_for(energy: f32, rng: &mut Rng) -> &'static str {
    let at = f64::from(energy) + 0.15 * normal(rng);
    let last = USES.len() - 1;
    USES.get((at.clamp(0.0, 1.0) * last as f64).round() as usize).copied().unwrap_or_default()
}

/// What an analyser would have found, but for the voice and the length.
fn analysis(track: &Track, profile: &Profile, energy: f32, rng: &mut Rng) -> Analysis {
    let (bpm, spread) = profile.bpm;
    let loudness = (profile.loudness + 2.0 * normal(rng)).clamp(-60.0, -4.0);
    let minor = rng.chance(profile.minor);
    let electronic = rng.chance(profile.electronic);
    let acoustic = !electronic && rng.chance(profile.acoustic);
    let confidence = |rng: &mut Rng| Confidence::new(round(0.3 + 0.69 * draw::unit(rng).sqrt(), 3));
    let styled = rng.chance(0.6);
    Analysis {
        loudness_lufs: Lufs::new(round(loudness, 1)),
        loudness_range_lu: LoudnessUnits::new(round(log_normal(rng, 6.0, 0.5).min(40.0), 1)),
        true_peak_dbtp: Dbtp::new(round((-0.8 + 0.9 * normal(rng)).clamp(-20.0, 2.0), 1)),
        bpm: Bpm::new(round((bpm + spread * normal(rng)).clamp(40.0, 220.0), 1)),
        key: PitchClass::from_semitones(rng.below(12) as u8),
        scale: Some(if minor { Scale::Minor } else { Scale::Major }),
        key_confidence: confidence(rng),
        mood: Some(mood(energy, minor, rng)),
        voice_confidence: confidence(rng),
        electronic: Some(if electronic { Electronic::Electronic } else { Electronic::NonElectronic }),
        acoustic: Some(if acoustic { Acoustic::Acoustic } else { Acoustic::NonAcoustic }),
        timbre: Some(if rng.chance(0.3 + 0.4 * energy) { Timbre::Bright } else { Timbre::Dark }),
        danceability: Some(round(log_normal(rng, 0.8 + 0.6 * f64::from(energy), 0.2).min(3.0), 3)),
        genres_detailed: if styled { styles(track, rng) } else { Vec::new() },
        ..Analysis::default()
    }
}

/// Scores of moods around what the energy and the mode suggest.
fn mood(energy: f32, minor: bool, rng: &mut Rng) -> Mood {
    let energy = f64::from(energy);
    let dark = if minor { 0.2 } else { -0.2 };
    let mut score = |centre: f64| Some(round((centre + 0.15 * normal(rng)).clamp(0.0, 1.0), 3));
    Mood {
        happy: score(0.3 + 0.3 * energy - dark),
        sad: score(0.6 - 0.4 * energy + dark),
        aggressive: score(0.9 * energy - 0.25 + dark / 2.0),
        relaxed: score(0.95 - 0.9 * energy),
        party: score(0.9 * energy - 0.15 - dark / 2.0),
        danceable: score(0.2 + 0.7 * energy),
        arousal: score(energy).map(|calm_to_lively| round(2.0 * calm_to_lively - 1.0, 3)),
    }
}

/// The genre words as styles with falling scores.
fn styles(track: &Track, rng: &mut Rng) -> Vec<StyleScore> {
    let mut score = 0.2 + 0.6 * draw::unit(rng);
    let style = |label: &String| {
        let style = StyleScore { label: label.clone(), parent: None, score: round(score, 3) };
        score *= 0.5;
        style
    };
    track.genres.iter().map(style).collect()
}

/// One to three sentences about the track.
fn description(track: &Track, genre: Genre, rng: &mut Rng) -> String {
    let genre = track.genres.first().map_or(genre.name(), String::as_str);
    let mood = track.moods.first().map_or_else(|| any(rng, ANY_MOODS), String::as_str);
    let tag = track.tags.first().map_or_else(|| any(rng, USES), String::as_str);
    let instrument = track.instruments.first().map_or("guitar", String::as_str);
    let sentences = [
        format!("A {mood} {genre} track with {instrument}."),
        format!("{} {genre} made for {tag}.", if track.gender.is_some() { "Vocal" } else { "Melodic" }),
        format!("The {instrument} carries a {mood} theme over a steady beat."),
        format!("Recorded at home in one take, mixed for {tag}."),
        format!("It begins quietly and grows into {mood} {genre}."),
        format!("Good for {tag}, {} scenes and anything {mood}.", any(rng, USES)),
    ];
    let from = rng.below(sentences.len());
    let chosen = sentences.iter().cycle().skip(from).take(1 + rng.below(3));
    chosen.map(String::as_str).collect::<Vec<&str>>().join(" ")
}

/// `value` with so many digits after the point.
fn round(value: f64, digits: i32) -> f64 {
    let steps = 10f64.powi(digits);
    (value * steps).round() / steps
}
