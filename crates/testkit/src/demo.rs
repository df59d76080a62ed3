//! A catalogue of our own: sixty short tracks of twenty kinds, for `hark demo`, tests and benches.
//!
//! What is stated about a track is true by construction: every pulse lies on the grid of its tempo, and its
//! harmony starts on, returns to and ends on its tonic. That makes the catalogue useful beyond a first look:
//! an analyser that disagrees is wrong (or has found the half or double tempo, which is a matter of taste).
//!
//! A kind of music is one file in `kinds`: what it is called, its three pieces, and how they are arranged.
//! Rendering all of it takes some twelve seconds of processor time in an optimised build.

use crate::signal::{Format, Signal};
use crate::synth::SAMPLE_RATE;
use crate::synth::filter::{Biquad, Pass};
use crate::synth::master;
use crate::wav::{Encoding, Tags};
use kind::{Delivery, Kind, Piece};
use stage::Stage;
use std::sync::LazyLock;

mod kind;
mod kinds;
mod stage;
mod write;

pub use write::{CATALOGUE_FILE, Progress, row, write_all, write_tracks};

/// `asset_id` of the first track; the others follow it.
pub const FIRST_ASSET_ID: u64 = 9_000_001;

/// A track that can be rendered, with everything that is known about it.
#[derive(Clone, Debug)]
pub struct DemoTrack {
    /// Stable id, digits only.
    pub asset_id: String,
    /// Name of its audio file, without a folder.
    pub file_name: String,
    /// Title, unique in the catalogue.
    pub title: &'static str,
    /// Performer; invented, and shared by several tracks.
    pub artist: &'static str,
    /// Record; the tracks of one record have one artist.
    pub album: &'static str,
    /// Genre by name, such as `Techno`.
    pub genre: &'static str,
    /// `genre` and the wider ones it belongs to.
    pub genres: Vec<&'static str>,
    /// Free words.
    pub tags: Vec<&'static str>,
    /// Moods.
    pub moods: Vec<&'static str>,
    /// Instruments heard.
    pub instruments: Vec<&'static str>,
    /// One short sentence.
    pub description: &'static str,
    /// Year of release.
    pub year: u16,
    /// Beats a minute; `None` where there is no pulse.
    pub bpm: Option<f32>,
    /// Tonic (`C`, `C#` … as the API spells them) and `major` or `minor`; `None` where there is no key.
    pub key: Option<(&'static str, &'static str)>,
    /// Intended length in seconds; the rendered one is the nearest below that holds whole bars.
    pub seconds: f32,
    /// What the choices in the music are drawn from.
    pub seed: u64,
    part: Part,
}

/// Where a track's arrangement comes from.
#[derive(Clone, Copy, Debug)]
struct Part {
    kind: &'static Kind,
    variant: usize,
}

impl DemoTrack {
    /// The kind of music, a word such as `techno`; three tracks share each.
    pub fn kind(&self) -> &'static str {
        self.part.kind.name
    }

    /// Beats of a bar.
    pub fn beats_per_bar(&self) -> u32 {
        self.part.kind.meter
    }

    /// The same music cut to about `seconds`: the ending is composed anew, so it still cadences.
    #[must_use]
    pub fn shortened(mut self, seconds: f32) -> Self {
        self.seconds = seconds;
        self
    }

    /// The tags its file carries.
    pub fn file_tags(&self) -> Tags {
        Tags {
            title: Some(self.title.to_owned()),
            artist: Some(self.artist.to_owned()),
            album: Some(self.album.to_owned()),
            genre: Some(self.genre.to_owned()),
            year: Some(self.year),
            bpm: self.bpm,
        }
    }

    fn piece(&self) -> &'static Piece {
        &self.part.kind.pieces[self.part.variant]
    }

    fn delivery(&self) -> Delivery {
        self.part.kind.delivery
    }
}

