//! Retrieval by name: the tracks that the query names outright.

use hark_index::{Error, NameField, Rows, Snapshot};
use hark_query::NameReading;

/// How a track is named, best first. The order is the order of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// Its title and its artist.
    TitleAndArtist,
    /// Its title.
    Title,
    /// Its artist.
    Artist,
    /// Its album.
    Album,
}

impl NameMatch {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            NameMatch::TitleAndArtist => "title and artist",
            NameMatch::Title => "title",
            NameMatch::Artist => "artist",
            NameMatch::Album => "album",
        }
    }
}

/// The tracks that a query names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Named {
    /// (how, row), in that order, each row once.
    pub tracks: Vec<(NameMatch, u32)>,
    /// The artist whose name the query is or ends with, as the catalogue writes it.
    pub artist: Option<String>,
}

/// Looks the readings of a query up, among the tracks of `universe`.
pub fn find(snapshot: &Snapshot, readings: &[NameReading], universe: &Rows) -> Result<Named, Error> {
    let mut named = Named::default();
    for reading in readings {
        match reading {
            NameReading::TitleOfArtist { title, artist } => {
                named.add_title_of_artist(snapshot, title, artist)?
            }
            NameReading::Artist(name) => named.add(snapshot, NameMatch::Artist, name)?,
            NameReading::Anything(name) => {
                for how in [NameMatch::Title, NameMatch::Artist, NameMatch::Album] {
                    named.add(snapshot, how, name)?;
                }
            }
        }
    }
    named.tracks.retain(|(_, row)| universe.contains(*row));
    named.settle();
    Ok(named)
}

impl Named {
    /// Adds the tracks of an artist that the query names.
    pub fn add_artist(&mut self, rows: impl Iterator<Item = u32>, name: &str) {
        self.tracks.extend(rows.map(|row| (NameMatch::Artist, row)));
        self.settle();
        self.artist.get_or_insert_with(|| name.to_owned());
    }

    /// Each row once, in its best way; in the order of the ways.
    fn settle(&mut self) {
        self.tracks.sort_unstable_by_key(|(how, row)| (*row, *how));
        self.tracks.dedup_by_key(|(_, row)| *row);
        self.tracks.sort_unstable();
    }

    fn add(&mut self, snapshot: &Snapshot, how: NameMatch, name: &str) -> Result<(), Error> {
        let field = match how {
            NameMatch::TitleAndArtist | NameMatch::Title => NameField::Name,
            NameMatch::Artist => NameField::Artist,
            NameMatch::Album => NameField::Album,
        };
        let rows = snapshot.words.rows_named(field, name)?;
        if how == NameMatch::Artist {
            self.note_artist(snapshot, &rows);
        }
        self.tracks.extend(rows.into_iter().map(|row| (how, row)));
        Ok(())
    }

    fn add_title_of_artist(&mut self, snapshot: &Snapshot, title: &str, artist: &str) -> Result<(), Error> {
        let by_artist = snapshot.words.rows_named(NameField::Artist, artist)?;
        let titled = snapshot.words.rows_named(NameField::Name, title)?;
        let both: Vec<u32> = titled.into_iter().filter(|row| by_artist.binary_search(row).is_ok()).collect();
        if !both.is_empty() {
            self.note_artist(snapshot, &both);
        }
        self.tracks.extend(both.into_iter().map(|row| (NameMatch::TitleAndArtist, row)));
        Ok(())
    }

    fn note_artist(&mut self, snapshot: &Snapshot, rows: &[u32]) {
        let artist = || snapshot.columns.get(*rows.first()?)?.artist;
        if self.artist.is_none() {
            self.artist = artist().map(|number| snapshot.columns.artist_name(number).to_owned());
        }
    }
}
