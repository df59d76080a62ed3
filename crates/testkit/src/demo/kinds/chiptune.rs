//! Music of an 8-bit game console: square lead, pulse arpeggios, triangle bass, noise for drums.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "chiptune",
    genres: &["Chiptune", "Electronic"],
    tags: &["8-bit", "retro", "video game", "arcade", "platformer"],
    moods: &["playful", "upbeat", "happy"],
    instruments: &["square wave", "game console", "synthesizer"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -15.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Coin Orchard",
            artist: "Pixel Orchard",
            album: "Cartridge Summer",
            description: "A cheerful 8-bit level theme with bubbling arpeggios.",
            tags: &["level theme"],
            year: 2019,
            key: Key::major(C),
            bpm: 150.0,
            seconds: 17.4,
        },
        Piece {
            title: "Lava Elevator",
            artist: "Pixel Orchard",
            album: "Cartridge Summer",
            description: "A hectic 8-bit chase in a minor key.",
            tags: &["chase", "fast"],
            year: 2019,
            key: Key::minor(A),
            bpm: 168.0,
            seconds: 17.2,
        },
        Piece {
            title: "Save Point",
            artist: "Byte Finch",
            album: "Second Player",
            description: "A calm and friendly console melody for the menu screen.",
            tags: &["menu", "calm"],
            year: 2022,
            key: Key::major(G),
            bpm: 120.0,
            seconds: 17.5,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(5, Maj), N(6, Min), N(4, Maj), N(1, Maj), N(4, Maj), N(5, Maj), N(1, Maj)],
    minor: &[N(1, Min), N(6, Maj), N(7, Maj), N(1, Min), N(1, Min), N(4, Min), N(5, Maj), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (2.0, 1.0), (3.0, 0.5), (3.5, 0.5)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 1.5), (3.5, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let line = Line { rhythms: RHYTHMS, range: (69, 88), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus();
    lead.melody(&patch::CHIP_LEAD, &tune, 0.8);
    let mut arpeggio = stage.bus();
    let mut bass = stage.bus();
    let mut noise = stage.bus();
    for bar in &bars {
        let chord = bar.chord.voiced(64);
        for step in 0..16 {
            let beat = f64::from(step) / 4.0;
            arpeggio.play(&patch::CHIP_PULSE, bar.span(beat, 0.24), chord[step as usize % chord.len()], 0.6);
        }
        for eighth in 0..8 {
            let note = bar.chord.bass(36) + if eighth % 2 == 1 { 12 } else { 0 };
            bass.play(&patch::CHIP_BASS, bar.span(f64::from(eighth) / 2.0, 0.45), note, 0.9);
        }
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            noise.hit(if beat % 2 == 0 { Drum::Kick } else { Drum::ChipNoise }, at, 0.8);
            noise.hit(Drum::ChipNoise, at + 0.5, 0.25);
        }
    }
    stage.mix(lead, -6.0);
    stage.mix(arpeggio, -15.0);
    stage.mix(bass, -8.0);
    stage.mix(noise, -9.0);
}
