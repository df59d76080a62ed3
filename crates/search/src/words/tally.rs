//! Adding up words over documents, window by window.
//!
//! A window is a stretch of a part's documents whose sums fit into the processor's cache. Within it, words are added one
//! after another, rarest first. As soon as the words left could not lift a document from nothing into the best
//! (MaxScore: Turtle & Flood, "Query evaluation: strategies and optimizations", IPM 31, 1995), they add only to those
//! already found; nothing is lost by that. The same is done, and there something is lost, with words beyond a budget of
//! postings: a track that holds none but the commonest words of a long query may be missed.

use std::cell::Cell;

use hark_index::{Cursor, Error, Field, Listed, Part, Rows, Words};

use super::best::{Best, Found};
use super::{FIELDS, K1, saturated};

/// Documents of a window.
const WINDOW: u32 = 1 << 13;
/// A word with more postings than one for this many documents is scored over a whole window at once.
const DENSE: u64 = 8;
/// What bounds are raised by, so that the rounding of sums does no harm.
const NEARLY: f32 = 1.0001;
/// Postings of a query's words, rarest first, that may find documents. The rarest word always may.
const BUDGET: u64 = 1_500_000;
/// How many postings of a list are read through in the time that one document takes to be looked up in it.
const LOOK_UP_COST: u64 = 16;

/// A word, with the spellings that stand for it.
pub(super) struct Sought {
    /// With what an occurrence is worth.
    pub(super) spellings: Vec<(Listed, f32)>,
    pub(super) idf: f32,
    /// Position among the terms of the query, fillers counted.
    pub(super) position: u32,
}

impl Sought {
    /// The one term that stands for the word, when it was found as it was written.
    pub(super) fn itself(&self) -> Option<&Listed> {
        match self.spellings.as_slice() {
            [(listed, 1.0)] => Some(listed),
            _ => None,
        }
    }

    fn postings(&self) -> u64 {
        self.spellings.iter().map(|(listed, _)| listed.postings()).sum()
    }
}

/// The best `most` of the universe by their sums over these words; a sum above `full` counts as `full`.
pub(super) fn best(
    words: &Words,
    sought: &[Sought],
    universe: &Rows,
    (full, most): (f32, usize),
) -> Result<Vec<Found>, Error> {
    if sought.is_empty() || most == 0 {
        return Ok(Vec::new());
    }
    let mut sought: Vec<&Sought> = sought.iter().collect();
    sought.sort_by(|a, b| b.idf.total_cmp(&a.idf));
    let mut spent = 0;
    let affordable = sought.iter().take_while(|word| {
        spent += word.postings();
        spent <= BUDGET
    });
    let finders = affordable.count().max(1);
    let mut rest: Vec<f32> = sought.iter().map(|word| word.idf * (K1 + 1.0)).collect();
    (1..rest.len()).rev().for_each(|at| rest[at - 1] += rest[at]);
    rest.push(0.0);
    let worth = Worth::new(words);
    let mut best = Best::new(most);
    // Taken, not borrowed: what a panic leaves half done is not used again.
    let mut scratch = SCRATCH.take().unwrap_or_else(|| Box::new(Scratch::new()));
    let mut pass = Pass { scratch: &mut scratch, worth: &worth, rest: &rest, finders, full, best: &mut best };
    for (number, part) in (0..).zip(words.parts()) {
        pass.part(&part, number, &sought, universe)?;
    }
    SCRATCH.set(Some(scratch));
    Ok(best.into_sorted())
}

/// What one occurrence is worth, by [`Field::index`] and the number of the field's length.
struct Worth([Box<[f32; 256]>; Field::ALL.len()]);

