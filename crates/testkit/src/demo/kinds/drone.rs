//! A drone: one tonic held from start to end, with its fifth and third in changing light.

use super::prelude::*;
use crate::synth::score::Span;
use crate::synth::theory::Mode;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "drone",
    genres: &["Ambient", "Experimental"],
    tags: &["drone", "sustained", "minimal", "deep", "meditative"],
    moods: &["dark", "meditative", "mysterious"],
    instruments: &["synthesizer", "organ"],
    meter: 4,
    swing: 0.5,
    pulse: false,
    tonal: true,
    lufs: -19.5,
    delivery: Delivery::HALF_MONO_FLOAT,
    arrange,
    pieces: [
        Piece {
            title: "Standing Water",
            artist: "Tidal Archive",
            album: "Long Tones",
            description: "One deep minor drone, slowly growing brighter.",
            tags: &["dark ambient"],
            year: 2020,
            key: Key::minor(D),
            bpm: 60.0,
            seconds: 21.5,
        },
        Piece {
            title: "Cathedral Hum",
            artist: "Tidal Archive",
            album: "Long Tones",
            description: "A held organ chord filling a great stone room.",
            tags: &["church", "organ"],
            year: 2020,
            key: Key::major(G),
            bpm: 60.0,
            seconds: 21.5,
        },
        Piece {
            title: "Basalt",
            artist: "Mossgrove",
            album: "Understory",
            description: "A dark and heavy sustained tone from far below.",
            tags: &["heavy", "cave"],
            year: 2022,
            key: Key::minor(F),
            bpm: 60.0,
            seconds: 17.5,
        },
    ],
};

const CHANGES: Changes = Changes { major: &[], minor: &[] };

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let beats: f64 = bars.iter().map(|bar| bar.beats).sum();
    let all = Span { start: 0.0, beats };
    let chord = stage.key.tonic_chord();
    let mut low = stage.bus();
    for note in [chord.bass(26), chord.bass(38)] {
        low.play(&patch::PAD, all, note, 0.8);
    }
    let mut high = stage.bus();
    let sound = [patch::PAD, patch::ORGAN, patch::CHOIR][stage.variant];
    // The upper voices come in one after the other and stay.
    // A minor third needs help against the major one among the root's own harmonics.
    let third = if stage.key.mode() == Mode::Minor { 0.9 } else { 0.45 };
    let voices = [
        (chord.bass(50), 0.6),
        (chord.third(50), third),
        (chord.fifth(50), 0.5),
        (chord.third(62), third * 0.7),
    ];
    for (i, (note, velocity)) in voices.into_iter().enumerate() {
        let start = i as f64 * beats / 6.0;
        high.play(&sound, Span { start, beats: beats - start }, note, velocity);
    }
    stage.mix(low.driven(1.5, 400.0), -8.0);
    stage.mix(high.chorused().opening(300.0, 1_400.0).in_room(Room::VAST), -9.0);
}
