//! Sound with known answers and catalogues of any size: what tests, benches and `hark demo` listen to and search in.
//!
//! An analyser can only be trusted against signals whose loudness, tempo, key and kind are known
//! beforehand. Recordings cannot serve: their licences forbid shipping them and their annotations are
//! somebody's opinion. So this crate *makes* its sound, from exact test signals ([`signal`]) to whole
//! small pieces of music whose tempo and key are facts of their construction: sixty arranged ones for people
//! ([`demo`]), and as many plain ones as a measurement needs ([`music`]).
//!
//! The road not taken is General MIDI with a sound font: it sounds richer, but a font of tens of
//! megabytes with a licence of its own would have to travel with the program. A few hundred lines of
//! oscillators, strings and noise ([`synth`]) need no data at all, and sixty clearly different tracks
//! are rendered in seconds.
//!
//! Everything is deterministic by seed: the same build on the same machine gives the same bytes. Across
//! platforms the last bit may differ, because `sin` and `exp` come from the platform's mathematics
//! library.
//!
//! For measuring search there are whole catalogues without sound, as large as asked for ([`catalogue`]).
//!
//! This crate knows no other crate of the project but the one of the track itself, so that every other can use it in
//! tests.

pub mod catalogue;
pub mod demo;
pub mod music;
pub mod oracle;
pub mod rng;
pub mod signal;
pub mod synth;
pub mod wav;
