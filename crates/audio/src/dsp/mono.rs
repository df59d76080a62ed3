//! One channel at the analysis rate, shared by every descriptor that does not care about loudspeakers.

use hark_track::Measurement;

use super::Resampler;
use crate::descriptor::Descriptor;
use crate::error::ErrorKind;
use crate::layout::ChannelRole;
use crate::stream::{BLOCK_FRAMES, Block, StreamSpec, Summary};

/// Share of the power that the mean of the channels must keep; below it they cancel each other (a phase-inverted
/// channel) and the first channel stands for all.
const CANCELLED: f64 = 0.02;

/// A measurement over one channel of samples at a fixed rate.
///
/// The contract is that of [`Descriptor`], with runs of mono samples, at most a few thousand each, for blocks.
pub(crate) trait Listener {
    /// Takes the next samples.
    fn push(&mut self, mono: &[f32]);

    /// Writes the result after the last sample.
    fn finish(&mut self, summary: &Summary, measured: &mut Measurement);
}

/// Mixes the channels down, resamples them and lets listeners hear the result.
pub(crate) struct Mono {
    /// Channels that are mixed: all but low-frequency effects.
    mixed: Vec<usize>,
    channels: usize,
    resampler: Resampler,
    mono: Vec<f32>,
    resampled: Vec<f32>,
    listeners: Vec<Box<dyn Listener>>,
}

impl Mono {
    /// Feeds `listeners`, which expect `rate_hz`.
    pub(crate) fn new(spec: &StreamSpec, rate_hz: u32, listeners: Vec<Box<dyn Listener>>) -> Mono {
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
            listeners,
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

    fn tell(&mut self) {
        for listener in &mut self.listeners {
            listener.push(&self.resampled);
        }
    }
}

impl Descriptor for Mono {
    fn push(&mut self, block: Block<'_>) -> Result<(), ErrorKind> {
        self.mix(block);
        self.resampled.clear();
        self.resampler.push(&self.mono, &mut self.resampled);
        self.tell();
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, measured: &mut Measurement) {
        self.resampled.clear();
        self.resampler.finish(&mut self.resampled);
        self.tell();
        for listener in &mut self.listeners {
            listener.finish(summary, measured);
        }
    }
}
