//! The names that are generally known, where there is no catalogue to ask first.

use hark_knowledge::Artists;
use hark_knowledge::artists::is_ordinary_word;

use crate::known::{KnownAlbum, KnownArtist, KnownSong, Names, Spelling};

/// Artists and songs of general knowledge; nothing is held, and no albums are known.
#[derive(Debug, Clone, Copy)]
pub struct GenerallyKnown<'a>(pub &'a Artists);

impl Names for GenerallyKnown<'_> {
    fn artist(&self, name: &str, spelling: Spelling) -> Option<KnownArtist> {
        let id = match spelling {
            Spelling::Exact => self.0.find(name),
            Spelling::Similar => self.0.find_similar(name),
        };
        let artist = self.0.get(id?);
        Some(KnownArtist {
            name: artist.name().to_owned(),
            held: false,
            ordinary: artist.is_ordinary_word() || is_ordinary_word(name),
            prominence: artist.prominence(),
        })
    }

    fn song(&self, title: &str, artist: Option<&str>, spelling: Spelling) -> Option<KnownSong> {
        let song = match spelling {
            Spelling::Exact => self.0.song(title, artist)?,
            Spelling::Similar => self.0.similar_song(title, artist)?,
        };
        Some(KnownSong { title: song.title.to_owned(), artist: Some(song.artist.to_owned()) })
    }

    fn album(&self, _title: &str, _artist: Option<&str>, _spelling: Spelling) -> Option<KnownAlbum> {
        None
    }

    fn longest(&self) -> usize {
        self.0.longest_name()
    }

    fn ordinary(&self, word: &str) -> bool {
        is_ordinary_word(word)
    }
}
