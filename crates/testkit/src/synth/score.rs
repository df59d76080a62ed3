//! Time and notes: where beats fall, which chord each bar has, and melodies that fit the chords.

use super::SAMPLE_RATE;
use super::theory::{Chord, Key, Mode, Numeral, Scale};
use crate::rng::Rng;
use std::f64::consts::TAU;

/// Tempo, meter and swing; turns beats into samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Beats a minute.
    pub bpm: f64,
    /// Beats of a bar: 4 for 4/4, 3 for 3/4.
    pub beats_per_bar: u32,
    /// Where in the beat its second half starts: 0.5 is straight, 2/3 a full shuffle.
    pub swing: f64,
    /// How far the tempo wanders: the length of a beat swings by this share of itself to either side, once
    /// every [`DRIFT_BEATS`], around a mean that stays true. 0 is a machine's time.
    pub drift: f64,
}

/// Beats in which a drifting tempo comes back to where it was.
pub const DRIFT_BEATS: f64 = 32.0;

impl Clock {
    /// Straight time.
    pub fn straight(bpm: f64, beats_per_bar: u32) -> Self {
        Self { bpm, beats_per_bar, swing: 0.5, drift: 0.0 }
    }

    /// The sample at which `beat` (counted from 0 at the start of the piece, fractions allowed) falls.
    pub fn sample(&self, beat: f64) -> usize {
        (self.seconds(beat) * f64::from(SAMPLE_RATE)).round() as usize
    }

    /// The time of `beat` in seconds from the start of the piece.
    pub fn seconds(&self, beat: f64) -> f64 {
        let (whole, part) = (beat.floor(), beat - beat.floor());
        let swung = if part < 0.5 {
            part * 2.0 * self.swing
        } else {
            self.swing + (part - 0.5) * 2.0 * (1.0 - self.swing)
        };
        let turn = TAU / DRIFT_BEATS;
        let wandered = self.drift * (1.0 - (turn * beat).cos()) / turn;
        (whole + swung + wandered) * self.beat_seconds()
    }

    /// Seconds of one beat.
    pub fn beat_seconds(&self) -> f64 {
        60.0 / self.bpm
    }

    /// Seconds of one bar.
    pub fn bar_seconds(&self) -> f64 {
        self.beat_seconds() * f64::from(self.beats_per_bar)
    }
}

/// When a note starts and how long its key is down, both in beats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Beats from the start of the piece.
    pub start: f64,
    /// Length in beats.
    pub beats: f64,
}

/// One bar and its chord.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// From 0.
    pub index: usize,
    /// Beat of its start, from the start of the piece.
    pub start: f64,
    /// Its length in beats.
    pub beats: f64,
    /// The harmony.
    pub chord: Chord,
    /// The chord of the bar after it, the tonic's after the last.
    pub next: Chord,
    /// Whether the piece ends here.
    pub last: bool,
}

impl Bar {
    /// A span by its beats within the bar.
    pub fn span(&self, beat: f64, beats: f64) -> Span {
        Span { start: self.start + beat, beats }
    }

    /// The whole bar.
    pub fn whole(&self) -> Span {
        self.span(0.0, self.beats)
    }
}

/// How a piece comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Dominant seventh, then tonic.
    Cadence,
    /// The progression goes on to the end and the last bar is the tonic's.
    Tonic,
}

/// `count` bars of a progression repeated, one chord a bar, ending on the tonic chord.
pub fn bars(key: Key, clock: &Clock, count: usize, plan: (&[Numeral], Ending)) -> Vec<Bar> {
    let (progression, ending) = plan;
    let chord = |i: usize| match (count.saturating_sub(i), ending) {
        (0 | 1, _) => key.tonic_chord(),
        (2, Ending::Cadence) if count > 2 => key.dominant_chord(),
        _ if progression.is_empty() => key.tonic_chord(),
        _ => key.chord(progression[i % progression.len()]),
    };
    let beats = f64::from(clock.beats_per_bar);
    let bar = |index: usize| Bar {
        index,
        start: index as f64 * beats,
        beats,
        chord: chord(index),
        next: chord(index + 1),
        last: index + 1 == count,
    };
    (0..count).map(bar).collect()
}

