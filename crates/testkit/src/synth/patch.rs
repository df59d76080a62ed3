//! The instruments: constants, grouped by how they are played. A patch is named for what it stands in for,
//! not for what it fools anyone into hearing.

use super::env::Adsr;
use super::osc::Wave::{Pulse, Saw, Sine, Triangle};
use super::voice::{Drawn, Fm, Layer, Patch, Pluck, Struck, Subtractive};

// Struck.

/// A concert piano.
pub const PIANO: Patch = Patch::Struck(Struck {
    partials: &[
        (1.0, 1.0),
        (2.0, 0.55),
        (3.0, 0.28),
        (4.0, 0.20),
        (5.0, 0.10),
        (6.0, 0.09),
        (7.0, 0.05),
        (8.0, 0.03),
    ],
    stretch: 0.0004,
    ring: 3.2,
    dulling: 0.35,
    hammer: 0.10,
    release: 0.12,
});

/// A piano with felt before its hammers.
pub const FELT_PIANO: Patch = Patch::Struck(Struck {
    partials: &[(1.0, 1.0), (2.0, 0.32), (3.0, 0.14), (4.0, 0.05)],
    stretch: 0.0004,
    ring: 2.6,
    dulling: 0.6,
    hammer: 0.14,
    release: 0.15,
});

/// The comb of a music box.
pub const MUSIC_BOX: Patch = Patch::Struck(Struck {
    partials: &[(1.0, 1.0), (2.0, 0.12), (4.0, 0.22), (6.27, 0.07)],
    stretch: 0.0,
    ring: 3.4,
    dulling: 0.7,
    hammer: 0.04,
    release: 1.2,
});

/// A tubular bell, with its minor third and the octave below the strike note.
pub const BELL: Patch = Patch::Struck(Struck {
    partials: &[(0.5, 0.4), (1.0, 1.0), (1.2, 0.25), (2.0, 0.6), (2.98, 0.3), (4.2, 0.18)],
    stretch: 0.0,
    ring: 6.0,
    dulling: 0.5,
    hammer: 0.05,
    release: 2.5,
});

/// A vibraphone.
pub const VIBES: Patch = Patch::Struck(Struck {
    partials: &[(1.0, 1.0), (4.0, 0.25), (10.0, 0.04)],
    stretch: 0.0,
    ring: 4.0,
    dulling: 0.5,
    hammer: 0.02,
    release: 0.5,
});

/// A kettledrum; tuned.
pub const TIMPANI: Patch = Patch::Struck(Struck {
    partials: &[(1.0, 1.0), (1.5, 0.5), (1.99, 0.3), (2.44, 0.15)],
    stretch: 0.0,
    ring: 1.4,
    dulling: 0.8,
    hammer: 0.3,
    release: 0.5,
});

// Electric piano and other FM.

/// An electric piano with tines.
pub const TINES: Patch = Patch::Fm(Fm {
    ratio: 1.0,
    index: 1.4,
    index_decay: 0.35,
    index_floor: 0.15,
    shape: Adsr::new(0.004, 1.6, 0.25, 0.25),
});

/// A glassy bell for pads and sparkle.
pub const GLASS: Patch = Patch::Fm(Fm {
    ratio: 4.0,
    index: 0.9,
    index_decay: 0.5,
    index_floor: 0.05,
    shape: Adsr::new(0.004, 1.2, 0.0, 0.8),
});

/// A hard electronic bass.
pub const FM_BASS: Patch = Patch::Fm(Fm {
    ratio: 2.0,
    index: 2.2,
    index_decay: 0.12,
    index_floor: 0.3,
    shape: Adsr::new(0.002, 0.4, 0.4, 0.05),
});

// Plucked.

/// A guitar with nylon strings.
pub const NYLON: Patch =
    Patch::Pluck(Pluck { ring: 2.2, brightness: 1_800.0, damping: 0.35, place: 0.30, release: 0.12 });

/// A guitar with steel strings.
pub const STEEL: Patch =
    Patch::Pluck(Pluck { ring: 3.5, brightness: 6_000.0, damping: 0.18, place: 0.18, release: 0.2 });

