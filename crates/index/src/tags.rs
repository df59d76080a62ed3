//! The tags of each track: genres, moods, instruments and free tags, as numbers.
//!
//! Catalogues are tagged from small vocabularies, so many tracks carry the very same tags. Each distinct set is stored
//! once and a track holds the number of its set: what is worked out of tags is worked out once a set.

use std::collections::HashMap;
use std::sync::Arc;

use hark_track::vocabulary::split_compound;
use hark_track::{Track, fold};

/// Tags of one track that are kept.
const MAX_TAGS: usize = 32;
/// The set of a track that has no tags.
const EMPTY: u32 = 0;

/// The tags of every track.
#[derive(Debug, Clone)]
pub struct Tags {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    sets: Vec<Arc<[u32]>>,
    set_numbers: HashMap<Arc<[u32]>, u32>,
    of_row: Vec<u32>,
}

impl Default for Tags {
    fn default() -> Tags {
        let empty: Arc<[u32]> = Arc::from([]);
        Tags {
            names: Vec::new(),
            numbers: HashMap::new(),
            sets: vec![Arc::clone(&empty)],
            set_numbers: HashMap::from([(empty, EMPTY)]),
            of_row: Vec::new(),
        }
    }
}

impl Tags {
    /// Every tag there ever was, by number: folded words, compounds split.
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Every distinct set of tags there ever was, by number, each ascending.
    pub fn sets(&self) -> &[Arc<[u32]>] {
        &self.sets
    }

    /// The number of the set that `row` has.
    pub fn set_of(&self, row: u32) -> u32 {
        self.of_row.get(row as usize).copied().unwrap_or(EMPTY)
    }

    /// The tags of `row`.
    pub fn of(&self, row: u32) -> &[u32] {
        &self.sets[self.set_of(row) as usize]
    }

    /// Sets the tags of `row` from its track.
    pub fn set(&mut self, row: u32, track: &Track) {
        let mut tags: Vec<u32> = tags_of(track).map(|name| self.number(&name)).collect();
        tags.sort_unstable();
        tags.dedup();
        let number = self.set_number(tags);
        if self.of_row.len() <= row as usize {
            self.of_row.resize(row as usize + 1, EMPTY);
        }
        self.of_row[row as usize] = number;
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = Arc::from(name);
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    fn set_number(&mut self, tags: Vec<u32>) -> u32 {
        if let Some(number) = self.set_numbers.get(tags.as_slice()) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        let tags: Arc<[u32]> = Arc::from(tags);
        self.sets.push(Arc::clone(&tags));
        self.set_numbers.insert(tags, number);
        number
    }

    /// Bytes held in memory, without allocator overhead.
    pub fn memory_bytes(&self) -> usize {
        let names: usize = self.names.iter().map(|name| name.len()).sum();
        let sets: usize = self.sets.iter().map(|set| 4 * set.len()).sum();
        names + sets + 48 * (self.names.len() + self.sets.len()) + 4 * self.of_row.capacity()
    }
}

/// The first [`MAX_TAGS`] tags of a track, each as its folded words.
fn tags_of(track: &Track) -> impl Iterator<Item = String> + '_ {
    let lists = [&track.genres, &track.moods, &track.instruments, &track.tags];
    lists.into_iter().flatten().take(MAX_TAGS).map(|tag| spelled(tag)).filter(|tag| !tag.is_empty())
}

/// A tag as its folded words, compounds split: `ElectricGuitar` is `electric guitar`.
pub fn spelled(tag: &str) -> String {
    let words = fold::words(tag);
    let parts = words.iter().flat_map(|word| split_compound(word).unwrap_or_else(|| vec![word.as_str()]));
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use hark_track::{AssetId, Timestamp};

    use super::*;

    #[test]
    fn tracks_with_the_same_tags_share_one_set_in_any_order_and_spelling() {
        let mut tags = Tags::default();
        let mut track = Track::new(AssetId::new(1).unwrap(), Timestamp::default());
        tags.set(0, &track);
        track.genres = vec!["Rock".into(), "hiphop".into()];
        track.instruments = vec!["electricguitar".into()];
        tags.set(7, &track);
        track.genres = vec!["Hip-Hop".into(), "rock".into()];
        tags.set(8, &track);
        assert_eq!(tags.set_of(7), tags.set_of(8));
        let names: Vec<&str> = tags.of(8).iter().map(|tag| &*tags.names()[*tag as usize]).collect();
        assert_eq!(names, ["rock", "hip hop", "electric guitar"]);
        assert!(tags.of(0).is_empty() && tags.of(5).is_empty() && tags.of(900).is_empty());
    }
}
