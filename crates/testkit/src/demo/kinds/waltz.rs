//! A waltz for one piano: bass on the first beat, chords on the second and third, a tune above.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "waltz",
    genres: &["Classical"],
    tags: &["waltz", "3/4", "solo piano", "ballroom", "romantic"],
    moods: &["elegant", "wistful", "romantic"],
    instruments: &["piano"],
    meter: 3,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -19.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Waltz for an Empty Ballroom",
            artist: "Ilse Varga",
            album: "Letters at the Piano",
            description: "A wistful piano waltz in a minor key.",
            tags: &["sad", "melancholic"],
            year: 2014,
            key: Key::minor(A),
            bpm: 126.0,
            seconds: 18.6,
        },
        Piece {
            title: "Chandelier",
            artist: "Ilse Varga",
            album: "Letters at the Piano",
            description: "A bright, turning piano waltz for dancing.",
            tags: &["bright", "dance"],
            year: 2014,
            key: Key::major(E_FLAT),
            bpm: 162.0,
            seconds: 17.2,
        },
        Piece {
            title: "The Lamplighter's Daughter",
            artist: "Ilse Varga",
            album: "Small Hours",
            description: "A gentle, unhurried waltz on a solo piano.",
            tags: &["gentle", "wedding"],
            year: 2017,
            key: Key::major(D),
            bpm: 108.0,
            seconds: 18.1,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(6, Min), N(4, Maj), N(5, Dom7), N(1, Maj), N(4, Maj), N(1, Maj), N(5, Dom7)],
    minor: &[N(1, Min), N(4, Min), N(5, Dom7), N(1, Min), N(6, Maj), N(4, Min), N(1, Min), N(5, Dom7)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 2.0), (2.0, 1.0)],
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0)],
    &[(0.0, 3.0)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut left = stage.bus();
    for bar in &bars {
        left.play(&patch::PIANO, bar.span(0.0, if bar.last { 3.0 } else { 1.0 }), bar.chord.bass(36), 0.85);
        for beat in [1.0, 2.0].into_iter().filter(|_| !bar.last) {
            left.chord(&patch::PIANO, bar.span(beat, 0.7), &bar.chord.voiced(57), 0.5);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (67, 86), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut right = stage.bus();
    right.melody(&patch::PIANO, &tune, 0.85);
    if let Some(end) = bars.last() {
        right.chord(&patch::PIANO, end.whole(), &end.chord.voiced(64), 0.6);
    }
    stage.mix(left.in_room(Room::HALL), -9.0);
    stage.mix(right.in_room(Room::HALL), -6.0);
}
