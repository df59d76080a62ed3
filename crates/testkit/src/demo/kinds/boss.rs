//! Orchestral tension for a boss fight: driving low strings, brass, choir, and drums the size of a room.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "boss",
    genres: &["Soundtrack/Orchestral", "Classical"],
    tags: &["boss fight", "cinematic", "epic", "battle", "trailer", "orchestra"],
    moods: &["tense", "dramatic", "dark", "intense"],
    instruments: &["strings", "brass", "choir", "timpani", "taiko"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -15.0,
    delivery: Delivery::STEREO,
    arrange,
    pieces: [
        Piece {
            title: "The Colossus Wakes",
            artist: "Northgate Ensemble",
            album: "Throne of Ash",
            description: "Dark cinematic boss tension with pounding drums and choir.",
            tags: &["monster"],
            year: 2020,
            key: Key::minor(D),
            bpm: 144.0,
            seconds: 18.1,
        },
        Piece {
            title: "Siege Engines",
            artist: "Northgate Ensemble",
            album: "Throne of Ash",
            description: "A relentless orchestral battle of low strings and brass.",
            tags: &["war", "siege"],
            year: 2020,
            key: Key::minor(C),
            bpm: 126.0,
            seconds: 16.7,
        },
        Piece {
            title: "Final Form",
            artist: "Castellan",
            album: "Crownfall",
            description: "A furious last-boss theme at breakneck speed.",
            tags: &["final boss", "fast"],
            year: 2023,
            key: Key::minor(F_SHARP),
            bpm: 160.0,
            seconds: 16.5,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(6, Min), N(4, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(1, Min), N(6, Maj), N(1, Min), N(1, Min), N(4, Min), N(6, Maj), N(5, Maj)],
};

/// Steps of the string figure over the root, an eighth each.
const FIGURES: [[i32; 8]; 3] =
    [[0, 0, 12, 0, 7, 0, 12, 7], [0, 0, 0, 7, 0, 0, 12, 0], [0, 7, 12, 7, 0, 7, 12, 15]];

const RHYTHMS: &[&[(f64, f64)]] = &[&[(0.0, 3.0), (3.0, 1.0)], &[(0.0, 2.0), (2.0, 1.0), (3.0, 1.0)]];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut strings = stage.bus().panned(0.0, 0.8);
    let mut brass = stage.bus().panned(0.3, 0.3);
    let mut choir = stage.bus().panned(0.0, 0.9);
    for bar in &bars {
        let root = bar.chord.bass(43);
        for (eighth, step) in FIGURES[stage.variant].iter().enumerate().filter(|_| !bar.last) {
            let note = if *step == 15 { bar.chord.third(55) } else { root + step };
            strings.play(&patch::SPICCATO, bar.span(eighth as f64 / 2.0, 0.4), note, 0.9);
        }
        brass.play(&patch::LOW_BRASS, bar.whole(), bar.chord.bass(31), 0.9);
        brass.play(&patch::LOW_BRASS, bar.whole(), bar.chord.fifth(31), 0.6);
        choir.chord(&patch::CHOIR, bar.whole(), &bar.chord.voiced(62), 0.7);
        choir.chord(&patch::STRINGS, bar.whole(), &bar.chord.voiced(69), 0.35);
    }
    let line = Line { rhythms: RHYTHMS, range: (57, 74), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut theme = stage.bus().panned(0.2, 0.0);
    theme.melody(&patch::BRASS, &tune, 0.9);
    stage.mix(strings.in_room(Room::CLUB), -6.0);
    stage.mix(brass.in_room(Room::HALL), -10.0);
    stage.mix(choir.in_room(Room::HALL), -12.0);
    stage.mix(theme.in_room(Room::HALL), -9.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut low = stage.bus();
    for bar in bars {
        let hits: &[f64] = if bar.last { &[0.0] } else { &[0.0, 1.0, 1.5, 2.0, 3.0, 3.5] };
        for &beat in hits {
            low.hit(Drum::Taiko, bar.start + beat, if beat == 0.0 { 1.0 } else { 0.7 });
        }
        low.play(&patch::TIMPANI, bar.span(0.0, 1.0), bar.chord.bass(38), 0.8);
        if bar.index % 4 == 0 || bar.last {
            low.hit(Drum::Crash, bar.start, 0.6);
        }
    }
    stage.mix(low.in_room(Room::CLUB), -2.0);
}