impl Worth {
    fn new(words: &Words) -> Worth {
        Worth(Field::ALL.map(|field| {
            let (weight, b) = FIELDS[field.index()];
            let average = words.average_length(field).max(1.0);
            let worth = |number| weight / (1.0 - b + b * Words::length(number as u8) as f32 / average);
            Box::new(std::array::from_fn(worth))
        }))
    }
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Working memory of a window, 128 KiB a thread; without sums and frequencies between windows.
struct Scratch {
    /// Sum by document less the window's first.
    sums: Vec<f32>,
    /// Weighted frequency of the present word, likewise.
    frequencies: Vec<f32>,
    /// Documents of the present word, as many as counted; and one place more, which is written before it is known whether
    /// it counts.
    touched: Vec<u32>,
    /// Documents that can still be among the best, ascending, as many as counted.
    hopes: Vec<u32>,
    /// Their number, once it is known.
    hopeful: Option<usize>,
}

impl Scratch {
    fn new() -> Scratch {
        let length = WINDOW as usize;
        Scratch {
            sums: vec![0.0; length],
            frequencies: vec![0.0; length],
            touched: vec![0; length + 1],
            hopes: vec![0; length + 1],
            hopeful: None,
        }
    }
}

/// The postings of a word in one part.
struct Lists {
    /// With the weight of their spelling.
    cursors: Vec<(Cursor, f32)>,
    idf: f32,
    /// Documents of the part.
    documents: u64,
}

impl Lists {
    fn open(part: &Part<'_>, word: &Sought) -> Result<Lists, Error> {
        let mut cursors = Vec::new();
        for (listed, weight) in &word.spellings {
            cursors.extend(part.cursors(listed)?.into_iter().map(|cursor| (cursor, *weight)));
        }
        Ok(Lists { cursors, idf: word.idf, documents: u64::from(part.documents().max(1)) })
    }

    /// About how many postings lie in a window.
    fn within(&self, window: &std::ops::Range<u32>) -> u64 {
        let postings: u64 = self.cursors.iter().map(|(cursor, _)| u64::from(cursor.postings())).sum();
        postings * u64::from(window.end - window.start) / self.documents
    }
}

/// One pass over the documents.
struct Pass<'a> {
    scratch: &'a mut Scratch,
    worth: &'a Worth,
    /// The most that the words from each on can add.
    rest: &'a [f32],
    /// Number of words that may find documents.
    finders: usize,
    full: f32,
    best: &'a mut Best,
}

impl Pass<'_> {
    fn part(
        &mut self,
        part: &Part<'_>,
        number: u32,
        sought: &[&Sought],
        universe: &Rows,
    ) -> Result<(), Error> {
        let lists = sought.iter().map(|word| Lists::open(part, word));
        let mut lists = lists.collect::<Result<Vec<_>, Error>>()?;
        let documents = part.documents();
        for first in (0..documents).step_by(WINDOW as usize) {
            let window = first..documents.min(first + WINDOW);
            let floor = self.best.floor();
            let needed = self.rest.iter().position(|rest| !reaches(*rest, floor)).unwrap_or(lists.len());
            let (finding, adding) = lists.split_at_mut(needed.min(self.finders));
            let mut any = false;
            for word in finding.iter_mut() {
                any |= self.scratch.read(word, &window, self.worth, true);
            }
            if any {
                self.scratch.hopeful = None;
                for (rest, word) in self.rest[finding.len()..].iter().zip(adding) {
                    self.scratch.add(word, &window, self.worth, floor - rest);
                }
                self.collect(part, number, first, universe);
            }
        }
        Ok(())
    }

    /// Offers what was found, and forgets it.
    fn collect(&mut self, part: &Part<'_>, number: u32, first: u32, universe: &Rows) {
        let scratch = &mut *self.scratch;
        let lowest = self.best.floor().max(f32::MIN_POSITIVE);
        let count = above(&scratch.sums, lowest, &mut scratch.touched);
        for at in &scratch.touched[..count] {
            let (document, sum) = (first + at, scratch.sums[*at as usize].min(self.full));
            if sum >= self.best.floor() {
                let row = part.row(document).filter(|row| universe.contains(*row));
                if let Some(row) = row {
                    self.best.offer(Found { sum, row, part: number, document });
                }
            }
        }
        scratch.sums.fill(0.0);
    }
}

/// How many sums are `lowest` or more. Added up, not asked one by one: that is done for several at once.
fn reaching(sums: &[f32], lowest: f32) -> usize {
    sums.iter().map(|sum| u32::from(*sum >= lowest)).sum::<u32>() as usize
}

/// Writes the positions of the sums that are `lowest` or more to `out`; gives their number.
fn above(sums: &[f32], lowest: f32, out: &mut [u32]) -> usize {
    let mut count = 0;
    for (block, first) in sums.chunks_exact(16).zip((0..).step_by(16)) {
        if reaching(block, lowest) > 0 {
            for (at, sum) in (first..).zip(block) {
                out[count] = at;
                count += usize::from(*sum >= lowest);
            }
        }
    }
    count
}

