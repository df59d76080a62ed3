//! Artists, songs and albums, by the company that their names keep.
//!
//! A table of names is no help by itself: every common word is the name of some act ("Air", "Low", "Train", "Red Hot
//! Chili Peppers" sizzle in a pan). So a name counts by how strange it is and by what stands around it: names that no
//! sentence holds by chance ("daft punk") count anywhere; names made of ordinary words only behind words that lead to
//! names ("by", "like", "in the style of"), with a capital where the writer uses capitals, or as the whole query.
//! Misspelt names count only where a name must stand.

mod bare;
mod borrowed;
mod cues;
mod finder;
mod slots;
mod titles;
mod words;

use crate::claim::{Claim, resolve};
use crate::concepts::Concepts;
use crate::known::Names;
use crate::tokens::Tokens;
use finder::Finder;

/// Adds claims to names to the claims of the other recognisers.
pub(crate) fn read(
    tokens: &Tokens<'_>,
    names: &dyn Names,
    concepts: &Concepts<'_>,
    mut claims: Vec<Claim>,
) -> Vec<Claim> {
    let standing = resolve(claims.clone(), tokens.len());
    let mut busy = vec![false; tokens.len()];
    for claim in &standing {
        busy[claim.cover.clone()].fill(true);
    }
    let finder = Finder::new(tokens, names, concepts, &busy);
    claims.extend(titles::claims(&finder));
    claims.extend(slots::claims(&finder));
    claims.extend(borrowed::claims(&finder));
    claims.extend(bare::claims(&finder));
    claims
}

#[cfg(test)]
mod tests;
