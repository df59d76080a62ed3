//! Sections: where the music changes, which parts return, and what each part is called.
//!
//! Bars (or two seconds, where there are none) are compared by colour, level and harmony; boundaries are where the
//! self-similarity matrix looks like a checkerboard (Foote, *Automatic audio segmentation using a measure of audio
//! novelty*, 2000). Parts that are alike share a group. Names follow from place, energy and return, in the words
//! of the API: they are a reading, not a measurement, and the boundaries are worth more than the names.

mod naming;

use hark_track::{Section, Structure};

use crate::texture::{BANDS, STRETCHES_PER_SECOND, Stretch};

/// Seconds of a unit where there are no bars.
const UNIT_S: f64 = 2.0;
/// Units on each side of a boundary that are compared.
const REACH: usize = 8;
/// Units that a section has at least.
const SHORTEST: usize = 4;
/// A boundary's novelty is at least this many standard deviations above the mean.
const CONTRAST: f32 = 0.5;
/// Sections whose mean units are at least this alike (cosine) are the same part.
const SAME_PART: f32 = 0.85;
/// Phrases are at least this many units.
const PHRASE: usize = 16;
/// Weight of harmony beside colour in a unit.
const HARMONY: f32 = 0.7;
/// The fewest units that have a form.
const FEWEST_UNITS: usize = 8;
/// The most units that are compared pairwise; beyond, units are joined: about three hours of bars.
const MOST_UNITS: usize = 6000;

/// A run of units.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    from: usize,
    to: usize,
    /// Parts with the same number are alike.
    group: usize,
    /// Mean level in dB.
    level: f32,
    /// Rise of the level from its first to its last third, in dB.
    rise: f32,
}

/// What sections are found from.
pub(crate) struct Form<'a> {
    pub(crate) stretches: &'a [Stretch],
    /// Pitch-class frames and their distance in seconds.
    pub(crate) chroma: &'a [[f32; 12]],
    pub(crate) chroma_hop_s: f64,
    pub(crate) seconds: f64,
    /// Electronic dance music has drops where songs have choruses.
    pub(crate) is_dance: bool,
}

impl Form<'_> {
    /// Fills `sections`, `phrases` and `energy`; leaves them empty where the file is too short to have a form.
    pub(crate) fn find(&self, structure: &mut Structure) {
        let edges = self.edges(structure);
        let units: Vec<(Vec<f32>, f32)> = edges.windows(2).map(|edge| self.unit(edge[0], edge[1])).collect();
        if units.len() < FEWEST_UNITS {
            return;
        }
        let vectors = standardised(&units);
        let parts = parts(&vectors, &units);
        let coarse = coarser(&parts);
        let in_bars = structure.downbeats.len() > 1;
        let section = |part: &Part, of: &[Part]| {
            let at = |edge: usize| if edge + 1 == edges.len() { self.seconds } else { edges[edge] };
            let bar = |unit: usize| u32::try_from(unit).ok().map(|unit| unit + 1).filter(|_| in_bars);
            Section {
                start: if part.from == 0 { 0.0 } else { at(part.from) },
                end: at(part.to),
                label: Some(naming::name(part, of, self.is_dance)),
                energy: Some(naming::energy(part, of)),
                bar_start: bar(part.from),
                bar_end: bar(part.to),
                bars: bar(part.to - part.from - 1),
            }
        };
        structure.sections = parts.iter().map(|part| section(part, &parts)).collect();
        structure.phrases = coarse.iter().map(|part| section(part, &coarse)).collect();
        let weighted =
            structure.sections.iter().map(|one| f64::from(one.energy.unwrap_or(0)) * (one.end - one.start));
        structure.energy = Some((weighted.sum::<f64>() / self.seconds).clamp(0.0, 4.0));
    }

    /// Where units begin, and the end: downbeats, or every two seconds.
    fn edges(&self, structure: &Structure) -> Vec<f64> {
        let mut edges: Vec<f64> = if structure.downbeats.len() > 1 {
            structure.downbeats.clone()
        } else {
            (0..(self.seconds / UNIT_S) as usize).map(|unit| unit as f64 * UNIT_S).collect()
        };
        let step = edges.len().div_ceil(MOST_UNITS).max(1);
        edges = edges.into_iter().step_by(step).collect();
        edges.push(self.seconds);
        edges
    }

    /// Colour relative to level, level, and harmony of a stretch of time; and its level in dB.
    fn unit(&self, from: f64, to: f64) -> (Vec<f32>, f32) {
        let frames = |rate: f64, count: usize| {
            let first = ((from * rate) as usize).min(count.saturating_sub(1));
            first..((to * rate).ceil() as usize).clamp((first + 1).min(count), count)
        };
        let stretches = &self.stretches[frames(STRETCHES_PER_SECOND, self.stretches.len())];
        let count = stretches.len().max(1) as f32;
        let level = stretches.iter().map(|stretch| stretch.level).sum::<f32>() / count;
        let mut vector: Vec<f32> = (0..BANDS)
            .map(|band| stretches.iter().map(|stretch| stretch.levels[band]).sum::<f32>() / count)
            .collect();
        vector.push(level);
        let mut classes = [0.0f32; 12];
        for frame in &self.chroma[frames(1.0 / self.chroma_hop_s, self.chroma.len())] {
            for (sum, value) in classes.iter_mut().zip(frame) {
                *sum += value;
            }
        }
        let length = classes.iter().map(|value| value * value).sum::<f32>().sqrt();
        vector.extend(classes.map(|value| if length > 0.0 { value / length } else { 0.0 }));
        (vector, level)
    }
}

