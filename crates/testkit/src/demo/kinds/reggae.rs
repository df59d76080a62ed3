//! Reggae: chops off the beat, a drum on the third beat, a bass that sings and leaves holes.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "reggae",
    genres: &["Reggae"],
    tags: &["off-beat", "one drop", "dub", "island", "summer"],
    moods: &["laid back", "sunny", "happy"],
    instruments: &["organ", "bass guitar", "drums", "electric guitar"],
    meter: 4,
    swing: 0.54,
    pulse: true,
    tonal: true,
    lufs: -15.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Mango Parliament",
            artist: "Sunhouse Parish",
            album: "Slow Ferry Dub",
            description: "Sunny reggae with bubbling organ and a heavy bass.",
            tags: &["bubbling organ"],
            year: 2013,
            key: Key::major(G),
            bpm: 76.0,
            seconds: 20.4,
        },
        Piece {
            title: "Trench Weather",
            artist: "Sunhouse Parish",
            album: "Slow Ferry Dub",
            description: "Minor-key roots reggae drenched in echo.",
            tags: &["roots", "echo"],
            year: 2013,
            key: Key::minor(A),
            bpm: 70.0,
            seconds: 22.0,
        },
        Piece {
            title: "Ferry to the Far Side",
            artist: "Sunhouse Parish",
            album: "Far Side Sessions",
            description: "A brisk, bright off-beat groove for the road.",
            tags: &["brisk", "road trip"],
            year: 2016,
            key: Key::major(D),
            bpm: 84.0,
            seconds: 18.6,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(4, Maj)],
    minor: &[N(1, Min), N(4, Min), N(1, Min), N(7, Maj)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.5, 0.5), (3.0, 0.5)],
    &[(1.0, 0.5), (1.5, 0.5), (2.0, 1.5)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 0.5), (3.0, 1.0)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut chops = stage.bus();
    let mut bass = stage.bus();
    for bar in &bars {
        for beat in 0..4 {
            let span = bar.span(f64::from(beat) + 0.5, 0.2);
            chops.chord(&patch::ORGAN, span, &bar.chord.voiced(64), 0.7);
            chops.chord(&patch::STEEL, span, &bar.chord.voiced(60), 0.5);
        }
        let (root, third, fifth) = (bar.chord.bass(31), bar.chord.third(31), bar.chord.fifth(31));
        let figure: &[(f64, f64, i32)] = if bar.last {
            &[(0.0, 3.0, root)]
        } else if bar.index % 2 == 0 {
            &[(0.0, 0.9, root), (1.5, 0.4, root), (2.0, 0.5, third), (2.5, 0.5, fifth), (3.5, 0.4, root)]
        } else {
            &[(0.0, 0.9, root), (1.0, 0.5, root), (2.5, 0.5, fifth), (3.0, 0.9, fifth)]
        };
        for &(beat, beats, note) in figure {
            bass.play(&patch::FINGER_BASS, bar.span(beat, beats), note, 0.95);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (67, 81), scale: Scale::Pentatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus();
    lead.melody(&[patch::ORGAN, patch::REEDS, patch::BRASS][stage.variant], &tune, 0.6);
    stage.mix(chops.in_room(Room::STUDIO), -8.0);
    stage.mix(bass, -5.0);
    stage.mix(lead.echoing(0.75, [0.3, 0.5, 0.25][stage.variant]).in_room(Room::CLUB), -13.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars.iter().filter(|bar| !bar.last) {
        kit.hit(Drum::Kick, bar.start + 2.0, 0.9);
        kit.hit(Drum::Rim, bar.start + 2.0, 0.9);
        kit.hit(Drum::Kick, bar.start, if stage.variant == 2 { 0.7 } else { 0.3 });
        for beat in 0..4 {
            kit.hit(Drum::Hat, bar.start + f64::from(beat), 0.45);
            kit.hit(Drum::Hat, bar.start + f64::from(beat) + 0.5, 0.6);
        }
        if bar.index % 4 == 3 {
            kit.hit(Drum::HighTom, bar.start + 3.0, 0.6);
            kit.hit(Drum::LowTom, bar.start + 3.5, 0.7);
        }
    }
    stage.mix(kit.in_room(Room::STUDIO), -7.0);
}
