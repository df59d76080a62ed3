//! Keys, scales and chords as numbers: MIDI note numbers (69 is A4, 440 Hz) and pitch classes (0 is C).

/// Names of the twelve pitch classes from C upwards, as the API spells them.
pub const TONICS: [&str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

/// The pitch classes by name, for writing keys.
#[expect(missing_docs, reason = "the names say all there is to say")]
pub mod tonic {
    pub const C: i32 = 0;
    pub const C_SHARP: i32 = 1;
    pub const D: i32 = 2;
    pub const E_FLAT: i32 = 3;
    pub const E: i32 = 4;
    pub const F: i32 = 5;
    pub const F_SHARP: i32 = 6;
    pub const G: i32 = 7;
    pub const A_FLAT: i32 = 8;
    pub const A: i32 = 9;
    pub const B_FLAT: i32 = 10;
    pub const B: i32 = 11;
}

/// Major or minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The major scale.
    Major,
    /// The natural minor scale; its dominant chord is spelt out as [`Quality::Dom7`] or [`Quality::Maj`]
    /// where a leading tone is wanted.
    Minor,
}

impl Mode {
    /// `major` or `minor`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }

    fn steps(self) -> [i32; 7] {
        match self {
            Self::Major => [0, 2, 4, 5, 7, 9, 11],
            Self::Minor => [0, 2, 3, 5, 7, 8, 10],
        }
    }
}

/// A tonic and a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    tonic: i32,
    mode: Mode,
}

impl Key {
    /// The key on a tonic, counted in semitones from C; any number is brought into one octave.
    pub const fn new(tonic: i32, mode: Mode) -> Self {
        Self { tonic: tonic.rem_euclid(12), mode }
    }

    /// The major key on a tonic.
    pub const fn major(tonic: i32) -> Self {
        Self::new(tonic, Mode::Major)
    }

    /// The minor key on a tonic.
    pub const fn minor(tonic: i32) -> Self {
        Self::new(tonic, Mode::Minor)
    }

    /// Pitch class of the tonic, 0–11.
    pub fn tonic(self) -> i32 {
        self.tonic
    }

    /// Name of the tonic, as in [`TONICS`].
    pub fn tonic_name(self) -> &'static str {
        TONICS[self.tonic as usize]
    }

    /// Major or minor.
    pub fn mode(self) -> Mode {
        self.mode
    }

    /// The chord on a degree of this key's own scale.
    pub fn chord(self, numeral: Numeral) -> Chord {
        let degree = i32::from(numeral.0) - 1;
        let step = self.mode.steps()[degree.rem_euclid(7) as usize];
        Chord { root: (self.tonic + step).rem_euclid(12), quality: numeral.1 }
    }

    /// The triad on the tonic.
    pub fn tonic_chord(self) -> Chord {
        let quality = if self.mode == Mode::Major { Quality::Maj } else { Quality::Min };
        Chord { root: self.tonic, quality }
    }

    /// The dominant: always with the leading tone, in minor too.
    pub fn dominant_chord(self) -> Chord {
        Chord { root: (self.tonic + 7) % 12, quality: Quality::Dom7 }
    }

    /// All notes of a scale in this key from `low` to `high`, both included.
    pub fn scale(self, scale: Scale, low: i32, high: i32) -> Vec<i32> {
        let steps: &[i32] = match (scale, self.mode) {
            (Scale::Diatonic, mode) => &mode.steps(),
            (Scale::Pentatonic, Mode::Major) => &[0, 2, 4, 7, 9],
            (Scale::Pentatonic, Mode::Minor) => &[0, 3, 5, 7, 10],
        };
        (low..=high).filter(|note| steps.contains(&(note - self.tonic).rem_euclid(12))).collect()
    }
}

/// Which notes of a key a melody walks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// All seven.
    Diatonic,
    /// The five without semitones.
    Pentatonic,
}

/// A degree of the scale (1–7) and the chord on it: `Numeral(5, Quality::Dom7)` is V7. In a minor key the
/// degrees are those of natural minor, so that `Numeral(6, Quality::Maj)` is the flat sixth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral(pub u8, pub Quality);

/// The intervals of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Major triad.
    Maj,
    /// Minor triad.
    Min,
    /// Diminished triad.
    Dim,
    /// Major triad with a minor seventh.
    Dom7,
    /// Major triad with a major seventh.
    Maj7,
    /// Minor triad with a minor seventh.
    Min7,
    /// Root and fifth only.
    Power,
}

impl Quality {
    /// Semitones above the root.
    pub fn intervals(self) -> &'static [i32] {
        match self {
            Self::Maj => &[0, 4, 7],
            Self::Min => &[0, 3, 7],
            Self::Dim => &[0, 3, 6],
            Self::Dom7 => &[0, 4, 7, 10],
            Self::Maj7 => &[0, 4, 7, 11],
            Self::Min7 => &[0, 3, 7, 10],
            Self::Power => &[0, 7],
        }
    }
}

/// A root (pitch class) and its intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    root: i32,
    quality: Quality,
}

impl Chord {
    /// The lowest root at or above MIDI note `low`.
    pub fn bass(self, low: i32) -> i32 {
        low + (self.root - low).rem_euclid(12)
    }

    /// The fifth above [`Chord::bass`].
    pub fn fifth(self, low: i32) -> i32 {
        self.bass(low) + self.quality.intervals().get(2).copied().unwrap_or(7)
    }

    /// The third above [`Chord::bass`]; the fifth where the chord has no third.
    pub fn third(self, low: i32) -> i32 {
        self.bass(low) + self.quality.intervals()[1]
    }

    /// Every tone once, each within half an octave of `centre`, ascending: chords that follow one another
    /// then move by small steps, which is what makes them sound led.
    pub fn voiced(self, centre: i32) -> Vec<i32> {
        let low = centre - 6;
        let tone = |interval: &i32| low + (self.root + interval - low).rem_euclid(12);
        let mut notes: Vec<i32> = self.quality.intervals().iter().map(tone).collect();
        notes.sort_unstable();
        notes
    }

    /// Whether a MIDI note is one of the chord's tones in some octave.
    pub fn contains(self, note: i32) -> bool {
        self.quality.intervals().contains(&(note - self.root).rem_euclid(12))
    }
}

/// Frequency of a MIDI note in equal temperament at A4 = 440 Hz.
pub fn hz(note: i32) -> f32 {
    440.0 * 2f32.powf((note - 69) as f32 / 12.0)
}
