//! The last stage of a mix: to a stated loudness, under the ceiling, without a click at either end.

use super::filter::{Biquad, Pass};
use super::fx::soft_clip;
use super::{SAMPLE_RATE, samples};

/// Highest absolute sample of a finished mix: −1.1 dBFS.
pub const CEILING: f32 = 0.88;

/// Where the limiter begins to bend.
const KNEE: f32 = 0.6;

/// Brings `frames` to about `lufs` (within 1 LU unless that would need more limiting than the second pass can
/// make up), limits peaks to [`CEILING`], fades in over 2 ms and out over `tail` seconds.
pub fn finish(frames: &mut [[f32; 2]], lufs: f32, tail: f32) {
    for side in 0..2 {
        let mut rumble = Biquad::new(Pass::High, 24.0, 0.7);
        frames.iter_mut().for_each(|frame| frame[side] = rumble.tick(frame[side]));
    }
    fade(frames, samples(0.002), samples(tail));
    for _ in 0..2 {
        let Some(now) = loudness(frames) else { return };
        let gain = 10f32.powf((lufs - now) / 20.0);
        let mut peak = 0f32;
        for x in frames.as_flattened_mut() {
            peak = peak.max((*x * gain).abs());
            *x = limit(*x * gain);
        }
        if peak <= KNEE {
            return; // nothing was limited, so the loudness is right
        }
    }
}

/// Straight up to the knee, then bending towards the ceiling, which it never exceeds.
fn limit(x: f32) -> f32 {
    let over = x.abs() - KNEE;
    if over <= 0.0 { x } else { x.signum() * (KNEE + (CEILING - KNEE) * soft_clip(over / (CEILING - KNEE))) }
}

fn fade(frames: &mut [[f32; 2]], rise: usize, fall: usize) {
    let len = frames.len();
    for (i, frame) in frames.iter_mut().enumerate() {
        let up = (i as f32 / rise.max(1) as f32).min(1.0);
        let down = ((len - 1 - i) as f32 / fall.max(1) as f32).min(1.0);
        *frame = frame.map(|x| x * up * down * down);
    }
}

/// Integrated loudness after ITU-R BS.1770-4 in LUFS, `None` when all is below −70: K-weighting, 400 ms
/// blocks and both gates, but without overlap of the blocks and with cookbook coefficients, so good to some
/// tenths of a decibel only. It sets levels here; measuring is the analyser's business.
pub fn loudness(frames: &[[f32; 2]]) -> Option<f32> {
    let block = SAMPLE_RATE as usize * 2 / 5;
    let mut powers = vec![0.0f64; frames.len() / block];
    for side in 0..2 {
        let mut head = Biquad::new(Pass::HighShelf(4.0), 1_682.0, 0.707);
        let mut low = Biquad::new(Pass::High, 38.0, 0.5);
        for (power, chunk) in powers.iter_mut().zip(frames.chunks_exact(block)) {
            for frame in chunk {
                *power += f64::from(low.tick(head.tick(frame[side])).powi(2)) / block as f64;
            }
        }
    }
    let level = |power: f64| 10.0 * power.log10() - 0.691;
    let mean = |floor: f64| {
        let loud: Vec<f64> = powers.iter().copied().filter(|&p| level(p) > floor).collect();
        (!loud.is_empty()).then(|| loud.iter().sum::<f64>() / loud.len() as f64)
    };
    let ungated = mean(-70.0)?;
    mean((level(ungated) - 10.0).max(-70.0)).map(|power| level(power) as f32)
}
