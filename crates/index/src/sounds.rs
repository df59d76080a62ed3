//! Where each track lies on the axes of sound: one byte an axis, in memory.
//!
//! Only the order along an axis is used, so 255 steps are plenty, and with so few steps an exact histogram of every
//! axis can be kept up to date: a reader turns it into percentiles of the catalogue without sorting anything. A track's
//! codes stand together, because a query reads many axes of few tracks; which tracks, inverted lists tell
//! (`near`), whose centres lie in the space of normal scores, where every axis has the same spread.

use std::io;
use std::sync::Arc;

use hark_track::Axis;

use crate::file::{In, Out};
use crate::kernel::{Query, padded};
use crate::lists::{Code, Held, Lists, Segment, Widths};
use crate::near::calibration::{self, calibrate};
use crate::near::centres::{Centres, Nearness, Point};
use crate::near::{self, Ask, Scorer};
use crate::rows::Rows;

/// The code of a track that has no value on the axis.
pub const NOTHING: u8 = 0;
/// Sounds from which on there are centres.
const FEW: usize = 16_384;
/// Steps of a normal score of 1: scores end near ±2.65.
const STEPS: f32 = 46.0;
/// Queries that calibrate a search.
const SAMPLE_QUERIES: usize = 40;
const WIDTHS: Widths = Widths { record: Axis::COUNT, code: 0 };

/// A value from 0 to 1 on each axis, by [`Axis::index`]; `None` where nothing is known.
pub type Position = [Option<f32>; Axis::COUNT];

/// How many tracks have each code, [`NOTHING`] included.
pub type Histogram = [u32; 256];

/// What a track counts that has each code on an axis.
pub type Worth = [f32; 256];

/// The positions of every track whose sound is known.
#[derive(Debug, Clone)]
pub struct Sounds {
    lists: Lists,
    centres: Option<Arc<Grouping>>,
    histograms: Arc<Vec<Histogram>>,
    changes: usize,
    grouped: usize,
}

/// Centres, with the scores by which codes became points.
#[derive(Debug)]
struct Grouping {
    centres: Centres,
    scores: Vec<Worth>,
}

impl Default for Sounds {
    fn default() -> Sounds {
        let histograms = Arc::new(vec![[0; 256]; Axis::COUNT]);
        Sounds { lists: Lists::new(WIDTHS, 1), centres: None, histograms, changes: 0, grouped: 0 }
    }
}

/// The code of a value from 0 to 1: 1 to 255.
pub fn code(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 254.0).round() as u8 + 1
}

impl Sounds {
    /// The rows whose sound is known.
    pub fn present(&self) -> &Rows {
        self.lists.present()
    }

    /// How many of those rows have each code on `axis`.
    pub fn histogram(&self, axis: Axis) -> &Histogram {
        &self.histograms[axis.index()]
    }

    /// Sets or removes the position of `row`.
    pub fn set(&mut self, row: u32, position: Option<&Position>) {
        let before: Option<[u8; Axis::COUNT]> = self.codes(row).and_then(|codes| codes.try_into().ok());
        let codes = position.map(|position| position.map(|value| value.map_or(NOTHING, code)));
        if before == codes {
            return;
        }
        let histograms = Arc::make_mut(&mut self.histograms);
        for (axis, histogram) in histograms.iter_mut().enumerate() {
            before.iter().for_each(|codes| histogram[usize::from(codes[axis])] -= 1);
            codes.iter().for_each(|codes| histogram[usize::from(codes[axis])] += 1);
        }
        self.changes += 1;
        match codes {
            Some(codes) => self.put(row, &codes),
            None => self.lists.remove(row),
        }
    }

    fn put(&mut self, row: u32, codes: &[u8]) {
        let list = self.centres.as_ref().map_or(0, |grouping| {
            let mut steps = Vec::new();
            let scale = point(&grouping.scores, codes, &mut steps);
            grouping.centres.nearest(Point { steps: &steps, scale })
        });
        self.lists.put(row, list, Held { record: codes, scale: 1.0 }, Code::default());
    }

