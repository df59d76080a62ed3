//! Change of the sampling rate of a whole signal, by windowed sincs: slow, exact, and only for making test files.

use std::f64::consts::PI;

/// Zero crossings of the sinc on either side.
const HALF: usize = 32;

/// `plane` at the rate `to` instead of `from`, both in hertz.
pub(super) fn converted(plane: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to || from == 0 || to == 0 {
        return plane.to_vec();
    }
    let common = gcd(from, to);
    let (step, phases) = ((from / common) as usize, (to / common) as usize);
    // Of the lower of both rates, what lies below 95 % of its half survives.
    let cut = 0.95 * (f64::from(to) / f64::from(from)).min(1.0);
    let reach = (HALF as f64 / cut).ceil() as usize;
    let taps: Vec<Vec<f64>> = (0..phases)
        .map(|phase| {
            (0..2 * reach)
                .map(|k| tap(phase as f64 / phases as f64 + reach as f64 - 1.0 - k as f64, cut, reach))
                .collect()
        })
        .collect();
    let sample = |i: usize| {
        let (at, phase) = (i * step / phases, i * step % phases);
        let first = (at + 1) as isize - reach as isize;
        let value = |k: usize| plane.get(usize::try_from(first + k as isize).ok()?).copied();
        let sum: f64 = (0..2 * reach).filter_map(|k| Some(f64::from(value(k)?) * taps[phase][k])).sum();
        sum as f32
    };
    (0..plane.len() * phases / step).map(sample).collect()
}

fn tap(x: f64, cut: f64, reach: usize) -> f64 {
    let window = 0.5 + 0.5 * (PI * x / reach as f64).clamp(-PI, PI).cos();
    let sinc = if x.abs() < 1e-9 { 1.0 } else { (PI * cut * x).sin() / (PI * cut * x) };
    cut * window * sinc
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
