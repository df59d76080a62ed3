//! A twelve-bar shuffle: the boogie figure on driven strings, a band in triplets, a lead with bends left out.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "blues",
    genres: &["Blues", "Rock"],
    tags: &["shuffle", "12-bar", "bar band", "guitar"],
    moods: &["gritty", "cool", "upbeat"],
    instruments: &["electric guitar", "bass guitar", "drums", "organ"],
    meter: 4,
    swing: 2.0 / 3.0,
    pulse: true,
    tonal: true,
    lufs: -14.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Gravel Road Shuffle",
            artist: "Dusty Parker's Switchmen",
            album: "Roadhouse Receipts",
            description: "A gritty twelve-bar blues shuffle on electric guitar.",
            tags: &["roadhouse"],
            year: 2006,
            key: Key::major(E),
            bpm: 132.0,
            seconds: 23.3,
        },
        Piece {
            title: "Overdue Rent Boogie",
            artist: "Dusty Parker's Switchmen",
            album: "Roadhouse Receipts",
            description: "A rollicking bar-room boogie with organ.",
            tags: &["boogie", "party"],
            year: 2006,
            key: Key::major(A),
            bpm: 144.0,
            seconds: 21.5,
        },
        Piece {
            title: "Cold Coffee, Hot Wire",
            artist: "Dusty Parker's Switchmen",
            album: "Cold Coffee",
            description: "Swaggering shuffle blues with a stinging lead.",
            tags: &["swagger"],
            year: 2010,
            key: Key::major(G),
            bpm: 138.0,
            seconds: 22.4,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[
        N(1, Maj),
        N(1, Maj),
        N(1, Maj),
        N(1, Maj),
        N(4, Maj),
        N(4, Maj),
        N(1, Maj),
        N(1, Maj),
        N(5, Dom7),
        N(4, Maj),
        N(5, Dom7),
        N(1, Maj),
    ],
    minor: &[N(1, Min), N(1, Min), N(1, Min), N(1, Min), N(4, Min), N(4, Min), N(1, Min), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.5, 0.5), (3.0, 1.0)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 1.5)],
    &[(0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (2.0, 1.0), (3.5, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut rhythm = stage.bus();
    let mut bass = stage.bus();
    for bar in &bars {
        let (root, low) = (bar.chord.bass(40), bar.chord.bass(28));
        if bar.last {
            rhythm.chord(&patch::OPEN_STRINGS, bar.span(0.0, 3.0), &[root, root + 4, root + 7], 0.8);
            bass.play(&patch::FINGER_BASS, bar.span(0.0, 3.0), low, 0.9);
            continue;
        }
        for eighth in 0..8 {
            let beat = f64::from(eighth) / 2.0;
            let top = if eighth % 4 < 2 { 7 } else { 9 };
            rhythm.chord(&patch::PALM_MUTE, bar.span(beat, 0.4), &[root, root + top], 0.8);
        }
        for (beat, step) in [(0.0, 0), (1.0, 4), (2.0, 7), (3.0, 9)] {
            bass.play(&patch::FINGER_BASS, bar.span(beat, 0.9), low + step, 0.9);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (64, 81), scale: Scale::Pentatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus();
    lead.melody(&[patch::OPEN_STRINGS, patch::ORGAN, patch::OPEN_STRINGS][stage.variant], &tune, 0.8);
    stage.mix(rhythm.driven(3.0, 3_000.0), -10.0);
    stage.mix(bass, -8.0);
    stage.mix(lead.driven(2.5, 3_800.0).in_room(Room::CLUB), -9.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars.iter().filter(|bar| !bar.last) {
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            kit.hit(Drum::Ride, at, 0.6);
            kit.hit(Drum::Ride, at + 0.5, 0.4);
            kit.hit(if beat % 2 == 0 { Drum::Kick } else { Drum::Snare }, at, 0.9);
        }
    }
    stage.mix(kit.in_room(Room::STUDIO), -6.0);
}
