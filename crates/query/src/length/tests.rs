//! What must hold of length.

use crate::tests::fixture::check;

#[test]
fn length_is_read_in_every_common_spelling() {
    check(&[
        ("under two minutes", "duration<=120"),
        ("a 30 second sting", "duration=~30"),
        ("15-second bumper", "duration=~15"),
        ("30s loop", "duration=~30"),
        ("2:30 long", "duration=~150"),
        ("at least 3 min", "duration>=180"),
        ("5+ minutes", "duration>=300"),
        ("1-2 minutes", "duration=60-120"),
        ("1:30-2:00", "duration=90-120"),
        ("3 to 4 minutes", "duration=180-240"),
        ("half a minute", "duration=~30"),
        ("under a minute and a half", "duration<=90"),
        ("two and a half minutes", "duration=~150"),
        ("2m30s", "duration=~150"),
        ("2 minutes 30 seconds", "duration=~150"),
        ("more than an hour of piano", "duration>=3600"),
        ("nothing longer than 3 minutes", "duration<=180"),
        ("no shorter than six minutes", "duration>=360"),
    ]);
}

#[test]
fn times_that_are_no_length_stay_words() {
    check(&[
        ("drop after 30 seconds", ""),
        ("24 hour party people", ""),
        ("with 808s", ""),
        ("3am thoughts", ""),
        ("for a 20 minute walk", ""),
        ("a minute of your time", ""),
    ]);
}
