//! Who is close to whom.
//!
//! Three kinds of evidence, each a probability that listeners of one would accept the other, joined as independent
//! (`1 − (1 − a)(1 − b)…`):
//!
//! - an entry that a person wrote or a user added names the other as similar: 0.95 for the first, falling to 0.9;
//! - one act is associated with the other in a table or dump (members, side projects, collaborators): 0.5 when the
//!   artist names it, 0.4 when it names the artist;
//! - both have styles in common: half the cosine between the two sets of styles, each style weighing the logarithm of
//!   its rarity, times how much the common ones say (`r / (r + 4)` of their summed weights: "rock" says little, "bebop"
//!   much).

use std::collections::HashMap;

use super::{ArtistId, Artists, MAX_CLOSE};

/// Of the artists that have a style, only so many count, the most prominent.
const MOST_OF_A_STYLE: usize = 2000;
const SIMILAR: f32 = 0.95;
const SIMILAR_LAST: f32 = 0.9;
const NAMES: f32 = 0.5;
const NAMED: f32 = 0.4;
const STYLE: f32 = 0.5;
const TELLING: f32 = 4.0;

/// What is worked out beforehand.
#[derive(Debug, Default)]
pub(super) struct Kin {
    /// For each artist, who names it.
    named_by: Groups,
    /// For each artist, its styles.
    styles: Groups,
    /// For each style, the most prominent artists that have it.
    having: Groups,
    /// For each style, the logarithm of its rarity.
    weights: Vec<f32>,
}

/// Lists of numbers, one after the other.
#[derive(Debug, Default)]
struct Groups {
    /// Where each list begins, and the end.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// Groups pairs of list and member; members stay in order.
    fn of(pairs: &[(u32, u32)], lists: usize) -> Groups {
        let mut starts = vec![0; lists + 1];
        for (list, _) in pairs {
            starts[*list as usize + 1] += 1;
        }
        for list in 0..lists {
            starts[list + 1] += starts[list];
        }
        let (mut next, mut members) = (starts.clone(), vec![0; pairs.len()]);
        for (list, member) in pairs {
            let place = &mut next[*list as usize];
            members[*place as usize] = *member;
            *place += 1;
        }
        Groups { starts, members }
    }

    fn get(&self, list: u32) -> &[u32] {
        let place = list as usize;
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(from), Some(to)) => &self.members[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

impl Kin {
    pub(super) fn of(artists: &Artists) -> Kin {
        let mut style_numbers: HashMap<&str, u32> = HashMap::new();
        let (mut styles, mut named) = (Vec::new(), Vec::new());
        for (id, artist) in artists.iter() {
            for style in artist.styles() {
                let next = style_numbers.len() as u32;
                styles.push((id.0, *style_numbers.entry(style).or_insert(next)));
            }
            let known = artist.similar().filter_map(|name| artists.find_named(name));
            named.extend(known.filter(|other| *other != id).map(|other| (other.0, id.0)));
        }
        let mut counts = vec![0_usize; style_numbers.len()];
        let mut having = Vec::new();
        for (id, style) in &styles {
            counts[*style as usize] += 1;
            if counts[*style as usize] <= MOST_OF_A_STYLE {
                having.push((*style, *id));
            }
        }
        let rarity = |count: &usize| (artists.len().max(2) as f32 / *count as f32).ln().max(0.01);
        Kin {
            named_by: Groups::of(&named, artists.len()),
            styles: Groups::of(&styles, artists.len()),
            having: Groups::of(&having, counts.len()),
            weights: counts.iter().map(rarity).collect(),
        }
    }

    pub(super) fn similar_to(&self, artists: &Artists, id: ArtistId) -> Vec<(ArtistId, f32)> {
        let mut evidence = self.by_style(id.0);
        let artist = artists.get(id);
        let named = artist.similar().filter_map(|name| artists.find_named(name));
        for (place, other) in named.enumerate() {
            let similar = (SIMILAR - 0.005 * place as f32).max(SIMILAR_LAST);
            evidence.push((other.0, if artist.source().curated() { similar } else { NAMES }));
        }
        for other in self.named_by.get(id.0) {
            let curated = artists.get(ArtistId(*other)).source().curated();
            evidence.push((*other, if curated { NAMES } else { NAMED }));
        }
        evidence.retain(|(other, _)| *other != id.0);
        evidence.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut shares: Vec<(ArtistId, f32)> = evidence
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| {
                (ArtistId(same[0].0), 1.0 - same.iter().map(|(_, share)| 1.0 - share).product::<f32>())
            })
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares.truncate(MAX_CLOSE);
        shares
    }

    /// Artists that share styles with one, with the share that this makes.
    fn by_style(&self, id: u32) -> Vec<(u32, f32)> {
        let mine = self.styles.get(id);
        let weight = |style: &u32| self.weights[*style as usize];
        let mut common: Vec<(u32, f32)> = Vec::new();
        for style in mine {
            common.extend(self.having.get(*style).iter().map(|other| (*other, weight(style))));
        }
        common.sort_by_key(|(other, _)| *other);
        let square = |styles: &[u32]| styles.iter().map(|style| weight(style).powi(2)).sum::<f32>();
        let my_square = square(mine);
        let shared = common.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let dot: f32 = same.iter().map(|(_, weight)| weight * weight).sum();
            let says: f32 = same.iter().map(|(_, weight)| weight).sum();
            let cosine = dot / (my_square * square(self.styles.get(same[0].0))).sqrt();
            (same[0].0, STYLE * cosine.min(1.0) * says / (says + TELLING))
        });
        shared.collect()
    }
}

#[cfg(test)]
mod tests;
