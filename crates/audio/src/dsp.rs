//! Signal processing that several descriptors share.

mod mono;
mod resample;

pub(crate) use mono::{Listener, Mono};
pub(crate) use resample::Resampler;

/// A periodic Hann window.
pub(crate) fn hann(length: usize) -> Vec<f32> {
    let step = std::f64::consts::TAU / length as f64;
    (0..length).map(|k| (0.5 - 0.5 * (step * k as f64).cos()) as f32).collect()
}
