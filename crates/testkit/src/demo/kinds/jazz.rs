//! A jazz trio: a double bass walking in quarters, a ride cymbal that swings, a piano that comps and sings.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "jazz",
    genres: &["Jazz"],
    tags: &["swing", "walking bass", "trio", "acoustic", "club"],
    moods: &["relaxed", "sophisticated", "warm"],
    instruments: &["piano", "double bass", "drums"],
    meter: 4,
    swing: 0.64,
    pulse: true,
    tonal: true,
    lufs: -18.0,
    delivery: Delivery::MONO,
    arrange,
    pieces: [
        Piece {
            title: "Corner Table",
            artist: "The Late Ferry",
            album: "Last Boat Blues",
            description: "A relaxed jazz trio swinging at medium tempo.",
            tags: &["dinner", "cafe"],
            year: 2012,
            key: Key::major(F),
            bpm: 132.0,
            seconds: 16.0,
        },
        Piece {
            title: "Two Left Shoes",
            artist: "The Late Ferry",
            album: "Last Boat Blues",
            description: "Quick bebop lines over a running double bass.",
            tags: &["bebop", "fast"],
            year: 2012,
            key: Key::major(B_FLAT),
            bpm: 184.0,
            seconds: 17.1,
        },
        Piece {
            title: "Rain on Bleecker Lane",
            artist: "Odile Marchetti Trio",
            album: "Rain on Bleecker Lane",
            description: "A smoky minor-key night piece for piano, bass and brushes.",
            tags: &["noir", "night", "melancholic"],
            year: 2009,
            key: Key::minor(C),
            bpm: 112.0,
            seconds: 18.6,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(1, Maj), N(2, Min7), N(5, Dom7), N(1, Maj), N(4, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min7), N(1, Min), N(6, Maj), N(4, Min), N(5, Dom7), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.5, 0.5), (3.0, 0.5), (3.5, 0.5)],
    &[(0.5, 0.5), (1.0, 0.5), (1.5, 1.0), (3.0, 1.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 0.5), (2.5, 1.0)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut bass = stage.bus();
    let mut comp = stage.bus();
    for bar in &bars {
        if bar.last {
            bass.play(&patch::UPRIGHT, bar.whole(), bar.chord.bass(29), 0.9);
            comp.chord(&patch::PIANO, bar.whole(), &bar.chord.voiced(60), 0.6);
            continue;
        }
        let root = bar.chord.bass(29);
        let to = bar.next.bass(29);
        // The last quarter steps down to the next root from the note of the key above it.
        let approach = stage.key.scale(Scale::Diatonic, to + 1, to + 2).first().copied().unwrap_or(root);
        for (beat, note) in
            [(0.0, root), (1.0, bar.chord.third(29)), (2.0, bar.chord.fifth(29)), (3.0, approach)]
        {
            bass.play(&patch::UPRIGHT, bar.span(beat, 0.95), note, 0.85);
        }
        let beats = [[0.0, 1.5], [0.5, 2.0], [1.5, 3.0]][(bar.index + stage.variant) % 3];
        for beat in beats {
            comp.chord(&patch::PIANO, bar.span(beat, 0.4), &bar.chord.voiced(58), 0.5);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (65, 84), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut solo = stage.bus();
    solo.melody(&patch::PIANO, &tune, 0.85);
    stage.mix(bass.in_room(Room::STUDIO), -7.0);
    stage.mix(comp.in_room(Room::CLUB), -8.0);
    stage.mix(solo.in_room(Room::CLUB), -10.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars.iter().filter(|bar| !bar.last) {
        for (beat, velocity) in [(0.0, 0.6), (1.0, 0.8), (1.5, 0.5), (2.0, 0.6), (3.0, 0.8), (3.5, 0.5)] {
            kit.hit(Drum::Ride, bar.start + beat, velocity);
        }
        for beat in [1.0, 3.0] {
            kit.hit(Drum::Hat, bar.start + beat, 0.5);
            kit.hit(
                if stage.variant == 2 { Drum::BrushSweep } else { Drum::BrushTap },
                bar.start + beat,
                0.6,
            );
        }
        kit.hit(Drum::Kick, bar.start, 0.35);
    }
    stage.mix(kit.in_room(Room::STUDIO), -12.0);
}
