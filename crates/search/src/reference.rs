//! Artists as descriptions: what music "like Daft Punk" is like.
//!
//! Whom the catalogue has is described by the tags of their own tracks and by what is generally known of them; whom it
//! lacks by the latter alone: styles, descriptors, who sings, and which of their kin the catalogue has.

use std::collections::BTreeMap;

use hark_index::{NameField, Snapshot};
use hark_knowledge::{Artist, ArtistVoice, Artists, ConceptId, Lexicon};
use hark_query::Role;

/// Weight of the first style, and how much less each further one weighs.
const FIRST_STYLE: f32 = 1.0;
const NEXT_STYLE: f32 = 0.75;
/// Weight of a descriptor, and of who sings.
const DESCRIPTOR: f32 = 0.5;
const SUNG: f32 = 0.4;
/// Most styles, descriptors, and tags of own tracks that count.
const MOST: usize = 6;
/// Most kin of an artist that count.
const MOST_KIN: usize = 40;
/// Tracks of an artist whose tags are counted, at most.
const MOST_OWN: usize = 500;

/// An artist that the query names.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// As the catalogue writes it, else as generally written.
    pub name: String,
    /// Whether their own music is asked for.
    pub role: Role,
    /// Their public tracks, ascending; empty when the catalogue has none.
    pub own: Vec<u32>,
    /// What their music is like.
    pub concepts: Vec<(ConceptId, f32)>,
    /// The same in words, for the text model.
    pub text: String,
    /// Numbers of artists of the catalogue that are close to them, with shares from 0 to 1.
    pub kin: BTreeMap<u32, f32>,
}

impl Reference {
    /// What is known of an artist; `None` when nobody knows them.
    pub fn to_artist(name: &str, role: Role, snapshot: &Snapshot, artists: &Artists) -> Option<Reference> {
        let id = artists.find(name);
        let own = own_tracks(name, snapshot);
        if id.is_none() && own.is_empty() {
            return None;
        }
        let mut reference = Reference {
            name: written(name, snapshot),
            role,
            own,
            concepts: Vec::new(),
            text: String::new(),
            kin: BTreeMap::new(),
        };
        if let Some(id) = id {
            let artist = artists.get(id);
            if reference.own.is_empty() {
                reference.name = artist.name().to_owned();
            }
            reference.describe(&artist);
            for (kin, share) in artists.similar_to(id).into_iter().take(MOST_KIN) {
                if let Some(number) = snapshot.names.artist(artists.get(kin).name()) {
                    reference.kin.entry(number).or_insert(share);
                }
            }
        }
        reference.add_own_tags(snapshot);
        Some(reference)
    }

    fn describe(&mut self, artist: &Artist<'_>) {
        let lexicon = Lexicon::get();
        let mut weight = FIRST_STYLE;
        for style in artist.styles().take(MOST) {
            if let Some(id) = lexicon.find(style) {
                self.add(id, weight);
                weight *= NEXT_STYLE;
            }
        }
        for id in artist.descriptors().take(MOST).filter_map(|descriptor| lexicon.find(descriptor)) {
            self.add(id, DESCRIPTOR);
        }
        let sung = match artist.voice() {
            Some(ArtistVoice::Female) => "female vocals",
            Some(ArtistVoice::Male) => "male vocals",
            Some(ArtistVoice::Instrumental) => "instrumental",
            Some(ArtistVoice::Mixed) | None => "",
        };
        lexicon.find(sung).into_iter().for_each(|id| self.add(id, SUNG));
        let styles: Vec<&str> = artist.styles().take(MOST).collect();
        let descriptors: Vec<&str> = artist.descriptors().take(MOST).collect();
        let styles = if styles.is_empty() { String::new() } else { format!("{} music", styles.join(", ")) };
        let texts = [styles, descriptors.join(", ")];
        self.text = texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(". ");
    }

    /// What their own tracks are tagged with most, where the catalogue has some.
    fn add_own_tags(&mut self, snapshot: &Snapshot) {
        let tags = &snapshot.tags;
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for row in self.own.iter().take(MOST_OWN) {
            tags.of(*row).iter().for_each(|tag| *counts.entry(*tag).or_default() += 1);
        }
        let mut counts: Vec<(u32, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
        let most = self.own.len().min(MOST_OWN) as f32;
        let mut names = Vec::new();
        for (tag, count) in counts.into_iter().take(MOST) {
            let name = &tags.names()[tag as usize];
            names.push(name.to_string());
            if let Some(id) = Lexicon::get().find(name) {
                self.add(id, count as f32 / most);
            }
        }
        if self.text.is_empty() {
            self.text = names.join(", ");
        }
    }

    /// Adds a concept, or raises its weight.
    fn add(&mut self, id: ConceptId, weight: f32) {
        match self.concepts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, held)) => *held = held.max(weight),
            None => self.concepts.push((id, weight)),
        }
    }
}

fn own_tracks(name: &str, snapshot: &Snapshot) -> Vec<u32> {
    let held = snapshot.names.artist(name).map(|number| snapshot.columns.artist_name(number));
    let rows = held.map(|name| snapshot.words.rows_named(NameField::Artist, name).unwrap_or_default());
    let public = snapshot.columns.public();
    rows.unwrap_or_default().into_iter().filter(|row| public.contains(*row)).collect()
}

fn written(name: &str, snapshot: &Snapshot) -> String {
    let held = snapshot.names.artist(name).map(|number| snapshot.columns.artist_name(number));
    held.unwrap_or(name).to_owned()
}
