//! The centres of lists: k-means (Lloyd 1982) over a sample, in int8.
//!
//! Records and centres are both steps of int8, so that the kernel that searches also trains: a centre in a tile that fits the
//! first cache meets many points before it is thrown out. The road not taken is k-means in floats with a matrix library,
//! which needs four times the memory and is no faster.

use std::io;

use crate::file::{In, Out};
use crate::kernel::{Kernel, Query, padded};
use crate::lists::{ListId, Lists};

/// Rounds of k-means.
const ROUNDS: usize = 7;
/// Points that a centre is trained on.
const POINTS_EACH: usize = 24;
/// Centres that are compared at a time: 24 kB of 384 dimensions.
const TILE: usize = 64;
/// Points that are compared at a time.
const BATCH: usize = 128;

/// How nearness is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nearness {
    /// By direction: points and centres count as of length 1.
    Cosine,
    /// By distance.
    Euclidean,
}

/// Centres with what is known of their lists.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Centres {
    nearness: Nearness,
    /// Bytes of one centre.
    width: usize,
    steps: Vec<u8>,
    /// Length of a step, so that a centre is the mean of its list.
    scales: Vec<f32>,
    /// Length of the mean.
    norms: Vec<f32>,
    /// Root of the mean squared distance of records from the mean.
    spreads: Vec<f32>,
    /// Spread of scores in spreads of their lists, for queries of length 1.
    pub(super) factor: f32,
    /// How far codes are off, in steps, for queries of length 1.
    pub(super) error: f32,
    /// (factor on the spread, recall reached with it), ascending.
    pub(super) safeties: Vec<(f32, f32)>,
    /// (records asked for divided by the share of rows in the set, records looked at), ascending.
    pub(super) looked_at: Vec<(f32, f32)>,
}

/// A point, as the index holds it.
#[derive(Clone, Copy)]
pub(crate) struct Point<'a> {
    /// Steps, padded.
    pub(crate) steps: &'a [u8],
    /// Length of one.
    pub(crate) scale: f32,
}

impl Point<'_> {
    fn query(self) -> Query {
        Query::of_steps(self.steps.iter().map(|step| step.cast_signed()).collect(), self.scale)
    }
}

/// A way to see records as points: itself for a vector.
pub(crate) type AsPoint<'a> = &'a (dyn Fn(&[u8], f32, &mut Vec<u8>) -> f32 + Sync);

impl Centres {
    /// Number of centres.
    pub(crate) fn len(&self) -> usize {
        self.scales.len()
    }

    /// Bytes of one centre, and of a point.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The factor on spreads that reaches this recall, between those of calibration; the largest of these when none did.
    pub(crate) fn safety(&self, recall: f32) -> f32 {
        let Some(after) = self.safeties.iter().position(|(_, reached)| *reached >= recall) else {
            return self.safeties.last().map_or(1.0, |(safety, _)| *safety);
        };
        let (high, more) = self.safeties[after];
        let Some((low, less)) = after.checked_sub(1).map(|before| self.safeties[before]) else { return high };
        low + (high - low) * (recall - less) / (more - less)
    }

    /// The spread of scores that is believed before any is seen, in spreads of their lists.
    pub(crate) fn factor(&self) -> f32 {
        self.factor
    }

    /// How far the estimates of codes are off, in steps of a code: root mean square, for queries of length 1.
    pub(crate) fn error(&self) -> f32 {
        self.error
    }

    /// Sets what [`Centres::error`] tells.
    pub(crate) fn set_error(&mut self, error: f32) {
        self.error = error;
    }

    /// The centre of a list, in steps and their length.
    pub(crate) fn centre(&self, list: ListId) -> (&[u8], f32) {
        (&self.steps[list as usize * self.width..][..self.width], self.scales[list as usize])
    }

    /// The spread of a list.
    #[inline]
    pub(crate) fn spread(&self, list: ListId) -> f32 {
        self.spreads[list as usize]
    }

    /// About how many records a search looks at that asks for `depth` records, counted over the whole.
    pub(crate) fn scanned(&self, depth: f32) -> f32 {
        let Some(after) = self.looked_at.iter().position(|(known, _)| *known >= depth) else {
            return self.looked_at.last().map_or(f32::INFINITY, |(known, count)| count * depth / known);
        };
        let (high, most) = self.looked_at[after];
        let Some((low, least)) = after.checked_sub(1).map(|before| self.looked_at[before]) else {
            return most;
        };
        least + (most - least) * (depth.ln() - low.ln()) / (high.ln() - low.ln())
    }

    /// What each centre says of a query: the mean score of its list.
    pub(crate) fn expectation(&self, query: &Query) -> Vec<f32> {
        let mut sums = vec![0; self.len()];
        Kernel::best().dots(query, &self.steps, &mut sums);
        sums.iter().zip(&self.scales).map(|(sum, scale)| *sum as f32 * scale * query.scale()).collect()
    }

