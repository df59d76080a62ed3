//! The artists and albums of a whole candidate set, counted.

use hark_index::Snapshot;

use crate::rank::Ranking;
use crate::results::{AlbumGroup, ArtistGroup, SearchResults};

/// The artists and albums of a ranking, most tracks first, then by name.
pub(crate) fn groups(ranking: &Ranking, snapshot: &Snapshot) -> (Vec<ArtistGroup>, Vec<AlbumGroup>) {
    let columns = &snapshot.columns;
    let rows = || ranking.tracks.iter().map(|ranked| ranked.row);
    let artists =
        largest(count(rows().filter_map(|row| columns.artist(row))), |artist| columns.artist_name(artist));
    let albums =
        largest(count(rows().filter_map(|row| columns.album(row))), |album| columns.album_name(album));
    let artist =
        |(artist, track_count)| ArtistGroup { name: columns.artist_name(artist).to_owned(), track_count };
    let album = |(album, track_count)| {
        let (name, artist) = columns.album_name(album);
        AlbumGroup { name: name.to_owned(), artist: artist.to_owned(), track_count }
    };
    (artists.into_iter().map(artist).collect(), albums.into_iter().map(album).collect())
}

/// The groups that are shown, in their order. Most groups are of one track: of those that are equally large the ones that came
/// into the catalogue first are shown.
fn largest<N: Ord>(mut groups: Vec<(u32, usize)>, name: impl Fn(u32) -> N) -> Vec<(u32, usize)> {
    groups.sort_unstable_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
    groups.truncate(SearchResults::MAX_GROUPS);
    groups.sort_by_cached_key(|(number, count)| (std::cmp::Reverse(*count), name(*number)));
    groups
}

/// How often each number occurs, ascending by number.
fn count(numbers: impl Iterator<Item = u32>) -> Vec<(u32, usize)> {
    let mut sorted: Vec<u32> = numbers.collect();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect()
}
