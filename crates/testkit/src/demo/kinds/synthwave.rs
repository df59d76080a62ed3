//! Synthwave: a bass in eighths, a big snare, wide pads, arpeggios, and a lead out of an old film.

use super::prelude::*;

pub(in crate::demo) static KIND: Kind = Kind {
    name: "synthwave",
    genres: &["Synthwave", "Electronic", "Retro"],
    tags: &["80s", "retrowave", "neon", "driving", "analog"],
    moods: &["nostalgic", "cool", "uplifting"],
    instruments: &["synthesizer", "drum machine", "bass synthesizer"],
    meter: 4,
    swing: 0.5,
    pulse: true,
    tonal: true,
    lufs: -15.0,
    delivery: Delivery::HALF_STEREO,
    arrange,
    pieces: [
        Piece {
            title: "Palm Grid",
            artist: "Neon Causeway",
            album: "Overnight Broadcast",
            description: "Neon-lit synthwave with a soaring lead for a coastal drive.",
            tags: &["night drive", "sunset"],
            year: 2018,
            key: Key::minor(A),
            bpm: 104.0,
            seconds: 20.0,
        },
        Piece {
            title: "Videotape Heart",
            artist: "Neon Causeway",
            album: "Overnight Broadcast",
            description: "A bittersweet 80s instrumental with glittering arpeggios.",
            tags: &["bittersweet", "love"],
            year: 2018,
            key: Key::major(E),
            bpm: 96.0,
            seconds: 21.5,
        },
        Piece {
            title: "Chrome Pursuit",
            artist: "Meridian Lines",
            album: "Outer Ring",
            description: "Dark, pulsing synthwave for a chase through the city.",
            tags: &["darksynth", "chase", "cyberpunk"],
            year: 2022,
            key: Key::minor(F_SHARP),
            bpm: 118.0,
            seconds: 17.8,
        },
    ],
};

const CHANGES: Changes = Changes {
    major: &[N(1, Maj), N(6, Min), N(4, Maj), N(5, Maj)],
    minor: &[N(1, Min), N(6, Maj), N(7, Maj), N(1, Min)],
};

const RHYTHMS: &[&[(f64, f64)]] =
    &[&[(0.0, 1.5), (1.5, 0.5), (2.0, 2.0)], &[(0.0, 1.0), (1.0, 1.0), (2.0, 0.5), (2.5, 0.5), (3.0, 1.0)]];

fn arrange(stage: &mut Stage) {
    let bars = stage.bars(CHANGES, Ending::Tonic);
    let mut bass = stage.bus();
    let mut pad = stage.bus().panned(0.0, 1.0);
    let mut arpeggio = stage.bus().panned(0.0, 1.4);
    for bar in &bars {
        for eighth in 0..8 {
            let octave = if stage.variant == 1 && eighth % 2 == 1 { 12 } else { 0 };
            bass.play(
                &patch::SYNTH_BASS,
                bar.span(f64::from(eighth) / 2.0, 0.4),
                bar.chord.bass(33) + octave,
                0.9,
            );
        }
        pad.chord(&patch::PAD, bar.whole(), &bar.chord.voiced(60), 0.7);
        let chord = bar.chord.voiced(67);
        for step in (0..16).filter(|_| !bar.last) {
            let note = chord[[0, 1, 2, 1][step % 4] % chord.len()] + if step % 8 == 6 { 12 } else { 0 };
            arpeggio.play(&patch::SYNTH_PLUCK, bar.span(step as f64 / 4.0, 0.2), note, 0.6);
        }
    }
    let line = Line { rhythms: RHYTHMS, range: (67, 84), scale: Scale::Diatonic };
    let tune = stage.tune(line, &bars);
    let mut lead = stage.bus();
    lead.melody(&patch::SAW_LEAD, &tune, 0.8);
    stage.mix(bass.ducked(0.4), -7.0);
    stage.mix(pad.chorused().in_room(Room::HALL).ducked(0.3), -12.0);
    stage.mix(arpeggio.echoing(0.75, 0.35), -15.0);
    stage.mix(lead.chorused().echoing(0.75, 0.3).in_room(Room::HALL), -10.0);
    drums(stage, &bars);
}

fn drums(stage: &mut Stage, bars: &[Bar]) {
    let mut kit = stage.bus();
    let mut snare = stage.bus();
    for bar in bars {
        for beat in 0..4 {
            let at = bar.start + f64::from(beat);
            kit.hit(Drum::HardKick, at, 0.9);
            kit.hit(Drum::Hat, at + 0.5, 0.5);
            if beat % 2 == 1 {
                snare.hit(Drum::Snare, at, 1.0);
            }
        }
        if bar.index % 4 == 3 {
            snare.hit(Drum::HighTom, bar.start + 3.0, 0.8);
            snare.hit(Drum::LowTom, bar.start + 3.5, 0.9);
        }
    }
    stage.mix(kit, -5.0);
    stage.mix(snare.in_room(Room { seconds: 1.1, damping: 6_000.0, wet: 0.5 }), -6.0);
}
