//! A parade march: tuba on the beat, horns off it, snare drum and cymbals, a trumpet tune with a piccolo.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "march",
    genres: &["Brass & Military", "Classical"],
    tags: &["march", "parade", "marching band", "ceremony", "patriotic"],
    moods: &["proud", "triumphant", "happy"],
    instruments: &["trumpet", "tuba", "snare drum", "cymbals", "piccolo"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -15.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Regiment of the Lower Bridge",
            artist: "Harborough Town Band",
            album: "Parade Rest",
            description: "A proud parade march for brass and snare drum.",
            tags: &["parade day"],
            year: 2008,
            key: Key::major(B_FLAT),
            bpm: 116.0,
            seconds: 18.2,
        },
        Piece {
            title: "Fireworks Committee",
            artist: "Harborough Town Band",
            album: "Parade Rest",
            description: "A quick and cheerful march with a piccolo on top.",
            tags: &["festival", "comic"],
            year: 2008,
            key: Key::major(F),
            bpm: 126.0,
            seconds: 16.9,
        },
        Piece {
            title: "The Iron Column",
            artist: "Castellan",
            album: "Crownfall",
            description: "A grim military march in a minor key.",
            tags: &["army", "grim", "villain"],
            year: 2023,
            key: Key::minor(G),
            bpm: 108.0,
            seconds: 19.3,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(1, Maj), N(5, Dom7), N(1, Maj), N(4, Maj), N(1, Maj), N(5, Dom7), N(1, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min), N(1, Min), N(6, Maj), N(4, Min), N(5, Dom7), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 1.0), (1.0, 0.75), (1.75, 0.25), (2.0, 1.0), (3.0, 1.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.0, 0.5), (3.5, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut tuba = stage.bus();
    let mut horns = stage.bus();
    for bar in &bars {
        if bar.last {
            tuba.play(&patch::LOW_BRASS, bar.span(0.0, 2.0), bar.chord.bass(34), 0.9);
            horns.chord(&patch::BRASS, bar.span(0.0, 2.0), &bar.chord.voiced(58), 0.8);
            continue;
        }
        for (beat, note) in [(0.0, bar.chord.bass(34)), (2.0, bar.chord.fifth(34) - 12)] {
            tuba.play(&patch::LOW_BRASS, bar.span(beat, 0.7), note, 0.9);
        }
        for beat in [1.0, 3.0] {
            horns.chord(&patch::BRASS, bar.span(beat, 0.4), &bar.chord.voiced(58), 0.6);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (63, 79), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut trumpet = stage.bus();
    trumpet.melody(&patch::BRASS, &tune, 0.95);
    let high: Vec<_> = tune.iter().map(|&(span, note)| (span, note + 12)).collect();
    let mut piccolo = stage.bus();
    piccolo.melody(&patch::FLUTE, &high, 0.6);
    stage.mix(tuba.in_room(Room::CLUB), -8.0);
    stage.mix(horns.in_room(Room::CLUB), -12.0);
    stage.mix(trumpet.in_room(Room::CLUB), -7.0);
    stage.mix(piccolo.in_room(Room::CLUB), -16.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars {
        kit.hit(Drum::Crash, bar.start, if bar.index % 2 == 0 { 0.5 } else { 0.2 });
        if bar.last {
            kit.hit(Drum::Snare, bar.start, 0.9);
            continue;
        }
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            kit.hit(Drum::Snare, at, 0.8);
            if beat % 2 == 0 {
                kit.hit(Drum::Taiko, at, 0.6);
            }
            if beat == 3 || (bar.index % 2 == 1 && beat == 1) {
                [0.25, 0.5, 0.75].iter().for_each(|part| kit.hit(Drum::Snare, at + part, 0.4));
            } else {
                kit.hit(Drum::Snare, at + 0.5, 0.35);
            }
        }
    }
    stage.mix(kit.in_room(Room::STUDIO), -6.0);
}
