//! The test signals of EBU Tech 3341 (loudness metering, section 2.9) and 3342 (loudness range).
//!
//! Only cases that are defined by a description can be made here; 7 and 8 of 3341 and 5 and 6 of 3342 are
//! recorded programmes, and 11 and 14 are the live-meter forms of 10 and 13. All are stereo, and at 48 kHz
//! unless another rate is asked for: the documents state 48 kHz, and a meter must not depend on it.

use super::{Format, Segment, Signal};
use std::f64::consts::TAU;

/// The steps of cases 10 and 13, which are twenty signals each.
pub const STEPS: usize = 20;

/// Case `number` of Tech 3341 at 48 kHz, or `None` where it cannot be generated. Cases 10 and 13 are
/// families: see [`short_term_step`] and [`momentary_step`].
pub fn tech_3341(number: u8) -> Option<Signal> {
    tech_3341_at(number, Format::STEREO_48K.sample_rate)
}

/// The same at `rate` hertz; true-peak cases keep their frequencies relative to it.
pub fn tech_3341_at(number: u8, rate: u32) -> Option<Signal> {
    let levels = |steps: &[(f64, f64)]| Some(stereo(rate, &sines(steps)));
    let tone = |divisor, peak, phase_deg| Some(tone(rate, divisor, (peak, phase_deg)));
    match number {
        1 => levels(&[(-23.0, 20.0)]),
        2 => levels(&[(-33.0, 20.0)]),
        3 => levels(&[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]),
        4 => levels(&[(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)]),
        5 => levels(&[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]),
        6 => {
            let peaks = [-28.0, -28.0, -24.0, -30.0, -30.0];
            Some(Signal::new(Format::new(rate, 5), &[Segment::sine_in_channels(1000.0, &peaks, 20.0)]))
        }
        9 => levels(&[(-20.0, 1.34), (-30.0, 1.66)].repeat(5)),
        12 => levels(&[(-20.0, 0.18), (-30.0, 0.22)].repeat(25)),
        15 => tone(4, 0.50, 0.0),
        16 => tone(4, 0.50, 45.0),
        17 => tone(6, 0.50, 60.0),
        18 => tone(8, 0.50, 67.5),
        19 => tone(4, 1.41, 45.0),
        20..=23 => Some(inter_sample_burst(rate, usize::from(number - 20))),
        _ => None,
    }
}

/// Case `number` of Tech 3342 at 48 kHz, or `None` where it is a recorded programme. Expected ranges of 1–4:
/// 10, 5, 20 and 15 LU.
pub fn tech_3342(number: u8) -> Option<Signal> {
    tech_3342_at(number, Format::STEREO_48K.sample_rate)
}

/// The same at `rate` hertz.
pub fn tech_3342_at(number: u8, rate: u32) -> Option<Signal> {
    let levels = |dbs: &[f64]| {
        let steps: Vec<(f64, f64)> = dbs.iter().map(|&db| (db, 20.0)).collect();
        Some(stereo(rate, &sines(&steps)))
    };
    match number {
        1 => levels(&[-20.0, -30.0]),
        2 => levels(&[-20.0, -15.0]),
        3 => levels(&[-40.0, -20.0]),
        4 => levels(&[-50.0, -35.0, -20.0, -35.0, -50.0]),
        _ => None,
    }
}

/// Tech 3341 case 10 at `rate` hertz, step `i` of [`STEPS`]: the greatest short-term loudness is −23 LUFS wherever the three
/// seconds of tone begin.
pub fn short_term_step(i: usize, rate: u32) -> Signal {
    stereo(
        rate,
        &[Segment::silence(i as f64 * 0.15), Segment::sine(1000.0, -23.0, 3.0), Segment::silence(1.0)],
    )
}

/// Tech 3341 case 13 at `rate` hertz, step `i` of [`STEPS`]: the greatest momentary loudness is −23 LUFS wherever the 400 ms
/// of tone begin.
pub fn momentary_step(i: usize, rate: u32) -> Signal {
    stereo(
        rate,
        &[Segment::silence(i as f64 * 0.02), Segment::sine(1000.0, -23.0, 0.4), Segment::silence(1.0)],
    )
}

fn stereo(rate: u32, segments: &[Segment]) -> Signal {
    Signal::new(Format::new(rate, 2), segments)
}

fn sines(steps: &[(f64, f64)]) -> Vec<Segment> {
    steps.iter().map(|&(db, seconds)| Segment::sine(1000.0, db, seconds)).collect()
}

/// A true-peak case: a sine at the rate divided by `divisor`, of linear amplitude `peak`, one second long.
fn tone(rate: u32, divisor: u32, (peak, phase_deg): (f64, f64)) -> Signal {
    let hz = f64::from(rate) / f64::from(divisor);
    stereo(rate, &[Segment::tone(hz, peak, 1.0).with_phase(phase_deg).with_fades(0.010)])
}

/// Cases 20–23: at four times the rate, a sine of fs/6 at half scale with one period of fs/4 at full scale
/// in the middle, joined at zero crossings; low-passed and decimated from frame `offset`, so that the peak
/// of 0 dBTP falls between samples.
fn inter_sample_burst(rate: u32, offset: usize) -> Signal {
    const SIDE: usize = 24 * 200; // 200 periods of fs/6 at 4 fs on either side
    let slow = |i: usize| 0.5 * (TAU * i as f64 / 24.0).sin();
    let fast = |i: usize| (TAU * i as f64 / 16.0).sin();
    let mut dense: Vec<f64> =
        (0..SIDE).map(slow).chain((0..16).map(fast)).chain((0..SIDE).map(slow)).collect();
    let fade = 4 * 480;
    let last = dense.len() - 1;
    for i in 0..fade {
        let gain = i as f64 / fade as f64;
        dense[i] *= gain;
        dense[last - i] *= gain;
    }
    let plane = decimate_by_4(&dense, offset);
    let interleaved: Vec<f32> = plane.iter().flat_map(|&x| [x, x]).collect();
    Signal::from_interleaved(Format::new(rate, 2), &interleaved)
}

/// Low-pass at half the lower rate (Hann-windowed sinc, 48 lower-rate frames long) and every fourth frame.
fn decimate_by_4(dense: &[f64], offset: usize) -> Vec<f32> {
    const HALF: isize = 96;
    let tap = |k: isize| {
        let x = k as f64 / 4.0;
        let sinc = if k == 0 { 1.0 } else { (TAU / 2.0 * x).sin() / (TAU / 2.0 * x) };
        0.25 * sinc * (0.5 + 0.5 * (TAU / 2.0 * k as f64 / HALF as f64).cos())
    };
    let at = |i: isize| usize::try_from(i).ok().and_then(|i| dense.get(i)).copied().unwrap_or(0.0);
    let filtered = |i: usize| (-HALF..=HALF).map(|k| tap(k) * at(i as isize + k)).sum::<f64>() as f32;
    (offset..dense.len()).step_by(4).map(filtered).collect()
}
