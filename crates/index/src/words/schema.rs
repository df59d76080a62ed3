//! The layout of the word index: a number for the row, a field for each kind of text, and the names as a whole.

use hark_track::{Track, fold};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field as TantivyField, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::terms::terms;
use super::{Field, NameField};

/// The tantivy fields behind ours.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) schema: Schema,
    pub(crate) row: TantivyField,
    /// By [`Field::index`].
    texts: [TantivyField; Field::ALL.len()],
    /// By [`NameField`], folded names as single terms.
    names: [TantivyField; 3],
}

impl Layout {
    pub(crate) fn new() -> Layout {
        let mut builder = Schema::builder();
        let row = builder.add_u64_field("row", FAST | INDEXED);
        let mut text = |name: &str| {
            // Only of titles is the order of words asked.
            let option = if name == "name" {
                IndexRecordOption::WithFreqsAndPositions
            } else {
                IndexRecordOption::WithFreqs
            };
            let words = TextFieldIndexing::default()
                .set_tokenizer("whitespace")
                .set_index_option(option)
                .set_fieldnorms(true);
            builder.add_text_field(name, TextOptions::default().set_indexing_options(words))
        };
        let texts = ["name", "artist", "album", "genres", "tags", "moods", "instruments", "description"]
            .map(&mut text);
        let names =
            ["name_whole", "artist_whole", "album_whole"].map(|name| builder.add_text_field(name, STRING));
        Layout { schema: builder.build(), row, texts, names }
    }

    pub(crate) fn text(&self, field: Field) -> TantivyField {
        self.texts[field.index()]
    }

    pub(crate) fn whole(&self, field: NameField) -> TantivyField {
        self.names[field as usize]
    }

    /// The document of one track.
    pub(crate) fn document(&self, row: u32, track: &Track) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_u64(self.row, u64::from(row));
        for field in Field::ALL {
            let text = field_terms(track, field).join(" ");
            if !text.is_empty() {
                document.add_text(self.text(field), text);
            }
        }
        for (field, name) in [
            (NameField::Name, &track.name),
            (NameField::Artist, &track.artist),
            (NameField::Album, &track.album),
        ] {
            let whole = fold::name(name);
            if !whole.is_empty() {
                document.add_text(self.whole(field), whole);
            }
        }
        document
    }
}

/// The terms of one field of a track.
fn field_terms(track: &Track, field: Field) -> Vec<String> {
    let all = |texts: &[String]| texts.iter().flat_map(|text| terms(text)).collect();
    match field {
        Field::Name => terms(&track.name),
        Field::Artist if fold::name(&track.creator_name) == fold::name(&track.artist) => terms(&track.artist),
        Field::Artist => [terms(&track.artist), terms(&track.creator_name)].concat(),
        Field::Album => terms(&track.album),
        Field::Genres => genre_terms(track),
        Field::Tags => all(&track.tags),
        Field::Moods => all(&track.moods),
        Field::Instruments => all(&track.instruments),
        Field::Description => terms(&track.description),
    }
}

/// The genre words of a track and its canonical genre's, each term once: the same genre under two names is no more
/// that genre.
fn genre_terms(track: &Track) -> Vec<String> {
    let mut all: Vec<String> = track.genres.iter().flat_map(|genre| terms(genre)).collect();
    if track.genre != hark_track::Genre::OTHER {
        all.extend(terms(track.genre.name()));
    }
    all.sort_unstable();
    all.dedup();
    all
}
