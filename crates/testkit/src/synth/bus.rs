//! One part of an arrangement: its notes are placed on the grid, panned and summed into stereo, then treated.

use super::drums::Drum;
use super::fx::{self, Room};
use super::score::{Clock, Span, Tone};
use super::theory;
use super::voice::{Note, Patch};
use crate::rng::Rng;
use std::collections::BTreeMap;

/// A stereo part of fixed length. Whatever sounds past its end is cut there.
#[derive(Clone, Debug)]
pub struct Bus {
    frames: Vec<[f32; 2]>,
    clock: Clock,
    rng: Rng,
    pan: f32,
    width: f32,
    tuning: f32,
    takes: BTreeMap<(Drum, usize), Vec<f32>>,
}

/// Different recordings of each drum that a part alternates between: enough that a roll does not sound like
/// one hit repeated, few enough that drums cost next to nothing.
const TAKES: usize = 3;

impl Bus {
    /// `len` frames of silence; `rng` serves the noise in this part only.
    pub fn new(len: usize, clock: Clock, rng: Rng) -> Self {
        Self {
            frames: vec![[0.0; 2]; len],
            clock,
            rng,
            pan: 0.0,
            width: 0.0,
            tuning: 1.0,
            takes: BTreeMap::new(),
        }
    }

    /// Places what follows at `pan` (−1 left to 1 right), notes spread by pitch over `width`.
    #[must_use]
    pub fn panned(mut self, pan: f32, width: f32) -> Self {
        (self.pan, self.width) = (pan, width);
        self
    }

    /// Tunes what follows `cents` above concert pitch (below for a negative number).
    #[must_use]
    pub fn tuned(mut self, cents: f64) -> Self {
        self.tuning = 2f64.powf(cents / 1200.0) as f32;
        self
    }

    /// Plays one MIDI note.
    pub fn play(&mut self, patch: &Patch, span: Span, midi: i32, velocity: f32) {
        let start = self.clock.sample(span.start);
        let end = self.clock.sample(span.start + span.beats);
        let gate = end.saturating_sub(start) as f32 * super::DT;
        let sound = patch.render(Note { hz: theory::hz(midi) * self.tuning, gate, velocity }, &mut self.rng);
        let place = (start, self.pan + self.width * (midi - 62) as f32 / 30.0);
        add(&mut self.frames, &sound, place, 1.0);
    }

    /// Plays several MIDI notes at once.
    pub fn chord(&mut self, patch: &Patch, span: Span, notes: &[i32], velocity: f32) {
        for &note in notes {
            self.play(patch, span, note, velocity);
        }
    }

    /// Plays a melody; notes on whole beats are a little stronger.
    pub fn melody(&mut self, patch: &Patch, tones: &[Tone], velocity: f32) {
        for &(span, note) in tones {
            let accent = if span.start.fract() == 0.0 { 1.0 } else { 0.82 };
            self.play(patch, span, note, velocity * accent);
        }
    }

    /// Strikes a drum on `beat` of the piece.
    pub fn hit(&mut self, drum: Drum, beat: f64, velocity: f32) {
        let take = self.rng.below(TAKES);
        let rng = &mut self.rng;
        let sound = self.takes.entry((drum, take)).or_insert_with(|| drum.render(1.0, rng));
        let place = (self.clock.sample(beat), self.pan + drum.pan());
        add(&mut self.frames, sound, place, velocity);
    }

    /// Adds a room's reverberation.
    #[must_use]
    pub fn in_room(mut self, room: Room) -> Self {
        fx::reverb(&mut self.frames, room);
        self
    }

    /// Echoes every `beats`, bouncing between left and right, each at `feedback` of the one before.
    #[must_use]
    pub fn echoing(mut self, beats: f64, feedback: f32) -> Self {
        let lag = self.clock.sample(beats);
        fx::echo(&mut self.frames, lag, feedback);
        self
    }

    /// Doubles the part with slightly moving copies of itself.
    #[must_use]
    pub fn chorused(mut self) -> Self {
        fx::chorus(&mut self.frames);
        self
    }

    /// Overdrives the part (`drive` from 1 mild to 30 fuzz) and rounds it off above `tone` hertz.
    #[must_use]
    pub fn driven(mut self, drive: f32, tone: f32) -> Self {
        fx::drive(&mut self.frames, drive, tone);
        self
    }

    /// Low-passes the part with a corner that moves evenly in pitch from the first to the second frequency.
    #[must_use]
    pub fn opening(mut self, from_hz: f32, to_hz: f32) -> Self {
        fx::sweep(&mut self.frames, from_hz, to_hz);
        self
    }

    /// Dips the part by `depth` (0–1) on every beat, recovering until the next: the pump of dance music.
    #[must_use]
    pub fn ducked(mut self, depth: f32) -> Self {
        let beat = self.clock.beat_seconds() as f32 * super::SAMPLE_RATE as f32;
        for (i, frame) in self.frames.iter_mut().enumerate() {
            let left = 1.0 - (i as f32 / beat).fract();
            let gain = 1.0 - depth * left * left;
            *frame = frame.map(|x| x * gain);
        }
        self
    }

    /// The sound of the part.
    pub fn frames(&self) -> &[[f32; 2]] {
        &self.frames
    }
}

/// Adds one sound from a frame on, at the same power wherever it is panned.
fn add(frames: &mut [[f32; 2]], sound: &[f32], (start, pan): (usize, f32), gain: f32) {
    let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
    let (right, left) = (angle.sin() * gain, angle.cos() * gain);
    let Some(room) = frames.get_mut(start..) else { return };
    for (frame, x) in room.iter_mut().zip(sound) {
        frame[0] += x * left;
        frame[1] += x * right;
    }
}
