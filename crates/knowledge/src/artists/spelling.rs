//! Names that were misspelt.
//!
//! A name is compared without blanks, so "daftpunk" is no mistake at all. The distance is Damerau's and Levenshtein's in
//! the form of optimal string alignment: letters inserted, dropped, replaced, or swapped with their neighbour, no letter
//! twice. Every name of about the right length is compared, but with one number first: 64 bits that say which letters
//! occur once and which again. One mistake changes at most two of them, which rules nearly every name out in a
//! nanosecond. An automaton or an index of deletions answers as fast and takes many times the memory.

use super::MAX_SPELLINGS;

/// Names with more letters than this are not looked for.
const MAX_LETTERS: usize = 64;
/// Prominence counts for as much as a mistake when it is this many times greater.
const A_MISTAKE: u64 = 10;

/// How many mistakes a name of so many letters may have.
pub(super) fn allowed(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Names by length.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    text: String,
    /// Sorted by number of letters.
    entries: Vec<Entry>,
    /// The letters of each entry, apart from it because all of them are looked at for every name.
    letters: Vec<u64>,
    /// Where in `entries` each number of letters begins, and the end.
    lengths: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    bytes: u16,
    /// Number of letters.
    length: u16,
    owner: u32,
}

/// Takes names, the most prominent first.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    entries: Vec<Entry>,
}

impl Builder {
    /// Adds a key of `owner`, unless there are [`MAX_SPELLINGS`] or it is too long.
    pub(super) fn add(&mut self, key: &str, owner: u32) {
        let start = self.text.len();
        let length = key.chars().filter(|letter| *letter != ' ').count();
        if self.entries.len() >= MAX_SPELLINGS || length > MAX_LETTERS {
            return;
        }
        self.text.extend(key.chars().filter(|letter| *letter != ' '));
        // At most MAX_SPELLINGS names of MAX_LETTERS letters of four bytes, so none of these numbers is too large.
        let bytes = (self.text.len() - start) as u16;
        self.entries.push(Entry { start: start as u32, bytes, length: length as u16, owner });
    }

    pub(super) fn finish(mut self) -> Spellings {
        self.entries.sort_by_key(|entry| entry.length);
        let begins = |length| self.entries.partition_point(|entry| usize::from(entry.length) < length);
        let lengths = (0..=MAX_LETTERS + 1).map(begins).collect();
        self.text.shrink_to_fit();
        self.entries.shrink_to_fit();
        let mut spellings =
            Spellings { text: self.text, entries: self.entries, letters: Vec::new(), lengths };
        let name = |entry| letter_set(spellings.name(entry).chars());
        spellings.letters = spellings.entries.iter().map(name).collect();
        spellings
    }
}

impl Spellings {
    /// The owner of the likeliest name: of those within the [allowed] mistakes, one without any; else the greatest
    /// prominence after dividing by [`A_MISTAKE`] for each mistake; else fewer mistakes; else the first owner.
    pub(super) fn find(&self, key: &str, prominence: impl Fn(u32) -> u64) -> Option<u32> {
        let asked: Vec<char> = key.chars().filter(|letter| *letter != ' ').collect();
        if asked.is_empty() || asked.len() > MAX_LETTERS {
            return None;
        }
        let budget = allowed(asked.len());
        let letters = letter_set(asked.iter().copied());
        let from = self.begin(asked.len().saturating_sub(budget).max(1));
        let to = self.begin(asked.len() + budget + 1);
        let mut scratch = Scratch::default();
        let near = self.letters[from..to].iter().zip(&self.entries[from..to]);
        let near =
            near.filter(|(others, _)| may_be_within(budget, letters ^ **others)).map(|(_, entry)| entry);
        let likelihood = |entry: &Entry, mistakes: usize| {
            let weight = A_MISTAKE.pow((budget - mistakes) as u32);
            (mistakes == 0, weight * (1 + prominence(entry.owner)), budget - mistakes)
        };
        let found = near.filter_map(|entry| {
            let mistakes = scratch.distance(&asked, self.name(entry), budget)?;
            Some((likelihood(entry, mistakes), std::cmp::Reverse(entry.owner)))
        });
        found.max().map(|(_, owner)| owner.0)
    }

    fn begin(&self, length: usize) -> usize {
        self.lengths.get(length).copied().unwrap_or(self.entries.len())
    }

    fn name(&self, entry: &Entry) -> &str {
        let start = entry.start as usize;
        &self.text[start..start + usize::from(entry.bytes)]
    }
}

/// Whether names whose letters differ so may be within so many mistakes of each other: a replaced letter takes one bit
/// away and brings one. Bits are taken off one by one, which is faster than to count them where the processor cannot.
fn may_be_within(mistakes: usize, difference: u64) -> bool {
    let less = |bits: u64| bits & bits.wrapping_sub(1);
    match mistakes {
        0 => difference == 0,
        1 => less(less(difference)) == 0,
        _ => less(less(less(less(difference)))) == 0,
    }
}

/// Two bits for each letter, one when it occurs and one when it occurs again: a to z, one letter for all digits, and
/// five that other letters share.
fn letter_set(letters: impl Iterator<Item = char>) -> u64 {
    let place = |letter: char| match letter {
        'a'..='z' => letter as u32 - 'a' as u32,
        '0'..='9' => 26,
        other => 27 + other as u32 % 5,
    };
    letters.fold(0, |set, letter| {
        let once = 1 << (2 * place(letter));
        set | if set & once == 0 { once } else { once << 1 }
    })
}

/// Rows of the table of distances, kept between names.
#[derive(Debug)]
struct Scratch {
    letters: Vec<char>,
    rows: [[usize; MAX_LETTERS + 2]; 3],
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch { letters: Vec::with_capacity(MAX_LETTERS), rows: [[0; MAX_LETTERS + 2]; 3] }
    }
}

impl Scratch {
    /// The distance, when it is at most `budget`. Only the cells of the table that are no further than that from its
    /// diagonal are filled in. Both names have at most [`MAX_LETTERS`].
    fn distance(&mut self, asked: &[char], name: &str, budget: usize) -> Option<usize> {
        self.letters.clear();
        self.letters.extend(name.chars());
        let name = &self.letters;
        if asked.len().abs_diff(name.len()) > budget {
            return None;
        }
        let far = budget + 2;
        let [before, last, row] = &mut self.rows;
        for (across, cell) in last.iter_mut().enumerate() {
            *cell = across.min(far);
        }
        for (down, letter) in name.iter().enumerate() {
            let (from, to) = (down.saturating_sub(budget), (down + budget + 1).min(asked.len()));
            row[from] = if from == 0 { (down + 1).min(far) } else { far };
            let mut least = row[from];
            for across in from..to {
                let replaced = last[across] + usize::from(asked[across] != *letter);
                let mut best = replaced.min(last[across + 1] + 1).min(row[across] + 1);
                if down > 0 && across > 0 && asked[across - 1] == *letter && asked[across] == name[down - 1] {
                    best = best.min(before[across - 1] + 1);
                }
                row[across + 1] = best;
                least = least.min(best);
            }
            // The next row looks one cell further.
            row[to + 1] = far;
            // A swap may still reach back over this row, by one.
            if least > budget + 1 {
                return None;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        Some(last[asked.len()]).filter(|distance| *distance <= budget)
    }
}

#[cfg(test)]
mod tests;
