//! What must hold of judging.

use super::*;
use crate::tests::fixture::{LEXICON, read};

#[test]
fn labels_and_readings_meet_in_one_form() {
    for (query, label) in [
        ("like the beatles, no guitars", "not=guitars; like=The Beatles"),
        ("no heavy metal", "not=metal"),
        ("no kazoos", "not=kazoo"),
        ("90-100 bpm in A minor", "key=A minor; bpm=90-100"),
        ("140+ bpm", "bpm>=140"),
        ("simon and garfunkel", "artist=Simon & Garfunkel"),
        ("sad piano", "-"),
    ] {
        let expected = Pieces::parse(label, &LEXICON).unwrap();
        assert_eq!(Pieces::of(&read(query), &LEXICON), expected, "{query}");
    }
}

#[test]
fn a_part_that_is_no_piece_is_named() {
    let wrong = Pieces::parse("bpm=120; nonsense", &LEXICON).unwrap_err();
    assert_eq!(wrong.part, "nonsense");
}

#[test]
fn a_score_counts_by_kind() {
    let pieces = |label| Pieces::parse(label, &LEXICON).unwrap();
    let mut score = Score::default();
    assert!(score.add(&pieces("bpm=120"), &pieces("bpm=120")));
    assert!(!score.add(&pieces("bpm=120; not=sad"), &pieces("bpm=121; not=sad")));
    assert_eq!((score.queries, score.exact, score.share()), (2, 1, 0.5));
    assert_eq!(score.kinds["bpm"], Counts { found: 1, missed: 1, extra: 1 });
    assert_eq!(score.kinds["not"], Counts { found: 1, missed: 0, extra: 0 });
}
