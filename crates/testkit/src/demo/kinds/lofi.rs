//! Lo-fi beats: a lazy kit, an electric piano on seventh chords, a soft bass, and the crackle of a record.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "lofi",
    genres: &["Lo-Fi", "Hip Hop / Rap"],
    tags: &["lofi beats", "study", "chill", "vinyl crackle", "laid back"],
    moods: &["relaxed", "chill", "nostalgic"],
    instruments: &["electric piano", "drums", "bass", "vibraphone"],
    meter: 4,
    swing: 0.57,
    pulse: true,
    tonal: true,
    lufs: -17.0,
    delivery: Delivery::HALF_STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Window Seat",
            artist: "Paper Kettle",
            album: "Homework Club",
            description: "A mellow lo-fi beat with electric piano and vinyl crackle.",
            tags: &["rainy day"],
            year: 2021,
            key: Key::major(F),
            bpm: 76.0,
            seconds: 20.4,
        },
        Piece {
            title: "Half Past Noodles",
            artist: "Paper Kettle",
            album: "Homework Club",
            description: "A sunny, unhurried beat for cooking something simple.",
            tags: &["sunny", "cooking"],
            year: 2021,
            key: Key::major(E_FLAT),
            bpm: 84.0,
            seconds: 18.6,
        },
        Piece {
            title: "Left on Read",
            artist: "Sleepy Arcade",
            album: "Low Battery",
            description: "A sad, sleepy beat in a minor key with soft vibraphone.",
            tags: &["sad", "late night"],
            year: 2022,
            key: Key::minor(G),
            bpm: 70.0,
            seconds: 22.0,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj7), N(4, Maj), N(1, Maj), N(5, Dom7)],
    minor: &[N(1, Min), N(4, Min7), N(1, Min), N(5, Min7)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.5, 0.5), (1.0, 1.0), (2.5, 1.0)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 1.5)],
    &[(1.0, 0.5), (1.5, 0.5), (2.0, 2.0)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let mut keys = stage.bus().panned(0.0, 0.5);
    let mut bass = stage.bus();
    for bar in &bars {
        keys.chord(&patch::TINES, bar.span(0.0, 2.2), &bar.chord.voiced(60), 0.6);
        if !bar.last {
            keys.chord(&patch::TINES, bar.span(2.5, 1.0), &bar.chord.voiced(60), 0.4);
            bass.play(&patch::FINGER_BASS, bar.span(2.5, 0.8), bar.chord.fifth(29), 0.6);
        }
        bass.play(&patch::FINGER_BASS, bar.span(0.0, 1.8), bar.chord.bass(29), 0.9);
    }
    let line = Line { rhythms: RHYTHMS, range: (69, 86), scale: Scale::Pentatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus().panned(0.2, 0.0);
    lead.melody(&[patch::FELT_PIANO, patch::NYLON, patch::VIBES][stage.variant], &tune, 0.7);
    stage.mix(keys.chorused().opening(2_400.0, 2_400.0).ducked(0.25), -9.0);
    stage.mix(bass, -7.0);
    stage.mix(lead.echoing(1.0, 0.3).in_room(Room::CLUB), -11.0);
    drums(stage, &bars);
    crackle(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars.iter().filter(|bar| !bar.last) {
        let kicks: &[f64] = if bar.index % 2 == 0 { &[0.0, 2.5] } else { &[0.0, 1.5, 2.5] };
        kicks.iter().for_each(|beat| kit.hit(Drum::DeepKick, bar.start + beat, 0.9));
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            kit.hit(Drum::Hat, at, 0.35);
            kit.hit(Drum::Hat, at + 0.5, 0.25);
            if beat % 2 == 1 {
                kit.hit(Drum::Snare, at, 0.55);
                kit.hit(Drum::Rim, at, 0.3);
            }
        }
    }
    stage.mix(kit.opening(5_000.0, 5_000.0).in_room(Room::STUDIO), -5.0);
}

/// Dust on a record: about a dozen faint ticks a bar, anywhere.
fn crackle(stage: &mut Stage, bars: &[Bar]) {
    let mut dust = stage.bus();
    for bar in bars {
        for _ in 0..12 {
            let at = bar.start + bar.beats * f64::from(stage.rng.unit());
            dust.hit(Drum::Hat, at, 0.2 + 0.8 * stage.rng.unit());
        }
    }
    stage.mix(dust, -36.0);
}
