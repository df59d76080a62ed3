//! One int8 vector a track, in memory or mapped, and the tracks nearest to a query.
//!
//! Vectors stand in inverted lists (`lists`) around centres that are learnt once there are enough vectors; until then, and
//! for small sets of tracks at any time, a search is exact (`near`). Every change finds its list at once,
//! so that recall does not suffer from changes; when the catalogue has outgrown its centres, [`Vectors::regrouped`] makes new
//! lists beside the old ones.

use std::io;
use std::sync::Arc;

use crate::error::Error;
use crate::file::{In, Out};
use crate::kernel::{self, GROUP, Kernel, Planes, Query, padded};
use crate::lists::{Code, Held, Lists, SEGMENT, Segment, Widths};
use crate::near::calibration::{self, calibrate};
use crate::near::centres::{Centres, Nearness, Point};
use crate::near::{self, Ask, Scan, Scorer, cost};
use crate::rows::Rows;

/// Vectors from which on there are centres: below, an exact search takes less than half a millisecond.
const FEW: usize = 16_384;
/// Queries that calibrate a search.
const SAMPLE_QUERIES: usize = 40;

/// While there are no vectors.
const WITHOUT_CODES: Widths = Widths { record: 1, code: 0 };
/// How many times the error of codes a vector may lie below what its code says.
const DOUBT: f32 = 2.5;

/// A vector whose true value is `scale · values`.
#[derive(Debug, Clone, Copy)]
pub struct Vector<'a> {
    /// Length of one step.
    pub scale: f32,
    /// The steps, one a dimension, −127 to 127.
    pub values: &'a [i8],
}

/// The vectors of every track that has one.
#[derive(Debug, Clone)]
pub struct Vectors {
    dimensions: usize,
    lists: Lists,
    centres: Option<Arc<Centres>>,
    /// Changes since the lists were made.
    changes: usize,
    /// Number of vectors for which they were made.
    grouped: usize,
}

impl Default for Vectors {
    fn default() -> Vectors {
        Vectors { dimensions: 0, lists: Lists::new(WITHOUT_CODES, 1), centres: None, changes: 0, grouped: 0 }
    }
}

impl Vectors {
    /// The share of the nearest that [`Vectors::nearest`] is asked to find by those who have no reason to ask for another.
    pub const RECALL: f32 = calibration::RECALL;

