//! What must hold of tempo.

use crate::tests::fixture::check;

#[test]
fn tempo_is_read_in_every_common_spelling() {
    check(&[
        ("techno 120 bpm", "bpm=120"),
        ("120bpm", "bpm=120"),
        ("127.5 BPM", "bpm=127.5"),
        ("BPM: 100", "bpm=100"),
        ("tempo of 128", "bpm=128"),
        ("jazz @ 174", "bpm=174"),
        ("♩=96", "bpm=96"),
        ("60 beats per minute", "bpm=60"),
        ("a hundred and twenty bpm", "bpm=120"),
        ("one twenty-five bpm", "bpm=125"),
        ("around 90 bpm", "bpm=~90"),
        ("~128 bpm", "bpm=~128"),
        ("approx. 95 bpm", "bpm=~95"),
        ("128ish bpm", "bpm=~128"),
        ("90-100 bpm", "bpm=90-100"),
        ("100–90 bpm", "bpm=90-100"),
        ("between 80 and 90 bpm", "bpm=80-90"),
        ("from 118 to 122 bpm", "bpm=118-122"),
        ("140+ bpm", "bpm>=140"),
        ("140 bpm and up", "bpm>=140"),
        ("faster than 160 bpm", "bpm>=160"),
        ("not slower than 120 bpm", "bpm>=120"),
        ("max 100 bpm", "bpm<=100"),
        ("100 bpm max", "bpm<=100"),
        ("< 90 bpm", "bpm<=90"),
    ]);
}

#[test]
fn numbers_that_are_no_tempo_stay_words() {
    check(&[
        ("high bpm rock", ""),
        ("5000 bpm", ""),
        ("120", ""),
        ("3/4 jazz", ""),
        ("level 99 boss fight", ""),
        ("432 hz", ""),
    ]);
}
