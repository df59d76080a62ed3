//! Metal: driven power chords in gallops over a double bass drum, a lead guitar in thirds.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "metal",
    genres: &["Metal", "Rock"],
    tags: &["heavy", "distorted guitars", "double bass", "riff", "loud"],
    moods: &["aggressive", "intense", "angry"],
    instruments: &["electric guitar", "bass guitar", "drums"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -13.0,
    delivery: Delivery::STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Anvil Choir",
            artist: "Iron Orchard",
            album: "Furnace Psalms",
            description: "Galloping heavy metal with a screaming lead guitar.",
            tags: &["gallop", "battle"],
            year: 2016,
            key: Key::minor(E),
            bpm: 168.0,
            seconds: 15.8,
        },
        Piece {
            title: "Salt the Earth",
            artist: "Iron Orchard",
            album: "Furnace Psalms",
            description: "Slow, crushing riffs over a pounding double bass drum.",
            tags: &["doom", "slow"],
            year: 2016,
            key: Key::minor(D),
            bpm: 108.0,
            seconds: 19.3,
        },
        Piece {
            title: "Wolves at Ninety",
            artist: "Gravelcrown",
            album: "Wolves at Ninety",
            description: "Thrash metal at full speed, all downstrokes and fury.",
            tags: &["thrash", "fast"],
            year: 2020,
            key: Key::minor(B),
            bpm: 192.0,
            seconds: 16.5,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Power), N(1, Power), N(4, Power), N(5, Power)],
    minor: &[N(1, Power), N(1, Power), N(6, Power), N(7, Power)],
};

/// Offsets within a beat of the muted strokes.
const STROKES: [&[f64]; 3] = [&[0.0, 0.5, 0.75], &[0.0, 0.5], &[0.0, 0.25, 0.5, 0.75]];

const RHYTHMS: &[&[(f64, f64)]] =
    &[&[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.0, 0.5), (2.5, 0.5), (3.0, 1.0)], &[(0.0, 2.0), (2.0, 2.0)]];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    for pan in [-0.8, 0.8] {
        let mut guitar = stage.bus().panned(pan, 0.0);
        for bar in &bars {
            strum(&mut guitar, bar, STROKES[stage.variant]);
        }
        stage.mix(guitar.driven(14.0, 3_600.0), -9.0);
    }
    let mut bass = stage.bus();
    for bar in &bars {
        for eighth in 0..8 {
            bass.play(&patch::FINGER_BASS, bar.span(f64::from(eighth) / 2.0, 0.4), bar.chord.bass(28), 0.9);
        }
    }
    stage.mix(bass.driven(3.0, 1_800.0), -9.0);
    drums(stage, &bars);
    let line = Line { rhythms: RHYTHMS, range: (69, 88), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars[bars.len().min(2)..]);
    let mut lead = stage.bus().panned(0.1, 0.0);
    lead.melody(&patch::OPEN_STRINGS, &tune, 0.8);
    stage.mix(lead.driven(6.0, 4_500.0).echoing(0.75, 0.25).in_room(Room::CLUB), -9.0);
}

/// Muted strokes on the root, an open chord at the start of the bar and on its last beat.
fn strum(guitar: &mut crate::synth::bus::Bus, bar: &Bar, strokes: &[f64]) {
    let root = bar.chord.bass(38);
    let chord = [root, root + 7, root + 12];
    if bar.last {
        guitar.chord(&patch::OPEN_STRINGS, bar.whole(), &chord, 0.9);
        return;
    }
    for beat in 0..3 {
        for &offset in strokes {
            guitar.chord(&patch::PALM_MUTE, bar.span(f64::from(beat) + offset, 0.22), &chord[..2], 0.9);
        }
    }
    guitar.chord(&patch::OPEN_STRINGS, bar.span(3.0, 0.95), &chord, 0.85);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    for bar in bars {
        if bar.index % 4 == 0 || bar.last {
            kit.hit(Drum::Crash, bar.start, 0.8);
        }
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            STROKES[stage.variant].iter().for_each(|offset| kit.hit(Drum::Kick, at + offset, 0.8));
            kit.hit(Drum::Hat, at, 0.5);
            kit.hit(Drum::Hat, at + 0.5, 0.4);
            if beat % 2 == 1 {
                kit.hit(Drum::Snare, at, 1.0);
            }
        }
    }
    stage.mix(kit.in_room(Room::CLUB), -3.0);
}
