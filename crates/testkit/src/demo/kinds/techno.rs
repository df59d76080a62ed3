//! Four-on-the-floor techno: a bass drum on every beat, an off-beat hat, one bass figure and a stab.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "techno",
    genres: &["Techno", "Electronic"],
    tags: &["four on the floor", "club", "driving", "warehouse", "dance"],
    moods: &["energetic", "hypnotic", "dark"],
    instruments: &["drum machine", "synthesizer", "bass synthesizer"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -14.0,
    delivery: Delivery::STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Night Freight",
            artist: "Meridian Lines",
            album: "Signal Yard",
            description: "Driving warehouse techno with a rolling bass and a filtered minor stab.",
            tags: &["night drive"],
            year: 2021,
            key: Key::minor(F_SHARP),
            bpm: 128.0,
            seconds: 16.5,
        },
        Piece {
            title: "Switch Room",
            artist: "Meridian Lines",
            album: "Signal Yard",
            description: "Fast, dry techno built on one relentless bass note and a ringing pluck.",
            tags: &["acid", "peak time"],
            year: 2021,
            key: Key::minor(A),
            bpm: 138.0,
            seconds: 15.4,
        },
        Piece {
            title: "Concrete Bloom",
            artist: "Halogen Fields",
            album: "Concrete Bloom",
            description: "Deep club techno whose chords open slowly over a steady kick.",
            tags: &["deep", "slow build"],
            year: 2023,
            key: Key::minor(C),
            bpm: 132.0,
            seconds: 16.0,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(1, Maj), N(4, Maj), N(1, Maj)],
    minor: &[N(1, Min), N(1, Min), N(6, Maj), N(1, Min)],
};

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    drums(stage, &bars);
    bass(stage, &bars);
    let rhythm: &[f64] = [&[0.5, 1.25, 2.5, 3.25][..], &[0.75, 2.25, 3.5], &[0.0, 1.5, 2.75]][stage.variant];
    let sound = [patch::STAB, patch::SYNTH_PLUCK, patch::STAB][stage.variant];
    let mut stabs = stage.bus().panned(0.0, 0.8);
    for bar in &bars {
        for &beat in rhythm {
            stabs.chord(&sound, bar.span(beat, 0.25), &bar.chord.voiced(64), 0.8);
        }
    }
    let stabs = stabs.opening(600.0, 6_000.0).echoing(0.75, 0.4).in_room(Room::CLUB).ducked(0.4);
    stage.mix(stabs, -8.0);
    let mut pad = stage.bus().panned(0.0, 1.0);
    for bar in &bars {
        pad.chord(&patch::PAD, bar.whole(), &bar.chord.voiced(57), 0.7);
    }
    stage.mix(pad.chorused().ducked(0.8), -11.0);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kick = stage.bus();
    let mut tops = stage.bus();
    for bar in bars {
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            kick.hit(Drum::HardKick, at, 1.0);
            tops.hit(Drum::OpenHat, at + 0.5, 0.7);
            if bar.index >= 1 && beat % 2 == 1 {
                tops.hit(Drum::Clap, at, 0.8);
            }
            if bar.index >= 2 {
                tops.hit(Drum::Hat, at + 0.25, 0.35);
                tops.hit(Drum::Hat, at + 0.75, 0.4);
            }
        }
    }
    stage.mix(kick, -2.0);
    stage.mix(tops.in_room(Room::STUDIO), -9.0);
}

fn bass(stage: &mut Stage, bars: &[Bar]) {
    let mut bass = stage.bus();
    for bar in bars {
        let root = bar.chord.bass(33);
        for step in (0..16).filter(|step| step % 4 != 0) {
            let note = if stage.variant == 1 && step % 8 == 7 { root + 12 } else { root };
            bass.play(&patch::FM_BASS, bar.span(f64::from(step) / 4.0, 0.2), note, 0.8);
        }
    }
    stage.mix(bass.driven(2.0, 2_500.0).ducked(0.5), -11.0);
}
