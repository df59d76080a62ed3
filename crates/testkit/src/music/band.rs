//! The band that plays a piece: chords, bass, a tune and perhaps drums, each with a few ways to play.

use super::Piece;
use crate::rng::Rng;
use crate::synth::bus::Bus;
use crate::synth::drums::Drum;
use crate::synth::fx::Room;
use crate::synth::patch;
use crate::synth::score::{self, Bar, Changes, Clock, Ending, Line};
use crate::synth::theory::Quality::{Dom7, Maj, Min, Min7};
use crate::synth::theory::{Numeral as N, Scale};
use crate::synth::voice::Patch;

/// Progressions: each begins on the tonic and names no other key's cadence.
const PROGRESSIONS: [Changes; 4] = [
    Changes {
        major: &[N(1, Maj), N(6, Min), N(4, Maj), N(5, Maj)],
        minor: &[N(1, Min), N(6, Maj), N(4, Min), N(5, Dom7)],
    },
    Changes {
        major: &[N(1, Maj), N(5, Maj), N(1, Maj), N(4, Maj)],
        minor: &[N(1, Min), N(7, Maj), N(1, Min), N(4, Min)],
    },
    Changes {
        major: &[N(1, Maj), N(4, Maj), N(2, Min7), N(5, Dom7)],
        minor: &[N(1, Min), N(4, Min), N(6, Maj), N(1, Min)],
    },
    Changes {
        major: &[N(1, Maj), N(1, Maj), N(4, Maj), N(5, Dom7)],
        minor: &[N(1, Min), N(4, Min), N(1, Min), N(5, Dom7)],
    },
];

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 1.0)],
    &[(0.0, 2.0), (2.0, 1.0)],
];

/// The stereo mix of a piece, `len` frames long.
pub(super) fn play(piece: &Piece, clock: Clock, bars: usize, len: usize) -> Vec<[f32; 2]> {
    let mut rng = Rng::new(piece.seed);
    let progression = rng.pick(PROGRESSIONS).of(piece.key.mode());
    let bars = score::bars(piece.key, &clock, bars, (progression, Ending::Cadence));
    let mut parts = 0;
    let mut bus = || {
        parts += 1;
        Bus::new(len, clock, Rng::new(piece.seed).fork(parts)).tuned(piece.detune_cents)
    };
    let mut mix = vec![[0.0; 2]; len];
    add(&mut mix, chords(bus().panned(-0.2, 0.5), &bars, &mut rng), -9.0);
    add(&mut mix, bass(bus(), &bars, &mut rng), -8.0);
    if rng.chance(0.8) {
        let line =
            Line { rhythms: RHYTHMS, range: (64, 84), scale: rng.pick([Scale::Diatonic, Scale::Pentatonic]) };
        let tune = line.over(piece.key, &bars, &mut rng);
        let sound: Patch =
            rng.pick([patch::PIANO, patch::FLUTE, patch::SAW_LEAD, patch::NYLON, patch::VIBES]);
        let mut lead = bus().panned(0.2, 0.3);
        lead.melody(&sound, &tune, 0.8);
        add(&mut mix, lead.in_room(Room::STUDIO), -9.0);
    }
    if piece.drums {
        add(&mut mix, drums(bus(), &bars, &mut rng), -6.0);
    }
    mix
}

/// Held chords, chords on every beat, or broken ones in eighths.
fn chords(mut bus: Bus, bars: &[Bar], rng: &mut Rng) -> Bus {
    let (style, sound): (usize, Patch) = match rng.below(3) {
        0 => (0, rng.pick([patch::ORGAN, patch::STRINGS, patch::PAD, patch::TINES])),
        1 => (1, rng.pick([patch::PIANO, patch::STEEL, patch::STAB, patch::TINES])),
        _ => (2, rng.pick([patch::PIANO, patch::NYLON, patch::LUTE, patch::SYNTH_PLUCK])),
    };
    for bar in bars {
        let notes = bar.chord.voiced(60);
        let beats = bar.beats as usize;
        match style {
            _ if bar.last => bus.chord(&sound, bar.whole(), &notes, 0.7),
            0 => bus.chord(&sound, bar.whole(), &notes, 0.7),
            1 => (0..beats).for_each(|beat| {
                let velocity = if beat == 0 { 0.85 } else { 0.6 };
                bus.chord(&sound, bar.span(beat as f64, 0.8), &notes, velocity);
            }),
            _ => (0..2 * beats).for_each(|eighth| {
                let velocity = if eighth == 0 { 0.85 } else { 0.65 };
                bus.play(&sound, bar.span(eighth as f64 / 2.0, 0.5), notes[eighth % notes.len()], velocity);
            }),
        }
    }
    bus.in_room(Room::STUDIO)
}

/// The root on the first beat, or root and fifth, or the root on every beat.
fn bass(mut bus: Bus, bars: &[Bar], rng: &mut Rng) -> Bus {
    let sound: Patch = rng.pick([patch::FINGER_BASS, patch::UPRIGHT, patch::SYNTH_BASS]);
    let style = rng.below(3);
    for bar in bars {
        let (root, fifth) = (bar.chord.bass(33), bar.chord.fifth(33));
        match style {
            _ if bar.last => bus.play(&sound, bar.whole(), root, 0.9),
            0 => bus.play(&sound, bar.span(0.0, bar.beats * 0.9), root, 0.9),
            1 => {
                bus.play(&sound, bar.span(0.0, 1.5), root, 0.9);
                bus.play(&sound, bar.span(2.0, 0.9), fifth, 0.75);
            }
            _ => (0..bar.beats as usize).for_each(|beat| {
                bus.play(&sound, bar.span(beat as f64, 0.8), root, if beat == 0 { 0.9 } else { 0.7 });
            }),
        }
    }
    bus
}

/// A kick on the first beat of every bar, an answer by the snare, and hats between.
fn drums(mut bus: Bus, bars: &[Bar], rng: &mut Rng) -> Bus {
    let floor = rng.chance(0.35);
    let eighths = rng.chance(0.7);
    let (kick, snare) =
        (rng.pick([Drum::Kick, Drum::HardKick]), rng.pick([Drum::Snare, Drum::Clap, Drum::Rim]));
    for bar in bars.iter().filter(|bar| !bar.last) {
        for beat in 0..bar.beats as usize {
            let at = bar.start + beat as f64;
            let backbeat = if bar.beats == 3.0 { beat > 0 } else { beat % 2 == 1 };
            if floor || beat == 0 || (bar.beats == 4.0 && beat == 2) {
                bus.hit(kick, at, if beat == 0 { 1.0 } else { 0.85 });
            }
            if backbeat {
                bus.hit(snare, at, if bar.beats == 3.0 { 0.5 } else { 0.8 });
            }
            bus.hit(Drum::Hat, at, 0.5);
            if eighths {
                bus.hit(Drum::Hat, at + 0.5, 0.3);
            }
        }
    }
    if let Some(end) = bars.last() {
        bus.hit(kick, end.start, 1.0);
        bus.hit(Drum::Crash, end.start, 0.6);
    }
    bus
}

/// Adds a part so that its highest peak lies `db` decibels below full scale.
fn add(mix: &mut [[f32; 2]], bus: Bus, db: f32) {
    let peak = bus.frames().iter().flatten().fold(0f32, |peak, x| peak.max(x.abs()));
    let gain = 10f32.powf(db / 20.0) / peak.max(1e-9);
    for (frame, part) in mix.iter_mut().zip(bus.frames()) {
        frame[0] += gain * part[0];
        frame[1] += gain * part[1];
    }
}
