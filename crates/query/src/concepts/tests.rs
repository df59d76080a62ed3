//! What must hold of concepts.

use crate::tests::fixture::read;

fn all(query: &str) -> Vec<String> {
    read(query).pieces.iter().map(ToString::to_string).collect()
}

#[test]
fn the_longest_name_wins_in_any_spelling() {
    assert_eq!(
        all("electric guitars and drum-and-bass"),
        ["instrument=electric guitar", "style=drum and bass"]
    );
    assert_eq!(all("RnB? r & b, DnB"), ["style=r&b", "style=drum and bass"]);
    assert_eq!(all("Boss-Fights, sad"), ["use=boss fight", "mood=sad"]);
    assert_eq!(all("future, bass"), ["instrument=bass"]);
}

#[test]
fn a_concept_inside_a_name_is_not_reported() {
    assert_eq!(all("like Massive Attack, dark"), ["like=Massive Attack", "mood=dark"]);
    assert_eq!(all("No Surprises by Radiohead"), ["song=No Surprises", "artist=Radiohead"]);
}
