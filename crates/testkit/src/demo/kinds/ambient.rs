//! Ambient: slow pads in a vast room, a few glassy notes above; nothing to tap a foot to.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "ambient",
    genres: &["Ambient", "New Age"],
    tags: &["ambient", "pad", "slow", "background", "meditation"],
    moods: &["calm", "dreamy", "peaceful"],
    instruments: &["synthesizer", "bells"],
    meter: 4,
    swing: 0.5,
    pulse: false,
    tonal: true,
    lufs: -21.0,
    delivery: Delivery::HALF_STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Slow Glass",
            artist: "Tidal Archive",
            album: "Weather Rooms",
            description: "Warm pads drifting under scattered glassy tones.",
            tags: &["sleep", "warm"],
            year: 2018,
            key: Key::major(D),
            bpm: 60.0,
            seconds: 21.5,
        },
        Piece {
            title: "North of the Harbour",
            artist: "Tidal Archive",
            album: "Weather Rooms",
            description: "A cold and spacious soundscape of long minor chords.",
            tags: &["cold", "winter"],
            year: 2018,
            key: Key::minor(B),
            bpm: 56.0,
            seconds: 22.9,
        },
        Piece {
            title: "Lichen",
            artist: "Mossgrove",
            album: "Understory",
            description: "Quiet, slowly opening harmonies for a forest at dawn.",
            tags: &["nature", "forest"],
            year: 2022,
            key: Key::major(A_FLAT),
            bpm: 64.0,
            seconds: 20.5,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(4, Maj), N(1, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(6, Maj), N(4, Min), N(5, Min)],
};

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let mut pad = stage.bus().panned(0.0, 1.0);
    let mut low = stage.bus();
    for bar in &bars {
        pad.chord(&patch::PAD, bar.whole(), &bar.chord.voiced(60), 0.7);
        pad.chord(&patch::CHOIR, bar.whole(), &bar.chord.voiced(67)[..2], 0.25);
        low.play(&patch::PAD, bar.whole(), bar.chord.bass(36), 0.8);
    }
    stage.mix(pad.chorused().opening(700.0, 3_000.0).in_room(Room::VAST), -8.0);
    stage.mix(low, -12.0);
    let notes = stage.key.scale(Scale::Pentatonic, 74, 93);
    let mut glass = stage.bus().panned(0.0, 1.5);
    for bar in bars.iter().filter(|bar| !bar.last) {
        for _ in 0..2 {
            let note = notes[stage.rng.below(notes.len())];
            let beat = f64::from(stage.rng.unit()) * 3.5;
            glass.play(&patch::GLASS, bar.span(beat, 1.0), note, 0.4 + 0.3 * stage.rng.unit());
        }
    }
    stage.mix(glass.echoing(1.3, 0.5).in_room(Room::VAST), -16.0);
}