/// All tracks, in the order of their ids, the kinds one after another.
pub fn catalogue() -> Vec<DemoTrack> {
    static TRACKS: LazyLock<Vec<DemoTrack>> = LazyLock::new(|| {
        let parts = kinds::ALL
            .iter()
            .flat_map(|&kind| (0..kind.pieces.len()).map(move |v| Part { kind, variant: v }));
        parts.enumerate().map(|(i, part)| track(i as u64, part)).collect()
    });
    TRACKS.clone()
}

fn track(index: u64, part: Part) -> DemoTrack {
    let kind = part.kind;
    let piece = &kind.pieces[part.variant];
    DemoTrack {
        asset_id: (FIRST_ASSET_ID + index).to_string(),
        file_name: format!("{:02}-{}.wav", index + 1, slug(piece.title)),
        title: piece.title,
        artist: piece.artist,
        album: piece.album,
        genre: kind.genres[0],
        genres: kind.genres.to_vec(),
        tags: kind.tags.iter().chain(piece.tags).copied().collect(),
        moods: kind.moods.to_vec(),
        instruments: kind.instruments.to_vec(),
        description: piece.description,
        year: piece.year,
        bpm: kind.pulse.then_some(piece.bpm as f32),
        key: kind.tonal.then(|| (piece.key.tonic_name(), piece.key.mode().name())),
        seconds: piece.seconds,
        seed: FIRST_ASSET_ID + index,
        part,
    }
}

/// Lower-case letters and digits with single hyphens between them.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// The music: stereo frames at 44,100 Hz in −1 to 1, peaking at or below −1 dBFS.
pub fn render(track: &DemoTrack) -> Vec<[f32; 2]> {
    let kind = track.part.kind;
    let mut stage = Stage::new(track);
    (kind.arrange)(&mut stage);
    let mut frames = stage.into_mix();
    master::finish(&mut frames, kind.lufs, stage::TAIL_S * 0.8);
    frames
}

/// The music as its file holds it: some kinds are delivered in mono, at 22,050 Hz or in 24 bits, as real
/// collections are a mixture too.
pub fn deliver(track: &DemoTrack) -> (Signal, Encoding) {
    let delivery = track.delivery();
    let frames = render(track);
    let frames = if delivery.half_rate { halved(&frames) } else { frames };
    let rate = if delivery.half_rate { SAMPLE_RATE / 2 } else { SAMPLE_RATE };
    let samples: Vec<f32> = if delivery.mono {
        frames.iter().map(|[left, right]| (left + right) / 2.0).collect()
    } else {
        frames.into_flattened()
    };
    let channels = if delivery.mono { 1 } else { 2 };
    (Signal::from_interleaved(Format::new(rate, channels), &samples), delivery.encoding)
}

/// Every second frame after an eighth-order low-pass (Butterworth) at 9 kHz, which leaves 35 dB less of what
/// would fold back from 13 kHz and more above. Overshoot of the filter is brought back under the ceiling.
fn halved(frames: &[[f32; 2]]) -> Vec<[f32; 2]> {
    const QS: [f32; 4] = [0.5098, 0.6013, 0.9000, 2.5629];
    let mut filters = [(); 2].map(|()| QS.map(|q| Biquad::new(Pass::Low, 9_000.0, q)));
    let mut low = Vec::with_capacity(frames.len() / 2 + 1);
    let mut peak = master::CEILING;
    for (i, frame) in frames.iter().enumerate() {
        let pass =
            |side: usize, filters: &mut [Biquad; 4]| filters.iter_mut().fold(frame[side], |x, f| f.tick(x));
        let [left, right] = &mut filters;
        let frame = [pass(0, left), pass(1, right)];
        if i % 2 == 0 {
            peak = frame.iter().fold(peak, |peak, x| peak.max(x.abs()));
            low.push(frame);
        }
    }
    low.iter_mut().for_each(|frame| *frame = frame.map(|x| x * master::CEILING / peak));
    low
}

#[cfg(test)]
mod tests;
