//! Which periods the onsets repeat with: autocorrelation, and from it the candidates for the beat.

use super::onset::{BANDS, FRAMES_PER_SECOND};

/// Tempi that are considered, in BPM.
pub(super) const TEMPI: std::ops::RangeInclusive<f64> = 40.0..=230.0;
/// The longest lag, in frames: 8 s, two bars of a slow piece.
pub(super) const MAX_LAG: usize = 800;
/// The most candidates.
pub(super) const MAX_CANDIDATES: usize = 10;

/// Frames in a window of the autocorrelation (30 s) and between windows.
const WINDOW: usize = 3000;
const WINDOW_HOP: usize = 1500;
/// Half widths in frames of the local mean that is subtracted and the local power that is divided by.
const MEAN_REACH: usize = 40;
const POWER_REACH: usize = 400;
/// The local power counts as at least this share of the mean power, so that silence stays silent.
const POWER_FLOOR: f32 = 0.05;
/// Weights of the period and its multiples in the salience of a period.
const COMB: [f32; 4] = [1.0, 0.7, 0.4, 0.5];
/// Candidates nearer than this ratio are one.
const SAME: f64 = 1.03;

/// Rises of one series above what surrounds them, of about equal power everywhere.
pub(super) fn emphasise(series: &[f32]) -> Vec<f32> {
    let mean = local_mean(series, MEAN_REACH);
    let rises: Vec<f32> = series.iter().zip(mean).map(|(value, mean)| (value - mean).max(0.0)).collect();
    let power: Vec<f32> = rises.iter().map(|rise| rise * rise).collect();
    let floor = POWER_FLOOR * power.iter().sum::<f32>() / power.len().max(1) as f32;
    if floor <= 0.0 {
        return rises;
    }
    let around = local_mean(&power, POWER_REACH);
    rises.iter().zip(around).map(|(rise, power)| rise / power.max(floor).sqrt()).collect()
}

/// The sum of all bands, emphasised.
pub(super) fn novelty(strengths: &[[f32; BANDS]]) -> Vec<f32> {
    let sums: Vec<f32> = strengths.iter().map(|bands| bands.iter().sum()).collect();
    emphasise(&sums)
}

/// The mean over `at ± reach`, narrower at the ends.
fn local_mean(series: &[f32], reach: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(series.len() + 1);
    let mut sum = 0.0f64;
    sums.push(sum);
    for value in series {
        sum += f64::from(*value);
        sums.push(sum);
    }
    (0..series.len())
        .map(|at| {
            let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(series.len()));
            ((sums[to] - sums[from]) / (to - from) as f64) as f32
        })
        .collect()
}

/// How alike a series is to itself after a lag: 1 at lag 0, about 0 where unrelated. Means over windows of 30 s.
pub(super) struct Autocorrelation(Vec<f32>);

impl Autocorrelation {
    pub(super) fn of(series: &[f32]) -> Autocorrelation {
        let mut sums = vec![0.0f64; MAX_LAG + 1];
        let mut windows = 0.0;
        let mut from = 0;
        loop {
            let to = (from + WINDOW).min(series.len());
            if let Some(one) = of_window(&series[from..to]) {
                for (sum, value) in sums.iter_mut().zip(one) {
                    *sum += f64::from(value);
                }
                windows += 1.0;
            }
            if to == series.len() {
                break;
            }
            from += WINDOW_HOP;
        }
        Autocorrelation(sums.into_iter().map(|sum| (sum / f64::max(windows, 1.0)) as f32).collect())
    }

    /// At a lag in frames, interpolated; 0 beyond what was measured.
    pub(super) fn at(&self, lag: f64) -> f32 {
        let below = lag as usize;
        if lag < 0.0 || below + 1 >= self.0.len() {
            return 0.0;
        }
        let fraction = (lag - below as f64) as f32;
        self.0[below] * (1.0 - fraction) + self.0[below + 1] * fraction
    }

