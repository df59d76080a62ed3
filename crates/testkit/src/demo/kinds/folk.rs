//! Folk: fingerpicked steel strings under a flute.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "folk",
    genres: &["Folk", "Country"],
    tags: &["acoustic", "fingerpicking", "singer-songwriter", "campfire"],
    moods: &["warm", "peaceful", "hopeful"],
    instruments: &["acoustic guitar", "flute"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -18.0,
    delivery: Delivery::MONO,
    arrange,
    pieces: [
        Piece {
            title: "Creek Letter",
            artist: "Copper Lantern",
            album: "Hill Country Almanac",
            description: "Warm fingerpicked guitar with a simple flute tune.",
            tags: &["countryside"],
            year: 2015,
            key: Key::major(D),
            bpm: 104.0,
            seconds: 20.0,
        },
        Piece {
            title: "The Long Way Down to Alder",
            artist: "Copper Lantern",
            album: "Hill Country Almanac",
            description: "A wandering acoustic guitar in a minor key.",
            tags: &["travel", "wistful"],
            year: 2015,
            key: Key::minor(A),
            bpm: 92.0,
            seconds: 22.4,
        },
        Piece {
            title: "Bread and Salt",
            artist: "Wren Halloway",
            album: "Kitchen Songs",
            description: "A bright, homely tune on plucked strings.",
            tags: &["bright", "morning"],
            year: 2019,
            key: Key::major(G),
            bpm: 116.0,
            seconds: 18.2,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(5, Maj), N(6, Min), N(4, Maj), N(1, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(7, Maj), N(6, Maj), N(5, Maj), N(1, Min), N(4, Min), N(5, Maj), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] =
    &[&[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 2.0)], &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.0, 1.0)]];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut guitar = stage.bus();
    for bar in &bars {
        let low = bar.chord.bass(40);
        let high = bar.chord.voiced(60);
        if bar.last {
            guitar.play(&patch::STEEL, bar.whole(), low, 0.8);
            guitar.chord(&patch::STEEL, bar.whole(), &high, 0.7);
            continue;
        }
        let pattern = [low, high[0], high[1], high[2], bar.chord.fifth(40), high[1], high[2], high[1]];
        for (eighth, &note) in pattern.iter().enumerate() {
            let velocity = if eighth % 4 == 0 { 0.9 } else { 0.6 };
            guitar.play(&patch::STEEL, bar.span(eighth as f64 / 2.0, 1.2), note, velocity);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (67, 84), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut flute = stage.bus();
    flute.melody(&[patch::FLUTE, patch::LUTE, patch::FLUTE][stage.variant], &tune, 0.7);
    stage.mix(guitar.in_room(Room::CLUB), -5.0);
    stage.mix(flute.in_room(Room::HALL), -11.0);
}
