//! What counts for more between two artists, on made-up ones.

use super::super::{ArtistRecord, Artists, Source};
use super::*;

fn artist(name: &str, styles: &[&str], similar: &[&str], source: Source) -> ArtistRecord {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    ArtistRecord {
        name: name.to_owned(),
        styles: list(styles),
        similar: list(similar),
        source,
        ..ArtistRecord::default()
    }
}

/// Names of made-up artists close to one, with shares.
fn close(artists: &Artists, name: &str) -> Vec<(String, f32)> {
    let close = artists.similar_to(artists.find(name).unwrap());
    close.into_iter().map(|(id, share)| (artists.get(id).name().to_owned(), share)).collect()
}

#[test]
fn those_called_similar_come_first_then_associated_acts_then_shared_styles() {
    let artists = Artists::with([
        artist("Zzyx One", &["zzyx core"], &["Zzyx Two", "Nobody Zzyx"], Source::Stated),
        artist("Zzyx Two", &["qqq"], &[], Source::Dump),
        artist("Zzyx Three", &["zzyx core"], &["Zzyx One"], Source::Dump),
        artist("Zzyx Four", &["zzyx core", "rock"], &[], Source::Dump),
    ]);
    let close = close(&artists, "Zzyx One");
    let names: Vec<&str> = close.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Zzyx Two", "Zzyx Three", "Zzyx Four"]);
    assert!(close.iter().all(|(_, share)| (0.0..1.0).contains(share)), "{close:?}");
    assert!((close[0].1 - SIMILAR).abs() < 1e-6, "{close:?}");
}

#[test]
fn association_works_in_both_directions() {
    let artists = Artists::with([
        artist("Zzyx One", &[], &["Zzyx Two"], Source::Dump),
        artist("Zzyx Two", &[], &[], Source::Dump),
    ]);
    assert_eq!(close(&artists, "Zzyx One"), [("Zzyx Two".to_owned(), NAMES)]);
    let back = close(&artists, "Zzyx Two");
    assert!(back.len() == 1 && (back[0].1 - NAMED).abs() < 1e-6, "{back:?}");
}

#[test]
fn rare_styles_say_more_than_common_ones() {
    let artists = Artists::with([
        artist("Zzyx One", &["zzyx core", "rock"], &[], Source::Dump),
        artist("Zzyx Two", &["zzyx core"], &[], Source::Dump),
        artist("Zzyx Three", &["rock"], &[], Source::Dump),
    ]);
    let close = close(&artists, "Zzyx One");
    assert_eq!(close[0].0, "Zzyx Two");
    assert!(close.iter().skip(1).all(|(_, share)| *share < close[0].1));
}
