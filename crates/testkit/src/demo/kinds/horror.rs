//! A horror texture: clusters of strings that swell, a low hum, strokes of metal at no predictable time.
//! It has neither tempo nor key, and says so.

use super::prelude::*;
use crate::synth::score::Span;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "horror",
    genres: &["Soundtrack/Orchestral", "Experimental"],
    tags: &["horror", "texture", "suspense", "corridor", "jump scare"],
    moods: &["scary", "eerie", "tense", "dark"],
    instruments: &["strings", "bells", "drones"],
    meter: 4,
    swing: 0.5,
    pulse: false,
    tonal: false,
    lufs: -20.0,
    delivery: Delivery::HALF_STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Ward Nine",
            artist: "Hollow Parish",
            album: "Ward Nine",
            description: "Eerie string clusters in an abandoned hospital corridor.",
            tags: &["hospital"],
            year: 2017,
            key: Key::minor(C_SHARP),
            bpm: 60.0,
            seconds: 21.5,
        },
        Piece {
            title: "Something in the Cellar",
            artist: "Hollow Parish",
            album: "Ward Nine",
            description: "Low rumbling and far metal strokes under a creaking house.",
            tags: &["basement", "low"],
            year: 2017,
            key: Key::minor(F),
            bpm: 52.0,
            seconds: 20.0,
        },
        Piece {
            title: "Porcelain Faces",
            artist: "Northgate Ensemble",
            album: "The Doll House",
            description: "Detuned bells and whispering high strings, close and cold.",
            tags: &["dolls", "high strings"],
            year: 2021,
            key: Key::minor(B_FLAT),
            bpm: 58.0,
            seconds: 18.1,
        },
    ],
};

const CHANGES: Changes = Changes { major: &[], minor: &[] };

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let beats: f64 = bars.iter().map(|bar| bar.beats).sum();
    let centre = stage.key.tonic_chord().bass([52, 40, 64][stage.variant]);
    let mut strings = stage.bus().panned(0.0, 1.2);
    let mut at = 0.0;
    while at < beats - 2.0 {
        let length = 3.0 + 3.0 * f64::from(stage.rng.unit());
        let low = centre + stage.rng.below(9) as i32 - 4;
        for step in [0, 1, 2, 6, 13] {
            strings.play(&patch::STRINGS, Span { start: at, beats: length }, low + step, 0.6);
        }
        at += length * 0.7;
    }
    stage.mix(strings.opening(500.0, 4_000.0).in_room(Room::VAST), -8.0);
    let mut hum = stage.bus();
    for note in [25, 26, 31] {
        hum.play(&patch::PAD, Span { start: 0.0, beats }, note, 0.8);
    }
    stage.mix(hum.driven(2.0, 900.0), -12.0);
    strokes(stage, beats, centre);
}

/// Bells and drums at moments drawn by lot, each unlike the last.
fn strokes(stage: &mut Stage, beats: f64, centre: i32) {
    let mut metal = stage.bus().panned(0.0, 1.5);
    let mut at = 1.3;
    while at < beats - 1.0 {
        let note = centre + 12 + stage.rng.below(19) as i32;
        match stage.rng.below(4) {
            0 => metal.hit(Drum::Taiko, at, 0.9),
            1 => metal.hit(Drum::Crash, at, 0.25),
            _ => {
                metal.play(&patch::BELL, Span { start: at, beats: 2.0 }, note, 0.5);
                metal.play(&patch::BELL, Span { start: at + 0.11, beats: 2.0 }, note + 6, 0.3);
            }
        }
        at += 0.9 + 2.7 * f64::from(stage.rng.unit());
    }
    stage.mix(metal.echoing(1.37, 0.45).in_room(Room::VAST), -10.0);
}