/// A lute or harp: gut strings, left to ring.
pub const LUTE: Patch =
    Patch::Pluck(Pluck { ring: 2.5, brightness: 3_600.0, damping: 0.25, place: 0.22, release: 0.5 });

/// A double bass, plucked.
pub const UPRIGHT: Patch =
    Patch::Pluck(Pluck { ring: 1.8, brightness: 900.0, damping: 0.45, place: 0.25, release: 0.08 });

/// An electric guitar kept short by the palm; to be driven.
pub const PALM_MUTE: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.003, 0.8)],
    shape: Adsr::new(0.002, 0.09, 0.15, 0.03),
    cutoff: 900.0,
    sweep: 1.8,
    q: 0.8,
    vibrato: 0.0,
});

/// An electric guitar let ring; to be driven.
pub const OPEN_STRINGS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.004, 0.9), Layer::new(Saw, 0.5, 0.3)],
    shape: Adsr::new(0.003, 2.0, 0.6, 0.06),
    cutoff: 2_600.0,
    sweep: 0.8,
    q: 0.8,
    vibrato: 0.002,
});

// Bowed and blown.

/// A string section, slow.
pub const STRINGS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.0035, 0.8), Layer::new(Saw, 0.9965, 0.8)],
    shape: Adsr::new(0.16, 0.3, 0.9, 0.35),
    cutoff: 1_200.0,
    sweep: 1.0,
    q: 0.7,
    vibrato: 0.003,
});

/// A string section, short bow strokes.
pub const SPICCATO: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.004, 0.8), Layer::new(Saw, 0.996, 0.8)],
    shape: Adsr::new(0.008, 0.14, 0.12, 0.09),
    cutoff: 1_000.0,
    sweep: 1.8,
    q: 0.8,
    vibrato: 0.0,
});

/// A fiddle.
pub const FIDDLE: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Pulse(0.3), 1.0, 0.3)],
    shape: Adsr::new(0.03, 0.2, 0.8, 0.08),
    cutoff: 2_200.0,
    sweep: 0.8,
    q: 1.2,
    vibrato: 0.004,
});

/// Trumpets and horns.
pub const BRASS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.002, 0.5)],
    shape: Adsr::new(0.035, 0.12, 0.75, 0.08),
    cutoff: 500.0,
    sweep: 2.6,
    q: 0.8,
    vibrato: 0.002,
});

/// Tuba and trombones.
pub const LOW_BRASS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Triangle, 1.0, 0.8)],
    shape: Adsr::new(0.03, 0.15, 0.7, 0.10),
    cutoff: 280.0,
    sweep: 2.2,
    q: 0.8,
    vibrato: 0.0,
});

/// A flute.
pub const FLUTE: Patch = Patch::Drawn(Drawn {
    harmonics: &[(1.0, 1.0), (2.0, 0.35), (3.0, 0.12), (4.0, 0.05)],
    formants: &[],
    shape: Adsr::new(0.06, 0.2, 0.85, 0.10),
    tremor_hz: 5.0,
    vibrato: 0.004,
});

/// Voices singing "ah".
pub const CHOIR: Patch = Patch::Drawn(Drawn {
    harmonics: &[
        (1.0, 1.0),
        (2.0, 0.7),
        (3.0, 0.5),
        (4.0, 0.4),
        (5.0, 0.3),
        (6.0, 0.25),
        (7.0, 0.2),
        (8.0, 0.15),
    ],
    formants: &[(750.0, 1.0), (1_150.0, 0.7), (2_800.0, 0.2)],
    shape: Adsr::new(0.25, 0.4, 0.9, 0.5),
    tremor_hz: 5.4,
    vibrato: 0.006,
});

/// A drawbar organ.
pub const ORGAN: Patch = Patch::Drawn(Drawn {
    harmonics: &[(0.5, 0.5), (1.0, 1.0), (2.0, 0.6), (3.0, 0.35), (4.0, 0.25), (6.0, 0.12), (8.0, 0.12)],
    formants: &[],
    shape: Adsr::new(0.008, 0.1, 0.95, 0.05),
    tremor_hz: 6.3,
    vibrato: 0.002,
});