    /// The codes of `row` on every axis, by [`Axis::index`]; `None` when its sound is not known.
    #[inline]
    pub fn codes(&self, row: u32) -> Option<&[u8]> {
        self.lists.get(row).map(|held| held.record)
    }

    /// The code of `row` on `axis`.
    pub fn code(&self, row: u32, axis: Axis) -> u8 {
        self.codes(row).map_or(NOTHING, |codes| codes[axis.index()])
    }

    /// The tracks of `within` that count most, or nearly all of these in a large catalogue, with what they count, most first,
    /// ties by ascending row; at most `most`. A track counts the sum of what its codes are worth. `weights` says how
    /// strongly worth grows with the normal score on each axis.
    pub fn best(
        &self,
        worth: &[(Axis, Worth)],
        weights: &[f32],
        within: &Rows,
        most: usize,
    ) -> Vec<(u32, f32)> {
        let scorer = Sums { worth, weights: weights.to_vec() };
        let centres = self.centres.as_ref().map(|grouping| &grouping.centres);
        near::nearest(&self.lists, centres, &scorer, Ask { within, most, recall: calibration::RECALL })
    }

    /// Whether the positions have outgrown their lists, so that [`Sounds::regrouped`] is worth its time.
    pub fn is_outgrown(&self) -> bool {
        let count = self.lists.len();
        count >= FEW && (self.centres.is_none() || count > 2 * self.grouped || self.changes > self.grouped)
    }

    /// The same positions in new lists, on so many threads. `scores` gives the normal score of each code of an axis.
    pub fn regrouped(&self, scores: impl Fn(Axis) -> Worth, threads: usize) -> Sounds {
        let count = self.lists.len();
        let scores: Vec<Worth> = Axis::ALL.iter().map(|axis| scores(*axis)).collect();
        let as_point = |codes: &[u8], _scale: f32, steps: &mut Vec<u8>| point(&scores, codes, steps);
        let wanted = (2.0 * (count as f64).sqrt()) as usize;
        let mut centres = Centres::train(&self.lists, wanted, (Nearness::Euclidean, &as_point), threads);
        let of_records = centres.divide(&self.lists, &as_point, threads);
        let mut lists = Lists::new(WIDTHS, centres.len());
        let mut counts = vec![0; centres.len()];
        of_records.iter().for_each(|list| counts[*list as usize] += 1);
        lists.announce(counts);
        let records = self
            .lists
            .segments()
            .flat_map(|segment| segment.rows().iter().zip(segment.records().chunks(WIDTHS.record)));
        for ((row, record), list) in records.zip(of_records) {
            lists.put(*row, list, Held { record, scale: 1.0 }, Code::default());
        }
        let samples = sample_targets(&lists, &scores);
        let queries: Vec<Sums<'_>> =
            samples.iter().map(|(worth, weights)| Sums { worth, weights: weights.clone() }).collect();
        calibrate(&lists, &mut centres, &queries);
        let centres = Some(Arc::new(Grouping { centres, scores }));
        Sounds { lists, centres, histograms: Arc::clone(&self.histograms), changes: 0, grouped: count }
    }

    /// Takes over the positions of `rows` as `other` has them.
    pub(crate) fn take_from(&mut self, other: &Sounds, rows: impl Iterator<Item = u32>) {
        for row in rows {
            match other.codes(row) {
                Some(codes) => self.put(row, codes),
                None => self.lists.remove(row),
            }
        }
        self.histograms = Arc::clone(&other.histograms);
    }

    /// Bytes held in memory, or mapped.
    pub fn memory_bytes(&self) -> usize {
        let grouping = self.centres.as_ref().map_or(0, |grouping| grouping.centres.memory_bytes());
        self.lists.memory_bytes() + grouping + 2 * Axis::COUNT * size_of::<Histogram>()
    }

