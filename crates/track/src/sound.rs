//! The axes of sound: what a track's sound is compared on, whatever it was measured with.
//!
//! A description ("dark, slow, no guitars") becomes targets on these axes, and a measured track has a value on each of
//! them. Only the order of tracks along an axis matters: values are compared by their place among the catalogue's.

use crate::analysis::labels;

labels! {
    /// One axis. More is more of what the name says.
    Axis {
        /// Calm to excited.
        Arousal = "arousal",
        /// Happy.
        Happy = "happy",
        /// Sad.
        Sad = "sad",
        /// Aggressive.
        Aggressive = "aggressive",
        /// Relaxed.
        Relaxed = "relaxed",
        /// For a party.
        Party = "party",
        /// Danceable.
        Danceable = "danceable",
        /// Slow to fast, by beats a minute.
        Tempo = "tempo",
        /// Integrated loudness.
        Loud = "loud",
        /// Loudness range: even to full of contrast.
        Dynamic = "dynamic",
        /// Dark to bright timbre.
        Bright = "bright",
        /// Instrumental to sung.
        Voice = "voice",
        /// Men's to women's voices.
        Female = "female",
        /// Electronic instruments.
        Electronic = "electronic",
        /// Acoustic instruments.
        Acoustic = "acoustic",
        /// Major to minor mode.
        Minor = "minor",
        /// Rock.
        Rock = "rock",
        /// Pop.
        Pop = "pop",
        /// Alternative.
        Alternative = "alternative",
        /// Indie.
        Indie = "indie",
        /// Dance music.
        Dance = "dance",
        /// Jazz.
        Jazz = "jazz",
        /// Beautiful.
        Beautiful = "beautiful",
        /// Metal.
        Metal = "metal",
        /// Chillout.
        Chillout = "chillout",
        /// Soul.
        Soul = "soul",
        /// Mellow.
        Mellow = "mellow",
        /// Sounds of the 1960s.
        Sixties = "60s",
        /// Sounds of the 1970s.
        Seventies = "70s",
        /// Sounds of the 1980s.
        Eighties = "80s",
        /// Sounds of the 1990s.
        Nineties = "90s",
        /// Folk.
        Folk = "folk",
        /// Punk.
        Punk = "punk",
        /// Oldies.
        Oldies = "oldies",
        /// Blues.
        Blues = "blues",
        /// Hard rock.
        HardRock = "hard-rock",
        /// Classic rock.
        ClassicRock = "classic-rock",
        /// Progressive rock.
        ProgRock = "prog-rock",
        /// Ambient.
        Ambient = "ambient",
        /// Experimental.
        Experimental = "experimental",
        /// Guitar.
        Guitar = "guitar",
        /// Hip-hop.
        HipHop = "hip-hop",
        /// Country.
        Country = "country",
        /// Easy listening.
        EasyListening = "easy-listening",
        /// Sexy.
        Sexy = "sexy",
        /// Catchy.
        Catchy = "catchy",
        /// Funk.
        Funk = "funk",
        /// Electro.
        Electro = "electro",
        /// Contemporary R&B.
        Rnb = "rnb",
        /// House.
        House = "house",
        /// Techno.
        Techno = "techno",
        /// Classical.
        Classical = "classical",
        /// Opera.
        Opera = "opera",
        /// New age.
        NewAge = "new-age",
        /// Indian.
        Indian = "indian",
        /// Strings.
        Strings = "strings",
        /// Drums.
        Drums = "drums",
        /// A clear beat.
        Beat = "beat",
        /// Piano.
        Piano = "piano",
        /// Violin.
        Violin = "violin",
        /// Cello.
        Cello = "cello",
        /// Synthesizer.
        Synth = "synth",
        /// Harpsichord.
        Harpsichord = "harpsichord",
        /// Flute.
        Flute = "flute",
        /// Sitar.
        Sitar = "sitar",
        /// Harp.
        Harp = "harp",
        /// Choir.
        Choir = "choir",
        /// One instrument alone.
        Solo = "solo",
        /// Quiet or soft.
        Quiet = "quiet",
        /// Slow as heard, whatever the tempo.
        Slow = "slow",
        /// Fast as heard, whatever the tempo.
        Fast = "fast",
        /// Weird.
        Weird = "weird",
    }
}

impl Axis {
    /// Number of axes.
    pub const COUNT: usize = Axis::ALL.len();

    /// Position in [`Axis::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
