//! What an arrangement works on: the clock, the key and the bars of one piece, and the mix it adds parts to.

use super::DemoTrack;
use crate::rng::Rng;
use crate::synth::bus::Bus;
use crate::synth::samples;
use crate::synth::score::{self, Bar, Changes, Clock, Ending, Line, Tone};
use crate::synth::theory::Key;

/// Seconds after the last bar in which the sound dies away.
pub(super) const TAIL_S: f32 = 1.4;

/// Fewest bars of a piece: a start, a dominant and an end.
const BARS_MIN: usize = 3;

/// One piece in the making.
pub(super) struct Stage {
    pub(super) clock: Clock,
    pub(super) key: Key,
    /// Which of the three pieces of its kind: arrangements choose patterns by it.
    pub(super) variant: usize,
    pub(super) rng: Rng,
    bars: usize,
    parts: u64,
    mix: Vec<[f32; 2]>,
}

impl Stage {
    pub(super) fn new(track: &DemoTrack) -> Self {
        let piece = track.piece();
        let kind = track.part.kind;
        let clock = Clock { swing: kind.swing, ..Clock::straight(piece.bpm, kind.meter) };
        let fitting = (f64::from(track.seconds - TAIL_S) / clock.bar_seconds() + 0.01).floor() as usize;
        let bars = fitting.max(BARS_MIN);
        let len = clock.sample(bars as f64 * f64::from(clock.beats_per_bar)) + samples(TAIL_S);
        Self {
            clock,
            key: piece.key,
            variant: track.part.variant,
            rng: Rng::new(track.seed),
            bars,
            parts: 0,
            mix: vec![[0.0; 2]; len],
        }
    }

    /// The bars with their harmony, one chord each.
    pub(super) fn bars(&self, changes: Changes, ending: Ending) -> Vec<Bar> {
        score::bars(self.key, &self.clock, self.bars, (changes.of(self.key.mode()), ending))
    }

    /// A new, silent part.
    pub(super) fn bus(&mut self) -> Bus {
        self.parts += 1;
        Bus::new(self.mix.len(), self.clock, self.rng.fork(self.parts))
    }

    /// A melody of its own over `bars`.
    pub(super) fn tune(&mut self, line: Line, bars: &[Bar]) -> Vec<Tone> {
        line.over(self.key, bars, &mut self.rng)
    }

    /// Adds a part so that its highest peak lies at `db` decibels below full scale before mastering: parts
    /// are balanced by ear in decibels, whatever the levels inside them.
    pub(super) fn mix(&mut self, bus: Bus, db: f32) {
        let peak = bus.frames().iter().flatten().fold(0f32, |peak, x| peak.max(x.abs()));
        let gain = 10f32.powf(db / 20.0) / peak.max(1e-9);
        for (frame, part) in self.mix.iter_mut().zip(bus.frames()) {
            frame[0] += gain * part[0];
            frame[1] += gain * part[1];
        }
    }

    pub(super) fn into_mix(self) -> Vec<[f32; 2]> {
        self.mix
    }
}