    /// The form of the kernels that this machine's processor is given: `scalar`, `avx2`, `neon` or one of AVX-512.
    pub fn kernel() -> &'static str {
        Kernel::best().name()
    }

    /// Number of dimensions; 0 while there are no vectors.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The rows that have a vector.
    pub fn present(&self) -> &Rows {
        self.lists.present()
    }

    /// Sets or removes the vector of `row`.
    ///
    /// # Errors
    /// [`Error::Dimensions`] when the vector's length is not that of the first one ever set.
    pub fn set(&mut self, row: u32, vector: Option<Vector<'_>>) -> Result<(), Error> {
        let Some(vector) = vector else {
            self.changes += usize::from(self.present().contains(row));
            self.lists.remove(row);
            return Ok(());
        };
        if self.dimensions == 0 {
            self.dimensions = vector.values.len();
            self.lists = Lists::new(Widths { record: padded(self.dimensions), code: 0 }, 1);
        }
        self.check(vector.values.len())?;
        let mut steps: Vec<u8> = vector.values.iter().map(|step| step.cast_unsigned()).collect();
        steps.resize(padded(self.dimensions), 0);
        self.put(row, &steps, vector.scale);
        self.changes += 1;
        Ok(())
    }

    fn put(&mut self, row: u32, steps: &[u8], scale: f32) {
        let (mut list, mut words, mut gain) = (0, Vec::new(), 0.0);
        if let Some(centres) = &self.centres {
            list = centres.nearest(Point { steps, scale });
            (words, gain) = coded(steps, scale, centres.centre(list));
        }
        self.lists.put(row, list, Held { record: steps, scale }, Code { words: &words, gain });
    }

    /// The tracks of `within` whose vectors have the greatest dot products with `query`, with these, greatest first, ties by
    /// ascending row; at most `most`. `query` is rounded to int8 first; for unit vectors the products are cosines to about
    /// ±0.005. `recall` is the share of the nearest to be found on average, 0 to 1; 1 finds exactly the nearest.
    ///
    /// # Errors
    /// [`Error::Dimensions`] when there are vectors and `query` has another length.
    pub fn nearest(
        &self,
        query: &[f32],
        within: &Rows,
        most: usize,
        recall: f32,
    ) -> Result<Vec<(u32, f32)>, Error> {
        if self.dimensions == 0 {
            return Ok(Vec::new());
        }
        self.check(query.len())?;
        let scorer = Products::new(query);
        Ok(near::nearest(&self.lists, self.centres.as_deref(), &scorer, Ask { within, most, recall }))
    }

    /// Calls `visit` with the dot product of `query` and the vector of each of `rows` that has one, in ascending order of rows.
    /// `query` is rounded as for [`Vectors::nearest`].
    ///
    /// # Errors
    /// [`Error::Dimensions`] when there are vectors and `query` has another length.
    pub fn scan(&self, query: &[f32], rows: &Rows, mut visit: impl FnMut(u32, f32)) -> Result<(), Error> {
        if self.dimensions == 0 {
            return Ok(());
        }
        self.check(query.len())?;
        let scorer = Products::new(query);
        near::each(&self.lists, rows, |row, record, scale| visit(row, scorer.one(record, scale)));
        Ok(())
    }

    fn check(&self, found: usize) -> Result<(), Error> {
        let expected = self.dimensions;
        if found == expected { Ok(()) } else { Err(Error::Dimensions { expected, found }) }
    }

    /// Whether the vectors have outgrown their lists, so that [`Vectors::regrouped`] is worth its time.
    pub fn is_outgrown(&self) -> bool {
        let count = self.lists.len();
        count >= FEW && (self.centres.is_none() || count > 2 * self.grouped || self.changes > self.grouped)
    }

    /// The same vectors in new lists around new centres. Takes seconds for each hundred thousand vectors, on so many
    /// threads; the result depends on the vectors alone.
    pub fn regrouped(&self, threads: usize) -> Vectors {
        let count = self.lists.len();
        let as_point = |record: &[u8], scale: f32, steps: &mut Vec<u8>| {
            steps.clear();
            steps.extend_from_slice(record);
            scale
        };
        let mut centres =
            Centres::train(&self.lists, list_count(count), (Nearness::Cosine, &as_point), threads);
        let of_records = centres.divide(&self.lists, &as_point, threads);
        let lists = divided(&self.lists, &of_records, &centres);
        let queries = sample_queries(&lists);
        centres.set_error(error_of_codes(&lists, &centres, &queries));
        calibrate(&lists, &mut centres, &queries);
        Vectors {
            dimensions: self.dimensions,
            lists,
            centres: Some(Arc::new(centres)),
            changes: 0,
            grouped: count,
        }
    }

    /// Takes over the vectors of `rows` as `other` has them.
    pub(crate) fn take_from(&mut self, other: &Vectors, rows: impl Iterator<Item = u32>) {
        for row in rows {
            match other.lists.get(row) {
                Some(held) => self.put(row, held.record, held.scale),
                None => self.lists.remove(row),
            }
        }
    }

    /// Bytes held in memory, or mapped.
    pub fn memory_bytes(&self) -> usize {
        self.lists.memory_bytes() + self.centres.as_ref().map_or(0, |centres| centres.memory_bytes())
    }

    /// Nanoseconds of the steps between which a search chooses, by name, for `query`; none while there are no centres. For the
    /// bench that checks the model of cost.
    #[doc(hidden)]
    pub fn costs(&self, query: &[f32]) -> Vec<(&'static str, f64)> {
        let names = ["record, scattered", "record, in order", "code", "centre"];
        let measured =
            self.centres.as_ref().map(|centres| cost::measure(&self.lists, centres, &Products::new(query)));
        names.into_iter().zip(measured.into_iter().flatten()).collect()
    }

    /// Number of inverted lists: 1 while there are no centres.
    pub fn lists(&self) -> usize {
        self.lists.lists()
    }

    /// Writes vectors, lists and centres.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(self.dimensions as u64)?;
        out.u64(self.changes as u64)?;
        out.u64(self.grouped as u64)?;
        out.u32(u32::from(self.centres.is_some()))?;
        if let Some(centres) = &self.centres {
            centres.save(out)?;
        }
        self.lists.save(out)
    }

    /// Reads what [`Vectors::save`] wrote; the vectors stay in the file.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Vectors> {
        let dimensions = usize::try_from(from.u64()?).ok()?;
        let (changes, grouped) = (usize::try_from(from.u64()?).ok()?, usize::try_from(from.u64()?).ok()?);
        let centres = if from.u32()? == 0 { None } else { Some(Arc::new(Centres::load(from)?)) };
        let lists = Lists::load(from)?;
        let record = if dimensions == 0 { 1 } else { padded(dimensions) };
        let code = if centres.is_some() { record / 8 } else { 0 };
        let fits = lists.widths() == Widths { record, code }
            && centres
                .as_ref()
                .is_none_or(|centres| centres.len() == lists.lists() && centres.width() == record);
        fits.then_some(Vectors { dimensions, lists, centres, changes, grouped })
    }
}