/// Whether a document that can have `sum` at most may be among the best, down to `floor`.
fn reaches(sum: f32, floor: f32) -> bool {
    sum * NEARLY >= floor
}

impl Scratch {
    /// Adds a word to every document of the window that holds it; without `finding`, only to those that have a sum. Whether
    /// there is any.
    fn read(
        &mut self,
        word: &mut Lists,
        window: &std::ops::Range<u32>,
        worth: &Worth,
        finding: bool,
    ) -> bool {
        let dense = word.within(window) * DENSE > u64::from(WINDOW);
        let mut count = 0;
        let (frequencies, touched) = (&mut self.frequencies[..], &mut self.touched[..]);
        for (cursor, weight) in &mut word.cursors {
            let worth = &worth.0[cursor.field().index()];
            let worth = |frequency, length: u8| frequency as f32 * worth[usize::from(length)] * *weight;
            if dense {
                cursor.each_below(window.end, |document, frequency, length| {
                    frequencies[(document - window.start) as usize] += worth(frequency, length);
                });
            } else {
                cursor.each_below(window.end, |document, frequency, length| {
                    let at = document - window.start;
                    let sum = &mut frequencies[at as usize];
                    touched[count] = at;
                    count += usize::from(*sum == 0.0);
                    *sum += worth(frequency, length);
                });
            }
        }
        if dense {
            self.score_all(word.idf, finding);
        } else {
            self.score(count, word.idf, finding);
        }
        dense || count > 0
    }

    /// Adds a word to documents with a sum, at least to those with `lowest` or more.
    fn add(&mut self, word: &mut Lists, window: &std::ops::Range<u32>, worth: &Worth, lowest: f32) {
        for (cursor, _) in &mut word.cursors {
            cursor.skip_to(window.start);
        }
        let lowest = (lowest / NEARLY).max(f32::MIN_POSITIVE);
        let within = word.within(window);
        let few = |count: usize| (count * word.cursors.len()) as u64 * LOOK_UP_COST < within;
        self.hopeful = match self.hopeful {
            Some(count) => Some(self.still_hopeful(count, lowest)),
            None if within * DENSE > u64::from(WINDOW) && few(reaching(&self.sums, lowest)) => {
                Some(above(&self.sums, lowest, &mut self.hopes))
            }
            None => None,
        };
        if self.hopeful.is_some_and(few) {
            self.look_up(word, window.start, worth);
        } else {
            self.read(word, window, worth, false);
        }
    }

    /// How many of the first `count` of the hopeful have `lowest` or more; they are moved to the front.
    fn still_hopeful(&mut self, count: usize, lowest: f32) -> usize {
        let mut kept = 0;
        for at in 0..count {
            let hope = self.hopes[at];
            self.hopes[kept] = hope;
            kept += usize::from(self.sums[hope as usize] >= lowest);
        }
        kept
    }

    /// Adds a word to the hopeful, looking each up.
    fn look_up(&mut self, word: &mut Lists, first: u32, worth: &Worth) {
        let mut count = 0;
        for (cursor, weight) in &mut word.cursors {
            let worth = &worth.0[cursor.field().index()];
            for at in &self.hopes[..self.hopeful.unwrap_or(0)] {
                if let Some((frequency, length)) = cursor.find(first + at) {
                    let sum = &mut self.frequencies[*at as usize];
                    self.touched[count] = *at;
                    count += usize::from(*sum == 0.0);
                    *sum += frequency as f32 * worth[usize::from(length)] * *weight;
                }
            }
        }
        self.score(count, word.idf, false);
    }

    /// Turns the frequencies of the present word into its part of the sums.
    fn score(&mut self, touched: usize, idf: f32, finding: bool) {
        for at in &self.touched[..touched] {
            let frequency = std::mem::take(&mut self.frequencies[*at as usize]);
            let sum = &mut self.sums[*at as usize];
            let counts = finding | (*sum > 0.0);
            *sum += if counts { idf * saturated(frequency) } else { 0.0 };
        }
    }

    /// The same for a word that stands nearly everywhere.
    fn score_all(&mut self, idf: f32, finding: bool) {
        for (sum, frequency) in self.sums.iter_mut().zip(&mut self.frequencies) {
            let more = idf * saturated(*frequency);
            *sum += if finding | (*sum > 0.0) { more } else { 0.0 };
            *frequency = 0.0;
        }
    }
}
