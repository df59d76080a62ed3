//! Trap: a long tuned bass drum, a clap on three, hats that break into rolls, a cold bell above.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "trap",
    genres: &["Trap", "Hip Hop / Rap"],
    tags: &["808", "hi-hat rolls", "beat", "street", "heavy bass"],
    moods: &["dark", "confident", "menacing"],
    instruments: &["drum machine", "808 bass", "bells"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -13.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Cold Chain",
            artist: "Kilo Vesper",
            album: "Glass Teeth",
            description: "A menacing trap beat with deep 808 bass and cold bells.",
            tags: &["bells"],
            year: 2020,
            key: Key::minor(F),
            bpm: 140.0,
            seconds: 15.2,
        },
        Piece {
            title: "Three Phones",
            artist: "Kilo Vesper",
            album: "Glass Teeth",
            description: "Bouncing trap with rattling hats and a plucked hook.",
            tags: &["bounce"],
            year: 2020,
            key: Key::minor(C_SHARP),
            bpm: 150.0,
            seconds: 17.5,
        },
        Piece {
            title: "Midnight Tollbooth",
            artist: "Sleepy Arcade",
            album: "Low Battery",
            description: "Slow, hazy trap with choir and endless low bass.",
            tags: &["hazy", "choir"],
            year: 2022,
            key: Key::minor(G),
            bpm: 130.0,
            seconds: 16.3,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.75, 0.5), (1.5, 0.5), (2.0, 0.5), (2.75, 0.5), (3.5, 0.5)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 1.0), (3.0, 0.5)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let mut bass = stage.bus();
    let mut back = stage.bus();
    for bar in &bars {
        let kicks: &[(f64, f64)] = if bar.index % 2 == 0 {
            &[(0.0, 1.4), (2.5, 1.4)]
        } else {
            &[(0.0, 1.4), (1.5, 0.8), (3.0, 0.9)]
        };
        for &(beat, beats) in kicks {
            bass.play(&patch::SUB, bar.span(beat, beats), bar.chord.bass(29), 1.0);
        }
        back.chord(&patch::CHOIR, bar.whole(), &bar.chord.voiced(60), 0.5);
    }
    let line = Line { rhythms: RHYTHMS, range: (72, 86), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut hook = stage.bus();
    hook.melody(&[patch::VIBES, patch::SYNTH_PLUCK, patch::GLASS][stage.variant], &tune, 0.8);
    stage.mix(bass.driven(2.2, 1_500.0), -4.0);
    stage.mix(back.in_room(Room::HALL), -15.0);
    stage.mix(hook.echoing(0.75, 0.3).in_room(Room::HALL), -10.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    let mut hats = stage.bus();
    for bar in bars {
        let kicks: &[f64] = if bar.index % 2 == 0 { &[0.0, 2.5] } else { &[0.0, 1.5, 3.0] };
        kicks.iter().for_each(|beat| kit.hit(Drum::DeepKick, bar.start + beat, 0.9));
        kit.hit(Drum::Clap, bar.start + 2.0, 0.9);
        if bar.last {
            continue;
        }
        for eighth in 0..8 {
            let roll = (eighth + bar.index) % 8 == 5;
            for part in 0..if roll { 4 } else { 1 } {
                let beat = eighth as f64 / 2.0 + f64::from(part) / 8.0;
                hats.hit(Drum::Hat, bar.start + beat, if part == 0 { 0.6 } else { 0.4 });
            }
        }
    }
    stage.mix(kit, -4.0);
    stage.mix(hats, -13.0);
}
