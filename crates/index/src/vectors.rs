//! One int8 vector a track, in memory or mapped, and the tracks nearest to a query.
//!
//! Vectors stand in inverted lists ([`crate::lists`]) around centres that are learnt once there are enough vectors; until then, and
//! for small sets of tracks at any time, a search is exact ([`crate::near`]). Every change finds its list at once,
//! so that recall does not suffer from changes; when the catalogue has outgrown its centres, [`Vectors::regrouped`] makes new
//! lists beside the old ones.

use std::io;
use std::sync::Arc;

use crate::error::Error;
use crate::file::{In, Out};
use crate::kernel::{Kernel, Query, padded};
use crate::lists::{Lists, SEGMENT, Segment};
use crate::near::calibration::{self, calibrate};
use crate::near::centres::{Centres, Nearness, Point};
use crate::near::{self, Ask, Scorer};
use crate::rows::Rows;

/// Vectors from which on there are centres: below, an exact search takes less than half a millisecond.
const FEW: usize = 16_384;
/// Queries that calibrate a search.
const SAMPLE_QUERIES: usize = 40;

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
        Vectors { dimensions: 0, lists: Lists::new(1, 1), centres: None, changes: 0, grouped: 0 }
    }
}

impl Vectors {
    /// The share of the nearest that [`Vectors::nearest`] is asked to find by those who have no reason to ask for another.
    pub const RECALL: f32 = calibration::RECALL;

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
            self.lists = Lists::new(padded(self.dimensions), 1);
        }
        self.check(vector.values.len())?;
        let mut steps: Vec<u8> = vector.values.iter().map(|step| step.cast_unsigned()).collect();
        steps.resize(padded(self.dimensions), 0);
        let point = Point { steps: &steps, scale: vector.scale };
        let list = self.centres.as_ref().map_or(0, |centres| centres.nearest(point));
        self.lists.put(row, list, vector.scale, &steps);
        self.changes += 1;
        Ok(())
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
        let lists = centres.spread_out(&self.lists, &as_point, threads);
        let queries = sample_queries(&lists);
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
            match other.lists.record(row) {
                Some((steps, scale)) => {
                    let list =
                        self.centres.as_ref().map_or(0, |centres| centres.nearest(Point { steps, scale }));
                    self.lists.put(row, list, scale, steps);
                }
                None => self.lists.remove(row),
            }
        }
    }

    /// Bytes held in memory, or mapped.
    pub fn memory_bytes(&self) -> usize {
        self.lists.memory_bytes() + self.centres.as_ref().map_or(0, |centres| centres.memory_bytes())
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
        let expected = if dimensions == 0 { 1 } else { padded(dimensions) };
        let fits = lists.width() == expected
            && centres
                .as_ref()
                .is_none_or(|centres| centres.len() == lists.lists() && centres.width() == expected);
        fits.then_some(Vectors { dimensions, lists, centres, changes, grouped })
    }
}

/// The number of lists for so many vectors: the cost of visiting centres and of scanning lists grows alike.
fn list_count(vectors: usize) -> usize {
    (4.0 * (vectors as f64).sqrt()) as usize
}

/// Queries as people ask them: not one of the vectors, but between two of them.
fn sample_queries(lists: &Lists) -> Vec<Products> {
    let rows: Vec<u32> = lists.present().sample(4 * SAMPLE_QUERIES).collect();
    let floats = |row: u32| {
        let (steps, scale) = lists.record(row).unwrap_or_default();
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
    kernel: Kernel,
}

impl Products {
    fn new(query: &[f32]) -> Products {
        Products { query: Query::new(query), kernel: Kernel::best() }
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
}

#[cfg(test)]
mod tests;
