//! Bossa nova: nylon strings in syncopation, a bass on one and three, a rim-click clave, a soft flute.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "bossa",
    genres: &["Latin", "Jazz"],
    tags: &["bossa nova", "brazilian", "beach", "lounge", "cafe"],
    moods: &["relaxed", "sunny", "romantic"],
    instruments: &["nylon guitar", "double bass", "flute", "percussion"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -18.0,
    delivery: Delivery::MONO,
    arrange,
    pieces: [
        Piece {
            title: "Areia Clara",
            artist: "Casa Brisa",
            album: "Tarde no Porto",
            description: "Sunny bossa nova with nylon guitar and flute.",
            tags: &["summer"],
            year: 2011,
            key: Key::major(C),
            bpm: 132.0,
            seconds: 19.7,
        },
        Piece {
            title: "Sombra e Sal",
            artist: "Casa Brisa",
            album: "Tarde no Porto",
            description: "A soft minor bossa for a quiet evening by the sea.",
            tags: &["evening", "melancholic"],
            year: 2011,
            key: Key::minor(D),
            bpm: 120.0,
            seconds: 21.5,
        },
        Piece {
            title: "Elevador Panorâmico",
            artist: "Lucho Sereno",
            album: "Hotel Atlântico",
            description: "Light hotel-lobby bossa with a whistling flute.",
            tags: &["elevator", "hotel"],
            year: 2018,
            key: Key::major(A),
            bpm: 140.0,
            seconds: 18.6,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj7), N(1, Maj7), N(2, Min7), N(5, Dom7), N(1, Maj), N(4, Maj), N(5, Dom7), N(1, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min7), N(1, Min), N(6, Maj), N(4, Min), N(5, Dom7), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.5, 0.5)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 2.0)],
    &[(0.5, 0.5), (1.0, 1.0), (2.5, 1.5)],
];

/// Strokes of the guitar in the first and the second bar of its figure.
const STROKES: [&[f64]; 2] = [&[0.0, 1.5, 3.0], &[0.0, 1.0, 2.5, 3.5]];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut guitar = stage.bus();
    let mut bass = stage.bus();
    let mut hands = stage.bus();
    for bar in &bars {
        let root = bar.chord.bass(33);
        if bar.last {
            bass.play(&patch::UPRIGHT, bar.whole(), root, 0.9);
            guitar.chord(&patch::NYLON, bar.whole(), &bar.chord.voiced(60), 0.8);
            continue;
        }
        for &beat in STROKES[bar.index % 2] {
            guitar.chord(&patch::NYLON, bar.span(beat, 0.6), &bar.chord.voiced(60), 0.7);
        }
        let fifth = bar.chord.fifth(33) - 12;
        for (beat, beats, note) in [(0.0, 1.4, root), (1.5, 0.4, fifth), (2.0, 1.4, fifth), (3.5, 0.4, root)]
        {
            bass.play(&patch::UPRIGHT, bar.span(beat, beats), note, 0.85);
        }
        let clave: &[f64] = if bar.index % 2 == 0 { &[0.0, 1.5, 3.0] } else { &[1.0, 2.5] };
        clave.iter().for_each(|beat| hands.hit(Drum::Rim, bar.start + beat, 0.6));
        for eighth in 0..8 {
            hands.hit(
                Drum::Shaker,
                bar.start + f64::from(eighth) / 2.0,
                if eighth % 2 == 0 { 0.5 } else { 0.35 },
            );
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (69, 86), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut flute = stage.bus();
    flute.melody(&patch::FLUTE, &tune, 0.7);
    stage.mix(guitar.in_room(Room::CLUB), -7.0);
    stage.mix(bass.in_room(Room::STUDIO), -8.0);
    stage.mix(flute.in_room(Room::CLUB), -12.0);
    stage.mix(hands.in_room(Room::STUDIO), -14.0);
}