/// The number of lists for so many vectors: the cost of visiting centres and of scanning lists grows alike.
fn list_count(vectors: usize) -> usize {
    (4.0 * (vectors as f64).sqrt()) as usize
}

/// The records of `all` in the lists of `centres`, with their codes.
fn divided(all: &Lists, of_records: &[u32], centres: &Centres) -> Lists {
    let record = all.widths().record;
    let mut lists = Lists::new(Widths { record, code: record / 8 }, centres.len());
    let mut counts = vec![0; centres.len()];
    of_records.iter().for_each(|list| counts[*list as usize] += 1);
    lists.announce(counts);
    let mut of_records = of_records.iter();
    for segment in all.segments() {
        let records = segment.rows().iter().zip(segment.records().chunks_exact(record)).zip(segment.scales());
        for (((row, steps), scale), list) in records.zip(of_records.by_ref()) {
            let (words, gain) = coded(steps, *scale, centres.centre(*list));
            let held = Held { record: steps, scale: *scale };
            lists.put(*row, *list, held, Code { words: &words, gain });
        }
    }
    lists
}

/// A vector in one bit a dimension: on which side of the centre it lies, and what a step of that is worth so that
/// products with the code estimate those with the vector less its centre without bias (RaBitQ: Gao & Long, "RaBitQ: Quantizing
/// high-dimensional vectors with a theoretical error bound", SIGMOD 2024, without its rotation: how far estimates are off is
/// measured on the vectors themselves, see [`error_of_codes`]).
fn coded(steps: &[u8], scale: f32, (centre, centre_scale): (&[u8], f32)) -> (Vec<u64>, f32) {
    let mut words = vec![0u64; steps.len() / 64];
    let (mut sum, mut squares) = (0.0f32, 0.0f32);
    for (at, (step, centre)) in steps.iter().zip(centre).enumerate() {
        let rest = scale * f32::from(step.cast_signed()) - centre_scale * f32::from(centre.cast_signed());
        words[at / 64] |= u64::from(rest >= 0.0) << (at % 64);
        sum += rest.abs();
        squares += rest * rest;
    }
    (words, if sum > 0.0 { squares / sum } else { 0.0 })
}

/// The root mean square of what codes are off, in gains.
fn error_of_codes(lists: &Lists, centres: &Centres, queries: &[Products]) -> f32 {
    let (mut squares, mut count) = (0.0f64, 0.0f64);
    for products in queries {
        let expected = products.expectation(centres);
        for row in lists.present().sample(SAMPLE_QUERIES * 16) {
            let (Some(held), Some(list)) = (lists.get(row), lists.list_of(row)) else { continue };
            let (words, gain) = coded(held.record, held.scale, centres.centre(list));
            let off = products.one(held.record, held.scale) - expected[list as usize];
            squares += f64::from((off / gain.max(1e-6) - products.step(&words)).powi(2));
            count += 1.0;
        }
    }
    (squares / count.max(1.0)).sqrt() as f32
}

/// Queries as people ask them: not one of the vectors, but between two of them.
fn sample_queries(lists: &Lists) -> Vec<Products> {
    let rows: Vec<u32> = lists.present().sample(4 * SAMPLE_QUERIES).collect();
    let floats = |row: u32| {
        let (steps, scale) = lists.get(row).map_or((&[][..], 0.0), |held| (held.record, held.scale));
        steps.iter().map(|step| scale * f32::from(step.cast_signed())).collect::<Vec<f32>>()
    };
    let middle = |at: usize| {
        let (one, other) = (floats(rows[at]), floats(rows[(at + rows.len() / 2 + 1) % rows.len()]));
        let sum: Vec<f32> = one.iter().zip(&other).map(|(a, b)| a + 0.7 * b).collect();
        let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        Products::new(&sum.iter().map(|x| x / norm).collect::<Vec<f32>>())
    };
    (0..rows.len()).step_by(4).map(middle).collect()
}

