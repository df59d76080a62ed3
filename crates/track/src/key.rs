//! Musical keys, spelled as the API spells them.

use std::fmt;
use std::str::FromStr;

/// One of the twelve pitch classes, C = 0, in the API's spelling (sharps for C and F, flats for E, A and B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PitchClass(u8);

impl PitchClass {
    /// The spellings of the API, in ascending order from C.
    pub const NAMES: [&'static str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

    /// Other spellings that catalogues use, with the spelling of the API.
    const ENHARMONICS: [(&'static str, &'static str); 9] = [
        ("Db", "C#"),
        ("D#", "Eb"),
        ("Fb", "E"),
        ("E#", "F"),
        ("Gb", "F#"),
        ("G#", "Ab"),
        ("A#", "Bb"),
        ("Cb", "B"),
        ("B#", "C"),
    ];

    /// The pitch class `semitones` above C, or `None` when that is 12 or more.
    pub fn from_semitones(semitones: u8) -> Option<PitchClass> {
        (semitones < 12).then_some(PitchClass(semitones))
    }

    /// Semitones above C: 0 to 11.
    pub fn semitones(self) -> u8 {
        self.0
    }

    /// The API's spelling.
    pub fn name(self) -> &'static str {
        Self::NAMES[usize::from(self.0)]
    }

    /// Parses any common spelling (`Db` as well as `C#`), for catalogues that people typed.
    pub fn parse_enharmonic(text: &str) -> Option<PitchClass> {
        let text = text.trim().replace('♯', "#").replace('♭', "b");
        let mut letters = text.chars();
        let spelled: String = letters.next()?.to_uppercase().chain(letters).collect();
        let name =
            Self::ENHARMONICS.iter().find(|(other, _)| *other == spelled).map_or(spelled.as_str(), |e| e.1);
        name.parse().ok()
    }
}

/// A text that is none of [`PitchClass::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of C, C#, D, Eb, E, F, F#, G, Ab, A, Bb, B")]
pub struct ParsePitchClassError;

impl FromStr for PitchClass {
    type Err = ParsePitchClassError;

    fn from_str(text: &str) -> Result<PitchClass, ParsePitchClassError> {
        let at = Self::NAMES.iter().position(|name| *name == text).ok_or(ParsePitchClassError)?;
        u8::try_from(at).map(PitchClass).map_err(|_too_large| ParsePitchClassError)
    }
}

impl fmt::Display for PitchClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for PitchClass {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for PitchClass {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PitchClass, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

crate::analysis::labels! {
    /// The mode of a key.
    Scale {
        /// Major.
        Major = "major",
        /// Natural, harmonic or melodic minor: the API does not tell them apart.
        Minor = "minor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_spellings_of_the_api_parse_and_all_of_them_do() {
        for (semitones, name) in (0u8..).zip(PitchClass::NAMES) {
            assert_eq!(name.parse::<PitchClass>().unwrap().semitones(), semitones);
        }
        for bad in ["", "c", "H", "Db", "G#", "C ", "C♯"] {
            assert!(bad.parse::<PitchClass>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn catalogues_may_use_either_enharmonic_spelling() {
        for (spelling, name) in [("Db", "C#"), ("g#", "Ab"), ("A♯", "Bb"), ("cb", "B"), (" f ", "F")] {
            assert_eq!(PitchClass::parse_enharmonic(spelling).unwrap().name(), name);
        }
        assert!(PitchClass::parse_enharmonic("H").is_none());
        assert!(PitchClass::parse_enharmonic("").is_none());
    }
}
