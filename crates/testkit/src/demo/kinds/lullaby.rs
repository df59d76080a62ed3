//! A lullaby on a music box: one slow tune, broken chords below it, nothing else.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "lullaby",
    genres: &["Children", "Classical"],
    tags: &["lullaby", "music box", "baby", "bedtime", "toy"],
    moods: &["tender", "calm", "innocent"],
    instruments: &["music box"],
    meter: 3,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -19.5,
    delivery: Delivery::HALF_MONO_24,
    arrange,
    pieces: [
        Piece {
            title: "Moth and Lantern",
            artist: "Ilse Varga",
            album: "Small Hours",
            description: "A tender lullaby on a music box.",
            tags: &["sleep"],
            year: 2017,
            key: Key::major(C),
            bpm: 84.0,
            seconds: 18.6,
        },
        Piece {
            title: "Nine Little Boats",
            artist: "The Nursery Window",
            album: "Goodnight, Harbour",
            description: "A rocking music-box song for the very young.",
            tags: &["nursery"],
            year: 2010,
            key: Key::major(F),
            bpm: 96.0,
            seconds: 16.5,
        },
        Piece {
            title: "Clockwork Snow",
            artist: "The Nursery Window",
            album: "Goodnight, Harbour",
            description: "A delicate, slightly sad music box in winter.",
            tags: &["winter", "sad", "snow"],
            year: 2010,
            key: Key::minor(E),
            bpm: 78.0,
            seconds: 20.0,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(1, Maj), N(4, Maj), N(1, Maj), N(5, Maj), N(1, Maj), N(5, Maj), N(1, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min), N(1, Min), N(6, Maj), N(4, Min), N(5, Maj), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 2.0), (2.0, 1.0)],
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
    &[(0.0, 2.0), (2.0, 0.5), (2.5, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut comb = stage.bus();
    for bar in &bars {
        let chord = bar.chord.voiced(66);
        comb.play(&patch::MUSIC_BOX, bar.span(0.0, 1.0), bar.chord.bass(55), 0.6);
        for beat in [1.0, 2.0].into_iter().filter(|_| !bar.last) {
            let note = chord[(beat as usize + bar.index) % chord.len()];
            comb.play(&patch::MUSIC_BOX, bar.span(beat, 1.0), note, 0.35);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (74, 91), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut melody = stage.bus();
    melody.melody(&patch::MUSIC_BOX, &tune, 0.85);
    stage.mix(comb.in_room(Room::CLUB), -9.0);
    stage.mix(melody.in_room(Room::CLUB), -6.0);
}
