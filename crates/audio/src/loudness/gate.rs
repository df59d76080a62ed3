//! Sliding windows and gates over the power of a programme: momentary, short-term, integrated loudness and its range.
//!
//! Power comes in steps of 10 ms. Windows are sums of whole steps: 40 of them momentary, 300 short-term, both moved by
//! one step, which is what lets a meter find the highest momentary value wherever it lies (Tech 3341, case 13). The
//! gates look every 100 ms: BS.1770-4 lays its blocks of 400 ms with 75 % overlap.

/// Steps a second.
pub(super) const STEPS_PER_SECOND: u64 = 100;
/// Steps of the momentary window and of a gating block: 400 ms.
const MOMENTARY: usize = 40;
/// Steps of the short-term window: 3 s.
const SHORT_TERM: usize = 300;
/// Steps between gating blocks, and between the short-term values of a loudness range: 100 ms.
const GATE_EVERY: u64 = 10;
/// The absolute gate of BS.1770-4 and Tech 3342, in LUFS.
const ABSOLUTE_GATE_LUFS: f64 = -70.0;
/// The relative gate of BS.1770-4, in LU.
const RELATIVE_GATE_LU: f64 = -10.0;
/// The relative gate of Tech 3342, in LU.
const RANGE_GATE_LU: f64 = -20.0;

/// The power of one programme over time. Memory: two numbers for each 100 ms, 0.6 MB an hour.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    /// Energy and frames of the last steps, a ring.
    ring: Vec<(f64, u64)>,
    steps: u64,
    /// Mean power of the gating blocks above the absolute gate.
    blocks: Vec<f64>,
    /// Mean power of the short-term windows above the absolute gate.
    short_terms: Vec<f64>,
    momentary: Readout,
    short_term: Readout,
}

/// What a window shows: mean powers, `None` until it is full.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Readout {
    pub(super) now: Option<f64>,
    pub(super) max: Option<f64>,
}

impl Readout {
    fn show(&mut self, power: f64) {
        self.now = Some(power);
        self.max = Some(self.max.map_or(power, |max| max.max(power)));
    }
}

impl Windows {
    pub(super) fn new() -> Windows {
        Windows {
            ring: vec![(0.0, 0); SHORT_TERM],
            steps: 0,
            blocks: Vec::new(),
            short_terms: Vec::new(),
            momentary: Readout::default(),
            short_term: Readout::default(),
        }
    }

    /// The next 10 ms: weighted energy and number of frames.
    pub(super) fn step(&mut self, energy: f64, frames: u64) {
        self.ring[(self.steps % SHORT_TERM as u64) as usize] = (energy, frames);
        self.steps += 1;
        let gating = self.steps.is_multiple_of(GATE_EVERY);
        if self.steps >= MOMENTARY as u64 {
            let power = self.mean(MOMENTARY);
            self.momentary.show(power);
            if gating && loudness(power) > ABSOLUTE_GATE_LUFS {
                self.blocks.push(power);
            }
        }
        if self.steps >= SHORT_TERM as u64 {
            let power = self.mean(SHORT_TERM);
            self.short_term.show(power);
            if gating && loudness(power) > ABSOLUTE_GATE_LUFS {
                self.short_terms.push(power);
            }
        }
    }

    /// Summed anew each time: a running sum would drift, and 300 additions each 10 ms cost nothing.
    fn mean(&self, steps: usize) -> f64 {
        let newest = (self.steps % SHORT_TERM as u64) as usize;
        let first = (newest + SHORT_TERM - steps) % SHORT_TERM;
        let (tail, head) = (self.ring.get(first..).unwrap_or_default(), &self.ring[..newest]);
        let window: &mut dyn Iterator<Item = &(f64, u64)> =
            if first < newest { &mut self.ring[first..newest].iter() } else { &mut tail.iter().chain(head) };
        let (energy, frames) = window.fold((0.0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
        energy / frames.max(1) as f64
    }

    pub(super) fn momentary(&self) -> Readout {
        self.momentary
    }

    pub(super) fn short_term(&self) -> Readout {
        self.short_term
    }

    /// BS.1770-4, annex 1: the mean power of the blocks above both gates, as loudness.
    pub(super) fn integrated(&self) -> Option<f64> {
        let gate = gate(&self.blocks, RELATIVE_GATE_LU)?;
        mean(self.blocks.iter().copied().filter(|power| *power >= gate)).map(loudness)
    }

    /// Tech 3342: from the 10th to the 95th percentile of the short-term values above both gates, in LU.
    pub(super) fn range(&self) -> Option<f64> {
        let gate = gate(&self.short_terms, RANGE_GATE_LU)?;
        let mut above: Vec<f64> = self.short_terms.iter().copied().filter(|power| *power >= gate).collect();
        above.sort_by(f64::total_cmp);
        // The rounding is that of the reference code in Tech 3342, annex 1.
        let percentile =
            |percent: f64| above.get(((above.len() - 1) as f64 * percent / 100.0).round() as usize);
        Some(loudness(*percentile(95.0)?) - loudness(*percentile(10.0)?))
    }
}

/// The power `relative_lu` below the mean of `powers`.
fn gate(powers: &[f64], relative_lu: f64) -> Option<f64> {
    mean(powers.iter().copied()).map(|mean| mean * 10f64.powf(relative_lu / 10.0))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0u64), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}

/// Loudness in LUFS of a weighted power (BS.1770-4, annex 1, equation 2): −∞ for silence.
pub(super) fn loudness(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}
