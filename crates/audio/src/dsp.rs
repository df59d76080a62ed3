//! Signal processing that several descriptors share.

mod mono;
mod resample;

pub(crate) use mono::{Listener, Mono};
pub(crate) use resample::Resampler;
