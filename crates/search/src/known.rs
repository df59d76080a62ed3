//! The names that a query may hold: those of the catalogue first, then those that are generally known.

use hark_index::{NameField, Snapshot};
use hark_knowledge::Artists;
use hark_knowledge::artists::is_ordinary_word;
use hark_query::{GenerallyKnown, KnownAlbum, KnownArtist, KnownSong, Names, Spelling};

/// Answers what the reader of queries asks, from one snapshot.
pub(crate) struct Known<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) artists: &'a Artists,
}

impl Known<'_> {
    fn held(&self, number: u32) -> KnownArtist {
        let name = self.snapshot.columns.artist_name(number).to_owned();
        let generally = self.artists.find(&name).map(|id| self.artists.get(id).prominence());
        KnownArtist {
            ordinary: is_ordinary_word(&name),
            held: true,
            prominence: generally.unwrap_or(1),
            name,
        }
    }

    /// Whether a public track has this title, and this artist if one is given.
    fn holds(&self, title: &str, artist: Option<&str>) -> bool {
        let rows = |field, name| self.snapshot.words.rows_named(field, name).unwrap_or_default();
        let by = artist.map(|artist| rows(NameField::Artist, artist));
        let fits = |row: &u32| by.as_ref().is_none_or(|by| by.binary_search(row).is_ok());
        let public = self.snapshot.columns.public();
        rows(NameField::Name, title).iter().any(|row| public.contains(*row) && fits(row))
    }
}

impl Names for Known<'_> {
    fn artist(&self, name: &str, spelling: Spelling) -> Option<KnownArtist> {
        let names = &self.snapshot.names;
        let held = match spelling {
            Spelling::Exact => names.artist(name),
            Spelling::Similar => names.similar_artist(name),
        };
        if let Some(number) = held {
            return Some(self.held(number));
        }
        let known = GenerallyKnown(self.artists).artist(name, spelling)?;
        // A misspelt name may be that of an artist who is held under the right one.
        Some(names.artist(&known.name).map_or(known, |number| self.held(number)))
    }

    fn song(&self, title: &str, artist: Option<&str>, spelling: Spelling) -> Option<KnownSong> {
        // A title of one word is found by the readings of the whole query; inside a query it is a word.
        let telling = artist.is_some() || title.contains(' ');
        if telling && self.snapshot.names.has_title(title) && self.holds(title, artist) {
            return Some(KnownSong { title: title.to_owned(), artist: artist.map(str::to_owned) });
        }
        GenerallyKnown(self.artists).song(title, artist, spelling)
    }

    fn album(&self, title: &str, artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        let number = self.snapshot.names.album(title)?;
        let (title, by) = self.snapshot.columns.album_name(number);
        let fits = artist.is_none_or(|artist| hark_track::fold::name(artist) == hark_track::fold::name(by));
        fits.then(|| KnownAlbum { title: title.to_owned(), artist: (!by.is_empty()).then(|| by.to_owned()) })
    }

    fn longest(&self) -> usize {
        self.artists.longest_name().max(self.snapshot.names.longest())
    }

    fn ordinary(&self, word: &str) -> bool {
        is_ordinary_word(word)
    }
}