/// Dot products with a query.
struct Products {
    query: Query,
    planes: Planes,
    kernel: Kernel,
}

impl Products {
    fn new(query: &[f32]) -> Products {
        Products { query: Query::new(query), planes: Planes::new(query), kernel: Kernel::best() }
    }

    /// The product with a code.
    fn step(&self, words: &[u64]) -> f32 {
        let group: Vec<u8> = words.iter().flat_map(|word| [word.to_le_bytes(); GROUP].concat()).collect();
        let mut sums = [0; GROUP];
        self.kernel.bits(&self.planes, &group, &mut sums);
        self.planes.signed(sums[0])
    }
}

impl Scorer for Products {
    fn all(&self, segment: &Segment, scores: &mut Vec<f32>) {
        let mut sums = [0i32; SEGMENT];
        let sums = &mut sums[..segment.rows().len()];
        self.kernel.dots(&self.query, segment.records(), sums);
        let scale = self.query.scale();
        scores.clear();
        scores.extend(sums.iter().zip(segment.scales()).map(|(sum, own)| *sum as f32 * scale * own));
    }

    #[inline]
    fn one(&self, record: &[u8], scale: f32) -> f32 {
        self.kernel.dot(&self.query, record) as f32 * self.query.scale() * scale
    }

    fn expectation(&self, centres: &Centres) -> Vec<f32> {
        centres.expectation(&self.query)
    }

    /// Looks at the codes first, and at the vectors only of those that may be among the best.
    fn offer(&self, segment: &Segment, expected: f32, scan: &mut Scan<'_>) -> f32 {
        let count = segment.rows().len();
        let mut sums = [0i32; SEGMENT];
        self.kernel.bits(&self.planes, segment.codes(), &mut sums[..count.next_multiple_of(GROUP)]);
        let (bar, doubt) = (scan.best.bar() - expected, DOUBT * scan.error);
        let mut highest = [0f32; SEGMENT];
        let squares = self.estimates((&sums[..count], segment.gains()), doubt, &mut highest[..count]);
        scan.picked.clear();
        for (group, highest) in highest[..count].chunks(16).enumerate() {
            // Most groups have none.
            if highest.iter().fold(f32::NEG_INFINITY, |most, one| most.max(*one)) >= bar {
                let picked = highest.iter().enumerate().filter(|(_, highest)| **highest >= bar);
                scan.picked.extend(picked.map(|(at, _)| (16 * group + at) as u32));
            }
        }
        self.offer_picked(segment, scan);
        squares
    }
}

impl Products {
    /// From the sums and gains of codes how high their products with the query, less what the centre says, can be in all
    /// likelihood. Returns the sum of squares of how high they are estimated.
    fn estimates(&self, (sums, gains): (&[i32], &[f32]), doubt: f32, highest: &mut [f32]) -> f32 {
        let mut squares = [0f32; 16];
        for ((highest, sums), gains) in highest.chunks_mut(16).zip(sums.chunks(16)).zip(gains.chunks(16)) {
            let lanes = highest.iter_mut().zip(sums).zip(gains).zip(&mut squares);
            for (((highest, sum), gain), square) in lanes {
                let estimate = gain * self.planes.signed(*sum);
                *highest = estimate + gain * doubt;
                *square += estimate * estimate;
            }
        }
        squares.iter().sum()
    }

    /// Offers those picked.
    fn offer_picked(&self, segment: &Segment, scan: &mut Scan<'_>) {
        let rows = segment.rows();
        let width = self.query.values().len();
        let record = |at: u32| &segment.records()[at as usize * width..][..width];
        scan.picked.retain(|at| {
            let counts = scan.within.contains(rows[*at as usize]);
            if counts {
                kernel::prefetch(record(*at));
            }
            counts
        });
        for at in &scan.picked {
            let score = self.one(record(*at), segment.scales()[*at as usize]);
            scan.best.put(rows[*at as usize], score);
        }
    }
}

#[cfg(test)]
mod tests;
