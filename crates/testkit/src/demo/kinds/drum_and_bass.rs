//! Drum and bass: a broken beat at about 174, a bass of beating saws, pads and plucks above.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "drum-and-bass",
    genres: &["Drum & Bass", "Electronic"],
    tags: &["dnb", "breakbeat", "fast", "reese bass", "racing"],
    moods: &["energetic", "urgent", "futuristic"],
    instruments: &["drum machine", "bass synthesizer", "synthesizer"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -14.0,
    delivery: Delivery::STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Undertow Drive",
            artist: "Velocity Garden",
            album: "Afterburn",
            description: "Rolling drum and bass with a growling low end.",
            tags: &["neurofunk", "dark"],
            year: 2019,
            key: Key::minor(E),
            bpm: 174.0,
            seconds: 15.2,
        },
        Piece {
            title: "Skyline Liquid",
            artist: "Velocity Garden",
            album: "Afterburn",
            description: "Smooth liquid drum and bass under wide, warm pads.",
            tags: &["liquid", "warm"],
            year: 2019,
            key: Key::minor(G),
            bpm: 172.0,
            seconds: 15.4,
        },
        Piece {
            title: "Red Line Racer",
            artist: "Halogen Fields",
            album: "Red Line",
            description: "A racing-game chase of chopped breaks and bright plucks.",
            tags: &["racing game", "chase"],
            year: 2024,
            key: Key::minor(F),
            bpm: 178.0,
            seconds: 14.9,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(1, Min), N(6, Maj), N(7, Maj)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.75, 0.5), (1.5, 0.5), (2.0, 0.5), (3.0, 0.5)],
    &[(0.0, 1.0), (1.5, 0.5), (2.5, 0.5), (3.0, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    drums(stage, &bars);
    let mut bass = stage.bus();
    let mut pad = stage.bus().panned(0.0, 1.0);
    for bar in &bars {
        let root = bar.chord.bass(28);
        let figure: &[(f64, f64, i32)] = if stage.variant == 1 {
            &[(0.0, 3.5, 0)]
        } else {
            &[(0.0, 1.2, 0), (1.5, 0.8, 0), (2.5, 0.5, 12), (3.0, 0.9, 0)]
        };
        for &(beat, beats, step) in figure {
            bass.play(&patch::REESE, bar.span(beat, beats), root + step, 0.9);
        }
        pad.chord(&patch::PAD, bar.whole(), &bar.chord.voiced(62), 0.7);
    }
    let line = Line { rhythms: RHYTHMS, range: (69, 86), scale: Scale::Pentatonic };
    let tune = stage.tune(line, &bars);
    let mut plucks = stage.bus().panned(0.0, 0.8);
    plucks.melody(&patch::SYNTH_PLUCK, &tune, 0.8);
    stage.mix(bass.driven(2.5, 2_200.0), -7.0);
    stage.mix(pad.chorused().in_room(Room::HALL), -13.0);
    stage.mix(plucks.echoing(0.75, 0.4).in_room(Room::CLUB), -12.0);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars {
        kit.hit(Drum::HardKick, bar.start, 1.0);
        kit.hit(Drum::HardKick, bar.start + 2.5, 0.9);
        for beat in [1.0, 3.0] {
            kit.hit(Drum::Snare, bar.start + beat, 1.0);
        }
        if bar.index % 2 == 1 {
            kit.hit(Drum::Snare, bar.start + 1.75, 0.3);
            kit.hit(Drum::Snare, bar.start + 3.5, 0.4);
        }
        for eighth in 0..8 {
            kit.hit(Drum::Hat, bar.start + f64::from(eighth) / 2.0, if eighth % 2 == 0 { 0.6 } else { 0.4 });
        }
        if bar.index % 4 == 0 {
            kit.hit(Drum::Crash, bar.start, 0.35);
        }
    }
    stage.mix(kit.in_room(Room::STUDIO), -3.0);
}
