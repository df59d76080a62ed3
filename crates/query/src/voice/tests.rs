//! What must hold of voices.

use crate::tests::fixture::check;

#[test]
fn voices_are_read_wanted_and_not() {
    check(&[
        ("instrumental jazz", "voice=instrumental"),
        ("no vocals", "voice=instrumental"),
        ("pop without singing", "voice=instrumental"),
        ("without any lyrics", "voice=instrumental"),
        ("no voices at all", "voice=instrumental"),
        ("vocal-free techno", "voice=instrumental"),
        ("w/o vocals", "voice=instrumental"),
        ("no vocals or drums", "voice=instrumental; not=drums"),
        ("with vocals", "voice=vocal"),
        ("songs with lyrics about the sea", "voice=vocal"),
        ("not instrumental", "voice=vocal"),
        ("no instrumentals", "voice=vocal"),
        ("female vocals", "gender=female"),
        ("female-fronted rock", "gender=female"),
        ("deep male voice", "gender=male"),
        ("female country artists", "gender=female"),
        ("sung by a woman", "gender=female"),
        ("male vocals and piano", "gender=male"),
    ]);
}

#[test]
fn a_voice_that_is_described_stays_description() {
    check(&[
        ("whispered vocals", ""),
        ("vocal chops and bells", ""),
        ("choir of monks", ""),
        ("voice memo texture", ""),
        ("a woman walks alone", ""),
    ]);
}