/// Each dimension with zero mean; levels in units of their deviation, harmony weighted beside them.
fn standardised(units: &[(Vec<f32>, f32)]) -> Vec<Vec<f32>> {
    let count = units.len() as f32;
    let width = units.first().map_or(0, |(vector, _)| vector.len());
    let mut vectors: Vec<Vec<f32>> = units.iter().map(|(vector, _)| vector.clone()).collect();
    for dimension in 0..width {
        let mean = vectors.iter().map(|vector| vector[dimension]).sum::<f32>() / count;
        let variance = vectors.iter().map(|vector| (vector[dimension] - mean).powi(2)).sum::<f32>() / count;
        let weight = if dimension > BANDS { HARMONY } else { 1.0 };
        // A level that stays within a decibel is no difference.
        let scale = weight / variance.sqrt().max(if dimension > BANDS { 0.05 } else { 1.0 });
        for vector in &mut vectors {
            vector[dimension] = (vector[dimension] - mean) * scale;
        }
    }
    vectors
}

fn parts(vectors: &[Vec<f32>], units: &[(Vec<f32>, f32)]) -> Vec<Part> {
    let boundaries = boundaries(&novelty(vectors));
    let mut means: Vec<Vec<f32>> = Vec::new();
    let mut parts = Vec::new();
    for edge in boundaries.windows(2) {
        let (from, to) = (edge[0], edge[1]);
        let mean = mean(&vectors[from..to]);
        let known = means.iter().position(|other| cosine(other, &mean) >= SAME_PART);
        let group = known.unwrap_or_else(|| {
            means.push(mean);
            means.len() - 1
        });
        let level =
            |run: &[(Vec<f32>, f32)]| run.iter().map(|(_, level)| level).sum::<f32>() / run.len() as f32;
        let third = ((to - from) / 3).max(1);
        let rise = level(&units[to - third..to]) - level(&units[from..from + third]);
        parts.push(Part { from, to, group, level: level(&units[from..to]), rise });
    }
    parts
}

/// How unlike the units before and after each unit are, against how alike they are among themselves.
fn novelty(vectors: &[Vec<f32>]) -> Vec<f32> {
    let at = |middle: usize| {
        let reach = REACH.min(middle).min(vectors.len() - middle);
        if reach < 2 {
            return 0.0;
        }
        let (before, after) = (&vectors[middle - reach..middle], &vectors[middle..middle + reach]);
        let similarity = |a: &[Vec<f32>], b: &[Vec<f32>]| {
            let pairs = a.iter().flat_map(|a| b.iter().map(move |b| cosine(a, b)));
            pairs.sum::<f32>() / (a.len() * b.len()) as f32
        };
        let within = 0.5 * (similarity(before, before) + similarity(after, after));
        (within - similarity(before, after)) * (reach as f32 / REACH as f32).sqrt()
    };
    (0..vectors.len()).map(at).collect()
}

/// First unit of each part, and the end: peaks of the novelty, preferably four, eight, … units apart.
fn boundaries(novelty: &[f32]) -> Vec<usize> {
    let count = novelty.len() as f32;
    let mean = novelty.iter().sum::<f32>() / count;
    let deviation = (novelty.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count).sqrt();
    let is_peak = |&at: &usize| {
        let around = at.saturating_sub(SHORTEST / 2)..(at + SHORTEST / 2 + 1).min(novelty.len());
        novelty[at] > mean + CONTRAST * deviation && around.clone().all(|other| novelty[other] <= novelty[at])
    };
    let mut chosen = vec![0];
    for peak in (SHORTEST..novelty.len().saturating_sub(SHORTEST - 1)).filter(is_peak) {
        if peak - chosen[chosen.len() - 1] >= SHORTEST {
            chosen.push(peak);
        }
    }
    chosen.push(novelty.len());
    chosen
}

/// Neighbouring parts joined until each is long enough to be a phrase, the most alike first.
fn coarser(parts: &[Part]) -> Vec<Part> {
    let mut joined = parts.to_vec();
    while joined.len() > 1 {
        let short = |pair: &[Part]| pair.iter().map(|part| part.to - part.from).min().unwrap_or(0) < PHRASE;
        let apart = |pair: &[Part]| {
            let same = if pair[0].group == pair[1].group { 0.0 } else { 3.0 };
            same + (pair[0].level - pair[1].level).abs()
        };
        let nearest = (0..joined.len() - 1)
            .filter(|&at| short(&joined[at..at + 2]))
            .min_by(|&a, &b| apart(&joined[a..a + 2]).total_cmp(&apart(&joined[b..b + 2])));
        let Some(at) = nearest else { break };
        let next = joined.remove(at + 1);
        let part = &mut joined[at];
        let (own, other) = ((part.to - part.from) as f32, (next.to - next.from) as f32);
        let rise = next.level - part.level;
        part.level = (part.level * own + next.level * other) / (own + other);
        part.rise = rise;
        part.group = if other > own { next.group } else { part.group };
        part.to = next.to;
    }
    joined
}

fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let width = vectors.first().map_or(0, Vec::len);
    let of = |at: usize| vectors.iter().map(|vector| vector[at]).sum::<f32>() / vectors.len() as f32;
    (0..width).map(of).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    if aa * bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests;
