//! A small lexicon and a small table of names for the tests of this crate.

use std::sync::LazyLock;

use hark_knowledge::Lexicon;

use crate::known::{KnownAlbum, KnownArtist, KnownSong, Names, Spelling};
use crate::{Intent, Piece, Polarity};