    /// Writes positions and lists.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u64(Axis::COUNT as u64)?;
        out.u64(self.changes as u64)?;
        out.u64(self.grouped as u64)?;
        out.u32(u32::from(self.centres.is_some()))?;
        if let Some(grouping) = &self.centres {
            grouping.centres.save(out)?;
            grouping.scores.iter().try_for_each(|scores| out.plain(scores))?;
        }
        self.lists.save(out)
    }

    /// Reads what [`Sounds::save`] wrote; `None` also when the axes have become others.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Sounds> {
        if from.u64()? != Axis::COUNT as u64 {
            return None;
        }
        let (changes, grouped) = (usize::try_from(from.u64()?).ok()?, usize::try_from(from.u64()?).ok()?);
        let mut centres = None;
        if from.u32()? != 0 {
            let mut grouping =
                Grouping { centres: Centres::load(from)?, scores: vec![[0.0; 256]; Axis::COUNT] };
            grouping.scores.iter_mut().try_for_each(|scores| from.plain(scores))?;
            centres = Some(Arc::new(grouping));
        }
        let lists = Lists::load(from)?;
        let fits = lists.widths() == WIDTHS
            && centres.as_ref().is_none_or(|grouping| {
                grouping.centres.len() == lists.lists() && grouping.centres.width() == padded(Axis::COUNT)
            });
        let mut histograms = vec![[0; 256]; Axis::COUNT];
        for codes in lists.segments().flat_map(|segment| segment.records().chunks_exact(WIDTHS.record)) {
            codes
                .iter()
                .zip(&mut histograms)
                .for_each(|(code, histogram)| histogram[usize::from(*code)] += 1);
        }
        fits.then_some(Sounds { lists, centres, histograms: Arc::new(histograms), changes, grouped })
    }
}

/// Codes as a point: a normal score an axis, in steps. Gives the length of one.
fn point(scores: &[Worth], codes: &[u8], steps: &mut Vec<u8>) -> f32 {
    let step = |(scores, code): (&Worth, &u8)| {
        (scores[usize::from(*code)] * STEPS).round().clamp(-127.0, 127.0) as i8
    };
    steps.clear();
    steps.extend(scores.iter().zip(codes).map(|pair| step(pair).cast_unsigned()));
    steps.resize(padded(codes.len()), 0);
    1.0 / STEPS
}

/// What codes are worth on some axes, and how strongly that grows with the normal score on every axis.
type SampleTarget = (Vec<(Axis, Worth)>, Vec<f32>);

/// Targets as descriptions make them: some axes on which a track stands out.
fn sample_targets(lists: &Lists, scores: &[Worth]) -> Vec<SampleTarget> {
    let target = |(at, row): (usize, u32)| {
        let held = lists.get(row)?;
        let score = |axis: &Axis| scores[axis.index()][usize::from(held.record[axis.index()])];
        let chosen = Axis::ALL.iter().filter(|axis| (axis.index() * 7 + at * 3) % 5 == 0);
        let mut weights = vec![0.0; Axis::COUNT];
        chosen.clone().for_each(|axis| weights[axis.index()] = score(axis));
        let worth = chosen.map(|axis| (*axis, scores[axis.index()].map(|one| one * score(axis)))).collect();
        Some((worth, weights))
    };
    lists.present().sample(SAMPLE_QUERIES).enumerate().filter_map(target).collect()
}

/// Sums of what codes are worth.
struct Sums<'a> {
    worth: &'a [(Axis, Worth)],
    weights: Vec<f32>,
}

impl Scorer for Sums<'_> {
    fn all(&self, segment: &Segment, scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend(segment.records().chunks_exact(WIDTHS.record).map(|codes| self.one(codes, 1.0)));
    }

    #[inline]
    fn one(&self, codes: &[u8], _scale: f32) -> f32 {
        self.worth.iter().map(|(axis, worth)| worth[usize::from(codes[axis.index()])]).sum()
    }

    fn expectation(&self, centres: &Centres) -> Vec<f32> {
        centres.expectation(&Query::new(&self.weights))
    }

    fn length(&self) -> f32 {
        self.weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt().max(1e-6)
    }
}

#[cfg(test)]
mod tests;