    /// The list that a point belongs to.
    pub(crate) fn nearest(&self, point: Point<'_>) -> ListId {
        self.assign(&[point.query()])[0].0
    }

    /// For each point the nearest centre and how near it is.
    fn assign(&self, points: &[Query]) -> Vec<(ListId, f32)> {
        let kernel = Kernel::best();
        let mut best = vec![(0, f32::NEG_INFINITY); points.len()];
        let mut sums = [0; TILE];
        for (tile, steps) in self.steps.chunks(TILE * self.width).enumerate() {
            let count = steps.len() / self.width;
            for (point, best) in points.iter().zip(&mut best) {
                kernel.dots(point, steps, &mut sums[..count]);
                for (at, sum) in sums[..count].iter().enumerate() {
                    let centre = tile * TILE + at;
                    let near = self.nearness_of(centre, *sum as f32 * point.scale());
                    if near > best.1 {
                        *best = (centre as ListId, near);
                    }
                }
            }
        }
        best
    }

    #[inline]
    fn nearness_of(&self, centre: usize, product: f32) -> f32 {
        let product = product * self.scales[centre];
        match self.nearness {
            Nearness::Cosine => product / self.norms[centre],
            Nearness::Euclidean => product - 0.5 * self.norms[centre] * self.norms[centre],
        }
    }

    /// Centres for `lists` lists of the records of `all`, as points; `threads` work at it.
    pub(crate) fn train(all: &Lists, lists: usize, how: (Nearness, AsPoint<'_>), threads: usize) -> Centres {
        let sample = sample(all, lists * POINTS_EACH, how.1);
        let width = sample.first().map_or(padded(1), |point| point.values().len());
        let mut centres = Centres::of_points(&sample, lists, how.0, width);
        for _ in 0..ROUNDS {
            let nearest = in_parallel(&sample, threads, |points| centres.assign(points));
            centres.move_to_means(&sample, &nearest);
        }
        centres
    }

    /// The first centres: points of the sample, evenly spread over it.
    fn of_points(sample: &[Query], lists: usize, nearness: Nearness, width: usize) -> Centres {
        let mut centres = Centres {
            nearness,
            width,
            steps: Vec::with_capacity(lists * width),
            scales: Vec::with_capacity(lists),
            norms: Vec::with_capacity(lists),
            spreads: vec![1.0; lists],
            factor: 1.0,
            error: 1.0,
            safeties: Vec::new(),
            looked_at: Vec::new(),
        };
        for list in 0..lists {
            let point = &sample[list * sample.len() / lists];
            centres.steps.extend(point.values().iter().map(|step| step.cast_unsigned()));
            centres.scales.push(point.scale());
            centres.norms.push(length(point));
        }
        centres
    }

    fn move_to_means(&mut self, sample: &[Query], nearest: &[(ListId, f32)]) {
        let mut means = Means::new(self.len(), self.width);
        for (point, (list, _)) in sample.iter().zip(nearest) {
            means.add(*list, point, self.nearness);
        }
        self.reseed_empty(&mut means, sample, nearest);
        self.take(&means);
    }

    /// An empty list takes the point that is farthest from the centre it has.
    fn reseed_empty(&self, means: &mut Means, sample: &[Query], nearest: &[(ListId, f32)]) {
        let empty: Vec<ListId> =
            (0..self.len() as ListId).filter(|list| means.counts[*list as usize] == 0.0).collect();
        if empty.is_empty() {
            return;
        }
        let mut farthest: Vec<usize> = (0..sample.len()).collect();
        farthest.sort_by(|a, b| nearest[*a].1.total_cmp(&nearest[*b].1).then_with(|| a.cmp(b)));
        for (list, point) in empty.into_iter().zip(farthest) {
            means.add(list, &sample[point], self.nearness);
        }
    }

    fn take(&mut self, means: &Means) {
        for list in 0..self.len() {
            let Some(mean) = means.mean(list) else { continue };
            let norm = mean.iter().map(|x| x * x).sum::<f32>().sqrt();
            let query = Query::new(&mean);
            let steps = query.values().iter().map(|step| step.cast_unsigned());
            self.steps[list * self.width..][..self.width]
                .iter_mut()
                .zip(steps)
                .for_each(|(to, step)| *to = step);
            self.scales[list] = query.scale();
            self.norms[list] = norm.max(1e-6);
            self.spreads[list] = (means.squares[list] / means.counts[list] - norm * norm).max(1e-6).sqrt();
        }
    }

    /// The list of each record of `all`, segment by segment; the means and spreads of the centres are then those of their
    /// lists.
    pub(crate) fn divide(&mut self, all: &Lists, as_point: AsPoint<'_>, threads: usize) -> Vec<ListId> {
        let mut of_records = Vec::with_capacity(all.len());
        let mut means = Means::new(self.len(), self.width);
        for segment in all.segments() {
            let points = points_of(segment, all.widths().record, as_point);
            let nearest = in_parallel(&points, threads, |points| self.assign(points));
            for ((list, _), point) in nearest.into_iter().zip(&points) {
                of_records.push(list);
                means.add(list, point, Nearness::Euclidean);
            }
        }
        self.take(&means);
        of_records
    }

    /// Bytes held in memory.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.steps.capacity() + 12 * self.len() + 8 * (self.safeties.len() + self.looked_at.len())
    }

