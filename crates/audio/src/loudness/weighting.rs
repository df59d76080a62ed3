//! K-weighting: the two filters of ITU-R BS.1770-4, annex 1, at any rate, over two channels at a time.
//!
//! The standard tabulates both filters at 48 kHz and asks for the same frequency response at other rates. The tables
//! are carried over by the bilinear transform: from 48 kHz back to the analogue filter they were made from, and from
//! there to the other rate, with the corner frequency kept exactly. At low rates the transform squeezes what lies near
//! the top of the band, and the shelf's foot with it: the gain is therefore set so that the tone of 997 Hz by which the
//! standard calibrates meters reads the same at every rate.

use std::f64::consts::PI;

/// One filter of second order, with the coefficient of the newest output being 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Biquad {
    /// Of the inputs, newest first.
    pub(super) b: [f64; 3],
    /// Of the outputs before the newest, newest first.
    pub(super) a: [f64; 2],
}

/// Stage 1, a shelf for the head's acoustic effect: BS.1770-4, table 1, at 48 kHz.
const SHELF: Biquad = Biquad {
    b: [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85],
    a: [-1.690_659_293_182_41, 0.732_480_774_215_85],
};

/// Stage 2, a high-pass: BS.1770-4, table 2, at 48 kHz.
const HIGH_PASS: Biquad = Biquad { b: [1.0, -2.0, 1.0], a: [-1.990_047_454_833_98, 0.990_072_250_366_21] };

/// The rate of the tables.
const TABLE_HZ: f64 = 48_000.0;

/// The tone that calibrates a meter: BS.1770-4, annex 1.
const CALIBRATION_HZ: f64 = 997.0;

/// Below this a state is taken for zero: numbers too small to be normal make processors crawl. Some 600 dB below full
/// scale, and a filter decays less than that within the time between two looks.
const TINY: f64 = 1e-30;

impl Biquad {
    /// This filter, which is meant for 48 kHz, at `rate_hz`.
    fn at(self, rate_hz: f64) -> Biquad {
        let den = analogue([1.0, self.a[0], self.a[1]]);
        let num = analogue(self.b);
        // The corner: where the squared and the constant term of the denominator weigh the same.
        let warped = (den[0] / den[2]).sqrt();
        let corner = warped.atan() * TABLE_HZ / PI;
        let ratio = warped / (PI * corner / rate_hz).tan();
        let [scale, a1, a2] = digital(den, ratio);
        Biquad { b: digital(num, ratio).map(|b| b / scale), a: [a1 / scale, a2 / scale] }
    }

    /// By how much a sine of `hz` is amplified.
    fn gain(&self, hz: f64, rate_hz: f64) -> f64 {
        let at = |[c0, c1, c2]: [f64; 3]| {
            let angle = 2.0 * PI * hz / rate_hz;
            let re = c0 + c1 * angle.cos() + c2 * (2.0 * angle).cos();
            let im = c1 * angle.sin() + c2 * (2.0 * angle).sin();
            re.hypot(im)
        };
        at(self.b) / at([1.0, self.a[0], self.a[1]])
    }
}

/// A polynomial in z⁻¹ as one in w = (z − 1)/(z + 1), constant term first.
fn analogue([c0, c1, c2]: [f64; 3]) -> [f64; 3] {
    [c0 + c1 + c2, 2.0 * (c0 - c2), c0 - c1 + c2]
}

/// A polynomial in w, stretched by `ratio`, as one in z⁻¹.
fn digital([n0, n1, n2]: [f64; 3], ratio: f64) -> [f64; 3] {
    let (n1, n2) = (n1 * ratio, n2 * ratio * ratio);
    [n0 + n1 + n2, 2.0 * (n0 - n2), n0 - n1 + n2]
}

/// Both filters over two channels. A pair is one processor word of doubles, and each step of a filter has to wait for
/// the step before: two channels take the time of one.
#[derive(Debug, Clone)]
pub(super) struct PairWeighting {
    stages: [Biquad; 2],
    /// Per stage its two memories (transposed direct form II), for both channels.
    state: [[[f64; 2]; 2]; 2],
}

impl PairWeighting {
    /// At rest.
    pub(super) fn new(rate_hz: u32) -> PairWeighting {
        let rate_hz = f64::from(rate_hz);
        let mut stages = [SHELF, HIGH_PASS].map(|stage| stage.at(rate_hz));
        let gain = |stages: [Biquad; 2], rate_hz| stages.map(|stage| stage.gain(CALIBRATION_HZ, rate_hz));
        let standard: f64 = gain([SHELF, HIGH_PASS], TABLE_HZ).iter().product();
        let carried: f64 = gain(stages, rate_hz).iter().product();
        stages[0].b = stages[0].b.map(|b| b * standard / carried);
        PairWeighting { stages, state: [[[0.0; 2]; 2]; 2] }
    }

    /// Filters the next samples of both channels and adds the squares of what comes out to `energies`.
    pub(super) fn push(&mut self, left: &[f32], right: &[f32], energies: &mut [f64; 2]) {
        let [shelf, high_pass] = self.stages;
        let [mut first, mut second] = self.state;
        let mut sums = *energies;
        for (&left, &right) in left.iter().zip(right) {
            let x = [f64::from(left), f64::from(right)];
            let y = step(&shelf, &mut first, x);
            let z = step(&high_pass, &mut second, y);
            for side in 0..2 {
                sums[side] += z[side] * z[side];
            }
        }
        self.state = [first, second];
        for memory in self.state.iter_mut().flatten().flatten().filter(|memory| memory.abs() < TINY) {
            *memory = 0.0;
        }
        *energies = sums;
    }
}

#[inline(always)]
fn step(filter: &Biquad, memory: &mut [[f64; 2]; 2], x: [f64; 2]) -> [f64; 2] {
    let mut y = [0.0; 2];
    for side in 0..2 {
        y[side] = filter.b[0] * x[side] + memory[0][side];
        memory[0][side] = filter.b[1] * x[side] + memory[1][side] - filter.a[0] * y[side];
        memory[1][side] = filter.b[2] * x[side] - filter.a[1] * y[side];
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain_db(filter: Biquad, hz: f64, rate_hz: f64) -> f64 {
        20.0 * filter.gain(hz, rate_hz).log10()
    }

    #[test]
    fn at_48_khz_the_filters_are_those_of_the_standard() {
        for table in [SHELF, HIGH_PASS] {
            let carried = table.at(48_000.0);
            let pairs = table.b.iter().zip(&carried.b).chain(table.a.iter().zip(&carried.a));
            assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-9), "{carried:?}");
        }
    }

    #[test]
    fn other_rates_have_the_same_response() {
        for rate in [32_000.0, 44_100.0, 96_000.0, 192_000.0] {
            for table in [SHELF, HIGH_PASS] {
                for hz in [20.0, 38.0, 100.0, 1_000.0, 1_700.0, 3_000.0] {
                    let (ours, standard) = (gain_db(table.at(rate), hz, rate), gain_db(table, hz, 48_000.0));
                    assert!((ours - standard).abs() < 0.05, "{rate} Hz, at {hz} Hz: {ours} {standard}");
                }
            }
        }
    }
}