/// An accordion or hurdy-gurdy.
pub const REEDS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Pulse(0.25), 1.0, 1.0), Layer::new(Pulse(0.3), 1.004, 0.7)],
    shape: Adsr::new(0.04, 0.2, 0.85, 0.08),
    cutoff: 1_800.0,
    sweep: 0.8,
    q: 0.8,
    vibrato: 0.002,
});

// Synthesisers.

/// A game console's lead: a square wave.
pub const CHIP_LEAD: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Pulse(0.5), 1.0, 1.0)],
    shape: Adsr::new(0.001, 0.15, 0.7, 0.02),
    cutoff: 12_000.0,
    sweep: 0.0,
    q: 0.7,
    vibrato: 0.004,
});

/// A game console's second voice: a narrow pulse.
pub const CHIP_PULSE: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Pulse(0.125), 1.0, 1.0)],
    shape: Adsr::new(0.001, 0.05, 0.4, 0.01),
    cutoff: 12_000.0,
    sweep: 0.0,
    q: 0.7,
    vibrato: 0.0,
});

/// A game console's bass: a triangle.
pub const CHIP_BASS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Triangle, 1.0, 1.0)],
    shape: Adsr::new(0.001, 0.1, 0.9, 0.01),
    cutoff: 12_000.0,
    sweep: 0.0,
    q: 0.7,
    vibrato: 0.0,
});

/// A wide, bright lead.
pub const SAW_LEAD: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.005, 0.8), Layer::new(Saw, 0.995, 0.8)],
    shape: Adsr::new(0.006, 0.3, 0.7, 0.15),
    cutoff: 1_500.0,
    sweep: 2.0,
    q: 0.9,
    vibrato: 0.003,
});

/// A short, resonant pluck.
pub const SYNTH_PLUCK: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Pulse(0.5), 1.003, 0.6)],
    shape: Adsr::new(0.002, 0.22, 0.0, 0.10),
    cutoff: 350.0,
    sweep: 3.8,
    q: 1.8,
    vibrato: 0.0,
});

/// A stab for chords in dance music.
pub const STAB: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.006, 0.8)],
    shape: Adsr::new(0.002, 0.16, 0.05, 0.12),
    cutoff: 500.0,
    sweep: 2.6,
    q: 1.4,
    vibrato: 0.0,
});

/// A slow, warm pad.
pub const PAD: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Saw, 1.004, 0.9), Layer::new(Triangle, 0.998, 1.0)],
    shape: Adsr::new(0.9, 0.5, 0.9, 1.2),
    cutoff: 450.0,
    sweep: 1.4,
    q: 0.7,
    vibrato: 0.001,
});

/// A round synthesiser bass.
pub const SYNTH_BASS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.0, 1.0), Layer::new(Pulse(0.5), 0.5, 0.7)],
    shape: Adsr::new(0.003, 0.25, 0.5, 0.04),
    cutoff: 220.0,
    sweep: 2.2,
    q: 1.1,
    vibrato: 0.0,
});

/// A bass of two saws beating against each other.
pub const REESE: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Saw, 1.006, 1.0), Layer::new(Saw, 0.994, 1.0), Layer::new(Sine, 0.5, 0.9)],
    shape: Adsr::new(0.005, 0.3, 0.9, 0.06),
    cutoff: 380.0,
    sweep: 1.0,
    q: 1.0,
    vibrato: 0.0,
});

/// A plain sine that falls slowly: the bass under trap and lo-fi beats.
pub const SUB: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Sine, 1.0, 1.0)],
    shape: Adsr::new(0.004, 0.9, 0.35, 0.12),
    cutoff: 3_000.0,
    sweep: 0.0,
    q: 0.7,
    vibrato: 0.0,
});

/// A finger-played electric bass.
pub const FINGER_BASS: Patch = Patch::Subtractive(Subtractive {
    layers: &[Layer::new(Triangle, 1.0, 1.0), Layer::new(Saw, 1.0, 0.4)],
    shape: Adsr::new(0.006, 0.5, 0.35, 0.06),
    cutoff: 300.0,
    sweep: 1.5,
    q: 0.8,
    vibrato: 0.0,
});
