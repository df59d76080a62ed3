//! What must hold of negations:
//!
//! 1. a negator reaches its object, whatever stands between;
//! 2. "or" carries on, "but" and commas end, a comma in a list that ends with "or" carries on;
//! 3. "and" carries on between things of one class;
//! 4. degrees soften;
//! 5. phrases that only look like negations are none;
//! 6. what the lexicon does not know can be excluded all the same.

use crate::tests::fixture::{check, read};

#[test]
fn a_negator_reaches_its_object() {
    check(&[
        ("no guitars", "not=guitar"),
        ("without any guitars", "not=guitar"),
        ("anything but metal", "not=metal"),
        ("not sad", "not=sad"),
        ("rock that isn't sad", "not=sad"),
        ("I don't want any drums in it", "not=drums"),
        ("i hate jazz", "not=jazz"),
        ("avoid choir", "not=choir"),
        ("skip the pop, give me jazz", "not=pop"),
        ("jazz instead of pop", "not=pop"),
        ("keep the violins out", "not=violin"),
        ("drumless folk", "not=drums"),
        ("guitar-free pop", "not=guitar"),
        ("sad songs? no electric guitars", "not=electric guitar"),
        ("dark without being scary", "not=scary"),
    ]);
}

#[test]
fn scopes_end_as_a_person_reads_them() {
    check(&[
        ("no guitars or drums", "not=guitar; not=drums"),
        ("no drums, piano and strings", "not=drums"),
        ("no drums, bass or guitar", "not=drums; not=bass; not=guitar"),
        ("without drums, bass and guitar", "not=drums; not=bass; not=guitar"),
        ("no strings or brass, just bells", "not=strings; not=brass"),
        ("guitar but no drums, fast and not sad", "not=drums; not=sad"),
        ("no drums and fast", "not=drums"),
        ("no drums and bass", "not=drums; not=bass"),
        ("no drums but piano", "not=drums"),
        ("no drums, 120 bpm", "not=drums; bpm=120"),
        ("no vocals and under 5 minutes", "voice=instrumental; duration<=300"),
        ("nothing cheesy, nothing sad", "not=cheesy; not=sad"),
    ]);
}

#[test]
fn degrees_soften() {
    check(&[
        ("not too fast", "less=fast"),
        ("not so loud", "less=loud"),
        ("less aggressive", "less=aggressive"),
        ("nothing too heavy", "less=heavy"),
        ("a little less dark", "less=dark"),
        ("fewer strings", "less=strings"),
        ("easy on the drums", "less=drums"),
        ("without being too sad", "less=sad"),
        ("not too fast or loud", "less=fast; less=loud"),
        ("those are too slow", "less=slow"),
    ]);
}

#[test]
fn look_alikes_are_no_negations() {
    check(&[
        ("no one", ""),
        ("no 1 hit", ""),
        ("no matter what happens", ""),
        ("not your average rock", ""),
        ("without limits", ""),
        ("nothing but piano", ""),
        ("can't stop dancing", ""),
        ("not only sad but dark", ""),
        ("why not jazz", ""),
        ("not bad for a monday", ""),
        ("no man's land", ""),
        ("no wave", ""),
        ("more or less jazz", ""),
        ("never not dancing", ""),
    ]);
}

#[test]
fn unknown_things_are_excluded_by_their_words() {
    check(&[
        ("no kazoo", "not=kazoo"),
        ("no kazoos please", "not=kazoo"),
        ("no heavy drums", "not=heavy drum"),
        ("no autotune, no claps", "not=autotune; not=clap"),
        ("not corny", "not=corny"),
    ]);
}

#[test]
fn what_is_excluded_is_neither_described_nor_searched() {
    let intent = read("happy rock, no guitars or drums, with bells");
    assert_eq!(intent.description, "happy rock, with bells");
    assert!(intent.words.iter().all(|word| word.text != "guitars" && word.text != "no"));
}