/// The progression for the mode a piece is in.
#[derive(Clone, Copy, Debug)]
pub struct Changes<'a> {
    /// For major keys.
    pub major: &'a [Numeral],
    /// For minor keys.
    pub minor: &'a [Numeral],
}

impl<'a> Changes<'a> {
    /// The one that belongs to `mode`.
    pub fn of(&self, mode: Mode) -> &'a [Numeral] {
        match mode {
            Mode::Major => self.major,
            Mode::Minor => self.minor,
        }
    }
}

/// A note of a melody: when, and which MIDI note.
pub type Tone = (Span, i32);

/// How a melody moves.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Rhythms of a bar, taken in turn: start and length of each note in beats.
    pub rhythms: &'a [&'a [(f64, f64)]],
    /// Lowest and highest MIDI note.
    pub range: (i32, i32),
    /// The notes it walks on.
    pub scale: Scale,
}

impl Line<'_> {
    /// A melody over `bars`: whole beats take a chord tone near the note before, the rest walk the scale by
    /// a contour that repeats with its rhythm, so that one hears a motif; the last bar rests on the tonic.
    pub fn over(&self, key: Key, bars: &[Bar], rng: &mut Rng) -> Vec<Tone> {
        let notes = key.scale(self.scale, self.range.0, self.range.1);
        let contours: Vec<Vec<i32>> = self.rhythms.iter().map(|r| contour(r.len(), rng)).collect();
        let mut at = notes.len() / 2;
        let mut melody = Vec::new();
        for bar in bars {
            if bar.last {
                let home = nearest(&notes, at, |note| (note - key.tonic()).rem_euclid(12) == 0);
                melody.extend(home.map(|i| (bar.whole(), notes[i])));
                continue;
            }
            let Some(which) = bar.index.checked_rem(self.rhythms.len()) else { continue };
            for (&(beat, beats), &step) in self.rhythms[which].iter().zip(&contours[which]) {
                at = stepped(at, step, notes.len());
                let home = is_home(bar, beat) && bar.chord.contains(key.tonic());
                if home {
                    at = nearest(&notes, at, |note| (note - key.tonic()).rem_euclid(12) == 0).unwrap_or(at);
                } else if beat.fract() == 0.0 {
                    at = nearest(&notes, at, |note| bar.chord.contains(note)).unwrap_or(at);
                }
                melody.extend(notes.get(at).map(|&note| (bar.span(beat, beats), note)));
            }
        }
        melody
    }
}

/// Whether a phrase of four bars begins here, or comes to rest.
fn is_home(bar: &Bar, beat: f64) -> bool {
    match bar.index % 4 {
        0 => beat == 0.0,
        3 => beat >= bar.beats / 2.0,
        _ => false,
    }
}

/// Steps of a motif: mostly neighbours, now and then a leap, the sum kept near zero.
fn contour(len: usize, rng: &mut Rng) -> Vec<i32> {
    let mut sum = 0;
    let mut step = || {
        let pull = if sum > 2 { -1 } else { i32::from(sum < -2) };
        let step = rng.pick([-2, -1, -1, 1, 1, 2, 3, -3]) + pull;
        sum += step;
        step
    };
    (0..len).map(|_| step()).collect()
}

/// `at` moved by `step`, turned back at the ends of `0..len`.
fn stepped(at: usize, step: i32, len: usize) -> usize {
    let to = at as i32 + step;
    let top = len.saturating_sub(1) as i32;
    let back = if to < 0 {
        -to
    } else if to > top {
        2 * top - to
    } else {
        to
    };
    back.clamp(0, top) as usize
}

/// Index of the note nearest to index `at` that is `wanted`.
fn nearest(notes: &[i32], at: usize, wanted: impl Fn(i32) -> bool) -> Option<usize> {
    (0..notes.len()).filter(|&i| wanted(notes[i])).min_by_key(|&i| i.abs_diff(at))
}
