//! What is generally known of music: what its words mean, and which artists and songs there are.
//!
//! Tables, not rules: the [`Lexicon`] lists the concepts that people describe music with and what each means for the
//! measured sound; [`Artists`] lists acts with what they sound like, so that a query can name one that a catalogue
//! lacks. Nothing here depends on anyone's catalogue.
//!
//! The tables are part of the program, read on first use. The road not taken is a service or a download: a search that
//! only understands "like Daft Punk" when another host answers would not be self-hosted. What the tables lack can be
//! added from the open dumps of others ([`import`]).

pub mod artists;
pub mod import;
pub mod lexicon;

pub use artists::{Artist, ArtistId, ArtistRecord, ArtistVoice, Artists, Song, Source, Years};
pub use lexicon::{Concept, ConceptId, Kind, Lexicon};
