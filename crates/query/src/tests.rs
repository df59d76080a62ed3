//! What must hold of reading as a whole, for any text at all.

pub(crate) mod fixture;

use proptest::prelude::*;
use proptest::sample::select;

use crate::tests::fixture::{check, read};
use crate::{Intent, NameReading};

/// Parts of every grammar here, to be glued together in any order.
const FRAGMENTS: &[&str] = &[
    "120 bpm",
    "90-100",
    "bpm",
    "tempo of",
    "@ 174",
    "140+",
    "around",
    "between",
    "and",
    "or",
    "to",
    "in A minor",
    "a minor",
    "F#",
    "8A",
    "key of",
    "Bb",
    "m",
    "major",
    "under two minutes",
    "2:30",
    "30 sec",
    "half a minute",
    "long",
    "80s",
    "from the",
    "1999",
    "after 2010",
    "no",
    "not",
    "without",
    "not too",
    "less",
    "nothing",
    "anything but",
    "but",
    "instrumental",
    "vocals",
    "with",
    "female",
    "singer",
    "sung by",
    "like",
    "by",
    "some",
    "Daft Punk",
    "Air",
    "air",
    "Muse",
    "the",
    "song",
    "Creep",
    "type beat",
    "vibes",
    "-esque",
    "meets",
    "\"",
    "“",
    "”",
    ",",
    ".",
    " - ",
    "&",
    "/",
    "guitar",
    "drums",
    "sad",
    "fast",
    "metal",
    "drum & bass",
    "kazoo",
    "-free",
    "w/o",
    "é",
    "ß",
    "🎵",
    "'",
    "’s",
    "I",
    "also",
    "play",
    "Bohemian Rhapsody",
    "Queen",
    "minutes",
    "more than",
    "or less",
    "+",
    "~",
    "<",
    "#",
    "(",
    ")",
    "1",
    "0",
    "the album",
];

/// Phrases as people write them between commas.
const PHRASES: &[&str] = &[
    "sad piano",
    "120 bpm",
    "no guitars",
    "not too fast",
    "in A minor",
    "under two minutes",
    "female vocals",
    "80s rock",
    "like Daft Punk",
    "songs by Air",
    "dark boss fight with bells",
    "anything but metal",
    "instrumental",
    "a slow cello melody",
    "90-100 bpm techno",
    "something for a rainy day",
    "released after 2010",
    "no drums or bass",
    "with strings and brass",
    "heavy",
];

fn glued() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![8 => select(FRAGMENTS).prop_map(str::to_owned), 1 => "\\PC{0,4}", 1 => "[a-z]{1,8}"];
    let gap = select(&[" ", " ", " ", "", ", ", "-"][..]);
    proptest::collection::vec((piece, gap), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(part, gap)| part + gap).collect())
}

/// Spans lie within the text, on whole letters, in order, none over another.
fn check_spans(intent: &Intent) -> Result<(), TestCaseError> {
    let mut end = 0;
    for piece in &intent.pieces {
        prop_assert!(piece.span.start >= end, "{:?} in {:?}", piece, intent.text);
        prop_assert!(intent.text.get(piece.span.clone()).is_some_and(|text| !text.is_empty()));
        prop_assert!(!piece.to_string().is_empty());
        end = piece.span.end;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read_without_failing_and_always_the_same_way(text in "\\PC{0,200}") {
        let intent = read(&text);
        prop_assert_eq!(&intent, &read(&text));
        prop_assert!(intent.names.len() <= NameReading::MAX);
        prop_assert!(intent.words.iter().all(|word| !word.text.is_empty()));
        check_spans(&intent)?;
    }

    #[test]
    fn fragments_of_every_grammar_in_any_order_are_read(text in glued()) {
        let intent = read(&text);
        check_spans(&intent)?;
        prop_assert!(intent.description.len() <= intent.text.len() + 2 * intent.pieces.len());
    }

    #[test]
    fn blanks_around_a_query_mean_nothing(text in glued()) {
        prop_assert_eq!(read(&format!(" \t{text}\n")), read(&text));
    }

    /// What is left of phrases between commas asks for nothing certain any more.
    #[test]
    fn a_description_describes_itself(phrases in proptest::collection::vec(select(PHRASES), 1..8)) {
        let once = read(&phrases.join(", "));
        let twice = read(&once.description);
        prop_assert_eq!(&twice.description, &once.description);
        prop_assert_eq!(twice.certain().count(), 0);
    }
}

#[test]
fn plain_words_ask_for_nothing_certain() {
    check(&[
        ("", ""),
        ("!!!", ""),
        ("sad piano", ""),
        ("dark cinematic boss tension", ""),
        ("hello there, can you help me find a good tune?", ""),
        ("123", ""),
    ]);
    assert_eq!(read("sad piano").description, "sad piano");
}

#[test]
fn everything_together_is_taken_apart() {
    check(&[
        (
            "upbeat female vocals around 120 bpm, no guitars, like Daft Punk",
            "gender=female; bpm=~120; not=guitar; like=Daft Punk",
        ),
        (
            "under 2 minutes, no vocals, in a minor key, dark boss fight",
            "duration<=120; voice=instrumental; scale=minor",
        ),
    ]);
    let intent = read("upbeat female vocals around 120 bpm, no guitars, like Daft Punk");
    assert_eq!(intent.description, "upbeat");
}

#[test]
fn a_query_of_ten_thousand_words_is_read_in_time() {
    for part in
        ["no drums, ", "like Air and ", "120 bpm or ", "between 90 and ", "sad ", "a minor ", "\"Creep\" by "]
    {
        let text = part.repeat(10_000 / part.split_whitespace().count());
        let intent = read(&text);
        assert_eq!(intent.text, text.trim());
    }
}
