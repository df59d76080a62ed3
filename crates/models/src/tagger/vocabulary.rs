//! The tags of the music taggers, in the order of the networks' outputs, spelt as published.

use crate::spec::KnownModel;

/// The tags of a network, each after its vocabulary's name and a colon; none for a model that is no tagger.
pub(super) fn tags(model: KnownModel) -> &'static [&'static str] {
    match model {
        KnownModel::MusicnnMsd => &MSD,
        KnownModel::MusicnnMtt => &MTT,
        KnownModel::AllMiniLmL6V2 | KnownModel::ClapHtsatUnfused => &[],
    }
}

macro_rules! prefixed {
    ($vocabulary:literal: $($tag:literal),* $(,)?) => { [$(concat!($vocabulary, ":", $tag)),*] };
}

/// The fifty most used tags of Last.fm on the Million Song Dataset.
const MSD: [&str; 50] = prefixed![
    "msd": "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "Mellow", "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country", "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal", "Progressive rock", "60s", "rnb", "indie pop", "sad", "House", "happy",
];

/// The fifty most used tags of MagnaTagATune. Some mean the same; they were never merged.
const MTT: [&str; 50] = prefixed![
    "mtt": "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient", "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals", "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man", "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello", "no voice", "weird", "country", "metal", "female voice", "choral",
];
