//! When a track's genre agrees.

use hark_track::Timestamp;

use super::*;

fn track(genres: &[&str]) -> Track {
    let mut track = Track::new("1".parse().unwrap(), Timestamp::from_unix(0).unwrap());
    track.genres = genres.iter().map(|genre| (*genre).to_owned()).collect();
    track.genre = Genre::primary(genres.iter().copied());
    track
}

fn agrees(track_genres: &[&str], expected: &[&str]) -> bool {
    Genres::of_track(&track(track_genres)).agree_with(&Genres::of(expected.iter().copied()))
}

#[test]
fn words_of_one_canonical_genre_agree() {
    assert!(agrees(&["metal"], &["nu metal"]));
    assert!(agrees(&["dnb"], &["Drum and Bass"]));
    assert!(agrees(&["pop", "jazz"], &["bebop"]), "any of the track's words will do");
    assert!(agrees(&["jazz"], &["polka", "bebop"]), "any of the artist's styles will do");
}

#[test]
fn a_kind_of_the_style_agrees_and_what_it_is_a_kind_of_does_not() {
    let narrow = Lexicon::get().concepts().iter().find(|concept| {
        let broad = |id: &ConceptId| Lexicon::get().concept(*id);
        concept.kind == Kind::Style
            && concept.broader.iter().any(|id| {
                broad(id).kind == Kind::Style
                    && Genre::classify(broad(id).name) != Genre::classify(concept.name)
            })
    });
    let narrow = narrow.unwrap();
    let broad = Lexicon::get().concept(narrow.broader[0]);
    assert!(agrees(&[narrow.name], &[broad.name]), "{} is {}", narrow.name, broad.name);
    assert!(!agrees(&[broad.name], &[narrow.name]), "{} is not always {}", broad.name, narrow.name);
}

#[test]
fn other_music_and_no_genre_do_not_agree() {
    assert!(!agrees(&["classical"], &["hip hop"]));
    assert!(!agrees(&[], &["hip hop"]));
    assert!(!agrees(&["rock"], &[]));
    assert!(!agrees(&["zorblecore"], &["zorblecore"]), "what nobody knows cannot be judged");
    assert!(!agrees(&["other"], &["other"]));
    assert!(Genres::of(["zorblecore"]).is_empty());
}

#[test]
fn spellings_of_an_artist_have_one_key() {
    for name in ["The Mamas and the Papas", "Mamas & The Papas", "mamas the papas"] {
        assert_eq!(artist_key(name), "mamasthepapas", "{name}");
    }
    assert_eq!(artist_key("The The"), "the");
    assert_eq!(artist_key("The"), "the");
    assert_eq!(artist_key("And"), "and");
    assert_ne!(artist_key("Low"), artist_key("Slow"));
}
