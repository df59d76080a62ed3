//! Effects on a stereo part, in place.

use super::filter::{Biquad, Pass};
use super::{DT, SAMPLE_RATE, samples};
use std::f32::consts::TAU;

/// A room for [`reverb`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Seconds in which the reverberation loses 60 dB.
    pub seconds: f32,
    /// Treble above this many hertz is swallowed by the walls.
    pub damping: f32,
    /// Level of the reverberation beside the dry sound.
    pub wet: f32,
}

impl Room {
    /// A small, dry studio.
    pub const STUDIO: Self = Self { seconds: 0.5, damping: 5_000.0, wet: 0.12 };
    /// A living room or club.
    pub const CLUB: Self = Self { seconds: 0.9, damping: 4_500.0, wet: 0.18 };
    /// A concert hall.
    pub const HALL: Self = Self { seconds: 2.0, damping: 4_000.0, wet: 0.3 };
    /// Wider than any building.
    pub const VAST: Self = Self { seconds: 5.0, damping: 3_000.0, wet: 0.55 };
}

/// Delays of the reverberator's lines in milliseconds: without common factors, so that echoes do not align.
const LINES_MS: [f32; 8] = [23.3, 27.1, 31.7, 37.9, 41.3, 47.9, 53.1, 59.3];

/// Slots of the ring that holds all lines: a power of two beyond the longest of [`LINES_MS`].
const RING: usize = 4096;

/// A feedback delay network of eight lines mixed by a Householder matrix (Jot and Chaigne, "Digital delay
/// networks for designing artificial reverberators", 1991); even lines are heard left, odd ones right.
pub fn reverb(frames: &mut [[f32; 2]], room: Room) {
    let lags = LINES_MS.map(|ms| samples(ms / 1000.0));
    let keep = LINES_MS.map(|ms| 10f32.powf(-0.003 * ms / room.seconds.max(0.05)));
    let dull = (-TAU * room.damping * DT).exp();
    let mut ring = vec![[0.0f32; 8]; RING];
    let mut state = [0.0f32; 8];
    for (now, frame) in frames.iter_mut().enumerate() {
        let mut out = [0.0f32; 8];
        let mut sum = 0.0;
        for i in 0..8 {
            // Each line loses a little at every turn, and more of its treble.
            let x = ring[now.wrapping_sub(lags[i]) % RING][i];
            state[i] = x + dull * (state[i] - x);
            out[i] = keep[i] * state[i];
            sum += out[i];
        }
        let slot = &mut ring[now % RING];
        for (i, x) in slot.iter_mut().enumerate() {
            *x = 0.35 * frame[i % 2] + out[i] - 0.25 * sum;
        }
        frame[0] += room.wet * (out[0] + out[2] + out[4] + out[6]);
        frame[1] += room.wet * (out[1] + out[3] + out[5] + out[7]);
    }
}

/// Echoes after `lag` frames that change sides each time. A `feedback` of 1 or more is held at 0.95.
pub fn echo(frames: &mut [[f32; 2]], lag: usize, feedback: f32) {
    let feedback = feedback.clamp(0.0, 0.95);
    for i in lag.max(1)..frames.len() {
        let [left, right] = frames[i - lag.max(1)];
        frames[i][0] += feedback * right;
        frames[i][1] += feedback * left;
    }
}

/// Adds a copy delayed by 7 to 13 ms, swaying at 0.6 Hz, left and right a quarter cycle apart.
pub fn chorus(frames: &mut [[f32; 2]]) {
    let dry = frames.to_vec();
    for (i, frame) in frames.iter_mut().enumerate() {
        let phase = TAU * 0.6 * i as f32 * DT;
        for (side, (x, turn)) in frame.iter_mut().zip([0.0, TAU / 4.0]).enumerate() {
            let lag = (0.010 + 0.003 * (phase + turn).sin()) * SAMPLE_RATE as f32;
            let (whole, part) = (lag as usize, lag.fract());
            let at = |back: usize| i.checked_sub(back).map_or(0.0, |k| dry[k][side]);
            *x = 0.75 * *x + 0.6 * (at(whole) * (1.0 - part) + at(whole + 1) * part);
        }
    }
}

/// The hyperbolic tangent to within 0.03 (a Padé approximant), exactly ±1 from ±3 outwards.
pub(super) fn soft_clip(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// Soft clipping between a high-pass against mud and a low-pass at `tone` hertz that does what a
/// loudspeaker cabinet does.
pub fn drive(frames: &mut [[f32; 2]], drive: f32, tone: f32) {
    for side in 0..2 {
        let mut mud = Biquad::new(Pass::High, 70.0, 0.7);
        let mut cabinet = [Biquad::new(Pass::Low, tone, 0.9), Biquad::new(Pass::Low, tone * 1.3, 0.7)];
        for frame in frames.iter_mut() {
            let hot = soft_clip(mud.tick(frame[side]) * drive);
            frame[side] = cabinet.iter_mut().fold(hot, |x, filter| filter.tick(x));
        }
    }
}

/// A low-pass whose corner moves from one frequency to the other over the whole length.
pub fn sweep(frames: &mut [[f32; 2]], from_hz: f32, to_hz: f32) {
    const BLOCK: usize = 64;
    let mut filters = [Biquad::new(Pass::Low, from_hz, 1.1), Biquad::new(Pass::Low, from_hz, 1.1)];
    let blocks = frames.len().div_ceil(BLOCK).max(1) as f32;
    for (i, block) in frames.chunks_mut(BLOCK).enumerate() {
        let hz = from_hz * (to_hz / from_hz).powf(i as f32 / blocks);
        filters.iter_mut().for_each(|filter| filter.tune(hz, 1.1));
        for frame in block {
            *frame = [filters[0].tick(frame[0]), filters[1].tick(frame[1])];
        }
    }
}
