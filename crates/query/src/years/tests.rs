//! What must hold of years.

use crate::tests::fixture::check;

#[test]
fn years_of_release_are_read() {
    check(&[
        ("80s rock", "year=1980-1989"),
        ("'70s jazz", "year=1970-1979"),
        ("1960s pop", "year=1960-1969"),
        ("from the nineties", "year=1990-1999"),
        ("the 60's and 70's jazz", "year=1960-1979"),
        ("80s/90s tunes", "year=1980-1999"),
        ("2010s hits", "year=2010-2019"),
        ("early 80s rock", "year=1980-1984"),
        ("late 90s pop", "year=1995-1999"),
        ("released in 1999", "year=1999"),
        ("released after 2010", "year>=2011"),
        ("since 2010", "year>=2010"),
        ("2020 or newer", "year>=2020"),
        ("from before 1950", "year<=1949"),
        ("pre-1980 pop", "year<=1979"),
        ("1967 to 1972 folk", "year=1967-1972"),
        ("released 1991-94", "year=1991-1994"),
        ("jazz from the 1940s through today", "year>=1940"),
        ("jazz, 1950s, sad", "year=1950-1959"),
    ]);
}

#[test]
fn a_sound_of_its_time_is_no_year() {
    check(&[
        ("80s style synths", ""),
        ("80s vibe", ""),
        ("80s-inspired drums", ""),
        ("90s kids party", ""),
        ("sounds like the eighties", ""),
        ("70s cop show style", ""),
        ("1999", ""),
        ("9999 luftballons", ""),
    ]);
}
