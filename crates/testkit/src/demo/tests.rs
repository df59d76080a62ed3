//! Facts about the table that no sound is needed for; what the tracks sound like is in `tests/it`.

use super::{catalogue, kinds, slug};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn sixty_tracks_of_twenty_kinds() {
    let tracks = catalogue();
    let kinds: BTreeSet<_> = tracks.iter().map(|t| t.kind()).collect();
    assert_eq!((tracks.len(), kinds.len()), (60, 20));
}

#[test]
fn names_and_ids_are_unique_and_ids_are_digits() {
    let tracks = catalogue();
    let unique =
        |name: fn(&super::DemoTrack) -> String| tracks.iter().map(name).collect::<BTreeSet<_>>().len();
    assert_eq!(unique(|t| t.asset_id.clone()), 60);
    assert_eq!(unique(|t| t.file_name.clone()), 60);
    assert_eq!(unique(|t| t.title.to_owned()), 60);
    assert!(tracks.iter().all(|t| t.asset_id.bytes().all(|b| b.is_ascii_digit())));
}

#[test]
fn an_album_has_one_artist_and_some_artists_have_several_tracks() {
    let mut artist_of = BTreeMap::new();
    let mut tracks_of: BTreeMap<&str, usize> = BTreeMap::new();
    for track in catalogue() {
        assert_eq!(*artist_of.entry(track.album).or_insert(track.artist), track.artist, "{}", track.album);
        *tracks_of.entry(track.artist).or_default() += 1;
    }
    assert!(tracks_of.values().filter(|&&n| n >= 3).count() >= 6);
}

#[test]
fn pieces_of_a_kind_differ_in_key_and_tempo() {
    for kind in kinds::ALL {
        let keys: BTreeSet<_> = kind.pieces.iter().map(|p| (p.key.tonic(), p.key.mode().name())).collect();
        assert_eq!(keys.len(), 3, "{}", kind.name);
        let tempos: BTreeSet<_> = kind.pieces.iter().map(|p| p.bpm as u32).collect();
        assert!(tempos.len() == 3 || !kind.pulse, "{}", kind.name);
    }
}

#[test]
fn texts_are_filled_in() {
    for track in catalogue() {
        assert!(track.description.ends_with('.') && track.description.len() < 90, "{}", track.title);
        assert!(track.tags.len() >= 5 && !track.moods.is_empty() && !track.instruments.is_empty());
        assert!((12.0..=24.0).contains(&track.seconds), "{}", track.title);
    }
}

#[test]
fn slugs_have_single_hyphens() {
    assert_eq!(slug("The Miller's  Goat!"), "the-miller-s-goat");
}
