//! What must hold of keys.

use crate::tests::fixture::check;
use hark_track::{PitchClass, Scale};

#[test]
fn keys_are_read_in_every_common_spelling() {
    check(&[
        ("piano in A minor", "key=A minor"),
        ("in a minor", "key=A minor"),
        ("F#m", "key=F# minor"),
        ("F# minor techno", "key=F# minor"),
        ("Cmaj", "key=C major"),
        ("Bb major", "key=Bb major"),
        ("key of D", "key=D"),
        ("key: E minor", "key=E minor"),
        ("c sharp minor", "key=C# minor"),
        ("E flat major brass", "key=Eb major"),
        ("G# minor", "key=Ab minor"),
        ("D♭ major", "key=C# major"),
        ("in the key of A flat", "key=Ab"),
        ("techno in Am", "key=A minor"),
        ("8A", "key=A minor"),
        ("camelot 11b", "key=A major"),
        ("in a minor key", "scale=minor"),
        ("major key, brass", "scale=major"),
        ("slow, minor, no drums", "scale=minor; not=drums"),
    ]);
}

#[test]
fn words_that_look_like_keys_stay_words() {
    check(&[
        ("a minor detail changes everything", ""),
        ("in a flat mood", ""),
        ("a major breakdown", ""),
        ("minor annoyance", ""),
        ("low key party", ""),
        ("I am sad", ""),
        ("level 5A", ""),
        ("section 8A", ""),
        ("B side", ""),
        ("the key to my heart", ""),
    ]);
}

/// The wheel goes up by fifths, and a number's two letters are relative keys: the minor lies three semitones below.
#[test]
fn camelot_numbers_go_up_by_fifths() {
    for hour in 1..=12_u8 {
        let minor = PitchClass::from_semitones((8 + 7 * (hour - 1)) % 12).unwrap();
        let major = PitchClass::from_semitones((minor.semitones() + 3) % 12).unwrap();
        check(&[
            (&format!("{hour}A"), &format!("key={minor} {}", Scale::Minor.as_str())),
            (&format!("{hour}B"), &format!("key={major} {}", Scale::Major.as_str())),
        ]);
    }
}
