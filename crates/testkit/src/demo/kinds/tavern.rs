//! A dance for a tavern: fiddle and reeds over a bourdon, lute chords, frame drum and tambourine.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "tavern",
    genres: &["World/Folk", "Folk"],
    tags: &["medieval", "tavern", "fantasy", "dance", "celtic", "rpg"],
    moods: &["merry", "lively", "happy"],
    instruments: &["fiddle", "lute", "hurdy-gurdy", "frame drum", "tambourine"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -16.0,
    delivery: Delivery::HALF_MONO,
    arrange,
    pieces: [
        Piece {
            title: "Ale at the Crooked Stag",
            artist: "Copper Lantern",
            album: "Songs of the Crooked Stag",
            description: "A merry tavern dance for fiddle, lute and drum.",
            tags: &["drinking", "village"],
            year: 2018,
            key: Key::major(G),
            bpm: 124.0,
            seconds: 17.0,
        },
        Piece {
            title: "The Miller Owes a Goat",
            artist: "Copper Lantern",
            album: "Songs of the Crooked Stag",
            description: "A breathless medieval reel in a minor key.",
            tags: &["reel", "fast"],
            year: 2018,
            key: Key::minor(D),
            bpm: 138.0,
            seconds: 15.4,
        },
        Piece {
            title: "Harvest Ring",
            artist: "Saint Osric's Fair",
            album: "Harvest Ring",
            description: "A stately round dance with flute and bourdon.",
            tags: &["renaissance", "festival", "stately"],
            year: 2014,
            key: Key::major(C),
            bpm: 108.0,
            seconds: 19.3,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(1, Maj), N(4, Maj), N(1, Maj), N(1, Maj), N(4, Maj), N(5, Maj), N(1, Maj)],
    minor: &[N(1, Min), N(1, Min), N(4, Min), N(1, Min), N(6, Maj), N(4, Min), N(1, Min), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (2.0, 0.5), (2.5, 0.5), (3.0, 1.0)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 0.75), (2.75, 0.25), (3.0, 1.0)],
];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Cadence);
    let mut bourdon = stage.bus();
    let mut lute = stage.bus();
    let mut drums = stage.bus();
    let home = stage.key.tonic_chord().bass(43);
    for bar in &bars {
        bourdon.chord(&patch::REEDS, bar.span(0.0, bar.beats * 0.98), &[home, home + 7], 0.5);
        for beat in 0..if bar.last { 1 } else { 4 } {
            let at = f64::from(beat);
            lute.chord(
                &patch::LUTE,
                bar.span(at, 0.9),
                &bar.chord.voiced(60),
                if beat % 2 == 0 { 0.8 } else { 0.5 },
            );
            drums.hit(Drum::FrameDrum, bar.start + at, if beat % 2 == 0 { 0.9 } else { 0.6 });
            if beat % 2 == 1 {
                drums.hit(Drum::Tambourine, bar.start + at, 0.6);
                drums.hit(Drum::FrameDrum, bar.start + at + 0.5, 0.4);
            }
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (67, 84), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus();
    lead.melody(&[patch::FIDDLE, patch::FIDDLE, patch::FLUTE][stage.variant], &tune, 0.8);
    stage.mix(bourdon, -15.0);
    stage.mix(lute.in_room(Room::CLUB), -8.0);
    stage.mix(drums.in_room(Room::CLUB), -8.0);
    stage.mix(lead.in_room(Room::CLUB), -8.0);
}
