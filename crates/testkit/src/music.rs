//! Any number of plain pieces with known answers, for measuring analysers: tempo, beats, downbeats and key.
//!
//! A [`Piece`] is a page of facts (key, tempo, meter, who plays, what was done to the recording) drawn from a seed, and
//! [`Piece::render`] makes the sound and the [`Truth`] from the same facts. What makes analysers fail is drawn on
//! purpose: all 24 keys, tempi from 60 to 190 that are seldom whole numbers, 3/4, no drums, instruments out of tune,
//! a tempo that wanders, noise, one channel, other rates.
//!
//! Half and double tempo stay a matter of taste: a piece at 62 may well be tapped at 124. The truth is the tempo that
//! the piece was written in. The pieces of [`crate::demo`] are arranged for listening; these share its instruments and
//! nothing else, so that tuning an analyser on one does not spoil the other.

use crate::rng::Rng;
use crate::signal::{Format, Segment, Signal};
use crate::synth::master;
use crate::synth::score::Clock;
use crate::synth::theory::{Key, Mode};
use crate::synth::{SAMPLE_RATE, samples};
use serde_json::{Value, json};

mod band;
mod rate;
mod write;

pub use write::{TRUTH_FILE, write_all};

/// Seconds after the last bar in which the sound dies away.
const TAIL_S: f32 = 1.2;

/// Loudness of the finished mix.
const LUFS: f32 = -16.0;

/// The facts of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What the notes are drawn from.
    pub seed: u64,
    /// Tonic and mode.
    pub key: Key,
    /// Beats a minute.
    pub bpm: f64,
    /// Beats of a bar: 3 or 4.
    pub meter: u32,
    /// Whether drums play.
    pub drums: bool,
    /// How far the tuning lies above A = 440 Hz.
    pub detune_cents: f64,
    /// See [`Clock::drift`].
    pub drift: f64,
    /// Power of the music over that of added pink noise, if any is added.
    pub noise_snr_db: Option<f64>,
    /// Silence before the first beat.
    pub offset_s: f64,
    /// Intended length; the rendered one holds whole bars, four at least.
    pub seconds: f64,
    /// Rate and channels of the recording.
    pub format: Format,
}

/// The answers: what an analyser should find in a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Beats a minute.
    pub bpm: f64,
    /// Tonic, as the API spells it.
    pub key: &'static str,
    /// `major` or `minor`.
    pub scale: &'static str,
    /// Every beat, in seconds.
    pub beats: Vec<f64>,
    /// The first beat of every bar, in seconds: each is one of `beats`.
    pub downbeats: Vec<f64>,
}

impl Truth {
    /// The row of a truth file for `file`.
    pub fn row(&self, file: &str) -> Value {
        json!({
            "file": file,
            "bpm": self.bpm,
            "key": self.key,
            "scale": self.scale,
            "beats": self.beats,
            "downbeats": self.downbeats,
        })
    }
}

impl Piece {
    /// Piece `index` of the set `seed`: any 24 in a row are in 24 keys, everything else is drawn.
    pub fn draw(seed: u64, index: u64) -> Piece {
        let mut rng = Rng::new(seed).fork(index);
        let mode = if (index / 12).is_multiple_of(2) { Mode::Major } else { Mode::Minor };
        let between = |rng: &mut Rng, low: f64, high: f64| low + (high - low) * f64::from(rng.unit());
        let bpm = between(&mut rng, 60.0, 190.0);
        let digits = if rng.chance(0.2) { 1.0 } else { 100.0 };
        Piece {
            seed: rng.next_u64(),
            key: Key::new((index % 12) as i32, mode),
            bpm: (bpm * digits).round() / digits,
            meter: if rng.chance(0.2) { 3 } else { 4 },
            drums: rng.chance(0.7),
            detune_cents: if rng.chance(0.3) { between(&mut rng, -40.0, 40.0) } else { 0.0 },
            drift: if rng.chance(0.2) { between(&mut rng, 0.004, 0.02) } else { 0.0 },
            noise_snr_db: rng.chance(0.2).then(|| between(&mut rng, 15.0, 35.0)),
            offset_s: between(&mut rng, 0.0, 1.5),
            seconds: 30.0,
            format: Format::new(
                rng.pick([44_100, 44_100, 44_100, 48_000, 32_000, 22_050]),
                rng.pick([1, 2, 2]),
            ),
        }
    }

    /// A name that tells what it is: `003-eb-major-97.20bpm`.
    pub fn name(&self, index: u64) -> String {
        let tonic = self.key.tonic_name().replace('#', "sharp").to_lowercase();
        format!("{index:03}-{tonic}-{}-{:.2}bpm", self.key.mode().name(), self.bpm)
    }

    /// The recording and its answers.
    pub fn render(&self) -> (Signal, Truth) {
        let clock = Clock { drift: self.drift, ..Clock::straight(self.bpm, self.meter) };
        let bars = ((self.seconds - f64::from(TAIL_S)) / clock.bar_seconds()).floor().max(4.0) as usize;
        let beats = bars * self.meter as usize;
        let mut frames = band::play(self, clock, bars, clock.sample(beats as f64) + samples(TAIL_S));
        master::finish(&mut frames, LUFS, TAIL_S);
        let silence = (self.offset_s * f64::from(SAMPLE_RATE)).round() as usize;
        frames.splice(0..0, std::iter::repeat_n([0.0; 2], silence));
        let start = silence as f64 / f64::from(SAMPLE_RATE);
        let beats: Vec<f64> = (0..beats).map(|beat| start + clock.seconds(beat as f64)).collect();
        let truth = Truth {
            bpm: self.bpm,
            key: self.key.tonic_name(),
            scale: self.key.mode().name(),
            downbeats: beats.iter().copied().step_by(self.meter as usize).collect(),
            beats,
        };
        (self.recorded(&frames), truth)
    }

    /// The mix in the recording's format, with its noise.
    fn recorded(&self, frames: &[[f32; 2]]) -> Signal {
        let planes: Vec<Vec<f32>> = match self.format.channels {
            1 => vec![frames.iter().map(|[left, right]| (left + right) / 2.0).collect()],
            _ => vec![
                frames.iter().map(|frame| frame[0]).collect(),
                frames.iter().map(|frame| frame[1]).collect(),
            ],
        };
        let mut planes: Vec<Vec<f32>> =
            planes.iter().map(|plane| rate::converted(plane, SAMPLE_RATE, self.format.sample_rate)).collect();
        let format = Format::new(self.format.sample_rate, planes.len());
        if let Some(snr_db) = self.noise_snr_db {
            let all = planes.iter().map(Vec::len).sum::<usize>().max(1);
            let power = planes.iter().flatten().map(|x| f64::from(x * x)).sum::<f64>() / all as f64;
            let level = 10.0 * power.max(1e-12).log10() - snr_db;
            let seconds = planes[0].len() as f64 / f64::from(format.sample_rate);
            let noise = Signal::new(format, &[Segment::pink_noise(self.seed, level, seconds)]);
            for (plane, noise) in planes.iter_mut().zip(noise.planes()) {
                plane.iter_mut().zip(noise).for_each(|(x, noise)| *x += noise);
            }
        }
        let interleaved: Vec<f32> =
            (0..planes[0].len()).flat_map(|i| planes.iter().map(move |plane| plane[i])).collect();
        Signal::from_interleaved(format, &interleaved)
    }
}

#[cfg(test)]
mod tests;