    /// Writes the centres.
    pub(crate) fn save(&self, out: &mut Out<'_>) -> io::Result<()> {
        out.u32(u32::from(self.nearness == Nearness::Euclidean))?;
        out.u64(self.width as u64)?;
        out.list(&self.steps)?;
        for values in [&self.scales, &self.norms, &self.spreads] {
            out.list(values)?;
        }
        out.f32(self.factor)?;
        out.f32(self.error)?;
        for pairs in [&self.safeties, &self.looked_at] {
            let flat: Vec<f32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
            out.list(&flat)?;
        }
        Ok(())
    }

    /// Reads what [`Centres::save`] wrote.
    pub(crate) fn load(from: &mut In<'_>) -> Option<Centres> {
        let nearness = if from.u32()? == 0 { Nearness::Cosine } else { Nearness::Euclidean };
        let width = usize::try_from(from.u64()?).ok()?;
        let steps = from.list(0u8)?;
        let (scales, norms, spreads) = (from.list(0f32)?, from.list(0f32)?, from.list(0f32)?);
        let (factor, error) = (from.f32()?, from.f32()?);
        let mut pairs =
            || Some(from.list(0f32)?.as_chunks().0.iter().map(|[a, b]| (*a, *b)).collect::<Vec<_>>());
        let (safeties, looked_at) = (pairs()?, pairs()?);
        let fits = padded(width) == width
            && !scales.is_empty()
            && scales.len().checked_mul(width) == Some(steps.len())
            && norms.len() == scales.len()
            && spreads.len() == scales.len();
        let centres =
            Centres { nearness, width, steps, scales, norms, spreads, factor, error, safeties, looked_at };
        fits.then_some(centres)
    }
}

fn length(point: &Query) -> f32 {
    let squares: f32 = point.values().iter().map(|step| f32::from(*step).powi(2)).sum();
    (squares.sqrt() * point.scale()).max(1e-6)
}

/// At most `most` records as points, evenly spread over the rows.
fn sample(all: &Lists, most: usize, as_point: AsPoint<'_>) -> Vec<Query> {
    let point = |row: u32| {
        let held = all.get(row)?;
        Some(to_query(held.record, held.scale, as_point))
    };
    all.present().sample(most.max(1)).filter_map(point).collect()
}

fn to_query(record: &[u8], scale: f32, as_point: AsPoint<'_>) -> Query {
    let mut steps = Vec::new();
    let scale = as_point(record, scale, &mut steps);
    Query::of_steps(steps.iter().map(|step| step.cast_signed()).collect(), scale)
}

fn points_of(segment: &crate::lists::Segment, width: usize, as_point: AsPoint<'_>) -> Vec<Query> {
    let records = segment.records().chunks_exact(width).zip(segment.scales());
    records.map(|(record, scale)| to_query(record, *scale, as_point)).collect()
}

/// Applies `work` to batches of `points`, on so many threads; results in the order of the points.
fn in_parallel<T: Send>(
    points: &[Query],
    threads: usize,
    work: impl Fn(&[Query]) -> Vec<T> + Sync,
) -> Vec<T> {
    let share = points.len().div_ceil(threads.max(1)).max(1);
    let batches = &|points: &[Query]| points.chunks(BATCH).flat_map(&work).collect::<Vec<T>>();
    if threads <= 1 || points.len() <= BATCH {
        return batches(points);
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            points.chunks(share).map(|points| scope.spawn(move || batches(points))).collect();
        let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Sums of points by list.
struct Means {
    width: usize,
    sums: Vec<f32>,
    squares: Vec<f32>,
    counts: Vec<f32>,
}

impl Means {
    fn new(lists: usize, width: usize) -> Means {
        Means { width, sums: vec![0.0; lists * width], squares: vec![0.0; lists], counts: vec![0.0; lists] }
    }

    fn add(&mut self, list: ListId, point: &Query, nearness: Nearness) {
        let norm = length(point);
        let scale = if nearness == Nearness::Cosine { point.scale() / norm } else { point.scale() };
        let sums = &mut self.sums[list as usize * self.width..][..self.width];
        for (sum, step) in sums.iter_mut().zip(point.values()) {
            *sum += scale * f32::from(*step);
        }
        self.squares[list as usize] += if nearness == Nearness::Cosine { 1.0 } else { norm * norm };
        self.counts[list as usize] += 1.0;
    }

    /// The mean of a list; `None` of an empty one.
    fn mean(&self, list: usize) -> Option<Vec<f32>> {
        let count = self.counts[list];
        let sums = &self.sums[list * self.width..][..self.width];
        (count > 0.0).then(|| sums.iter().map(|sum| sum / count).collect())
    }
}