    /// The highest within ±`tolerance` of a lag, `tolerance` being a share of it.
    pub(super) fn near(&self, lag: f64, tolerance: f64) -> f32 {
        let reach = (lag * tolerance).max(1.0);
        let steps = reach.ceil() as i32;
        (-steps..=steps)
            .map(|step| self.at(lag + reach * f64::from(step) / f64::from(steps)))
            .fold(f32::NEG_INFINITY, f32::max)
    }
}

fn of_window(series: &[f32]) -> Option<Vec<f32>> {
    let mean = series.iter().sum::<f32>() / series.len().max(1) as f32;
    let centred: Vec<f32> = series.iter().map(|value| value - mean).collect();
    let power = dot(&centred, &centred) / centred.len().max(1) as f32;
    if power <= 0.0 {
        return None;
    }
    // Lags at which less than a quarter of the window overlaps say nothing.
    let longest = MAX_LAG.min(centred.len() * 3 / 4);
    let at = |lag: usize| match lag {
        lag if lag > longest => 0.0,
        lag => dot(&centred[lag..], &centred) / (centred.len() - lag) as f32 / power,
    };
    Some((0..=MAX_LAG).map(at).collect())
}

/// Sum of products over the shorter length, in eight lanes.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (a, b) = (&a[..a.len().min(b.len())], &b[..a.len().min(b.len())]);
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    rest + lanes.iter().sum::<f32>()
}

/// Periods in frames that may be the beat, most salient first, at most [`MAX_CANDIDATES`].
pub(super) fn candidates(acf: &Autocorrelation) -> Vec<f64> {
    let (shortest, longest) = (period(*TEMPI.end()), period(*TEMPI.start()));
    let steps = ((longest / shortest).ln() / 0.005) as i32;
    let grid: Vec<(f64, f32)> = (0..=steps)
        .map(|step| shortest * (f64::from(step) * 0.005).exp())
        .map(|lag| (lag, salience(acf, lag)))
        .collect();
    let mut peaks: Vec<(f64, f32)> = grid
        .windows(3)
        .filter(|three| three[1].1 >= three[0].1 && three[1].1 > three[2].1 && three[1].1 > 0.0)
        .map(|three| three[1])
        .collect();
    peaks.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.total_cmp(&b.0)));
    let mut chosen: Vec<f64> = Vec::new();
    let add = |lag: f64, chosen: &mut Vec<f64>| {
        let known = chosen.iter().any(|other| (lag / other).ln().abs() < SAME.ln());
        if !known && (shortest..=longest).contains(&lag) && chosen.len() < MAX_CANDIDATES {
            chosen.push(lag);
        }
    };
    if let Some(&(best, _)) = peaks.first() {
        for factor in [1.0, 0.5, 2.0, 1.0 / 3.0, 3.0, 2.0 / 3.0, 1.5] {
            add(refine(acf, best * factor), &mut chosen);
        }
    }
    for &(lag, _) in &peaks {
        add(refine(acf, lag), &mut chosen);
    }
    chosen
}

/// Frames of a beat at a tempo in BPM.
pub(super) fn period(bpm: f64) -> f64 {
    60.0 * FRAMES_PER_SECOND / bpm
}

/// Beats a minute of a period in frames.
pub(super) fn tempo(period: f64) -> f64 {
    60.0 * FRAMES_PER_SECOND / period
}

fn salience(acf: &Autocorrelation, lag: f64) -> f32 {
    let prior = ((lag / period(110.0)).log2() / 1.4).powi(2);
    let comb: f32 = COMB.iter().zip(1..).map(|(weight, k)| weight * acf.near(lag * f64::from(k), 0.01)).sum();
    comb * (-0.5 * prior).exp() as f32
}

/// The period within 3 % whose longest multiple within 4 s, and that within 1 s, repeat best.
fn refine(acf: &Autocorrelation, lag: f64) -> f64 {
    let fit = |lag: f64| -> f32 { [1.0, 2.0, 4.0].iter().map(|k| acf.at(lag * k)).sum() };
    let tried = (-30..=30).map(|step| lag * (1.0 + f64::from(step) * 0.001));
    tried
        .map(|lag| (lag, fit(lag)))
        .fold((lag, f32::NEG_INFINITY), |best, next| if next.1 > best.1 { next } else { best })
        .0
}
