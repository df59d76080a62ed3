//! One channel at the analysis rate, shared by every descriptor that does not care about loudspeakers.

use super::Resampler;
use crate::error::ErrorKind;
use crate::layout::ChannelRole;
use crate::stream::{BLOCK_FRAMES, Block, StreamSpec};

/// Share of the power that the mean of the channels must keep; below it they cancel each other (a phase-inverted
/// channel) and the first channel stands for all.
const CANCELLED: f64 = 0.02;

/// What hears one channel of samples at a fixed rate, in runs of at most a few thousand.
pub(crate) trait Listener {
    /// Takes the next samples.
    ///
    /// # Errors
    /// Only for what makes the file unfit for analysis altogether.
    fn push(&mut self, mono: &[f32]) -> Result<(), ErrorKind>;
}

/// Mixes the channels down, resamples them and lets a listener hear the result.
pub(crate) struct Mono<L> {
    /// Channels that are mixed: all but low-frequency effects.
    mixed: Vec<usize>,
    channels: usize,
    resampler: Resampler,
    mono: Vec<f32>,
    resampled: Vec<f32>,
    listener: L,
}

impl<L: Listener> Mono<L> {
    /// Feeds `listener`, which expects `rate_hz`.
    pub(crate) fn new(spec: &StreamSpec, rate_hz: u32, listener: L) -> Mono<L> {
        let heard = |(_, role): &(usize, &ChannelRole)| **role != ChannelRole::LowFrequency;
        let mut mixed: Vec<usize> =
            spec.roles.iter().enumerate().filter(heard).map(|(channel, _)| channel).collect();
        if mixed.is_empty() {
            mixed = (0..spec.roles.len()).collect();
        }
        Mono {
            mixed,
            channels: spec.roles.len(),
            resampler: Resampler::new(spec.sample_rate_hz, rate_hz),
            mono: Vec::with_capacity(BLOCK_FRAMES),
            resampled: Vec::with_capacity(BLOCK_FRAMES),
            listener,
        }
    }

    /// The mean of the mixed channels; the first of them where the mean cancels out.
    fn mix(&mut self, block: Block<'_>) {
        self.mono.clear();
        if self.channels == 1 {
            self.mono.extend_from_slice(block.samples);
            return;
        }
        let scale = 1.0 / self.mixed.len() as f32;
        let (mut of_mean, mut of_channels) = (0.0f64, 0.0f64);
        for frame in block.samples.chunks_exact(self.channels) {
            let (mut sum, mut power) = (0.0f32, 0.0f32);
            for &channel in &self.mixed {
                sum += frame[channel];
                power += frame[channel] * frame[channel];
            }
            let mean = sum * scale;
            of_mean += f64::from(mean * mean);
            of_channels += f64::from(power * scale);
            self.mono.push(mean);
        }
        if of_mean < CANCELLED * of_channels {
            let first = self.mixed[0];
            self.mono.clear();
            self.mono.extend(block.samples.chunks_exact(self.channels).map(|frame| frame[first]));
        }
    }

    /// Takes the next frames.
    ///
    /// # Errors
    /// The listener's.
    pub(crate) fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        self.mix(block);
        self.resampled.clear();
        self.resampler.push(&self.mono, &mut self.resampled);
        self.listener.push(&self.resampled)
    }

    /// The listener, once it has heard the end.
    ///
    /// # Errors
    /// The listener's.
    pub(crate) fn finish(mut self) -> Result<L, ErrorKind> {
        self.resampled.clear();
        self.resampler.finish(&mut self.resampled);
        self.listener.push(&self.resampled)?;
        Ok(self.listener)
    }
}
