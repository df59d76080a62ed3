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
const WINDOW: u32 = 1 << 16;
/// Documents of the first window of a query, which has no floor yet.
const FIRST_WINDOW: u32 = 1 << 13;
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

/// Working memory of a window, 1 MiB a thread; without sums and frequencies between windows.
struct Scratch {
    /// Sum by document less the window's first.
    sums: Vec<f32>,
    /// Weighted frequency of the present word, likewise.
    frequencies: Vec<f32>,
    /// Documents of the present word, as many as counted; and one place more, which is written before it is known whether
    /// it counts.
    touched: Vec<u32>,
    /// Documents with a sum, likewise.
    found: Vec<u32>,
    found_count: usize,
    /// Those that can still be among the best.
    hopeful: Vec<u32>,
}

impl Scratch {
    fn new() -> Scratch {
        let length = WINDOW as usize;
        Scratch {
            sums: vec![0.0; length],
            frequencies: vec![0.0; length],
            touched: vec![0; length + 1],
            found: vec![0; length + 1],
            found_count: 0,
            hopeful: Vec::new(),
        }
    }
}

/// The postings of a word in one part.
struct Lists {
    /// With the weight of their spelling.
    cursors: Vec<(Cursor, f32)>,
    idf: f32,
}

impl Lists {
    fn open(part: &Part<'_>, word: &Sought) -> Result<Lists, Error> {
        let mut cursors = Vec::new();
        for (listed, weight) in &word.spellings {
            cursors.extend(part.cursors(listed)?.into_iter().map(|cursor| (cursor, *weight)));
        }
        Ok(Lists { cursors, idf: word.idf })
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
        let (mut first, documents) = (0, part.documents());
        while first < documents {
            let floor = self.best.floor();
            let length = if floor > 0.0 { WINDOW } else { FIRST_WINDOW };
            let window = first..documents.min(first + length);
            let needed = self.rest.iter().position(|rest| !reaches(*rest, floor)).unwrap_or(lists.len());
            let (finding, adding) = lists.split_at_mut(needed.min(self.finders));
            for word in finding.iter_mut() {
                self.scratch.find(word, &window, self.worth);
            }
            let before = finding.len();
            if self.scratch.found_count > 0 && !adding.is_empty() {
                self.add(adding, before, &window, part);
            }
            self.collect(part, number, first, universe);
            self.best.settle();
            first = window.end;
        }
        Ok(())
    }

    /// Adds words to what is found; `before` words were added already.
    fn add(&mut self, adding: &mut [Lists], before: usize, window: &std::ops::Range<u32>, part: &Part<'_>) {
        let floor = self.best.floor();
        for (at, word) in (before..).zip(adding) {
            let rest = self.rest[at];
            let scratch = &mut *self.scratch;
            if at == before {
                scratch.hopeful.clear();
                scratch.hopeful.extend_from_slice(&scratch.found[..scratch.found_count]);
            }
            let sums = &scratch.sums;
            scratch.hopeful.retain(|at| reaches(sums[*at as usize] + rest, floor));
            if at == before {
                scratch.hopeful.sort_unstable();
            }
            for (cursor, _) in &mut word.cursors {
                cursor.skip_to(window.start);
            }
            let postings: u64 = word.cursors.iter().map(|(cursor, _)| u64::from(cursor.postings())).sum();
            let here = postings * u64::from(window.end - window.start) / u64::from(part.documents().max(1));
            let look_ups = (scratch.hopeful.len() * word.cursors.len()) as u64;
            if look_ups * LOOK_UP_COST < here {
                scratch.look_up(word, window.start, self.worth);
            } else {
                scratch.add(word, window, self.worth);
            }
        }
    }

    /// Offers what was found, and forgets it.
    fn collect(&mut self, part: &Part<'_>, number: u32, first: u32, universe: &Rows) {
        let scratch = &mut *self.scratch;
        for at in &scratch.found[..scratch.found_count] {
            let sum = std::mem::take(&mut scratch.sums[*at as usize]).min(self.full);
            if sum >= self.best.floor() {
                let document = first + at;
                let row = part.row(document).filter(|row| universe.contains(*row));
                if let Some(row) = row {
                    self.best.offer(Found { sum, row, part: number, document });
                }
            }
        }
        scratch.found_count = 0;
    }
}

/// Whether a document that can have `sum` at most may be among the best, down to `floor`; the rounding of sums allowed for.
fn reaches(sum: f32, floor: f32) -> bool {
    sum * 1.0001 >= floor
}

impl Scratch {
    /// Adds a word to every document that holds it.
    fn find(&mut self, word: &mut Lists, window: &std::ops::Range<u32>, worth: &Worth) {
        let mut count = 0;
        let (frequencies, touched) = (&mut self.frequencies[..], &mut self.touched[..]);
        for (cursor, weight) in &mut word.cursors {
            let worth = &worth.0[cursor.field().index()];
            cursor.each_below(window.end, |document, frequency, length| {
                let at = document - window.start;
                let sum = &mut frequencies[at as usize];
                touched[count] = at;
                count += usize::from(*sum == 0.0);
                *sum += frequency as f32 * worth[usize::from(length)] * *weight;
            });
        }
        self.score(count, word.idf);
    }

    /// Adds a word to documents with a sum, reading its lists through.
    fn add(&mut self, word: &mut Lists, window: &std::ops::Range<u32>, worth: &Worth) {
        let mut count = 0;
        let (sums, frequencies, touched) = (&self.sums[..], &mut self.frequencies[..], &mut self.touched[..]);
        for (cursor, weight) in &mut word.cursors {
            let worth = &worth.0[cursor.field().index()];
            cursor.each_below(window.end, |document, frequency, length| {
                let at = document - window.start;
                let counts = sums[at as usize] > 0.0;
                let sum = &mut frequencies[at as usize];
                touched[count] = at;
                count += usize::from(counts & (*sum == 0.0));
                *sum += frequency as f32 * worth[usize::from(length)] * *weight * f32::from(counts);
            });
        }
        self.score(count, word.idf);
    }

    /// Adds a word to the hopeful, looking each up.
    fn look_up(&mut self, word: &mut Lists, first: u32, worth: &Worth) {
        let mut count = 0;
        for (cursor, weight) in &mut word.cursors {
            let worth = &worth.0[cursor.field().index()];
            for at in &self.hopeful {
                if let Some((frequency, length)) = cursor.find(first + at) {
                    let sum = &mut self.frequencies[*at as usize];
                    self.touched[count] = *at;
                    count += usize::from(*sum == 0.0);
                    *sum += frequency as f32 * worth[usize::from(length)] * *weight;
                }
            }
        }
        self.score(count, word.idf);
    }

    /// Turns the frequencies of the present word into its part of the sums.
    fn score(&mut self, touched: usize, idf: f32) {
        for at in &self.touched[..touched] {
            let frequency = std::mem::take(&mut self.frequencies[*at as usize]);
            let sum = &mut self.sums[*at as usize];
            self.found[self.found_count] = *at;
            self.found_count += usize::from(*sum == 0.0);
            *sum += idf * saturated(frequency);
        }
    }
}
